"""What is said at once: answers, with the passages behind their numbers, and words to the editors."""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Sequence

from bot.briefing import Message
from bot.chat.desk import Desk
from bot.chat.keys import is_keyed, keyed
from bot.chat.place import Place, say
from bot.chat.sender import TelegramSender
from bot.errors import DeliveryError, StoreError
from bot.store.house import note_alarm

log = logging.getLogger(__name__)

# what Telegram says when a message is changed into itself
SAME = "message is not modified"


class Replies:
    """Sends answers before any digest, and alarms once an hour for each cause."""

    def __init__(self, desk: Desk, sender: TelegramSender) -> None:
        self._desk, self._sender = desk, sender

    async def send(
        self, place: Place, messages: Sequence[Message], reply_to: int | None = None
    ) -> tuple[int, ...]:
        """Send an answer and return the ids of its messages; what cannot be sent is logged."""
        reply = None if place.private else reply_to
        sent: list[int] = []
        for message in messages:
            with_keys = await self._keyed(place, message)
            try:
                sent.append(
                    await self._sender.send(
                        place.chat_id, place.thread_id, with_keys, answer=True, reply_to=reply
                    )
                )
            except DeliveryError as error:
                log.info("an answer was not sent", extra={"reason": str(error)})
                break
            reply = None
            if message.citations:
                await self._remember(place, sent[-1], message)
        return tuple(sent)

    async def change(self, place: Place, message_id: int, message: Message) -> bool:
        """Show a message in the place of one that was sent; says whether it stands there now."""
        with_keys = await self._keyed(place, message)
        try:
            await self._sender.edit(place.chat_id, message_id, with_keys)
        except DeliveryError as error:
            if SAME in str(error).lower():
                return True
            log.info("a message was not changed", extra={"reason": str(error)})
            return False
        return True

    async def react(self, place: Place, message_id: int, emoji: str) -> None:
        """Put a reaction under a message as a receipt; logs what cannot be done."""
        try:
            await self._sender.react(place.chat_id, message_id, emoji)
        except DeliveryError as error:
            log.info("no reaction was set", extra={"reason": str(error)})

    async def tell_editors(self, messages: Sequence[Message]) -> None:
        """Send messages to every editor in private."""
        for user_id in await asyncio.to_thread(self._desk.editors.ids):
            await self.send(Place(user_id, "private", 0), messages)

    async def alarm(self, cause: str) -> None:
        """Tell the editors of a fault, once an hour for each cause, whichever process finds it."""
        desk = self._desk
        try:
            news = await asyncio.to_thread(note_alarm, desk.store.database, cause, desk.clock())
            if news:
                await self.tell_editors((say(html.escape(cause, quote=False)),))
        except StoreError as error:
            log.warning("editors were not told", extra={"cause": cause, "reason": str(error)})

    async def _keyed(self, place: Place, message: Message) -> Message:
        if not any(is_keyed(button) for row in message.buttons for button in row):
            return message
        return await asyncio.to_thread(keyed, self._desk, place, message)

    async def _remember(self, place: Place, message_id: int, message: Message) -> None:
        await asyncio.to_thread(
            self._desk.chats.remember,
            place.chat_id,
            place.kind,
            place.thread_id,
            message_id,
            message.citations,
            self._desk.clock(),
        )
