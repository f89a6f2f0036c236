"""Who may do what: editors change the archive, a group's admins what is sent to the group."""

from __future__ import annotations

import asyncio

from telegram import Bot
from telegram.error import TelegramError

from bot.chat.desk import Desk
from bot.chat.place import Place

ADMINS = frozenset({"creator", "administrator"})


class Rights:
    """Asks the database and Telegram, each time anew: rights are checked when something is done."""

    def __init__(self, bot: Bot, desk: Desk) -> None:
        self._bot, self._desk = bot, desk

    async def role(self, user_id: int | None) -> str | None:
        """Return owner or editor; None for everybody else."""
        if user_id is None:
            return None
        return await asyncio.to_thread(self._desk.editors.role, user_id)

    async def runs(self, place: Place, user_id: int | None, as_chat: int | None = None) -> bool:
        """Say whether somebody may change what is sent to a place: in groups, its admins.

        `as_chat` is the chat in whose name they write: an admin who hides behind the group writes as
        the group itself.
        """
        if place.private:
            return True
        if as_chat is not None:
            return as_chat == place.chat_id
        return user_id is not None and await self.is_admin(place.chat_id, user_id)

    async def is_admin(self, chat_id: int, user_id: int) -> bool:
        """Say whether somebody is an admin of a group or channel; False when Telegram won't tell."""
        try:
            member = await self._bot.get_chat_member(chat_id, user_id)
        except TelegramError:
            return False
        return member.status in ADMINS
