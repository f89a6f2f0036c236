"""“Wrong?” under a passage: the editors are shown what a reader finds wrong."""

from __future__ import annotations

from collections.abc import Mapping

from bot.briefing import Reader
from bot.chat.asked import Asked, Command, Done
from bot.chat.desk import Desk
from bot.chat.place import say
from bot.errors import BriefingError


def report(desk: Desk, asked: Asked) -> Done:
    """Show the editors a passage that a reader finds wrong."""
    reader = Reader(bot_username=desk.username)
    try:
        found = desk.briefings.answer(f"/start {asked.words}", reader)
    except BriefingError:
        return Done((say("That passage is not on file any more."),))
    return Done(
        (say("Thank you: the editors have been shown this passage."),),
        to_editors=(say("A reader finds this passage wrong:"), *found.messages),
    )


COMMANDS: Mapping[str, Command] = {"wrong": Command(report)}
