"""The ledger of digests: planned once a schedule and local date, claimed before, settled after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t
from bot.store.articles import instant
from bot.store.database import Database
from bot.store.secrets import Vault

PLANNED_AT_ONCE = 5_000


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


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one attempt; `seen_rev` moves the subscription's mark when it was sent."""

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


class Deliveries:
    """Plans, claims and settles."""

    def __init__(self, database: Database, vault: Vault, bot_id: int) -> None:
        self._database, self._vault, self._bot_id = database, vault, bot_id

    def plan(self, now: datetime, next_of: Callable[[int, str, str], tuple[datetime, str]]) -> int:
        """Turn what is due into deliveries, one a schedule and local date; returns how many.

        `next_of(weekdays, local_time, zone)` says when such a schedule is due after `now`.
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
                planned += self._plan_rows(connection, rows, now, next_of)

    def _plan_rows(
        self,
        connection: Connection,
        rows: Sequence[Any],
        now: datetime,
        next_of: Callable[[int, str, str], tuple[datetime, str]],
    ) -> int:
        awake = [
            row
            for row in rows
            if row.state == "active"
            or (row.state == "paused" and (row.paused_until or "") <= instant(now))
        ]
        values = [
            {
                "bot_id": self._bot_id,
                "subscription_id": row.subscription_id,
                "schedule_id": row.id,
                "local_date": row.next_date,
                "slot_at": row.next_at,
                "state": "pending",
                "attempts": 0,
                "due_at": row.next_at,
                "parts_sent": 0,
                "message_ids": [],
            }
            for row in awake
        ]
        if values:
            make = sqlite.insert if self._database.sqlite else postgresql.insert
            once = make(t.delivery).on_conflict_do_nothing(
                index_elements=["schedule_id", "local_date"]
            )
            connection.execute(once, values)
        due = [(row.id, *next_of(row.weekdays, row.local_time, row.zone)) for row in rows]
        connection.execute(
            update(t.schedule)
            .where(t.schedule.c.id == bindparam("row"))
            .values(next_at=bindparam("at"), next_date=bindparam("on")),
            [{"row": row_id, "at": instant(at), "on": on} for row_id, at, on in due],
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
        )

    def settle(self, settlements: Sequence[Settlement], now: datetime) -> None:
        """Write down what became of several attempts, in one transaction."""
        with self._database.writing() as connection:
            for each in settlements:
                self._settle(connection, each, now)

    def _settle(self, connection: Connection, each: Settlement, now: datetime) -> None:
        values: dict[str, Any] = {
            "state": each.state,
            "reason": each.reason,
            "parts_sent": each.parts_sent,
            "message_ids": list(each.message_ids),
            "claimed_by": None,
            "settled_at": instant(now),
            "edition_id": each.edition_id,
        }
        if each.due_at is not None:
            values["due_at"] = instant(each.due_at)
        connection.execute(
            update(t.delivery).where(t.delivery.c.id == each.delivery_id).values(**values)
        )
        seen = update(t.subscription).where(t.subscription.c.id == each.subscription_id)
        if each.seen_rev is not None:
            connection.execute(seen.values(seen_rev=each.seen_rev, first_since=None))
        if each.ends:
            connection.execute(seen.values(state="ended"))
            connection.execute(
                update(t.schedule)
                .where(t.schedule.c.subscription_id == each.subscription_id)
                .values(next_at=None, next_date=None)
            )
        if each.moved_to is not None:
            chat = select(t.subscription.c.chat_id).where(
                t.subscription.c.id == each.subscription_id
            )
            connection.execute(
                update(t.chat)
                .where(t.chat.c.id == chat.scalar_subquery())
                .values(**self._vault.seal(each.moved_to))
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

    # ---- editions: rendered once, with their lines

    def find_edition(
        self, connection: Connection, dossier_id: int, from_rev: int, to_rev: int, options_key: str
    ) -> tuple[int, list[Any]] | None:
        """Find a rendered edition: its row and its messages."""
        e = t.edition.c
        row = connection.execute(
            select(e.id, e.messages).where(
                e.dossier_id == dossier_id,
                e.from_rev == from_rev,
                e.to_rev == to_rev,
                e.options_key == options_key,
            )
        ).first()
        return (int(row.id), row.messages) if row else None

    def save_edition(
        self,
        *,
        dossier_id: int,
        from_rev: int,
        to_rev: int,
        options_key: str,
        messages: list[Any],
        lines: Sequence[tuple[str, str, int, str | None]],
        now: datetime,
    ) -> int:
        """Store a rendered edition; lines are role, passage key, article and speaker."""
        with self._database.writing() as connection:
            known = self.find_edition(connection, dossier_id, from_rev, to_rev, options_key)
            if known is not None:
                return known[0]
            made = connection.execute(
                insert(t.edition).values(
                    dossier_id=dossier_id,
                    from_rev=from_rev,
                    to_rev=to_rev,
                    options_key=options_key,
                    messages=messages,
                    made_at=instant(now),
                )
            ).inserted_primary_key
            assert made is not None
            for n, (role, passage, article_id, speaker) in enumerate(lines):
                row = connection.execute(
                    select(t.passage.c.id).where(t.passage.c.key == passage)
                ).scalar()
                if row is not None:
                    connection.execute(
                        insert(t.edition_line).values(
                            edition_id=made[0],
                            n=n,
                            role=role,
                            passage_id=row,
                            article_id=article_id,
                            speaker=speaker,
                        )
                    )
        return int(made[0])
