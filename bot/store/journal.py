"""The rows that a change alters, taken before and after it, and put back when it is undone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    insert,
    select,
    update,
)

from bot.store import schema as t

Row = dict[str, Any]
Key = tuple[str, tuple[Any, ...]]

WayBack = Literal["as it was", "anew"]

# what tells a row of each table, in the order in which rows are put in and back again
KEYS: Mapping[str, tuple[str, ...]] = {
    "article": ("id",),
    "article_version": ("id",),
    "dossier_article": ("dossier_id", "article_id"),
    "override": ("id",),
    "build": ("id",),
    "topic_count": ("build_id", "topic"),
    "standing": ("id",),
    "statement": ("id",),
    "event": ("id",),
    "event_day": ("id",),
    "fact": ("id",),
    "fact_support": ("id",),
    "fact_word": ("fact_id", "word"),
    "dispute": ("id",),
    "voice": ("id",),
}
# tables whose rows are only pointed elsewhere: what they held before stays where it is
POINTERS: Mapping[str, tuple[str, ...]] = {
    "article": ("id", "live_version_id", "origin_id", "discarded_at"),
    "article_version": ("id", "live_analysis_id"),
}
# tables whose rows others refer to
PARENTS = frozenset(("article", "article_version", "build", "fact", "dispute"))
# so many rows are asked for at once
AT_ONCE = 500
# what an editor set; all else is made of it, and can be made again
EDITORIAL = ("article", "dossier_article", "override")


@dataclass(frozen=True, slots=True)
class Difference:
    """One row as it was and as it became; None where there was none."""

    table: str
    before: Row | None
    after: Row | None

    @property
    def editorial(self) -> bool:
        """Whether an editor set it, rather than the program for what an editor set."""
        return self.table in EDITORIAL

    @property
    def key(self) -> Key:
        """What tells the row from others."""
        row = self.after or self.before or {}
        return (self.table, tuple(row[name] for name in KEYS[self.table]))


def differences(
    before: Connection,
    after: Connection,
    dossier_id: int,
    build_id: int,
    article_ids: Collection[int],
    touched: Collection[Key],
) -> tuple[Difference, ...]:
    """Compare in two transactions what is some articles' own, and what else was `touched`.

    So it takes no time for other articles that tell the same fact or speak on the same claim.
    """
    old, new = (
        dict(
            (
                *_own(connection, dossier_id, build_id, article_ids),
                *_at(connection, touched),
            )
        )
        for connection in (before, after)
    )
    return tuple(
        Difference(table, old.get((table, key)), new.get((table, key)))
        for table, key in dict.fromkeys((*old, *new))
        if old.get((table, key)) != new.get((table, key))
        # a version that was made stays; what pointed to it is told by its article
        and (table not in POINTERS or ((table, key) in old and (table, key) in new))
    )


def entered(connection: Connection, dossier_id: int, article_id: int) -> tuple[Difference, ...]:
    """Return what makes an article public that was not: the row alone, not what was made of it."""
    d = t.dossier_article.c
    query = select(t.dossier_article).where(d.dossier_id == dossier_id, d.article_id == article_id)
    row = connection.execute(query).mappings().one()
    return (Difference("dossier_article", None, dict(row)),)


def _own(
    connection: Connection, dossier_id: int, build_id: int, article_ids: Collection[int]
) -> Iterator[tuple[Key, Row]]:
    """Read the rows of some articles, and the few that count for the whole dossier."""
    sources = select(t.article.c.source_text_id).where(t.article.c.id.in_(article_ids))
    passages = select(t.passage.c.id).where(t.passage.c.source_text_id.in_(sources))
    where: dict[Table, ColumnElement[bool]] = {
        t.article: t.article.c.id.in_(article_ids),
        t.article_version: t.article_version.c.article_id.in_(article_ids),
        t.dossier_article: and_(
            t.dossier_article.c.dossier_id == dossier_id,
            t.dossier_article.c.article_id.in_(article_ids),
        ),
        t.override: t.override.c.passage_id.in_(passages),
        t.build: t.build.c.id == build_id,
        t.topic_count: t.topic_count.c.build_id == build_id,
        t.standing: t.standing.c.build_id == build_id,
        t.fact_support: t.fact_support.c.article_id.in_(article_ids),
        t.voice: t.voice.c.article_id.in_(article_ids),
    } | {
        table: and_(table.c.build_id == build_id, table.c.article_id.in_(article_ids))
        for table in (t.statement, t.event)
    }
    for table, clause in where.items():
        yield from _read(connection, table, clause)


def _at(connection: Connection, keys: Collection[Key]) -> Iterator[tuple[Key, Row]]:
    """Read the rows that have some keys, and it may be others."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    for name, key in sorted(keys):
        tables.setdefault(name, []).append(key)
    for name, found in tables.items():
        table = t.metadata.tables[name]
        for begin in range(0, len(found), AT_ONCE):
            columns = zip(
                KEYS[name], zip(*found[begin : begin + AT_ONCE], strict=True), strict=True
            )
            clauses = (table.c[column].in_(set(values)) for column, values in columns)
            yield from _read(connection, table, and_(*clauses))


def _read(
    connection: Connection, table: Table, clause: ColumnElement[bool]
) -> Iterator[tuple[Key, Row]]:
    columns = [table.c[name] for name in POINTERS.get(table.name, table.c.keys())]
    for row in connection.execute(select(*columns).where(clause)).mappings():
        made = dict(row)
        yield (table.name, tuple(made[name] for name in KEYS[table.name])), made


# ---- putting back


def _stand(connection: Connection, changed: Iterable[Difference]) -> bool:
    """Say whether every row still is as the differences left it."""
    return all(_row(connection, each) == each.after for each in changed)


def way_back(connection: Connection, rows: Collection[Difference]) -> WayBack | None:
    """Say how a change is undone: all as it was, or what was made of it anew; None when not at all."""
    by_hand = [row for row in rows if row.editorial]
    made = [row for row in rows if not row.editorial]
    if not _stand(connection, by_hand):
        return None
    # what came in by the terminal has no such rows: they would be one more time as many
    kept = made or not any(row.table == "dossier_article" for row in by_hand)
    return "as it was" if kept and _stand(connection, made) else "anew"


def _row(connection: Connection, each: Difference) -> Row | None:
    table = t.metadata.tables[each.table]
    columns = [table.c[name] for name in POINTERS.get(table.name, table.c.keys())]
    row = connection.execute(select(*columns).where(_is(table, each))).mappings().first()
    return dict(row) if row else None


def _is(table: Table, each: Difference) -> ColumnElement[bool]:
    return and_(
        *(table.c[name] == value for name, value in zip(KEYS[table.name], each.key[1], strict=True))
    )


def put_back(connection: Connection, changed: Iterable[Difference]) -> None:
    """Make every row what it was before.

    Rows that no others refer to are taken out and put in, so that none ever refers to what is not there.
    """
    order = list(KEYS)
    ordered = sorted(changed, key=lambda each: order.index(each.table))
    for each in reversed(ordered):
        if each.after is not None and (each.before is None or each.table not in PARENTS):
            table = t.metadata.tables[each.table]
            connection.execute(delete(table).where(_is(table, each)))
    for each in ordered:
        table = t.metadata.tables[each.table]
        if each.before is not None and each.after is not None and each.table in PARENTS:
            # a key that is set, though to itself, makes SQLite look for all that refers to it
            held = {k: v for k, v in each.before.items() if k not in KEYS[table.name]}
            connection.execute(update(table).where(_is(table, each)).values(**held))
        elif each.before is not None:
            connection.execute(insert(table).values(**each.before))
