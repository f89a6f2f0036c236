"""Sends the digests of a database to a file, 300 a second, until it is killed."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import UTC, datetime

from bot.briefing import Message
from bot.briefing.digest import Edition
from bot.digest.delivery import Postman
from bot.store import open_store
from bot.store.deliveries import Deliveries
from bot.store.planning import Planner
from bot.store.secrets import Vault

SLOT = datetime(2026, 3, 26, 8, 0, tzinfo=UTC)


class FileSender:
    """Writes a line for each message, as soon as a server would have accepted it."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._next_at = time.monotonic()

    async def send(
        self, chat_id: int, thread_id: int, message: Message, *, silent: bool = False
    ) -> int:
        self._next_at = max(self._next_at, time.monotonic()) + 1 / 300
        await asyncio.sleep(self._next_at - time.monotonic())
        os.write(self._file, f"{chat_id} {time.time():.3f} .\n".encode())
        await asyncio.sleep(0.02)
        return 1


def main(url: str, path: str) -> None:
    database = open_store(url).database
    ledger = Deliveries(database, Vault(["a key of some length"]), 1, 1)
    postman = Postman(
        deliveries=ledger,
        planner=Planner(database, 1, 1),
        sender=FileSender(path),
        edition_for=lambda _: Edition(None, 7, (Message("news", "news"),)),
        clock=lambda: SLOT,
        alarm=print,
        name=f"driver-{os.getpid()}",
    )
    asyncio.run(postman.run(asyncio.Event()))


if __name__ == "__main__":
    main(*sys.argv[1:])
