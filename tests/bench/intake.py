"""How long a document takes until its card could be shown: PYTHONPATH=tests python tests/bench/intake.py.

Reading, cleaning, analysing and storing, as `draft` does, on an empty SQLite database.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
import zlib
from datetime import UTC, datetime

from papers import bomb, mail, page, pdf, word
from reports import report

from bot.config import bundled
from bot.dossier import read_dossier, settings_of
from bot.errors import UnreadableDocument
from bot.ingest import Ingest
from bot.intake import Given
from bot.model import Document
from bot.store import migrate, open_store

NOW = datetime(2026, 3, 22, 8, 0, tzinfo=UTC)


def lines(letters: int, first: int = 0) -> list[str]:
    """Return paragraphs of reports, as many as make so many letters."""
    found: list[str] = []
    while sum(map(len, found)) < letters:
        first += 1
        found += report(first)
    return found


def pages(count: int, picture: int) -> bytes:
    """Return a PDF of so many pages with text, and a picture of so many bytes beside it."""
    told = lines(count * 2400)
    wrapped = [
        [
            paragraph[at : at + 90]
            for paragraph in told[n::count]
            for at in range(0, len(paragraph), 90)
        ]
        for n in range(count)
    ]
    return pdf(wrapped) + b"\n%" + os.urandom(picture // 2).hex().encode()


def _worked() -> float:
    """Return the seconds that processors have worked for this process and its children."""
    return sum(os.times()[:4])


def main() -> None:
    """Print a table: what, its size, seconds until the card, seconds that may be, memory of the child."""
    text = "\n\n".join(lines(100_000))
    rows = [
        ("text, 4 kB", text[:4000].encode(), 2),
        ("text, 100 kB", text.encode(), 2),
        ("page, 100 kB", page(lines=lines(100_000, 100)).encode(), 2),
        ("Word, 100 kB of text", word(lines(100_000, 200)), 2),
        ("mail, 100 kB", mail("\n\n".join(lines(100_000, 300))), 2),
        ("PDF, 5 MB, 20 pages", pages(20, 5_000_000), 10),
        ("PDF, 5 MB, 120 pages", pages(120, 4_800_000), 10),
        ("PDF bomb", pdf([["x"]] * 400, bomb(40)), 20),
        ("page of 90,000 tags", page("<a>" * 90_000).encode(), 20),
        ("deflated nonsense", zlib.compress(os.urandom(100_000)), 20),
    ]
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/bench.db", create=True)
        migrate(store.database)
        settings = read_dossier(bundled("seeds"))
        with store.database.writing() as connection:
            store.dossiers.save_settings(
                connection, settings.key, settings.title, settings_of(bundled("seeds")), NOW
            )
        ingest = Ingest(store, settings, lambda: NOW)
        ingest.draft(Document("warm", text[5000:8000].encode()))
        print(
            f"{'document':<24}{'bytes':>10}{'seconds':>9}{'of CPU':>8}{'may be':>8}{'child MB':>10}"
        )
        for name, data, most in rows:
            started, worked, said = time.perf_counter(), _worked(), ""
            try:
                ingest.draft(Document(name, data), Given(received_at=NOW))
            except UnreadableDocument as error:
                said = f"  {error}"
            taken, work = time.perf_counter() - started, _worked() - worked
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            print(f"{name:<24}{len(data):>10,}{taken:>9.2f}{work:>8.2f}{most:>8}{peak:>10}{said}")
        store.close()


if __name__ == "__main__":
    main()
