"""One document in, one analysed article stored: where intake, analysis and store are joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot import build
from bot.analysis import VERSION, analyse
from bot.dossier import Dossier
from bot.errors import DuplicateArticle, UnreadableDocument
from bot.intake import Given, parse_sidecar, read_article
from bot.model import Analysis, Article, Document
from bot.store import Store
from bot.store.articles import last_day


@dataclass(frozen=True, slots=True)
class Draft:
    """An article that is stored and not public yet."""

    article_id: int
    article: Article
    analysis: Analysis


@dataclass(frozen=True)
class Ingest:
    """Puts articles into one dossier; `clock` tells the instant of every change."""

    store: Store
    settings: Dossier
    clock: Callable[[], datetime]

    def draft(self, document: Document, given: Given | None = None) -> Draft:
        """Read, analyse and store a document without showing it to anybody.

        Raises IntakeError: it cannot be read, or DuplicateArticle with the known article.
        """
        article = read_article(document, given)
        with self.store.database.reading() as connection:
            known = self.store.articles.find_duplicate(connection, document, article.text)
        if known is not None:
            raise DuplicateArticle(known)
        analysis = analyse(article, self.settings.lexicon)
        now = self.clock()
        with self.store.database.writing() as connection:
            known = self.store.articles.find_duplicate(connection, document, article.text)
            if known is not None:
                raise DuplicateArticle(known)
            article_id = self.store.articles.save(connection, document, article, now)
            self.store.articles.save_analysis(connection, article_id, article, analysis, now)
        return Draft(article_id, article, analysis)

    def publish(self, article_id: int) -> int:
        """Make a stored article public; returns the dossier's revision that says so."""
        with self.store.database.writing() as connection:
            dossier = self.store.dossiers.get(connection, self.settings.key)
            stored = self.store.articles.get(connection, article_id)
            day = last_day(stored.article.metadata.publication)
            revision = self.store.dossiers.publish(
                connection, dossier, article_id, day, self.clock()
            )
            build.add_article(self.store, connection, dossier, self.settings, article_id)
        return revision

    def discard(self, article_id: int) -> None:
        """Drop a draft and the bytes it came from."""
        with self.store.database.writing() as connection:
            self.store.articles.remove(connection, article_id)

    def add(self, document: Document, given: Given | None = None) -> int:
        """Store and publish a document; returns the article's number. Raises IntakeError."""
        draft = self.draft(document, given)
        self.publish(draft.article_id)
        return draft.article_id

    def take_out(self, article_id: int, reason: str | None = None) -> int:
        """Take an article out of the dossier; with a reason, readers are told."""
        with self.store.database.writing() as connection:
            dossier = self.store.dossiers.get(connection, self.settings.key)
            revision = self.store.dossiers.withdraw(connection, dossier, article_id, reason)
            build.drop_article(self.store, connection, dossier, article_id)
        return revision

    def refresh(self) -> bool:
        """Build the dossier anew when its live build was made by other rules; says whether."""
        with self.store.database.writing() as connection:
            dossier = self.store.dossiers.get(connection, self.settings.key)
            if self.store.dossiers.build_version(connection, dossier.build_id) == VERSION:
                return False
            build.rebuild(self.store, connection, dossier, self.settings, self.clock())
        return True


def read_file(path: Path) -> tuple[Document, Given]:
    """Read a document from disk with the YAML beside it; raises IntakeError."""
    try:
        document = Document(path.name, path.read_bytes())
    except OSError as error:
        raise UnreadableDocument(f"{path.name} cannot be opened: {error.strerror}.") from error
    sidecar = path.with_suffix(".yaml")
    if sidecar == path or not sidecar.is_file():
        return document, Given()
    return document, parse_sidecar(sidecar.read_bytes(), sidecar.name)
