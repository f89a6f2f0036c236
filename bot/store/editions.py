"""Editions of digests: rendered once for all who have seen the same, with their lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.store import schema as t
from bot.store.articles import insert_row, instant
from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class EditionRow:
    """A stored edition: the revision that it covers, and its messages as plain values."""

    id: int
    to_rev: int
    messages: list[Any]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of an edition: what it is, its passage's key, its article and who is named there."""

    role: str
    passage: str
    article_id: int
    speaker: str | None


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
        to_rev: int,
        options_key: str,
        messages: list[Any],
        lines: Sequence[ShownLine],
        now: datetime,
    ) -> int:
        """Store a rendered edition and return its row; one that was stored meanwhile stands."""
        with self._database.writing() as connection:
            known = self.find(connection, dossier_id, from_rev, to_rev, options_key)
            if known is not None:
                return known.id
            edition_id = insert_row(
                connection,
                t.edition,
                dossier_id=dossier_id,
                from_rev=from_rev,
                to_rev=to_rev,
                options_key=options_key,
                messages=messages,
                made_at=instant(now),
            )
            _save_lines(connection, edition_id, lines)
        return edition_id


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
                )
            )
