"""What editors bring: documents, links and pasted texts, each answered with its card."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Callable, Iterator
from functools import partial

from telegram import Bot
from telegram import Document as TelegramDocument
from telegram import Message as TelegramMessage
from telegram.error import NetworkError

from bot.briefing import Message
from bot.chat import cards
from bot.chat.desk import Desk
from bot.chat.place import Place, say
from bot.chat.replies import Replies
from bot.chat.rights import Rights
from bot.errors import IntakeError
from bot.intake import Given
from bot.intake.links import fetch
from bot.model import Document

MOST_BYTES = 10 * 1024 * 1024
TOO_LARGE = "This document is too large: 10 MB is the limit. Send the text alone."
NOT_YOURS = (
    "Thank you, but only this bot’s editors can add articles. Nothing was stored."
    " Ask /latest for what is on file."
)
NO_PICTURES = "A picture has no text that I can read; send the text."
LOST = "The document could not be fetched from Telegram; please send it again."
LINK = re.compile(r"https?://\S+")
MOST_LINKS = 5
# a message of an editor as long as this is an article; a shorter one is talk
PASTED = 200

Making = Callable[[], tuple[Document, Given]]
"""Makes a document and what came with it; takes time, may raise IntakeError."""


def documents_of(text: str) -> Iterator[Making]:
    """Yield what an editor's message brings: each of its links, or a pasted text of some length."""
    links = LINK.findall(text)
    if links and not LINK.sub("", text).strip():
        for link in links[:MOST_LINKS]:
            yield partial(_follow, link)
    elif len(text) >= PASTED:
        yield lambda: (Document("pasted text", text.encode()), Given())


def _follow(link: str) -> tuple[Document, Given]:
    fetched = fetch(link)
    return fetched.document, Given(url=fetched.url)


class Uploads:
    """Takes what comes in a private chat; only editors' is stored."""

    def __init__(self, bot: Bot, desk: Desk, replies: Replies, rights: Rights) -> None:
        self._bot, self._desk, self._replies, self._rights = bot, desk, replies, rights

    async def take(self, message: TelegramMessage, place: Place) -> bool:
        """Take a message for an article or several; says whether it was that."""
        user_id = message.from_user.id if message.from_user else None
        brings_file = message.document is not None or bool(message.photo)
        makings = list(documents_of(message.text or ""))
        if not brings_file and not makings:
            return False
        if await self._rights.role(user_id) is None:
            if brings_file:
                await self._replies.send(place, (say(NOT_YOURS),))
            return brings_file
        if brings_file:
            await self._replies.send(place, (await self._file(message, place),))
        for make in makings:
            await self._replies.send(place, (await asyncio.to_thread(self._card, place, make),))
        return True

    async def _file(self, message: TelegramMessage, place: Place) -> Message:
        document = message.document
        if document is None:
            return say(NO_PICTURES)
        if (document.file_size or 0) > MOST_BYTES:
            return say(TOO_LARGE)
        try:
            data = await self._fetch(document)
        except IntakeError as error:
            return say(html.escape(str(error), quote=False))
        made = Document(document.file_name or "document", data)
        return await asyncio.to_thread(self._card, place, lambda: (made, Given()))

    def _card(self, place: Place, make: Making) -> Message:
        try:
            return cards.receive(self._desk, place, *make())
        except IntakeError as error:
            return say(html.escape(str(error), quote=False))

    async def _fetch(self, document: TelegramDocument) -> bytes:
        if document.file_size == 0:
            return b""
        try:
            file = await self._bot.get_file(document.file_id)
            return bytes(await file.download_as_bytearray())
        except NetworkError as error:
            too_big = "too big" in str(error).lower()
            raise IntakeError(TOO_LARGE if too_big else LOST) from error
