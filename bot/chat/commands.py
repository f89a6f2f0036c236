"""Which part handles a command or a press, and who may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.briefing import Reader, parse_request, refuse_long
from bot.chat import (
    archive,
    batches,
    broadcasts,
    editors,
    overruling,
    pressed,
    reports,
    settings,
    subscribing,
)
from bot.chat.asked import Asked, Command, Done
from bot.chat.desk import Desk
from bot.chat.place import channel_in, say
from bot.chat.words import GONE, safe
from bot.errors import ArticleNotFound, BriefingError, ChangeRefused

ONLY_ADMINS = "Only this group’s admins can do this."
ONLY_EDITORS = "Only this bot’s editors can do this."
ONLY_OWNERS = "Only this bot’s owners can do this."
IN_PRIVATE = "Editors’ work is done in the private chat with me."


def is_for(text: str, username: str) -> bool:
    """Say whether a command is meant for this bot: no name, or this one."""
    request = parse_request(text)
    return request is not None and (request.bot is None or request.bot.lower() == username.lower())


# what editors are answered with more than others
MORE_FOR_EDITORS = frozenset({"help", "source", "start"})


def _brief(desk: Desk, asked: Asked) -> Done:
    """Answer from the dossier."""
    request, place = parse_request(asked.text), asked.place
    shown: tuple[str, ...] = ()
    if request is not None and request.command == "source":
        shown = desk.chats.shown(place.chat_id, place.thread_id, asked.message_id)
    reader = Reader(bot_username=desk.username, shown=shown, private=place.private)
    messages = desk.briefings.answer(asked.text, reader).messages
    if request is None or request.command not in MORE_FOR_EDITORS or not place.private:
        return Done(messages)
    user_id = asked.user_id or 0
    role = desk.editors.role(user_id)
    if role is None:
        return Done(messages)
    if request.command == "help":
        return Done((*messages, say(editors.help_for(role))))
    *before, last = messages
    # an editor who opens a passage can overrule it at once; one who begins is given the menu
    shown_to_editor = (*before, reports.for_editors(desk, last))
    return Done(shown_to_editor, menus=(user_id,) if request.command == "start" else ())


BRIEFING = Command(_brief, free=True)
COMMANDS: Mapping[str, Command] = {
    **subscribing.COMMANDS,
    **settings.COMMANDS,
    **broadcasts.COMMANDS,
    **archive.COMMANDS,
    **editors.COMMANDS,
    **reports.COMMANDS,
}
# presses whose data is no command begin with one of these words and a colon
PRESSES: Mapping[str, Command] = {
    **archive.PRESSES,
    **batches.PRESSES,
    **broadcasts.PRESSES,
    **overruling.PRESSES,
    **pressed.PRESSES,
}
# commands that are handled apart, and need other rights, with these words after them; @ stands for
# the channel that they begin with
WITH_WORDS: Mapping[tuple[str, str], Command] = {**subscribing.WITH_WORDS, **broadcasts.WITH_WORDS}


def find(text: str) -> tuple[Command, str] | None:
    """Find what handles a command or a press, and the words it is given; None for neither."""
    if not text.startswith("/"):
        word, _, rest = text.partition(":")
        return (PRESSES[word], rest) if word in PRESSES else None
    request = parse_request(text)
    if request is None:
        return BRIEFING, ""
    plain = COMMANDS.get(request.command, BRIEFING)
    name = channel_in(request.argument)
    shape = request.argument if name is None else "@" + request.argument.removeprefix(name)
    return WITH_WORDS.get((request.command, shape), plain), request.argument


def answer(desk: Desk, asked: Asked) -> Done:
    """Answer a command or a press; what somebody can mend is said in a sentence with a hint.

    Raises BotError for what cannot be done at the moment.
    """
    found = find(asked.text)
    if found is None:
        return Done((say(GONE),))
    command, words = found
    if (refused := _refusal(command, asked)) is not None:
        return Done((say(refused),))
    try:
        if not command.free and not asked.pressed:
            refuse_long(words)
        return command.handle(desk, replace(asked, words=words))
    except BriefingError as error:
        return mended(error)
    except (ArticleNotFound, ChangeRefused) as error:
        return Done((say(safe(str(error))),))


def mended(error: BriefingError) -> Done:
    """Say what somebody can mend, and how."""
    return Done((say(safe(f"{error} {error.hint}".strip())),))


def _refusal(command: Command, asked: Asked) -> str | None:
    match command.needs:
        case "admin" if not asked.runs:
            return ONLY_ADMINS
        case "editor" | "owner" if asked.role is None:
            return ONLY_EDITORS
        case "editor" | "owner" if not asked.place.private:
            return IN_PRIVATE
        case "owner" if asked.role != "owner":
            return ONLY_OWNERS
    return None
