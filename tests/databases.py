"""Databases for tests: empty ones, and copies of such as are made ready once in a process."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

# makes ready what stands at the address of an empty database, and closes it
Prepare = Callable[[str], None]


class Databases:
    """Gives databases on each engine; `server` starts PostgreSQL when it is first asked for."""

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self._folder, self._server = folder, server
        self._ready: dict[tuple[str, Prepare], str] = {}

    def empty(self, engine: str) -> str:
        """Return the address of a database in which nothing is."""
        return self._new(engine, None)

    def copy(self, engine: str, prepare: Prepare) -> str:
        """Return the address of a database of its own, as `prepare` leaves an empty one."""
        known = self._ready.get((engine, prepare))
        if known is None:
            known = self.empty(engine)
            prepare(known)
            self._ready[engine, prepare] = known
        return self._new(engine, known)

    def _new(self, engine: str, like: str | None) -> str:
        name = f"t{uuid4().hex}"
        if engine == "sqlite":
            path = self._folder / f"{name}.db"
            if like is not None:
                shutil.copyfile(str(make_url(like).database), path)
            return f"sqlite:///{path}"
        template = f" TEMPLATE {make_url(like).database}" if like is not None else ""
        self._tell(f"CREATE DATABASE {name}{template}")
        return make_url(self._server()).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Take away a database that a test is done with."""
        named = make_url(url)
        if named.get_backend_name() == "postgresql":
            self._tell(f"DROP DATABASE {named.database} WITH (FORCE)")
            return
        for tail in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                Path(f"{named.database}{tail}").unlink()

    def _tell(self, words: str) -> None:
        with psycopg.connect(self._server(), autocommit=True) as connection:
            connection.execute(words)
