"""What a source does with what it says: cases in our own words, decided before the rules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis import analyse
from bot.analysis.conditions import is_conditional
from bot.analysis.stance import stance_of
from bot.dossier import Dossier
from bot.model import Article, Stance

CASES: Mapping[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "stances.yaml").read_text("utf-8")
)


def rows(key: str) -> list[Any]:
    """Return the cases that have the key, each named by its class and words."""
    return [
        pytest.param(
            case, id=f"{name}: {case.get('text') or case['cue'] + ' | ' + case['content']}"
        )
        for name, cases in CASES.items()
        for case in cases
        if key in case and (key == "text" or "text" not in case)
    ]


def allowed(case: Mapping[str, Any]) -> set[str]:
    stance = case["stance"]
    return set(stance) if isinstance(stance, list) else {stance}


@pytest.mark.parametrize("case", rows("stance"))
def test_the_stance_is_what_an_editor_reads(dossier: Dossier, case: dict[str, Any]) -> None:
    assert stance_of(case["cue"], case["content"], dossier.lexicon) in allowed(case)


@pytest.mark.parametrize(
    ("said", "reported", "spoken"),
    [
        ("They promised much more than words", "pledges", "asserts"),
        ("He opposes the plan", "opposes", "asserts"),
        ("We oppose the plan", "opposes", "opposes"),
        ("It is not true that he left", "denies", "denies"),
    ],
)
def test_in_marks_they_are_others(dossier: Dossier, said: str, reported: str, spoken: str) -> None:
    assert stance_of("said", said, dossier.lexicon) == reported
    assert stance_of("said", said, dossier.lexicon, spoken=True) == spoken


@pytest.mark.parametrize("case", rows("conditional"))
def test_a_condition_is_seen_only_where_one_is_named(case: dict[str, Any]) -> None:
    assert is_conditional(case["content"], case["cue"]) is case["conditional"]


@pytest.mark.parametrize("case", rows("text"))
def test_whole_sentences_have_their_stance(dossier: Dossier, case: dict[str, Any]) -> None:
    found = [
        each
        for each in analyse(Article.whole(case["text"]), dossier.lexicon).attributions
        if case["words"] in each.extent.of(case["text"])
    ]
    assert found, "no attribution"
    assert {each.stance for each in found} <= allowed(case)
    assert {each.conditional for each in found} == {case.get("conditional", False)}


WORDS = st.sampled_from(
    "he it said says did not no back the had neither deny support that if ask offer , ’ to".split()
)


@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=90))
def test_any_words_have_a_stance(dossier: Dossier, cue: list[str], content: list[str]) -> None:
    stance = stance_of(" ".join(cue), " ".join(content), dossier.lexicon, "Russia")
    assert stance in get_args(Stance)
