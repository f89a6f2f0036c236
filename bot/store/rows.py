"""The rows of a dossier that answers are composed of, and how each is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Row

from bot.model import Pieces, Publication, Span

Settled = Literal["asserted", "denied"]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What a line says of the article it comes from."""

    id: int
    key: str
    document: str
    headline: str | None
    outlet: str | None
    outlet_basis: str
    url: str | None
    publication: Publication
    demonstration: bool
    origin_id: int
    source_text_id: int
    text: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement on one issue (or none), newest first where several are asked for."""

    id: int
    attribution_id: int
    article_id: int
    passage: str
    issue: str | None
    party: str | None
    speaker: str
    role: str | None
    named: bool
    via: str | None
    kind: str
    shown: Pieces
    stances: tuple[str, ...]
    conditional: bool
    dangling: bool
    official: bool
    position: bool
    retold: bool
    confidence: float
    day: int
    place: int
    # the line begins with another's claim, which its speaker denies behind it
    behind: bool


@dataclass(frozen=True, slots=True)
class SupportRow:
    """One article's wording of a fact."""

    id: int
    article_id: int
    origin_id: int
    passage: str
    span: Span
    citing: str | None
    same: bool
    score: float


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact with its best wordings; `origins` counts the distinct stories that tell it."""

    id: int
    kind: str
    origins: int
    supports: tuple[SupportRow, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """A dated event; `statement` is who tells it, when somebody does."""

    article_id: int
    origin_id: int
    passage: str
    span: Span
    value: str
    last_day: int
    background: bool
    inferred: bool
    speaker: str | None
    party: str | None


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """A disputed claim and its newest voices, in the order of the texts.

    `whole` says that no voice on it is left out.
    """

    id: int
    article_id: int
    passage: str
    claim: Span
    issue: str | None
    day: int
    voices: tuple[tuple[str, StatementRow], ...]
    whole: bool

    @property
    def settled(self) -> Settled | None:
        """How it closed: who had said otherwise has come over; None while two sides are left."""
        now = standing_verbs(self.voices) if self.whole else set()
        return "asserted" if now == {"asserts"} else "denied" if now == {"denies"} else None


def standing_verbs(voices: Sequence[tuple[str, StatementRow]]) -> set[str]:
    """Return the verbs that stand: a party's official word takes the place of what it said before.

    Who speaks for nobody officially, and what nobody knows the day of, stands for ever.
    """
    latest: dict[str, int] = {}
    for _, row in voices:
        if row.party and row.official and not (row.conditional or row.retold):
            latest[row.party] = max(latest.get(row.party, 0), row.day)
    return {
        verb
        for verb, row in voices
        if not (row.official and row.day and row.day < latest.get(row.party or "", 0))
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """That a party has said something on an issue, and when last."""

    issue: str
    party: str
    day: int
    statements: int


def read_article(row: Row[Any]) -> ArticleRow:
    """Make of a row what a line says of the article it comes from."""
    values = row._mapping
    published = values["published"]
    return ArticleRow(
        id=values["number"],
        key=values["article_key"],
        document=values["document"],
        headline=values["headline"],
        outlet=values["outlet"],
        outlet_basis=values["outlet_basis"],
        url=values["url"],
        publication=Publication(
            date.fromisoformat(published) if published else None,
            values["precision"],
            values["basis"],
            values["basis_note"],
        ),
        demonstration=values["demonstration"],
        origin_id=values["origin_id"],
        source_text_id=values["source_text_id"],
        text=values["text"],
    )


def read_statement(row: Row[Any]) -> StatementRow:
    """Make a statement of a row of the build, with its attribution and passage."""
    return StatementRow(
        id=row.id,
        attribution_id=row.attribution_id,
        article_id=row.article_id,
        passage=row.passage,
        issue=row.issue,
        party=row.party,
        speaker=row.speaker,
        role=row.role,
        named=row.named,
        via=row.via,
        kind=row.kind,
        shown=tuple(Span(s, e) for s, e in row.shown),
        stances=tuple(row.stances),
        conditional=row.conditional,
        dangling=row.dangling,
        official=row.official,
        position=row.position,
        retold=row.retold,
        confidence=row.confidence,
        day=row.day,
        place=row.place,
        behind=row.kind == "indirect"
        and bool(row.source)
        and row.content[-1][1] <= row.source[0][0],
    )


def newest_first(row: StatementRow) -> tuple[int, ...]:
    """Return what orders statements: the newest first, those of one article as they stand there."""
    return (-row.day, -row.article_id, row.place, row.id)


def read_support(row: Row[Any]) -> SupportRow:
    """Make one article's wording of a fact of a row."""
    return SupportRow(
        id=row.id,
        article_id=row.article_id,
        origin_id=row.origin_id,
        passage=row.passage,
        span=Span(row.text_start, row.text_end),
        citing=row.citing,
        same=row.same,
        score=row.score,
    )


def read_event(row: Row[Any]) -> EventRow:
    """Make a dated event of a row."""
    return EventRow(
        article_id=row.article_id,
        origin_id=row.origin_id,
        passage=row.passage,
        span=Span(row.text_start, row.text_end),
        value=row.value,
        last_day=row.last_day,
        background=row.background,
        inferred=row.inferred,
        speaker=row.speaker,
        party=row.party,
    )
