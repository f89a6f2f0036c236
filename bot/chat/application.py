"""Updates become answers: inbox first, then the handler, whose every failure has an answer too."""

from __future__ import annotations

import asyncio
import html
import json
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
    CallbackQuery,
    Update,
)
from telegram import Document as TelegramDocument
from telegram import Message as TelegramMessage
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.briefing import Message, Reader, parse_request
from bot.chat import uploads
from bot.chat.commands import Asked, answer, is_for
from bot.chat.desk import Desk
from bot.chat.sender import TelegramSender, seconds_of
from bot.chat.subscriptions import Place, say
from bot.errors import BotError, ConfigError, DeliveryError, IntakeError
from bot.intake import Given
from bot.model import Document
from bot.store.inbox import Received

log = logging.getLogger(__name__)

POLL_SECONDS = 25
# commands a chat may send in a minute before it is asked to wait
MOST_COMMANDS = 30
TAKEN_UP_AFTER = timedelta(seconds=30)
SORRY = "This could not be answered: a fault on our side. The editors were told."
ADMINS = frozenset({"creator", "administrator"})


@dataclass
class Crowd:
    """Counts the commands of each chat in the last minute."""

    clock: Callable[[], float]
    _asked: dict[int, deque[float]] = field(default_factory=dict)

    def admit(self, chat_id: int) -> str:
        """Return go, warn (the first too many) or drop."""
        now = self.clock()
        if len(self._asked) > 10_000:
            self._asked = {c: q for c, q in self._asked.items() if q and q[-1] > now - 60}
        asked = self._asked.setdefault(chat_id, deque())
        while asked and asked[0] < now - 60:
            asked.popleft()
        asked.append(now)
        if len(asked) <= MOST_COMMANDS:
            return "go"
        return "warn" if len(asked) == MOST_COMMANDS + 1 else "drop"


