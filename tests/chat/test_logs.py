"""No token and nobody's id reaches a log line, whatever breaks."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bot_api import TOKEN, BotApi
from station import KEY, ROOT, subscribe

from bot.app import App
from bot.config import bundled, read_settings
from bot.logs import Lines

pytestmark = pytest.mark.long

PEOPLE = range(700700700, 700700712)
HELD = (429, {"description": "Too Many Requests", "parameters": {"retry_after": 1}})
BROKEN = [
    None,
    (502, {"description": "Bad Gateway"}),
    HELD,
    (403, {"description": "Forbidden: bot was blocked by the user"}),
    (400, {"description": "Bad Request: chat not found"}),
    (400, {"description": "Bad Request", "parameters": {"migrate_to_chat_id": -100700700999}}),
    (200, {"description": "no JSON follows"}),
]


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_run_with_a_failing_network_logs_no_id_and_no_token(tmp_path: Path, style: str) -> None:
    url, log = f"sqlite:///{tmp_path / 'bot.db'}", tmp_path / "log"
    app = App(read_settings({"DATABASE_URL": url, "DATA_KEY": KEY}))
    app.seed(bundled("seeds"))
    app.close()
    subscribe(url, PEOPLE, datetime.now(UTC).replace(microsecond=0))

    async def scene() -> None:
        api = BotApi()
        await api.start()
        environment = {
            **os.environ, "DATABASE_URL": url, "DATA_KEY": KEY, "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url, "ADMIN_IDS": "900900900", "LOG_FORMAT": style,
            "LOG_LEVEL": "DEBUG",
        }  # fmt: skip
        with log.open("wb") as out:
            words = [sys.executable, "-m", "bot", "run"]
            process = subprocess.Popen(words, env=environment, cwd=ROOT, stderr=out, stdout=out)
        try:
            async with asyncio.timeout(60):
                while not any(name == "getupdates" for name, _ in api.calls):
                    await asyncio.sleep(0.05)
                api.faults += [(0, None) if each is None else each for each in BROKEN]
                api.say("/latest", user=700700700)
                while api.faults or len(api.sent) < 6:
                    await asyncio.sleep(0.05)
            await api.stop()  # nobody answers any more
            await asyncio.sleep(2)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 15)

    asyncio.run(scene())
    written = log.read_text()
    lines = written.splitlines()
    assert len(lines) > 3
    assert TOKEN not in written
    assert TOKEN.partition(":")[2] not in written
    for person in (*PEOPLE, 900900900, 100700700999):
        assert str(person) not in written, next(line for line in lines if str(person) in line)
    if style == "json":
        events = [json.loads(line) for line in lines]
        assert all({"at", "level", "event"} <= set(each) for each in events)
        [planned] = [each for each in events if each["event"] == "slots planned"]
        assert planned["slots"] == len(PEOPLE)
        settled = [each for each in events if each["event"] == "digests settled"]
        assert sum(each.get("sent", 0) for each in settled) >= 5


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_is_one_line_without_what_is_hidden(as_json: bool) -> None:
    try:
        raise ValueError(f"https://x/bot{TOKEN}/sendMessage for chat -1001234567890")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "it broke", (), sys.exc_info())
    record.delivery = 7
    line = Lines(as_json=as_json, hidden=[TOKEN]).format(record)
    assert "\n" not in line
    assert "ValueError" in line
    assert TOKEN not in line
    assert "1234567890" not in line
    assert "7" in line
