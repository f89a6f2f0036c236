"""Editions of digests: rendered once for all who have seen the same, with their lines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t
from bot.store.corrections import Correction, CorrectionKind, corrections_since
from bot.store.database import Database
from bot.store.values import instant


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A stored edition: the revision that it covers, and its messages as plain values.

    `to_rev` is None for an announcement.
    """

    id: int
    to_rev: int | None
    messages: list[Any]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of an edition: what it is, its passage's key, its article, who is named, its words."""

    role: str
    passage: str
    article_id: int
    speaker: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """A line that a subscription was sent on a day, and what has become of it since.

    `kind`, `before` and `after` are those of a Correction.
    """

    kind: CorrectionKind
    article_id: int
    passage: str
    words: str
    sent_on: str
    at: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A subscription as its next digest depends on it; those that are equal get the same.

    `sent_on` is the local date of its last digest, `missed_on` of one since that could not be
    sent, `next_at` the next slot after this one; `told` are its lines that no longer stand.
    """

    seen_rev: int
    first_since: str | None
    made_on: str
    zone: str
    options: tuple[tuple[str, Any], ...]
    next_at: str | None
    sent_on: str | None
    missed_on: str | None
    told: tuple[Told, ...] = ()


class Editions:
    """Finds and stores editions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, edition_id: int) -> EditionRow:
        """Return a stored edition."""
        e = t.edition.c
        with self._database.reading() as connection:
            row = connection.execute(
                select(e.id, e.to_rev, e.messages).where(e.id == edition_id)
            ).one()
        return EditionRow(row.id, row.to_rev, row.messages)

    def find(
        self, connection: Connection, dossier_id: int, from_rev: int, to_rev: int, options_key: str
    ) -> EditionRow | None:
        """Find what was rendered for those who have seen the same and want it in the same way."""
        e = t.edition.c
        row = connection.execute(
            select(e.id, e.to_rev, e.messages).where(
                e.dossier_id == dossier_id,
                e.from_rev == from_rev,
                e.to_rev == to_rev,
                e.options_key == options_key,
            )
        ).first()
        return EditionRow(row.id, row.to_rev, row.messages) if row else None

    def save(
        self,
        *,
        dossier_id: int,
        from_rev: int,
        to_rev: int | None,
        options_key: str,
        messages: list[Any],
        lines: Sequence[ShownLine],
        now: datetime,
    ) -> int:
        """Store a rendered edition and return its row; one that was stored meanwhile stands."""
        with self._database.writing() as connection:
            known = to_rev is not None and self.find(
                connection, dossier_id, from_rev, to_rev, options_key
            )
            if known:
                return known.id
            make = sqlite.insert if self._database.sqlite else postgresql.insert
            printed = make(t.edition).values(
                dossier_id=dossier_id,
                from_rev=from_rev,
                to_rev=to_rev,
                options_key=options_key,
                messages=messages,
                made_at=instant(now),
            )
            once = printed.on_conflict_do_nothing().returning(t.edition.c.id)
            edition_id = connection.execute(once).scalar()
            if edition_id is None:
                # another process was quicker, in this moment
                assert to_rev is not None
                stored = self.find(connection, dossier_id, from_rev, to_rev, options_key)
                assert stored is not None
                return stored.id
            _save_lines(connection, edition_id, lines)
        return int(edition_id)


def readings(connection: Connection, subscriptions: Collection[int]) -> dict[int, Reading]:
    """Return what the next digests of subscriptions depend on, read at once."""
    given = {"rows": list(subscriptions)}
    next_at = {row.subscription_id: row.at for row in connection.execute(COMING, given)}
    rows = connection.execute(SUBSCRIPTIONS, given).all()
    told = _told(connection, rows)
    return {
        row.id: Reading(
            seen_rev=row.seen_rev,
            first_since=row.first_since,
            made_on=row.made_at[:10],
            zone=row.zone,
            options=tuple(sorted((k, _hashable(v)) for k, v in row.options.items())),
            next_at=next_at.get(row.id),
            sent_on=row.sent_on,
            missed_on=row.missed_on,
            told=told.get(row.id, ()),
        )
        for row in rows
    }


def _coming() -> Select[int, str | None]:
    h = t.schedule.c
    first = select(h.subscription_id, func.min(h.next_at).label("at"))
    return first.where(h.subscription_id.in_(ROWS)).group_by(h.subscription_id)


# put together once: they run for every claim
ROWS: BindParameter[int] = bindparam("rows", expanding=True)
COMING = _coming()
SUBSCRIPTIONS = select(t.subscription).where(t.subscription.c.id.in_(ROWS))


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _told(connection: Connection, rows: Sequence[Row[Any]]) -> dict[int, tuple[Told, ...]]:
    """Find the lines of each subscription that were corrected after what it has seen."""
    corrected: dict[tuple[int, int], tuple[Correction, ...]] = {}
    for kind in {(row.dossier_id, row.seen_rev) for row in rows}:
        if found := corrections_since(connection, *kind):
            corrected[kind] = found
    found_for: dict[int, tuple[Told, ...]] = {}
    mine = t.delivery.c.subscription_id
    for row in rows:
        changes = corrected.get((row.dossier_id, row.seen_rev), ())
        if changes and (told := told_of(connection, (mine == row.id,), changes)):
            found_for[row.id] = told
    return found_for


def told_of(
    connection: Connection, whose: Sequence[ColumnElement[bool]], changes: Sequence[Correction]
) -> tuple[Told, ...]:
    """Return the lines of some deliveries that changes are about, as they were sent last."""
    d, e, n = t.delivery.c, t.edition.c, t.edition_line.c
    query = (
        select(n.article_id, n.passage_id, n.words, t.passage.c.key, e.to_rev, d.local_date)
        .join(t.edition, e.id == d.edition_id)
        .join(t.edition_line, n.edition_id == e.id)
        .join(t.passage, t.passage.c.id == n.passage_id)
        .where(
            *whose,
            d.state == "sent",
            n.article_id.in_({each.article_id for each in changes}),
        )
        .order_by(d.local_date, d.id, n.n)
    )
    lines = connection.execute(query).all()
    found: dict[tuple[str, str], Told] = {}
    for each in changes:
        for line in lines:
            if _concerns(each, line):
                found[each.kind, line.key] = Told(
                    each.kind,
                    line.article_id,
                    line.key,
                    line.words,
                    line.local_date,
                    instant(each.at),
                    each.before,
                    each.after,
                )
    return tuple(found.values())


def _concerns(change: Correction, line: Any) -> bool:
    """Say whether a line that was sent before a change is about what was changed."""
    if line.article_id != change.article_id or line.to_rev >= change.revision:
        return False
    return change.passage_id in (None, line.passage_id)


def _save_lines(connection: Connection, edition_id: int, lines: Sequence[ShownLine]) -> None:
    p = t.passage.c
    keys = {line.passage for line in lines}
    query = select(p.key, p.id).where(p.key.in_(keys))
    rows = {row.key: row.id for row in connection.execute(query)}
    for n, line in enumerate(lines):
        if line.passage in rows:
            connection.execute(
                insert(t.edition_line).values(
                    edition_id=edition_id,
                    n=n,
                    role=line.role,
                    passage_id=rows[line.passage],
                    article_id=line.article_id,
                    speaker=line.speaker,
                    words=line.words,
                )
            )
