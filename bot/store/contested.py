"""Rows of disputed claims: who asserts, denies, doubts or leaves open, in one article or several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from bot.model import Span, without_that
from bot.store import schema as t
from bot.store.articles import insert_row

ASSERTS = "asserts"
VERSION = t.article_version.c


@dataclass(frozen=True, slots=True)
class Spoken:
    """A statement of an article already in the build, as it may answer or be answered."""

    attribution_id: int
    article_id: int
    passage_id: int
    party: str | None
    stance: str
    content: Span
    extent: Span
    words: str
    cue: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Where a disputed claim is told in full."""

    passage_id: int
    span: Span


@dataclass(frozen=True, slots=True)
class NewVoice:
    """One party's word on a claim, with the claim where its article tells it in full."""

    attribution_id: int
    article_id: int
    verb: str
    claim: Claim | None = None


def _spoken(row: Row[Any]) -> Spoken:
    return Spoken(
        attribution_id=row.attribution_id,
        article_id=row.article_id,
        passage_id=row.passage_id,
        party=row.party,
        stance=row.stance,
        content=without_that(row.text, Span(*row.content[0])),
        extent=Span(row.text_start, row.text_end),
        words=" ".join(row.text[start:end] for start, end in row.content),
        cue=" ".join(row.text[start:end] for start, end in row.cue or ()),
    )


class Contested:
    """Writes the disputes of one article into a build, or takes the article out of all."""

    def __init__(
        self, connection: Connection, build_id: int, article_id: int, origin_id: int, day: int
    ) -> None:
        self._connection, self._build = connection, build_id
        self._article, self._origin, self._day = article_id, origin_id, day

    def spoken_on(self, issue: str, limit: int) -> tuple[Spoken, ...]:
        """Return what each party is last reported to say on an issue; no copies of this article.

        Party by party, so that the time does not grow with the archive.
        """
        known = select(t.standing.c.party).where(
            t.standing.c.build_id == self._build, t.standing.c.issue == issue
        )
        parties = [*self._connection.execute(known).scalars(), None]
        return tuple(each for party in parties for each in self._newest(issue, party, limit))

    def _newest(self, issue: str, party: str | None, limit: int) -> Iterator[Spoken]:
        s, a = t.statement.c, t.attribution.c
        query = (
            select(t.statement, a.stance, a.content, a.cue, a.text_start, a.text_end, VERSION.text)
            .join(t.attribution, a.id == s.attribution_id)
            .join(t.article, t.article.c.id == s.article_id)
            .join(t.article_version, VERSION.id == t.article.c.live_version_id)
            .where(s.build_id == self._build, s.issue == issue, s.party == party)
            .where(t.article.c.origin_id != self._origin, s.article_id != self._article)
            .order_by(s.day.desc(), s.article_id.desc())
            .limit(limit)
        )
        yield from map(_spoken, self._connection.execute(query))

    def add(self, issue: str | None, voices: Sequence[NewVoice]) -> None:
        """Write a disputed claim with its voices, of which one at least tells it in full."""
        told = next(voice for voice in voices if voice.claim)
        dispute_id = insert_row(
            self._connection,
            t.dispute,
            build_id=self._build,
            issue=issue,
            day=self._day,
            **self._place_of(told),
        )
        self.add_voices(dispute_id, voices)

    @staticmethod
    def _place_of(told: NewVoice) -> dict[str, int]:
        assert told.claim is not None
        return {
            "article_id": told.article_id,
            "passage_id": told.claim.passage_id,
            "text_start": told.claim.span.start,
            "text_end": told.claim.span.end,
        }

    def add_voices(self, dispute_id: int, voices: Sequence[NewVoice]) -> None:
        """Write more voices, those that are there already left out."""
        known = {row.attribution_id for row in self._voices(t.voice.c.dispute_id == dispute_id)}
        for each in voices:
            if each.attribution_id not in known:
                self._write(dispute_id, each)
        self._settle(dispute_id)

    def _write(self, dispute_id: int, new: NewVoice) -> None:
        voice = insert(t.voice).values(
            dispute_id=dispute_id,
            attribution_id=new.attribution_id,
            article_id=new.article_id,
            verb=new.verb,
            claim_passage_id=new.claim.passage_id if new.claim else None,
            claim_start=new.claim.span.start if new.claim else None,
            claim_end=new.claim.span.end if new.claim else None,
        )
        self._connection.execute(voice)

    def of(self, attribution_id: int) -> int | None:
        """Return the dispute in which somebody's words are a voice; None if in none."""
        rows = self._voices(t.voice.c.attribution_id == attribution_id)
        return next((int(row.dispute_id) for row in rows), None)

    def join(self, dispute_id: int, other_id: int) -> None:
        """Make one dispute of two, the first one."""
        v = t.voice.c
        moved = self._voices(v.dispute_id == other_id)
        self._drop(other_id)
        self.add_voices(dispute_id, [_voice(row) for row in moved])

    def drop(self) -> None:
        """Take the article's voices out; a claim that nobody asserts or answers any more goes."""
        touched = {row.dispute_id for row in self._voices(t.voice.c.article_id == self._article)}
        for dispute_id in sorted(touched):
            where = (t.voice.c.dispute_id == dispute_id, t.voice.c.article_id == self._article)
            self._connection.execute(delete(t.voice).where(*where))
            self._settle(dispute_id)

    def _drop(self, dispute_id: int) -> None:
        self._connection.execute(delete(t.voice).where(t.voice.c.dispute_id == dispute_id))
        self._connection.execute(delete(t.dispute).where(t.dispute.c.id == dispute_id))

    def _settle(self, dispute_id: int) -> None:
        """Let a claim stand where it is told first, and be as new as its newest voice."""
        rows = self._voices(t.voice.c.dispute_id == dispute_id)
        told = [
            _voice(row) for row in rows if row.verb == ASSERTS and row.claim_passage_id is not None
        ]
        if not told or all(row.verb == ASSERTS for row in rows):
            self._drop(dispute_id)
            return
        s = t.statement.c
        newest = select(func.max(s.day)).where(
            s.build_id == self._build, s.attribution_id.in_([row.attribution_id for row in rows])
        )
        change = update(t.dispute).where(t.dispute.c.id == dispute_id)
        day = func.coalesce(newest.scalar_subquery(), self._day)
        self._connection.execute(change.values(day=day, **self._place_of(told[0])))

    def _voices(self, where: ColumnElement[bool]) -> Sequence[Row[Any]]:
        v, a = t.voice.c, t.attribution.c
        query = (
            select(t.voice)
            .join(t.attribution, a.id == v.attribution_id)
            .join(t.dispute, t.dispute.c.id == v.dispute_id)
            .where(t.dispute.c.build_id == self._build, where)
            .order_by(v.dispute_id, v.article_id, a.n)
        )
        return self._connection.execute(query).all()


def _voice(row: Row[Any]) -> NewVoice:
    claim = None
    if row.claim_passage_id is not None:
        claim = Claim(row.claim_passage_id, Span(row.claim_start, row.claim_end))
    return NewVoice(row.attribution_id, row.article_id, row.verb, claim)
