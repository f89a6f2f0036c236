"""Digests through the whole program: Telegram's free limits, paid ones, and other clients beside ours.

python tests/bench/rate.py free [--digests 10000] --server PATH/fakegram.py
python tests/bench/rate.py paid [--digests 20000] --server PATH/fakegram.py
python tests/bench/rate.py clients [--messages 2000] --server PATH/fakegram.py [--aiogram PYTHON]

The server is one that keeps Telegram's limits (30 a second, 1000 paid ones, one a second a chat) and
plays people over its control API. `run` is a process of its own, whose CPU time is read from the
system. A digest is one message of 1.2 to 1.6 kB. `free` and `paid` print what was promised beside what
was found, and exit with 1 when a promise is broken. `clients` sends the same message at 60 ms round
trip through python-telegram-bot's own client, the same with a large pool, ours, and aiogram where a
Python that has it is named.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot_api import TOKEN
from sqlalchemy import select, update
from station import KEY, ROOT, states

from bot.app import App
from bot.config import bundled, read_settings
from bot.store import open_store
from bot.store import schema as t

FIRST, ASKERS = 500_000_000, range(400_000_000, 400_000_020)
ROUND_TRIP = 0.06


class Server:
    """The strict server as a process of its own."""

    def __init__(self, path: str, limits: str) -> None:
        words = [sys.executable, path, "--port", "0", "--limits", limits, "--token", TOKEN]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        told = json.loads(self.process.stdout.readline())
        self._control, self.base = told["control"], told["base_url"]
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def call(self, action: str, **given: Any) -> Any:
        """Do one control action."""
        kind = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._control + action, json.dumps(given).encode(), kind)
        with self._opener.open(request, timeout=60) as reply:
            return json.loads(reply.read())["result"]

    def people(self, ids: range) -> None:
        """Let people start the bot, before it is there; what they said is forgotten."""
        for user in ids:
            self.call("create_user", first_name="A", id=user)
            self.call("start_bot", user=user)
        forget = f"{self.base}{TOKEN}/deleteWebhook?drop_pending_updates=true"
        self._opener.open(forget, timeout=60).close()


@contextmanager
def server(path: str, limits: str = "telegram") -> Iterator[Server]:
    made = Server(path, limits)
    try:
        yield made
    finally:
        made.process.terminate()
        made.process.wait(10)


def cpu_of(process: subprocess.Popen[bytes]) -> float:
    """Return the CPU seconds that a process has used."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def prepare(folder: str, digests: int) -> str:
    """Make a database with so many subscribers who are due at once."""
    from planning import subscribe

    url = f"sqlite:///{folder}/bench.db"
    app = App(read_settings({"DATABASE_URL": url, "DATA_KEY": KEY}))
    app.seed(bundled("seeds"))
    slot = datetime.now(UTC).replace(second=0, microsecond=0)
    subscribe(app.store, digests, slot, first=FIRST - 1, key=KEY)
    with app.store.database.writing() as connection:
        # the news of three articles: a message of the size that was promised for
        connection.execute(update(t.subscription).values(seen_rev=2, first_since=None))
    app.close()
    return url


def size_of(url: str) -> float:
    """Return how much the longest digest has to send, in kB; each is one message."""
    store = open_store(url)
    with store.database.reading() as connection:
        editions = connection.execute(select(t.edition.c.messages)).scalars().all()
    store.close()
    assert all(len(messages) == 1 for messages in editions)
    return max(len(message["html"].encode()) for [message] in editions) / 1000


