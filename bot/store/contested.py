"""Rows of disputed claims: who asserts, denies, doubts or leaves open, in one article or several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from bot.model import Span, without_that
from bot.store import schema as t
from bot.store.database import insert_row
from bot.store.journal import Key

ASSERTS = "asserts"
ANSWERS = ("denies", "doubts", "neither")
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
    day: int


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
    day: int
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
        day=row.day,
    )


class Contested:
    """Writes the disputes of one article into a build, or takes the article out of all."""

    def __init__(
        self,
        connection: Connection,
        build_id: int,
        article_id: int,
        origin_id: int,
        day: int,
        touched: set[Key],
    ) -> None:
        self._connection, self._build = connection, build_id
        self._article, self._origin, self._day = article_id, origin_id, day
        self._touched = touched
        # in which dispute words are a voice, as far as it was asked
        self._known: dict[int, int | None] = {}

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
            .where(s.retold.is_(False))
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
            **_place_of(told),
        )
        self.add_voices(dispute_id, voices)

    def add_voices(self, dispute_id: int, voices: Sequence[NewVoice]) -> None:
        """Write more voices, those that are there already left out."""
        self._known.clear()
        v = t.voice.c
        spoken = [each.attribution_id for each in voices]
        query = select(v.attribution_id).where(
            v.attribution_id.in_(spoken), v.dispute_id == dispute_id
        )
        known = set(self._connection.execute(query).scalars())
        for each in voices:
            if each.attribution_id not in known:
                made = insert_row(self._connection, t.voice, dispute_id=dispute_id, **_row(each))
                self._touch_voices([made])
        self._settle(dispute_id)

    def of(self, attribution_id: int) -> int | None:
        """Return the dispute of this build in which somebody's words are a voice; None if in none."""
        if attribution_id not in self._known:
            rows = self._voices(t.voice.c.attribution_id == attribution_id)
            self._known[attribution_id] = next((int(row.dispute_id) for row in rows), None)
        return self._known[attribution_id]

    def join(self, dispute_id: int, other_id: int) -> None:
        """Make one dispute of two, the first one."""
        v = t.voice.c
        mine = select(v.attribution_id).where(v.dispute_id == dispute_id)
        theirs = select(v.id).where(v.dispute_id == other_id)
        self._touch_voices(self._connection.execute(theirs).scalars())
        change = update(t.voice).where(v.dispute_id == other_id, v.attribution_id.not_in(mine))
        self._connection.execute(change.values(dispute_id=dispute_id))
        self._drop(other_id)
        self._settle(dispute_id)

    def drop(self) -> None:
        """Take the article's voices out; a claim that nobody asserts or answers any more goes."""
        touched = {row.dispute_id for row in self._voices(t.voice.c.article_id == self._article)}
        for dispute_id in sorted(touched):
            where = (t.voice.c.dispute_id == dispute_id, t.voice.c.article_id == self._article)
            self._connection.execute(delete(t.voice).where(*where))
            self._settle(dispute_id)

    def _drop(self, dispute_id: int) -> None:
        self._known.clear()
        self._touched.add(("dispute", (dispute_id,)))
        left = select(t.voice.c.id).where(t.voice.c.dispute_id == dispute_id)
        self._touch_voices(self._connection.execute(left).scalars())
        self._connection.execute(delete(t.voice).where(t.voice.c.dispute_id == dispute_id))
        self._connection.execute(delete(t.dispute).where(t.dispute.c.id == dispute_id))

    def _touch_voices(self, ids: Iterable[int]) -> None:
        self._touched |= {("voice", (each,)) for each in ids}

    def _settle(self, dispute_id: int) -> None:
        """Let a claim stand where it is told first, and be as new as its newest voice.

        Each is found by an index, so that the time does not grow with the voices.
        """
        v, d = t.voice.c, t.dispute.c
        here = select(t.voice).where(v.dispute_id == dispute_id).limit(1)
        told = self._connection.execute(
            here.where(v.verb == ASSERTS, v.claim_passage_id.is_not(None)).order_by(
                v.article_id, v.id
            )
        ).first()
        answer = self._connection.execute(here.where(v.verb.in_(ANSWERS))).first()
        if told is None or answer is None:
            self._drop(dispute_id)
            return
        self._touched.add(("dispute", (dispute_id,)))
        newest = self._connection.execute(here.order_by(v.day.desc())).one()
        change = update(t.dispute).where(d.id == dispute_id)
        self._connection.execute(change.values(day=newest.day, **_place_of(_voice(told))))

    def _voices(self, where: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """Return voices of this build: found by the index of what is asked, then looked at."""
        found = self._connection.execute(select(t.voice).where(where)).all()
        disputes = select(t.dispute.c.id, t.dispute.c.build_id).where(
            t.dispute.c.id.in_({row.dispute_id for row in found})
        )
        rows = self._connection.execute(disputes) if found else ()
        mine = {row.id for row in rows if row.build_id == self._build}
        return [row for row in found if row.dispute_id in mine]


def _row(new: NewVoice) -> dict[str, Any]:
    return {
        "attribution_id": new.attribution_id,
        "article_id": new.article_id,
        "verb": new.verb,
        "day": new.day,
        "claim_passage_id": new.claim.passage_id if new.claim else None,
        "claim_start": new.claim.span.start if new.claim else None,
        "claim_end": new.claim.span.end if new.claim else None,
    }


def _place_of(told: NewVoice) -> dict[str, int]:
    assert told.claim is not None
    return {
        "article_id": told.article_id,
        "passage_id": told.claim.passage_id,
        "text_start": told.claim.span.start,
        "text_end": told.claim.span.end,
    }


def _voice(row: Row[Any]) -> NewVoice:
    claim = None
    if row.claim_passage_id is not None:
        claim = Claim(row.claim_passage_id, Span(row.claim_start, row.claim_end))
    return NewVoice(row.attribution_id, row.article_id, row.verb, row.day, claim)
