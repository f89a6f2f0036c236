"""Create or upgrade the schema with Alembic, configured in code so that a wheel needs no file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import column, inspect, select, table

from bot.errors import ConfigError
from bot.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
# where Alembic keeps the revision of a database
ALEMBIC = table("alembic_version", column("version_num"))


def migrate(database: Database) -> None:
    """Bring the schema to that of this code; raises ConfigError when it is newer."""
    # a fifth of the time that a command takes to start, and only this one needs it
    from alembic import command
    from alembic.config import Config

    refuse_newer(database)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def known_revisions() -> list[str]:
    """Return the revisions of this code in order: the files of migrations are numbered so."""
    return sorted(path.name.split("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def revision_of(database: Database) -> str | None:
    """Return the schema's revision; None for an empty database."""
    with database.reading() as connection:
        if not inspect(connection).has_table(ALEMBIC.name):
            return None
        revision: str | None = connection.scalar(select(ALEMBIC.c.version_num))
        return revision


def is_current(database: Database) -> bool:
    """Say whether the schema is that of this code; raises ConfigError when it is newer."""
    refuse_newer(database)
    return revision_of(database) == known_revisions()[-1]


def refuse_newer(database: Database) -> None:
    """Raise ConfigError when the database was made by a newer version of the program."""
    revision = revision_of(database)
    if revision is not None and revision not in known_revisions():
        raise ConfigError(
            "The database was made by a newer version of this program: update the program."
        )
