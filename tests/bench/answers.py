"""Answers at 5 and at many stored articles: our own time for each command, and memory.

python tests/bench/answers.py [--articles 100000] [--postgres URL]

Articles are generated from templates of our own. Rows are written as `add` writes them.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.briefing import Briefings, Renderer
from bot.config import bundled
from bot.dossier import read_dossier, settings_of
from bot.errors import DuplicateArticle
from bot.ingest import Ingest, read_file
from bot.intake import Given
from bot.model import Document
from bot.store import Store, migrate, open_store

REQUESTS = (
    "/treaty",
    "/positions",
    "/latest",
    "/positions Russia",
    "/quotes Putin",
    "/timeline",
    "/search treaty cooperation",
)
PLACES = (
    "Oslo Lima Quito Dakar Hanoi Turin Malmö Porto Izmir Basra Gdansk Leeds Nancy Bergen".split()
)
GOODS = (
    "grain steel gas timber copper cotton turbines fish cement wool sulphur tea maps glass".split()
)
SPEAKERS = ("Peskov", "Lavrov", "Zakharova", "Araghchi", "Baghaei", "Kirby", "The Kremlin", "NATO")
VERBS = ("said that", "announced that", "warned that", "stressed that")
THEMES = (
    "the ceasefire talks in {place} would go on",
    "military assistance worth {number} million was not on the table",
    "the nuclear programme was discussed in {place}",
    "sanctions on {goods} would hurt {number} firms",
    "the partnership had brought {number} contracts for {goods}",
    "the war in Ukraine had delayed {number} trains of {goods}",
)


def articles(count: int, seed: int = 7) -> Iterator[tuple[Document, Given]]:
    """Yield generated articles, each of its own."""
    chance = random.Random(seed)
    start = date(2015, 1, 1)
    for number in range(count):
        lines = [f"Note {number} from {chance.choice(PLACES)}", ""]
        for _ in range(5):
            theme = chance.choice(THEMES).format(
                place=chance.choice(PLACES),
                goods=chance.choice(GOODS),
                number=chance.randrange(2, 999),
            )
            lines += [f"{chance.choice(SPEAKERS)} {chance.choice(VERBS)} {theme}.", ""]
        if number % 20 == 0:
            lines.append(
                f"The Comprehensive Strategic Partnership Treaty covers {chance.choice(GOODS)} and"
                f" {chance.choice(GOODS)} from {chance.choice(PLACES)} for {chance.randrange(2, 40)} years."
            )
        on = start + timedelta(days=chance.randrange(4000))
        yield (
            Document(f"{number}.txt", "\n".join(lines).encode()),
            Given(published=on, precision="day"),
        )


def fill(store: Store, count: int) -> Briefings:
    """Fill a store with the demonstration articles and so many generated ones."""
    dossier = read_dossier(bundled("seeds"))
    with store.database.writing() as connection:
        store.dossiers.save_settings(
            connection, dossier.key, dossier.title, settings_of(bundled("seeds")), datetime.now(UTC)
        )
    ingest = Ingest(store, dossier, lambda: datetime.now(UTC))
    ingest.refresh()
    for path in sorted((bundled("seeds") / "articles").glob("*.txt")):
        ingest.add(*read_file(path))
    begun = time.perf_counter()
    for number, (document, given) in enumerate(articles(count), 1):
        try:
            ingest.add(document, given)
        except DuplicateArticle:
            continue
        if number % 5000 == 0:
            took = time.perf_counter() - begun
            print(f"  {number} articles, {1000 * took / number:.1f} ms each", flush=True)
    return Briefings(store, dossier, Renderer(bundled("templates")))


def measure(briefings: Briefings, rounds: int) -> dict[str, tuple[float, float]]:
    """Return p50 and p99 of each request in milliseconds."""
    found = {}
    for request in REQUESTS:
        briefings.answer(request)
        taken = []
        for _ in range(rounds):
            begun = time.perf_counter()
            briefings.answer(request)
            taken.append(1000 * (time.perf_counter() - begun))
        taken.sort()
        found[request] = (
            taken[len(taken) // 2],
            taken[min(len(taken) - 1, int(len(taken) * 0.99))],
        )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--url", help="an empty database; a temporary SQLite file by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table: dict[str, dict[str, tuple[float, float]]] = {}
        for label, count in (("5", 0), (str(options.articles + 5), options.articles)):
            url = f"sqlite:///{Path(folder) / label}.db"
            store = open_store(options.url if options.url and count else url, create=True)
            migrate(store.database)
            table[label] = measure(fill(store, count), options.rounds)
            store.close()
    few, many = table
    print(
        f"{'command':28} {'p50 at ' + few:>12} {'p50 at ' + many:>16} {'p99 at ' + many:>16}  ratio"
    )
    for request in REQUESTS:
        (low, _), (middle, high) = table[few][request], table[many][request]
        print(f"{request:28} {low:12.1f} {middle:16.1f} {high:16.1f}  {middle / low:.2f}")
    print(f"memory, most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
