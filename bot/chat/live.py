"""What every running process has: the library's bot, the ledger, the pace, who answers, who sends."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.briefing import Briefings
from bot.chat.conversation import Conversation
from bot.chat.desk import Desk
from bot.chat.limits import CATCH_UP_PAID, Lane, Pace, Reserve
from bot.chat.menus import register_editors, register_menus, set_menu_of
from bot.chat.replies import Replies
from bot.chat.sender import TelegramSender
from bot.chat.times import Times
from bot.chat.transport import AiohttpRequest
from bot.config import FREE_RATE, Settings
from bot.digest.amending import Amending
from bot.digest.delivery import Postman
from bot.digest.editions import Press
from bot.errors import ConfigError, StoreUnavailable
from bot.ingest import Ingest
from bot.intake.child import sweep
from bot.store import Store
from bot.store.amendments import Amendments
from bot.store.broadcasts import Broadcasts
from bot.store.budget import Budget
from bot.store.cards import Cards
from bot.store.chats import Chats, Editors, claim_bot
from bot.store.deliveries import Deliveries
from bot.store.editions import Editions
from bot.store.inbox import Inbox, Received
from bot.store.keyboards import Keyboards
from bot.store.planning import Planner
from bot.store.secrets import Vault
from bot.store.subscribers import Subscribers

log = logging.getLogger(__name__)
CONNECTIONS = 512
# answers, planning and settling cross into threads; a slow upload must not keep the others out
THREADS = 16
# what is claimed and not settled at a time: a second's worth, so that stopping lets it land, but no
# more than a crash may repeat
LEAST_IN_FLIGHT, MOST_IN_FLIGHT = 8, 200
STOP_SECONDS = 10


@dataclass(frozen=True)
class Parts:
    """What the composition root hands over."""

    settings: Settings
    store: Store
    briefings: Briefings
    ingest: Ingest
    vault: Vault
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class Live:
    """A process that can talk to Telegram."""

    parts: Parts
    bot: Bot
    desk: Desk
    replies: Replies
    deliveries: Deliveries
    planner: Planner
    postman: Postman
    amending: Amending
    answers: Conversation
    times: Times

    async def handle(self, received: Received) -> None:
        """Handle an update that was written down."""
        begun = time.monotonic()
        await self.answers.handle(received)
        self.times.add(time.monotonic() - begun)


@asynccontextmanager
async def open_live(parts: Parts, *, shared: bool) -> AsyncIterator[Live]:
    """Open all that a process needs; `shared` when others send for the same bot.

    Raises ConfigError when Telegram refuses the token, or the database is another bot's.
    """
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS))
    bot = make_bot(parts.settings)
    await _greet(bot)
    try:
        yield _live(parts, bot, shared, loop)
    finally:
        await bot.shutdown()


def _live(parts: Parts, bot: Bot, shared: bool, loop: asyncio.AbstractEventLoop) -> Live:
    store, vault, clock = parts.store, parts.vault, parts.clock
    with store.database.writing() as connection:
        vault.check(connection)
        bot_id = claim_bot(connection, bot.id, bot.username)
        dossier_id = store.dossiers.get(connection, parts.briefings.settings.key).id
    desk = Desk(
        briefings=parts.briefings,
        ingest=parts.ingest,
        store=store,
        chats=Chats(store.database, vault, bot_id),
        editors=Editors(store.database, vault, bot_id),
        inbox=Inbox(store.database, vault, bot_id),
        subscribers=Subscribers(store.database),
        cards=Cards(store.database),
        keyboards=Keyboards(store.database),
        deliveries=Deliveries(store.database, vault, bot_id, dossier_id),
        planner=Planner(store.database, bot_id, dossier_id),
        broadcasts=Broadcasts(store.database, bot_id),
        press=Press(parts.briefings, Editions(store.database), bot.username, clock),
        clock=clock,
        username=bot.username,
        rate=parts.settings.broadcast_rate,
    )
    pace = _pace(parts, Budget(store.database, bot_id), shared)
    sender = TelegramSender(bot, pace)
    replies = Replies(desk, sender)

    def alarm(cause: str) -> None:
        loop.call_soon_threadsafe(lambda: asyncio.ensure_future(replies.alarm(cause)))

    postman = Postman(
        deliveries=desk.deliveries,
        planner=desk.planner,
        sender=sender,
        edition_for=desk.press.edition_for,
        clock=clock,
        alarm=alarm,
        name=f"{socket.gethostname()[:24]}-{os.getpid()}",
        in_flight=round(min(max(desk.rate, LEAST_IN_FLIGHT), MOST_IN_FLIGHT)),
    )
    return Live(
        parts=parts,
        bot=bot,
        desk=desk,
        replies=replies,
        deliveries=desk.deliveries,
        planner=desk.planner,
        postman=postman,
        amending=Amending(
            Amendments(store.database, vault, bot_id),
            sender,
            parts.briefings.renderer.words("en"),
            alarm,
        ),
        answers=Conversation(bot, desk, replies),
        times=Times(),
    )


def _pace(parts: Parts, budget: Budget, shared: bool) -> Pace:
    """Make the pace: one lane, and a second one for what may be paid for."""
    rate, paid = parts.settings.broadcast_rate, parts.settings.paid_broadcast
    free = min(rate, FREE_RATE) if paid else rate

    def reserve(lane: str, rate: float, most: int | None = None) -> Reserve:
        async def places(count: int, late: float) -> float | None:
            while True:
                try:
                    return await asyncio.to_thread(
                        budget.reserve, lane, rate, count, parts.clock(), late, most
                    )
                except StoreUnavailable as error:
                    log.warning("messages wait", extra={"reason": str(error)})
                    await asyncio.sleep(1)

        return places

    lane = Lane(free, time.monotonic, reserve("free", free) if shared else None)
    if not paid or rate <= free:
        return Pace(lane, time.monotonic)
    more = rate - free
    bought = Lane(more, time.monotonic, reserve("paid", more, paid), CATCH_UP_PAID)
    return Pace(lane, time.monotonic, bought)


async def open_for_business(live: Live) -> None:
    """Do what one process does for all: owners, menus, digests that no editor holds let go."""
    settings, clock, editors = live.parts.settings, live.parts.clock, live.desk.editors
    former = editors.name_owners(settings.admin_ids, clock()) if settings.admin_ids else ()
    if not settings.admin_ids and not editors.ids():
        code = secrets.token_hex(4)
        editors.offer(code, clock())
        print(f"No owner yet: send /claim {code} to the bot within ten minutes.", flush=True)
    await asyncio.to_thread(sweep, time.time())
    await asyncio.to_thread(live.deliveries.go_on)
    await register_menus(live.bot, live.parts.briefings.commands())
    await register_editors(live.bot, live.desk)
    for user_id in former:
        await set_menu_of(live.bot, live.desk, user_id)


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
            get_updates_request=request,
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


def stop_on_signals() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    return stop


async def until_one_ends(stop: asyncio.Event, *works: Coroutine[Any, Any, None]) -> None:
    """Run works side by side; when one ends all are told to, and its error is raised."""
    tasks = [asyncio.create_task(work) for work in works]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    _, slow = await asyncio.wait(tasks, timeout=STOP_SECONDS)
    for task in slow:
        task.cancel()
    for task in tasks:
        if task.done() and not task.cancelled() and (error := task.exception()):
            raise error
