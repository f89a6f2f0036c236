"""The commands that Telegram shows beside the message field, registered for every scope."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeDefault,
)

SCOPES = (
    BotCommandScopeDefault(),
    BotCommandScopeAllPrivateChats(),
    BotCommandScopeAllGroupChats(),
)


async def register_menus(bot: Bot, commands: Sequence[tuple[str, str]]) -> None:
    """Register the menu of every scope: names with a line on each."""
    listed = [BotCommand(name, says[:256]) for name, says in commands]
    for scope in SCOPES:
        await bot.set_my_commands(listed, scope=scope)
