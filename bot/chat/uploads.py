"""What editors bring is read and stored, and each article is answered with its card."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from telegram import Bot
from telegram import Document as TelegramDocument
from telegram import Message as TelegramMessage
from telegram.error import TelegramError

from bot.chat import batches
from bot.chat.brought import Brought, File, Link, Refused, Text, find_brought, with_caption
from bot.chat.cards import card_of, show
from bot.chat.desk import Desk
from bot.chat.mending import carry_over
from bot.chat.place import Place, say
from bot.chat.replies import Replies
from bot.chat.stage import Stage
from bot.chat.words import safe, shortened
from bot.errors import DuplicateArticle, IntakeError, UnreadableDocument
from bot.intake import Given, read_many
from bot.intake.links import fetch
from bot.model import Document
from bot.store.cards import Card
from bot.store.values import random_key

T = TypeVar("T")

MOST_BYTES = 10 * 1024 * 1024
TOO_LARGE = "This document is too large: 10 MB is the limit. Send the text alone."
IN_PARTS = "This text came in several messages: send it once more as a whole."
NOT_ONE = "A card is of one article, and your message brings none or several now: send them anew."
LOST = "The document could not be fetched from Telegram; please send it again."
RECEIPT = "👀"
# above so many articles at once, one summary is shown and no card each
MOST_CARDS = 10
# what reads documents and what follows links at the same time: others are answered meanwhile
READERS = 2
FOLLOWERS = 4


@dataclass(frozen=True, slots=True)
class Opened:
    """One document of what was brought, or why there is none; `sources` are the messages it is of.

    `unread` are words beside it that nothing was made of.
    """

    document: Document
    given: Given
    sources: tuple[int, ...] = ()
    refusal: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a document: a card, with a word beside it, or only the word."""

    card: Card | None = None
    word: str = ""


