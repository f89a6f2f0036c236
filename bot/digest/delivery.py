"""Digests on their way: claim, render, send, settle; what an attempt means is decided apart."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, Protocol

from bot.briefing import Message
from bot.briefing.digest import Edition
from bot.digest.schedule import next_slot
from bot.errors import (
    BotError,
    ChatMoved,
    DeliveryError,
    MessageRefused,
    OutcomeUnknown,
    RecipientGone,
    StoreError,
    StoreUnavailable,
    TokenRefused,
    TryLater,
)
from bot.store.deliveries import Deliveries, Due, Settlement

log = logging.getLogger(__name__)

# of those that Telegram itself did not ask for
MOST_ATTEMPTS = 12
# how long a digest is news: later it is not sent, and the next one says what this one would have
FRESH_DAILY, FRESH_WEEKLY = timedelta(hours=3), timedelta(hours=12)
# a message of unknown outcome is sent once more, when the line had a moment to mend
ASK_AGAIN = timedelta(seconds=2)
IN_FLIGHT = 100
SETTLE_EVERY = 0.05
GATHER = 0.02
TICK_SECONDS = 1.0
# so many refusals among so many attempts mean that something is wrong with us
REFUSED, OF = 20, 100


class Sender(Protocol):
    """What can send a message to a chat; raises DeliveryError."""

    async def send(
        self, chat_id: int, thread_id: int, message: Message, *, silent: bool = False
    ) -> int:
        """Send a message and return its id."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt means for its delivery."""

    state: str
    reason: str | None = None
    due_at: datetime | None = None
    ends: bool = False
    moved_to: int | None = None


def decide(error: DeliveryError | None, due: Due, now: datetime) -> Outcome:
    """Say what one attempt means; the caller writes it down."""
    match error:
        case None:
            return Outcome("sent")
        case RecipientGone():
            return Outcome("gone", "the chat refuses the bot", ends=True)
        case ChatMoved(new_chat_id=new):
            return Outcome("pending", "the group moved", now, moved_to=new)
        case MessageRefused():
            return Outcome("failed", str(error)[:200])
        case OutcomeUnknown() if due.before == "unknown" or not is_fresh(due, now):
            return Outcome("expired", "no answer came; it may have arrived")
        case OutcomeUnknown():
            return Outcome("unknown", "no answer came", now + ASK_AGAIN)
        case TryLater(delay=delay) if delay is not None:
            return _later("Telegram asked to wait", due, now, timedelta(seconds=delay))
        case TryLater() if due.attempts >= MOST_ATTEMPTS:
            return Outcome("expired", "Telegram could not be reached")
        case TryLater():
            pause = timedelta(seconds=min(600, 2**due.attempts))
            return _later("Telegram could not be reached", due, now, pause)
        case _:
            return Outcome("failed", str(error)[:200])


def _later(reason: str, due: Due, now: datetime, pause: timedelta) -> Outcome:
    if not is_fresh(due, now + pause):
        return Outcome("expired", reason)
    # what may have arrived already stays so: it is sent once more at most, whatever comes between
    return Outcome("unknown" if due.before == "unknown" else "pending", reason, now + pause)


def is_fresh(due: Due, now: datetime) -> bool:
    """Say whether a digest is still news at an instant."""
    weekly = due.weekdays.bit_count() == 1
    window = FRESH_WEEKLY if weekly else FRESH_DAILY
    return now - datetime.fromisoformat(due.slot_at) <= window


@lru_cache(maxsize=4096)
def slot_after(weekdays: int, local_time: str, zone: str, after: datetime) -> tuple[datetime, str]:
    """Return the first slot of a schedule later than an instant, and its local date."""
    slot = next_slot(weekdays, time.fromisoformat(local_time), zone, after)
    return slot.at, slot.on.isoformat()


