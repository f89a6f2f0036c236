"""What the outside sees of `web`: the webhook, /healthz, /metrics, and nothing else."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiohttp import web

from bot.chat.live import Live
from bot.chat.metrics import exposition
from bot.errors import StoreError
from bot.store.inbox import Received

log = logging.getLogger(__name__)

SECRET = "X-Telegram-Bot-Api-Secret-Token"
MOST_BYTES = 1_000_000
# updates under way have so long to be answered once the process is told to stop
LAND_SECONDS = 8
HEALTH_SECONDS = 3


class Webhook:
    """Writes each update down before it is acknowledged, and handles it after."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Listen on PORT until the end; then let what is under way land."""
        settings = self._live.parts.settings
        app = web.Application(client_max_size=MOST_BYTES)
        path = urlsplit(settings.webhook_url or "").path or "/"
        app.router.add_post(path, self._receive)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/metrics", self._metrics)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            await web.TCPSite(runner, None, settings.port).start()
            yield
        finally:
            await runner.cleanup()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=LAND_SECONDS)

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET, "").encode()
        if not hmac.compare_digest(given, self._live.parts.settings.webhook_secret.encode()):
            return web.Response(status=403)
        body = await request.read()
        try:
            number = int(json.loads(body)["update_id"])
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        inbox, clock = self._live.desk.inbox, self._live.desk.clock
        try:
            received = await asyncio.to_thread(inbox.receive, [(number, body)], clock())
        except StoreError as error:
            # Telegram sends it again until it is written down
            log.warning("an update waits", extra={"reason": str(error)})
            return web.Response(status=503)
        for each in received:
            task = asyncio.create_task(self._handle(each))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return web.Response()

    async def _handle(self, received: Received) -> None:
        try:
            await self._live.handle(received)
        except StoreError as error:
            # it stays in the inbox: a worker takes it up
            log.warning("an update was left", extra={"reason": str(error)})

    async def _health(self, _: web.Request) -> web.Response:
        database = self._live.parts.store.database
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                await asyncio.to_thread(database.ping)
        except (StoreError, TimeoutError):
            return web.Response(status=503, text="the database cannot be reached\n")
        return web.Response(text="ok\n")

    async def _metrics(self, request: web.Request) -> web.Response:
        if not self._may_read(request):
            return web.Response(status=403)
        try:
            text = await asyncio.to_thread(exposition, self._live)
        except StoreError:
            return web.Response(status=503)
        return web.Response(text=text, headers={"Content-Type": "text/plain; version=0.0.4"})

    def _may_read(self, request: web.Request) -> bool:
        """Say whether somebody may read the metrics: by token, or without one from this machine."""
        token = self._live.parts.settings.metrics_token
        if token:
            given = request.headers.get("Authorization", "").encode()
            return hmac.compare_digest(given, f"Bearer {token}".encode())
        # what a proxy on this machine passes on comes from elsewhere
        if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
            return False
        return ipaddress.ip_address(request.remote or "0.0.0.0").is_loopback
