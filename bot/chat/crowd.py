"""How many commands a chat may send: who asks too much at once is told so, and then not heard."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

# commands a chat may send in a minute before it is asked to wait
MOST_COMMANDS = 30
MINUTE = 60
REMEMBERED = 10_000


@dataclass
class Crowd:
    """Counts the commands of each chat in the last minute."""

    clock: Callable[[], float]
    _asked: dict[int, deque[float]] = field(default_factory=dict)

    def admit(self, chat_id: int) -> Literal["go", "warn", "drop"]:
        """Return go, warn (the first too many) or drop."""
        now = self.clock()
        if len(self._asked) > REMEMBERED:
            self._asked = {c: q for c, q in self._asked.items() if q and q[-1] > now - MINUTE}
        asked = self._asked.setdefault(chat_id, deque())
        while asked and asked[0] < now - MINUTE:
            asked.popleft()
        asked.append(now)
        if len(asked) <= MOST_COMMANDS:
            return "go"
        return "warn" if len(asked) == MOST_COMMANDS + 1 else "drop"
