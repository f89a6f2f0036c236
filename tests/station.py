"""Processes of the bot against a Bot API server of our own, on a database with articles."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from bot_api import TOKEN, BotApi
from sqlalchemy import insert, select

from bot.store import open_store
from bot.store import schema as t
from bot.store.secrets import Vault
from bot.store.values import instant

KEY = "a key of some length"
SECRET = hmac.new(TOKEN.encode(), b"webhook", hashlib.sha256).hexdigest()
ROOT = Path(__file__).parents[1]


class Station:
    """A database with articles, a Bot API server, and the processes between."""

    def __init__(self, url: str, api: BotApi, **more: str) -> None:
        self.url, self.api = url, api
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ, "DATABASE_URL": url, "DATA_KEY": KEY, "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url, "ADMIN_IDS": "900900900", "PORT": str(self.port),
            "WEBHOOK_URL": "https://bot.example/hook", "LOG_FORMAT": "json", **more,
        }  # fmt: skip
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, kind: str, log: Path, **more: str) -> subprocess.Popen[bytes]:
        """Start a process with more settings of its own; its log goes to a file."""
        with log.open("ab") as out:
            words = [sys.executable, "-m", "bot", kind]
            settings = {**self.environment, **more}
            process = subprocess.Popen(words, env=settings, cwd=ROOT, stderr=out)
        self.processes.append(process)
        return process

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Ask the web process."""
        async with aiohttp.ClientSession() as session:
            address = f"http://127.0.0.1:{self.port}{path}"
            async with session.get(address, headers=headers) as reply:
                return reply.status, await reply.text()

    async def tell(self, update: dict[str, Any], secret: str = SECRET) -> int:
        """Send an update as Telegram does."""
        async with aiohttp.ClientSession() as session:
            address = f"http://127.0.0.1:{self.port}/hook"
            headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
            async with session.post(address, json=update, headers=headers) as reply:
                return reply.status

    async def is_up(self) -> bool:
        """Say whether the web process answers."""
        try:
            return (await self.get("/healthz"))[0] == 200
        except aiohttp.ClientError:
            return False


def subscribe(url: str, chats: range, slot: datetime, first_row: int = 1) -> None:
    """Write subscribers who are due at an instant, in rows from `first_row` on."""
    store, vault = open_store(url), Vault([KEY])
    with store.database.writing() as connection:
        dossier, at = store.dossiers.get(connection).id, instant(slot)
        for number, chat in enumerate(chats, first_row):
            sealed = vault.seal(chat)
            row = {"id": number, "bot_id": 1, "kind": "private", "made_at": at, **sealed}
            connection.execute(insert(t.chat).values(**row))
            connection.execute(
                insert(t.subscription).values(
                    id=number, chat_id=number, thread_id=0, dossier_id=dossier, zone="UTC",
                    seen_rev=0, first_since=instant(slot - timedelta(days=7)), options={},
                    state="active", made_at=at,
                )
            )  # fmt: skip
            connection.execute(
                insert(t.schedule).values(
                    subscription_id=number, weekdays=127, local_time=f"{slot:%H:%M}",
                    next_at=at, next_date=slot.date().isoformat(),
                )
            )  # fmt: skip
    store.close()


def states(url: str) -> Counter[str]:
    store = open_store(url)
    with store.database.reading() as connection:
        found = Counter(connection.execute(select(t.delivery.c.state)).scalars())
    store.close()
    return found


async def until(done: Callable[[], Awaitable[bool]], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not await done():
        assert time.monotonic() < end, what
        await asyncio.sleep(0.1)


@asynccontextmanager
async def station(url: str, **more: str) -> AsyncIterator[Station]:
    api = BotApi()
    await api.start()
    made = Station(url, api, **more)
    try:
        yield made
    finally:
        for process in made.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        await api.stop()
