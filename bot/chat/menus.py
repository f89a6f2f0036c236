"""The commands that Telegram shows beside the message field: for every scope, and for each editor."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.chat.desk import Desk
from bot.chat.editors import commands_of

log = logging.getLogger(__name__)

SCOPES = (
    BotCommandScopeDefault(),
    BotCommandScopeAllPrivateChats(),
    BotCommandScopeAllGroupChats(),
)


async def register_menus(bot: Bot, commands: Sequence[tuple[str, str]]) -> None:
    """Register the menu of every scope: names with a line on each."""
    for scope in SCOPES:
        await bot.set_my_commands(_listed(commands), scope=scope)


async def register_editors(bot: Bot, desk: Desk) -> None:
    """Register the menus of all editors in their private chats."""
    for user_id in await asyncio.to_thread(desk.editors.ids):
        await set_menu_of(bot, desk, user_id)


async def set_menu_of(bot: Bot, desk: Desk, user_id: int) -> None:
    """Give somebody the menu of their role; who has none sees everybody's again."""
    scope = BotCommandScopeChat(user_id)
    role = await asyncio.to_thread(desk.editors.role, user_id)
    try:
        if role is None:
            await bot.delete_my_commands(scope=scope)
            return
        listed = _listed((*commands_of(role), *desk.briefings.commands()))
        await bot.set_my_commands(listed, scope=scope)
    except TelegramError as error:
        # they have not spoken to the bot yet: the menu comes when they do
        log.info("a menu was not set", extra={"reason": type(error).__name__})


def _listed(commands: Sequence[tuple[str, str]]) -> list[BotCommand]:
    return [BotCommand(name, says[:256]) for name, says in commands]
