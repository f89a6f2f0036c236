"""Sends one rendered message; translates `telegram.error` into our own errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.briefing import Button, Message
from bot.chat.limits import Pace
from bot.chat.transport import call
from bot.errors import (
    ChatMoved,
    DeliveryError,
    MessageRefused,
    OutcomeUnknown,
    RecipientGone,
    TokenRefused,
    TryLater,
)

GONE = ("chat not found", "user is deactivated", "bot was kicked", "group chat was deactivated")


# an answer is tried again after so many seconds each while Telegram cannot be reached
PAUSES = (1.0, 3.0, 10.0)


class TelegramSender:
    """Sends messages at the pace that Telegram allows."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot, self._pace = bot, pace

    async def send(
        self,
        chat_id: int,
        thread_id: int,
        message: Message,
        *,
        silent: bool = False,
        answer: bool = False,
        reply_to: int | None = None,
    ) -> int:
        """Send a message and return its id; raises DeliveryError."""
        given = _written(message, thread_id, silent)
        if reply_to:
            to = {"message_id": reply_to, "allow_sending_without_reply": True}
            given = f'{given}, "reply_parameters": {json.dumps(to)}'
        if not answer:
            return await self._send_once(chat_id, given, answer=False)
        for pause in PAUSES:
            try:
                return await self._send_once(chat_id, given, answer=True)
            except TryLater as error:
                # nobody else will try an answer again; where Telegram names a time, the pace keeps it
                if error.delay is None:
                    await asyncio.sleep(pause)
        return await self._send_once(chat_id, given, answer=True)

    async def _send_once(self, chat_id: int, given: str, *, answer: bool) -> int:
        if await self._pace.wait(chat_id, answer=answer):
            given += ', "allow_paid_broadcast": true'
        payload = f'{{"chat_id": {chat_id}, {given}}}'.encode()
        try:
            sent = await call(self._bot, "sendMessage", payload)
        except TelegramError as error:
            raise self._failure(error, chat_id) from error
        return int(sent["message_id"])

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        """Show a message in the place of one that was sent; raises DeliveryError."""
        await self._pace.wait(chat_id, answer=True)
        try:
            await self._bot.edit_message_text(
                message.html,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard(message.buttons),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            raise self._failure(error, chat_id) from error

    async def react(self, chat_id: int, message_id: int, emoji: str) -> None:
        """Put a reaction under somebody's message; raises DeliveryError."""
        try:
            await self._bot.set_message_reaction(chat_id, message_id, emoji)
        except TelegramError as error:
            raise self._failure(error, chat_id) from error

    def _failure(self, error: TelegramError, chat_id: int) -> DeliveryError:
        failure = translate(error)
        if isinstance(failure, TryLater) and failure.delay:
            self._pace.hold(chat_id, failure.delay)
        return failure


@lru_cache(maxsize=256)
def _written(message: Message, thread_id: int, silent: bool) -> str:
    """Return what is the same in every chat that a message goes to: JSON without its braces."""
    given: dict[str, object] = {
        "text": message.html,
        "parse_mode": ParseMode.HTML,
        "link_preview_options": {"is_disabled": True},
    }
    if (rows := keyboard(message.buttons)) is not None:
        given["reply_markup"] = rows.to_dict()
    if thread_id:
        given["message_thread_id"] = thread_id
    if silent:
        given["disable_notification"] = True
    return json.dumps(given)[1:-1]


def translate(error: TelegramError) -> DeliveryError:
    """Say what an error of the library means for a message."""
    # BadRequest is a NetworkError to the library: it is asked for first
    if isinstance(error, BadRequest):
        gone = any(words in error.message.lower() for words in GONE)
        return RecipientGone("The chat is gone.") if gone else MessageRefused(error.message)
    if isinstance(error, Forbidden):
        return RecipientGone("The chat refuses this bot.")
    if isinstance(error, ChatMigrated):
        return ChatMoved(error.new_chat_id)
    if isinstance(error, RetryAfter):
        return TryLater("Telegram asks to wait.", seconds_of(error))
    if isinstance(error, InvalidToken):
        return TokenRefused("Telegram does not accept the token.")
    if isinstance(error, TimedOut) and "connecting" not in error.message:
        return OutcomeUnknown("No answer came in time.")
    if isinstance(error, NetworkError) and "line broke" in error.message:
        return OutcomeUnknown("The line broke before the answer.")
    return TryLater("Telegram cannot be reached.")


def seconds_of(error: RetryAfter) -> float:
    """Return for how long Telegram asks to wait, in seconds."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def keyboard(buttons: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    """Make the keyboard of a message's buttons; None without any."""
    rows = [
        [
            InlineKeyboardButton(b.text, url=b.url)
            if b.url
            else InlineKeyboardButton(b.text, callback_data=b.data)
            for b in row
        ]
        for row in buttons
        if row
    ]
    return InlineKeyboardMarkup(rows) if rows else None
