"""What an editor's messages bring: documents, links, posts of others, pasted texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import (
    Document,
    Message,
    MessageEntity,
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.analysis.lexicon import Outlet
from bot.dates import parse_date
from bot.dossier import Dossier
from bot.editing import LONGEST_LINK
from bot.errors import BadQuery
from bot.intake import Given
from bot.model import Publication

LINK = re.compile(r"https?://\S+", re.IGNORECASE)
# signs that end a sentence about a link, not the link
AFTER_LINK = ".,;:!?)]}”’\"'»>"
MOST_LINKS = 5
# a text of an editor as long as this is an article; a shorter one is talk, or a word beside links
PASTED = 200
ADD = re.compile(r"/add(?:@\w+)?\s+(?=\S)", re.IGNORECASE)
# what parts the pieces of the words beside a document
PIECES = re.compile(r"\s*(?:[\n;|·]|,(?=\s+https?:))\s*")
SENTENCE_END = re.compile(r"[.!?…]['\"”’»)]?$")


@dataclass(frozen=True, slots=True)
class File:
    """A document that Telegram keeps for us, the words beside it, what a forwarded one tells of itself."""

    document: Document
    given: Given
    sources: tuple[int, ...]
    caption: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to follow."""

    url: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A pasted text or somebody's post, with what is known of it."""

    text: str
    given: Given
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is no article, and why."""

    why: str


Brought = File | Link | Text | Refused

NO_PICTURES = "A picture has no text that I can read; send the text."
MORE_LINKS = f"I follow {MOST_LINKS} links of a message; send the others in another one."


def find_brought(messages: Sequence[Message], *, awaited: bool = False) -> tuple[Brought, ...]:
    """Say what messages that belong together bring; nothing when they are talk.

    `awaited` says that a text is an article, however short.
    """
    if len(messages) > 1 and all(message.text for message in messages):
        texts = [message.text or "" for message in messages]
        return (Text(joined(texts), Given(), tuple(m.message_id for m in messages)),)
    return tuple(each for message in messages for each in _of_one(message, awaited))


def joined(texts: Sequence[str]) -> str:
    """Join the parts of one paste: where a sentence goes on over the cut, so does the line."""
    whole = ADD.sub("", texts[0], count=1)
    for text in texts[1:]:
        goes_on = not SENTENCE_END.search(whole.rstrip()) or text[:1].islower()
        whole = f"{whole.rstrip()}{' ' if goes_on else chr(10) * 2}{text.lstrip()}"
    return whole


def _of_one(message: Message, awaited: bool) -> Iterator[Brought]:
    sources = (message.message_id,)
    origin = message.forward_origin
    given = given_of(origin) if origin is not None else Given()
    if message.document is not None:
        yield File(message.document, given, sources, (message.caption or "").strip())
        return
    text = message.text or message.caption or ""
    asked = awaited or ADD.match(text) is not None
    text = ADD.sub("", text, count=1)
    links = _links(message)
    beside = LINK.sub("", text).strip()
    if origin is not None and beside:
        yield Text(text, given, sources)
    elif links and len(beside) < PASTED:
        yield from (Link(link, sources) for link in links[:MOST_LINKS])
        if len(links) > MOST_LINKS:
            yield Refused(MORE_LINKS)
    elif len(text) >= PASTED or (asked and text):
        yield Text(text, Given(), sources)
    elif message.photo:
        yield Refused(NO_PICTURES)


def with_caption(
    given: Given, caption: str, dossier: Dossier, now: datetime
) -> tuple[Given, tuple[str, ...]]:
    """Take link, date and outlet from the words beside a document; returns what they say besides.

    Only what a piece of them is as a whole, and what is not given yet.
    """
    unread: list[str] = []
    for piece in filter(None, PIECES.split(caption.strip())):
        outlet, on = dossier.lexicon.find(piece), _day(piece, dossier, now)
        if given.url is None and LINK.fullmatch(piece) and len(piece) <= LONGEST_LINK:
            given = replace(given, url=piece)
        elif given.outlet is None and isinstance(outlet, Outlet):
            given = replace(given, outlet=outlet.name)
        elif given.published is None and on is not None:
            given = replace(given, published=on.on, precision=on.precision)
        else:
            unread.append(piece)
    return given, tuple(unread)


def _day(words: str, dossier: Dossier, now: datetime) -> Publication | None:
    """Read a date as an editor sets one; without a figure it may be any word."""
    if not any(sign.isdigit() for sign in words):
        return None
    try:
        return parse_date(words, now, dossier.zone)
    except BadQuery:
        return None


def _links(message: Message) -> tuple[str, ...]:
    """Return the links of a message, those behind words too, each once."""
    text = message.text or message.caption or ""
    found = [link.rstrip(AFTER_LINK) for link in LINK.findall(text)]
    hidden = [
        entity.url
        for entity in (*message.entities, *message.caption_entities)
        if entity.type == MessageEntity.TEXT_LINK and entity.url
    ]
    return tuple(dict.fromkeys((*found, *hidden)))


def given_of(origin: MessageOrigin) -> Given:
    """Say what a forwarded post tells of itself: who wrote it, where it stands, and when."""
    name, url, author = _origin(origin)
    return Given(
        outlet=name,
        url=url,
        published=origin.date.date(),
        precision="day",
        basis="forward",
        basis_note=f"forwarded post by {author}" if author else "forwarded post",
    )


def _origin(origin: MessageOrigin) -> tuple[str | None, str | None, str | None]:
    """Return a post's channel, group or person, its link, and the author that it names."""
    match origin:
        case MessageOriginChannel(chat=chat, message_id=number, author_signature=author):
            url = f"https://t.me/{chat.username}/{number}" if chat.username else None
            return chat.title, url, author
        case MessageOriginChat(sender_chat=chat, author_signature=author):
            return chat.title, None, author
        case MessageOriginUser(sender_user=user):
            return user.full_name, None, None
        case MessageOriginHiddenUser(sender_user_name=name):
            return name, None, None
        case _:
            return None, None, None
