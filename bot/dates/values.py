"""The ISO value of each kind of time expression, in the text's own granularity."""

from __future__ import annotations

import re
from datetime import date

from bot.dates.context import Context, Place
from bot.dates.days import DAYS
from bot.dates.fixed import FIXED
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
    if kind == "quarter" and not YEAR_AGO.search(words) and value[:4] >= _recent(context):
        context.quarter = value
    context.note(value, end)
    return value


def _recent(context: Context) -> str:
    return str(context.published.year - 1) if context.published else "9999"


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
