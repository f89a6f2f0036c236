"""Many spans of one text, found again by what they touch."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from bot.model import Span


class Spans:
    """Spans in any order, by their number; a search costs little more than what it finds."""

    def __init__(self, spans: Iterable[Span]) -> None:
        numbered = sorted(enumerate(spans), key=lambda each: each[1])
        self._numbers = [number for number, _ in numbered]
        self._spans = [span for _, span in numbered]
        self._starts = [span.start for span in self._spans]
        # how far those up to each one reach: before that nothing touches what comes later
        self._reach = list(accumulate((span.end for span in self._spans), max))

    def touching(self, span: Span) -> list[int]:
        """Return the numbers of the spans that share a code point with one, in their order."""
        first = bisect_right(self._reach, span.start)
        last = bisect_left(self._starts, span.end)
        return sorted(
            self._numbers[at] for at in range(first, last) if self._spans[at].overlaps(span)
        )
