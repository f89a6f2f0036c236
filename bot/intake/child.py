"""The fresh interpreter that reads what strangers send: shut in, watched, and killed in time."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import UnreadableDocument
from bot.intake.documents import MOST_BYTES, FileKind, plain_line, shown_name
from bot.model import Document

PARSER = Path(__file__).with_name("parsing.py")
# a little less than the 20 s that an answer may take
SECONDS = 18.0
MEMORY = 1024**3
MOST_ANSWER = 16 * 1024 * 1024
MOST_PARTS = 200
# what it may say in words
SAID = ("text", "headline", "outlet", "url", "published", "sent")
GAVE_UP = "cannot be read: its parser gave up"
# letters of its reason to refuse a document
MOST_SAID = 100
# folders in which documents are read, and after how many seconds one was left by a killed process
FOLDER_PREFIX = "briefing-bot-reads-"
LEFT_BEHIND = 3600
# how often its memory is looked at
EVERY = 0.05


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the parser found; `refused` finishes the sentence “NAME …”.

    `cleaned` says that page furniture is gone already, `sent` on which day a mail was; `parts` are the
    documents inside this one.
    """

    text: str = ""
    headline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: str | None = None
    sent: str | None = None
    cleaned: bool = False
    parts: tuple[Document, ...] = ()


def parse_in_child(document: Document, kind: FileKind) -> Parsed:
    """Parse a document in an interpreter of its own; raises UnreadableDocument with one sentence."""
    name = shown_name(document.name)
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        Path(folder, "document").write_bytes(document.data)
        with started((str(PARSER), kind), folder) as process:
            watch(process, name, "paste its text instead")
        return _answer(Path(folder), name)


def sweep(now: float) -> None:
    """Remove what killed processes left of the documents that they were reading.

    A folder that was not touched for an hour before `now`, in seconds of the epoch, is nobody's.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.is_dir() and folder.stat().st_mtime < now - LEFT_BEHIND:
                shutil.rmtree(folder)


@contextlib.contextmanager
def started(
    arguments: Sequence[str], folder: str, stdin: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """Give an interpreter that runs in a folder, with nothing of ours around it; end it afterwards."""
    with subprocess.Popen(
        [sys.executable, "-I", "-B", *arguments],
        cwd=folder,
        env={"HOME": folder, "TMPDIR": folder},
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            # the whole group: whatever it started goes with it
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def watch(process: subprocess.Popen[bytes], name: str, advice: str) -> None:
    """Wait until it has ended by itself; raises UnreadableDocument when it takes too much.

    Where it is time that the document of that name takes, the sentence ends with the advice.
    """
    deadline = time.monotonic() + SECONDS
    ended = None
    while ended is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            ended = process.wait(EVERY)
        # the system ends it too, at its limit of processor time or when memory runs out
        if ended == -signal.SIGXCPU or (ended is None and time.monotonic() > deadline):
            raise UnreadableDocument(f"{name} takes too long to read; {advice}.")
        if ended == -signal.SIGKILL or _memory_of(process.pid) > MEMORY:
            raise UnreadableDocument(f"{name} needs more memory than a document may.")


def _memory_of(pid: int) -> int:
    """Return the bytes of memory a process holds; 0 where the system does not tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _answer(folder: Path, name: str) -> Parsed:
    """Read what the parser wrote; it is trusted no more than the document."""
    path = folder / "answer.json"
    try:
        if path.is_symlink() or path.stat().st_size > MOST_ANSWER:
            raise UnreadableDocument(f"{name} has too much in it; send one article.")
        answer = json.loads(path.read_text("utf-8"))
        if "refused" in answer:
            raise UnreadableDocument(
                f"{name} {plain_line(str(answer['refused']), MOST_SAID) or GAVE_UP}."
            )
        parts = [_part(part, folder) for part in answer.get("parts", ())]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreadableDocument(f"{name} {GAVE_UP}.") from error
    said = {key: str(answer[key]) for key in SAID if answer.get(key)}
    return Parsed(**said, cleaned=bool(answer.get("cleaned")), parts=tuple(parts[:MOST_PARTS]))


def _part(part: dict[str, Any], folder: Path) -> Document:
    path = folder / Path(str(part["file"])).name
    if path.is_symlink():
        raise OSError("a part that leads out of the folder")
    with path.open("rb") as file:
        return Document(shown_name(str(part["name"])), file.read(MOST_BYTES + 1))
