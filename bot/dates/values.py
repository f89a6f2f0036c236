"""The ISO value of each kind of time expression, in the text's own granularity."""

from __future__ import annotations

import re
from datetime import date

from bot.dates.context import Context, Place
from bot.dates.days import DAYS
from bot.dates.fixed import FIXED
from bot.dates.periods import quarter_of
from bot.dates.spans import PERIODS, YEAR_AGO
from bot.dates.words import day_number, month_in

RELATIVE = DAYS | PERIODS


def value_of(kind: str, words: str, start: int, end: int, context: Context) -> str:
    """Return the value of an expression; "" when it cannot be known."""
    if kind in FIXED:
        value = FIXED[kind](words)
    elif context.published is None:
        value = _undated(kind, words)
    else:
        try:
            value = RELATIVE[kind](Place(words, start, end, context, context.published))
        except (ValueError, OverflowError):  # beyond the calendar, or no such day in a month
            value = ""
    if kind == "quarter" and _reported(words, value, context):
        context.quarter = value
    if kind == "duration" and re.fullmatch(r"P\d+M", value) and words.startswith("the "):
        context.months = end
    context.note(value, end)
    return value


def _reported(words: str, value: str, context: Context) -> bool:
    """Say whether a quarter is the one that is reported on: over, but not long ago."""
    if context.published is None or YEAR_AGO.search(words):
        return False
    if value < str(context.published.year - 1):
        return False
    return value < quarter_of(context.published) or not context.quarter


def _undated(kind: str, words: str) -> str:
    """Return what a calendar date says by itself when the day of publication is unknown."""
    year = re.search(r"\b\d{4}\b", words)
    month, day = month_in(words), day_number(words)
    if kind == "month":
        return f"{year.group()}-{month:02}" if year else ""
    if kind == "date" and day:
        return f"{year.group() if year else 'XXXX'}-{month:02}-{day:02}"
    if kind in ("quarter", "half", "current", "holiday") and year:
        made = value_of(kind, words, 0, 0, Context("", date(int(year.group()), 12, 31)))
        return made if made.startswith(year.group()) else ""
    return ""