class Conversation:
    """Handles the updates of one bot, one at a time in each chat."""

    def __init__(self, bot: Bot, desk: Desk, sender: TelegramSender) -> None:
        self._bot, self._desk, self._sender = bot, desk, sender
        self._crowd = Crowd(time.monotonic)
        self._locks: dict[int, asyncio.Lock] = {}
        self._alarms: dict[str, float] = {}

    # ---- polling

    async def poll(self, stop: asyncio.Event) -> None:
        """Ask Telegram for updates until told to stop; each is written down before the next ask."""
        await self._take_up(timedelta())
        offset = 0
        tasks: set[asyncio.Task[None]] = set()
        while not stop.is_set():
            updates = await self._ask(offset, stop)
            if updates:
                pairs = [(u.update_id, json.dumps(u.to_dict()).encode()) for u in updates]
                try:
                    received = await asyncio.to_thread(
                        self._desk.inbox.receive, pairs, self._desk.clock()
                    )
                except BotError as error:
                    log.warning("updates wait", extra={"reason": str(error)})
                    await asyncio.sleep(1)
                    continue
                offset = updates[-1].update_id + 1
                tasks |= {asyncio.create_task(self._handle(each)) for each in received}
            tasks = {task for task in tasks if not task.done()}
        if tasks:
            await asyncio.wait(tasks, timeout=8)

    async def _ask(self, offset: int, stop: asyncio.Event) -> Sequence[Update]:
        asking = asyncio.create_task(
            self._bot.get_updates(
                offset=offset,
                timeout=POLL_SECONDS,
                read_timeout=POLL_SECONDS + 10,
                allowed_updates=["message", "edited_message", "callback_query", "my_chat_member"],
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not asking.done():
            asking.cancel()
            return ()
        try:
            return asking.result()
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
        """Take up updates that were written down and never finished."""
        while not stop.is_set():
            await asyncio.sleep(10)
            try:
                await self._take_up(TAKEN_UP_AFTER)
            except BotError as error:
                log.warning("the inbox waits", extra={"reason": str(error)})

    async def _take_up(self, older_than: timedelta) -> None:
        left = await asyncio.to_thread(self._desk.inbox.left_over, self._desk.clock(), older_than)
        for each in left:
            await self._handle(each)

    # ---- one update

    async def _handle(self, received: Received) -> None:
        update = Update.de_json(json.loads(received.body), self._bot)
        chat = update.effective_chat
        lock = self._locks.setdefault(chat.id if chat else 0, asyncio.Lock())
        async with lock:
            try:
                if update.callback_query is not None:
                    await self._press(update.callback_query)
                elif update.message is not None:
                    await self._message(update.message)
            except Exception as error:
                # a bug: it reaches the log and the editors, and the reader hears of it plainly
                log.exception("an update failed")
                await self._apologise(update)
                await self.alarm(f"An update failed: {type(error).__name__}.")
        if not lock.locked():
            self._locks.pop(chat.id if chat else 0, None)
        await asyncio.to_thread(self._desk.inbox.handled, received.id, self._desk.clock())

    async def _apologise(self, update: Update) -> None:
        message = update.effective_message
        if isinstance(message, TelegramMessage):
            await self._say(_place(message), (say(SORRY),))

    async def _message(self, message: TelegramMessage) -> None:
        place = _place(message)
        user = message.from_user
        if message.document is not None or message.photo:
            if place.kind == "private" and user is not None:
                await self._upload(message, user.id, place)
            return
        text = message.text or ""
        if text.startswith("/"):
            if not is_for(text, self._desk.username):
                return
            await self._command(message, place, text, message.message_id)
            return
        talk = place.kind == "private" and bool(text)
        if talk and not await self._pasted(place, user.id if user else 0, text):
            await self._say(place, (say("I answer commands: try /latest, or /help for all."),))

    async def _command(
        self, message: TelegramMessage, place: Place, text: str, reply_to: int | None
    ) -> None:
        admitted = self._crowd.admit(place.chat_id)
        if admitted != "go":
            if admitted == "warn":
                await self._say(place, (say("That is a lot at once; please wait a minute."),))
            return
        user = message.from_user
        if text.startswith("/claim"):
            await self._claim(place, user.id if user else 0, text)
            return
        replied = message.reply_to_message
        asked = Asked(
            place,
            user.id if user else None,
            text,
            replied.message_id if replied else None,
            await self._may_change(message, place, text),
        )
        await self._answer(asked, reply_to)

    async def _answer(self, asked: Asked, reply_to: int | None) -> None:
        request = parse_request(asked.text)
        if request is not None and request.command == "wrong":
            await self._report(asked.place, request.argument)
            return
        try:
            messages = await asyncio.to_thread(answer, self._desk, asked)
        except BotError as error:
            await self.alarm(str(error))
            messages = (say("This cannot be answered at the moment; please try again later."),)
        await self._say(asked.place, messages, reply_to)

    async def _report(self, place: Place, key: str) -> None:
        """Show the editors a passage that a reader finds wrong."""
        reader = Reader(bot_username=self._desk.username)
        try:
            found = await asyncio.to_thread(self._desk.briefings.answer, f"/start {key}", reader)
        except BotError:
            await self._say(place, (say("That passage is not on file any more."),))
            return
        for user_id in await asyncio.to_thread(self._desk.editors.ids):
            to_editor = Place(user_id, "private", 0)
            await self._say(to_editor, (say("A reader finds this passage wrong:"), *found.messages))
        await self._say(place, (say("Thank you: the editors have been shown this passage."),))

    async def _claim(self, place: Place, user_id: int, text: str) -> None:
        code = text.partition(" ")[2].strip()
        done = await asyncio.to_thread(self._desk.editors.claim, user_id, code, self._desk.clock())
        said = "You are the owner of this bot now." if done else "That code is not valid."
        await self._say(place, (say(said),))

    async def _may_change(self, message: TelegramMessage, place: Place, text: str) -> bool:
        """Say whether somebody may change what is sent to a chat: in groups, its admins."""
        if place.kind == "private":
            return True
        if not text.startswith(("/subscribe", "/unsubscribe", "/settings", "/pause", "/privacy")):
            return False
        # an admin who hides behind the group writes as the group itself
        if message.sender_chat is not None:
            return message.sender_chat.id == place.chat_id
        if message.from_user is None:
            return False
        try:
            member = await self._bot.get_chat_member(place.chat_id, message.from_user.id)
        except TelegramError:
            return False
        return member.status in ADMINS

    # ---- buttons

    async def _press(self, query: CallbackQuery) -> None:
        try:
            await self._bot.answer_callback_query(query.id)
        except TelegramError as error:
            log.info("a press was not answered", extra={"reason": type(error).__name__})
        message, data = query.message, query.data or ""
        if not isinstance(message, TelegramMessage):
            return
        place = _place(message)
        if data.startswith("card:"):
            if await self._role(query.from_user.id) is None:
                await self._say(place, (say("Only editors can do this."),))
                return
            done = await asyncio.to_thread(uploads.press, self._desk, place, data.split(":")[1:])
            await self._say(place, (done,))
        elif data.startswith("/"):
            pressed = await self._may_press(query, place, data)
            admitted = self._crowd.admit(place.chat_id)
            if admitted == "go":
                await self._answer(
                    Asked(place, query.from_user.id, data, message.message_id, pressed), None
                )

    async def _may_press(self, query: CallbackQuery, place: Place, data: str) -> bool:
        if place.kind == "private":
            return True
        if not data.startswith(("/subscribe", "/unsubscribe", "/settings", "/pause", "/privacy")):
            return False
        try:
            member = await self._bot.get_chat_member(place.chat_id, query.from_user.id)
        except TelegramError:
            return False
        return member.status in ADMINS

    async def _role(self, user_id: int) -> str | None:
        return await asyncio.to_thread(self._desk.editors.role, user_id)

    # ---- uploads

    async def _upload(self, message: TelegramMessage, user_id: int, place: Place) -> None:
        if await self._role(user_id) is None:
            await self._say(place, (say(uploads.NOT_YOURS),))
            return
        document = message.document
        if document is None:
            await self._say(place, (say("A picture has no text that I can read; send the text."),))
            return
        if (document.file_size or 0) > uploads.MOST_BYTES:
            await self._say(place, (say(uploads.TOO_LARGE),))
            return
        try:
            data = await self._fetch(document)
        except IntakeError as error:
            await self._say(place, (say(html.escape(str(error), quote=False)),))
            return
        made = Document(document.file_name or "document", data)
        await self._say(
            place, (await asyncio.to_thread(self._card, place, lambda: (made, Given())),)
        )

    async def _pasted(self, place: Place, user_id: int, text: str) -> bool:
        """Take what an editor pasted, an article or links to some; says whether it was that."""
        brought = list(uploads.documents_of(text))
        if not brought or await self._role(user_id) is None:
            return False
        for make in brought:
            await self._say(place, (await asyncio.to_thread(self._card, place, make),))
        return True

    def _card(self, place: Place, make: Callable[[], tuple[Document, Given]]) -> Message:
        try:
            return uploads.receive(self._desk, place, *make())
        except IntakeError as error:
            return say(html.escape(str(error), quote=False))

    async def _fetch(self, document: TelegramDocument) -> bytes:
        if document.file_size == 0:
            return b""
        try:
            file = await self._bot.get_file(document.file_id)
            return bytes(await file.download_as_bytearray())
        except NetworkError as error:
            if "too big" in str(error).lower():
                raise IntakeError(uploads.TOO_LARGE) from error
            raise IntakeError(
                "The document could not be fetched from Telegram; please send it again."
            ) from error

    # ---- saying

    async def _say(
        self, place: Place, messages: Sequence[Message], reply_to: int | None = None
    ) -> None:
        reply = reply_to if place.kind != "private" else None
        for message in messages:
            try:
                sent = await self._sender.send(
                    place.chat_id, place.thread_id, message, answer=True, reply_to=reply
                )
            except DeliveryError as error:
                log.info("an answer was not sent", extra={"reason": str(error)})
                return
            reply = None
            if message.citations:
                await asyncio.to_thread(
                    self._desk.chats.remember,
                    place.chat_id,
                    place.kind,
                    place.thread_id,
                    sent,
                    message.citations,
                    self._desk.clock(),
                )

    async def alarm(self, cause: str) -> None:
        """Tell the editors of a fault, once an hour for each cause."""
        now = time.monotonic()
        if now - self._alarms.get(cause, -1e9) < 3600:
            return
        self._alarms[cause] = now
        for user_id in await asyncio.to_thread(self._desk.editors.ids):
            try:
                await self._sender.send(user_id, 0, say(html.escape(cause, quote=False)))
            except DeliveryError as error:
                log.info("an editor was not told", extra={"reason": str(error)})


def _place(message: TelegramMessage) -> Place:
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, message.chat.type, thread or 0)


async def register_menus(bot: Bot, commands: Sequence[tuple[str, str]]) -> None:
    """Register the menu of every scope."""
    listed = [BotCommand(name, says[:256]) for name, says in commands]
    scopes = (
        BotCommandScopeDefault(),
        BotCommandScopeAllPrivateChats(),
        BotCommandScopeAllGroupChats(),
    )
    for scope in scopes:
        await bot.set_my_commands(listed, scope=scope)
