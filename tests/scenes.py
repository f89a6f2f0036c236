"""What can break between us and Telegram and under us, played with the real sender and ledger."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot_api import TOKEN, BotApi
from sqlalchemy import select
from station import KEY, states, subscribe, until

from bot.app import App
from bot.chat.live import Live, Parts, open_live
from bot.config import bundled, read_settings
from bot.store import schema as t

FIRST = 500_000_000
HELD = (429, {"description": "Too Many Requests: retry after 1", "parameters": {"retry_after": 1}})


@dataclass
class Scene:
    """What goes on: a live process, its server, and a clock that can jump."""

    live: Live
    api: BotApi
    path: Path
    jump: timedelta = field(default_factory=timedelta)


Breaks = Callable[[Scene], Awaitable[None]]


async def nothing(_: Scene) -> None:
    """Leave all as it is."""


async def storm(scene: Scene) -> None:
    """Refuse with 429 for a while."""
    scene.api.faults += [HELD] * 60


async def errors(scene: Scene) -> None:
    """Answer with 502, 500 and 503."""
    for code in (502, 500, 503) * 15:
        scene.api.faults.append((code, {"description": "Bad Gateway"}))


async def dropped(scene: Scene) -> None:
    """Cut the line before the message is accepted."""
    scene.api.faults += [(0, None)] * 30


async def accepted(scene: Scene) -> None:
    """Cut the line after the message is accepted."""
    scene.api.cut_after = 30


async def garbage(scene: Scene) -> None:
    """Answer with something that is no JSON, after the message is accepted."""
    scene.api.garbage = 30


async def away(scene: Scene, seconds: float = 12) -> None:
    """Hold the database's lock, by default for longer than anybody waits for it."""
    import sqlite3

    await asyncio.sleep(0.3)
    other = sqlite3.connect(scene.path, timeout=30, isolation_level=None, check_same_thread=False)
    await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")
    await asyncio.sleep(seconds)
    other.execute("ROLLBACK")
    other.close()


async def full(scene: Scene) -> None:
    """Let no file grow, as on a full disk."""
    import resource
    import signal

    await asyncio.sleep(0.3)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = scene.path.with_name(scene.path.name + "-wal")
    size = max(wal.stat().st_size if wal.exists() else 0, 4096)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    await asyncio.sleep(4)
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def clock_back(scene: Scene) -> None:
    """Set the clock back by an hour for a while."""
    await asyncio.sleep(0.3)
    scene.jump = timedelta(hours=-1)
    await asyncio.sleep(2)
    scene.jump = timedelta()


async def clock_on(scene: Scene) -> None:
    """Set the clock on by an hour for a while."""
    await asyncio.sleep(0.3)
    scene.jump = timedelta(hours=1)
    await asyncio.sleep(2)
    scene.jump = timedelta()


async def clock_days_on(scene: Scene) -> None:
    """Set the clock on by two days for a while: the slot of a day between must not be lost."""
    await asyncio.sleep(0.3)
    scene.jump = timedelta(days=2)
    await asyncio.sleep(6)
    scene.jump = timedelta()
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()

    async def pulled_back() -> bool:
        h = t.schedule.c.next_date
        with scene.live.parts.store.database.reading() as connection:
            return set(connection.scalars(select(h).distinct())) == {tomorrow}

    await until(pulled_back, 10, "the slots stay where the wrong clock had moved them")


SCENES: dict[str, Breaks] = {
    "nothing": nothing, "429 storm": storm, "5xx": errors, "line cut before": dropped,
    "line cut after": accepted, "garbage answers": garbage, "database away": away,
    "full disk": full, "clock back": clock_back, "clock on": clock_on,
    "clock days on": clock_days_on,
}  # fmt: skip
UNKNOWN = {"line cut before": 30, "line cut after": 30, "garbage answers": 30}


async def play(breaks: Breaks, chats: int) -> tuple[int, int, int, float]:
    """Play one scene; returns sent, twice, without, and how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        url = f"sqlite:///{path}"
        api = BotApi()
        await api.start()
        environment = {
            "DATABASE_URL": url, "DATA_KEY": KEY, "BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url,
            "BROADCAST_RATE": "100", "ADMIN_IDS": "9",
        }  # fmt: skip
        app = App(read_settings(environment))
        app.seed(bundled("seeds"))
        begun = datetime.now(UTC).replace(microsecond=0)
        await asyncio.to_thread(subscribe, url, range(FIRST, FIRST + chats), begun)
        scene: list[Scene] = []

        def clock() -> datetime:
            return datetime.now(UTC) + (scene[0].jump if scene else timedelta())

        parts = Parts(app.settings, app.store, app.briefings, app.ingest, app.vault, clock)
        started, stop = time.monotonic(), asyncio.Event()
        async with open_live(parts, shared=False) as live:
            scene.append(Scene(live, api, path))
            working = asyncio.create_task(live.postman.run(stop))
            breaking = asyncio.create_task(breaks(scene[0]))
            while not working.done() and time.monotonic() - started < 120:
                await asyncio.sleep(0.3)
                if breaking.done() and await settled(url, chats):
                    break
            await breaking
            took = time.monotonic() - started
            stop.set()
            await working
        copies = Counter(int(each["chat_id"]) for each in api.sent if int(each["chat_id"]) >= FIRST)
        app.close()
        await api.stop()
        without = sum(FIRST + n not in copies for n in range(chats))
        return len(copies), sum(copies.values()) - len(copies), without, took


async def settled(url: str, chats: int) -> bool:
    """Say whether every delivery came to an end."""
    found = await asyncio.to_thread(states, url)
    waiting = found["pending"] + found["claimed"] + found["unknown"]
    return sum(found.values()) >= chats and not waiting
