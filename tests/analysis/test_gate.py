"""The score gate: attributions of our own sentences, found no worse than when the weights were made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.analysis import attributions
from bot.analysis.attributions import attribute
from bot.analysis.lexicon import Lexicon
from bot.analysis.sentences import split_sentences
from bot.analysis.tagger import load_tagger
from bot.dossier import Dossier
from bot.model import Attribution, Pieces, Span

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "attributions.yaml").read_text("utf-8"))
MARK = re.compile(r"<(/?)([sqc])(\d)>")
WORD = re.compile(r"\w+(?:['’-]\w+)*")
Gold = dict[tuple[str, str], list[Span]]


def read(case: str) -> tuple[str, Gold]:
    """Return the text of a case without its marks, and the spans by number and role."""
    text, gold, opened, at = "", Gold(), 0, 0
    for mark in MARK.finditer(case):
        text += case[at : mark.start()]
        at = mark.end()
        if mark[1]:
            gold.setdefault((mark[3], mark[2]), []).append(Span(opened, len(text)))
        opened = len(text)
    return text + case[at:], gold


def words(text: str, pieces: Pieces | list[Span] | None) -> set[int]:
    return {
        found.start()
        for piece in pieces or ()
        for found in WORD.finditer(text, piece.start, piece.end)
    }


def is_right(text: str, gold: Gold, found: Attribution) -> bool:
    """Say whether a source shares a word and the content half of its words (Dice) with the gold."""
    content, source = words(text, found.content), words(text, found.source)
    for number, role in gold:
        wanted = words(text, gold.get((number, "c")))
        speaker = words(text, gold.get((number, "s")))
        if role == "q" and 2 * len(content & wanted) >= 0.5 * (len(content) + len(wanted)) > 0:
            return bool(source & speaker) or not (source or speaker)
    return False


def score(lexicon: Lexicon) -> tuple[float, float]:
    """Return F1, and precision of what is said with 0.9 and more."""
    hits = wanted = given = sure = sure_hits = 0
    for case in CASES:
        text, gold = read(case)
        found = attribute(text, split_sentences(text), lexicon)
        right = [is_right(text, gold, each) for each in found]
        wanted += len({number for number, role in gold if role == "c"})
        given, hits = given + len(found), hits + sum(right)
        for each, good in zip(found, right, strict=True):
            if each.confidence >= 0.9:
                sure, sure_hits = sure + 1, sure_hits + good
    return 2 * hits / (wanted + given), sure_hits / max(1, sure)


def test_the_tagger_is_no_worse_than_it_was(dossier: Dossier) -> None:
    if load_tagger() is None:
        pytest.skip("an operator has taken the weights out")
    f1, precision = score(dossier.lexicon)
    assert f1 >= 0.94
    assert precision >= 0.92


def test_the_rules_alone_still_work(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attributions, "load_tagger", lambda: None)
    f1, _ = score(dossier.lexicon)
    assert f1 >= 0.81
