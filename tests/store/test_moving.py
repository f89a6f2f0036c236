"""An instance moves between the engines in one archive, and only into an empty one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from databases import Databases
from sqlalchemy import insert, select, text

from bot.app import App
from bot.config import bundled, read_settings
from bot.errors import ConfigError, StoreError
from bot.store import Store
from bot.store import schema as t
from bot.store.archive import read_archive, write_archive
from bot.store.chats import Chats, Editors
from bot.store.secrets import Vault
from bot.store.subscribers import Hour, Subscribers

KEY = "a key of some length"
NOW = datetime(2026, 3, 26, 8, tzinfo=UTC)
REQUESTS = ("/treaty", "/positions", "/latest", "/search treaty")


def app_of(url: str) -> App:
    return App(read_settings({"DATABASE_URL": url, "DATA_KEY": KEY}))


def instance(url: str) -> None:
    app = app_of(url)
    app.seed(bundled("seeds"))
    database, vault = app.store.database, Vault([KEY])
    with database.writing() as connection:
        vault.check(connection)
        Subscribers(database).save(
            connection,
            chat=Chats(database, vault, 1).row(connection, 555000111, "private", NOW),
            thread_id=0,
            dossier_id=app.store.dossiers.get(connection).id,
            revision=0,
            first_since=NOW - timedelta(days=7),
            zone="Europe/Paris",
            hours=[Hour(127, "08:00", NOW, "2026-03-26")],
            now=NOW,
        )
    Editors(database, vault, 1).make(777000222, "owner", NOW)
    app.close()


@pytest.fixture
def full(databases: Databases) -> App:
    """An instance on SQLite with articles, a subscriber and an owner."""
    return app_of(databases.copy("sqlite", instance))


def answers(app: App) -> list[tuple[str, ...]]:
    return [tuple(m.text for m in app.briefings.answer(each).messages) for each in REQUESTS]


def contents(store: Store) -> dict[str, list[object]]:
    with store.database.reading() as connection:
        return {
            table.name: sorted(map(str, connection.execute(select(table)).all()))
            for table in t.metadata.sorted_tables
            if table not in (t.house, t.budget)
        }


def test_an_instance_moves_to_the_other_engine_and_back(
    full: App, database_url: str, tmp_path: Path
) -> None:
    there, back = tmp_path / "there.zip", tmp_path / "back.zip"
    rows = write_archive(full.store.database, there)
    other = app_of(database_url)
    other.migrate()
    assert read_archive(other.store.database, there) == rows
    if not other.store.database.sqlite:
        with other.store.database.reading() as connection:
            known = text("SELECT count(*) FROM pg_stats WHERE tablename = 'schedule'")
            # else the first digests after the move would be planned as those of a few people
            assert connection.execute(known).scalar_one() > 0
    assert answers(other) == answers(full)
    with other.store.database.writing() as connection:
        other.vault.check(connection)
        chats = Chats(other.store.database, other.vault, 1)
        assert chats.find(connection, 555000111) == 1
        # what is new gets a number of its own
        assert chats.row(connection, 42, "private", NOW) == 2
        connection.rollback()
    assert Editors(other.store.database, other.vault, 1).role(777000222) == "owner"
    write_archive(other.store.database, back)
    third = app_of(f"sqlite:///{tmp_path / 'third.db'}")
    third.migrate()
    read_archive(third.store.database, back)
    assert contents(third.store) == contents(full.store)
    for app in (full, other, third):
        app.close()


def test_an_archive_holds_neither_the_key_nor_an_id(full: App, tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    write_archive(full.store.database, path)
    full.close()
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert path.stat().st_mode & 0o777 == 0o600
    for secret in (KEY, "555000111", "777000222"):
        assert secret.encode() not in everything


def test_only_an_empty_instance_is_filled(full: App, tmp_path: Path) -> None:
    path = tmp_path / "archive.zip"
    write_archive(full.store.database, path)
    with pytest.raises(ConfigError, match="not empty"):
        read_archive(full.store.database, path)
    with pytest.raises(ConfigError, match="is there already"):
        write_archive(full.store.database, path)
    full.close()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def other_version(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", '{"format": 1, "revision": "9999"}')


@pytest.mark.parametrize(
    ("damage", "words"),
    [(cut, "damaged"), (other_version, "another version"), (Path.unlink, "read")],
)
def test_what_cannot_be_read_leaves_the_instance_as_it_was(
    full: App, tmp_path: Path, damage: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "archive.zip"
    write_archive(full.store.database, path)
    full.close()
    damage(path)
    empty = app_of(f"sqlite:///{tmp_path / 'empty.db'}")
    empty.migrate()
    before = contents(empty.store)
    with pytest.raises(ConfigError, match=words):
        read_archive(empty.store.database, path)
    assert contents(empty.store) == before
    empty.close()


@pytest.mark.parametrize(("before", "after"), [("unknown", "unknown"), (None, "pending")])
def test_a_digest_under_way_arrives_as_it_was_before_it_was_claimed(
    full: App, tmp_path: Path, before: str | None, after: str
) -> None:
    with full.store.database.writing() as connection:
        connection.execute(
            insert(t.delivery).values(
                bot_id=1, subscription_id=1, local_date="2026-03-26", slot_at="x", due_at="x",
                state="claimed", before=before, claimed_by="me", message_ids=[],
            )
        )  # fmt: skip
    write_archive(full.store.database, tmp_path / "there.zip")
    other = app_of(f"sqlite:///{tmp_path / 'other.db'}")
    other.migrate()
    read_archive(other.store.database, tmp_path / "there.zip")
    with other.store.database.reading() as connection:
        d = t.delivery.c
        [row] = connection.execute(select(d.state, d.claimed_by)).all()
    assert tuple(row) == (after, None)


@pytest.mark.parametrize(
    "changed",
    [
        ("manifest.json", b"[" * 100_000),
        ("article.jsonl", b"[1]\n"),
        ("passage.jsonl", b'{"id": 1}\n'),
        ("passage.jsonl", b'{"id": 1, "colour": "red"}\n'),
    ],
)
def test_an_archive_with_rows_that_nobody_wrote_is_refused_whole(
    full: App, tmp_path: Path, changed: tuple[str, bytes]
) -> None:
    path, odd = tmp_path / "all.zip", tmp_path / "odd.zip"
    write_archive(full.store.database, path)
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(odd, "w") as written:
        for name in archive.namelist():
            written.writestr(name, changed[1] if name == changed[0] else archive.read(name))
    other = app_of(f"sqlite:///{tmp_path / 'other.db'}")
    other.migrate()
    with pytest.raises(ConfigError, match="not an archive that `export` wrote, or it is damaged"):
        read_archive(other.store.database, odd)
    with other.store.database.reading() as connection:
        assert connection.execute(select(t.article.c.id)).all() == []


def test_a_copy_that_breaks_off_leaves_no_file(full: App, tmp_path: Path) -> None:
    database, path = full.store.database, tmp_path / "copy.db"
    with database.engine.connect() as connection:
        source = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    full.close()
    Path(source).write_bytes(b"no database any more" * 100)
    with pytest.raises(StoreError, match="no database, or a damaged one"):
        database.copy_to(path)
    assert not path.exists()
