"""Engine and transactions, driver errors translated once, and the seam for full text."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Text,
    TextualSelect,
    any_,
    cast,
    column,
    create_engine,
    event,
    insert,
    literal,
    make_url,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from bot.errors import ConfigError, StoreError, StoreUnavailable

# how many of the newest hits a search ranks
RANKED = 20_000
BUSY_SECONDS = 10


class Database:
    """One database and its two kinds of transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sqlite = engine.dialect.name == "sqlite"
        # SQLite's own waiting sleeps and takes no turns: an answer could wait behind a long job
        self._turn = threading.Lock() if self.sqlite else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open one consistent snapshot; raises StoreUnavailable or StoreError."""
        with self._translated(), self.engine.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN")
            else:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()

    @contextmanager
    def writing(self, *, lasting: bool = True) -> Iterator[Connection]:
        """Open a write transaction, committed at the end and rolled back on any error.

        One that is not `lasting` is not waited for on disk: a power cut may undo it, whole, where
        it can be done again.
        """
        with self._translated(), self._turn, self.engine.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            elif not lasting:
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            raise _unavailable(error) from error
        except DBAPIError as error:
            raise _refused(error) from error

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def among(self, column: ColumnElement[int], ids: Sequence[int]) -> ColumnElement[bool]:
        """Say that a column is one of many numbers: PostgreSQL plans an array at once."""
        if self.sqlite:
            return column.in_(ids)
        # spelt out here: the driver takes five times as long for a list
        spelt = literal(f"{{{','.join(map(str, ids))}}}", Text)
        return column == any_(cast(spelt, ARRAY(BigInteger)))

    def ping(self) -> None:
        """Ask the database for an answer; raises StoreUnavailable when none comes."""
        with self.reading() as connection:
            connection.execute(text("SELECT 1"))

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy of SQLite's file beside running writers; raises ConfigError."""
        try:
            path.open("xb").close()
        except FileExistsError as error:
            raise ConfigError(f"{path} is there already; name a new file.") from error
        except OSError as error:
            raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
        try:
            with self._translated(), self.engine.connect() as connection:
                connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
        except BaseException:
            path.unlink()
            raise

    # ---- full text: FTS5 here, tsvector there

    def index_article(self, connection: Connection, article_id: int, words: str) -> None:
        """Make an article's words searchable, in place of what was indexed before."""
        self.drop_article(connection, article_id)
        if self.sqlite:
            sql = "INSERT INTO article_fts (rowid, words) VALUES (:id, :words)"
        else:
            sql = (
                "INSERT INTO article_fts (article_id, words)"
                " VALUES (:id, to_tsvector('english', :words))"
            )
        connection.execute(text(sql), {"id": article_id, "words": words})

    def drop_article(self, connection: Connection, article_id: int) -> None:
        """Forget an article's words."""
        key = "rowid" if self.sqlite else "article_id"
        connection.execute(text(f"DELETE FROM article_fts WHERE {key} = :id"), {"id": article_id})

    def search_articles(
        self,
        connection: Connection,
        dossier_id: int,
        words: Sequence[str],
        limit: int,
        offset: int = 0,
    ) -> tuple[int, tuple[int, ...]]:
        """Return how many public articles hold all the words, and the best of them by relevance."""
        query = _match(words) if self.sqlite else " & ".join(words)
        if not words:
            return 0, ()
        values = {"q": query, "d": dossier_id, "n": limit, "o": offset, "m": RANKED}
        sql = SQLITE_SEARCH if self.sqlite else POSTGRES_SEARCH
        rows = connection.execute(text(sql), values).all()
        count = int(rows[0].total) if rows else 0
        return count, tuple(int(row.id) for row in rows)

    def having(self, words: Sequence[str]) -> TextualSelect:
        """Return a query for the numbers of all articles that hold all the words, public or not."""
        if self.sqlite:
            sql, query = "SELECT rowid AS id FROM article_fts WHERE words MATCH :q", _match(words)
        else:
            sql = (
                "SELECT article_id AS id FROM article_fts"
                " WHERE words @@ plainto_tsquery('english', :q)"
            )
            query = " ".join(words)
        return text(sql).bindparams(q=query).columns(column("id", BigInteger))


