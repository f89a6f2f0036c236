"""What editors set above the rules: the speaker or the stance of a line, or that it is not shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from bot.analysis.lexicon import Lexicon
from bot.analysis.names import names_in, speaker_of
from bot.analysis.tokens import tokens_of
from bot.model import Analysis, Attribution, Span, Speaker

# how much of a passage and of a line is common to both where the one is meant by the other
SHARE = 0.5
# what no rule reaches: an editor's word
SURE = 1.0


@dataclass(frozen=True, slots=True)
class Overrule:
    """One field of a passage of the text, as an editor set it."""

    span: Span
    field: str
    value: Any


def overrule(
    text: str, analysis: Analysis, overrules: Sequence[Overrule], lexicon: Lexicon
) -> Analysis:
    """Apply what editors set to an analysis; what is not found in the text any more does nothing."""
    attributions = list(analysis.attributions)
    for each in overrules:
        change = _change(each, analysis, lexicon)
        meant = meant_by(each.span, attributions) if change else ()
        before = [attributions[number] for number in meant]
        for number in meant:
            attributions[number] = change(attributions[number]) if change else attributions[number]
        if each.field == "speaker":
            attributions = [a for a in attributions if not any(_tells(b, a) for b in before)]
    changed = replace(analysis, attributions=tuple(attributions))
    hidden = [each.span for each in overrules if each.field == "hidden"]
    return _without(changed, hidden) if hidden else changed


def _change(
    each: Overrule, analysis: Analysis, lexicon: Lexicon
) -> Callable[[Attribution], Attribution] | None:
    if each.field == "speaker":
        speaker = named(each.value, analysis, lexicon) if each.value else None
        return lambda a: _spoken_by(a, speaker)
    if each.field == "stance":
        return lambda a: replace(a, stance=each.value)
    return None


def _tells(teller: Attribution, each: Attribution) -> bool:
    """Say whether an act was told in words that were thought to be another's."""
    told = teller.speaker is not None and each.via == teller.speaker.name
    return told and each.extent == teller.extent


def _spoken_by(each: Attribution, speaker: Speaker | None) -> Attribution:
    relayed = each.via if speaker is None or each.via != speaker.name else None
    return replace(each, speaker=speaker, via=relayed, confidence=SURE, speech=True)


def named(name: str, analysis: Analysis, lexicon: Lexicon) -> Speaker:
    """Make a speaker of a name: as the settings have it, else as the article itself does."""
    known = lexicon.find(name)
    if known is not None:
        return speaker_of(known)
    speakers = (each.speaker for each in analysis.attributions)
    return next((s for s in speakers if s is not None and s.name == name), Speaker(name))


def meant_by(passage: Span, attributions: Sequence[Attribution]) -> tuple[int, ...]:
    """Return the attributions of the line that a passage means, the nearest one; none where no line is."""
    best: tuple[float, tuple[int, ...]] = (0.0, ())
    for line, numbers in lines_of(attributions):
        spans = (line, *(attributions[number].extent for number in numbers))
        share = max(share_of(span, passage) for span in spans)
        if share >= SHARE and share > best[0]:
            best = (share, numbers)
    return best[1]


def lines_of(attributions: Sequence[Attribution]) -> Iterator[tuple[Span, tuple[int, ...]]]:
    """Yield what a briefing shows of attributions: those of one source together, without marks."""
    for _, members in groupby(enumerate(attributions), key=_line):
        group = tuple(members)
        spans = [line_of(each) for _, each in group]
        whole = Span(min(s.start for s in spans), max(s.end for s in spans))
        yield whole, tuple(number for number, _ in group)


def _line(numbered: tuple[int, Attribution]) -> tuple[object, ...]:
    number, each = numbered
    if each.kind == "direct" or each.source is None:
        return ("alone", number)
    return ("source", each.source[0].start)


def line_of(each: Attribution) -> Span:
    """Return what is shown of an attribution: the words in marks, else from source to content."""
    if each.kind == "direct":
        return Span(each.content[0].start, each.content[-1].end)
    return each.extent


def share_of(a: Span, b: Span) -> float:
    """Return how much of two spans together is common to both, 0 to 1."""
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(0, shared) / max(1, max(a.end, b.end) - min(a.start, b.start))


def _without(analysis: Analysis, hidden: Sequence[Span]) -> Analysis:
    """Leave out all that would show words that an editor hides."""

    def shown(*spans: Span) -> bool:
        return not any(span.overlaps(each) for span in spans for each in hidden)

    sentences = tuple(s for s in analysis.sentences if shown(s.span))
    gone = [s.span for s in analysis.sentences if not shown(s.span)]
    return replace(
        analysis,
        sentences=sentences,
        attributions=tuple(a for a in analysis.attributions if shown(a.extent, *a.content)),
        dates=tuple(d for d in analysis.dates if not any(span.overlaps(d.span) for span in gone)),
        facts=tuple(f for f in analysis.facts if shown(f.span)),
    )


def choosable(text: str, analysis: Analysis, lexicon: Lexicon) -> tuple[str, ...]:
    """Return whom an editor may name as a speaker: the speakers, then all other names of the text."""
    found: dict[str, None] = {}
    for each in analysis.attributions:
        if each.speaker is not None and each.speaker.named:
            found.setdefault(each.speaker.name)
    for sentence in analysis.sentences:
        for name in names_in(text, tokens_of(text, sentence.span), lexicon):
            known = lexicon.find(name.words)
            found.setdefault(known.name if known else name.words)
    return tuple(found)
