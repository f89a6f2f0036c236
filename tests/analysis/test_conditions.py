"""Whose condition it is: a line has it whole, and its label is of what hangs on it."""

from __future__ import annotations

import pytest

from bot.analysis import analyse
from bot.analysis.conditions import is_conditional
from bot.analysis.positions import statements_of
from bot.dossier import Dossier
from bot.model import Article


@pytest.mark.parametrize(
    ("sentence", "stances", "conditional"),
    [
        ("Iran condemned the raid, adding that it would reply if hit again.", ["condemns"], False),
        ("Iran rejected the claims, saying it would leave if they went on.", ["denies"], False),
        ("Iran called for a truce, warning it would reply if hit.", ["calls_for", "warns"], True),
        ("Peskov said Russia was ready to mediate if both sides agreed.", ["offers"], True),
        ("Iran has refused to negotiate unless the raids stop.", ["refuses"], True),
    ],
)
def test_an_act_does_not_hang_on_the_condition_of_what_is_said_beside_it(
    sentence: str, stances: list[str], conditional: bool, dossier: Dossier
) -> None:
    analysis = analyse(Article.whole(sentence), dossier.lexicon)
    [made] = statements_of(sentence, analysis, dossier.lexicon, dossier.issues)
    assert (list(made.stances), made.conditional) == (stances, conditional)


@pytest.mark.parametrize(
    "sentence",
    [
        "Russia supports Iran's right to enrich uranium, Lavrov said, if inspectors are admitted.",
        "Iran will return to the talks, Araghchi said, unless the raids go on.",
        "Iran will return to the talks, Araghchi said, provided that the raids stop.",
    ],
)
def test_a_condition_behind_who_said_it_is_part_of_the_line(
    sentence: str, dossier: Dossier
) -> None:
    text = f"{sentence} Nobody else spoke."
    analysis = analyse(Article.whole(text), dossier.lexicon)
    [made] = statements_of(text, analysis, dossier.lexicon, dossier.issues)
    assert [piece.of(text) for piece in made.shown] == [sentence]
    assert made.conditional


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("to end enrichment should sanctions be lifted", True),
        ("to end enrichment should the raids stop", True),
        ("it would come only after the raids stopped", True),
        ("sanctions should be lifted", False),
        ("the talks should always be open", False),
        ("parliament should discuss the accord", False),
    ],
)
def test_what_stands_behind_should_tells_a_condition_from_a_call(
    content: str, expected: bool
) -> None:
    assert is_conditional(content, "said") is expected
