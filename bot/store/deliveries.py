"""The ledger of digests: planned once a schedule and local date, claimed before, settled after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t
from bot.store.articles import instant
from bot.store.chats import Chats, hold_shown
from bot.store.database import Database
from bot.store.secrets import Vault
from bot.store.subscribers import Subscribers

PLANNED_AT_ONCE = 5_000

SlotAfter = Callable[[int, str, str, datetime], tuple[datetime, str]]
"""From weekdays, local time, zone and an instant to the next slot and its local date."""


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that was claimed: where it goes, what it covers, how far it came."""

    id: int
    subscription_id: int
    chat_row: int
    chat_id: int
    thread_id: int
    dossier_id: int
    seen_rev: int
    first_since: str | None
    options: dict[str, Any]
    weekdays: int
    local_date: str
    slot_at: str
    attempts: int
    parts_sent: int
    edition_id: int | None
    before: str
    message_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one attempt, or (`claimed`) how far it has come.

    `message_ids` are those of all parts, `shown` the new ones with the passages behind their
    numbers; `seen_rev` moves the subscription's mark when it was sent.
    """

    delivery_id: int
    subscription_id: int
    state: str
    reason: str | None = None
    due_at: datetime | None = None
    parts_sent: int = 0
    message_ids: tuple[int, ...] = ()
    edition_id: int | None = None
    seen_rev: int | None = None
    ends: bool = False
    moved_to: int | None = None
    shown: tuple[tuple[int, tuple[str, ...]], ...] = ()


class Deliveries:
    """Plans, claims and settles."""

    def __init__(self, database: Database, vault: Vault, bot_id: int) -> None:
        self._database, self._vault, self._bot_id = database, vault, bot_id

    def plan(self, now: datetime, slot_after: SlotAfter) -> int:
        """Turn what is due into deliveries, one a schedule and local date; returns how many.

        After a long silence the newest slot that has passed counts, the older ones are past.
        """
        planned = 0
        while True:
            with self._database.writing() as connection:
                rows = connection.execute(
                    select(
                        t.schedule,
                        t.subscription.c.zone,
                        t.subscription.c.state,
                        t.subscription.c.paused_until,
                    )
                    .join(t.subscription, t.subscription.c.id == t.schedule.c.subscription_id)
                    .where(t.schedule.c.next_at <= instant(now))
                    .limit(PLANNED_AT_ONCE)
                ).all()
                if not rows:
                    return planned
                planned += self._plan_rows(connection, rows, now, slot_after)

    def _plan_rows(
        self,
        connection: Connection,
        rows: Sequence[Any],
        now: datetime,
        slot_after: SlotAfter,
    ) -> int:
        slots = {row.id: _slots(row, now, slot_after) for row in rows}
        awake = [
            (row, *slots[row.id][0])
            for row in rows
            if row.state == "active"
            or (row.state == "paused" and (row.paused_until or "") <= instant(now))
        ]
        values = [
            {
                "bot_id": self._bot_id,
                "subscription_id": row.subscription_id,
                "schedule_id": row.id,
                "local_date": on,
                "slot_at": at,
                "state": "pending",
                "attempts": 0,
                "due_at": at,
                "parts_sent": 0,
                "message_ids": [],
            }
            for row, at, on in awake
        ]
        if values:
            make = sqlite.insert if self._database.sqlite else postgresql.insert
            once = make(t.delivery).on_conflict_do_nothing(
                index_elements=["schedule_id", "local_date"]
            )
            connection.execute(once, values)
        connection.execute(
            update(t.schedule)
            .where(t.schedule.c.id == bindparam("row"))
            .values(next_at=bindparam("at"), next_date=bindparam("on")),
            [{"row": row_id, "at": at, "on": on} for row_id, (_, (at, on)) in slots.items()],
        )
        return len(values)

    def release(self) -> int:
        """Give back what a dead process had claimed: only that may be sent again."""
        with self._database.writing() as connection:
            done = connection.execute(
                update(t.delivery)
                .where(t.delivery.c.bot_id == self._bot_id, t.delivery.c.state == "claimed")
                .values(state="pending", claimed_by=None)
            )
        return done.rowcount

    def claim(self, who: str, now: datetime, limit: int) -> tuple[Due, ...]:
        """Claim deliveries that are due, the longest due first; the attempt is counted here."""
        d, s = t.delivery.c, t.subscription.c
        with self._database.writing() as connection:
            wanted = (
                select(d.id)
                .where(
                    d.bot_id == self._bot_id,
                    d.state.in_(("pending", "unknown")),
                    d.due_at <= instant(now),
                )
                .order_by(d.due_at, d.id)
                .limit(limit)
            )
            if not self._database.sqlite:
                wanted = wanted.with_for_update(skip_locked=True)
            ids = connection.execute(wanted).scalars().all()
            if not ids:
                return ()
            rows = connection.execute(
                select(
                    t.delivery,
                    s.chat_id.label("chat_row"),
                    s.thread_id,
                    s.dossier_id,
                    s.seen_rev,
                    s.first_since,
                    s.options,
                    t.chat.c.id_enc,
                    t.schedule.c.weekdays,
                )
                .join(t.subscription, s.id == d.subscription_id)
                .join(t.chat, t.chat.c.id == s.chat_id)
                .join(t.schedule, t.schedule.c.id == d.schedule_id)
                .where(d.id.in_(ids))
                .order_by(d.due_at, d.id)
            ).all()
            connection.execute(
                update(t.delivery)
                .where(d.id.in_(ids))
                .values(
                    state="claimed",
                    claimed_by=who,
                    claimed_at=instant(now),
                    attempts=d.attempts + 1,
                )
            )
        return tuple(self._due(row) for row in rows)

    def _due(self, row: Any) -> Due:
        return Due(
            id=row.id,
            subscription_id=row.subscription_id,
            chat_row=row.chat_row,
            chat_id=self._vault.open(row.id_enc),
            thread_id=row.thread_id,
            dossier_id=row.dossier_id,
            seen_rev=row.seen_rev,
            first_since=row.first_since,
            options=row.options,
            weekdays=row.weekdays,
            local_date=row.local_date,
            slot_at=row.slot_at,
            attempts=row.attempts + 1,
            parts_sent=row.parts_sent,
            edition_id=row.edition_id,
            before=row.state,
            message_ids=tuple(row.message_ids),
        )

    def settle(self, settlements: Sequence[Settlement], now: datetime) -> None:
        """Write down what became of several attempts, in one transaction."""
        with self._database.writing() as connection:
            for each in settlements:
                self._settle(connection, each, now)

    def _settle(self, connection: Connection, each: Settlement, now: datetime) -> None:
        s = t.subscription.c
        known = connection.execute(
            select(s.chat_id, s.thread_id, s.state).where(s.id == each.subscription_id)
        ).first()
        if known is None:
            return  # erased while it was under way
        values: dict[str, Any] = {
            "state": each.state,
            "reason": each.reason,
            "parts_sent": each.parts_sent,
            "message_ids": list(each.message_ids),
            "edition_id": each.edition_id,
        }
        if each.state != "claimed":
            values |= {"claimed_by": None, "settled_at": instant(now)}
        if each.due_at is not None:
            values["due_at"] = instant(each.due_at)
            if known.state == "ended":
                values |= {"state": "gone", "reason": "unsubscribed"}
        connection.execute(
            update(t.delivery).where(t.delivery.c.id == each.delivery_id).values(**values)
        )
        for message_id, passages in each.shown:
            hold_shown(connection, known.chat_id, known.thread_id, message_id, passages, now)
        seen = update(t.subscription).where(s.id == each.subscription_id)
        if each.seen_rev is not None:
            connection.execute(seen.values(seen_rev=each.seen_rev, first_since=None))
        if each.ends:
            Subscribers(self._database).end(connection, each.subscription_id)
        if each.moved_to is not None:
            self._move(connection, known.chat_id, each.moved_to)

    def _move(self, connection: Connection, chat: int, new_id: int) -> None:
        """Give a chat its new id; where that chat is known already, it takes the digests along."""
        known = Chats(self._database, self._vault, self._bot_id).find(connection, new_id)
        if known is None:
            sealed = self._vault.seal(new_id)
            connection.execute(update(t.chat).where(t.chat.c.id == chat).values(**sealed))
            return
        if known == chat:
            return
        s = t.subscription.c
        places = connection.execute(select(s.thread_id, s.dossier_id).where(s.chat_id == known))
        there = {(row.thread_id, row.dossier_id) for row in places}
        mine = connection.execute(
            select(s.id, s.thread_id, s.dossier_id).where(s.chat_id == chat)
        ).all()
        for row in mine:
            if (row.thread_id, row.dossier_id) in there:
                Subscribers(self._database).end(connection, row.id)
            else:
                connection.execute(
                    update(t.subscription).where(s.id == row.id).values(chat_id=known)
                )

    def lag(self, now: datetime) -> timedelta:
        """Return for how long the oldest delivery that is due has waited."""
        d = t.delivery.c
        with self._database.reading() as connection:
            query = select(d.due_at).where(
                d.bot_id == self._bot_id, d.state == "pending", d.due_at <= instant(now)
            )
            oldest = connection.execute(query.order_by(d.due_at).limit(1)).scalar()
        return now - datetime.fromisoformat(oldest) if oldest else timedelta()


def _slots(row: Any, now: datetime, slot_after: SlotAfter) -> tuple[tuple[str, str], ...]:
    """Return a schedule's newest slot that has passed and the first that has not."""
    at, on = datetime.fromisoformat(row.next_at), row.next_date
    while True:
        next_at, next_on = slot_after(row.weekdays, row.local_time, row.zone, at)
        if next_at > now:
            return (instant(at), on), (instant(next_at), next_on)
        at, on = next_at, next_on
