"""Which readings of many cues stand together: none overlapping, and worth most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """A reading that may stand: what it is worth, above 0; its row; the tokens that it takes."""

    worth: float
    row: int
    taken: frozenset[int]


def pack(cues: Sequence[Sequence[Option]]) -> tuple[int, ...]:
    """Return the rows chosen: at most one option of each cue, no token taken twice, worth most together.

    By branch and bound (Land and Doig 1960). A cue has at least one option, its best first; the search
    is short where the cues, too, come in the order of their best.
    """
    ahead = [sum(options[0].worth for options in cues[at:]) for at in range(len(cues) + 1)]
    best: tuple[float, tuple[int, ...]] = (0.0, ())
    left: list[tuple[float, int, frozenset[int], tuple[int, ...]]] = [(0.0, 0, frozenset(), ())]
    while left:
        worth, at, taken, rows = left.pop()
        best = max(best, (worth, rows))
        if at == len(cues) or worth + ahead[at] <= best[0]:
            continue
        left.append((worth, at + 1, taken, rows))
        left += [
            (worth + each.worth, at + 1, taken | each.taken, (*rows, each.row))
            for each in reversed(cues[at])
            if not taken & each.taken
        ]
    return best[1]
