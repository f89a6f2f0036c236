"""A command or a press as it came, what handles one, and what that leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.briefing import Message
from bot.chat.desk import Desk
from bot.chat.place import Place

Needs = Literal["nothing", "admin", "editor", "owner"]
"""The right that something asks for: none; in a group to be its admin; to be an editor or an owner."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A command or a button's data: where, by whom, in reply to (or under) which message.

    `pressed` says that it is a button's. `words` are what follows the command's name; `about` is the
    person whose message or contact is replied to, with the name; `target` is the channel that the
    words begin with, where who asks is its admin. `runs` says that who asks may change what is sent
    there, `role` is owner, editor or None; these are looked up only where the command needs them.
    What takes long tells with `tell` how far it is.
    """

    place: Place
    user_id: int | None
    text: str
    words: str = ""
    message_id: int | None = None
    about: tuple[int, str] | None = None
    pressed: bool = False
    target: Place | None = None
    runs: bool = False
    role: str | None = None
    tell: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Shown:
    """A message that stands in the place of one that was sent.

    `card` is the card that it shows, if that is to be sent anew where the message is gone.
    """

    place: Place
    message_id: int
    message: Message
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What is said: in the chat, to all editors, and in the places of messages that were sent.

    `instead` takes the place of the message with the button, `anew` those of others. `card` is the
    card that the last message of `here` shows. `awaited` says that the editor's next text is an
    article, whatever its length. `menus` are people whose menu of commands is to be set anew.
    """

    here: tuple[Message, ...] = ()
    to_editors: tuple[Message, ...] = ()
    instead: Message | None = None
    anew: tuple[Shown, ...] = ()
    card: str | None = None
    awaited: bool = False
    menus: tuple[int, ...] = ()


def in_place(asked: Asked, message: Message) -> Done:
    """Show a message in the place of the one whose button was pressed; to a command, answer it."""
    return Done(instead=message) if asked.pressed else Done((message,))


@dataclass(frozen=True, slots=True)
class Command:
    """How something is handled (in a thread of its own; raises BotError), and the right it needs.

    `free` says that a text follows it, whose length is judged by what becomes of it.
    """

    handle: Callable[[Desk, Asked], Done]
    needs: Needs = "nothing"
    free: bool = False
