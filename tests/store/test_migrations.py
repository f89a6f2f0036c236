"""A database of any age becomes by `migrate` what a new one is, which is what the code asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

from bot.store import migrate, open_store
from bot.store import schema as t
from bot.store.migrate import ALEMBIC, MIGRATIONS, known_revisions

# indexes with an order of their own, which are not read back as they were made: known by name
ORDERED = {
    (table.name, index.name)
    for table in t.metadata.tables.values()
    for index in table.indexes
    if len(index.columns) < len(index.expressions)
}


def differences(connection: Connection) -> list[Any]:
    """Return what the model of the code has, and a database has not, or the other way round."""
    there = inspect(connection)
    missing = [
        (table, name)
        for table, name in ORDERED
        if name not in {index["name"] for index in there.get_indexes(table)}
    ]
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            # the full-text index is not one of our tables
            "include_name": lambda name, kind, _: (
                kind != "table" or not str(name).startswith("article_fts")
            ),
            "include_object": lambda of, name, kind, *_: (
                kind != "index" or (of.table.name, name) not in ORDERED
            ),
        },
    )
    return missing + compare_metadata(context, t.metadata)


def shape(engine: Engine) -> dict[str, object]:
    """Return tables, columns, keys and indexes as a database tells them, in no order."""
    there = inspect(engine)
    return {
        table: (
            sorted((c["name"], str(c["type"]), c["nullable"]) for c in there.get_columns(table)),
            sorted((i["name"] or "", i["unique"]) for i in there.get_indexes(table)),
            sorted(
                (k["constrained_columns"], k["referred_table"])
                for k in there.get_foreign_keys(table)
            ),
            sorted(sorted(u["column_names"]) for u in there.get_unique_constraints(table)),
        )
        for table in there.get_table_names()
        if not table.startswith("article_fts") and table != ALEMBIC.name
    }


@pytest.mark.filterwarnings("ignore:autogenerate skipping:UserWarning")
@pytest.mark.parametrize("revision", [None, *known_revisions()[:-1]])
def test_a_database_of_any_age_becomes_what_a_new_one_is(
    database_url: str, tmp_path: Path, revision: str | None
) -> None:
    """Before the first migration was written out, it made the tables of the code of that day."""
    old = open_store(database_url, create=True).database
    if revision is not None:
        t.metadata.create_all(old.engine)
        with old.writing() as connection:
            connection.execute(text(f"CREATE TABLE {ALEMBIC.name} (version_num varchar(32))"))
            connection.execute(ALEMBIC.insert().values(version_num=revision))
    migrate(old)
    with old.engine.connect() as connection:
        assert differences(connection) == []
    if old.sqlite:
        new = open_store(f"sqlite:///{tmp_path / 'new.db'}", create=True).database
        migrate(new)
        assert shape(old.engine) == shape(new.engine)
        new.close()
    old.close()


def test_a_migration_stays_what_it_was_whatever_becomes_of_the_model() -> None:
    steps = list(MIGRATIONS.glob("versions/[0-9]*.py"))
    assert [each.name for each in steps if "bot.store" in each.read_text("utf-8")] == []
    assert len(steps) == len(known_revisions()) == len(set(known_revisions()))
