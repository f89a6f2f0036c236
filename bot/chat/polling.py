"""Updates by long polling: each is written down before the next are asked for."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.chat.desk import Desk
from bot.chat.sender import seconds_of
from bot.chat.transport import call
from bot.digest.delivery import wait_for
from bot.errors import BotError, ConfigError
from bot.store.inbox import Received

log = logging.getLogger(__name__)

POLL_SECONDS = 25
UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
TAKEN_UP_AFTER = timedelta(seconds=30)


class Poller:
    """Asks Telegram for updates and hands each one on, once it is written down."""

    def __init__(self, bot: Bot, desk: Desk, handle: Callable[[Received], Awaitable[None]]) -> None:
        self._bot, self._desk, self._handle = bot, desk, handle
        # what is being handled, or waits for its turn in its chat
        self._in_hand: set[asyncio.Future[None]] = set()

    async def poll(self, stop: asyncio.Event) -> None:
        """Ask Telegram for updates until told to stop; raises ConfigError for a wrong token."""
        await self.take_up(timedelta())
        offset = 0
        while not stop.is_set():
            updates = await self._ask(offset, stop)
            if updates:
                pairs = [(int(u["update_id"]), json.dumps(u).encode()) for u in updates]
                try:
                    received = await asyncio.to_thread(
                        self._desk.inbox.receive, pairs, self._desk.clock()
                    )
                except BotError as error:
                    log.warning("updates wait", extra={"reason": str(error)})
                    await asyncio.sleep(1)
                    continue
                offset = pairs[-1][0] + 1
                self._take(received)
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=8)

    def _take(self, received: Sequence[Received]) -> None:
        """Begin to handle updates, each in a task of its own, in their order."""
        for each in received:
            task = asyncio.ensure_future(self._handle(each))
            self._in_hand.add(task)
            task.add_done_callback(self._in_hand.discard)

    async def _ask(self, offset: int, stop: asyncio.Event) -> Sequence[Mapping[str, Any]]:
        """Return the next updates as they came: what cannot be read must not keep the others out."""
        wanted = {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": UPDATES}
        payload = json.dumps(wanted).encode()
        asking = asyncio.create_task(
            call(self._bot, "getUpdates", payload, read_timeout=POLL_SECONDS + 10)
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not asking.done():
            asking.cancel()
            return ()
        try:
            updates: Sequence[Mapping[str, Any]] = asking.result()
            return updates
        except InvalidToken as error:
            raise ConfigError(
                "Telegram does not accept BOT_TOKEN; ask @BotFather for it."
            ) from error
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error))
        except TelegramError as error:
            log.warning("no updates", extra={"reason": type(error).__name__})
            await asyncio.sleep(1)
        return ()

    async def keep_taking_up(self, stop: asyncio.Event) -> None:
        """Take up updates that somebody wrote down, and nobody finished or holds.

        And forget the chats that put the bot out long ago.
        """
        while not stop.is_set():
            await wait_for(stop, 10)
            try:
                await self.take_up(TAKEN_UP_AFTER)
                forgotten = await asyncio.to_thread(
                    self._desk.chats.forget_left, self._desk.clock()
                )
                if forgotten:
                    log.info("chats forgotten", extra={"chats": forgotten})
            except BotError as error:
                log.warning("the inbox waits", extra={"reason": str(error)})

    async def take_up(self, older_than: timedelta) -> None:
        """Begin to handle what was written down at least so long ago and never finished."""
        left = await asyncio.to_thread(self._desk.inbox.left_over, self._desk.clock(), older_than)
        self._take(left)
