"""What is done with a command: who may, and which part answers."""

from __future__ import annotations

import html
from dataclasses import dataclass

from bot.briefing import Message, Reader, parse_request
from bot.chat import subscriptions as subs
from bot.chat.desk import Desk
from bot.chat.subscriptions import Place, say
from bot.errors import BadQuery, BriefingError


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as it came: where, by whom, with which rights, in reply to what."""

    place: Place
    user_id: int | None
    text: str
    replied_to: int | None = None
    group_admin: bool = True


def is_for(text: str, username: str) -> bool:
    """Say whether a command is meant for this bot: no name, or this one."""
    request = parse_request(text)
    return request is not None and (request.bot is None or request.bot.lower() == username.lower())


SUBSCRIBING = frozenset({"subscribe", "unsubscribe", "settings", "pause"})


def answer(desk: Desk, asked: Asked) -> tuple[Message, ...]:
    """Answer a command; what the reader can mend is said in a sentence with a hint."""
    try:
        return _answer(desk, asked)
    except BriefingError as error:
        return (say(html.escape(f"{error} {error.hint}".strip(), quote=False)),)


def _answer(desk: Desk, asked: Asked) -> tuple[Message, ...]:
    request = parse_request(asked.text)
    if request is None:
        raise BadQuery(asked.text, "I answer commands.", "Try /latest, or /help for all of them.")
    place, words = asked.place, request.argument
    if request.command in SUBSCRIBING and not asked.group_admin:
        return (say("Only this group’s admins can change its digests."),)
    match request.command:
        case "subscribe":
            return (subs.subscribe(desk, place, words),)
        case "unsubscribe":
            return (subs.unsubscribe(desk, place),)
        case "settings":
            return (subs.settings(desk, place, words),)
        case "pause":
            return (subs.pause(desk, place, words),)
        case "digest":
            return subs.digest_now(desk, place)
        case "privacy" if words == "erase":
            if not asked.group_admin:
                return (say("Only this group’s admins can delete what is kept about it."),)
            return (subs.erase(desk, place),)
    shown: tuple[str, ...] = ()
    if request.command == "source":
        shown = desk.chats.shown(place.chat_id, place.thread_id, asked.replied_to)
    reader = Reader(bot_username=desk.username, shown=shown, private=place.kind == "private")
    return desk.briefings.answer(asked.text, reader).messages
