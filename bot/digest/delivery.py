"""Digests on their way: claim, render, send, settle."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, Protocol, TypeVar

from bot.briefing import Edition, Message
from bot.digest.outcomes import FAULT, LATE, Outcome, decide, given_back, is_fresh, settlement
from bot.digest.schedule import slot_after, slot_on
from bot.errors import (
    BotError,
    DeliveryError,
    RecipientGone,
    StoreError,
    StoreUnavailable,
    TokenRefused,
)
from bot.store.deliveries import Deliveries, Due, Settlement
from bot.store.planning import Planner

log = logging.getLogger(__name__)
T = TypeVar("T")

TICK_SECONDS = 1.0
# the coming slots are computed again after so many seconds, and when the clock goes back by so much
MEND_EVERY, SET_BACK = 3600.0, timedelta(minutes=1)
# what was sent is written down after so many messages or so many seconds
SETTLE_MANY, SETTLE_EVERY = 30, 0.1
# on stopping, what is under way has so many seconds to land, and the ledger so many to be written
LAND_SECONDS, WRITE_SECONDS = 7.0, 2.0
# so many refusals among so many attempts mean that something is wrong with us
REFUSED, OF = 20, 100
# an editor who lets digests go on has seen that: from then on it takes so many of a whole hundred, till
# a hundred pass with so few that it was no chance: of a fifth that has left, some hundreds have fifteen
REFUSED_ANEW, ALL_WELL = 50, 5
# editors hear when the oldest digest has waited for so long
LATE_AFTER = timedelta(minutes=10)
LATE_WORDS = "Digests run late: the oldest that is due has waited for more than ten minutes."


class Sender(Protocol):
    """What can send a message to a chat; raises DeliveryError."""

    async def send(
        self, chat_id: int, thread_id: int, message: Message, *, silent: bool = False
    ) -> int:
        """Send a message and return its id."""


Made = Edition | BotError
"""The edition of a delivery, or why there is none."""


@dataclass
class Postman:
    """Sends what is due and writes down what became of it.

    `in_flight` bounds what is claimed at a time, and with it what a crash may repeat.
    """

    deliveries: Deliveries
    planner: Planner
    sender: Sender
    edition_for: Callable[[Due], Edition]
    clock: Callable[[], datetime]
    alarm: Callable[[str], Any]
    name: str
    in_flight: int = 100
    _flying: set[asyncio.Task[None]] = field(default_factory=set)
    _settled: list[Settlement] = field(default_factory=list)
    # of the last hundred answers, when a refusal came
    _recent: deque[datetime | None] = field(default_factory=lambda: deque(maxlen=OF))
    _halted: bool = False
    # when an editor let digests go on in spite of refusals, as the database tells every process; and
    # whether that is over, which this one tells it
    _released: datetime | None = None
    _well: bool = False
    _halting: asyncio.Task[None] | None = None
    _writing: list[list[Settlement]] = field(default_factory=list)
    _planned_at: datetime | None = None
    _mend_at: float = 0.0
    # set when a delivery has landed, and when enough has landed to be written down
    _landed: asyncio.Event = field(default_factory=asyncio.Event)
    _many: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, stop: asyncio.Event) -> None:
        """Plan, claim and send until told to stop; then settle what is under way."""
        while await self._patient(self.deliveries.release) is None and not stop.is_set():
            continue
        async with self.settling():
            planning = asyncio.create_task(self._plan_until(stop))
            while not stop.is_set():
                try:
                    busy = await self.send_some(self.name)
                except BotError as error:
                    self._wait_for(error)
                    busy = set()
                if not busy:
                    await wait_for(stop, TICK_SECONDS)
            await planning

    # ---- planning

    async def _plan_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.plan()
            await wait_for(stop, TICK_SECONDS)

    async def plan(self) -> None:
        """Turn everything that is due into deliveries, and tell the editors when they run late."""
        now = self.clock()
        await self._mend(now)
        planned = 0
        # in many short transactions: between them, whoever answers may write
        while some := await self._patient(self.planner.plan, now, slot_after):
            planned += some
        if planned:
            log.info("slots planned", extra={"slots": planned})
        oldest = await self._patient(self.planner.oldest, now)
        if oldest is not None and now - oldest > LATE_AFTER:
            self.alarm(LATE_WORDS)

    async def _mend(self, now: datetime) -> None:
        """Compute the coming slots again now and then, and when the clock was set back."""
        since, self._planned_at = self._planned_at, now
        ticks = asyncio.get_running_loop().time()
        if ticks < self._mend_at and (since is None or since - now < SET_BACK):
            return
        moved = await self._patient(self.planner.mend, now, slot_on, slot_after)
        if moved is not None:
            self._mend_at = ticks + MEND_EVERY
        if moved:
            log.info("slots moved", extra={"slots": moved})

    # ---- claiming

    async def send_some(
        self, name: str, among: Sequence[int] | None = None
    ) -> set[asyncio.Task[None]]:
        """Claim what is due as far as there is room, and let it go; returns what is on its way."""
        while (room := self.in_flight - self._open()) < max(1, self.in_flight // 3):
            self._landed.clear()
            await self._landed.wait()
        if self._halting is not None and not self._halting.done():
            return set()  # the ledger does not know yet that it is to give nothing
        halted = self._halted
        claimed, released = await asyncio.to_thread(self._claim, name, room, among)
        if claimed and (halted or released != self._released):
            # somebody let digests go, else the ledger would have given nothing; or all is well again
            self._halted, self._released, self._well = False, released, False
            self._recent.clear()
            if halted or released is not None:
                log.info("digests go on")
        tasks = {asyncio.create_task(self._deliver(due, made)) for due, made in claimed}
        self._flying |= tasks
        for task in tasks:
            task.add_done_callback(self._on_landed)
        return tasks

    def _open(self) -> int:
        """Return how much is under way or not written down yet: what a crash may repeat."""
        return len(self._flying) + len(self._settled) + sum(map(len, self._writing))

    def _claim(
        self, name: str, room: int, among: Sequence[int] | None
    ) -> tuple[list[tuple[Due, Made | None]], datetime | None]:
        now = self.clock()
        if self._well and self._released is not None:
            self.deliveries.trust(self._released)
            self._well = False
        claimed = self.deliveries.claim(name, now, room, among)
        released = self.deliveries.released() if claimed else None
        known: dict[object, Made] = {}
        made = [(due, self._made(due, known) if is_fresh(due, now) else None) for due in claimed]
        return made, released

    def _made(self, due: Due, known: dict[object, Made]) -> Made:
        if due.kind not in known:
            try:
                known[due.kind] = self.edition_for(due)
            except BotError as fault:
                known[due.kind] = fault
            except Exception as fault:
                # a fault of ours: these are not tried again, and they take no other digest along
                log.exception("a digest failed", extra={"delivery": due.id})
                known[due.kind] = Fault(fault)
        return known[due.kind]

    def _on_landed(self, task: asyncio.Task[None]) -> None:
        self._flying.discard(task)
        self._landed.set()

    async def _patient(self, work: Callable[..., T], *given: Any) -> T | None:
        """Do work on the database in a thread; where that fails, wait a moment and return None."""
        try:
            return await asyncio.to_thread(work, *given)
        except BotError as error:
            self._wait_for(error)
            await asyncio.sleep(TICK_SECONDS)
            return None

    def _wait_for(self, error: BotError) -> None:
        """Log what digests wait for; of what does not pass by itself the editors hear."""
        log.warning("digests wait", extra={"reason": str(error)})
        if not isinstance(error, StoreUnavailable):
            self.alarm(str(error))

    # ---- sending

    async def _deliver(self, due: Due, made: Made | None) -> None:
        try:
            await self._send_parts(due, made)
        except Exception as fault:
            log.exception("a digest failed", extra={"delivery": due.id})
            self._fail(due, Fault(fault))

    async def _send_parts(self, due: Due, made: Made | None) -> None:
        if made is None:
            self._note(settlement(due, Outcome("expired", "too late", tally=LATE)))
        elif isinstance(made, Fault):
            self._fail(due, made)
        elif isinstance(made, BotError):
            log.warning("a digest could not be made", extra={"reason": str(made)})
            self.alarm(str(made))
            later = self.clock() + timedelta(minutes=1)
            self._note(settlement(due, Outcome(due.before, str(made)[:200], later)))
        elif not made.messages:
            self._note(settlement(due, Outcome("quiet", tally="quiet"), (), made))
        else:
            await self._send_edition(due, made)

    async def _send_edition(self, due: Due, edition: Edition) -> None:
        *parts, last = edition.messages[due.parts_sent :]
        for message in parts:
            sent, error = await self._send(due, message)
            if error is not None or sent is None:
                self._settle(due, error, (), edition)
                return
            part = settlement(due, Outcome("claimed"), ((sent, message),), edition)
            self._note(part)
            due = replace(due, parts_sent=part.parts_sent, message_ids=part.message_ids)
        sent, error = await self._send(due, last)
        self._settle(due, error, () if sent is None else ((sent, last),), edition)

    async def _send(self, due: Due, message: Message) -> tuple[int | None, DeliveryError | None]:
        silent = bool(dict(due.reading.options).get("silent"))
        try:
            return await self.sender.send(due.chat_id, due.thread_id, message, silent=silent), None
        except DeliveryError as failure:
            return None, failure

    def _fail(self, due: Due, fault: Fault) -> None:
        self.alarm(str(fault))
        self._note(settlement(due, Outcome("failed", str(fault), tally=FAULT)))

    # ---- settling

    def _settle(
        self,
        due: Due,
        error: DeliveryError | None,
        sent: Sequence[tuple[int, Message]],
        edition: Edition,
    ) -> None:
        now = self.clock()
        self._watch(error, due, now)
        if self._halted and isinstance(error, RecipientGone | TokenRefused):
            # the fault is likely ours: nobody is taken off the list for it
            self._note(settlement(due, given_back(due, now, "digests stopped"), sent, edition))
            return
        outcome = decide(error, due, now)
        if outcome.state == "failed":
            self.alarm(f"A digest was refused and is not tried again: {outcome.reason}")
        self._note(settlement(due, outcome, sent, edition))

    def _watch(self, error: DeliveryError | None, due: Due, now: datetime) -> None:
        """Stop everything where it is likely us that Telegram refuses."""
        if isinstance(error, TokenRefused):
            self._halt("Telegram does not accept the bot's token: digests have stopped.", None)
            return
        refusal = isinstance(error, RecipientGone)
        if refusal and self._released is not None and due.attempts > 1:
            return  # tried again since an editor said so: no news
        self._recent.append(now if refusal else None)
        refused = [at for at in self._recent if at is not None]
        most, since = REFUSED, min(refused, default=now)
        if self._released is not None:
            most, since = REFUSED_ANEW, self._released
            if len(self._recent) < OF:
                return
            self._well = self._well or len(refused) < ALL_WELL
        if len(refused) >= most:
            self._halt(f"{most} of {OF} chats refused a digest: digests have stopped.", since)

    def _halt(self, reason: str, since: datetime | None) -> None:
        if not self._halted:
            self._halted = True
            log.error("digests stopped", extra={"reason": reason})
            self.alarm(reason)
            self._halting = asyncio.create_task(self._write_halt(since))
            self._flying.add(self._halting)
            self._halting.add_done_callback(self._on_landed)

    async def _write_halt(self, since: datetime | None) -> None:
        while True:
            try:
                return await asyncio.to_thread(self.deliveries.halt, since)
            except BotError as error:
                self._wait_for(error)
                await asyncio.sleep(TICK_SECONDS)

    def _note(self, each: Settlement) -> None:
        self._settled.append(each)
        if len(self._settled) >= SETTLE_MANY:
            self._many.set()

    @asynccontextmanager
    async def settling(self) -> AsyncIterator[None]:
        """Write down what lands, until the end; then wait for what is under way."""
        stop = asyncio.Event()
        settler = asyncio.create_task(self._settle_until(stop))
        try:
            yield
        finally:
            if self._flying:
                await asyncio.wait(self._flying, timeout=LAND_SECONDS)
            for task in self._flying:
                task.cancel()
            # the settler is not cancelled: a batch on its way to the database would be lost
            stop.set()
            self._many.set()
            await settler
            await self._flush_at_last()

    async def _settle_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await wait_for(self._many, SETTLE_EVERY)
            self._many.clear()
            await self.flush()

    async def _flush_at_last(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + WRITE_SECONDS
        await self.flush()
        while self._settled and loop.time() < end:
            await asyncio.sleep(0.2)
            await self.flush()

    def unwritten(self, deliveries: Collection[int]) -> bool:
        """Say whether what became of some deliveries is known and not written down yet."""
        landed = chain(self._settled, *self._writing)
        return any(each.delivery_id in deliveries for each in landed)

    async def flush(self) -> None:
        """Write down what has landed; what cannot be written yet is kept."""
        if not self._settled:
            return
        batch, self._settled = self._settled, []
        self._writing.append(batch)
        try:
            await self._write(batch)
        finally:
            self._writing.remove(batch)
            self._landed.set()

    async def _write(self, batch: list[Settlement]) -> None:
        try:
            await self._write_down(batch)
        except StoreUnavailable as error:
            log.warning("settling waits", extra={"reason": str(error)})
            self._settled = batch + self._settled
        except StoreError:
            await self._settle_each(batch)

    async def _write_down(self, batch: Sequence[Settlement]) -> None:
        await asyncio.to_thread(self.deliveries.settle, batch, self.clock())
        outcomes = Counter(each.state for each in batch)
        log.info("digests settled", extra=outcomes)
        if outcomes["expired"]:
            log.warning("digests expired", extra={"digests": outcomes["expired"]})

    async def _settle_each(self, batch: Sequence[Settlement]) -> None:
        """Settle one by one, so that a row that cannot be written takes no other with it."""
        for each in batch:
            try:
                await self._write_down([each])
            except StoreUnavailable:
                self._settled.append(each)
            except StoreError as error:
                log.exception("a delivery was not settled", extra={"delivery": each.delivery_id})
                self.alarm(str(error))


class Fault(BotError):
    """A fault of the program, in words for an editor."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(f"A digest failed by a fault of the program: {type(cause).__name__}.")


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Wait until an event is set, but no longer than so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
