"""Where somebody asks from, and what they are told there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message as TelegramMessage

from bot.briefing import Button, Message
from bot.briefing.messages import plain

# a channel by its public name, or by the number of one that has none
CHANNEL = re.compile(r"@[A-Za-z]\w{3,31}\b|-100\d{6,}\b")


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, its kind (private, group, supergroup, channel) and a thread in it; 0 is none.

    `name` is how a channel is called where it is spoken of in another chat.
    """

    chat_id: int
    kind: str
    thread_id: int
    name: str = ""

    @property
    def private(self) -> bool:
        """Say whether one person alone reads it."""
        return self.kind == "private"


def place_of(message: TelegramMessage) -> Place:
    """Return the place that a message stands in."""
    thread = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat.id, message.chat.type, thread or 0)


def channel_in(words: str) -> str | None:
    """Return the channel or group that words begin with; None when they name none."""
    named = CHANNEL.match(words)
    return named.group() if named else None


def say(html: str, *rows: tuple[Button, ...]) -> Message:
    """Make a message of our own words."""
    return Message(html, plain(html), rows)
