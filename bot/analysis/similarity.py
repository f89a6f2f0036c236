"""How sure it is that two sentences state the same fact: words, letters and order, weighed.

The weights are set by hand, in round figures. They were chosen with the help of logistic regression
on development pairs of STS news and MRPC, of which nothing is kept here.
"""

from __future__ import annotations

import math
from collections.abc import Collection

from bot.analysis.alignment import TOLD, align
from bot.analysis.guards import against
from bot.analysis.wordings import YEAR, Wording, wording

START = -12.8
COVERED = 4.0
WHOLE = 8.0
LETTERS = 6.0
# runs of four letters say little beside the words, but for what was copied
RUNS = -4.0
ORDER = 1.0
EVERYTHING = 2.0
# each word of its own is something that the other sentence does not tell
OWN = -0.1
OTHER_FIGURES = -1.5
MORE_FIGURES = -1.0
# below, the words of two sentences stand in another order; there, words of like use are so near
TURNED = 0.7
LIKE = 0.5


def same_fact(a: str, b: str, common: Collection[str] = ()) -> float:
    """Say how sure it is that two sentences state the same fact, 0 to 1.

    `common` are stems that say nothing where the two come from, such as the names of a topic.
    """
    found = align(a, b, frozenset(common))
    if found is None:
        return 0.0
    first, second = wording(a), wording(b)
    own = max(found.own())
    total = START + COVERED * found.least + WHOLE * found.whole + (OWN * own or EVERYTHING)
    total += LETTERS * _dice(first.pairs, second.pairs) + RUNS * _dice(first.runs, second.runs)
    total += ORDER * _ordered(first.keys, second.keys) + _figures(first, second)
    return round(1 / (1 + math.exp(against(a, b) - total)), 4)


def apart(a: str, b: str, common: Collection[str] = ()) -> bool:
    """Say whether each of two sentences has words of its own: a paraphrase, or another fact.

    A word in the place of another one tells something else; in a sentence that is turned about,
    one of like use may tell the same.
    """
    found = align(a, b, frozenset(common))
    turned = _ordered(wording(a).keys, wording(b).keys) < TURNED
    return found is None or all(found.own(LIKE if turned else TOLD))


def _figures(a: Wording, b: Wording) -> float:
    if a.figures - b.figures and b.figures - a.figures:
        return OTHER_FIGURES
    # that one alone names the year says little
    first, second = ({n for n in each.figures if not YEAR.fullmatch(n)} for each in (a, b))
    return MORE_FIGURES if len(first) != len(second) else 0.0


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b) or 1)


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
