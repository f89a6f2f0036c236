"""What is known at a place in a text: the day of publication and what was named before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.dates.periods import day_of
from bot.dates.tense import outlook, same_sentence

# how far a word steps from the day of publication
STEPS = {"last": -1, "previous": -1, "prior": -1, "this": 0, "current": 0, "the": 0}
STEPS |= {"next": 1, "following": 1}


@dataclass(slots=True)
class Context:
    """What has been read so far: relative expressions refer to it."""

    text: str
    published: date | None
    last: str = ""  # the calendar value named last
    quarter: str = ""  # the quarter that is reported on
    at: int = 0  # where the value named last ends
    months: int = -1  # where a stretch of months that is reported on ends

    def note(self, value: str, end: int) -> None:
        """Remember a calendar value for what refers to it."""
        if re.match(r"\d{4}", value):
            self.last, self.at = value[:10] if "T" in value else value, end


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands, and what is known there."""

    words: str
    start: int
    end: int
    context: Context
    published: date

    def outlook(self, *, speech: bool = True) -> int:
        """Return 1 when the sentence looks ahead here, -1 when it looks back, else 0."""
        return outlook(self.context.text, self.start, self.end, speech=speech)

    @property
    def topic(self) -> str:
        """The quarter that is reported on; "" when the sentence turns to “the nine months”."""
        text, months = self.context.text, self.context.months
        turned = months >= 0 and same_sentence(text, months, self.start)
        return "" if turned else self.context.quarter

    @property
    def anchor(self) -> str:
        """The calendar value named last, or the day of publication."""
        return self.context.last or self.published.isoformat()

    @property
    def anchor_day(self) -> date | None:
        """The day named last; None when something coarser was."""
        return day_of(self.context.last)
