"""What an editor's messages bring: documents, links, posts of others, pasted texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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

from bot.intake import Given

LINK = re.compile(r"https?://\S+", re.IGNORECASE)
# signs that end a sentence about a link, not the link
AFTER_LINK = ".,;:!?)]}”’\"'»>"
MOST_LINKS = 5
# a text of an editor as long as this is an article; a shorter one is talk, or a word beside links
PASTED = 200
ADD = re.compile(r"/add(?:@\w+)?\s+(?=\S)", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…]['\"”’»)]?$")


@dataclass(frozen=True, slots=True)
class File:
    """A document that Telegram keeps for us, with what a forwarded one tells of itself."""

    document: Document
    given: Given
    sources: tuple[int, ...]


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
        yield File(message.document, given, sources)
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
