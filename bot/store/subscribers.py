"""Who asked for digests: subscriptions, their hours, and what each has seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.store import schema as t
from bot.store.database import Database
from bot.store.values import instant

SlotAfter = Callable[[int, str, str, datetime], tuple[datetime, str]]
"""From weekdays, local time, zone and an instant to the next slot and its local date."""
# why a delivery is gone whose chat did not refuse it
UNSUBSCRIBED = "unsubscribed"
# ends of a delivery after which its reader has had nothing
NOTHING_CAME = ("quiet", "expired", "failed", "gone")


@dataclass(frozen=True, slots=True)
class Hour:
    """A local time on weekdays and the next slot that it is due at."""

    weekdays: int
    local_time: str
    next_at: datetime
    next_date: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """One chat's digests of one dossier in one thread."""

    id: int
    chat: int
    thread_id: int
    dossier_id: int
    zone: str
    seen_rev: int
    first_since: str | None
    options: Mapping[str, Any]
    state: str
    paused_until: str | None
    hours: tuple[Hour, ...]

    @property
    def next_at(self) -> datetime | None:
        """Return the instant of the next slot, if there is any."""
        return min((hour.next_at for hour in self.hours), default=None)


@dataclass(frozen=True, slots=True)
class Had:
    """A digest of a local date, planned for an hour of the day; `sent` unless nothing came of it."""

    on: str
    weekdays: int
    local_time: str
    sent: bool


