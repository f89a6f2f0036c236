"""Who may do what: editors change the archive, a group's admins what is sent to the group."""

from __future__ import annotations

import asyncio

from telegram import Bot, ChatMember, ChatMemberAdministrator
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.chat.desk import Desk
from bot.chat.place import Place, channel_in
from bot.errors import BadQuery

ADMINS = frozenset({"creator", "administrator"})
MAKE_ADMIN = "Make me an admin of it that may post messages, then try again."


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

    async def channel(self, words: str, place: Place, user_id: int | None) -> Place | None:
        """Return the channel or group that words begin with; None when they name none.

        Raises BadQuery where whoever asks is no admin of it, or the bot may not post there, and
        outside of private chats: what is meant for the channel must not befall the group.
        """
        name = channel_in(words)
        if name is None:
            return None
        if not place.private:
            raise BadQuery(name, f"Of {name} we speak in our private chat: send it to me there.")
        try:
            chat = await self._bot.get_chat(name if name.startswith("@") else int(name))
            mine = await self._bot.get_chat_member(chat.id, self._bot.id)
        except (BadRequest, Forbidden) as error:
            raise BadQuery(name, f"I do not know {name}.", MAKE_ADMIN) from error
        except TelegramError as error:
            raise BadQuery(name, f"Telegram told me nothing of {name}; try again.") from error
        if user_id is None or not await self.is_admin(chat.id, user_id):
            raise BadQuery(name, f"Only an admin of {name} can do this.")
        if not _may_post(chat.type, mine):
            raise BadQuery(name, f"I may not post in {name}.", MAKE_ADMIN)
        return Place(chat.id, chat.type, 0, name)


def _may_post(kind: str, mine: ChatMember) -> bool:
    if kind != "channel":
        return mine.status in ADMINS | {"member"}
    return isinstance(mine, ChatMemberAdministrator) and bool(mine.can_post_messages)
