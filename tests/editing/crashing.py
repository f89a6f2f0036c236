"""Kills `add` while it stores a folder of documents, and looks at what is there then."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from random import Random

from sqlalchemy import func, select

from bot.store import Store, open_store
from bot.store import schema as t
from bot.store.verify import check

TEXT = """Talks in {town}

Iranian and Russian officials met in {town} on day {number} of their tour to speak of the treaty at length.

“We have agreed on {number} points,” Russian Foreign Minister Sergei Lavrov said in {town}.
"""
TOWNS = "Astrakhan Rasht Baku Anzali Derbent Tabriz Saratov Mashhad Kazan Isfahan".split()


def write_documents(folder: Path, count: int) -> None:
    """Write documents that are different articles."""
    for number in range(count):
        town = f"{TOWNS[number % 10]} {number}"
        text = TEXT.format(town=town, number=number) + f"Nobody in {town} had expected them.\n"
        (folder / f"{number:03}.txt").write_text(text, "utf-8")


@contextmanager
def adding(url: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Run `add` on a folder; it is killed at the end, whatever it does."""
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG")}
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "add", "--json", str(folder)],
        env=kept | {"DATABASE_URL": url, "XDG_CONFIG_HOME": str(folder.parent)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def kill_once(url: str, folder: Path, dice: Random) -> dict[str, int]:
    """Kill `add` at a moment of one of its uploads; returns what it had acknowledged."""
    acknowledged: dict[str, int] = {}
    with adding(url, folder) as process:
        assert process.stdout is not None
        stored = dice.randint(0, 2)
        while stored and (line := process.stdout.readline()):
            receipt = json.loads(line)
            acknowledged[receipt["path"]] = receipt["article"]
            stored -= receipt["status"] == "stored"
        time.sleep(dice.random() * (0.3 if acknowledged else 2.0))
        process.kill()
        for line in process.stdout.read().splitlines(keepends=True):
            # a line that was cut off was not given
            if line.endswith("\n"):
                receipt = json.loads(line)
                acknowledged[receipt["path"]] = receipt["article"]
    return acknowledged


def add_the_rest(url: str, folder: Path) -> dict[str, int]:
    """Run `add` to its end; returns its receipts."""
    with adding(url, folder) as process:
        assert process.stdout is not None
        receipts = [json.loads(line) for line in process.stdout]
    return {receipt["path"]: receipt["article"] for receipt in receipts}


def examine(url: str, acknowledged: dict[str, int]) -> int:
    """Assert that what was acknowledged is there, nothing half and nothing twice; returns how many."""
    store = open_store(url)
    try:
        assert check(store.database).damage == []
        return _examine(store, acknowledged)
    finally:
        store.close()


def _examine(store: Store, acknowledged: dict[str, int]) -> int:
    a, v = t.article.c, t.article_version.c
    with store.database.reading() as connection:
        rows = connection.execute(
            select(a.id, t.document.c.sha256, v.live_analysis_id, t.dossier_article.c.public_rev)
            .join(t.source_text, t.source_text.c.id == a.source_text_id)
            .join(t.document, t.document.c.id == t.source_text.c.document_id)
            .outerjoin(t.article_version, v.id == a.live_version_id)
            .outerjoin(t.dossier_article, t.dossier_article.c.article_id == a.id)
        ).all()
        built = connection.execute(select(t.build.c.articles)).scalar_one()
        logged = connection.execute(select(t.change.c.article_id)).scalars().all()
        documents = connection.execute(select(func.count()).select_from(t.document)).scalar_one()
    held = {row.id: row.sha256 for row in rows}
    for path, article_id in acknowledged.items():
        assert held[article_id] == sha256(Path(path).read_bytes()).hexdigest()
    assert all(row.live_analysis_id and row.public_rev for row in rows)
    assert len(set(held.values())) == len(rows) == documents == built
    assert sorted(logged) == sorted(held)
    return len(rows)
