"""Dates for readers and from editors: intervals of values, how they are written, how they are typed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

from bot.dates.words import MONTHS
from bot.errors import BadQuery
from bot.model import Publication

SHORT = "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec".split()


def agree(a: str, b: str) -> bool:
    """Say whether two DATE values tell one day, one of them it may be less exactly: “May 2019”."""
    first, second = interval(a), interval(b)
    if first is None or second is None:
        return False
    start, end = max(first[0], second[0]), min(first[1], second[1])
    return (start, end) in (first, second)


def interval(value: str) -> tuple[date, date] | None:
    """Return the first and last day of a DATE value; None when it names no calendar interval."""
    if match := re.fullmatch(r"(\d{4})-W(\d\d)", value):
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return first, first + timedelta(6)
    if match := re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value):
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            if day:
                return (date(year or 1, month or 1, day),) * 2
            first = date(year or 1, month or 1, 1)
        except ValueError:
            return None
        last = date(first.year, 12, 31) if month is None else _last_of_month(first)
        return first, last
    return None


def _last_of_month(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def publication_interval(publication: Publication) -> tuple[date, date] | None:
    """Return the days in which an article may have appeared; None when its date is unknown."""
    on = publication.on
    if on is None or publication.precision == "unknown":
        return None
    match publication.precision:
        case "week":
            first = on - timedelta(on.weekday())
            # the week that holds the last day of the calendar is cut short
            return first, first + min(timedelta(6), date.max - first)
        case "month":
            return on.replace(day=1), _last_of_month(on.replace(day=1))
        case "year":
            return date(on.year, 1, 1), date(on.year, 12, 31)
        case _:
            return on, on


def write_day(on: date) -> str:
    """Write a day as readers see it: 21 Mar 2026."""
    return f"{on.day} {SHORT[on.month - 1]} {on.year}"


def write_publication(publication: Publication) -> str:
    """Write when an article appeared, in its own precision."""
    on = publication.on
    if on is None or publication.precision == "unknown":
        return "date not stated"
    match publication.precision:
        case "week":
            return f"week of {write_day(on - timedelta(on.weekday()))}"
        case "month":
            return f"{MONTHS[on.month - 1].title()} {on.year}"
        case "year":
            return str(on.year)
        case _:
            return write_day(on)


def write_value(value: str) -> str:
    """Write a DATE value as readers see it: January 2025, week of 8 June 2026."""
    days = interval(value)
    if days is None:
        return value
    if "W" in value:
        return f"week of {write_day(days[0])}"
    if value.count("-") == 2:
        return write_day(days[0])
    return f"{MONTHS[days[0].month - 1].title()} {days[0].year}" if "-" in value else value


def parse_date(words: str, reference: datetime, zone: str = "UTC") -> Publication:
    """Read a date that an editor typed, as seen at `reference`; raises BadQuery on nonsense."""
    text = words.strip()
    if match := re.fullmatch(r"week of (.+)", text, re.IGNORECASE):
        day = parse_date(match[1], reference, zone)
        return Publication(day.on, "week", "editor")
    if re.fullmatch(r"\d{4}", text):
        return Publication(date(int(text), 1, 1), "year", "editor")
    if re.fullmatch(r"\d{4}-\d\d|[A-Za-z]{3,9}\.? \d{4}", text):
        made = _by_dateparser(text, reference, zone)
        return Publication(made.replace(day=1), "month", "editor")
    return Publication(_by_dateparser(text, reference, zone), "day", "editor")


def _by_dateparser(text: str, reference: datetime, zone: str) -> date:
    # takes a third of a second to import, and only editors need it
    import dateparser

    made = dateparser.parse(
        text,
        languages=["en"],
        settings={
            "RELATIVE_BASE": reference.replace(tzinfo=None),
            "PREFER_DATES_FROM": "past",
            "TIMEZONE": zone,
        },
    )
    if made is None:
        raise BadQuery(text, f"“{text}” is not a date that I understand.", "Try 21 March 2026.")
    on: date = made.date()
    return on
