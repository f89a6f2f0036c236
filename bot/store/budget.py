"""When the next message may leave, for processes that share a rate; what was paid for today."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t
from bot.store.database import Database

# the next place is never so many seconds away: then it was set by a clock that runs ahead
FARTHEST = 10.0


class Budget:
    """Hands out places in the stream of messages, some at a time."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database, self._bot_id = database, bot_id

    def reserve(
        self,
        lane: str,
        rate: float,
        places: int,
        now: datetime,
        late: float = 0.0,
        most: int | None = None,
    ) -> float | None:
        """Reserve places at `rate` a second; returns the seconds until the first of them.

        A place that nobody took may still be had `late` seconds after its time: then the answer is
        negative. With `most`, no more than so many are handed out a day; None when they are used up.
        """
        at, day = now.timestamp(), now.date().isoformat()
        with self._database.writing() as connection:
            row = self._row(connection, lane)
            used = (int(row.used) if row.day == day else 0) + places
            if most is not None and used > most:
                return None
            next_at = float(row.next_at)
            first = max(next_at, at - late) if next_at <= at + FARTHEST else at
            b = t.budget.c
            mine = update(t.budget).where(b.bot_id == self._bot_id, b.lane == lane)
            connection.execute(mine.values(next_at=first + places / rate, day=day, used=used))
        return first - at

    def _row(self, connection: Connection, lane: str) -> Row[float, str, int]:
        b = t.budget.c
        query = select(b.next_at, b.day, b.used).where(b.bot_id == self._bot_id, b.lane == lane)
        if not self._database.sqlite:
            query = query.with_for_update()
        row = connection.execute(query).first()
        if row is not None:
            return row
        make = sqlite.insert if self._database.sqlite else postgresql.insert
        first = make(t.budget).values(bot_id=self._bot_id, lane=lane, next_at=0.0, day="", used=0)
        connection.execute(first.on_conflict_do_nothing())
        return connection.execute(query).one()
