"""How sure it is that two sentences state the same fact: words, letters and order, weighed.

The weights are set by hand, in round figures. They were chosen with the help of logistic regression
on development pairs of STS news and MRPC, of which nothing is kept here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from bot.analysis.guards import against
from bot.analysis.wordings import Wording, near, wording

START = -5.2
SHARED = 4.0
LETTERS = 4.0
ORDER = 0.5
EVERYTHING = 2.0
OTHER_FIGURES = -1.8
NO_FIGURES = -1.4
# words that only one of two sentences has, together, from which they are not taken for one fact
OWN_WORDS = 3
YEAR = re.compile(r"(?:1[89]|20)\d\d")


def same_fact(a: str, b: str, common: Collection[str] = ()) -> float:
    """Say how sure it is that two sentences state the same fact, 0 to 1.

    `common` are stems that say nothing where the two come from, such as the names of a topic.
    """
    first, second = wording(a), wording(b)
    left, right = first.content.difference(common), second.content.difference(common)
    if not left or not right:
        return 0.0
    pairs = _aligned(left, right)
    shared = sum((_weight(x) + _weight(y)) * sure / 2 for x, y, sure in pairs)
    total = START + SHARED * shared / max(_weigh(left), _weigh(right))
    total += LETTERS * _dice(first, second) + ORDER * _ordered(first.keys, second.keys)
    total += EVERYTHING * (len(pairs) == len(left) == len(right)) + _figures(first, second)
    return round(1 / (1 + math.exp(against(a, b) - total)), 4)


def apart(a: str, b: str, common: Collection[str] = ()) -> bool:
    """Say whether each of two sentences has words of its own: a paraphrase, or another fact."""
    left = wording(a).content.difference(common)
    right = wording(b).content.difference(common)
    pairs = len(_aligned(left, right))
    own, other = len(left) - pairs, len(right) - pairs
    return own > 0 and other > 0 and own + other >= OWN_WORDS


def _figures(a: Wording, b: Wording) -> float:
    if a.figures - b.figures and b.figures - a.figures:
        return OTHER_FIGURES
    only = a.figures or b.figures
    # that one alone names the year says little
    untold = bool(a.figures) != bool(b.figures) and not all(map(YEAR.fullmatch, only))
    return NO_FIGURES if untold else 0.0


@lru_cache(maxsize=16384)
def _weight(stem: str) -> float:
    return 1.2 if stem[0].isdigit() else 0.6 + 0.05 * min(len(stem), 8)


def _weigh(stems: Iterable[str]) -> float:
    return sum(map(_weight, stems))


def _aligned(a: Collection[str], b: Collection[str]) -> list[tuple[str, str, float]]:
    """Pair the stems of two sentences: equal ones, then those that begin alike."""
    same = set(a) & set(b)
    pairs = [(stem, stem, 1.0) for stem in sorted(same)]
    free = sorted(set(b) - same)
    for stem in sorted(set(a) - same):
        like = next((other for other in free if near(stem, other)), None)
        if like is not None:
            free.remove(like)
            pairs.append((stem, like, 0.85))
    return pairs


def _dice(a: Wording, b: Wording) -> float:
    return 2 * len(a.pairs & b.pairs) / (len(a.pairs) + len(b.pairs))


def _ordered(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    """Say how much of two sentences stands in the same order, 0 to 1.

    The longest common subsequence, with a bit for each word of `a` (Hyyrö, 2004).
    """
    places: dict[str, int] = {}
    for n, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << n
    every = (1 << len(a)) - 1
    row = every
    for word in b:
        here = row & places.get(word, 0)
        row = (row + here | row - here) & every
    return 2 * (len(a) - row.bit_count()) / (len(a) + len(b))
