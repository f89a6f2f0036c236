"""Uploads to a real process that is killed at random moments and started again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot_api import TOKEN, BotApi

from bot.store import open_store

OWNER = 9
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Outcome:
    """What was left: uploads with a receipt, articles of each, cards, and how many kills hit."""

    receipts: int
    copies: Counter[str]
    whole: int
    cards: int
    kills: int


def report(number: int) -> str:
    return f"""Pier {number} opens in spring

The harbourmaster said pier {number} would open in spring. “Pier {number} was never closed,” Reza Karimi said.
"""


async def upload_and_kill(folder: Path, uploads: int, kills: int, seed: int) -> Outcome:
    """Send documents one after another while the bot is killed again and again; then let it finish."""
    chance, api = random.Random(seed), BotApi()
    await api.start()
    url, killed = f"sqlite:///{folder / 'killed.db'}", 0
    environment = {
        **os.environ,
        "BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api.url,
        "DATABASE_URL": url,
        "ADMIN_IDS": str(OWNER),
        "DATA_KEY": "a key of some length",
    }

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.DEVNULL,
            process_group=0,
        )

    async def begun() -> None:
        await api.until(lambda: any(m == "getupdates" for m, _ in api.calls), 300)

    sent: dict[int, str] = {}
    process = start()
    try:
        await begun()
        for number in range(uploads):
            name = f"{number}.txt"
            sent[api.upload(name, report(number).encode(), user=OWNER)] = name
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(0.05, 2.0))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            killed += 1
            api.calls.clear()
            process = start()
            await begun()
        await api.until(lambda: len({n for n, _ in api.reactions} & set(sent)) == uploads, 600)
        await api.until(lambda: _drafts(url) == uploads, 600)
        await asyncio.sleep(2)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        await api.stop()
    receipts = {sent[number] for number, _ in api.reactions}
    return _left(url, len(receipts), killed)


def _drafts(url: str) -> int:
    return sum(_left(url, 0, 0).copies.values())


def _left(url: str, receipts: int, kills: int) -> Outcome:
    store = open_store(url)
    with store.database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT d.name, v.live_analysis_id FROM article a"
            " JOIN source_text s ON s.id = a.source_text_id JOIN document d ON d.id = s.document_id"
            " LEFT JOIN article_version v ON v.id = a.live_version_id"
        ).all()
        cards = connection.exec_driver_sql("SELECT count(*) FROM card").scalar()
    store.close()
    whole = sum(row[1] is not None for row in rows)
    return Outcome(receipts, Counter(row[0] for row in rows), whole, int(cards or 0), kills)
