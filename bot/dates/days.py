"""The values of days and of their parts: dates, weekdays, months, hours, holidays."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.dates.context import STEPS, Place
from bot.dates.periods import shifted
from bot.dates.tense import REACH
from bot.dates.words import PARTS, day_number, holiday, month_in, weekday_in, year_in


def _date(place: Place) -> str:
    words = place.words
    month, day = month_in(words), day_number(re.sub(r"\b\d{4}\b", "", words))
    year = re.search(r"\b\d{4}\b", words)
    if day is None:
        return ""
    if year:
        number = int(year.group())
    elif whose := re.search(r"\b(last|this|next) year$", words):
        number = place.published.year + STEPS[whose[1]]
    else:
        number = _year_of(place, month, day)
    return date(number, month, day).isoformat() if day <= 31 else ""


def _year_of(place: Place, month: int, day: int) -> int:
    """Return the year of a day without one: the latest, the coming, or else the nearest."""
    published = place.published
    ahead = ((month - published.month) * 30 + day - published.day) % 365
    back = 365 - ahead if ahead else 0
    # a sentence that looks back does not reach eleven months back for a day of next week
    view = place.outlook(speech=False)
    coming = (
        ahead < 300 if view > 0 else ahead < 45 and back > 300 if view < 0 else 2 * ahead < back
    )
    later = (month, day) >= (published.month, published.day)
    if coming:
        return published.year + (not later)
    return published.year - (later and (month, day) != (published.month, published.day))


def _month(place: Place) -> str:
    words, published = place.words, place.published
    month = month_in(words)
    if year := year_in(words):
        return f"{year}-{month:02}"
    if whose := re.search(r"\b(last|this|next|previous) year", words):
        return f"{published.year + STEPS[whose[1]]}-{month:02}"
    ahead = (month - published.month) % 12
    if following := re.match(r"\W*\w* ?(last|this|next)\b", words):
        if following[1] == "this":
            return f"{published.year}-{month:02}"
        # “last May”, said in June, is not the month just gone, which would be “last month”
        steps = (ahead or 12) if following[1] == "next" else ahead - (24 if ahead == 11 else 12)
        return shifted(published, steps)
    view = place.outlook(speech=False)
    if view > 0 or (view == 0 and 0 < ahead <= 2):
        return shifted(published, ahead)
    return shifted(published, ahead - 12 if ahead else 0)


def _weekday(place: Place) -> str:
    words, published = place.words, place.published
    wanted = weekday_in(words) or 0
    ahead = (wanted - published.weekday()) % 7
    back = -ahead % 7
    if re.search(r"\b(?:previous|following)\b", words):
        from_day = place.anchor_day or published
        step = 1 if "following" in words else -1
        return (
            from_day + timedelta(step * ((step * (wanted - from_day.weekday())) % 7 or 7))
        ).isoformat()
    if re.search(r"\blast\b", words):
        return (published - timedelta(back or 7)).isoformat()
    if re.search(r"\bnext\b|\bcoming\b", words):
        return (published + timedelta(ahead or 7)).isoformat()
    if re.search(r"\bthis\b", words) or place.outlook() > 0:
        return (published + timedelta(ahead)).isoformat()
    return (published - timedelta(back)).isoformat()


def _today(place: Place) -> str:
    word = place.words.split()[-1]
    step = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    return (place.published + timedelta(step)).isoformat()


def _day(place: Place) -> str:
    """Return the day that is named within a longer expression; else the last before it, or publication."""
    words = place.words
    if re.search(r"yesterday|last night", words):
        return (place.published - timedelta(1)).isoformat()
    if "tomorrow" in words:
        return (place.published + timedelta(1)).isoformat()
    if re.search(r"today|tonight|\bthis (?!coming)(?:morning|afternoon|evening|night)", words):
        return place.published.isoformat()
    if month_in(words):
        return _date(place)
    if weekday_in(words) is not None:
        return _weekday(place)
    if moved := re.search(r"next|following|previous", words):
        day = place.anchor_day or place.published
        return (day + timedelta(STEPS[moved.group()])).isoformat()
    near = place.start - place.context.at < REACH
    return ((near and place.anchor_day) or place.published).isoformat()


def _part(place: Place) -> str:
    names = re.findall("|".join(sorted(PARTS, key=len, reverse=True)), place.words)
    if not names or " at " in place.words:
        return _clock(place)
    return f"{_day(place)}{PARTS[names[0]]}"


def _clock(place: Place) -> str:
    day = _day(place)
    if named := re.search(r"\b(noon|midday|midnight)\b", place.words):
        return f"{day}{PARTS[named[1]]}"
    clock = re.search(
        r"(\d{1,2})(?:[:.]?(\d\d))?\s*(?:([ap])\.?\s?m\b)?", place.words.split(" at ")[-1]
    )
    if clock is None:
        return ""
    hour, minute = int(clock[1]), int(clock[2] or 0)
    if clock[3]:
        hour = hour % 12 + (12 if clock[3] == "p" else 0)
    return f"{day}T{hour:02}:{minute:02}" if hour < 25 and minute < 60 else ""


def _holiday(place: Place) -> str:
    published = place.published
    if year := year_in(place.words):
        found = holiday(place.words, year)
        return found.isoformat() if found else ""
    around = [holiday(place.words, published.year + step) for step in (-1, 0, 1)]
    days = [day for day in around if day]
    if not days:
        return ""
    which = re.match(r"(last|next)\b", place.words)
    view = {"last": -1, "next": 1}[which[1]] if which else place.outlook(speech=False)
    before = [day for day in days if day <= published]
    after = [day for day in days if day >= published]
    near = min(days, key=lambda day: abs((day - published).days))
    if not which and abs((near - published).days) < 45:
        return near.isoformat()
    return (after[0] if view > 0 else before[-1] if view < 0 else near).isoformat()


DAYS: dict[str, Callable[[Place], str]] = {
    "clock": _clock,
    "part": _part,
    "date": _date,
    "month": _month,
    "weekday": _weekday,
    "today": _today,
    "holiday": _holiday,
}
