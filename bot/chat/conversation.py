"""One update becomes what is said to it; whatever fails has an answer too."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import replace
from datetime import datetime

from telegram import Bot, CallbackQuery, ChatMemberUpdated, MessageOriginUser, Update
from telegram import Message as TelegramMessage
from telegram.error import TelegramError

from bot.chat import mending
from bot.chat.asked import Asked, Done, Shown
from bot.chat.brought import ADD
from bot.chat.commands import answer, find, is_for, mended
from bot.chat.crowd import Crowd
from bot.chat.desk import Desk
from bot.chat.gathering import Gathering, Whole
from bot.chat.keys import meant
from bot.chat.menus import set_menu_of
from bot.chat.place import Place, place_of, say
from bot.chat.replies import Replies
from bot.chat.rights import Rights
from bot.chat.stage import Stage
from bot.chat.uploads import Uploads
from bot.errors import BotError, BriefingError
from bot.store import house
from bot.store.cards import Card
from bot.store.inbox import MOST_ATTEMPTS, Received

log = logging.getLogger(__name__)

SORRY = "This could not be answered: a fault on our side. The editors were told."
NOT_NOW = "This cannot be answered at the moment; please try again later."
# seconds after which it is written down again that an update is in hand
HELD_EVERY = 10
TOO_MUCH = "That is a lot at once; please wait a minute."
# what the bot is in a chat that has put it out, and to who has blocked it
OUT = frozenset({"left", "kicked"})
TALK = "I answer commands: try /latest, or /help for all."
TALK_TO_EDITOR = (
    "Send me an article: a file, a link, a forwarded post or its text. A short text goes with"
    " /add before it; /articles lists all."
)
NOT_YOURS = (
    "Thank you, but only this bot’s editors can add articles. Nothing was stored."
    " Ask /latest for what is on file."
)
DONE = "👍"
# notes of the chats, by their rows, whose next text is an article
AWAITED = "awaited:"


class Conversation:
    """Handles the updates of one bot, one at a time in each chat."""

    def __init__(self, bot: Bot, desk: Desk, replies: Replies) -> None:
        self._bot, self._desk, self._replies = bot, desk, replies
        self._rights = Rights(bot, desk)
        self._uploads = Uploads(bot, desk, replies)
        self._gathering = Gathering()
        self._crowd = Crowd(time.monotonic)
        self._locks: dict[int, asyncio.Lock] = {}

    async def handle(self, received: Received) -> None:
        """Handle an update that was written down, and mark it as handled."""
        try:
            update = Update.de_json(json.loads(received.body), self._bot)
        except Exception as error:
            # nobody can be answered: it is told to the editors, and never taken up again
            log.exception("an update cannot be read")
            await asyncio.to_thread(self._desk.inbox.handled, [received.id], self._desk.clock())
            await self._replies.alarm(f"An update cannot be read: {type(error).__name__}.")
            return
        holding = asyncio.create_task(self._hold(received))
        try:
            whole = await self._gathering.join(received, update)
            if whole is None:
                return
            if update.callback_query is not None:
                # before its turn in the chat comes: a press is answered at once
                await self._answer_press(update.callback_query)
            try:
                await self._handle(whole)
            finally:
                whole.handled.set()
        finally:
            holding.cancel()

    async def _hold(self, received: Received) -> None:
        """Keep an update that takes long, or waits for its turn, from being taken up elsewhere."""
        while True:
            await asyncio.sleep(HELD_EVERY)
            try:
                await asyncio.to_thread(self._desk.inbox.hold, [received.id], self._desk.clock())
            except BotError as error:
                log.warning("an update is not held", extra={"reason": str(error)})

    async def _handle(self, whole: Whole) -> None:
        chat = whole.update.effective_chat
        lock = self._locks.setdefault(chat.id if chat else 0, asyncio.Lock())
        rows = [each.id for each in whole.received]
        async with lock:
            try:
                if any(each.attempts for each in whole.received):
                    await asyncio.to_thread(self._desk.inbox.begin, rows)
                if all(each.attempts < MOST_ATTEMPTS for each in whole.received):
                    await self._dispatch(whole)
                else:
                    await self._apologise(whole.update)
            except Exception as error:
                # a bug: it reaches the log and the editors, and the reader hears of it plainly
                log.exception("an update failed")
                await self._apologise(whole.update)
                await self._replies.alarm(f"An update failed: {type(error).__name__}.")
        if not lock.locked():
            self._locks.pop(chat.id if chat else 0, None)
        await asyncio.to_thread(self._desk.inbox.handled, rows, self._desk.clock())

    async def _dispatch(self, whole: Whole) -> None:
        update = whole.update
        if update.callback_query is not None:
            await self._press(update.callback_query)
        elif update.message is not None:
            await self._message(whole)
        elif update.edited_message is not None:
            await self._edited(update.edited_message)
        elif update.my_chat_member is not None:
            await self._standing(update.my_chat_member)

    async def _standing(self, changed: ChatMemberUpdated) -> None:
        """Note that a chat has put the bot out, or let it in again."""
        out, now = changed.new_chat_member.status in OUT, self._desk.clock()
        await asyncio.to_thread(self._desk.chats.stand, changed.chat.id, out=out, now=now)

    def _move(self, chat_id: int, new_id: int) -> None:
        with self._desk.store.database.writing() as connection:
            chat = self._desk.chats.find(connection, chat_id)
            if chat is not None:
                self._desk.chats.move(connection, chat, new_id)

    async def _apologise(self, update: Update) -> None:
        message = update.effective_message
        if isinstance(message, TelegramMessage):
            await self._replies.send(place_of(message), (say(SORRY),))

    # ---- messages

    async def _message(self, whole: Whole) -> None:
        message = whole.messages[0]
        place, text = place_of(message), message.text or ""
        command = text.startswith("/")
        if message.migrate_to_chat_id is not None:
            await asyncio.to_thread(self._move, message.chat.id, message.migrate_to_chat_id)
        elif message.location is not None and place.private:
            # a place on the map is an answer to “which zone?”
            at = message.location
            near = f"/settings near {at.latitude:.2f} {at.longitude:.2f}"
            await self._command(message, place, near)
        elif command and not is_for(text, self._desk.username):
            return
        elif command and not (place.private and ADD.match(text)):
            await self._command(message, place, text)
        elif place.private:
            await self._talk(whole, message, place)

    async def _talk(self, whole: Whole, message: TelegramMessage, place: Place) -> None:
        """Take what is no command: an editor's answer or article, or anybody's talk."""
        user_id = message.from_user.id if message.from_user else None
        if await self._rights.role(user_id) is None:
            if await self._admitted(place, user_id):
                brings = message.document is not None or bool(message.photo)
                await self._replies.send(place, (say(NOT_YOURS if brings else TALK),))
            return
        card = await asyncio.to_thread(self._asking, place)
        if card is not None and self._answers(message, card):
            await self._answered(message, place, card)
            return
        awaited = await asyncio.to_thread(self._was_awaited, place)
        if not await self._uploads.take(whole.messages, place, awaited=awaited):
            await self._replies.send(place, (say(TALK_TO_EDITOR),))

    def _asking(self, place: Place) -> Card | None:
        with self._desk.store.database.reading() as connection:
            chat = self._desk.chats.find(connection, place.chat_id)
        return self._desk.cards.asked_in(chat) if chat else None

    def _await_text(self, place: Place) -> None:
        """Keep that a chat's next text is an article, whatever its length."""
        now = self._desk.clock()
        with self._desk.store.database.writing() as connection:
            chat = self._desk.chats.row(connection, place.chat_id, place.kind, now)
            house.note(connection, f"{AWAITED}{chat}", now.isoformat().encode())

    def _was_awaited(self, place: Place) -> bool:
        """Say whether a text was awaited of late; from now on none is."""
        database = self._desk.store.database
        with database.reading() as connection:
            chat = self._desk.chats.find(connection, place.chat_id)
            since = house.recall(connection, f"{AWAITED}{chat}")
        if since is None:
            return False
        with database.writing() as connection:
            house.forget(connection, f"{AWAITED}{chat}")
        waited = self._desk.clock() - datetime.fromisoformat(since.decode())
        return waited <= mending.WAITING_FOR

    def _answers(self, message: TelegramMessage, card: Card) -> bool:
        own = message.forward_origin is None
        return own and mending.may_answer(card, message.text or "", self._desk.clock())

    async def _answered(self, message: TelegramMessage, place: Place, card: Card) -> None:
        user_id = message.from_user.id if message.from_user else None
        asked = Asked(place, user_id, message.text or "")
        done = await asyncio.to_thread(mending.answer, self._desk, asked, card)
        if done.anew or done.card:
            await self._replies.react(place, message.message_id, DONE)
        await self._show(done, place)

    async def _edited(self, message: TelegramMessage) -> None:
        """Take what an editor changed in an article that was sent; all else stays as it was answered."""
        place = place_of(message)
        user_id = message.from_user.id if message.from_user else None
        text = message.text or ""
        if not place.private or (text.startswith("/") and not ADD.match(text)):
            return
        if await self._rights.role(user_id) is not None:
            await self._uploads.mend(message, place)

    async def _command(self, message: TelegramMessage, place: Place, text: str) -> None:
        user, replied = message.from_user, message.reply_to_message
        asked = Asked(
            place,
            user.id if user else None,
            text,
            message_id=replied.message_id if replied else None,
            about=_person(replied) if replied else None,
        )
        as_chat = message.sender_chat.id if message.sender_chat else None
        await self._ask(asked, as_chat, reply_to=message.message_id)

    # ---- presses

    async def _answer_press(self, query: CallbackQuery) -> None:
        try:
            await self._bot.answer_callback_query(query.id)
        except TelegramError as error:
            log.info("a press was not answered", extra={"reason": type(error).__name__})

    async def _press(self, query: CallbackQuery) -> None:
        message = query.message
        if message is None:
            return
        # of a message of long ago only its number and its chat are told
        if isinstance(message, TelegramMessage):
            place = place_of(message)
        else:
            place = Place(message.chat.id, message.chat.type, 0)
        asked = Asked(
            place,
            query.from_user.id,
            query.data or "",
            message_id=message.message_id,
            pressed=True,
        )
        await self._ask(asked, None)

    # ---- answers

    async def _ask(self, asked: Asked, as_chat: int | None, reply_to: int | None = None) -> None:
        """Answer a command or a press, with the rights that it needs looked up now."""
        if not await self._admitted(asked.place, asked.user_id):
            return
        try:
            if asked.pressed:
                does = await asyncio.to_thread(meant, self._desk, asked.place, asked.text)
                asked = replace(asked, text=does)
            allowed = await self._with_rights(asked, as_chat)
            stage = Stage(self._replies, asked.place, asked.message_id if asked.pressed else None)
            allowed = replace(allowed, tell=stage.says)
            done = await stage.during("", asyncio.to_thread(answer, self._desk, allowed))
        except BriefingError as error:
            done = mended(error)
        except BotError as error:
            await self._replies.alarm(str(error))
            done = Done((say(NOT_NOW),))
        await self._show(done, asked.place, asked.message_id, reply_to)

    async def _admitted(self, place: Place, user_id: int | None) -> bool:
        """Say whether a chat is answered now; one that asks too much is told so, and then nothing."""
        admitted = self._crowd.admit(place.chat_id)
        # editors at work press a lot of buttons
        if admitted == "go" or await self._rights.role(user_id) is not None:
            return True
        if admitted == "warn":
            await self._replies.send(place, (say(TOO_MUCH),))
        return False

    async def _show(
        self,
        done: Done,
        place: Place,
        message_id: int | None = None,
        reply_to: int | None = None,
    ) -> None:
        """Say and show what something led to."""
        if done.awaited:
            await asyncio.to_thread(self._await_text, place)
        here = done.here
        if done.instead is not None:
            changed = message_id is not None and await self._replies.change(
                place, message_id, done.instead
            )
            here = here if changed else (done.instead, *here)
        sent = await self._replies.send(place, here, reply_to)
        if done.card and sent:
            await asyncio.to_thread(self._desk.cards.show, done.card, sent[-1])
        for each in done.anew:
            await self._show_anew(each)
        if done.to_editors:
            await self._replies.tell_editors(done.to_editors)
        for user_id in done.menus:
            await set_menu_of(self._bot, self._desk, user_id)

    async def _show_anew(self, shown: Shown) -> None:
        """Change a message that was sent; a card that its editor waits for is sent anew if it is gone."""
        if await self._replies.change(shown.place, shown.message_id, shown.message):
            return
        sent = await self._replies.send(shown.place, (shown.message,)) if shown.card else ()
        if shown.card and sent:
            await asyncio.to_thread(self._desk.cards.show, shown.card, sent[0])

    async def _with_rights(self, asked: Asked, as_chat: int | None) -> Asked:
        found = find(asked.text)
        runs, role, target = False, None, None
        command, words = found or (None, "")
        match command.needs if command else "nothing":
            case "admin":
                runs = await self._rights.runs(asked.place, asked.user_id, as_chat)
                target = await self._rights.channel(words, asked.place, asked.user_id)
            case "editor" | "owner":
                role = await self._rights.role(asked.user_id)
        return replace(asked, target=target, runs=runs, role=role)


def _person(message: TelegramMessage) -> tuple[int, str] | None:
    """Return whom a message is from: the first writer of a forwarded one, a contact, its sender."""
    origin, contact = message.forward_origin, message.contact
    if isinstance(origin, MessageOriginUser):
        return origin.sender_user.id, origin.sender_user.full_name
    if contact is not None and contact.user_id:
        return contact.user_id, f"{contact.first_name} {contact.last_name or ''}".strip()
    return None
