"""The processes that run until they are told to stop: all in one, or web and workers apart."""

from __future__ import annotations

import asyncio
import fcntl
import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.chat.live import Parts, open_for_business, open_live, stop_on_signals, until_one_ends
from bot.chat.polling import UPDATES, Poller
from bot.chat.webhook import Webhook
from bot.digest.queue import Queue
from bot.errors import ConfigError

log = logging.getLogger(__name__)


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


async def run_all(parts: Parts) -> None:
    """Poll, answer and send digests in this one process."""
    stop = stop_on_signals()
    async with open_live(parts, shared=False) as live:
        await live.bot.delete_webhook()
        await open_for_business(live)
        poller = Poller(live.bot, live.desk, live.handle)
        log.info("running", extra={"dossier": parts.briefings.settings.key})
        await until_one_ends(
            stop,
            poller.poll(stop),
            poller.keep_taking_up(stop),
            live.postman.run(stop),
            live.amending.run(stop),
        )


async def run_web(parts: Parts) -> None:
    """Receive updates by webhook and answer them, and say how all is; workers send the digests."""
    stop, settings = stop_on_signals(), parts.settings
    if not settings.webhook_url:
        raise ConfigError("WEBHOOK_URL is missing: the public https address of this process.")
    async with open_live(parts, shared=True) as live:
        await open_for_business(live)
        webhook = Webhook(live)
        async with webhook.listening():
            await live.bot.set_webhook(
                settings.webhook_url, secret_token=settings.webhook_secret, allowed_updates=UPDATES
            )
            log.info("running", extra={"port": settings.port})
            await stop.wait()


async def run_worker(parts: Parts) -> None:
    """Send digests and take up what other processes left, beside any number of others."""
    stop = stop_on_signals()
    async with open_live(parts, shared=True) as live:
        poller = Poller(live.bot, live.desk, live.handle)
        settings, dossier = parts.settings, parts.briefings.settings.key
        queue = Queue(settings.database_url, live.postman, settings.broadcast_rate, dossier)
        log.info("running", extra={"worker": live.postman.name})
        await until_one_ends(
            stop, poller.keep_taking_up(stop), queue.run(stop), live.amending.run(stop)
        )


def work(parts: Parts, kind: str) -> None:
    """Run one kind of process until it is told to stop: run, web or worker."""
    runs = {"run": run_all, "web": run_web, "worker": run_worker}
    # what is there by now stays: looking through it for rubbish would stop everybody for a tenth of a
    # second now and then
    gc.collect()
    gc.freeze()
    asyncio.run(runs[kind](parts))
