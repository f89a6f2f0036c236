"""What one article costs in a small and in a large dossier: added, dated anew, taken out; and answers.

python tests/bench/growth.py [--articles 10000] [--url URL]

Generated articles are made of sentences of our own that were analysed once, so that the filling is
quick; the articles that are measured go the whole way of `add`.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from answers import GOODS, PLACES, SPEAKERS, THEMES, VERBS, articles, measure

from bot import build
from bot.analysis import VERSION, analyse
from bot.briefing import Briefings, Renderer
from bot.config import bundled
from bot.dossier import read_dossier, settings_of
from bot.editing import Editing
from bot.ingest import Ingest
from bot.model import (
    Analysis,
    Article,
    Attribution,
    Document,
    Metadata,
    Pieces,
    Publication,
    Sentence,
    Span,
)
from bot.store import migrate, open_store
from bot.store.values import last_day

MEASURED = 20
# so many sentences of each kind are analysed; every article has some of each
POOL = 300
ANSWERS = ("denied that", "could not confirm that", "questioned claims that")


def sentences(chance: random.Random) -> Iterator[str]:
    """Yield what speakers say, claim and deny, and now and then what the treaty holds."""
    for n in range(POOL):
        verb = chance.choice(ANSWERS if n % 6 == 0 else ("claimed that",) if n % 6 == 3 else VERBS)
        theme = chance.choice(THEMES).format(
            place=chance.choice(PLACES), goods=chance.choice(GOODS), number=chance.randrange(2, 99)
        )
        yield f"{chance.choice(SPEAKERS)} {verb} {theme}."
    for _ in range(POOL):
        yield (
            f"The Comprehensive Strategic Partnership Treaty covers {chance.choice(GOODS)} and"
            f" {chance.choice(GOODS)} from {chance.choice(PLACES)} for {chance.randrange(2, 40)} years."
        )


def generated(ingest: Ingest, count: int) -> Iterator[tuple[Document, Article, Analysis]]:
    """Yield articles with their analyses, each article of its own."""
    chance = random.Random(11)
    pool = [
        (each, analyse(Article.whole(each), ingest.settings.lexicon)) for each in sentences(chance)
    ]
    spoken, told = pool[:POOL], pool[POOL:]
    for number in range(count):
        chosen = chance.sample(spoken, 5) + (chance.sample(told, 1) if number % 4 == 0 else [])
        text = f"This is the report of the desk with the number {number}."
        on = date(2015, 1, 1) + timedelta(days=chance.randrange(4000))
        parts = [(text, analyse_none(text)), *chosen]
        article = Article.whole(
            "\n\n".join(words for words, _ in parts),
            Metadata(publication=Publication(on, "day", "editor")),
        )
        yield Document(f"{number}.txt", article.text.encode()), article, joined(parts)


def analyse_none(text: str) -> Analysis:
    return Analysis(VERSION, (Sentence(Span(0, len(text)), 0),), (), (), ())


def joined(parts: Sequence[tuple[str, Analysis]]) -> Analysis:
    """Make one analysis of those of the paragraphs."""
    sentences, attributions, at = [], [], 0
    for paragraph, (words, each) in enumerate(parts):
        sentences += [Sentence(moved(s.span, at), paragraph) for s in each.sentences]
        attributions += [moved_attribution(a, at) for a in each.attributions]
        at += len(words) + 2
    return Analysis(VERSION, tuple(sentences), tuple(attributions), (), ())


def moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def moved_attribution(each: Attribution, by: int) -> Attribution:
    def pieces(of: Pieces | None) -> Pieces | None:
        return None if of is None else tuple(moved(span, by) for span in of)

    return replace(
        each,
        content=pieces(each.content) or (),
        source=pieces(each.source),
        cue=pieces(each.cue),
        extent=moved(each.extent, by),
    )


def fill(ingest: Ingest, made: Iterator[tuple[Document, Article, Analysis]], count: int) -> None:
    """Store and publish so many articles in one transaction."""
    store, now = ingest.store, ingest.clock()
    with store.database.writing() as connection:
        dossier = store.dossiers.get(connection)
        for _, (document, article, analysis) in zip(range(count), made, strict=False):
            number = store.articles.save(connection, document, article, now)
            store.articles.save_analysis(connection, number, article, analysis, now)
            day = last_day(article.metadata.publication)
            store.dossiers.publish(connection, dossier, number, day, now)
            build.add_article(store, connection, dossier, ingest.settings, number)


def redate(editing: Editing, number: int) -> None:
    """Date an article anew, as an editor does."""
    editing.edit(number, by=None, publication=Publication(date(2025, 12, 24), "day"))


def timed(work: Callable[[], object]) -> float:
    """Return our own time in milliseconds, whatever else the machine does."""
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def costs(ingest: Ingest, seed: int) -> dict[str, float]:
    """Return what each change costs in milliseconds, the median of twenty; the dossier is as before."""
    editing = Editing(ingest.store, ingest.settings, ingest.clock)
    numbers, taken = [], {"added": [], "dated anew": [], "taken out": []}  # type: ignore[var-annotated]
    for document, given in articles(MEASURED, seed):
        taken["added"].append(timed(lambda d=document, g=given: numbers.append(ingest.add(d, g))))  # type: ignore[misc]
    for number in numbers:
        taken["dated anew"].append(timed(lambda n=number: redate(editing, n)))  # type: ignore[misc]
    for number in numbers:
        taken["taken out"].append(timed(lambda n=number: editing.remove(n, by=None)))  # type: ignore[misc]
    return {what: median(times) for what, times in taken.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--url", help="an empty database; a temporary SQLite file by default")
    options = parser.parse_args()
    table: dict[int, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(options.url or f"sqlite:///{Path(folder) / 'growth.db'}", create=True)
        migrate(store.database)
        settings, now = read_dossier(bundled("seeds")), datetime.now(UTC)
        with store.database.writing() as connection:
            store.dossiers.save_settings(
                connection, settings.key, settings.title, settings_of(bundled("seeds")), now
            )
        ingest = Ingest(store, settings, lambda: now)
        ingest.refresh()
        made = generated(ingest, options.articles)
        there = 0
        for count in (options.articles // 10, options.articles):
            took = timed(lambda more=count - there: fill(ingest, made, more))  # type: ignore[misc]
            print(f"  filled to {count}: {took / (count - there):.1f} ms an article", flush=True)
            there = count
            table[count] = costs(ingest, seed=count)
            answers = measure(Briefings(store, settings, Renderer(bundled("templates"))), 20)
            table[count] |= {request: p50 for request, (p50, _) in answers.items()}
        store.close()
    few, many = table
    print(f"{'median, ms':28} {'at ' + str(few):>12} {'at ' + str(many):>12}  ratio")
    for what, low in table[few].items():
        high = table[many][what]
        print(f"{what:28} {low:12.1f} {high:12.1f}  {high / low:.2f}")


if __name__ == "__main__":
    main()
