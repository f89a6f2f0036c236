"""When a message may leave: so many a second over all, one a second a chat; answers go first."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

# Telegram's limits: a short burst to a person, twenty a minute to a group
BURST_PRIVATE = 3
GROUP_MINUTE = 20


@dataclass(order=True)
class _Waiting:
    priority: int
    number: int
    ready: asyncio.Future[None] = field(compare=False)


class Pace:
    """Lets messages leave at `rate` a second; who answers somebody goes before who does not."""

    def __init__(self, rate: float, clock: Callable[[], float]) -> None:
        self._rate, self._clock = rate, clock
        self._queue: list[_Waiting] = []
        self._numbers = itertools.count()
        self._next_at = 0.0
        self._pump: asyncio.Task[None] | None = None
        self._chats: dict[int, deque[float]] = {}
        self._quiet: dict[int, float] = {}

    async def wait(self, chat_id: int, *, answer: bool) -> None:
        """Wait until a message to this chat may leave."""
        await self._wait_for_chat(chat_id)
        loop = asyncio.get_running_loop()
        waiting = _Waiting(0 if answer else 1, next(self._numbers), loop.create_future())
        heapq.heappush(self._queue, waiting)
        if self._pump is None or self._pump.done():
            self._pump = loop.create_task(self._run())
        await waiting.ready

    def hold(self, chat_id: int, seconds: float) -> None:
        """Keep away from a chat for as long as Telegram says."""
        self._quiet[chat_id] = max(self._quiet.get(chat_id, 0.0), self._clock() + seconds)

    async def _run(self) -> None:
        while self._queue:
            now = self._clock()
            # at most a tenth of a second's worth may leave at once after a pause
            self._next_at = max(self._next_at, now - 0.1)
            if self._next_at > now:
                await asyncio.sleep(self._next_at - now)
                continue
            waiting = heapq.heappop(self._queue)
            self._next_at += 1.0 / self._rate
            if not waiting.ready.done():
                waiting.ready.set_result(None)

    async def _wait_for_chat(self, chat_id: int) -> None:
        while True:
            delay = self._delay(chat_id)
            if delay <= 0:
                break
            await asyncio.sleep(delay)
        self._chats.setdefault(chat_id, deque(maxlen=GROUP_MINUTE)).append(self._clock())
        if len(self._chats) > 10_000:
            self._forget()

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
