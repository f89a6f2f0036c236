"""“Wrong?” under a passage: the editors are shown what a reader finds wrong, and answer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.briefing import Button, Message, Reader
from bot.chat.asked import Asked, Command, Done
from bot.chat.desk import Desk
from bot.chat.overruling import buttons, find_line
from bot.chat.place import say
from bot.chat.words import number_in
from bot.errors import ArticleNotFound, BriefingError, ChangeRefused

THANKS = "Thank you: the editors have been shown this passage."


def _wrong(desk: Desk, asked: Asked) -> Done:
    """Show the editors a passage that a reader finds wrong, once until one of them has answered."""
    key = asked.words.strip()
    try:
        found = desk.briefings.answer(f"/start {key}", Reader(bot_username=desk.username))
        known = any(report.passage == key for report in desk.editing.reports())
        report = desk.editing.report(key)
    except (BriefingError, ChangeRefused):
        return Done((say("That passage is not on file any more."),))
    if known:
        return Done((say(THANKS),))
    settle = (Button("Nothing is wrong", f"report:{report.id}"),)
    *before, last = found.messages
    shown = for_editors(desk, last, settle)
    return Done(
        (say(THANKS),),
        to_editors=(say("A reader finds this passage wrong:"), *before, shown),
    )


def for_editors(desk: Desk, message: Message, *rows: tuple[Button, ...]) -> Message:
    """Put the buttons that overrule a line under its passage, in place of a reader's."""
    if len(message.citations) != 1:
        return message
    try:
        ours = buttons(find_line(desk, message.citations[0]))
    except (ChangeRefused, ArticleNotFound):
        return message
    kept = tuple(tuple(b for b in row if b.url) for row in message.buttons)
    return replace(message, buttons=(*(row for row in kept if row), *ours, *rows))


def _settle(desk: Desk, asked: Asked) -> Done:
    if desk.editing.settle_report(number_in(asked.words)):
        return Done(instead=say("Settled: the passage stays as it is."))
    return Done(instead=say("Another editor has settled this already."))


COMMANDS: Mapping[str, Command] = {"wrong": Command(_wrong)}
PRESSES: Mapping[str, Command] = {"report": Command(_settle, "editor")}
