"""What is due becomes deliveries, one a schedule and local date, many rows a statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, case, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t
from bot.store.database import Database
from bot.store.editions import Reading, readings
from bot.store.subscribers import SlotAfter
from bot.store.values import instant

# a transaction of so many holds up the writer of an answer for less than a tenth of a second
PLANNED_AT_ONCE = 2_500
# a slot that turns out to have been so long ago is not moved there: its digest would be too late
STILL_NEWS = timedelta(hours=3)

HasNews = Callable[[Reading], bool]
"""Says whether a digest would tell something new."""
InstantOf = Callable[[date, str, str], datetime]
"""From a local date, a local time and a zone to the instant."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many deliveries are due, and for when the oldest was meant, though it be put off."""

    many: int = 0
    oldest: datetime | None = None


class Planner:
    """Turns schedules of one dossier into deliveries."""

    def __init__(self, database: Database, bot_id: int, dossier_id: int) -> None:
        self._database, self._bot_id, self._dossier_id = database, bot_id, dossier_id

    def plan(self, now: datetime, slot_after: SlotAfter) -> int:
        """Plan some of what is due, in one transaction; returns how many schedules, 0 at the end.

        After a long silence the newest slot that has passed counts, the older ones are past.
        """
        with self._database.reading() as connection:
            if not connection.execute(self._due(now, 1)).first():
                return 0
        with self._database.writing(lasting=False) as connection:
            rows = connection.execute(self._due(now, PLANNED_AT_ONCE)).all()
            for slots, members in _by_slots(rows, partial(_slots, now, slot_after)).items():
                self._plan_group(connection, slots, members, now)
        return len(rows)

    def plan_early(
        self, now: datetime, until: datetime, slot_after: SlotAfter, has_news: HasNews
    ) -> int:
        """Plan for now what is due until an instant, where there is news; returns how many.

        Of a subscription's slots till then only the first one is taken.
        """
        with self._database.reading() as connection:
            due = connection.execute(self._due(until, None)).all()
        first: dict[int, Any] = {}
        for row in due:
            if _is_awake(row, now):
                first.setdefault(row.subscription_id, row)
        left, planned = iter(first.values()), 0
        while rows := list(islice(left, PLANNED_AT_ONCE)):
            with self._database.reading() as connection:
                known = readings(connection, [row.subscription_id for row in rows])
            told = [row for row in rows if has_news(known[row.subscription_id])]
            groups = _by_slots(told, partial(_early_slots, now, slot_after))
            with self._database.writing() as connection:
                for slots, members in groups.items():
                    self._plan_group(connection, slots, members, until)
            planned += len(told)
        return planned

    def _plan_group(
        self, connection: Connection, slots: _Slots, rows: Sequence[Any], until: datetime
    ) -> None:
        """Plan the slots of schedules that are due until an instant, and move them on."""
        at, on, next_at, next_on = slots
        awake = [row.id for row in rows if _is_awake(row, until)]
        h, d = t.schedule.c, t.delivery.c
        # an hour that was given up or changed since it was read stays so
        still_due = h.next_at <= instant(until)
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
            rows_made = select(*values.values()).where(self._database.among(h.id, awake), still_due)
            once = make(t.delivery).from_select(list(values), rows_made)
            connection.execute(
                once.on_conflict_do_nothing(index_elements=["schedule_id", "local_date"])
            )
        connection.execute(
            update(t.schedule)
            .where(self._database.among(h.id, [row.id for row in rows]), still_due)
            .values(next_at=next_at, next_date=next_on)
        )

    def _due(self, now: datetime, limit: int | None) -> Any:
        h, s = t.schedule.c, t.subscription.c
        return (
            select(
                h.id,
                h.subscription_id,
                h.weekdays,
                h.local_time,
                h.next_at,
                h.next_date,
                s.zone,
                s.state,
                s.paused_until,
            )
            .join(t.subscription, s.id == h.subscription_id)
            .where(h.next_at <= instant(now), s.dossier_id == self._dossier_id)
            .order_by(h.next_at)
            .limit(limit)
        )

    def mend(self, now: datetime, instant_of: InstantOf, slot_after: SlotAfter) -> int:
        """Compute the coming slots again; returns how many moved.

        They are wrong after news of a zone's clock, and after our own clock was ahead for a while.
        """
        return self._move_hours(now, instant_of) + self._pull_back(now, slot_after)

    def _move_hours(self, now: datetime, instant_of: InstantOf) -> int:
        """Give slots the instant of their date and hour, if that one is to come or still news."""
        h, moved = t.schedule.c, 0
        for each in self._coming():
            new = instant_of(date.fromisoformat(each.next_date), each.local_time, each.zone)
            if instant(new) != each.next_at and new > now - STILL_NEWS:
                moved += self._move(each, h.next_date == each.next_date, next_at=instant(new))
        return moved

    def _pull_back(self, now: datetime, slot_after: SlotAfter) -> int:
        """Take nearer dates where there are some without a digest of the subscription."""
        h, d, moved = t.schedule.c, t.delivery.c, 0
        for each in self._coming():
            at, on = slot_after(each.weekdays, each.local_time, each.zone, now)
            if on < each.next_date:
                of_that_day = select(d.id).where(
                    d.subscription_id == h.subscription_id, d.local_date == on
                )
                moved += self._move(each, ~of_that_day.exists(), next_at=instant(at), next_date=on)
        return moved

    def _coming(self) -> Sequence[Any]:
        """Return the coming slots; many schedules share one."""
        h, s = t.schedule.c, t.subscription.c
        kinds = select(h.weekdays, h.local_time, s.zone, h.next_at, h.next_date)
        joined = kinds.join(t.subscription, s.id == h.subscription_id)
        with self._database.reading() as connection:
            return connection.execute(joined.where(h.next_at.is_not(None)).distinct()).all()

    def _move(self, slot: Any, where: ColumnElement[bool], **values: str) -> int:
        h, s = t.schedule.c, t.subscription.c
        in_zone = select(s.id).where(s.zone == slot.zone, s.id == h.subscription_id).exists()
        same = (
            h.weekdays == slot.weekdays,
            h.local_time == slot.local_time,
            h.next_at == slot.next_at,
        )
        with self._database.writing() as connection:
            moved = update(t.schedule).where(*same, in_zone, where).values(**values)
            return connection.execute(moved).rowcount

    def oldest(self, now: datetime) -> datetime | None:
        """Return for when the oldest digest of any dossier was meant that still waits."""
        d = t.delivery.c
        query = select(func.min(d.slot_at)).where(
            d.bot_id == self._bot_id, t.WAITING, d.slot_at <= instant(now)
        )
        with self._database.reading() as connection:
            found = connection.execute(query).scalar()
        return datetime.fromisoformat(found) if found else None

    def waiting(self, now: datetime) -> dict[str, Waiting]:
        """Return what is due and not sent yet, of every dossier by its key."""
        d, s, o = t.delivery.c, t.subscription.c, t.dossier.c
        meant = (d.bot_id == self._bot_id, t.WAITING, d.slot_at <= instant(now))
        of = select(d.subscription_id, d.due_at, d.slot_at).where(*meant).subquery().c
        due = case((of.due_at <= instant(now), 1), else_=0)
        query = (
            select(o.key, func.sum(due).label("many"), func.min(of.slot_at).label("oldest"))
            .join(t.subscription, s.id == of.subscription_id)
            .join(t.dossier, o.id == s.dossier_id)
            .group_by(o.key)
        )
        keys = select(o.key).where(o.bot_id == self._bot_id)
        with self._database.reading() as connection:
            found = {key: Waiting() for key in connection.scalars(keys)}
            for row in connection.execute(query):
                found[row.key] = Waiting(int(row.many), datetime.fromisoformat(row.oldest))
        return found


