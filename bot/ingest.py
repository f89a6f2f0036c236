"""One document in, one analysed article stored: where intake, analysis and store are joined."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from bot import build
from bot.analysis import VERSION
from bot.apart import Study, study, study_apart
from bot.dossier import Dossier
from bot.errors import DuplicateArticle, UnreadableDocument
from bot.intake import Given, open_source, parse_sidecar
from bot.model import Analysis, Article, Document
from bot.store import Store, changes, journal
from bot.store.dossiers import DossierRow
from bot.store.journal import Key, differences
from bot.store.values import last_day
from bot.understanding import Foreseen, understand


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
        """Read, analyse and store a stranger's document without showing it to anybody.

        Raises IntakeError: it cannot be read, or DuplicateArticle with the known article.
        """
        article, analysis = self._read(document, given, study_apart())
        with self.store.database.writing() as connection:
            article_id = self._save(connection, document, article, analysis)
        return Draft(article_id, article, analysis)

    def add(self, document: Document, given: Given | None = None) -> int:
        """Store and publish a document at once; returns the article's number. Raises IntakeError."""
        article, analysis = self._read(document, given, nullcontext(study))
        with self.store.database.writing() as connection:
            dossier = self.store.dossiers.lock(connection, self.settings.key)
            article_id = self._save(connection, document, article, analysis)
            self.publish(connection, dossier, article_id)
            changes.write(
                connection,
                "publish",
                dossier_id=dossier.id,
                article_id=article_id,
                by=None,
                at=self.clock(),
                details={"state": ["draft", "public"]},
                rows=journal.entered(connection, dossier.id, article_id),
            )
        return article_id

    def _read(
        self, document: Document, given: Given | None, studying: AbstractContextManager[Study]
    ) -> tuple[Article, Analysis]:
        with self.store.database.reading() as connection:
            self._refuse_known(connection, document)
        with studying as studied:
            return studied(open_source(document), given or Given(), self.settings.lexicon)

    def _refuse_known(
        self, connection: Connection, document: Document, article: Article | None = None
    ) -> None:
        words = article.text if article else None
        known = self.store.articles.find_duplicate(connection, document, words)
        if known is not None:
            raise DuplicateArticle(known)

    def _save(
        self, connection: Connection, document: Document, article: Article, analysis: Analysis
    ) -> int:
        """Store what was read; a draft of the same bytes that was discarded is there again."""
        self._refuse_known(connection, document, article)
        articles, now = self.store.articles, self.clock()
        discarded = articles.find_discarded(connection, document)
        if discarded is not None:
            self._bring_back(connection, discarded, Foreseen(article, analysis))
            return discarded
        article_id = articles.save(connection, document, article, now)
        articles.save_analysis(connection, article_id, article, analysis, now)
        return article_id

    def _bring_back(self, connection: Connection, article_id: int, anew: Foreseen) -> None:
        """Let a discarded draft be one again, with what is said of it now and its text as it was.

        That undoes the discarding, and the log says so.
        """
        articles, now = self.store.articles, self.clock()
        articles.discard(connection, article_id, None)
        known = articles.get(connection, article_id).article
        about = anew.article.metadata
        articles.save_version(connection, article_id, replace(known, metadata=about), now)
        understand(self.store, connection, article_id, self.settings.lexicon, now, anew)
        dossier = self.store.dossiers.get(connection, self.settings.key)
        with self.store.database.reading() as before:
            rows = differences(before, connection, dossier.id, dossier.build_id, {article_id}, ())
        changes.write(
            connection,
            "undo",
            dossier_id=dossier.id,
            article_id=article_id,
            by=None,
            at=now,
            details={"kind": "discard", "state": ["discarded", "draft"]},
            rows=rows,
            undoes=changes.standing(connection, "discard", article_id),
        )

    def publish(self, connection: Connection, dossier: DossierRow, article_id: int) -> set[Key]:
        """Make a stored article public; returns what of others in the build it touched."""
        stored = self.store.articles.get(connection, article_id)
        day = last_day(stored.article.metadata.publication)
        self.store.dossiers.publish(connection, dossier, article_id, day, self.clock())
        return build.add_article(self.store, connection, dossier, self.settings, article_id)

    def take_out(
        self, connection: Connection, dossier: DossierRow, article_id: int, reason: str | None
    ) -> set[Key]:
        """Take an article out of the dossier; with a reason, readers are told.

        Returns what of others in the build it touched.
        """
        self.store.dossiers.withdraw(connection, dossier, article_id, reason, self.clock())
        return build.drop_article(self.store, connection, dossier, article_id)

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
