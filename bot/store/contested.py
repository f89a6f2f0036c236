"""Rows of disputed claims: who asserts, denies, doubts or leaves open, in one article or several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

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
    """Where a disputed claim stands."""

    article_id: int
    passage_id: int
    span: Span


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

    def add(self, claim: Claim, issue: str | None, voices: Sequence[tuple[int, int, str]]) -> None:
        """Write a disputed claim with its voices: attribution, article and verb of each."""
        dispute_id = insert_row(
            self._connection,
            t.dispute,
            build_id=self._build,
            article_id=claim.article_id,
            passage_id=claim.passage_id,
            text_start=claim.span.start,
            text_end=claim.span.end,
            issue=issue,
            day=self._day,
        )
        for attribution_id, article_id, verb in voices:
            self.add_voice(dispute_id, attribution_id, article_id, verb)

    def add_voice(self, dispute_id: int, attribution_id: int, article_id: int, verb: str) -> None:
        """Write one more voice, unless it or a copy of it is there."""
        v, d = t.voice.c, t.dispute.c
        known = {row.attribution_id for row in self._voices(v.dispute_id == dispute_id)}
        if attribution_id in known:
            return
        voice = insert(t.voice).values(
            dispute_id=dispute_id,
            attribution_id=attribution_id,
            article_id=article_id,
            verb=verb,
            n=len(known),
        )
        self._connection.execute(voice)
        change = update(t.dispute).where(d.id == dispute_id, d.day < self._day)
        self._connection.execute(change.values(day=self._day))

    def of(self, attribution_id: int) -> tuple[int, str] | None:
        """Return the dispute in which somebody's words are a voice, and the verb; None if in none."""
        rows = self._voices(t.voice.c.attribution_id == attribution_id)
        return next(((int(row.dispute_id), str(row.verb)) for row in rows), None)

    def drop(self) -> None:
        """Take the article's voices out; a claim that nobody asserts or answers any more goes."""
        touched = {row.dispute_id for row in self._voices(t.voice.c.article_id == self._article)}
        for dispute_id in sorted(touched):
            where = (t.voice.c.dispute_id == dispute_id, t.voice.c.article_id == self._article)
            self._connection.execute(delete(t.voice).where(*where))
            self._settle(dispute_id)

    def _settle(self, dispute_id: int) -> None:
        rows = self._voices(t.voice.c.dispute_id == dispute_id)
        told = [row for row in rows if row.verb == ASSERTS]
        if not told or len(told) == len(rows):
            self._connection.execute(delete(t.voice).where(t.voice.c.dispute_id == dispute_id))
            self._connection.execute(delete(t.dispute).where(t.dispute.c.id == dispute_id))
            return
        change = update(t.dispute).where(
            t.dispute.c.id == dispute_id, t.dispute.c.article_id == self._article
        )
        first = told[0]
        claim = without_that(self._text(first.article_id), Span(*first.content[0]))
        values = {"article_id": first.article_id, "passage_id": first.passage_id}
        self._connection.execute(
            change.values(text_start=claim.start, text_end=claim.end, **values)
        )

    def _text(self, article_id: int) -> str:
        query = (
            select(VERSION.text)
            .join(t.article, VERSION.id == t.article.c.live_version_id)
            .where(t.article.c.id == article_id)
        )
        return str(self._connection.execute(query).scalar_one())

    def _voices(self, where: ColumnElement[bool]) -> Sequence[Row[Any]]:
        v, a = t.voice.c, t.attribution.c
        query = (
            select(t.voice, a.content, a.passage_id)
            .join(t.attribution, a.id == v.attribution_id)
            .join(t.dispute, t.dispute.c.id == v.dispute_id)
            .where(t.dispute.c.build_id == self._build, where)
            .order_by(v.dispute_id, v.n)
        )
        return self._connection.execute(query).all()