class Subscribers:
    """Subscriptions and their schedules."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(
        self,
        connection: Connection,
        *,
        chat: int,
        thread_id: int,
        dossier_id: int,
        revision: int,
        first_since: datetime,
        zone: str,
        hours: Sequence[Hour],
        now: datetime,
    ) -> int:
        """Subscribe a chat, or give its subscription new hours; what was seen stays seen, a pause lasts."""
        s = t.subscription.c
        where = (s.chat_id == chat, s.thread_id == thread_id, s.dossier_id == dossier_id)
        known = connection.execute(select(s.id, s.state).where(*where)).first()
        active = {"state": "active", "paused_until": None}
        values: dict[str, Any] = {"zone": zone}
        if known is None:
            made = connection.execute(
                insert(t.subscription).values(
                    chat_id=chat,
                    thread_id=thread_id,
                    dossier_id=dossier_id,
                    seen_rev=revision,
                    first_since=instant(first_since),
                    options={},
                    made_at=instant(now),
                    **values,
                    **active,
                )
            ).inserted_primary_key
            assert made is not None
            subscription_id = int(made[0])
        else:
            subscription_id = int(known.id)
            if known.state == "ended":
                values |= active
                values |= {"seen_rev": revision, "first_since": instant(first_since)}
            connection.execute(update(t.subscription).where(*where).values(**values))
        self._save_hours(connection, subscription_id, hours)
        return subscription_id

    def _save_hours(
        self, connection: Connection, subscription_id: int, hours: Sequence[Hour]
    ) -> None:
        h = t.schedule.c
        known = {
            (row.weekdays, row.local_time): row.id
            for row in connection.execute(
                select(h.id, h.weekdays, h.local_time).where(h.subscription_id == subscription_id)
            )
        }
        wanted = {(hour.weekdays, hour.local_time): hour for hour in hours}
        for key, hour in wanted.items():
            due = {"next_at": instant(hour.next_at), "next_date": hour.next_date}
            if key in known:
                connection.execute(update(t.schedule).where(h.id == known[key]).values(**due))
            else:
                connection.execute(
                    insert(t.schedule).values(
                        subscription_id=subscription_id,
                        weekdays=hour.weekdays,
                        local_time=hour.local_time,
                        **due,
                    )
                )
        # an hour that was given up stays in the ledger of what was sent, but is due no more
        for key, row_id in known.items():
            if key not in wanted:
                connection.execute(
                    update(t.schedule).where(h.id == row_id).values(next_at=None, next_date=None)
                )

    def find(
        self, connection: Connection, chat: int, thread_id: int, dossier_id: int
    ) -> Subscription | None:
        """Find a chat's subscription that is not ended."""
        s = t.subscription.c
        row = connection.execute(
            select(t.subscription).where(
                s.chat_id == chat,
                s.thread_id == thread_id,
                s.dossier_id == dossier_id,
                s.state != "ended",
            )
        ).first()
        if row is None:
            return None
        h = t.schedule.c
        hours = connection.execute(
            select(h.weekdays, h.local_time, h.next_at, h.next_date)
            .where(h.subscription_id == row.id, h.next_at.is_not(None))
            .order_by(h.local_time)
        ).all()
        return Subscription(
            id=row.id,
            chat=row.chat_id,
            thread_id=row.thread_id,
            dossier_id=row.dossier_id,
            zone=row.zone,
            seen_rev=row.seen_rev,
            first_since=row.first_since,
            options=row.options,
            state=row.state,
            paused_until=row.paused_until,
            hours=tuple(
                Hour(
                    hour.weekdays,
                    hour.local_time,
                    datetime.fromisoformat(hour.next_at),
                    hour.next_date,
                )
                for hour in hours
            ),
        )

    def had(
        self, connection: Connection, chat: int, thread_id: int, dossier_id: int, since: str
    ) -> tuple[Had, ...]:
        """Return the digests of a chat's subscription, an ended one too, from a local date on."""
        d, h, s = t.delivery.c, t.schedule.c, t.subscription.c
        query = (
            select(d.local_date, d.state, h.weekdays, h.local_time)
            .join(t.schedule, h.id == d.schedule_id)
            .join(t.subscription, s.id == d.subscription_id)
            .where(
                s.chat_id == chat,
                s.thread_id == thread_id,
                s.dossier_id == dossier_id,
                d.local_date >= since,
            )
        )
        return tuple(
            Had(row.local_date, row.weekdays, row.local_time, row.state not in NOTHING_CAME)
            for row in connection.execute(query)
        )

    def due_at(self, connection: Connection, at: datetime) -> int:
        """Return how many digests are due at one instant."""
        query = select(func.count()).where(t.schedule.c.next_at == instant(at))
        return int(connection.execute(query).scalar_one())

    def end_chat(self, connection: Connection, chat: int) -> None:
        """End all subscriptions of a chat: it has put the bot out."""
        s = t.subscription.c
        ids = connection.execute(select(s.id).where(s.chat_id == chat, s.state != "ended"))
        for subscription_id in ids.scalars().all():
            self.end(connection, subscription_id)

    def end(self, connection: Connection, subscription_id: int) -> None:
        """End a subscription: nothing is due or waiting for it any more.

        The dates of its hours tell them from those that were given up before.
        """
        connection.execute(
            update(t.subscription)
            .where(t.subscription.c.id == subscription_id)
            .values(state="ended")
        )
        connection.execute(
            update(t.schedule)
            .where(t.schedule.c.subscription_id == subscription_id)
            .values(next_at=None)
        )
        connection.execute(
            update(t.delivery)
            .where(
                t.delivery.c.subscription_id == subscription_id,
                t.delivery.c.state.in_(("pending", "unknown")),
            )
            .values(state="gone", reason=UNSUBSCRIBED)
        )

    def revive(
        self, connection: Connection, subscription_id: int, now: datetime, slot_after: SlotAfter
    ) -> None:
        """Let a subscription that ended go on, at the hours that it had."""
        s, h = t.subscription.c, t.schedule.c
        mine = update(t.subscription).where(s.id == subscription_id)
        zone = connection.execute(mine.values(state="active").returning(s.zone)).scalar_one()
        hours = select(h.id, h.weekdays, h.local_time).where(
            h.subscription_id == subscription_id, h.next_date.is_not(None)
        )
        for row in connection.execute(hours).all():
            at, on = slot_after(row.weekdays, row.local_time, zone, now)
            hour = update(t.schedule).where(h.id == row.id)
            connection.execute(hour.values(next_at=instant(at), next_date=on))

    def wake(self, connection: Connection, subscription_id: int) -> None:
        """End a pause."""
        connection.execute(
            update(t.subscription)
            .where(t.subscription.c.id == subscription_id)
            .values(state="active", paused_until=None)
        )

    def pause(self, connection: Connection, subscription_id: int, until: datetime) -> None:
        """Send nothing before an instant."""
        connection.execute(
            update(t.subscription)
            .where(t.subscription.c.id == subscription_id)
            .values(state="paused", paused_until=instant(until))
        )

    def set_options(
        self, connection: Connection, subscription_id: int, options: Mapping[str, Any]
    ) -> None:
        """Change how digests are sent."""
        connection.execute(
            update(t.subscription)
            .where(t.subscription.c.id == subscription_id)
            .values(options=dict(options))
        )
