"""What editors announce to all who asked for digests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from bot.store import schema as t
from bot.store.database import Database, insert_row
from bot.store.keyboards import KEPT_FOR
from bot.store.values import instant, random_key

# an announcement's edition is told from those of digests by its key
ANNOUNCED = "announced:"


class Broadcasts:
    """Plans what goes to all subscribers of a dossier; the postman sends it like any digest."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database, self._bot_id = database, bot_id

    def readers(self, connection: Connection, dossier_id: int, now: datetime) -> int:
        """Return how many subscriptions are awake."""
        query = select(func.count()).where(_awake(dossier_id, now))
        return int(connection.execute(query).scalar_one())

    def draft(self, dossier_id: int, message: dict[str, Any], now: datetime) -> str:
        """Store an announcement that nobody is sent yet, and return its key.

        Those whose buttons cannot be pressed any more are forgotten.
        """
        key, e = random_key(), t.edition.c
        old = and_(
            e.options_key.startswith(ANNOUNCED, autoescape=True),
            e.made_at < instant(now - KEPT_FOR),
        )
        with self._database.writing() as connection:
            connection.execute(t.edition.delete().where(old))
            insert_row(
                connection,
                t.edition,
                dossier_id=dossier_id,
                from_rev=0,
                to_rev=None,
                options_key=f"{ANNOUNCED}{key}",
                messages=[message],
                made_at=instant(now),
            )
        return key

    def announce(self, key: str, now: datetime) -> int | None:
        """Plan an announcement for everybody who is awake; None when it was sent or dropped before."""
        e, d, s = t.edition.c, t.delivery.c, t.subscription.c
        with self._database.writing() as connection:
            row = self._draft(connection, key)
            if row is None:
                return None
            values = {
                d.bot_id: literal(self._bot_id),
                d.subscription_id: s.id,
                # of no date: it is nobody's digest of the day
                d.local_date: literal(""),
                d.slot_at: literal(instant(now)),
                d.due_at: literal(instant(now)),
                d.edition_id: literal(row.id),
                d.state: literal("pending"),
                d.attempts: literal(0),
                d.parts_sent: literal(0),
                d.message_ids: literal([], JSON),
            }
            to_all = select(*values.values()).where(_awake(row.dossier_id, now))
            connection.execute(insert(t.delivery).from_select(list(values), to_all))
            connection.execute(
                update(t.edition).where(e.id == row.id).values(options_key=f"sent:{key}")
            )
            # a driver may not know how many a SELECT gave
            planned = select(func.count()).where(d.edition_id == row.id)
            return int(connection.execute(planned).scalar_one())

    def drop(self, key: str) -> bool:
        """Forget an announcement that was not sent; False when it was, or is not there."""
        with self._database.writing() as connection:
            row = self._draft(connection, key)
            if row is None:
                return False
            connection.execute(t.edition.delete().where(t.edition.c.id == row.id))
        return True

    @staticmethod
    def _draft(connection: Connection, key: str) -> Any:
        e = t.edition.c
        query = select(e.id, e.dossier_id).where(e.options_key == f"{ANNOUNCED}{key}")
        return connection.execute(query.with_for_update()).first()


def _awake(dossier_id: int, now: datetime) -> ColumnElement[bool]:
    s = t.subscription.c
    rested = and_(s.state == "paused", s.paused_until <= instant(now))
    return and_(s.dossier_id == dossier_id, or_(s.state == "active", rested))
