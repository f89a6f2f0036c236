"""The days that articles tell of, and the sentences that tell most of each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from bot.analysis.features import Candidate, heard, weigh
from bot.analysis.fitness import Line, lines_of
from bot.analysis.summary import Choice, Gain, again
from bot.analysis.terms import terms
from bot.dates import find_dates

# what a sentence with a day in it has: spares the longer search
HINT = re.compile(
    r"\d|[Dd]ay\b|tonight|tomorrow|\bago\b|midnight|noon|J[au]n|Feb|Mar|Apr|May|Aug|Sep|Oct|Nov|Dec|July"
)
# how much an article counts for a day that it tells of beside the matter asked for; and, though it
# names none, for the day on which it appeared
TOLD, PUBLISHED = 1.0, 0.25
# sentences from the beginning that tell of the day of publication, or of the one before
LEAD = 5
NAMED, SAME_DAY, DAY_AFTER = 1.0, 1.0, 0.6
# longer sentences are lists and menus
LONGEST = 500
# how much two stems in a row count beside one
PAIRS = 2.0
# the few sentences of a day may be longer than those of a summary, and must differ more
SPARE, AGAIN = 20, 0.5


@dataclass(frozen=True, slots=True)
class Report:
    """An article with its day; None is unknown."""

    text: str
    title: str = ""
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence and the days that it names."""

    article: int
    line: Line
    published: date | None
    days: frozenset[date]


@dataclass(frozen=True, slots=True)
class Question:
    """What a timeline is about: words, and how many days and sentences a day at most."""

    words: tuple[str, ...]
    days: int
    sentences: int
    start: date = date.min
    end: date = date.max


def make_timeline(reports: Sequence[Report], question: Question) -> dict[date, tuple[Choice, ...]]:
    """Choose days and sentences that tell of them; days in order, the best sentence first."""
    tellings = [
        telling for number, report in enumerate(reports) for telling in _tellings(number, report)
    ]
    pools = _pools(tellings)
    weights = _weigh(tellings, question)
    first = sorted(weights, key=lambda day: (-weights[day], day))
    chosen = [day for day in first if pools[day]][: question.days]
    told = {day: _tell(pools[day], question.sentences) for day in sorted(chosen)}
    return {day: choices for day, choices in told.items() if choices}


def _tellings(number: int, report: Report) -> Iterator[Telling]:
    for line in lines_of(report.text, report.title):
        days = frozenset(_days(line.words, report.published))
        yield Telling(number, line, report.published, days)


def _days(words: str, published: date | None) -> Iterator[date]:
    """Yield the days that a sentence names."""
    if not HINT.search(words):
        return
    for found in find_dates(words, published):
        if found.type in ("DATE", "TIME") and (day := _day(found.value)):
            yield day


def _day(value: str) -> date | None:
    """Return the day of a value that names one."""
    try:
        return date.fromisoformat(value[:10]) if len(value) >= 10 and "W" not in value else None
    except ValueError:
        return None


def _weigh(tellings: Iterable[Telling], question: Question) -> dict[date, float]:
    """Say how much articles make of each day within the bounds: each counts once for a day.

    A day that is only told of beside other matters has no weight.
    """
    asked = frozenset(stem for word in question.words for stem in terms(word))
    told: set[tuple[date, int]] = set()
    appeared: set[tuple[date, int]] = set()
    weights: dict[date, float] = {}
    for each in tellings:
        weights |= dict.fromkeys(each.days, 0.0)
        if not asked or asked.intersection(terms(each.line.words)):
            told.update((day, each.article) for day in each.days)
        if each.published:
            appeared.add((each.published, each.article))
    for votes, worth in ((told, TOLD), (appeared, PUBLISHED)):
        for day, _ in votes:
            weights[day] = weights.get(day, 0.0) + worth
    return {day: weights[day] for day in weights if question.start <= day <= question.end}


def _pools(tellings: Iterable[Telling]) -> dict[date, list[tuple[Telling, float]]]:
    """Gather for each day what may tell of it, with how surely it does."""
    pools: dict[date, list[tuple[Telling, float]]] = defaultdict(list)
    for each in tellings:
        if each.line.needs or len(each.line.words) > LONGEST:
            continue
        for day in each.days:
            pools[day].append((each, NAMED))
        if each.published and not each.days and each.line.place < LEAD:
            pools[each.published].append((each, SAME_DAY))
            pools[each.published - timedelta(1)].append((each, DAY_AFTER))
    return pools


def _tell(pool: Sequence[tuple[Telling, float]], sentences: int) -> tuple[Choice, ...]:
    """Choose the sentences of a day."""
    sure = [(Candidate(each.article, each.line), value) for each, value in pool]
    # a sentence that is told again from day to day is the more telling
    rest = [each for each, _ in sure]
    stems = weigh(heard(((each, each.stems) for each in rest), _fading))
    pairs = weigh(heard(((each, each.pairs) for each in rest), _fading))
    weights = stems | {pair: PAIRS * weight for pair, weight in pairs.items()}
    scores = {id(each): value for each, value in sure}
    gain = Gain(weights, lambda each: chain(each.stems, each.pairs), scores, SPARE)
    chosen: list[Candidate] = []
    while rest and len(chosen) < sentences:
        best = max(rest, key=gain)
        chosen.append(best)
        gain.tell(best)
        rest = [each for each in rest if each is not best and not again(each, best, AGAIN)]
    return tuple(Choice(each.article, each.line.span) for each in chosen)


def _fading(place: int) -> float:
    """Say how much a place in an article counts: what is told of a day may stand low in it."""
    return 1 / (1 + 0.1 * place)