def broadcast(path: str, digests: int, **settings: str) -> dict[str, Any]:
    """Run the bot until every digest is out, asking for /latest meanwhile."""
    with tempfile.TemporaryDirectory() as folder, server(path) as telegram:
        telegram.people(range(FIRST, FIRST + digests))
        telegram.people(ASKERS)
        if "PAID_BROADCAST" in settings:
            telegram.call("add_fault", kind="slow", n=10**9, delay=ROUND_TRIP)
        url = prepare(folder, digests)
        environment = {
            **os.environ, "DATABASE_URL": url, "DATA_KEY": KEY, "BOT_TOKEN": TOKEN, "ADMIN_IDS": "9",
            "TELEGRAM_API_URL": telegram.base.removesuffix("/bot"), "LOG_LEVEL": "ERROR", **settings,
        }  # fmt: skip
        words = [sys.executable, "-m", "bot", "run"]
        process = subprocess.Popen(words, env=environment, cwd=ROOT)
        try:
            return _watch(telegram, process, url, digests)
        finally:
            process.terminate()
            process.wait(15)


def _watch(
    telegram: Server, process: subprocess.Popen[bytes], url: str, digests: int
) -> dict[str, Any]:
    while states(url)["sent"] == 0:
        assert process.poll() is None, "the bot ended by itself"
        time.sleep(0.1)
    telegram.call("clear_stats")
    begun, worked, took = time.monotonic(), cpu_of(process), []
    asked = 0
    while sum(states(url)[state] for state in ("pending", "claimed", "unknown")):
        who = ASKERS[asked % len(ASKERS)]
        asked += 1
        said = telegram.call("send_text", user=who, text="/latest 1")
        before = time.monotonic()
        telegram.call("wait_messages", chat=who, count=1, after=said["message_id"], timeout=20)
        took.append(time.monotonic() - before)
        time.sleep(0.4)
    wall, worked = time.monotonic() - begun, cpu_of(process) - worked
    took.sort()
    return {
        "stats": telegram.call("stats"),
        "p99": took[int(len(took) * 0.99)],
        "answers": len(took),
        "core": worked / wall,
        "cpu": worked,
        "states": dict(states(url)),
        "size": size_of(url),
    }


# what is promised: at least so many messages a second, at most so many 429, seconds for an answer to
# /latest, parts of one core
FREE = {"rate": 0.97 * 30, "refused": 0.0, "p99": 1.0}
PAID = {"rate": 1000.0, "core": 0.6}


def report(found: dict[str, Any], digests: int, promised: dict[str, float]) -> bool:
    """Print what came out of a broadcast beside what was promised; says whether all of it was kept."""
    stats, sent = found["stats"], found["states"].get("sent", 0)
    rate, size = stats["mean_messages_per_second"], found["size"]
    refused = sum(n for error, n in stats["errors"].items() if error.startswith("429"))
    most = {name: promised.get(name, math.inf) for name in ("refused", "p99", "core")}
    rows = [
        ("digests sent", f"{sent}", f"{digests}", sent == digests),
        ("a digest, as it is sent", f"{size:.2f} kB", "1.2 to 1.6", 1.2 <= size <= 1.6),
        ("messages a second", f"{rate:.1f}", f"{promised['rate']:.1f}", rate >= promised["rate"]),
        ("429 caused by us", f"{refused}", f"{most['refused']:g}", refused <= most["refused"]),
        ("violations", f"{stats['violations'] or 'none'}", "none", not stats["violations"]),
        ("answers to /latest meanwhile", f"{found['answers']}", "", True),
        ("their p99, s", f"{found['p99']:.2f}", f"{most['p99']:g}", found["p99"] <= most["p99"]),
        ("of one core", f"{found['core']:.2f}", f"{most['core']:g}", found["core"] <= most["core"]),
        ("CPU a message, ms", f"{1000 * found['cpu'] / digests:.2f}", "", True),
        (f"load on {os.cpu_count()} cores", f"{os.getloadavg()[0]:.1f}", "", True),
    ]
    print(f"{'':34} {'found':>10} {'promised':>10}")
    for name, value, goal, kept in rows:
        goal = "" if goal == "inf" else goal
        print(f"{name:34} {value:>10} {goal:>10}{'' if kept else '  missed'}", flush=True)
    return all(kept for *_, kept in rows)


