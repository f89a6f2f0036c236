"""One line an event, as text or JSON, without a token or a person's id, tracebacks included."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Sequence

# what a record has by itself; everything else was given with `extra`
PLAIN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
# libraries that tell of every call
TALKATIVE = ("procrastinate", "telegram", "aiohttp.access", "sqlalchemy", "alembic", "asyncio")
# a token of any bot, and what is long enough to be somebody's id
TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
LONG = re.compile(r"(?<![\w.-])-?\d{8,}(?![\w.-])")


class Lines(logging.Formatter):
    """Writes a record on one line; what `hidden` names, and what looks like it, is left out."""

    def __init__(self, *, as_json: bool, hidden: Sequence[str] = ()) -> None:
        super().__init__()
        self._json, self._hidden = as_json, tuple(each for each in hidden if each)
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        given = {k: v for k, v in record.__dict__.items() if k not in PLAIN}
        event: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "event": record.getMessage(),
            "part": record.name,
            **{k: v if isinstance(v, int | float | bool) else str(v) for k, v in given.items()},
        }
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return self._scrub(json.dumps(event, ensure_ascii=False) if self._json else _text(event))

    def _scrub(self, line: str) -> str:
        for each in self._hidden:
            line = line.replace(each, "[hidden]")
        return LONG.sub("[hidden]", TOKEN.sub("[hidden]", line))


def _text(event: dict[str, object]) -> str:
    head = [str(event.pop(name)) for name in ("at", "level", "event")]
    event.pop("part")
    trace = str(event.pop("traceback", "")).replace("\n", " | ")
    fields = [f"{name}={value}" for name, value in event.items()]
    return " ".join([*head, *fields, *([trace] if trace else [])])


def configure(level: str, style: str, hidden: Sequence[str]) -> None:
    """Send every log line to stderr in one style."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines(as_json=style == "json", hidden=hidden))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
