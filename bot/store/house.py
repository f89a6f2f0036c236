"""Single values that a database keeps about itself."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from bot.store import schema as t


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
