"""The nouns: frozen values that travel between the parts."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Literal

Precision = Literal["hour", "day", "week", "month", "year", "unknown"]
Basis = Literal["stated", "page", "forward", "inferred", "editor", "unknown"]
Kind = Literal["direct", "mixed", "indirect"]
Stance = Literal[
    "asserts",
    "denies",
    "doubts",
    "neither",
    "opposes",
    "supports",
    "calls_for",
    "warns",
    "condemns",
    "offers",
    "refuses",
    "pledges",
    "other",
]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `[start, end)` of some text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """Return the words that stand there."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Say whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Say whether the other lies inside."""
        return self.start <= other.start and other.end <= self.end


LED_BY_THAT = re.compile(r"that\s+(?=\S)", re.IGNORECASE)


def without_that(text: str, content: Span) -> Span:
    """Return a content without the “that” that leads to it."""
    led = LED_BY_THAT.match(text, content.start, content.end)
    return Span(led.end(), content.end) if led else content


def _start(kept: Kept) -> int:
    return kept.span.start


Pieces = tuple[Span, ...]
"""Spans of one text in order, as a quotation that is cut in two has them."""


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes as they arrived, and the name that came with them."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Publication:
    """When an article appeared: a day of the interval that `precision` names, and who says so."""

    on: date | None = None
    precision: Precision = "unknown"
    basis: Basis = "unknown"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article beside its words; None is unknown, never a guess."""

    headline: str | None = None
    outlet: str | None = None
    outlet_basis: Basis = "unknown"
    url: str | None = None
    publication: Publication = field(default_factory=Publication)
    language: str = "en"
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A range of the source text that an article keeps, and what joins it to the one before."""

    span: Span
    joiner: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """A range of the source text that cleaning left out, and why in a word or two."""

    span: Span
    reason: str


@dataclass(frozen=True)
class Article:
    """A cleaned document with metadata. `text` is what its kept ranges make of the source text.

    `kept`, `removed`, `teasers` and `headline` are spans of the source text, which never
    changes; every other offset in the program is into `text`.
    """

    source_text: str
    kept: tuple[Kept, ...]
    metadata: Metadata = field(default_factory=Metadata)
    removed: tuple[Removed, ...] = ()
    teasers: Pieces = ()
    headline: Span | None = None

    @classmethod
    def whole(cls, text: str, metadata: Metadata | None = None) -> Article:
        """Make an article of a text that is taken as it is."""
        return cls(text, (Kept(Span(0, len(text))),), metadata or Metadata())

    @cached_property
    def text(self) -> str:
        """The words of the article."""
        return "".join(kept.joiner + kept.span.of(self.source_text) for kept in self.kept)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """Where each kept range begins in `text`."""
        ends = accumulate(len(kept.joiner) + len(kept.span) for kept in self.kept)
        return tuple(end - len(kept.span) for end, kept in zip(ends, self.kept, strict=True))

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        """Where each kept range ends in `text`."""
        return tuple(at + len(k.span) for at, k in zip(self._starts, self.kept, strict=True))

    @cached_property
    def _source_ends(self) -> tuple[int, ...]:
        """Where each kept range ends in the source text."""
        return tuple(kept.span.end for kept in self.kept)

    def to_source(self, span: Span) -> Span:
        """Return the span of the source text from the first to the last code point of `span`."""
        first, last = bisect_right(self._ends, span.start), bisect_left(self._starts, span.end) - 1
        if first < len(self.kept) and last >= 0:
            at, kept = self._starts[first], self.kept[first].span
            start = kept.start + max(0, span.start - at)
            at, kept = self._starts[last], self.kept[last].span
            end = kept.start + min(len(kept), span.end - at)
            if start <= end:
                return Span(start, end)
        raise ValueError(f"not in the article: {span}")

    def from_source(self, span: Span) -> Span | None:
        """Return where a span of the source text stands in `text`; None when nothing of it is kept."""
        start = end = None
        for n in range(bisect_right(self._source_ends, span.start), len(self.kept)):
            kept, at = self.kept[n].span, self._starts[n]
            if kept.start >= span.end:
                break
            common = Span(max(span.start, kept.start), min(span.end, kept.end))
            if len(common):
                start = at + common.start - kept.start if start is None else start
                end = at + common.end - kept.start
        return None if start is None or end is None else Span(start, end)

    def restored(self, lines: Collection[Span]) -> Article:
        """Return the article with removed lines back in their places, each on a line of its own."""
        back = {each.span for each in self.removed if each.span in lines}
        if not back:
            return self
        placed = sorted((*self.kept, *(Kept(span, "\n") for span in back)), key=_start)
        kept = [Kept(placed[0].span)]
        for before, each in pairwise(placed):
            between = self.source_text[before.span.end : each.span.start]
            apart = "\n\n" if between.count("\n") > 1 else "\n"
            ours = each.span in back or before.span in back
            kept.append(Kept(each.span, apart if ours else each.joiner))
        left = tuple(each for each in self.removed if each.span not in back)
        return replace(self, kept=tuple(kept), removed=left)

    @cached_property
    def asides(self) -> Pieces:
        """Spans of `text` that are no part of the running report: teaser bullets."""
        return tuple(span for each in self.teasers if (span := self.from_source(each)) is not None)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a mention resolves to: a person or a body, with the role as printed and its party."""

    name: str
    role: str | None = None
    party: str | None = None
    named: bool = True


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words or a claim that the text gives to a source.

    `extent` runs from the beginning of the source to the end of the content, cue included: the
    least that may be shown of reported speech. `speech` is False where a cue may not give words at all.
    """

    kind: Kind
    content: Pieces
    source: Pieces | None
    cue: Pieces | None
    extent: Span
    speaker: Speaker | None = None
    via: str | None = None
    stance: Stance = "asserts"
    conditional: bool = False
    confidence: float = 0.0
    speech: bool = True


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `paragraph` counts from 0."""

    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A TIMEX3: `value` is its ISO form with the text's own granularity, "" when unresolved."""

    span: Span
    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence or clause worth telling; rank 1 is the best."""

    span: Span
    rank: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """All that was understood of one article, with offsets into its text."""

    version: str
    sentences: tuple[Sentence, ...]
    attributions: tuple[Attribution, ...]
    dates: tuple[TimeExpression, ...]
    facts: tuple[Fact, ...]
