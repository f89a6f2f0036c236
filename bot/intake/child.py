"""The fresh interpreter that parses what strangers send: shut in, watched, and killed in time."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.errors import UnreadableDocument
from bot.intake.documents import FileKind, shown_name
from bot.model import Document

PARSER = Path(__file__).with_name("parsing.py")
SECONDS = 20.0
MEMORY = 1024**3
MOST_ANSWER = 16 * 1024 * 1024
# how often its memory is looked at
EVERY = 0.05


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the parser found; `refused` finishes the sentence “NAME …”.

    `cleaned` says that page furniture is gone already; `parts` are documents inside this one, each
    with why it was left packed, if it was.
    """

    text: str = ""
    headline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    note: str | None = None
    cleaned: bool = False
    parts: tuple[tuple[Document, str | None], ...] = field(default=())


def parse_in_child(document: Document, kind: FileKind, *, seconds: float = SECONDS) -> Parsed:
    """Parse a document in an interpreter of its own; raises UnreadableDocument with one sentence."""
    name = shown_name(document.name)
    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        Path(folder, "document").write_bytes(document.data)
        _run(folder, kind, name, seconds)
        answer = _answer(Path(folder), name)
        if "refused" in answer:
            raise UnreadableDocument(f"{name} {answer['refused']}.")
        return _parsed(answer, Path(folder))


def _run(folder: str, kind: FileKind, name: str, seconds: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", str(PARSER), kind],
        cwd=folder,
        env={"HOME": folder, "TMPDIR": folder},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        start_new_session=True,
    )
    try:
        _watch(process, name, seconds)
    finally:
        # the whole group: whatever it started goes with it
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _watch(process: subprocess.Popen[bytes], name: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(EVERY)
            return
        if time.monotonic() > deadline:
            raise UnreadableDocument(f"{name} takes too long to read; paste its text instead.")
        if _memory_of(process.pid) > MEMORY:
            raise UnreadableDocument(f"{name} needs more memory than a document may.")


def _memory_of(pid: int) -> int:
    """Return the bytes of memory a process holds; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _answer(folder: Path, name: str) -> dict[str, Any]:
    path = folder / "answer.json"
    try:
        if path.is_symlink() or path.stat().st_size > MOST_ANSWER:
            raise UnreadableDocument(f"{name} has too much in it; send one article.")
        answer = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableDocument(f"{name} cannot be read: its parser gave up.") from error
    return answer if isinstance(answer, dict) else {"refused": "cannot be read"}


def _parsed(answer: dict[str, Any], folder: Path) -> Parsed:
    words = {
        key: str(answer[key])
        for key in ("headline", "outlet", "url", "published", "note")
        if answer.get(key)
    }
    return Parsed(
        text=str(answer.get("text") or ""),
        cleaned=bool(answer.get("cleaned")),
        parts=tuple(_part(part, folder) for part in answer.get("parts", ())),
        **words,
    )


def _part(part: dict[str, Any], folder: Path) -> tuple[Document, str | None]:
    name = str(part.get("name", "part"))
    if "refused" in part:
        return Document(name, b""), str(part["refused"])
    return Document(name, (folder / Path(str(part["file"])).name).read_bytes()), None
