"""Posts in channels are edited in place when a line of theirs is corrected."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.briefing import Message
from bot.briefing.corrections import amend
from bot.digest.editions import corrected, read_message
from bot.errors import (
    BotError,
    DeliveryError,
    OutcomeUnknown,
    StoreUnavailable,
    TokenRefused,
    TryLater,
)
from bot.store.amendments import Amendments, Post

log = logging.getLogger(__name__)
LOOK_EVERY = 20.0
# a post that does not get through is tried again after twice as long each time, but no longer than this
LONGEST_PAUSE = 600.0


class Editing(Protocol):
    """What can change a message that was sent; raises DeliveryError."""

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Show a message in the place of one that was sent."""


@dataclass(frozen=True)
class Amending:
    """Looks for posts with corrections and edits them, until `stop` is set."""

    amendments: Amendments
    sender: Editing
    words: Mapping[str, Any]
    alarm: Callable[[str], Any]
    clock: Callable[[], float] = time.monotonic
    # posts that did not get through: how often, and when to try again
    _put_off: dict[int, tuple[int, float]] = field(default_factory=dict)

    async def run(self, stop: asyncio.Event) -> None:
        """Amend what is due, now and then."""
        while not stop.is_set():
            try:
                await self.amend_some()
            except BotError as error:
                log.warning("corrections wait", extra={"reason": str(error)})
                if not isinstance(error, StoreUnavailable):
                    self.alarm(str(error))
            try:
                await asyncio.wait_for(stop.wait(), LOOK_EVERY)
            except TimeoutError:
                continue

    async def amend_some(self) -> None:
        """Edit the posts that are due; one that Telegram does not let be edited stays as it is."""
        waiting = [row for row, (_, until) in self._put_off.items() if until > self.clock()]
        for post in await asyncio.to_thread(self.amendments.due, waiting):
            if await self._amend(post):
                await asyncio.to_thread(self.amendments.amended, post)
                self._put_off.pop(post.delivery_id, None)
            else:
                tries = self._put_off.get(post.delivery_id, (0, 0.0))[0] + 1
                pause = min(LOOK_EVERY * 2.0 ** min(tries - 1, 9), LONGEST_PAUSE)
                self._put_off[post.delivery_id] = tries, self.clock() + pause

    async def _amend(self, post: Post) -> bool:
        """Edit every message of a post; says whether that is settled."""
        told = [corrected(each, ZoneInfo(post.zone)) for each in post.told]
        sent = zip(post.message_ids, map(read_message, post.messages), strict=False)
        for message_id, message in sent:
            html = amend(message.html, told, self.words)
            try:
                await self.sender.edit(post.chat_id, message_id, replace(message, html=html))
            except (TryLater, TokenRefused, OutcomeUnknown):
                return False  # to show the same once more changes nothing
            except DeliveryError as error:
                log.info("a post was not amended", extra={"reason": str(error)})
        return True
