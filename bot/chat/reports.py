"""“Wrong?” under a passage: the editors are shown what a reader finds wrong, and answer it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.briefing import Button, Message, Reader
from bot.chat.asked import Asked, Command, Done
from bot.chat.desk import Desk
from bot.chat.overruling import buttons, find_line
from bot.chat.place import say
from bot.errors import ArticleNotFound, BriefingError, ChangeRefused

THANKS = "Thank you: the editors have been shown this passage."


def _wrong(desk: Desk, asked: Asked) -> Done:
    """Show the editors a passage that a reader finds wrong, once until one of them has answered."""
    key = asked.words.strip()
    try:
        found = desk.briefings.answer(f"/start {key}", Reader(bot_username=desk.username))
        line = find_line(desk, key)
        known = any(report.passage == key for report in desk.editing.reports())
        desk.editing.report(key)
    except (BriefingError, ChangeRefused, ArticleNotFound):
        return Done((say("That passage is not on file any more."),))
    if known:
        return Done((say(THANKS),))
    *before, last = found.messages
    shown = _under(last, (*buttons(line), (line.button("Nothing is wrong", "fine"),)))
    return Done(
        (say(THANKS),),
        to_editors=(say("A reader finds this passage wrong:"), *before, shown),
    )


def for_editors(desk: Desk, message: Message) -> Message:
    """Put the buttons that overrule a line under its passage, in place of a reader's."""
    if len(message.citations) != 1:
        return message
    try:
        return _under(message, buttons(find_line(desk, message.citations[0])))
    except (ChangeRefused, ArticleNotFound):
        return message


def _under(message: Message, rows: Sequence[tuple[Button, ...]]) -> Message:
    kept = (tuple(b for b in row if b.url) for row in message.buttons)
    return replace(message, buttons=(*(row for row in kept if row), *rows))


COMMANDS: Mapping[str, Command] = {"wrong": Command(_wrong)}
