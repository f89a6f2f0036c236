"""The articles of a dossier within one transaction that changes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot import build
from bot.dossier import Dossier
from bot.errors import ArticleNotFound, ChangeRefused
from bot.ingest import Ingest
from bot.model import Article
from bot.store import Store, catalogue, changes
from bot.store.catalogue import State
from bot.store.changes import Change
from bot.store.dossiers import DossierRow
from bot.store.journal import Difference, Key, put_back, way_back
from bot.store.values import last_day
from bot.understanding import Foreseen, understand


@dataclass(frozen=True)
class Archive:
    """What a change does; nobody else changes the dossier before the transaction ends.

    `foreseen` is what articles become by it, analysed before; `touched` has the rows that it
    wrote beside those of the articles that it is about.
    """

    store: Store
    settings: Dossier
    clock: Callable[[], datetime]
    connection: Connection
    dossier: DossierRow
    foreseen: Mapping[int, Foreseen]
    touched: set[Key] = field(default_factory=set)

    def state(self, article_id: int) -> State:
        """Say whether an article is a draft, public or out; raises ArticleNotFound."""
        state = catalogue.state_of(self.connection, self.dossier.id, article_id)
        if state is None:
            raise ArticleNotFound(article_id)
        return state

    def article(self, article_id: int) -> Article:
        """Return an article as it is now; raises ArticleNotFound."""
        return self.store.articles.get(self.connection, article_id).article

    def publish(self, article_id: int) -> State:
        """Make an article public; returns what it was before."""
        state = self.state(article_id)
        if state not in ("draft", "removed", "withdrawn"):
            raise ChangeRefused(f"Article {article_id} is {state}; it cannot be published.")
        self.touched.update(self._ingest.publish(self.connection, self.dossier, article_id))
        return state

    def discard(self, article_id: int) -> None:
        """Put a draft away."""
        state = self.state(article_id)
        if state != "draft":
            raise ChangeRefused(f"Article {article_id} is {state}, no draft to be discarded.")
        self.store.articles.discard(self.connection, article_id, self.clock())

    def take_out(self, article_id: int, reason: str | None) -> None:
        """Take a public article out; with a reason, readers are told."""
        state = self.state(article_id)
        if state != "public":
            raise ChangeRefused(f"Article {article_id} is {state}: no reader sees it.")
        out = self._ingest.take_out(self.connection, self.dossier, article_id, reason)
        self.touched.update(out)

    @property
    def _ingest(self) -> Ingest:
        return Ingest(self.store, self.settings, self.clock)

    def save(self, article_id: int, article: Article) -> None:
        """Store a version; where its text or its date is another, all is understood anew."""
        known, now = self.article(article_id), self.clock()
        dated = known.metadata.publication, article.metadata.publication
        if known.text != article.text or dated[0] != dated[1]:
            with self.out_of_the_build([article_id]):
                self.store.articles.save_version(self.connection, article_id, article, now)
                self.understand(article_id)
        elif article != known:
            self.store.articles.save_version(
                self.connection, article_id, article, now, analysed=True
            )

    def set_origin(self, family: Sequence[int], origin: int) -> None:
        """Count articles as copies of one story."""
        with self.out_of_the_build(family):
            self.store.articles.set_origin(self.connection, family, origin)

    def understand(self, article_id: int) -> None:
        """Analyse an article anew, with what editors set."""
        lexicon, now = self.settings.lexicon, self.clock()
        understand(
            self.store, self.connection, article_id, lexicon, now, self.foreseen.get(article_id)
        )

    @contextmanager
    def out_of_the_build(self, article_ids: Collection[int]) -> Iterator[None]:
        """Take articles out of the live build while they change; those public thereafter go in."""
        for each in article_ids:
            if self.state(each) == "public":
                out = build.drop_article(self.store, self.connection, self.dossier, each)
                self.touched.update(out)
        yield
        for each in article_ids:
            if self.state(each) == "public":
                day = last_day(self.article(each).metadata.publication)
                self.store.dossiers.redate(self.connection, self.dossier, each, day)
                self.touched.update(
                    build.add_article(
                        self.store, self.connection, self.dossier, self.settings, each
                    )
                )

    # ---- undoing

    def put_back(self, change: Change, rows: Sequence[Difference], ids: Collection[int]) -> None:
        """Put back what an editor set, and what was made of it: as it was, else made anew."""
        by_hand = [row for row in rows if row.editorial]
        match way_back(self.connection, rows):
            case None:
                raise ChangeRefused(self._why_not(change, by_hand))
            case "as it was":
                put_back(self.connection, rows)
                self.touched.update(row.key for row in rows)
            case "anew":
                with self.out_of_the_build(ids):
                    put_back(self.connection, by_hand)
                    for each in ids:
                        self.understand(each)
        for each in ids:
            self.store.articles.reindex(self.connection, each)

    def _why_not(self, change: Change, rows: Sequence[Difference]) -> str:
        later = changes.built_on(self.connection, self.dossier.id, change.id, rows)
        if later is None:
            return f"Change {change.id} cannot be undone: what it changed is not there any more."
        return f"Change {later} came after change {change.id}; undo that one first."
