"""How likely a proposed attribution is right: boosted trees over what can be measured of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.analysis.tagger.network import Floats
from bot.analysis.tagger.windows import Ints


@dataclass(frozen=True)
class Judge:
    """Two sums of trees: is it right, and is its content so to the word.

    The nodes of all trees stand in one list. A node asks whether a measure is above a bound and
    names the nodes to go to if not and if so; a leaf names itself, and only leaves have a value.
    `roots` are [2, trees]; no leaf lies deeper than `depth`.
    """

    measure: Ints
    bound: Floats
    onward: Ints
    value: Floats
    roots: Ints
    depth: Ints

    def judge(self, measures: Floats) -> tuple[Floats, Floats]:
        """Return for each row, from 0 to 1, how likely it is right, and exact to the word."""
        flat = np.ascontiguousarray(measures).ravel()
        row = (np.arange(len(measures)) * measures.shape[1])[:, None]
        at = np.broadcast_to(self.roots.ravel(), (len(measures), self.roots.size))
        for _ in range(int(self.depth)):
            above = flat.take(row + self.measure.take(at)) > self.bound.take(at)
            at = self.onward.take(2 * at + above)
        sums = self.value.take(at).reshape(len(measures), *self.roots.shape).sum(2)
        chances: Floats = np.reciprocal(1 + np.exp(-sums))
        return chances[:, 0], chances[:, 1]
