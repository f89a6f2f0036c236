"""What makes a sentence worth telling: cheap features of it, and how much each counts.

The weights are set by hand, from what is generally known of news and of summaries.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from math import exp, log1p

from bot.analysis.fitness import Line
from bot.analysis.terms import stems_of, terms, words_of

# where a sentence stands, and how it is written
WEIGHTS = {
    "early": 3.0,
    "short": -0.5,
    "names": 0.2,
    "numbers": 0.1,
    "opens_quoted": -0.2,
    "personal": -0.3,
    "question": -0.4,
    "connective": -0.15,
    "dangling": -0.15,
    "aside": -20.0,
    "trailing": -2.0,
}
# what it has of the headlines, and how much of it other articles have in the same words
TITLE, SHARED = 0.4, 12.0
# how near what opens a summary is to what all is about
OPENING = 60.0
PERSONAL = re.compile(r"\b(?:I|I['’]\w+|me|my|[Ww]e|our|us|[Yy]ou|[Yy]our)\b")
CONNECTIVE = re.compile(r"(?:But|And|So|Yet|However|Meanwhile|Still|Also|Then|Now|Moreover)\b")
# words in quotation marks, more than a title or a name
QUOTED = re.compile(r"[“\"«][^“”\"«»]{12,}[”\"»]")
# all of it in round brackets, or from a bracket on
ASIDE = re.compile(r"\([^()]*\)?\W*")
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
    def quoted(self) -> float:
        """How much of it stands in quotation marks, 0 to 1."""
        return sum(len(found.split()) for found in QUOTED.findall(self.line.words)) / self.length

    @cached_property
    def shape(self) -> dict[str, float]:
        """Where it stands and how it is written, by the names of WEIGHTS."""
        words = self.line.words
        return {
            "early": 1 / (1 + 0.2 * self.line.place),
            "short": self.length < 10,
            "names": min(1.0, len(NAME.findall(words)) / 4),
            "numbers": DIGIT.search(words) is not None,
            "opens_quoted": words[0] in "“\"'‘`",
            "personal": PERSONAL.search(QUOTED.sub("", words)) is not None,
            "question": "?" in words or "!" in words,
            "connective": CONNECTIVE.match(words) is not None,
            "dangling": self.line.needs,
            "aside": ASIDE.fullmatch(words) is not None,
            "trailing": "…" in words or "..." in words,
        }

    @cached_property
    def worth(self) -> float:
        """How much it is worth telling, whatever the others tell."""
        return sum(WEIGHTS[name] * value for name, value in self.shape.items())

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
    def runs(self) -> frozenset[str]:
        """Each of its words with the one after it, small ones too."""
        return frozenset(map(" ".join, pairwise(self._words)))


def distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Leave out what an earlier article has in the same words: a copy is no further support."""
    first: dict[str, Candidate] = {}
    for each in candidates:
        first.setdefault(each.line.words, each)
    return list(first.values())


class Matter:
    """What some articles are about: how much each stem and each run of words counts, 0 to 1."""

    def __init__(self, candidates: Sequence[Candidate], titles: Iterable[str] = ()) -> None:
        self.title = frozenset(stem for title in titles for stem in terms(title))
        self.stems = weigh(heard(((each, each.stems) for each in candidates), _fading))
        told = heard(((each, each.runs) for each in candidates), _fading)
        self.runs = weigh(told)
        self.shared = frozenset(run for run, count in _tellers(told).items() if count > 1)

    def score(self, each: Candidate) -> float:
        """Say how much a sentence is worth telling."""
        shared = len(each.runs & self.shared) / (len(each.runs) + 4)
        return self._worth(each) + SHARED * shared

    def opening(self, each: Candidate) -> float:
        """Say how well a sentence tells what all is about."""
        centre = sum(map(self.stems.__getitem__, each.stems)) / (len(each.stems) + 8)
        return self._worth(each) + OPENING * centre

    def _worth(self, each: Candidate) -> float:
        title = len(each.stems & self.title) / (len(self.title) + 3)
        return each.worth + TITLE * title


def heard(
    found: Iterable[tuple[Candidate, frozenset[str]]], fade: Callable[[int], float]
) -> dict[int, dict[str, float]]:
    """Say how much each article makes of a thing; `fade` says how much a place in it counts."""
    made: dict[int, dict[str, float]] = defaultdict(dict)
    for each, things in found:
        own, worth = made[each.article], fade(each.line.place)
        for thing in things:
            own[thing] = own.get(thing, 0.0) + worth
    return made


def weigh(made: dict[int, dict[str, float]]) -> dict[str, float]:
    """Weigh things, more those that many articles tell; the heaviest has 1."""
    whole: dict[str, float] = {}
    for own in made.values():
        for thing, count in own.items():
            whole[thing] = whole.get(thing, 0.0) + log1p(count)
    tellers = _tellers(made)
    whole = {thing: weight * (tellers[thing] - 0.5) for thing, weight in whole.items()}
    most = max(whole.values(), default=1.0)
    return {thing: weight / most for thing, weight in whole.items()}


def _tellers(made: dict[int, dict[str, float]]) -> Counter[str]:
    """Count the articles that tell a thing."""
    return Counter(chain.from_iterable(made.values()))


def _fading(place: int) -> float:
    """Say how much a place counts: what matters stands in the first ten sentences."""
    return exp(-place / 10)
