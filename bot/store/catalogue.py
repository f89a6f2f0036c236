"""All articles as editors see them: drafts and what was taken out too, in pages, found and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, and_, case, func, or_, select

from bot.model import Publication
from bot.store import schema as t
from bot.store.database import Database
from bot.store.values import instant

State = Literal["draft", "public", "withdrawn", "removed", "discarded"]
PAGE = 10
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as a list of all shows it; `reason` is why it was withdrawn."""

    id: int
    headline: str | None
    outlet: str | None
    publication: Publication
    state: State
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """What is there: articles by state, public ones by outlet, readers, and what waits."""

    states: Mapping[State, int]
    outlets: tuple[tuple[str | None, int], ...]
    subscribers: int
    last_digest_at: datetime | None
    inbox: int
    changes_this_week: int


def state_of(connection: Connection, dossier_id: int, article_id: int) -> State | None:
    """Return whether an article is a draft, public or out; None when there is none."""
    query = _all(dossier_id, _state()).where(t.article.c.id == article_id)
    return connection.execute(query).scalar()


def _state() -> Any:
    d = t.dossier_article.c
    return case(
        (and_(d.article_id.is_not(None), d.withdrawn_rev.is_(None)), "public"),
        (d.reason.is_not(None), "withdrawn"),
        (d.article_id.is_not(None), "removed"),
        (t.article.c.discarded_at.is_not(None), "discarded"),
        else_="draft",
    ).label("state")


def _all(dossier_id: int, *columns: Any) -> Select[Any]:
    """Select from all articles but those that are in other dossiers only."""
    d = t.dossier_article.c
    here = and_(d.article_id == t.article.c.id, d.dossier_id == dossier_id)
    elsewhere = select(t.dossier_article.alias("other").c.article_id)
    return (
        select(*columns)
        .select_from(t.article)
        .join(t.article_version, t.article_version.c.id == t.article.c.live_version_id)
        .outerjoin(t.dossier_article, here)
        .where(or_(d.article_id.is_not(None), t.article.c.id.not_in(elsewhere)))
    )


def page_of(
    database: Database,
    connection: Connection,
    dossier_id: int,
    number: int,
    words: Sequence[str] = (),
) -> tuple[int, tuple[Listed, ...]]:
    """Return how many articles there are, and ten of them, the newest number first.

    With words, those that have them all in text or in headline; discarded drafts are left out.
    """
    v = t.article_version.c
    where: list[Any] = [t.article.c.discarded_at.is_(None)]
    if words:
        headline = and_(
            *(func.lower(v.headline).contains(w.lower(), autoescape=True) for w in words)
        )
        where.append(or_(t.article.c.id.in_(database.having(words)), headline))
    count = _all(dossier_id, func.count()).where(*where)
    columns = (t.article.c.id, v.headline, v.outlet, v.published, v.precision, v.basis)
    query = _all(dossier_id, *columns, v.basis_note, t.dossier_article.c.reason, _state())
    query = query.where(*where).order_by(t.article.c.id.desc())
    rows = connection.execute(query.limit(PAGE).offset(PAGE * (max(1, number) - 1)))
    return int(connection.execute(count).scalar_one()), tuple(map(_listed, rows))


def _listed(row: Row[Any]) -> Listed:
    on = date.fromisoformat(row.published) if row.published else None
    publication = Publication(on, row.precision, row.basis, row.basis_note)
    return Listed(row.id, row.headline, row.outlet, publication, row.state, row.reason)


def count_all(connection: Connection, dossier_id: int, now: datetime) -> Stats:
    """Count articles, readers and what waits."""
    state, outlet = _state(), t.article_version.c.outlet
    rows = connection.execute(
        _all(dossier_id, state, outlet, func.count().label("articles")).group_by(state, outlet)
    ).all()
    states, outlets = Counter[State](), Counter[str | None]()
    for row in rows:
        states[row.state] += row.articles
        outlets[row.outlet] += row.articles if row.state == "public" else 0
    s, d = t.subscription.c, t.delivery.c
    readers = select(func.count()).where(s.dossier_id == dossier_id, s.state == "active")
    sent = (
        select(func.max(d.settled_at))
        .join(t.subscription, s.id == d.subscription_id)
        .where(s.dossier_id == dossier_id, d.state == "sent")
    )
    waiting = select(func.count()).where(t.inbox.c.handled_at.is_(None))
    changed = select(func.count()).where(
        t.change.c.at >= instant(now - WEEK), t.change.c.dossier_id == dossier_id
    )
    last = connection.execute(sent).scalar()
    return Stats(
        states=dict(states),
        outlets=tuple((name, n) for name, n in outlets.most_common() if n),
        subscribers=int(connection.execute(readers).scalar_one()),
        last_digest_at=datetime.fromisoformat(last) if last else None,
        inbox=int(connection.execute(waiting).scalar_one()),
        changes_this_week=int(connection.execute(changed).scalar_one()),
    )