class Uploads:
    """Takes what editors send in their private chats; whoever calls has checked that they are."""

    def __init__(self, bot: Bot, desk: Desk, replies: Replies) -> None:
        self._bot, self._desk, self._replies = bot, desk, replies
        self._reading = ThreadPoolExecutor(READERS, "reading")
        self._following = ThreadPoolExecutor(FOLLOWERS, "following")

    async def take(
        self, messages: Sequence[TelegramMessage], place: Place, *, awaited: bool = False
    ) -> bool:
        """Take messages for one article or several; says whether they are that."""
        brought = find_brought(messages, awaited=awaited)
        if not brought:
            return False
        # the update is in the inbox until all of this is done: what has this receipt is not lost
        for message in messages:
            await self._replies.react(place, message.message_id, RECEIPT)
        stage, batch = Stage(self._replies, place), random_key()
        received = await self._receive(brought, place, batch, stage)
        await self._answer(place, received, batch, stage)
        return True

    async def mend(self, message: TelegramMessage, place: Place) -> None:
        """Take what an editor changed in a message: the card that was made of it shows it."""
        card = await asyncio.to_thread(self._card_of_message, place, message.message_id)
        if card is None or card.state != "draft":
            await self.take((message,), place)
        elif len(await asyncio.to_thread(self._desk.cards.sources, card.key)) > 1:
            await self._replies.send(place, (say(IN_PARTS),))
        else:
            await self._mend(message, place, card)

    async def _mend(self, message: TelegramMessage, place: Place, card: Card) -> None:
        found = [
            o for each in find_brought((message,), awaited=True) for o in await self._open(each)
        ]
        if len(found) != 1:
            await self._replies.send(place, (say(NOT_ONE),))
            return
        user_id = message.from_user.id if message.from_user else None
        work = partial(self._put_in_place, card, found[0], user_id)
        done = await self._in(self._reading, work)
        if done.card is None:
            await self._replies.send(place, (say(safe(done.word)),))
            return
        shown = await asyncio.to_thread(show, self._desk, done.card, done.word)
        at = card.message_id
        if at is None or not await self._replies.change(place, at, shown):
            sent = await self._replies.send(place, (shown,))
            if sent:
                await asyncio.to_thread(self._desk.cards.show, card.key, sent[0])

    def _card_of_message(self, place: Place, message_id: int) -> Card | None:
        with self._desk.store.database.reading() as connection:
            chat = self._desk.chats.find(connection, place.chat_id)
        return self._desk.cards.of_message(chat, message_id) if chat else None

    # ---- from what was brought to articles

    async def _receive(
        self, brought: Sequence[Brought], place: Place, batch: str, stage: Stage
    ) -> tuple[Received, ...]:
        received: list[Received] = []
        for ahead, each in zip(reversed(range(len(brought))), brought, strict=True):
            total = len(received) + 1 + ahead
            parts = await stage.during(_reading(len(received) + 1, total), self._open(each))
            total += len(parts) - 1
            for part in parts:
                work = self._in(self._reading, partial(self._keep, place, part, batch))
                words = _reading(len(received) + 1, total)
                received.append(await stage.during(words, work))
        return tuple(received)

    async def _open(self, brought: Brought) -> tuple[Opened, ...]:
        """Return the documents in what was brought; what cannot be had or opened says why."""
        given = replace(
            brought.given if isinstance(brought, Text | File) else Given(),
            received_at=self._desk.clock(),
        )
        try:
            match brought:
                case File(document=file):
                    document = await self._fetch(file)
                case Link(url=url):
                    fetched = await self._in(self._following, partial(fetch, url))
                    document, given = fetched.document, replace(given, url=fetched.url)
                case Text(text=text):
                    document = Document("pasted text", text.encode())
                case Refused(why=why):
                    raise UnreadableDocument(why)
            parts = await self._in(self._reading, partial(read_many, document))
        except IntakeError as error:
            return (Opened(Document("", b""), given, refusal=str(error)),)
        caption = brought.caption if isinstance(brought, File) else ""
        if len(parts) != 1:
            # a message that brought several articles cannot be mended by changing it, and says nothing of one
            return tuple(Opened(part, given, unread=(caption,) * bool(caption)) for part in parts)
        given, unread = with_caption(given, caption, self._desk.dossier, self._desk.clock())
        return (Opened(parts[0], given, brought.sources, unread=unread),)

    async def _fetch(self, document: TelegramDocument) -> Document:
        name = document.file_name or "document"
        if (document.file_size or 0) > MOST_BYTES:
            raise UnreadableDocument(TOO_LARGE)
        if document.file_size == 0:
            return Document(name, b"")
        try:
            file = await self._bot.get_file(document.file_id)
            return Document(name, bytes(await file.download_as_bytearray()))
        except TelegramError as error:
            too_big = "too big" in str(error).lower()
            raise UnreadableDocument(TOO_LARGE if too_big else LOST) from error

    def _keep(self, place: Place, opened: Opened, batch: str) -> Received:
        """Store an article with its card, or find the card of the one that is known."""
        try:
            number, word = self._draft(opened), ""
        except DuplicateArticle as known:
            number, word = known.article_id, f"Already on file: this is article {known.article_id}."
        except IntakeError as error:
            return Received(word=str(error))
        card = card_of(self._desk, place, number)
        self._desk.cards.came_from(card.key, opened.sources, batch)
        if opened.unread:
            words = shortened(" · ".join(opened.unread), 200)
            word = f"{word} Nothing was made of the words beside it: “{words}”".strip()
        return Received(card, word)

    def _draft(self, opened: Opened) -> int:
        if opened.refusal is not None:
            raise UnreadableDocument(opened.refusal)
        return self._desk.ingest.draft(opened.document, opened.given).article_id

    def _put_in_place(self, card: Card, opened: Opened, user_id: int | None) -> Received:
        """Store what a message is now in the place of what it was, with what editors set of that."""
        desk, before = self._desk, card.article_id
        try:
            number = self._draft(opened)
        except DuplicateArticle as known:
            number = known.article_id
            if number == before:
                return Received(card)
            if desk.cards.of_article(number):
                return Received(word=f"Already on file: this is article {number}.")
        except IntakeError as error:
            return Received(word=str(error))
        editor = desk.editors.find(user_id or 0)
        by = editor.id if editor else None
        lost = carry_over(desk, before, number, by)
        desk.editing.discard(before, by=by)
        desk.cards.move(card.key, number)
        word = f"Your message changed, and this card with it. {lost}".strip()
        return Received(desk.cards.find(card.key), word)

    async def _in(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(pool, work)

    # ---- from articles to cards

    async def _answer(
        self, place: Place, received: Sequence[Received], batch: str, stage: Stage
    ) -> None:
        """Show each card, or all in one summary; what is no article is said in one message."""
        with_card = [(each.card, each.word) for each in received if each.card is not None]
        refused = tuple(dict.fromkeys(each.word for each in received if each.card is None))
        if len(with_card) > MOST_CARDS:
            made = await asyncio.to_thread(batches.summary, self._desk, batch, refused=refused)
            await stage.end(made)
            return
        for card, word in with_card:
            shown = await asyncio.to_thread(show, self._desk, card, word)
            message_id = await stage.end(shown)
            stage = Stage(self._replies, place)
            if message_id is not None:
                await asyncio.to_thread(self._desk.cards.show, card.key, message_id)
        if refused:
            few = len(refused) <= batches.PAGE
            await stage.end(
                say("\n".join(map(safe, refused)) if few else batches.not_stored(refused))
            )


def _reading(number: int, total: int) -> str:
    return f"Reading … {number} of {total}" if total > 1 else "Reading …"
