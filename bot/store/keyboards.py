"""What the buttons under editors' messages do, behind random keys that are good in one chat only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t
from bot.store.database import Database
from bot.store.values import instant, random_key

# for so long after a message was shown its buttons can be pressed
KEPT_FOR = timedelta(days=90)


class Keyboards:
    """The buttons of messages: a message has one key, and a button that key and its place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, chat_row: int, presses: Sequence[str], now: datetime) -> tuple[str, ...]:
        """Keep what the buttons of a message do and return the data that they carry instead.

        The same buttons in the same chat have the same key; those of long ago are forgotten.
        """
        k, at = t.keyboard.c, instant(now)
        digest = hashlib.sha256("\n".join(presses).encode()).hexdigest()
        make = sqlite.insert if self._database.sqlite else postgresql.insert
        made = make(t.keyboard).values(
            key=random_key(), chat_id=chat_row, digest=digest, presses=list(presses), shown_at=at
        )
        anew = made.on_conflict_do_update(
            index_elements=[k.chat_id, k.digest], set_={"shown_at": at}
        )
        with self._database.writing() as connection:
            old = k.shown_at < instant(now - KEPT_FOR)
            connection.execute(delete(t.keyboard).where(old))
            key = connection.execute(anew.returning(k.key)).scalar_one()
        return tuple(f"{key}.{place}" for place in range(len(presses)))

    def find(self, chat_row: int, data: str) -> str | None:
        """Return what a button of a chat does; None when nothing of ours carries that data there."""
        key, _, place = data.partition(".")
        k = t.keyboard.c
        query = select(k.presses).where(k.key == key, k.chat_id == chat_row)
        with self._database.reading() as connection:
            presses = connection.execute(query).scalar() or ()
        return {str(number): press for number, press in enumerate(presses)}.get(place)
