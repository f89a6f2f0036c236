"""Create or upgrade the schema with Alembic, configured in code so that a wheel needs no file."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.errors import ConfigError
from bot.store.database import Database


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def migrate(database: Database) -> None:
    """Bring the schema to that of this code; raises ConfigError when it is newer."""
    refuse_newer(database)
    config = _config()
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def revision_of(database: Database) -> str | None:
    """Return the schema's revision; None for an empty database."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_current(database: Database) -> bool:
    """Say whether the schema is that of this code; raises ConfigError when it is newer."""
    refuse_newer(database)
    return revision_of(database) == ScriptDirectory.from_config(_config()).get_current_head()


def refuse_newer(database: Database) -> None:
    """Raise ConfigError when the database was made by a newer version of the program."""
    revision = revision_of(database)
    known = {each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()}
    if revision is not None and revision not in known:
        raise ConfigError(
            "The database was made by a newer version of this program: update the program."
        )
