"""The ledger of digests: claimed before they are sent, settled after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    select,
    update,
)

from bot.store import ledger
from bot.store import schema as t
from bot.store.chats import Chats, hold_shown
from bot.store.database import Database
from bot.store.editions import Reading, readings
from bot.store.house import forget, note, recall
from bot.store.ledger import HALT, HOLD, RELEASED
from bot.store.secrets import Vault
from bot.store.subscribers import UNSUBSCRIBED, SlotAfter, Subscribers
from bot.store.values import instant


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that was claimed: where it goes, what it covers, how far it came.

    `reading` is what its edition depends on.
    """

    id: int
    subscription_id: int
    chat_row: int
    chat_id: int
    thread_id: int
    dossier_id: int
    reading: Reading
    weekdays: int
    local_date: str
    slot_at: str
    attempts: int
    parts_sent: int
    edition_id: int | None
    before: str
    message_ids: tuple[int, ...] = ()

    @property
    def kind(self) -> tuple[object, ...]:
        """Return what its edition depends on: deliveries of one kind get the same."""
        return (self.dossier_id, self.local_date, self.slot_at, self.edition_id, self.reading)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one attempt, or (`claimed`) how far it has come.

    `message_ids` are those of all parts, `shown` the new ones with the passages behind their
    numbers; `seen_rev` moves the subscription's mark when it was sent; `tally` is what it counts as;
    an attempt that is `untried` is not counted; its chat is sent nothing before `quiet_until`.
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
    local_date: str = ""
    tally: str | None = None
    untried: bool = False
    quiet_until: datetime | None = None
    shown: tuple[tuple[int, tuple[str, ...]], ...] = ()


