"""Updates from Telegram, written before they are acknowledged and erased once handled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t
from bot.store.database import Database
from bot.store.secrets import Vault
from bot.store.values import instant

# an update that was begun so often and never finished is given up: it would be tried for ever. Only the
# end of a process counts, and of fifty kills at random most may hit one upload on a busy machine
MOST_ATTEMPTS = 60
KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Received:
    """An update that waits to be handled: its row, its body as it came, how often it was begun."""

    id: int
    body: bytes
    attempts: int = 0


class Inbox:
    """The updates of one bot."""

    def __init__(self, database: Database, vault: Vault, bot_id: int) -> None:
        self._database, self._vault, self._bot_id = database, vault, bot_id

    def receive(self, updates: Sequence[tuple[int, bytes]], now: datetime) -> tuple[Received, ...]:
        """Write updates down; those known already are left out of what is returned."""
        if not updates:
            return ()
        make = sqlite.insert if self._database.sqlite else postgresql.insert
        once = make(t.inbox).on_conflict_do_nothing(index_elements=["bot_id", "update_id"])
        bodies = dict(updates)
        values = [
            {
                "bot_id": self._bot_id,
                "update_id": update_id,
                "body": self._vault.encrypt(body),
                "received_at": instant(now),
                "attempts": 1,
            }
            for update_id, body in bodies.items()
        ]
        with self._database.writing() as connection:
            rows = connection.execute(
                once.returning(t.inbox.c.id, t.inbox.c.update_id), values
            ).all()
        made = sorted(rows, key=lambda row: row.update_id)
        return tuple(Received(row.id, bodies[row.update_id]) for row in made)

    def open(self) -> int:
        """Return how many updates are not handled yet."""
        mine = (t.inbox.c.bot_id == self._bot_id, t.inbox.c.handled_at.is_(None))
        with self._database.reading() as connection:
            query = select(func.count()).select_from(t.inbox).where(*mine)
            return int(connection.execute(query).scalar_one())

    def begin(self, row_ids: Sequence[int]) -> None:
        """Count that updates which nobody finished are begun once more."""
        with self._database.writing() as connection:
            connection.execute(
                update(t.inbox)
                .where(t.inbox.c.id.in_(row_ids))
                .values(attempts=t.inbox.c.attempts + 1)
            )

    def hold(self, row_ids: Sequence[int], now: datetime) -> None:
        """Keep updates that are in hand from being taken up by anybody else."""
        with self._database.writing() as connection:
            connection.execute(
                update(t.inbox)
                .where(t.inbox.c.id.in_(row_ids), t.inbox.c.handled_at.is_(None))
                .values(received_at=instant(now))
            )

    def handled(self, row_ids: Sequence[int], now: datetime) -> None:
        """Mark updates as handled, all or none of them, and erase their bodies."""
        with self._database.writing() as connection:
            connection.execute(
                update(t.inbox)
                .where(t.inbox.c.id.in_(row_ids))
                .values(handled_at=instant(now), body=None)
            )

    def left_over(self, now: datetime, older_than: timedelta) -> tuple[Received, ...]:
        """Take up updates that nobody finished nor holds."""
        with self._database.writing() as connection:
            connection.execute(
                delete(t.inbox).where(
                    t.inbox.c.bot_id == self._bot_id,
                    t.inbox.c.handled_at < instant(now - KEPT_FOR),
                )
            )
            wanted = (
                select(t.inbox.c.id, t.inbox.c.body, t.inbox.c.attempts)
                .where(
                    t.inbox.c.bot_id == self._bot_id,
                    t.inbox.c.handled_at.is_(None),
                    t.inbox.c.received_at <= instant(now - older_than),
                )
                .order_by(t.inbox.c.update_id)
                .limit(100)
            )
            if not self._database.sqlite:
                wanted = wanted.with_for_update(skip_locked=True)
            rows = connection.execute(wanted).all()
            connection.execute(
                update(t.inbox)
                .where(t.inbox.c.id.in_([row.id for row in rows]))
                .values(received_at=instant(now))
            )
        return tuple(Received(row.id, self._vault.decrypt(row.body), row.attempts) for row in rows)
