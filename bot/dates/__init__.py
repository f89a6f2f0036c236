"""Dates as people write them: found in text, resolved against a day, and written for readers."""

from bot.dates.finding import find_dates
from bot.dates.words import MONTHS
from bot.dates.writing import (
    agree,
    interval,
    parse_date,
    publication_interval,
    write_day,
    write_publication,
    write_value,
)

__all__ = [
    "MONTHS",
    "agree",
    "find_dates",
    "interval",
    "parse_date",
    "publication_interval",
    "write_day",
    "write_publication",
    "write_value",
]
