"""What the reader typed, as a request."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import BadQuery

# letters of what a reader names or looks for
LONGEST = 200
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
    return BriefingRequest(found.group(1).lower(), argument, found.group(2))


def refuse_long(argument: str) -> None:
    """Raise BadQuery for what is too long to be looked up or set; nothing is cut."""
    if len(argument) > LONGEST:
        raise BadQuery(argument, f"That is too long: {LONGEST} letters at most after a command.")
