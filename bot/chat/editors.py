"""Who the editors are: the code that makes an owner, and whom owners let in and out."""

from __future__ import annotations

from collections.abc import Mapping

from bot.briefing import Message
from bot.chat.asked import Asked, Command, Done
from bot.chat.cards import doer
from bot.chat.desk import Desk
from bot.chat.place import say
from bot.chat.words import count, safe
from bot.errors import BadQuery
from bot.store.chats import FORMER

# the commands of editors, for their menus and /help, and those of owners alone
EDITORS = (
    ("add", "Add an article: then send its text, a file or a link"),
    ("articles", "All articles: /articles words to search for"),
    ("edit", "The card of an article: /edit 12"),
    ("remove", "Take an article out of every briefing: /remove 12"),
    ("withdraw", "Take an article back and tell readers why: /withdraw 12 reason"),
    ("undo", "The last changes, and their undoing"),
    ("stats", "What is there"),
)
OWNERS = (("editors", "Who may change the archive: /editors add 123456789"),)
HINT = "Try /editors add 123456789, or answer a message that they wrote with /editors add."


def commands_of(role: str) -> tuple[tuple[str, str], ...]:
    """Return the commands of a role beside everybody's, with a line on each."""
    return (*EDITORS, *(OWNERS if role == "owner" else ()))


def help_for(role: str) -> str:
    """Write what a role can do that others cannot."""
    lines = (f"/{name} — {says}" for name, says in commands_of(role))
    bring = (
        "Send me an article: a file, several, a .zip of them, a link, a forwarded post, its text."
    )
    return "\n".join(("<b>For editors, in this chat</b>", bring, *lines))


def _claim(desk: Desk, asked: Asked) -> Done:
    """Make somebody the owner by the code that `run` printed."""
    user_id = asked.user_id or 0
    if desk.editors.claim(user_id, asked.words, desk.clock()):
        return Done((say("You are the owner of this bot now."),), menus=(user_id,))
    return Done((say("That code is not valid."),))


def _editors(desk: Desk, asked: Asked) -> Done:
    word, _, rest = asked.words.partition(" ")
    if not word:
        return Done((_list(desk),))
    if word not in ("add", "remove"):
        raise BadQuery(asked.words, "Say whom to add or remove.", HINT)
    user_id, name = _person(asked, rest.strip())
    if word == "add":
        return _let_in(desk, asked, user_id, name)
    return _let_out(desk, asked, user_id)


def _list(desk: Desk) -> Message:
    known = [each for each in desk.editors.listed() if each.role != FORMER]
    told = (
        f"• {safe(each.name or 'no name kept')} · {each.role} · {each.user_id}" for each in known
    )
    return say("\n".join((f"<b>{count(len(known), 'editor')}</b>", *told, "", HINT)))


def _person(asked: Asked, words: str) -> tuple[int, str]:
    """Return whom an owner means: by an id, or by the message that is answered; raises BadQuery."""
    number, _, name = words.partition(" ")
    if number.isdecimal() and number.isascii() and len(number) < 16 and int(number):
        return int(number), name.strip()
    if not words and asked.about is not None:
        return asked.about
    raise BadQuery(
        asked.words, "That names nobody: people who hide their account have no id.", HINT
    )


def _let_in(desk: Desk, asked: Asked, user_id: int, name: str) -> Done:
    if desk.editors.role(user_id) is not None:
        raise BadQuery(asked.words, "They are an editor already.")
    made = desk.editors.add(user_id, name, by=doer(desk, asked), now=desk.clock())
    told = f"{safe(made.name or str(user_id))} is an editor now, and may change the archive."
    return Done(to_editors=(say(told),), menus=(user_id,))


def _let_out(desk: Desk, asked: Asked, user_id: int) -> Done:
    gone = desk.editors.remove(user_id, by=doer(desk, asked), now=desk.clock())
    told = f"{safe(gone.name or str(user_id))} is no editor any more."
    return Done(to_editors=(say(told),), menus=(user_id,))


COMMANDS: Mapping[str, Command] = {
    "claim": Command(_claim),
    "editors": Command(_editors, "owner"),
}
