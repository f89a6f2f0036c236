"""The store: articles, dossiers, subscribers and what is sent, on SQLite or PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.articles import Articles
from bot.store.database import Database, open_database
from bot.store.dossiers import Dossiers
from bot.store.migrate import is_current, migrate
from bot.store.reader import DossierReader

__all__ = ["DossierReader", "Store", "is_current", "migrate", "open_store"]


@dataclass(frozen=True, slots=True)
class Store:
    """The parts of one database."""

    database: Database
    articles: Articles
    dossiers: Dossiers

    def close(self) -> None:
        """Give back every connection."""
        self.database.close()


def open_store(url: str, *, create: bool = False) -> Store:
    """Open the database of a URL; raises ConfigError when it is not there and not to be made."""
    database = open_database(url, create=create)
    return Store(database, Articles(database), Dossiers(database))
