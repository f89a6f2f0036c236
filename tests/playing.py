"""A bot that plays scenes: the real library against a Bot API server over HTTP, on a store of its own."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot_api import NAME, TOKEN, BotApi
from conftest import NOW
from factories import TREATY
from telegram import Bot

from bot.briefing import Briefings, Renderer
from bot.chat.conversation import Conversation
from bot.chat.desk import Desk
from bot.chat.limits import Lane, Pace
from bot.chat.polling import Poller
from bot.chat.replies import Replies
from bot.chat.sender import TelegramSender
from bot.chat.transport import AiohttpRequest
from bot.config import bundled
from bot.digest.editions import Press
from bot.dossier import Dossier
from bot.ingest import Ingest
from bot.store import Store
from bot.store.broadcasts import Broadcasts
from bot.store.cards import Cards
from bot.store.chats import Chats, Editors
from bot.store.deliveries import Deliveries
from bot.store.editions import Editions
from bot.store.inbox import Inbox, Received
from bot.store.keyboards import Keyboards
from bot.store.planning import Planner
from bot.store.secrets import Vault
from bot.store.subscribers import Subscribers

EDITOR, OTHER, READER = 9, 7, 5
VAULT = Vault(["a test key"])


def desk_of(store: Store, dossier: Dossier) -> Desk:
    ingest = Ingest(store, dossier, lambda: NOW)
    ingest.refresh()
    editors = Editors(store.database, VAULT, 1)
    editors.make(EDITOR, "owner", NOW)
    briefings = Briefings(store, dossier, Renderer(bundled("templates")))
    return Desk(
        briefings=briefings,
        ingest=ingest,
        store=store,
        chats=Chats(store.database, VAULT, 1),
        editors=editors,
        inbox=Inbox(store.database, VAULT, 1),
        subscribers=Subscribers(store.database),
        cards=Cards(store.database),
        keyboards=Keyboards(store.database),
        deliveries=Deliveries(store.database, VAULT, 1, 1),
        planner=Planner(store.database, 1, 1),
        broadcasts=Broadcasts(store.database, 1),
        press=Press(briefings, Editions(store.database), NAME, lambda: NOW),
        clock=lambda: NOW,
        username=NAME,
        rate=30.0,
    )


class Quick(Pace):
    """Keeps nobody waiting for what a chat may be sent in three seconds: `test_limits` is about that."""

    def _delay(self, chat_id: int) -> float:
        return max(0.0, self._quiet.get(chat_id, 0.0) - self._clock())


@asynccontextmanager
async def running(desk: Desk, api: BotApi) -> AsyncIterator[Bot]:
    await api.start()
    bot = Bot(
        TOKEN,
        base_url=f"{api.url}/bot",
        base_file_url=f"{api.url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
    await bot.initialize()
    stop = asyncio.Event()
    sender = TelegramSender(bot, Quick(Lane(1000, time.monotonic), time.monotonic))
    conversation = Conversation(bot, desk, Replies(desk, sender))

    async def handle(received: Received) -> None:
        try:
            await conversation.handle(received)
        finally:
            api.done.add(json.loads(received.body)["update_id"])

    polling = asyncio.create_task(Poller(bot, desk, handle).poll(stop))
    try:
        yield bot
    finally:
        stop.set()
        await polling
        await bot.shutdown()
        await api.stop()
        assert api.violations == []


Scene = Callable[[BotApi, Desk, Bot], Awaitable[None]]


def play(store: Store, dossier: Dossier, scene: Scene) -> BotApi:
    desk = desk_of(store, dossier)

    async def run() -> BotApi:
        api = BotApi()
        async with running(desk, api) as bot:
            await scene(api, desk, bot)
        return api

    return asyncio.run(run())


# ---- what editors do in scenes


def buttons_of(message: dict[str, Any]) -> dict[str, str]:
    """Return the buttons of a message: their data by their words."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}


async def upload_one(
    api: BotApi, text: str = TREATY, *, name: str = "report.txt", user: int = EDITOR
) -> int:
    """Upload a document and return the message that answers it."""
    before = len(api.sent)
    api.upload(name, text.encode(), user=user)
    await api.answers(before + 1)
    answer = int(api.sent[-1]["message_id"])
    # on a machine that is busy the line of a stage comes first
    await api.until(lambda: not api.shown(answer)["plain"].startswith("Reading"))
    return answer


async def tap(api: BotApi, message_id: int, label: str, *, user: int = EDITOR) -> None:
    """Press a button by its words, and wait until something was said or shown and all is done."""
    before = len(api.sent) + len(api.edits)
    data = buttons_of(api.shown(message_id))[label]
    pressed = api.press(data, user=user, under=message_id)
    await api.until(lambda: pressed in api.done and len(api.sent) + len(api.edits) > before)


async def say_to(api: BotApi, text: str, user: int) -> str:
    """Say something in private and return what the bot says to it."""
    before = len(api.sent)
    api.say(text, user=user)
    await api.answers(before + 1)
    return str(api.sent[before]["plain"])
