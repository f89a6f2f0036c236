"""Who the editors are: the code that makes an owner."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat.asked import Asked, Command, Done
from bot.chat.desk import Desk
from bot.chat.place import say


def claim(desk: Desk, asked: Asked) -> Done:
    """Make somebody the owner by the code that `run` printed."""
    done = desk.editors.claim(asked.user_id or 0, asked.words, desk.clock())
    return Done((say("You are the owner of this bot now." if done else "That code is not valid."),))


COMMANDS: Mapping[str, Command] = {"claim": Command(claim)}
