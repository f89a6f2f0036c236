"""When a message may leave: so many a second over all, one a second a chat; answers go first."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.errors import NotItsTurn

# Telegram's limits: a short burst to a person, twenty a minute to a group
BURST_PRIVATE = 3
GROUP_MINUTE = 20
# after a pause, at most so many seconds' worth leave at once; of a thousand a second more is lost, and
# half a second's worth, with what was on its way, is still less than Telegram takes in one
CATCH_UP, CATCH_UP_PAID = 0.2, 0.5
# so many chats that are told to wait within a second mean that everybody is
CROWD, CROWD_SECONDS = 3, 1.0
FORGET_ABOVE = 10_000
# a digest whose chat has to wait for more seconds waits in the ledger: here it would keep others out
PATIENCE = 5.0

Reserve = Callable[[int, float], Awaitable[float | None]]
"""From a number of places to the seconds until the first of them, negative where it is past, but no
longer than so many seconds; None when there are no more."""


class Lane:
    """Places at a steady rate; with `reserve`, from a budget that processes share.

    A place may be taken `catch_up` seconds after its time, one that was reserved as much later again.
    """

    def __init__(
        self,
        rate: float,
        clock: Callable[[], float],
        reserve: Reserve | None = None,
        catch_up: float = CATCH_UP,
    ) -> None:
        self.rate, self._clock, self._reserve, self._catch_up = rate, clock, reserve, catch_up
        self._next_at, self._left = 0.0, 0
        # a twentieth of a second's worth at a time: an answer elsewhere waits no longer than that
        self._block = max(1, round(rate / 20))

    @property
    def next_at(self) -> float:
        """Return when the next place is, as far as it is known."""
        return max(self._next_at, self._clock() - self._catch_up)

    async def take(self) -> float | None:
        """Take the next place and return its time; None when there are none."""
        now = self._clock()
        if self._reserve is None:
            self._next_at = max(self._next_at, now - self._catch_up)
        elif self._left == 0 or self._next_at < now - 2 * self._catch_up:
            delay = await self._reserve(self._block, self._catch_up)
            if delay is None:
                return None
            self._next_at, self._left = now + delay, self._block
        self._left -= 1
        at = self._next_at
        self._next_at += 1.0 / self.rate
        return at


@dataclass(order=True)
class _Waiting:
    answer: int
    number: int
    chat_id: int = field(compare=False)
    # True when the place was paid for
    ready: asyncio.Future[bool] = field(compare=False)


class Pace:
    """Lets messages leave; who answers somebody goes before who does not.

    Nobody has a place before the moment it comes: then the first who may go takes it. Digests take
    places of the `paid` lane too.
    """

    def __init__(self, lane: Lane, clock: Callable[[], float], paid: Lane | None = None) -> None:
        self._lane, self._clock, self._paid = lane, clock, paid
        self._queue: list[_Waiting] = []
        # those whose chat has to wait, by the time when it need not any more
        self._held: list[tuple[float, _Waiting]] = []
        self._numbers = itertools.count()
        self._pump: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self._chats: dict[int, deque[float]] = {}
        self._quiet: dict[int, float] = {}
        self._told: deque[tuple[float, int]] = deque(maxlen=CROWD)
        self._closed_until = 0.0
        self._forget_above = FORGET_ABOVE

    async def wait(self, chat_id: int, *, answer: bool) -> bool:
        """Wait until a message to this chat may leave; says whether its place is a paid one.

        Raises NotItsTurn where a digest would have to wait long for its chat.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(0 if answer else 1, next(self._numbers), chat_id, loop.create_future())
        if not self._turned_away(waiting):
            heapq.heappush(self._queue, waiting)
            self._news.set()
            if self._pump is None or self._pump.done():
                self._pump = loop.create_task(self._run())
        return await waiting.ready

    def hold(self, chat_id: int, seconds: float) -> None:
        """Keep away from a chat for as long as Telegram says; from all when many say so."""
        now = self._clock()
        self._quiet[chat_id] = max(self._quiet.get(chat_id, 0.0), now + seconds)
        self._told.append((now, chat_id))
        if len({chat for at, chat in self._told if at > now - CROWD_SECONDS}) >= CROWD:
            self._closed_until = max(self._closed_until, now + seconds)
        for waiting in (*self._queue, *(each for _, each in self._held)):
            self._turned_away(waiting)

    def _turned_away(self, waiting: _Waiting) -> bool:
        """Let a digest whose chat has to wait long wait elsewhere; says whether it does."""
        delay = max(self._delay(waiting.chat_id), self._closed_until - self._clock())
        if waiting.answer == 0 or delay <= PATIENCE:
            return False
        if not waiting.ready.done():
            waiting.ready.set_exception(NotItsTurn(delay))
        return True

    # ---- the pump: one place after the other

    async def _run(self) -> None:
        while self._queue or self._held:
            if not await self._someone():
                continue
            paid = self._prefers_paid()
            lane = self._paid if paid and self._paid else self._lane
            at = await lane.take()
            if at is None:
                self._paid = None  # the day's are used up
                continue
            await self._sleep_until(max(at, self._closed_until))
            if (waiting := self._next(digests=paid)) is not None:
                self._leave(waiting, paid)

    async def _someone(self) -> bool:
        """Wait until somebody may go; false where it has to be looked again."""
        self._let_in()
        if self._queue:
            return True
        self._news.clear()
        wait = self._held[0][0] - self._clock()
        try:
            async with asyncio.timeout(max(0.0, wait)):
                await self._news.wait()
        except TimeoutError:
            pass
        return False

    def _prefers_paid(self) -> bool:
        if self._paid is None or self._queue[0].answer == 0:
            return False
        # nobody pays while there is a free place
        free_at = self._lane.next_at
        return free_at > self._clock() and self._paid.next_at < free_at

    async def _sleep_until(self, at: float) -> None:
        # a place that is nearly there is taken at once: at a thousand a second, naps cost more
        while (wait := at - self._clock()) > 0.002:
            await asyncio.sleep(wait)
            at = max(at, self._closed_until)

    def _let_in(self) -> None:
        now = self._clock()
        while self._held and self._held[0][0] <= now:
            heapq.heappush(self._queue, heapq.heappop(self._held)[1])

    def _next(self, *, digests: bool) -> _Waiting | None:
        """Return the first who may go now; those whose chat has to wait are put aside."""
        self._let_in()
        aside: list[_Waiting] = []
        found = None
        while self._queue and found is None:
            first = heapq.heappop(self._queue)
            if first.ready.done():
                continue  # nobody waits for it any more
            delay = self._delay(first.chat_id)
            if delay > 0 and self._turned_away(first):
                continue
            if delay > 0:
                heapq.heappush(self._held, (self._clock() + delay, first))
            elif digests and first.answer == 0:
                aside.append(first)  # an answer is never paid for
            else:
                found = first
        for each in aside:
            heapq.heappush(self._queue, each)
        return found

    def _leave(self, waiting: _Waiting, paid: bool) -> None:
        sent = self._chats.setdefault(waiting.chat_id, deque(maxlen=GROUP_MINUTE))
        sent.append(self._clock())
        if len(self._chats) > self._forget_above:
            self._forget()
        waiting.ready.set_result(paid)

    # ---- one chat

    def _delay(self, chat_id: int) -> float:
        now = self._clock()
        held = self._quiet.get(chat_id, 0.0) - now
        sent: deque[float] = self._chats.get(chat_id, deque())
        if chat_id < 0:
            full = len(sent) == GROUP_MINUTE
            return max(held, sent[0] + 60.5 - now if full else 0.0)
        burst = [at for at in sent if at > now - BURST_PRIVATE]
        crowded = burst[0] + BURST_PRIVATE + 0.05 - now if len(burst) >= BURST_PRIVATE else 0.0
        return max(held, crowded)

    def _forget(self) -> None:
        now = self._clock()
        self._chats = {c: sent for c, sent in self._chats.items() if sent[-1] > now - 60}
        self._quiet = {c: until for c, until in self._quiet.items() if until > now}
        self._forget_above = max(FORGET_ABOVE, 2 * len(self._chats))
