"""Whom a mention means: cases in our own words, by class, in `cases/speakers.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.analysis.attributions import name_speakers
from bot.analysis.found import Found
from bot.analysis.lexicon import fold
from bot.analysis.sentences import split_sentences
from bot.dossier import Dossier
from bot.model import Attribution, Span

CASES = Path(__file__).parent / "cases" / "speakers.yaml"
MARK = re.compile(r"[\[\]{}]")
# below this a wrong name is only a guess; a known miss must stay below the other
DOUBT, MISSED, SURE = 0.6, 0.7, 0.9


@dataclass(frozen=True)
class Case:
    """A text, its sources in order, and what is expected of the last of them or of all."""

    group: str
    text: str
    sources: tuple[Span, ...]
    via: Span | None
    expected: Mapping[str, Any]

    def named(self, dossier: Dossier) -> tuple[Attribution, ...]:
        """Name the speakers of all sources."""
        found = [
            Found(
                "indirect",
                (Span(source.end, source.end + 1),),
                (source,),
                None,
                1.0,
                via=self.via if source is self.sources[-1] else None,
            )
            for source in self.sources
        ]
        return name_speakers(self.text, split_sentences(self.text), found, dossier.lexicon)

    def faults(self, dossier: Dossier) -> list[str]:
        """Say what is wrong, in words."""
        made = self.named(dossier)
        wanted = self.expected
        speakers = wanted.get("speaker")
        if isinstance(speakers, list):
            each = [w if isinstance(w, dict) else {"speaker": w} for w in speakers]
            pairs = zip(made, each, strict=True)
            return [fault for a, w in pairs for fault in _faults(a, {**wanted, **w})]
        return _faults(made[-1], wanted)


def _faults(made: Attribution, wanted: Mapping[str, Any]) -> list[str]:
    speaker = made.speaker
    said = f"{speaker} at {made.confidence}"
    if not _is_right(made, wanted):
        return [said]
    if speaker is None:
        return []
    return [
        f"{key}: {said}"
        for key in ("party", "role")
        if key in wanted and getattr(speaker, key) != wanted[key]
    ] + ([f"via {made.via}"] if wanted.get("via") != made.via else [])


def _is_right(made: Attribution, wanted: Mapping[str, Any]) -> bool:
    speaker = made.speaker
    if speaker is None:
        return bool(wanted.get("allow_none") or wanted.get("doubtful")) or _nobody(wanted)
    if "unnamed" in wanted:
        return not speaker.named and fold(speaker.name) == fold(wanted["unnamed"])
    if not speaker.named:
        return any(wanted.get(key) for key in ("allow_none", "doubtful")) or _nobody(wanted)
    if wanted["speaker"] and fold(speaker.name) == fold(wanted["speaker"]):
        return True
    return bool(wanted.get("doubtful")) and made.confidence < DOUBT


def _nobody(wanted: Mapping[str, Any]) -> bool:
    return "unnamed" not in wanted and wanted["speaker"] is None


def _read(group: str, raw: Mapping[str, Any]) -> Case:
    text, at = "", 0
    places: list[int] = []
    braces: list[int] = []
    for mark in MARK.finditer(raw["text"]):
        text += raw["text"][at : mark.start()]
        at = mark.end()
        (places if mark.group() in "[]" else braces).append(len(text))
    text += raw["text"][at:]
    sources = tuple(Span(*pair) for pair in zip(places[::2], places[1::2], strict=True))
    return Case(group, text, sources, Span(*braces) if braces else None, raw)


@cache
def cases() -> tuple[Case, ...]:
    read = yaml.safe_load(CASES.read_text("utf-8"))
    return tuple(_read(group, raw) for group, rows in read.items() for raw in rows)


def groups() -> list[str]:
    return list(dict.fromkeys(case.group for case in cases()))


@pytest.mark.parametrize("group", groups())
def test_the_speaker_is_right(dossier: Dossier, group: str) -> None:
    mine = [case for case in cases() if case.group == group and "misses" not in case.expected]
    wrong = {case.expected["text"]: case.faults(dossier) for case in mine}
    assert {text: faults for text, faults in wrong.items() if faults} == {}


def test_a_known_miss_is_never_a_sure_name(dossier: Dossier) -> None:
    known = [case for case in cases() if "misses" in case.expected]
    assert len(known) <= len(cases()) * 0.05
    for case in known:
        made = case.named(dossier)[-1]
        assert case.faults(dossier), f"a miss no more: {case.expected['text']}"
        assert made.speaker is None or not made.speaker.named or made.confidence < MISSED


def test_no_wrong_name_is_sure(dossier: Dossier) -> None:
    for case in cases():
        speakers = case.expected.get("speaker")
        wanted = speakers[-1] if isinstance(speakers, list) else case.expected
        wanted = {"speaker": wanted} if isinstance(wanted, str) else wanted
        made = case.named(dossier)[-1]
        if made.speaker is not None and made.speaker.named and made.confidence >= SURE:
            assert _is_right(made, wanted), case.expected["text"]


def test_there_are_enough_cases_and_none_twice() -> None:
    texts = [case.expected["text"] for case in cases()]
    assert len(texts) == len(set(texts)) >= 220
