"""Messages that belong together, an album of documents or the parts of one paste, are handled as one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from telegram import Message, Update

from bot.chat.brought import ADD
from bot.store.inbox import Received

# Telegram cuts a long text at 4,096 signs; a message as long as this may have a next part
LONG_PART = 3500
PARTS_WITHIN = timedelta(seconds=3)
# for how long the next document of an album is waited for, in seconds
ALBUM_QUIET = 0.5

Key = tuple[int, str]


@dataclass
class Whole:
    """What is handled as one: the updates it came in, and its messages in order."""

    received: list[Received]
    update: Update
    messages: list[Message] = field(default_factory=list)
    full: asyncio.Event = field(default_factory=asyncio.Event)
    handled: asyncio.Event = field(default_factory=asyncio.Event)


class Gathering:
    """Holds the first message of several until the others are there."""

    def __init__(self) -> None:
        self._open: dict[Key, Whole] = {}

    async def join(self, received: Received, update: Update) -> Whole | None:
        """Return what is to be handled; None, once that is done, for what came in later parts."""
        message = update.message
        key = _key_of(message)
        if message is None or key is None:
            return Whole([received], update, [message] if message else [])
        known = self._open.get(key)
        if known is not None and _goes_on(known.messages[-1], message):
            known.received.append(received)
            known.messages.append(message)
            if not _may_go_on(message):
                known.full.set()
            await known.handled.wait()
            return None
        whole = Whole([received], update, [message])
        if _may_go_on(message):
            await self._wait_for_more(key, whole)
        return whole

    async def _wait_for_more(self, key: Key, whole: Whole) -> None:
        self._open[key] = whole
        quiet = ALBUM_QUIET if key[1] else PARTS_WITHIN.total_seconds()
        there = 0
        while there != len(whole.messages) and not whole.full.is_set():
            there = len(whole.messages)
            try:
                async with asyncio.timeout(quiet):
                    await whole.full.wait()
            except TimeoutError:
                continue
        if self._open.get(key) is whole:
            del self._open[key]


def _key_of(message: Message | None) -> Key | None:
    """Return what the parts of one whole have in common; None for what stands alone."""
    if message is None or message.chat.type != "private":
        return None
    if message.media_group_id is not None:
        return message.chat.id, message.media_group_id
    text = message.text or ""
    command = text.startswith("/") and not ADD.match(text)
    alone = not text or command or message.forward_origin is not None
    return None if alone else (message.chat.id, "")


def _may_go_on(message: Message) -> bool:
    return message.media_group_id is not None or len(message.text or "") >= LONG_PART


def _goes_on(before: Message, message: Message) -> bool:
    if message.media_group_id is not None:
        return True
    begins = (message.text or "").startswith("/")
    return not begins and message.date - before.date <= PARTS_WITHIN
