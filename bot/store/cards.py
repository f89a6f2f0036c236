"""Cards: an article before an editor's eyes, with the message that shows it; they survive a restart.

A card keeps no state of its own: what it shows is the article's, and its version is the number of
the article's last change, so that a button on any older view is known as such.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.store import schema as t
from bot.store.catalogue import State, state_of
from bot.store.changes import last_of
from bot.store.database import Database
from bot.store.values import instant, random_key


@dataclass(frozen=True, slots=True)
class Card:
    """An article in an editor's chat; `asking` is what the editor's next message answers.

    `batch` is what the cards of one upload have in common.
    """

    key: str
    chat_row: int
    dossier_id: int
    article_id: int
    message_id: int | None
    asking: str | None
    version: int
    state: State
    batch: str | None = None


class Cards:
    """The cards of one bot."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, chat_row: int, dossier_id: int, article_id: int, now: datetime) -> Card:
        """Make the card of an article in a chat; there is one, however often it is asked for."""
        c = t.card.c
        with self._database.writing() as connection:
            found = self._found(connection, c.chat_id == chat_row, c.article_id == article_id)
            if found:
                return found[0]
            values = {"dossier_id": dossier_id, "article_id": article_id, "made_at": instant(now)}
            key = random_key()
            connection.execute(insert(t.card).values(key=key, chat_id=chat_row, **values))
            return self._found(connection, c.key == key)[0]

    def find(self, key: str) -> Card | None:
        """Find a card by its key."""
        return next(iter(self._read(t.card.c.key == key)), None)

    def of_article(self, article_id: int) -> tuple[Card, ...]:
        """Return the cards of an article, the first one first."""
        return self._read(t.card.c.article_id == article_id)

    def at(self, chat_row: int, message_id: int) -> Card | None:
        """Find the card that a message shows."""
        c = t.card.c
        return next(iter(self._read(c.chat_id == chat_row, c.message_id == message_id)), None)

    def of_batch(self, batch: str) -> tuple[Card, ...]:
        """Return the cards of one upload, in its order."""
        return self._read(t.card.c.batch == batch)

    def of_message(self, chat_row: int, message_id: int) -> Card | None:
        """Find the card of the article that a message brought."""
        brought = select(t.card_source.c.card_id).where(t.card_source.c.message_id == message_id)
        return next(iter(self._read(t.card.c.chat_id == chat_row, t.card.c.id.in_(brought))), None)

    def sources(self, key: str) -> tuple[int, ...]:
        """Return the messages that brought a card's article."""
        with self._database.reading() as connection:
            query = (
                select(t.card_source.c.message_id)
                .join(t.card, t.card.c.id == t.card_source.c.card_id)
                .where(t.card.c.key == key)
            )
            return tuple(connection.execute(query).scalars().all())

    def came_from(self, key: str, messages: Sequence[int], batch: str) -> None:
        """Keep which messages brought a card's article, and with what others it came."""
        c = t.card.c
        with self._database.writing() as connection:
            card = connection.execute(select(c.id).where(c.key == key)).scalar_one()
            connection.execute(update(t.card).where(c.id == card).values(batch=batch))
            mine = t.card_source.c.card_id == card
            known = set(
                connection.execute(select(t.card_source.c.message_id).where(mine)).scalars()
            )
            for message_id in sorted(set(messages) - known):
                connection.execute(
                    insert(t.card_source).values(card_id=card, message_id=message_id)
                )

    def move(self, key: str, article_id: int) -> None:
        """Let a card show another article: what its message brought was changed."""
        with self._database.writing() as connection:
            connection.execute(
                update(t.card).where(t.card.c.key == key).values(article_id=article_id)
            )

    def asked_in(self, chat_row: int) -> Card | None:
        """Find the card that waits for a chat's next message."""
        c = t.card.c
        return next(iter(self._read(c.chat_id == chat_row, c.asking.is_not(None))), None)

    def show(self, key: str, message_id: int) -> None:
        """Keep which message shows a card."""
        with self._database.writing() as connection:
            connection.execute(
                update(t.card).where(t.card.c.key == key).values(message_id=message_id)
            )

    def ask(self, key: str, asking: str | None) -> None:
        """Let the next message of a card's chat answer it, and no other card; None ends that."""
        c = t.card.c
        with self._database.writing() as connection:
            chat = select(c.chat_id).where(c.key == key).scalar_subquery()
            connection.execute(update(t.card).where(c.chat_id == chat).values(asking=None))
            connection.execute(update(t.card).where(c.key == key).values(asking=asking))

    def _read(self, *where: Any) -> tuple[Card, ...]:
        with self._database.reading() as connection:
            return tuple(self._found(connection, *where))

    def _found(self, connection: Connection, *where: Any) -> Sequence[Card]:
        query = select(t.card).where(*where).order_by(t.card.c.id)
        return [
            Card(
                key=row.key,
                chat_row=row.chat_id,
                dossier_id=row.dossier_id,
                article_id=row.article_id,
                message_id=row.message_id,
                asking=row.asking,
                version=last_of(connection, row.article_id),
                state=state_of(connection, row.dossier_id, row.article_id) or "discarded",
                batch=row.batch,
            )
            for row in connection.execute(query).all()
        ]
