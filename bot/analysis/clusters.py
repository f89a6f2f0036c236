"""Which fact a wording tells again: the nearest on average, where no wording of it contradicts."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.analysis.guards import contradicts, other_numbers
from bot.analysis.similarity import apart, same_fact
from bot.analysis.wordings import FIGURES

# from here on two wordings are one fact; from there they are shown as similar
SAME = 0.6
SIMILAR = 0.25
# from there, but for a figure, they are so near that the figure is what they differ in
NEARLY_EQUAL = 0.85
# a figure that counts or measures; a year or a day tells one event from another
MONTHS = "Jan|Feb|Mar|Apr|May|June|July|Aug|Sept|Oct|Nov|Dec"
FIGURE = re.compile(
    rf"(?<![\w.,])(?:(?!(?:1[89]|20)\d\d\b)\d+(?:[.,]\d+)*\b(?!\s+(?:{MONTHS}))|(?:{'|'.join(FIGURES)})\b)",
    re.IGNORECASE,
)

Verdict = Literal["same", "similar", "differs", "other"]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The cluster that a wording is nearest to, how near, and what it does to it."""

    at: int | None = None
    score: float = 0.0
    verdict: Verdict = "other"


def nearest(words: str, clusters: Sequence[Sequence[str]], common: Collection[str] = ()) -> Nearest:
    """Return the cluster that a wording belongs to, or that gives another figure for the same."""
    found = Nearest()
    for number, wordings in enumerate(clusters):
        score = sum(same_fact(words, other, common) for other in wordings) / max(1, len(wordings))
        if score <= found.score or score < SIMILAR:
            continue
        if not any(contradicts(words, other) for other in wordings):
            same = score >= SAME and not any(apart(words, other, common) for other in wordings)
            found = Nearest(number, score, "same" if same else "similar")
    if found.at is None:
        differing = (n for n, each in enumerate(clusters) if any(differs(words, w) for w in each))
        at = next(differing, None)
        return found if at is None else Nearest(at, SIMILAR, "differs")
    return found


def differs(a: str, b: str) -> bool:
    """Say whether two sentences tell one thing with different figures: “280” and “300 metres”."""
    if not other_numbers(a, b):
        return False
    first, second = FIGURE.sub("some", a), FIGURE.sub("some", b)
    return same_fact(first, second) >= NEARLY_EQUAL and not contradicts(first, second)
