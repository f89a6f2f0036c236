"""The log: who changed what and when, with the rows by which each of the last changes is undone.

Every function takes the transaction that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from bot.store import schema as t
from bot.store.database import insert_row
from bot.store.journal import Difference
from bot.store.values import instant

ChangeKind = Literal[
    "publish",
    "discard",
    "edit",
    "restore",
    "remove",
    "withdraw",
    "replace",
    "copy",
    "overrule",
    "editor",
    "undo",
]
# how many changes can be undone
UNDOABLE = 50


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `details` has what an editor reads of it, `[before, after]` by field.

    `by` is an editor's row, None for the terminal; `undoes` and `undone_by` are changes. `stands`
    says that it may be undone: it is one of the last that are not, and no rights of an editor.
    """

    id: int
    at: datetime
    by: int | None
    kind: ChangeKind
    article_id: int | None
    details: Mapping[str, Any]
    undoes: int | None = None
    undone_by: int | None = None
    stands: bool = True


def write(
    connection: Connection,
    kind: ChangeKind,
    *,
    dossier_id: int | None,
    article_id: int | None,
    by: int | None,
    at: datetime,
    details: Mapping[str, Any] | None = None,
    rows: Iterable[Difference] = (),
    undoes: int | None = None,
) -> Change:
    """Write a change with the rows that it altered, and forget those of changes long ago."""
    bot_id = select(t.bot.c.id).order_by(t.bot.c.id).limit(1)
    number = insert_row(
        connection,
        t.change,
        bot_id=connection.execute(bot_id).scalar_one(),
        dossier_id=dossier_id,
        at=instant(at),
        editor_id=by,
        kind=kind,
        article_id=article_id,
        details=dict(details or {}),
        undoes=undoes,
    )
    values = [
        {"change_id": number, "table": r.table, "before": r.before, "after": r.after} for r in rows
    ]
    if values:
        connection.execute(insert(t.change_row), values)
    if undoes is not None:
        _mark(connection, undoes, number)
    connection.execute(delete(t.change_row).where(t.change_row.c.change_id < _oldest(connection)))
    return Change(number, at, by, kind, article_id, details or {}, undoes)


def find(connection: Connection, dossier_id: int, number: int) -> Change | None:
    """Find a change of a dossier that can still be undone."""
    c = t.change.c
    oldest = _oldest(connection)
    where = (c.id == number, c.dossier_id == dossier_id, c.id >= oldest)
    row = connection.execute(select(t.change).where(*where)).first()
    return _change(row, oldest) if row else None


def _oldest(connection: Connection) -> int:
    """Return the oldest change that can still be undone."""
    last = select(t.change.c.id).order_by(t.change.c.id.desc()).limit(UNDOABLE)
    return int(connection.execute(select(func.min(last.subquery().c.id))).scalar() or 0)


def recent(
    connection: Connection, dossier_id: int, limit: int, skip: int = 0
) -> tuple[Change, ...]:
    """Return changes of a dossier and of who may edit it, the newest first, but for the last `skip`."""
    oldest = _oldest(connection)
    query = select(t.change).where(_logged(dossier_id)).order_by(t.change.c.id.desc())
    rows = connection.execute(query.limit(limit).offset(skip))
    return tuple(_change(row, oldest) for row in rows)


def count(connection: Connection, dossier_id: int) -> int:
    """Return how many changes of a dossier and of who may edit it there ever were."""
    query = select(func.count()).select_from(t.change).where(_logged(dossier_id))
    return int(connection.execute(query).scalar_one())


def _logged(dossier_id: int) -> ColumnElement[bool]:
    c = t.change.c
    return or_(c.dossier_id == dossier_id, c.dossier_id.is_(None))


def last_standing(connection: Connection, dossier_id: int) -> Change | None:
    """Find the last change of a dossier that is not undone; undoings are not counted."""
    c = t.change.c
    oldest = _oldest(connection)
    where = (c.dossier_id == dossier_id, c.undone_by.is_(None), c.kind != "undo")
    query = select(t.change).where(*where, c.id >= oldest)
    row = connection.execute(query.order_by(c.id.desc()).limit(1)).first()
    return _change(row, oldest) if row else None


def standing(connection: Connection, kind: ChangeKind, article_id: int) -> int | None:
    """Find the last change of a kind to an article that is not undone."""
    c = t.change.c
    where = (c.kind == kind, c.article_id == article_id, c.undone_by.is_(None))
    return connection.execute(select(func.max(c.id)).where(*where)).scalar()


def built_on(
    connection: Connection, dossier_id: int, number: int, altered: Iterable[Difference]
) -> int | None:
    """Return the last standing change after another one that altered one of its rows again."""
    keys = {each.key for each in altered}
    c = t.change.c
    query = select(c.id).where(c.dossier_id == dossier_id, c.id > number, c.undone_by.is_(None))
    later = connection.execute(query.order_by(c.id.desc())).scalars().all()
    return next((n for n in later if keys & {each.key for each in rows(connection, n)}), None)


def rows(connection: Connection, number: int) -> tuple[Difference, ...]:
    """Return the rows that a change altered."""
    c = t.change_row.c
    query = select(c.table, c.before, c.after).where(c.change_id == number).order_by(c.id)
    return tuple(Difference(r.table, r.before, r.after) for r in connection.execute(query))


def _mark(connection: Connection, number: int, by: int | None) -> None:
    """Mark a change as undone by another one, by none as standing; what it undid is the opposite."""
    connection.execute(update(t.change).where(t.change.c.id == number).values(undone_by=by))
    undid = select(t.change.c.undoes).where(t.change.c.id == number)
    before = connection.execute(undid).scalar()
    if before is not None:
        _mark(connection, before, None if by else number)


def newest(connection: Connection, dossier_id: int) -> int:
    """Return the number of a dossier's newest change, undone or an undoing too; 0 when there is none."""
    c = t.change.c
    query = select(c.id).where(c.dossier_id == dossier_id).order_by(c.id.desc()).limit(1)
    return int(connection.execute(query).scalar() or 0)


def last_of(connection: Connection, article_id: int) -> int:
    """Return the number of an article's last change, 0 when there is none."""
    query = select(func.max(t.change.c.id)).where(t.change.c.article_id == article_id)
    return int(connection.execute(query).scalar() or 0)


def forgotten_drafts(connection: Connection) -> tuple[int, ...]:
    """Return the discarded drafts that no undoing brings back any more, and no reader was sent."""
    a, c = t.article.c, t.change.c
    late = select(c.article_id).where(c.id >= _oldest(connection), c.article_id.is_not(None))
    # the comparison, and not IS NOT NULL, lets SQLite use the index
    sent = select(t.edition_line.c.article_id).where(t.edition_line.c.article_id == a.id)
    query = select(a.id).where(a.discarded_at > "", a.id.not_in(late), ~sent.exists())
    return tuple(connection.execute(query).scalars().all())


def _change(row: Row[Any], oldest: int) -> Change:
    return Change(
        id=row.id,
        at=datetime.fromisoformat(row.at),
        by=row.editor_id,
        kind=row.kind,
        article_id=row.article_id,
        details=row.details,
        undoes=row.undoes,
        undone_by=row.undone_by,
        stands=row.undone_by is None and row.id >= oldest and row.kind != "editor",
    )