@dataclass
class Postman:
    """Sends what is due: one tick, one sender, until `stop` is set."""

    deliveries: Deliveries
    sender: Sender
    edition_for: Callable[[Due], Edition]
    clock: Callable[[], datetime]
    alarm: Callable[[str], Any]
    name: str
    _settled: list[Settlement] = field(default_factory=list)
    _recent: deque[bool] = field(default_factory=lambda: deque(maxlen=OF))
    _halted: bool = False
    _plan_at: float = 0.0

    async def run(self, stop: asyncio.Event) -> None:
        """Plan, claim and send until told to stop; then settle what is in flight."""
        await asyncio.to_thread(self.deliveries.release)
        landed = asyncio.Event()
        settling = asyncio.create_task(self._settle_until(landed))
        flying: set[asyncio.Task[None]] = set()
        try:
            while not stop.is_set():
                flying = {task for task in flying if not task.done()}
                claimed: Sequence[Due] = ()
                if not self._halted:
                    claimed = await self._work(IN_FLIGHT - len(flying))
                flying |= {asyncio.create_task(self._deliver(due)) for due in claimed}
                if claimed and len(flying) < IN_FLIGHT:
                    continue
                await self._pause(stop, flying)
        finally:
            if flying:
                await asyncio.wait(flying, timeout=8)
            # the settler is not cancelled: a batch on its way to the database would be lost
            landed.set()
            await settling
            await self._flush()

    async def _pause(self, stop: asyncio.Event, flying: set[asyncio.Task[None]]) -> None:
        stopping = asyncio.create_task(stop.wait())
        waiting: set[asyncio.Task[Any]] = {stopping}
        if len(flying) >= IN_FLIGHT:
            waiting |= flying
        await asyncio.wait(waiting, timeout=TICK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if len(flying) >= IN_FLIGHT:
            await asyncio.sleep(GATHER)  # a transaction for each that is done would be too many

    async def _work(self, room: int) -> Sequence[Due]:
        """Plan what is due and claim some of it; a database away for a while is waited for."""
        ticks = asyncio.get_running_loop().time()
        planning = ticks >= self._plan_at
        if planning:
            self._plan_at = ticks + TICK_SECONDS
        try:
            return await asyncio.to_thread(self._plan_and_claim, room, planning)
        except StoreUnavailable as error:
            log.warning("deliveries wait", extra={"reason": str(error)})
            return ()

    def _plan_and_claim(self, room: int, planning: bool) -> Sequence[Due]:
        now = self.clock()
        if planning:
            self.deliveries.plan(now, slot_after)
        return self.deliveries.claim(self.name, now, room) if room > 0 else ()

    async def _deliver(self, due: Due) -> None:
        try:
            await self._send_parts(due)
        except Exception as fault:
            # a fault of ours: it is not tried again, and it takes no other digest with it
            log.exception("a digest failed", extra={"delivery": due.id})
            cause = f"A digest failed by a fault of the program: {type(fault).__name__}."
            self.alarm(cause)
            self._settled.append(_settlement(due, Outcome("failed", cause), (), None))

    async def _send_parts(self, due: Due) -> None:
        now = self.clock()
        if not is_fresh(due, now):
            self._settled.append(_settlement(due, Outcome("expired", "too late"), (), None))
            return
        try:
            edition = await asyncio.to_thread(self.edition_for, due)
        except BotError as fault:
            log.warning("a digest could not be made", extra={"reason": str(fault)})
            self.alarm(str(fault))
            later = Outcome("pending", str(fault)[:200], now + timedelta(minutes=1))
            self._settled.append(_settlement(due, later, (), None))
            return
        if not edition.messages:
            self._settled.append(_settlement(due, Outcome("quiet"), (), edition))
            return
        for message in edition.messages[due.parts_sent : -1]:
            sent, error = await self._send(due, message)
            if error is not None or sent is None:
                self._settle(due, error, None, edition)
                return
            part = _settlement(due, Outcome("claimed"), ((sent, message),), edition)
            self._settled.append(part)
            due = replace(due, parts_sent=part.parts_sent, message_ids=part.message_ids)
        last = edition.messages[-1]
        sent, error = await self._send(due, last)
        self._settle(due, error, None if sent is None else (sent, last), edition)

    async def _send(self, due: Due, message: Message) -> tuple[int | None, DeliveryError | None]:
        silent = bool(due.options.get("silent"))
        try:
            return await self.sender.send(due.chat_id, due.thread_id, message, silent=silent), None
        except DeliveryError as failure:
            return None, failure

    def _settle(
        self,
        due: Due,
        error: DeliveryError | None,
        sent: tuple[int, Message] | None,
        edition: Edition,
    ) -> None:
        if isinstance(error, TokenRefused):
            # the token is wrong for everybody: nothing is settled, nothing more is sent
            self._halt("Telegram does not accept the bot's token: digests have stopped.")
            return
        self._recent.append(isinstance(error, RecipientGone))
        if sum(self._recent) >= REFUSED:
            self._halt(f"{REFUSED} of {OF} chats refused a digest: digests have stopped.")
        if self._halted and isinstance(error, RecipientGone):
            return  # the fault is likely ours: nobody more is taken off the list for it
        outcome = decide(error, due, self.clock())
        if outcome.state == "failed":
            self.alarm(f"A digest was refused and is not tried again: {outcome.reason}")
        self._settled.append(_settlement(due, outcome, (sent,) if sent else (), edition))

    def _halt(self, reason: str) -> None:
        if not self._halted:
            self._halted = True
            log.error("digests stopped", extra={"reason": reason})
            self.alarm(reason)

    async def _settle_until(self, landed: asyncio.Event) -> None:
        while not landed.is_set():
            await asyncio.sleep(SETTLE_EVERY)
            await self._flush()

    async def _flush(self) -> None:
        if not self._settled:
            return
        batch, self._settled = self._settled, []
        try:
            await asyncio.to_thread(self.deliveries.settle, batch, self.clock())
        except StoreUnavailable as error:
            log.warning("settling waits", extra={"reason": str(error)})
            self._settled = batch + self._settled
        except StoreError:
            await self._settle_each(batch)

    async def _settle_each(self, batch: Sequence[Settlement]) -> None:
        """Settle one by one, so that a row that cannot be written takes no other with it."""
        for each in batch:
            try:
                await asyncio.to_thread(self.deliveries.settle, [each], self.clock())
            except StoreUnavailable:
                self._settled.append(each)
            except StoreError as error:
                log.exception("a delivery was not settled", extra={"delivery": each.delivery_id})
                self.alarm(str(error))


def _settlement(
    due: Due,
    outcome: Outcome,
    sent: Sequence[tuple[int, Message]],
    edition: Edition | None,
) -> Settlement:
    delivered = outcome.state == "sent" and edition is not None
    return Settlement(
        delivery_id=due.id,
        subscription_id=due.subscription_id,
        state=outcome.state,
        reason=outcome.reason,
        due_at=outcome.due_at,
        parts_sent=due.parts_sent + len(sent),
        message_ids=(*due.message_ids, *(message_id for message_id, _ in sent)),
        edition_id=edition.id if edition else due.edition_id,
        seen_rev=edition.to_rev if delivered and edition else None,
        ends=outcome.ends,
        moved_to=outcome.moved_to,
        shown=tuple((message_id, part.citations) for message_id, part in sent if part.citations),
    )
