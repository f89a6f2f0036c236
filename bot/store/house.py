"""Single values that a database keeps about itself."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, not_, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t
from bot.store.database import Database
from bot.store.values import instant

# notes of what the editors were told, by cause; of one they are told again after an hour
ALARM, QUIET_FOR = "alarm:", timedelta(hours=1)


def recall(connection: Connection, key: str) -> bytes | None:
    """Return what was noted under a key."""
    return connection.execute(select(t.house.c.value).where(t.house.c.key == key)).scalar()


def note(connection: Connection, key: str, value: bytes) -> None:
    """Note a value in place of what was noted before."""
    forget(connection, key)
    connection.execute(insert(t.house).values(key=key, value=value))


def forget(connection: Connection, key: str) -> None:
    """Forget what was noted."""
    connection.execute(delete(t.house).where(t.house.c.key == key))


def note_alarm(database: Database, cause: str, now: datetime) -> bool:
    """Note that the editors are told of a cause; False where they were within the hour."""
    h, at = t.house.c, instant(now)
    key = ALARM + hashlib.sha256(cause.encode()).hexdigest()[:24]
    # a note of later than now was made by a clock that ran ahead
    old = or_(h.value <= instant(now - QUIET_FOR).encode(), h.value > at.encode())
    with database.reading() as connection:
        # most find a note: what is late is seen every second
        if connection.execute(select(h.key).where(h.key == key, not_(old))).first():
            return False
    make = sqlite.insert if database.sqlite else postgresql.insert
    first = make(t.house).values(key=key, value=at.encode()).on_conflict_do_nothing()
    with database.writing() as connection:
        connection.execute(delete(t.house).where(h.key.startswith(ALARM), old))
        return connection.execute(first.returning(h.key)).first() is not None
