"""What a dossier has that it had not at a revision: articles, facts with their support, disputes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import func, select

from bot.store import schema as t
from bot.store.reader import DossierReader
from bot.store.rows import DisputeRow, FactRow, Settled, standing_verbs
from bot.store.values import instant

# voices on somebody's word only are told as statements
ESTABLISHED = ("definition", "fact")


@dataclass(frozen=True, slots=True)
class Published:
    """An article that became public, and when."""

    article_id: int
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class FactNews:
    """A fact that new articles tell; `before` counts the stories that told it already."""

    topic: str
    before: int
    fact: FactRow


DisputeState = Literal["opened", "joined"] | Settled


@dataclass(frozen=True, slots=True)
class DisputeNews:
    """A dispute with new voices, those of the attributions `added`.

    opened: it was none before; joined: it goes on; asserted, denied: it closed, who had said otherwise
    has come over, and all who spoke on it assert the claim now, or all deny it.
    """

    state: DisputeState
    added: frozenset[int]
    dispute: DisputeRow

    @property
    def closed(self) -> bool:
        """Whether no two sides are left."""
        return self.state in ("asserted", "denied")


class News:
    """Reads what is new since a revision, on the snapshot of a reader."""

    def __init__(self, reader: DossierReader, from_rev: int) -> None:
        self._reader, self._connection, self.from_rev = reader, reader.connection, from_rev

    def published(self) -> tuple[Published, ...]:
        """Return what became public since, the first first."""
        d = t.dossier_article.c
        query = select(d.article_id, d.public_rev, d.public_at).where(
            d.dossier_id == self._reader.dossier.id,
            d.withdrawn_rev.is_(None),
            d.public_rev > self.from_rev,
        )
        return tuple(
            Published(row.article_id, row.public_rev, datetime.fromisoformat(row.public_at))
            for row in self._connection.execute(query.order_by(d.public_rev))
        )

    def facts(self, articles: Sequence[int]) -> tuple[FactNews, ...]:
        """Return the facts that articles tell, the best supported first."""
        f, s = t.fact.c, t.fact_support.c
        told = select(s.fact_id).where(s.article_id.in_(articles), s.same.is_(True))
        query = (
            select(t.fact)
            .where(f.id.in_(told), f.build_id == self._reader.build_id, f.kind.in_(ESTABLISHED))
            .order_by(f.origins.desc(), f.score.desc(), f.id)
        )
        rows = self._connection.execute(query).all()
        before = self._told_before([row.id for row in rows])
        return tuple(
            FactNews(row.topic, before.get(row.id, 0), self._reader.fact(row)) for row in rows
        )

    def _told_before(self, facts: Sequence[int]) -> dict[int, int]:
        """Count the stories that told facts at the revision, copies once."""
        s, d = t.fact_support.c, t.dossier_article.c
        query = (
            select(s.fact_id, func.count(s.origin_id.distinct()).label("stories"))
            .join(t.dossier_article, d.article_id == s.article_id)
            .where(
                s.fact_id.in_(facts),
                s.same.is_(True),
                d.dossier_id == self._reader.dossier.id,
                d.public_rev <= self.from_rev,
            )
            .group_by(s.fact_id)
        )
        return {row.fact_id: row.stories for row in self._connection.execute(query)}

    def disputes(self, articles: Sequence[int]) -> tuple[DisputeNews, ...]:
        """Return the disputes in which articles have voices, those that they opened first.

        What is no dispute before nor after is left out.
        """
        v = t.voice.c
        query = (
            select(v.dispute_id, v.attribution_id)
            .join(t.dispute, t.dispute.c.id == v.dispute_id)
            .where(t.dispute.c.build_id == self._reader.build_id, v.article_id.in_(articles))
        )
        added: dict[int, set[int]] = {}
        for row in self._connection.execute(query):
            added.setdefault(row.dispute_id, set()).add(row.attribution_id)
        found = [
            DisputeNews(state, frozenset(added[each.id]), each)
            for each in self._reader.disputes_by_id(sorted(added))
            if (state := _state(each, set(articles)))
        ]
        return tuple(sorted(found, key=lambda each: (each.state != "opened", -each.dispute.day)))


def _state(dispute: DisputeRow, new: Collection[int]) -> DisputeState | None:
    """Say what new articles made of a dispute."""
    before = standing_verbs(
        [(verb, row) for verb, row in dispute.voices if row.article_id not in new]
    )
    now = standing_verbs(dispute.voices)
    stood = "asserts" in before and len(before) > 1
    # it may have opened and closed since: the new articles themselves have both sides then
    both = len({verb for verb, row in dispute.voices if row.article_id in new}) > 1
    if dispute.settled and (stood or both):
        return dispute.settled
    if stood:
        return "joined"
    return "opened" if "asserts" in now and len(now) > 1 else None


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest articles since an instant: all came after `revision`; `published` counts more."""

    revision: int
    published: int


def recent(reader: DossierReader, since: datetime, limit: int) -> Recent:
    """Return where the newest so many articles since an instant begin, and how many there were."""
    d = t.dossier_article.c
    query = (
        select(d.public_rev)
        .where(
            d.dossier_id == reader.dossier.id,
            d.withdrawn_rev.is_(None),
            d.public_at >= instant(since),
        )
        .order_by(d.public_rev.desc())
    )
    revisions = reader.connection.execute(query).scalars().all()
    first = revisions[:limit][-1] - 1 if revisions else reader.dossier.revision
    return Recent(first, len(revisions))


def was_news(reader: DossierReader, from_rev: int, on: date) -> bool:
    """Say whether by the end of a day something was new to who had seen a revision."""
    d = t.dossier_article.c
    query = select(d.article_id).where(
        d.dossier_id == reader.dossier.id,
        d.withdrawn_rev.is_(None),
        d.public_rev > from_rev,
        d.public_at < (on + timedelta(1)).isoformat(),
    )
    return reader.connection.execute(query.limit(1)).first() is not None