CLIENT = """
import asyncio, sys, time
base, count, kind, wide = sys.argv[1], int(sys.argv[2]), sys.argv[3], 200
text = "<b>Digest</b>\\n" + "".join(
    f'• Line {i} says “one thing — or another” of a matter &amp; more. <a href="https://t.me/b?start={i}">[{i}]</a>\\n'
    for i in range(13))
async def through(send):
    room, failed = asyncio.Semaphore(wide), []
    async def one(n):
        async with room:
            try:
                await send(500_000_000 + n % 400, text)
            except Exception as error:
                failed.append(type(error).__name__)
    await asyncio.gather(*(one(n) for n in range(50)))
    begun, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one(n) for n in range(count)))
    print(time.perf_counter() - begun, time.process_time() - worked, len(failed))
async def telegram_bot(request):
    from telegram import Bot
    async with Bot("123456:TEST", base_url=base, request=request) as bot:
        await through(lambda chat, text: bot.send_message(chat, text, parse_mode="HTML"))
async def ours():
    from bot.briefing import Message
    from bot.chat.limits import Lane, Pace
    from bot.chat.sender import TelegramSender
    from bot.chat.transport import AiohttpRequest
    from telegram import Bot
    async with Bot("123456:TEST", base_url=base, request=AiohttpRequest(connections=512)) as bot:
        pace = Pace(Lane(100_000, time.monotonic), time.monotonic)
        pace._delay = lambda chat: 0.0  # the same few chats again and again
        sender = TelegramSender(bot, pace)
        await through(lambda chat, text: sender.send(chat, 0, Message(text, text)))
async def aiogram():
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    api = TelegramAPIServer(base=base + "{token}/{method}", file=base)
    async with Bot("123456:TEST", session=AiohttpSession(api=api, limit=512)) as bot:
        await through(lambda chat, text: bot.send_message(chat, text, parse_mode="HTML"))
if kind == "ours":
    asyncio.run(ours())
elif kind == "aiogram":
    asyncio.run(aiogram())
else:
    from telegram.request import HTTPXRequest
    pools = {"default": {}, "large pool": {"connection_pool_size": 512, "pool_timeout": 120}}
    asyncio.run(telegram_bot(HTTPXRequest(**pools[kind])))
"""


def clients(path: str, messages: int, aiogram: str | None) -> None:
    """Send the same through several clients, one after the other, each in a fresh process."""
    print(f"{'client':36} {'a second':>9} {'CPU, ms':>8} {'failed':>7} {'ratio':>6}")
    pythons = {"ours": sys.executable, "default": sys.executable, "large pool": sys.executable}
    names = {
        "ours": "ours",
        "default": "python-telegram-bot",
        "large pool": "the same, pool of 512",
    }
    if aiogram:
        pythons["aiogram"], names["aiogram"] = aiogram, "aiogram"
    ours = 0.0
    for kind, python in pythons.items():
        with server(path, "off") as telegram:
            telegram.people(range(FIRST, FIRST + 400))
            telegram.call("add_fault", kind="slow", n=10**9, delay=ROUND_TRIP)
            words = [python, "-c", CLIENT, telegram.base, str(messages), kind]
            done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
        wall, worked, failed = done.stdout.split()
        rate = (messages - int(failed)) / float(wall)
        ours = ours or rate
        cpu = 1000 * float(worked) / messages
        print(f"{names[kind]:36} {rate:9.0f} {cpu:8.2f} {failed:>7} {ours / rate:6.1f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["free", "paid", "clients"])
    parser.add_argument("--server", required=True)
    parser.add_argument("--digests", type=int)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--aiogram", help="a Python that has aiogram")
    options = parser.parse_args()
    if options.what == "clients":
        clients(options.server, options.messages, options.aiogram)
        return
    paid = options.what == "paid"
    digests = options.digests or (20_000 if paid else 10_000)
    settings = {"PAID_BROADCAST": "1000000"} if paid else {}
    found = broadcast(options.server, digests, **settings)
    if not report(found, digests, PAID if paid else FREE):
        raise SystemExit("promise broken")


if __name__ == "__main__":
    main()