SQLITE_SEARCH = """
WITH hit AS (
  SELECT f.rowid AS id, f.rank AS score FROM article_fts f
  JOIN dossier_article d ON d.article_id = f.rowid
  WHERE f.words MATCH :q AND d.dossier_id = :d AND d.withdrawn_rev IS NULL
  ORDER BY f.rowid DESC LIMIT :m)
SELECT id, count(*) OVER () AS total FROM hit ORDER BY score, id DESC LIMIT :n OFFSET :o
"""
POSTGRES_SEARCH = """
WITH hit AS (
  SELECT f.article_id AS id, ts_rank(f.words, to_tsquery('english', :q)) AS score
  FROM article_fts f JOIN dossier_article d ON d.article_id = f.article_id
  WHERE f.words @@ to_tsquery('english', :q) AND d.dossier_id = :d AND d.withdrawn_rev IS NULL
  ORDER BY f.article_id DESC LIMIT :m)
SELECT id, count(*) OVER () AS total FROM hit ORDER BY score DESC, id DESC LIMIT :n OFFSET :o
"""


def _match(words: Sequence[str]) -> str:
    return " ".join('"' + word.replace('"', '""') + '"' for word in words)


def _refused(error: DBAPIError) -> StoreError:
    message = str(error.orig).lower()
    if "no such table" in message or ("relation" in message and "does not exist" in message):
        return StoreError("The database is not set up: run `briefing-bot migrate` first.")
    if "not a database" in message or "malformed" in message:
        return StoreError(
            "What DATABASE_URL names is no database, or a damaged one: name another file, or put a"
            " backup in its place."
        )
    return StoreError("The database refused what was asked of it.")


def _unavailable(error: OperationalError) -> StoreError:
    message = str(error.orig).lower()
    if "locked" in message or "busy" in message:
        return StoreUnavailable("The database is busy; try again in a moment.")
    if "no such table" in message:
        return _refused(error)
    if "disk" in message and "full" in message:
        return StoreUnavailable("The disk of the database is full; nothing was changed.")
    if "readonly" in message:
        return StoreUnavailable("The database cannot be written: its file is read-only.")
    if "unable to open" in message:
        return StoreUnavailable("The database file cannot be opened; check DATABASE_URL.")
    return StoreUnavailable("The database cannot be reached; check DATABASE_URL and try again.")


def parse_url(url: str) -> URL:
    """Read DATABASE_URL; raises ConfigError when it names no database that we know."""
    try:
        parsed = make_url(re.sub(r"^postgres(?:ql)?://", "postgresql+psycopg://", url))
    except (ArgumentError, ValueError) as error:
        raise ConfigError(
            "DATABASE_URL is not a database address; write sqlite:///PATH or postgresql://…"
        ) from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise ConfigError("DATABASE_URL names no file, and nothing would last: sqlite:///PATH.")
    return parsed


def open_database(url: str, *, create: bool = False) -> Database:
    """Open the database that a URL names; with `create`, its folder is made where it is missing."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Database(_sqlite(parsed, create))
    try:
        return Database(
            create_engine(parsed, pool_pre_ping=True, pool_size=10, hide_parameters=True)
        )
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            "PostgreSQL needs its driver: pip install 'briefing-bot[postgres]'."
        ) from error


def exists(url: str) -> bool:
    """Say whether a SQLite file is there; a PostgreSQL server is always taken to be."""
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        return True
    path = Path(parsed.database or "")
    return path.is_file() and path.stat().st_size > 0


def _sqlite(parsed: URL, create: bool) -> Engine:
    path = Path(parsed.database or "")
    if create:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(
                f"The folder of the database, {path.parent}, cannot be made: {error.strerror}."
            ) from error
    elif not path.is_file():
        raise ConfigError(f"There is no database at {path}: run `briefing-bot migrate` first.")
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _on_connect)
    return engine


def _on_connect(connection: Any, _: object) -> None:
    # transactions are begun by us, in the mode that each needs
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def insert_row(connection: Connection, table: Any, **values: Any) -> int:
    """Insert one row and return its number."""
    made = connection.execute(insert(table).values(**values)).inserted_primary_key
    assert made is not None
    return int(made[0])
