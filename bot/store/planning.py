"""What is due becomes deliveries, one a schedule and local date, many rows a statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t
from bot.store.articles import instant
from bot.store.database import Database

# a transaction of so many holds up the writer of an answer for less than a tenth of a second
PLANNED_AT_ONCE = 2_500

SlotAfter = Callable[[int, str, str, datetime], tuple[datetime, str]]
"""From weekdays, local time, zone and an instant to the next slot and its local date."""
InstantOf = Callable[[date, str, str], datetime]
"""From a local date, a local time and a zone to the instant."""


class Planner:
    """Turns schedules into deliveries."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database, self._bot_id = database, bot_id

    def plan(self, now: datetime, slot_after: SlotAfter) -> int:
        """Plan some of what is due, in one transaction; returns how many schedules, 0 at the end.

        After a long silence the newest slot that has passed counts, the older ones are past.
        """
        with self._database.reading() as connection:
            if not connection.execute(_due(now, 1)).first():
                return 0
        with self._database.writing(lasting=False) as connection:
            rows = connection.execute(_due(now, PLANNED_AT_ONCE)).all()
            for slots, members in _by_slots(rows, now, slot_after).items():
                self._plan_group(connection, slots, members, now)
        return len(rows)

    def _plan_group(
        self, connection: Connection, slots: _Slots, rows: Sequence[Any], now: datetime
    ) -> None:
        at, on, next_at, next_on = slots
        awake = [row.id for row in rows if _is_awake(row, now)]
        h, d = t.schedule.c, t.delivery.c
        if awake:
            values = {
                d.bot_id: literal(self._bot_id),
                d.subscription_id: h.subscription_id,
                d.schedule_id: h.id,
                d.local_date: literal(on),
                d.slot_at: literal(at),
                d.due_at: literal(at),
                d.state: literal("pending"),
                d.attempts: literal(0),
                d.parts_sent: literal(0),
                d.message_ids: literal([], JSON),
            }
            make = sqlite.insert if self._database.sqlite else postgresql.insert
            rows_made = select(*values.values()).where(self._database.among(h.id, awake))
            once = make(t.delivery).from_select(list(values), rows_made)
            connection.execute(
                once.on_conflict_do_nothing(index_elements=["schedule_id", "local_date"])
            )
        connection.execute(
            update(t.schedule)
            .where(self._database.among(h.id, [row.id for row in rows]))
            .values(next_at=next_at, next_date=next_on)
        )

    def mend(self, instant_of: InstantOf) -> int:
        """Compute the coming slots again, as after news of a zone's clock; returns how many moved."""
        h, s = t.schedule.c, t.subscription.c
        kinds = (h.next_date, h.local_time, s.zone, h.next_at)
        joined = t.schedule.join(t.subscription, s.id == h.subscription_id)
        with self._database.reading() as connection:
            known = connection.execute(
                select(*kinds).select_from(joined).where(h.next_at.is_not(None)).distinct()
            ).all()
        moved = 0
        for on, local_time, zone, at in known:
            new = instant(instant_of(date.fromisoformat(on), local_time, zone))
            if new == at:
                continue
            with self._database.writing() as connection:
                in_zone = select(s.id).where(s.zone == zone, s.id == h.subscription_id)
                where = (h.next_date == on, h.local_time == local_time, h.next_at == at)
                done = connection.execute(
                    update(t.schedule).where(*where, in_zone.exists()).values(next_at=new)
                )
                moved += done.rowcount
        return moved

    def oldest(self, now: datetime) -> datetime | None:
        """Return for when the oldest digest was meant that still waits, though it be put off."""
        d = t.delivery.c
        query = select(func.min(d.slot_at)).where(
            d.bot_id == self._bot_id, t.WAITING, d.slot_at <= instant(now)
        )
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        return datetime.fromisoformat(found) if found else None

    def waiting(self, now: datetime) -> int:
        """Return how many deliveries wait to be sent."""
        d = t.delivery.c
        query = select(func.count()).where(
            d.bot_id == self._bot_id, t.WAITING, d.due_at <= instant(now)
        )
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())


_Slots = tuple[str, str, str, str]


def _due(now: datetime, limit: int) -> Any:
    h, s = t.schedule.c, t.subscription.c
    return (
        select(
            h.id, h.weekdays, h.local_time, h.next_at, h.next_date, s.zone, s.state, s.paused_until
        )
        .join(t.subscription, s.id == h.subscription_id)
        .where(h.next_at <= instant(now))
        .order_by(h.next_at)
        .limit(limit)
    )


def _is_awake(row: Any, now: datetime) -> bool:
    paused = row.state == "paused" and (row.paused_until or "") > instant(now)
    return row.state != "ended" and not paused


def _by_slots(rows: Sequence[Any], now: datetime, slot_after: SlotAfter) -> dict[_Slots, list[Any]]:
    """Group schedules by what becomes of them; many share hour and zone."""
    known: dict[Any, _Slots] = {}
    groups: dict[_Slots, list[Any]] = defaultdict(list)
    for row in rows:
        kind = (row.weekdays, row.local_time, row.zone, row.next_at)
        if kind not in known:
            known[kind] = _slots(row, now, slot_after)
        groups[known[kind]].append(row)
    return groups


def _slots(row: Any, now: datetime, slot_after: SlotAfter) -> _Slots:
    """Return a schedule's newest slot that has passed and the first that has not."""
    at, on = datetime.fromisoformat(row.next_at), row.next_date
    while True:
        next_at, next_on = slot_after(row.weekdays, row.local_time, row.zone, at)
        if next_at > now:
            return instant(at), on, instant(next_at), next_on
        at, on = next_at, next_on