class Deliveries:
    """Claims and settles: hands out those of one dossier, which is all that a process can render."""

    def __init__(self, database: Database, vault: Vault, bot_id: int, dossier_id: int) -> None:
        self.database, self._vault, self._bot_id = database, vault, bot_id
        self._mine = {"bot": bot_id, "dossier": dossier_id}
        self._released = f"{RELEASED}{dossier_id}"

    def claimants(self) -> set[str]:
        """Return who has claimed something that is not settled."""
        d = t.delivery.c
        query = select(d.claimed_by).where(d.bot_id == self._bot_id, t.UNDER_WAY).distinct()
        with self.database.reading() as connection:
            return set(connection.scalars(query))

    def release(self, who: str | None = None) -> int:
        """Give back, as it was, what a dead process had claimed: only that may be sent again.

        `who` narrows it to one claimant.
        """
        d = t.delivery.c
        where: list[ColumnElement[bool]] = [d.bot_id == self._bot_id, t.UNDER_WAY]
        if who is not None:
            where.append(d.claimed_by == who)
        with self.database.reading() as connection:
            if not connection.execute(select(d.id).where(*where).limit(1)).first():
                return 0
        with self.database.writing() as connection:
            released = update(t.delivery).where(*where)
            was = func.coalesce(d.before, "pending")
            done = connection.execute(released.values(state=was, claimed_by=None, queued_at=None))
        return done.rowcount

    def queue(self, now: datetime, limit: int) -> tuple[int, ...]:
        """Mark deliveries that are due as taken along by a job, and return them, oldest first.

        At most `limit` are taken along at a time.
        """
        d = t.delivery.c
        free = d.queued_at.is_(None)
        given = {**self._mine, "now": instant(now)}
        taken = select(func.count()).select_from(ledger.DUE.where(~free).subquery())
        with self.database.writing() as connection:
            room = limit - connection.execute(taken, given).scalar_one()
            wanted = ledger.DUE.where(free).limit(max(0, room))
            if not self.database.sqlite:
                wanted = wanted.with_for_update(skip_locked=True)
            if _is_stopped(connection):
                return ()
            ids = tuple(connection.scalars(wanted, given))
            if ids:
                connection.execute(
                    update(t.delivery).where(d.id.in_(ids)).values(queued_at=instant(now))
                )
        return ids

    def unqueue(self, ids: Sequence[int]) -> None:
        """Let others take along what a job did not come to."""
        with self.database.writing() as connection:
            left = update(t.delivery).where(t.WAITING, t.delivery.c.id.in_(ids))
            connection.execute(left.values(queued_at=None))

    def unqueue_lost(self, carried: Set[int], before: datetime) -> None:
        """Let others take along what was marked before a time, still waits, and is in no job.

        A process can die, or its database go away, between the mark and the job.
        """
        queued = ledger.DUE.where(t.delivery.c.queued_at < instant(before))
        with self.database.reading() as connection:
            marked = set(connection.scalars(queued, {**self._mine, "now": instant(before)}))
        if lost := sorted(marked - carried):
            self.unqueue(lost)

    def claim(
        self, who: str, now: datetime, limit: int, among: Sequence[int] | None = None
    ) -> tuple[Due, ...]:
        """Claim deliveries that are due, the longest due first; the attempt is counted here.

        Of one subscription only one is under way at a time: the next sees what that one moved.
        """
        given = {**self._mine, "now": instant(now), "limit": limit, "among": among}
        wanted = ledger.FIRST_DUE if among is None else ledger.DUE_AMONG
        with self.database.reading() as connection:
            if not connection.execute(wanted, {**given, "limit": 1}).first():
                return ()
        if not self.database.sqlite:
            wanted = wanted.with_for_update(skip_locked=True)
        with self.database.writing() as connection:
            if _is_stopped(connection):
                return ()
            rows = self._take(connection, wanted, given)
            if rows:
                mark = {"rows": [row.id for row in rows], "who": who, "at": instant(now)}
                connection.execute(ledger.CLAIM, mark)
            read = readings(connection, {row.subscription_id for row in rows})
        return tuple(self._due(row, read[row.subscription_id]) for row in rows)

    def _take(
        self, connection: Connection, wanted: Select[int], given: dict[str, Any]
    ) -> list[Any]:
        """Return rows to claim; those whose chat is to be left alone are put off till then."""
        now = given["now"]
        while ids := connection.scalars(wanted, given).all():
            rows = self._claimable(connection, ids)
            ready = [row for row in rows if (row.quiet_until or "") <= now]
            quiet = [row for row in rows if (row.quiet_until or "") > now]
            if quiet:
                until = [{"row": row.id, "until": row.quiet_until} for row in quiet]
                connection.execute(ledger.PUT_OFF, until)
            if ready or not quiet:
                return ready
        return []

    @staticmethod
    def _claimable(connection: Connection, ids: Sequence[int]) -> list[Any]:
        """Return the rows of deliveries, one a subscription that has none under way."""
        first: dict[int, Any] = {}
        for row in connection.execute(ledger.CLAIMABLE, {"rows": ids}):
            first.setdefault(row.subscription_id, row)
        return list(first.values())

    def _due(self, row: Any, reading: Reading) -> Due:
        return Due(
            id=row.id,
            subscription_id=row.subscription_id,
            chat_row=row.chat_row,
            chat_id=self._vault.open(row.id_enc),
            thread_id=row.thread_id,
            dossier_id=row.dossier_id,
            reading=reading,
            weekdays=row.weekdays or 0,
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
        with self.database.writing() as connection:
            places = self._places(connection, settlements)
            # of one that was erased while it was under way nothing is left to write
            known = [each for each in settlements if each.subscription_id in places]
            self._settle_rows(connection, known, places, now)
            self._move_marks(connection, known)
            hold_shown(
                connection,
                [
                    (place.chat_id, place.thread_id, message_id, passages)
                    for each in known
                    for place in (places[each.subscription_id],)
                    for message_id, passages in each.shown
                ],
                now,
            )
            chats = Chats(self.database, self._vault, self._bot_id)
            for each in known:
                chat = places[each.subscription_id].chat_id
                if each.ends:
                    Subscribers(self.database).end(connection, each.subscription_id)
                    chats.leave(connection, [chat], now)
                if each.moved_to is not None:
                    chats.move(connection, chat, each.moved_to)
            self._leave_alone(connection, known, places)
            self._count(connection, known)

    @staticmethod
    def _leave_alone(
        connection: Connection, settlements: Sequence[Settlement], places: dict[int, Any]
    ) -> None:
        """Write down which chats are to be sent nothing for a while, by any process."""
        told = [
            {"row": places[each.subscription_id].chat_id, "until": instant(each.quiet_until)}
            for each in settlements
            if each.quiet_until is not None
        ]
        if told:
            connection.execute(ledger.LEAVE_ALONE, told)

    @staticmethod
    def _places(connection: Connection, settlements: Sequence[Settlement]) -> dict[int, Any]:
        ids = {each.subscription_id for each in settlements}
        return {row.id: row for row in connection.execute(ledger.PLACES, {"rows": ids})}

    @staticmethod
    def _settle_rows(
        connection: Connection,
        settlements: Sequence[Settlement],
        places: dict[int, Any],
        now: datetime,
    ) -> None:
        at = instant(now)
        rows = [_values(each, places[each.subscription_id].state, at) for each in settlements]
        if rows:
            connection.execute(ledger.SETTLE, rows)

    @staticmethod
    def _move_marks(connection: Connection, settlements: Sequence[Settlement]) -> None:
        seen = [
            {"row": each.subscription_id, "rev": each.seen_rev, "on": each.local_date}
            for each in settlements
            if each.seen_rev is not None
        ]
        if seen:
            connection.execute(ledger.SEEN, seen)
        missed = [
            {"row": each.subscription_id, "on": each.local_date}
            for each in settlements
            if each.state == "expired" and each.local_date
        ]
        if missed:
            connection.execute(ledger.MISSED, missed)

    def _count(self, connection: Connection, settlements: Sequence[Settlement]) -> None:
        """Count what was settled for good, by outcome and reason."""
        counts = Counter(each.tally for each in settlements if each.tally)
        for name, count in sorted(counts.items()):
            given = {"bot_id": self._bot_id, "name": name, "count": count}
            connection.execute(ledger.COUNT[connection.dialect.name], given)

    def halt(self, since: datetime | None) -> None:
        """Stop the digests of every process; who refused one since an instant may not have meant it."""
        with self.database.writing() as connection:
            note(connection, HALT, b"" if since is None else instant(since).encode())

    def hold(self) -> None:
        """Stop the digests of every process until an editor lets them go."""
        with self.database.writing() as connection:
            note(connection, HOLD, b"")

    def go_on(self) -> None:
        """Let digests go out again that no editor holds."""
        with self.database.writing() as connection:
            forget(connection, HALT)

    def resume(self, now: datetime, slot_after: SlotAfter) -> int:
        """Let all digests go out again; returns how many chats are tried again that had refused.

        Where some had, every process knows from then on that an editor has seen it.
        """
        with self.database.writing() as connection:
            since = recall(connection, HALT)
            forget(connection, HALT)
            forget(connection, HOLD)
            if not since:
                return 0
            for dossier in connection.execute(select(t.dossier.c.id)).scalars().all():
                note(connection, f"{RELEASED}{dossier}", instant(now).encode())
            return self._revive(connection, since.decode(), now, slot_after)

    def released(self) -> datetime | None:
        """Return when an editor let digests go on in spite of refusals; None when all is well."""
        with self.database.reading() as connection:
            at = recall(connection, self._released)
        return datetime.fromisoformat(at.decode()) if at else None

    def trust(self, released: datetime) -> None:
        """Forget that an editor had to let digests go on, unless it was done again meanwhile."""
        with self.database.writing() as connection:
            if recall(connection, self._released) == instant(released).encode():
                forget(connection, self._released)

    def _revive(
        self, connection: Connection, since: str, now: datetime, slot_after: SlotAfter
    ) -> int:
        d, s = t.delivery.c, t.subscription.c
        refused = (
            select(d.id, d.subscription_id, s.chat_id)
            .join(t.subscription, s.id == d.subscription_id)
            .where(
                d.bot_id == self._bot_id,
                d.state == "gone",
                d.reason != UNSUBSCRIBED,
                d.settled_at >= since,
                s.state == "ended",
            )
        )
        rows = connection.execute(refused).all()
        subscriptions = {row.subscription_id for row in rows}
        for each in subscriptions:
            Subscribers(self.database).revive(connection, each, now, slot_after)
        chats = Chats(self.database, self._vault, self._bot_id)
        chats.stay(connection, [row.chat_id for row in rows])
        again = update(t.delivery).where(d.id.in_([row.id for row in rows]))
        connection.execute(again.values(state="pending", due_at=instant(now), settled_at=None))
        return len(subscriptions)

    def tallies(self) -> dict[str, int]:
        """Return how many deliveries came to each end, ever."""
        with self.database.reading() as connection:
            query = select(t.tally.c.name, t.tally.c.count.label("n")).where(
                t.tally.c.bot_id == self._bot_id
            )
            return {row.name: int(row.n) for row in connection.execute(query)}


def _is_stopped(connection: Connection) -> bool:
    return connection.execute(ledger.STOPPED).first() is not None


def _values(each: Settlement, subscription: str, now: str) -> dict[str, Any]:
    """Return the new values of a delivery; what was put off ends with its subscription."""
    put_off = each.due_at is not None
    ended = put_off and subscription == "ended"
    return {
        "row": each.delivery_id,
        "untried": int(each.untried),
        "new_state": "gone" if ended else each.state,
        "new_reason": UNSUBSCRIBED if ended else each.reason,
        "new_due_at": instant(each.due_at) if each.due_at is not None else None,
        "new_parts_sent": each.parts_sent,
        "new_message_ids": list(each.message_ids),
        "new_edition_id": each.edition_id,
        "new_settled_at": None if each.state == "claimed" else now,
    }
