"""How much of one sentence another one tells: equal stems, like beginnings, words of like use."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.analysis.actors import NOBODY, names_in
from bot.analysis.opposites import are_opposites
from bot.analysis.vectors import Vectors, load_vectors
from bot.analysis.wordings import STOP, YEAR, key, near, words_of

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# what two words share that begin alike, as “Iran” and “Iranian” do
BEGIN_ALIKE = 0.8
# words of like use are at least so near; what is nearer counts from there on
LEAST_NEAR = 0.3
# that one sentence alone names the year says little
A_YEAR = 0.3
# from here on a word of one sentence is told by the other one
TOLD = 0.8
# how alike two sentences of news are where nothing tells what their words mean
MOSTLY = 0.9


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """The telling words of a sentence: their stems, weights, and numbers at length 1."""

    words: tuple[str, ...]
    keys: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    rows: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Alignment:
    """How near the other sentence comes to each word of one, and the smaller share that it tells.

    `whole` is how alike they are when all their words are taken together, -1 to 1.
    """

    first: npt.NDArray[np.float32]
    second: npt.NDArray[np.float32]
    least: float
    whole: float

    def own(self, told: float = TOLD) -> tuple[int, int]:
        """Count the words of each sentence that the other one does not tell."""
        return int((self.first < told).sum()), int((self.second < told).sum())


@lru_cache(maxsize=4096)
def align(a: str, b: str, common: frozenset[str] = frozenset()) -> Alignment | None:
    """Find the words of each of two sentences in the other; None when one of them tells nothing.

    `common` are stems that say nothing where the two come from.
    """
    left, right = _told(a, common), _told(b, common)
    if not left.keys or not right.keys:
        return None
    near_to = _nearness(left, right)
    one, two = near_to.max(1), near_to.max(0)
    shares = (
        float(each @ told.weights / told.weights.sum())
        for each, told in ((one, left), (two, right))
    )
    return Alignment(one, two, min(shares), _alike(_meaning(a), _meaning(b)))


def _alike(a: Any, b: Any) -> float:
    """Say how alike two sums of vectors are; of words that are not known, as sentences mostly are."""
    length = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / length if length else MOSTLY


@lru_cache(maxsize=4096)
def _meaning(text: str) -> Any:
    """Return the sum of the vectors of a sentence's words, names among them, the rarer the heavier."""
    import numpy as np

    vectors = load_vectors()
    if vectors is None:
        return np.zeros(1, np.float32)
    words = words_of(text)
    weights = np.array([_weight(word, vectors) for word in words], np.float32)
    return weights @ vectors.matrix(words)


@lru_cache(maxsize=4096)
def _told(text: str, common: frozenset[str]) -> Told:
    import numpy as np

    words = [word.removesuffix("'s") for word in words_of(text) if word not in STOP]
    words = [word for word in words if word and key(word) not in common]
    vectors = load_vectors()
    names = {part for name in names_in(text) for part in name.split("-")}
    # a name is like no other name; figures, months and weekdays are looked at by the guards
    plain = ["" if key(word) in names or word in NOBODY else word for word in words]
    rows = vectors.matrix(plain) if vectors else np.zeros((len(words), 1), dtype=np.float32)
    length = np.sqrt((rows * rows).sum(1, keepdims=True))
    return Told(
        words=tuple(words),
        keys=tuple(map(key, words)),
        weights=np.array([_weight(word, vectors) for word in words], np.float32),
        rows=(rows / np.maximum(length, 1e-6)).astype(np.float32),
    )


def _weight(word: str, vectors: Vectors | None) -> float:
    """Say how much a word tells, up to 1: the rarer, or else the longer, the more."""
    if word[0].isdigit():
        return A_YEAR if YEAR.fullmatch(word) else 1.0
    if vectors is None:
        return 0.5 + 0.05 * min(len(word), 10)
    rank = vectors.numbers.get(word, 2 * len(vectors))
    return min(1.0, math.log(rank + 6) / math.log(2 * len(vectors)))


def _nearness(left: Told, right: Told) -> Any:
    import numpy as np

    like = np.clip((left.rows @ right.rows.T - LEAST_NEAR) / (1 - LEAST_NEAR), 0, 1)
    for n, (word, stem) in enumerate(zip(left.words, left.keys, strict=True)):
        for m in _places(stem[:1], right.keys):
            if stem == right.keys[m]:
                like[n, m] = 1
            elif near(stem, right.keys[m]):
                like[n, m] = max(like[n, m], BEGIN_ALIKE)
        for m, other in enumerate(right.words):
            if like[n, m] and are_opposites(word, other):
                like[n, m] = 0
    return like


def _places(letter: str, keys: Sequence[str]) -> list[int]:
    return [m for m, each in enumerate(keys) if each.startswith(letter)]
