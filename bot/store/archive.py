"""One portable archive of a whole instance: out of either engine, and into an empty one of either."""

from __future__ import annotations

import base64
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import Connection, LargeBinary, Table, func, insert, select, text

from bot.errors import ConfigError, StoreError, StoreUnavailable
from bot.store import schema as t
from bot.store.articles import Articles
from bot.store.database import Database
from bot.store.migrate import revision_of

T = TypeVar("T")
FORMAT = 1
ROWS = 1_000
# what says something of the machine, not of the instance
LEFT_OUT = (t.budget,)
KEPT_OF_HOUSE = ("canary",)
# an instance without a row of these is empty: what `migrate` makes may go
TELLING = (t.article, t.chat, t.editor, t.inbox)


def write_archive(database: Database, path: Path) -> int:
    """Write everything to a new file beside running writers; returns the number of rows.

    What is encrypted stays so, and the key is not in it.
    """
    if path.exists():
        raise ConfigError(f"{path} is there already; name a new file.")
    revision = revision_of(database)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "xb", opener=_private) as file:
            rows = _write(database, file, revision)
        part.rename(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
    return rows


def _private(name: str, flags: int) -> int:
    return os.open(name, flags, 0o600)


def _write(database: Database, file: IO[bytes], revision: str | None) -> int:
    total = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        manifest = {"format": FORMAT, "revision": revision}
        archive.writestr("manifest.json", json.dumps(manifest))
        with database.reading() as connection:
            for table in _tables():
                with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as member:
                    for row in _rows(connection, table):
                        member.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
                        total += 1
    return total


def _tables() -> list[Table]:
    return [table for table in t.metadata.sorted_tables if table not in LEFT_OUT]


def _rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    query = select(table)
    if table is t.house:
        query = query.where(t.house.c.key.in_(KEPT_OF_HOUSE))
    binary = {c.name for c in table.c if isinstance(c.type, LargeBinary)}
    streamed = connection.execution_options(yield_per=ROWS).execute(query)
    for row in streamed.mappings():
        yield {
            name: base64.b64encode(value).decode() if name in binary and value else value
            for name, value in row.items()
        }


def read_archive(database: Database, path: Path) -> int:
    """Fill an empty instance from an archive; returns the number of rows. Raises ConfigError."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            if (manifest["format"], manifest["revision"]) != (FORMAT, revision_of(database)):
                raise ConfigError(
                    "The archive is of another version: use the version that wrote it, then migrate."
                )
            with database.writing() as connection:
                _refuse_full(connection)
                return _read(database, connection, archive)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    except StoreUnavailable:
        raise
    except DAMAGED as error:
        raise ConfigError(
            f"{path} is not an archive that `export` wrote, or it is damaged."
        ) from error


# bytes, JSON or rows that no `export` writes; encrypted members are a RuntimeError
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    StoreError,
)


def _refuse_full(connection: Connection) -> None:
    for table in TELLING:
        if connection.execute(select(func.count()).select_from(table)).scalar_one():
            raise ConfigError("This instance is not empty: import into a new database.")


def _read(database: Database, connection: Connection, archive: zipfile.ZipFile) -> int:
    for table in reversed(_tables()):
        clear = table.delete()
        if table is t.house:
            clear = clear.where(t.house.c.key.in_(KEPT_OF_HOUSE))
        connection.execute(clear)
    total = 0
    for table in _tables():
        with archive.open(f"{table.name}.jsonl") as lines:
            for rows in _some(_values(table, lines), ROWS):
                connection.execute(insert(table), rows)
                total += len(rows)
    _make_searchable(database, connection)
    if not database.sqlite:
        _count_on(connection)
        # without statistics, which come by themselves after a minute, planning a hundred thousand
        # digests takes twice as long, and every claim reads all schedules
        connection.execute(text("ANALYZE"))
    return total


def _values(table: Table, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    binary = {c.name for c in table.c if isinstance(c.type, LargeBinary)}
    for line in lines:
        row = json.loads(line)
        for name in binary & row.keys():
            row[name] = base64.b64decode(row[name]) if row[name] is not None else None
        if table is t.delivery and row["state"] == "claimed":
            # as it was before: of unknown outcome it is sent once more at most
            was = row.get("before") or "pending"
            row |= {"state": was, "claimed_by": None, "queued_at": None}
        yield row


def _some(values: Iterable[T], number: int) -> Iterator[list[T]]:
    rest = iter(values)
    while some := list(islice(rest, number)):
        yield some


def _make_searchable(database: Database, connection: Connection) -> None:
    articles = Articles(database)
    ids = connection.execute(select(t.article.c.id).order_by(t.article.c.id)).scalars().all()
    for some in _some(ids, 100):
        for article_id, stored in articles.get_many(connection, some).items():
            database.index_article(connection, article_id, stored.article.text)


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those that came with their numbers."""
    for table in _tables():
        if "id" in table.c:
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'),"
                    f" (SELECT coalesce(max(id), 0) + 1 FROM {table.name}), false)"
                )
            )
