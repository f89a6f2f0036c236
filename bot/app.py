"""Composition root: settings become live objects, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from bot import logs
from bot.briefing import Briefings, Renderer
from bot.config import Settings, bundled
from bot.digest.editions import Press
from bot.digest.queue import prepare
from bot.dossier import Dossier, parse_dossier, read_dossier, settings_of
from bot.errors import ConfigError, DuplicateArticle, IntakeError
from bot.ingest import Ingest, read_file
from bot.store import Store, is_current, migrate, open_store
from bot.store.archive import write_archive
from bot.store.chats import Chats
from bot.store.database import exists, parse_url
from bot.store.editions import Editions
from bot.store.house import note, recall
from bot.store.secrets import Vault, load_or_make_key
from bot.store.subscribers import Subscribers


def now() -> datetime:
    """Return the present instant; the one place where the clock is read."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Seeded:
    """What became of the articles of a folder: how many are new and known, and why some are not."""

    new: int
    known: int
    refused: tuple[str, ...]


@dataclass(frozen=True)
class App:
    """The program on one database and one dossier."""

    settings: Settings

    @cached_property
    def store(self) -> Store:
        """The store of DATABASE_URL, which must be there and of this version."""
        store = open_store(self.settings.database_url)
        if not is_current(store.database):
            raise ConfigError("The database is of an older version: run `briefing-bot migrate`.")
        return store

    @cached_property
    def dossier(self) -> Dossier:
        """The dossier of the settings' files, or the one of the database that was asked for."""
        own, wanted = read_dossier(self.settings.seeds_dir), self.settings.dossier
        if wanted in (None, own.key):
            return own
        with self.store.database.reading() as connection:
            return parse_dossier(self.store.dossiers.get(connection, wanted).settings)

    @cached_property
    def ingest(self) -> Ingest:
        """What puts articles in."""
        return Ingest(self.store, self.dossier, now)

    @cached_property
    def briefings(self) -> Briefings:
        """What answers."""
        return Briefings(self.store, self.dossier, Renderer(self.settings.templates_dir))

    # ---- making and filling a database

    def migrate(self) -> None:
        """Create or upgrade the database; store the dossier's settings where there is none."""
        store = open_store(self.settings.database_url, create=True)
        migrate(store.database)
        with store.database.reading() as connection:
            empty = not store.dossiers.every(connection)
            queue = recall(connection, "queue")
        if not self._on_sqlite:
            version = prepare(self.settings.database_url, queue.decode() if queue else None)
            with store.database.writing() as connection:
                note(connection, "queue", version.encode())
        store.close()
        if empty:
            self.save_dossier(self.settings.seeds_dir)

    def save_dossier(self, folder: Path) -> Dossier:
        """Store the settings of a folder as a dossier; what they change is built anew."""
        dossier = read_dossier(folder)
        with self.store.database.writing() as connection:
            self.store.dossiers.save_settings(
                connection, dossier.key, dossier.title, settings_of(folder), now()
            )
        Ingest(self.store, dossier, now).refresh()
        return dossier

    def seed(self, folder: Path) -> Seeded:
        """Store settings and articles of a folder."""
        self.migrate()
        ingest = Ingest(self.store, self.save_dossier(folder), now)
        added, known, refused = 0, 0, []
        for path in sorted((folder / "articles").glob("*.txt")):
            try:
                ingest.add(*read_file(path))
                added += 1
            except DuplicateArticle:
                known += 1
            except IntakeError as error:
                refused.append(f"{path.name}: refused: {error}")
        return Seeded(added, known, tuple(refused))

    def ready_for_reading(self) -> None:
        """Make and fill an empty SQLite database with the bundled dossier, for a newcomer."""
        if not exists(self.settings.database_url):
            self.seed(self.settings.seeds_dir)
            return
        with self.store.database.reading() as connection:
            empty = not self.store.dossiers.every(connection)
        if empty:
            self.seed(bundled("seeds"))

    @cached_property
    def vault(self) -> Vault:
        """What encrypts people's ids; with PostgreSQL the key must be given."""
        if self.settings.data_keys:
            return Vault(self.settings.data_keys)
        if not self._on_sqlite:
            raise ConfigError("DATA_KEY is missing: with PostgreSQL it must be set.")
        return Vault([load_or_make_key(self.settings.key_file)])

    def digest(self, chat_id: int) -> tuple[str, ...]:
        """Return the messages that a subscriber would get now; raises ConfigError for a stranger."""
        with self.store.database.reading() as connection:
            dossier = self.store.dossiers.get(connection, self.dossier.key)
            row = Chats(self.store.database, self.vault, 1).find(connection, chat_id)
            subscribers = Subscribers(self.store.database)
            found = subscribers.find(connection, row, 0, dossier.id) if row else None
        if found is None:
            raise ConfigError(f"Chat {chat_id} has no digest set up.")
        press = Press(self.briefings, Editions(self.store.database), None, now)
        edition = press.preview(found.id, now())
        return tuple(message.text for message in edition.messages)

    def backup(self, path: Path) -> None:
        """Copy a running instance: the database's file, or of PostgreSQL what `import` reads."""
        if self._on_sqlite:
            self.store.database.copy_to(path)
        else:
            write_archive(self.store.database, path)

    def work(self, kind: str) -> None:
        """Run a process until it is told to stop: run (all in one), web or worker."""
        # the library takes half a second to import, and only these commands need it
        from bot.chat.live import Parts, make_bot
        from bot.chat.running import only_one, work

        settings = self.settings
        logs.configure(settings.log_level, settings.log_format, [settings.bot_token or ""])
        make_bot(settings)
        if kind == "run" and not exists(settings.database_url):
            self.migrate()
        if kind != "run" and self._on_sqlite:
            raise ConfigError(f"`{kind}` is for several processes on PostgreSQL: set DATABASE_URL.")
        parts = Parts(settings, self.store, self.briefings, self.ingest, self.vault, now)
        if kind != "worker":
            self.ingest.refresh()
        if kind == "run":
            database = parse_url(settings.database_url).database or "bot"
            with only_one(Path(f"{database}.lock")):
                work(parts, kind)
        else:
            work(parts, kind)

    @property
    def _on_sqlite(self) -> bool:
        return parse_url(self.settings.database_url).get_backend_name() == "sqlite"

    def close(self) -> None:
        """Give back the database, if it was opened."""
        if "store" in self.__dict__:
            self.store.close()
