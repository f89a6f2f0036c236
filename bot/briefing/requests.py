"""What the reader typed, as a request."""

from __future__ import annotations

import re
from dataclasses import dataclass

# /name@bot and what follows
TYPED = re.compile(r"\s*/([A-Za-z0-9_]+)(?:@(\w+))?(?:\s+(.*))?\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BriefingRequest:
    """A command in lower case, the bot it was meant for, and its argument."""

    command: str
    argument: str = ""
    bot: str | None = None


def parse_request(text: str) -> BriefingRequest | None:
    """Read a request; None when the text is no command."""
    found = TYPED.fullmatch(text)
    if found is None:
        return None
    argument = " ".join((found.group(3) or "").split())
    return BriefingRequest(found.group(1).lower(), argument[:200], found.group(2))
