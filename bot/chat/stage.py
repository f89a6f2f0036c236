"""A line that says how far some work is; it is shown when the work takes a while, and edited in place."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from typing import TypeVar

from bot.briefing import Message
from bot.chat.place import Place, say
from bot.chat.replies import Replies

T = TypeVar("T")

# work that takes no longer than so many seconds needs no line beside its receipt
PATIENCE = 4.0
# after which the line changes once in so many: Telegram limits edits as it does messages
BETWEEN = 1.4


class Stage:
    """The line of one work in one chat; it may take the place of a message that is there."""

    def __init__(self, replies: Replies, place: Place, message_id: int | None = None) -> None:
        self._replies, self._place, self._message_id = replies, place, message_id
        self._began = time.monotonic()
        self._next_at = self._began + PATIENCE
        self._words = ""

    def says(self, words: str) -> None:
        """Say how far the work is; it may do so itself, from its own thread."""
        self._words = words

    async def during(self, words: str, work: Awaitable[T]) -> T:
        """Wait for a work, and say what it is and for how long already when that takes a while.

        Without words there is no line until the work has some.
        """
        self._words = words
        task = asyncio.ensure_future(work)
        while True:
            wait = max(0.0, self._next_at - time.monotonic())
            done, _ = await asyncio.wait({task}, timeout=wait)
            if done:
                return task.result()
            if self._words:
                await self._show(say(f"{self._words} · {time.monotonic() - self._began:.0f} s"))
            self._next_at = time.monotonic() + BETWEEN

    async def end(self, message: Message) -> int | None:
        """Show what the work led to, in the place of the line; returns the message's id."""
        return await self._show(message)

    async def _show(self, message: Message) -> int | None:
        if self._message_id is None or not await self._replies.change(
            self._place, self._message_id, message
        ):
            sent = await self._replies.send(self._place, (message,))
            self._message_id = sent[0] if sent else None
        return self._message_id
