"""Cards: drafts that wait for an editor to publish or discard them; they survive a restart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from bot.store import schema as t
from bot.store.articles import instant, random_key
from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Card:
    """A draft in an editor's chat; `version` rises with every change, so that old buttons fail."""

    key: str
    chat_row: int
    article_id: int
    version: int
    state: str


class Cards:
    """The cards of one bot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, chat_row: int, dossier_id: int, article_id: int, now: datetime) -> Card:
        """Make the card of a draft."""
        key = random_key()
        with self._database.writing() as connection:
            connection.execute(
                insert(t.card).values(
                    key=key,
                    chat_id=chat_row,
                    dossier_id=dossier_id,
                    article_id=article_id,
                    version=1,
                    state="draft",
                    made_at=instant(now),
                )
            )
        return Card(key, chat_row, article_id, 1, "draft")

    def find(self, key: str) -> Card | None:
        """Find a card by its key."""
        c = t.card.c
        with self._database.reading() as connection:
            row = connection.execute(
                select(c.key, c.chat_id, c.article_id, c.version, c.state).where(c.key == key)
            ).first()
        return (
            Card(row.key, row.chat_id, row.article_id or 0, row.version, row.state) if row else None
        )

    def of_article(self, article_id: int) -> Card | None:
        """Find the card of an article that is still a draft."""
        c = t.card.c
        with self._database.reading() as connection:
            key = connection.execute(
                select(c.key).where(c.article_id == article_id, c.state == "draft")
            ).scalar()
        return self.find(key) if key else None

    def settle(self, card: Card, state: str) -> bool:
        """Move a draft on; False when somebody else did so first."""
        with self._database.writing() as connection:
            done = connection.execute(
                update(t.card)
                .where(
                    t.card.c.key == card.key,
                    t.card.c.version == card.version,
                    t.card.c.state == "draft",
                )
                .values(state=state, version=card.version + 1)
            )
        return done.rowcount == 1
