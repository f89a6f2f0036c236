"""`run`: one process with long polling, digests and intake, until it is told to stop."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import secrets
import signal
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.briefing import Briefings
from bot.chat.conversation import Conversation
from bot.chat.desk import Desk
from bot.chat.limits import Lane, Pace
from bot.chat.menus import register_editors, register_menus
from bot.chat.polling import Poller
from bot.chat.replies import Replies
from bot.chat.sender import TelegramSender
from bot.chat.transport import AiohttpRequest
from bot.config import Settings
from bot.digest.delivery import Postman
from bot.digest.editions import Press
from bot.dossier import Dossier
from bot.errors import ConfigError
from bot.ingest import Ingest
from bot.store import Store
from bot.store.cards import Cards
from bot.store.chats import Chats, Editors, claim_bot
from bot.store.deliveries import Deliveries
from bot.store.editions import Editions
from bot.store.inbox import Inbox
from bot.store.planning import Planner
from bot.store.secrets import Vault
from bot.store.subscribers import Subscribers

log = logging.getLogger(__name__)
CONNECTIONS = 256


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold a file so that a second process on the same database is refused."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ConfigError("Another process runs the bot on this database already.") from error
        yield


async def run_bot(
    settings: Settings,
    store: Store,
    dossier: Dossier,
    briefings: Briefings,
    ingest: Ingest,
    vault: Vault,
    clock: Callable[[], datetime],
) -> None:
    """Run until SIGTERM or SIGINT; raises ConfigError when Telegram refuses the token."""
    bot = make_bot(settings)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await _greet(bot)
    try:
        with store.database.writing() as connection:
            vault.check(connection)
            bot_id = claim_bot(connection, bot.id, bot.username)
        editors = Editors(store.database, vault, bot_id)
        for user_id in settings.admin_ids:
            editors.make(user_id, "owner", clock())
        if not settings.admin_ids and not editors.ids():
            _offer_claim(editors, clock())
        desk = Desk(
            briefings=briefings,
            ingest=ingest,
            store=store,
            chats=Chats(store.database, vault, bot_id),
            editors=editors,
            inbox=Inbox(store.database, vault, bot_id),
            subscribers=Subscribers(store.database),
            cards=Cards(store.database),
            clock=clock,
            username=bot.username,
        )
        sender = TelegramSender(
            bot, Pace(Lane(settings.broadcast_rate, time.monotonic), time.monotonic)
        )
        replies = Replies(desk, sender)
        poller = Poller(bot, desk, Conversation(bot, desk, replies).handle)
        deliveries = Deliveries(store.database, vault, bot_id)
        postman = Postman(
            deliveries=deliveries,
            planner=Planner(store.database, bot_id),
            sender=sender,
            edition_for=Press(briefings, Editions(store.database), bot.username, clock).edition_for,
            clock=clock,
            alarm=lambda cause: loop.call_soon_threadsafe(
                lambda: asyncio.ensure_future(replies.alarm(cause))
            ),
            name=f"run-{os.getpid()}",
        )
        await register_menus(bot, briefings.commands())
        await register_editors(bot, desk)
        log.info("running", extra={"dossier": dossier.key})
        await _until_one_ends(
            stop, poller.poll(stop), poller.keep_taking_up(stop), postman.run(stop)
        )
    finally:
        await bot.shutdown()


async def _until_one_ends(stop: asyncio.Event, *works: Coroutine[Any, Any, None]) -> None:
    tasks = [asyncio.create_task(work) for work in works]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    _, slow = await asyncio.wait(tasks, timeout=10)
    for task in slow:
        task.cancel()
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()):
            raise error


def make_bot(settings: Settings) -> Bot:
    """Make the library's bot on our transport; raises ConfigError without a token."""
    if not settings.bot_token:
        raise ConfigError("BOT_TOKEN is missing: ask @BotFather for a token and set it.")
    request = AiohttpRequest(connections=CONNECTIONS)
    try:
        return Bot(
            settings.bot_token,
            base_url=f"{settings.telegram_api_url}/bot",
            base_file_url=f"{settings.telegram_api_url}/file/bot",
            request=request,
            get_updates_request=AiohttpRequest(connections=4),
        )
    except InvalidToken as error:
        raise ConfigError("BOT_TOKEN is not a token; ask @BotFather for one.") from error


async def _greet(bot: Bot) -> None:
    try:
        await bot.initialize()
    except InvalidToken as error:
        raise ConfigError("Telegram does not accept BOT_TOKEN; ask @BotFather for it.") from error
    except NetworkError as error:
        raise ConfigError(
            "Telegram cannot be reached; check the network and TELEGRAM_API_URL."
        ) from error
    except TelegramError as error:
        raise ConfigError("Telegram refused the bot; check BOT_TOKEN.") from error


def _offer_claim(editors: Editors, now: datetime) -> None:
    code = secrets.token_hex(4)
    editors.offer(code, now)
    print(f"No owner yet: send /claim {code} to the bot within ten minutes.", flush=True)
