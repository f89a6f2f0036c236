"""One update becomes what is said to it; whatever fails has an answer too."""

from __future__ import annotations

import asyncio
import json
import logging
import time

from telegram import Bot, CallbackQuery, Update
from telegram import Message as TelegramMessage
from telegram.error import TelegramError

from bot.chat.asked import Asked, Done
from bot.chat.commands import answer, find, is_for
from bot.chat.crowd import Crowd
from bot.chat.desk import Desk
from bot.chat.place import Place, place_of, say
from bot.chat.replies import Replies
from bot.chat.rights import Rights
from bot.chat.uploads import Uploads
from bot.errors import BotError
from bot.store.inbox import Received

log = logging.getLogger(__name__)

SORRY = "This could not be answered: a fault on our side. The editors were told."
NOT_NOW = "This cannot be answered at the moment; please try again later."
TALK = "I answer commands: try /latest, or /help for all."


class Conversation:
    """Handles the updates of one bot, one at a time in each chat."""

    def __init__(self, bot: Bot, desk: Desk, replies: Replies) -> None:
        self._bot, self._desk, self._replies = bot, desk, replies
        self._rights = Rights(bot, desk)
        self._uploads = Uploads(bot, desk, replies, self._rights)
        self._crowd = Crowd(time.monotonic)
        self._locks: dict[int, asyncio.Lock] = {}

    async def handle(self, received: Received) -> None:
        """Handle an update that was written down, and mark it as handled."""
        update = Update.de_json(json.loads(received.body), self._bot)
        chat = update.effective_chat
        lock = self._locks.setdefault(chat.id if chat else 0, asyncio.Lock())
        async with lock:
            try:
                await self._dispatch(update)
            except Exception as error:
                # a bug: it reaches the log and the editors, and the reader hears of it plainly
                log.exception("an update failed")
                await self._apologise(update)
                await self._replies.alarm(f"An update failed: {type(error).__name__}.")
        if not lock.locked():
            self._locks.pop(chat.id if chat else 0, None)
        await asyncio.to_thread(self._desk.inbox.handled, received.id, self._desk.clock())

    async def _dispatch(self, update: Update) -> None:
        if update.callback_query is not None:
            await self._press(update.callback_query)
        elif update.message is not None:
            await self._message(update.message)

    async def _apologise(self, update: Update) -> None:
        message = update.effective_message
        if isinstance(message, TelegramMessage):
            await self._replies.send(place_of(message), (say(SORRY),))

    async def _message(self, message: TelegramMessage) -> None:
        place, text = place_of(message), message.text or ""
        if text.startswith("/"):
            if is_for(text, self._desk.username):
                await self._command(message, place, text)
        elif place.private and not await self._uploads.take(message, place) and text:
            await self._replies.send(place, (say(TALK),))

    async def _command(self, message: TelegramMessage, place: Place, text: str) -> None:
        user, replied = message.from_user, message.reply_to_message
        asked = Asked(
            place,
            user.id if user else None,
            text,
            message_id=replied.message_id if replied else None,
        )
        as_chat = message.sender_chat.id if message.sender_chat else None
        await self._ask(asked, as_chat, reply_to=message.message_id)

    async def _press(self, query: CallbackQuery) -> None:
        try:
            await self._bot.answer_callback_query(query.id)
        except TelegramError as error:
            log.info("a press was not answered", extra={"reason": type(error).__name__})
        message = query.message
        if isinstance(message, TelegramMessage):
            place = place_of(message)
            asked = Asked(
                place, query.from_user.id, query.data or "", message_id=message.message_id
            )
            await self._ask(asked, None)

    async def _ask(self, asked: Asked, as_chat: int | None, reply_to: int | None = None) -> None:
        """Answer a command or a press, with the rights that it needs looked up now."""
        admitted = self._crowd.admit(asked.place.chat_id)
        if admitted == "warn":
            wait = say("That is a lot at once; please wait a minute.")
            await self._replies.send(asked.place, (wait,))
        if admitted != "go":
            return
        try:
            allowed = await self._with_rights(asked, as_chat)
            done = await asyncio.to_thread(answer, self._desk, allowed)
        except BotError as error:
            await self._replies.alarm(str(error))
            done = Done((say(NOT_NOW),))
        if done.instead is not None and asked.message_id is not None:
            await self._replies.change(asked.place, asked.message_id, done.instead)
        if done.to_editors:
            await self._replies.tell_editors(done.to_editors)
        await self._replies.send(asked.place, done.here, reply_to)

    async def _with_rights(self, asked: Asked, as_chat: int | None) -> Asked:
        found = find(asked.text)
        runs, role = False, None
        match found[0].needs if found else "nothing":
            case "admin":
                runs = await self._rights.runs(asked.place, asked.user_id, as_chat)
            case "editor" | "owner":
                role = await self._rights.role(asked.user_id)
        return Asked(
            asked.place, asked.user_id, asked.text, "", asked.message_id, runs=runs, role=role
        )
