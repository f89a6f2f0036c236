"""How long answers take, counted in steps as Prometheus reads them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

STEPS = (0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)


class Times:
    """A histogram of seconds."""

    def __init__(self) -> None:
        self._counts = [0] * (len(STEPS) + 1)
        self._sum = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self._counts[bisect_left(STEPS, seconds)] += 1
        self._sum += seconds

    def lines(self, name: str) -> Iterator[str]:
        """Yield the lines of the exposition format."""
        total = 0
        for step, count in zip(STEPS, self._counts, strict=False):
            total += count
            yield f'{name}_bucket{{le="{step:g}"}} {total}'
        total += self._counts[-1]
        yield f'{name}_bucket{{le="+Inf"}} {total}'
        yield f"{name}_sum {self._sum:.6f}"
        yield f"{name}_count {total}"
