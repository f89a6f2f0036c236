"""Buttons of editors carry random keys: what one does is kept, and found again only in its chat.

A reader's button says a command, which anybody may as well type; it is sent as it is.
"""

from __future__ import annotations

from dataclasses import replace

from bot.briefing import Button, Message
from bot.chat.desk import Desk
from bot.chat.place import Place


def is_keyed(button: Button) -> bool:
    """Say whether a button does what nobody can ask for by a command."""
    return bool(button.data) and not button.data.startswith("/")


def keyed(desk: Desk, place: Place, message: Message) -> Message:
    """Put random keys in the place of what a message's buttons do, and keep that."""
    presses = [button.data for row in message.buttons for button in row if is_keyed(button)]
    now = desk.clock()
    with desk.store.database.writing() as connection:
        chat = desk.chats.row(connection, place.chat_id, place.kind, now)
    keys = iter(desk.keyboards.keep(chat, presses, now))
    rows = (
        tuple(replace(button, data=next(keys)) if is_keyed(button) else button for button in row)
        for row in message.buttons
    )
    return replace(message, buttons=tuple(rows))


def meant(desk: Desk, place: Place, data: str) -> str:
    """Return what a pressed button does; nothing where no message of the chat has such a one."""
    if data.startswith("/"):
        return data
    with desk.store.database.reading() as connection:
        chat = desk.chats.find(connection, place.chat_id)
    return (desk.keyboards.find(chat, data) if chat else None) or ""
