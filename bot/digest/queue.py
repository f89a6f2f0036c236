"""Digests by many processes, on procrastinate: a tick plans, a job carries a chunk of row ids."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.digest.delivery import SETTLE_EVERY, Postman, wait_for
from bot.errors import ConfigError

if TYPE_CHECKING:
    from procrastinate import App, JobContext

log = logging.getLogger(__name__)

# with seconds in the sixth place
EVERY_FIVE_SECONDS = "* * * * * */5"
# jobs a process works at side by side: one sends while another one lands
SIDE_BY_SIDE = 3
# what is handed to jobs ahead of time, in seconds of sending, and how much of it a job carries
AHEAD_SECONDS, CHUNK_SECONDS = 20, 2
# a process says that it lives every so many seconds; silent for longer, its jobs are another's
HEARTBEAT, DEAD_AFTER = 5, 20
GRACE_SECONDS = 9.0
PAUSE = 2.0


class Queue:
    """Works on the jobs of one dossier; every process of it may also make them."""

    def __init__(self, url: str, postman: Postman, rate: float, dossier: str) -> None:
        self._app, self._postman, self._dossier = _app(url), postman, dossier
        self._ahead = max(10, round(rate * AHEAD_SECONDS))
        self._chunk = max(5, round(rate * CHUNK_SECONDS))
        self._stop, self._joined_at = asyncio.Event(), 0.0
        tick = self._app.task(name="tick", queue=dossier, queueing_lock=f"tick of {dossier}")
        self._app.periodic(cron=EVERY_FIVE_SECONDS, periodic_id=dossier)(tick(self._tick))
        deliver = self._app.task(name="deliver", queue=dossier, pass_context=True)
        self._deliver_later = deliver(self._deliver)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until told to stop; a database that goes away is waited for."""
        import procrastinate.exceptions

        self._stop = stop
        async with self._postman.settling():
            while not stop.is_set():
                try:
                    async with self._app.open_async():
                        self._joined_at = asyncio.get_running_loop().time()
                        await self._work(stop)
                except procrastinate.exceptions.ConnectorException as error:
                    log.warning("jobs wait", extra={"reason": type(error).__name__})
                await wait_for(stop, PAUSE)

    async def _work(self, stop: asyncio.Event) -> None:
        worker = asyncio.create_task(
            self._app.run_worker_async(
                name=self._postman.name,
                queues=[self._dossier],
                concurrency=SIDE_BY_SIDE,
                fetch_job_polling_interval=PAUSE,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=DEAD_AFTER,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="always",
                install_signal_handlers=False,
            )
        )
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({worker, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if not worker.done():
            worker.cancel()  # it lets the jobs under way end, and starts no more
        try:
            await worker
        except asyncio.CancelledError:
            if not stop.is_set():
                raise

    # ---- jobs

    async def _tick(self, timestamp: int) -> None:
        """Plan what is due, give back what was lost, and hand out what waits."""
        del timestamp
        # after the database was away nobody looks alive, and all who are have something to write
        if asyncio.get_running_loop().time() - self._joined_at > DEAD_AFTER:
            await self._take_over()
        await self._postman.plan()
        await self._hand_out()

    async def _take_over(self) -> None:
        """Let the jobs of the dead begin anew; give back what jobs had claimed or carried that are no more.

        A job ends after what it claimed is written down: a living one is asked for after its claims.
        """
        manager, deliveries = self._app.job_manager, self._postman.deliveries
        stalled = manager.get_stalled_jobs(queue=self._dossier, seconds_since_heartbeat=DEAD_AFTER)
        for job in await stalled:
            await manager.retry_job(job)
        claimants = await asyncio.to_thread(deliveries.claimants)
        living = {_name(job.id) for job in await manager.list_jobs_async(status="doing")}
        for name in claimants - living:
            await asyncio.to_thread(deliveries.release, name)
        waits = self._postman.clock() - timedelta(seconds=DEAD_AFTER)
        jobs = await manager.list_jobs_async(queue=self._dossier, task="deliver")
        carried = {row for job in jobs for row in cast("list[int]", job.task_kwargs["ids"])}
        await asyncio.to_thread(deliveries.unqueue_lost, carried, waits)

    async def _hand_out(self) -> None:
        now = self._postman.clock()
        ids = await asyncio.to_thread(self._postman.deliveries.queue, now, self._ahead)
        for begin in range(0, len(ids), self._chunk):
            await self._deliver_later.defer_async(ids=list(ids[begin : begin + self._chunk]))

    async def _deliver(self, context: JobContext, ids: Sequence[int]) -> None:
        """Deliver a chunk; what an earlier try of the same job had claimed was lost with it."""
        postman, name = self._postman, _name(context.job.id)
        await asyncio.to_thread(postman.deliveries.release, name)
        flying: set[asyncio.Task[None]] = set()
        try:
            while not self._stop.is_set() and (more := await postman.send_some(name, ids)):
                flying |= more
        finally:
            await self._written_down(flying, ids)
            await asyncio.to_thread(postman.deliveries.unqueue, ids)
        if flying and not self._stop.is_set():
            await self._hand_out()

    async def _written_down(self, flying: set[asyncio.Task[None]], ids: Sequence[int]) -> None:
        """Wait until what was sent has landed and is written down, while the database is away too."""
        if flying:
            await asyncio.wait(flying)
        await self._postman.flush()
        while self._postman.unwritten(ids) and not self._stop.is_set():
            await wait_for(self._stop, SETTLE_EVERY)


def _name(job_id: int | None) -> str:
    """Return what a job claims as."""
    return f"job-{job_id}"


def prepare(url: str, known: str | None) -> str:
    """Bring the tables of the queue to its version, and return that; `known` is the one they have."""
    app = _app(url)
    import procrastinate
    from procrastinate.schema import SchemaManager

    newest = str(procrastinate.__version__)
    with app.open():
        if known is None:
            app.schema_manager.apply_schema()
        else:
            connector = app.connector.get_sync_connector()
            for path in sorted(Path(SchemaManager.get_migrations_path()).glob("*.sql")):
                if _version(path.name.partition("_")[0]) > _version(known):
                    connector.execute_query(query=path.read_text("utf-8").replace("%", "%%"))
    return newest


def _version(written: str) -> tuple[int, ...]:
    return tuple(int(part) for part in written.split("."))


def _app(url: str) -> App:
    if not url.startswith("postgres"):
        raise ConfigError("Several processes need PostgreSQL: set DATABASE_URL, or use `run`.")
    try:
        from procrastinate import App, PsycopgConnector
    except ModuleNotFoundError as error:
        raise ConfigError(
            "PostgreSQL needs its driver: pip install 'briefing-bot[postgres]'."
        ) from error
    return App(connector=PsycopgConnector(conninfo=url, min_size=1, max_size=4))
