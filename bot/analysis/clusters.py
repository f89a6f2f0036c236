"""Which fact a wording tells again: the nearest on average, where no wording of it contradicts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.analysis.guards import contradicts
from bot.analysis.similarity import same_fact

# from here on two wordings are one fact; from there they are shown as similar
SAME = 0.6
SIMILAR = 0.25


def nearest(
    words: str, clusters: Sequence[Sequence[str]], common: Collection[str] = ()
) -> tuple[int | None, float]:
    """Return the cluster that a wording belongs to most, and how sure that is."""
    best: tuple[int | None, float] = (None, 0.0)
    for number, wordings in enumerate(clusters):
        if not wordings or any(contradicts(words, other) for other in wordings):
            continue
        score = sum(same_fact(words, other, common) for other in wordings) / len(wordings)
        best = max(best, (number, score), key=lambda each: each[1])
    return best