_Slots = tuple[str, str, str, str]


def _is_awake(row: Any, now: datetime) -> bool:
    paused = row.state == "paused" and (row.paused_until or "") > instant(now)
    return row.state != "ended" and not paused


def _by_slots(rows: Sequence[Any], slots_of: Callable[[Any], _Slots]) -> dict[_Slots, list[Any]]:
    """Group schedules by what becomes of them; many share hour and zone."""
    known: dict[Any, _Slots] = {}
    groups: dict[_Slots, list[Any]] = defaultdict(list)
    for row in rows:
        kind = (row.weekdays, row.local_time, row.zone, row.next_at)
        if kind not in known:
            known[kind] = slots_of(row)
        groups[known[kind]].append(row)
    return groups


def _early_slots(now: datetime, slot_after: SlotAfter, row: Any) -> _Slots:
    """Return a schedule's coming slot, taken at once, and the one after it."""
    at = datetime.fromisoformat(row.next_at)
    next_at, next_on = slot_after(row.weekdays, row.local_time, row.zone, at)
    return instant(now), row.next_date, instant(next_at), next_on


def _slots(now: datetime, slot_after: SlotAfter, row: Any) -> _Slots:
    """Return a schedule's newest slot that has passed and the first that has not."""
    at, on = datetime.fromisoformat(row.next_at), row.next_date
    while True:
        next_at, next_on = slot_after(row.weekdays, row.local_time, row.zone, at)
        if next_at > now:
            return instant(at), on, instant(next_at), next_on
        at, on = next_at, next_on
