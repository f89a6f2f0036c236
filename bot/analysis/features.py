"""What makes a sentence worth telling: cheap features of it, and how much each counts.

The weights are set by hand, from what is generally known of news and of summaries.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import log1p

from bot.analysis.fitness import Line
from bot.analysis.terms import stems_of, terms, words_of

WEIGHTS = {
    "first": 0.3,
    "head": 0.2,
    "early": 0.9,
    "late": -0.1,
    "centre": 3.0,
    "paired": 1.5,
    "shared": 12.0,
    "lead": 0.5,
    "title": 0.4,
    "kin": 1.0,
    "short": -0.5,
    "long": -0.3,
    "names": 0.2,
    "numbers": 0.1,
    "day": 0.1,
    "opens_quoted": -0.2,
    "personal": -0.3,
    "question": -0.4,
    "connective": -0.15,
    "dangling": -0.15,
    "brackets": -0.15,
    "trailing": -0.2,
}
PERSONAL = re.compile(r"\b(?:I|I['’]\w+|me|my|[Ww]e|our|us|[Yy]ou|[Yy]our)\b")
CONNECTIVE = re.compile(r"(?:But|And|So|Yet|However|Meanwhile|Still|Also|Then|Now|Moreover)\b")
DAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
DIGIT = re.compile(r"\d")
NAME = re.compile(r"(?<=[a-z,] )[A-Z]\w+")


@dataclass(frozen=True, eq=False)
class Candidate:
    """A sentence that may be chosen, of an article by its number; what it tells is read when asked."""

    article: int
    line: Line

    @cached_property
    def length(self) -> int:
        """How many words it has."""
        return self.line.words.count(" ") + 1

    @cached_property
    def _words(self) -> list[str]:
        return words_of(self.line.words)

    @cached_property
    def _stems(self) -> list[str]:
        return stems_of(self._words)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return frozenset(self._stems)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Each of its stems with the one after it."""
        return frozenset(map(" ".join, pairwise(self._stems)))

    @cached_property
    def runs(self) -> frozenset[tuple[str, str]]:
        """Each of its words with the one after it, small ones too."""
        return frozenset(pairwise(self._words))


def distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Leave out what an earlier article has in the same words: a copy is no further support."""
    first: dict[str, Candidate] = {}
    for each in candidates:
        first.setdefault(each.line.words, each)
    return list(first.values())


class Matter:
    """What some articles are about: how much each stem and each pair of stems counts, 0 to 1.

    With a higher `power` what many articles tell counts more.
    """

    def __init__(
        self, candidates: Sequence[Candidate], titles: Iterable[str] = (), power: float = 2.0
    ) -> None:
        self.title = frozenset(stem for title in titles for stem in terms(title))
        heard = _by_article((each, each.stems) for each in candidates)
        self.stems = _weighed(heard, power)
        self.pairs = _weighed(_by_article((each, each.pairs) for each in candidates), power)
        self.heard = Counter(stem for found in heard.values() for stem in found)
        self.articles = len(heard)
        self._candidates = candidates
        self.lengths = {c.article: c.line.place + 1 for c in candidates}
        self.lead = frozenset(s for c in candidates if c.line.place < 2 for s in c.stems)
        self.kin = {a: self._kinship(list(found)) for a, found in heard.items()}

    @cached_property
    def shared(self) -> frozenset[tuple[str, str]]:
        """The runs of words that more than one article has."""
        told: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for each in self._candidates:
            told[each.article] |= each.runs
        heard: set[tuple[str, str]] = set()
        several: set[tuple[str, str]] = set()
        for runs in told.values():
            several |= heard & runs
            heard |= runs
        return frozenset(several)

    def _kinship(self, stems: list[str]) -> float:
        """Return how much of an article the others tell too."""
        others = sum(self.heard[stem] - 1 for stem in stems)
        return others / max(1, len(stems) * (self.articles - 1))

    def score(self, each: Candidate) -> float:
        """Say how much a sentence is worth telling."""
        found = self._places(each) | self._contents(each) | _shape(each)
        return sum(WEIGHTS[name] * value for name, value in found.items())

    def _places(self, each: Candidate) -> dict[str, float]:
        place = each.line.place
        return {
            "first": place == 0,
            "head": place < 3,
            "early": 1 / (1 + 0.2 * place),
            "late": place > 0.8 * self.lengths[each.article],
            "kin": self.kin[each.article],
        }

    def _contents(self, each: Candidate) -> dict[str, float]:
        stems, size = each.stems, len(each.stems) + 3
        return {
            "centre": sum(self.stems[stem] for stem in stems) / size,
            "paired": sum(self.pairs[pair] for pair in each.pairs) / size,
            "shared": len(each.runs & self.shared) / (len(each.runs) + 4),
            "lead": len(stems & self.lead) / size,
            "title": len(stems & self.title) / (len(self.title) + 3),
        }


def _by_article(found: Iterable[tuple[Candidate, frozenset[str]]]) -> dict[int, dict[str, float]]:
    """Say how often and how early each article tells a thing."""
    heard: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for each, things in found:
        own = heard[each.article]
        for thing in things:
            own[thing] += 1 / (1 + 0.1 * each.line.place)
    return heard


def _weighed(heard: dict[int, dict[str, float]], power: float) -> dict[str, float]:
    """Weigh things, more those that many articles tell; the heaviest has 1."""
    whole: dict[str, float] = defaultdict(float)
    tellers: Counter[str] = Counter()
    for own in heard.values():
        tellers.update(own.keys())
        for thing, count in own.items():
            whole[thing] += log1p(count)
    whole = {thing: weight * (tellers[thing] - 0.5) ** power for thing, weight in whole.items()}
    most = max(whole.values(), default=1.0)
    return {thing: weight / most for thing, weight in whole.items()}


def _shape(each: Candidate) -> dict[str, float]:
    words, length = each.line.words, each.length
    return {
        "short": length < 10,
        "long": length > 40,
        "names": min(1.0, len(NAME.findall(words)) / 4),
        "numbers": DIGIT.search(words) is not None,
        "day": DAY.search(words) is not None,
        "opens_quoted": words[0] in "“\"'‘`",
        "personal": PERSONAL.search(words) is not None,
        "question": "?" in words or "!" in words,
        "connective": CONNECTIVE.match(words) is not None,
        "dangling": each.line.needs,
        "brackets": "(" in words or ";" in words,
        "trailing": "…" in words or "..." in words,
    }
