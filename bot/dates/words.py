"""The words for time: months, weekdays, numbers, units, parts of the day, holidays."""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = (
    "january february march april may june july august september october november december".split()
)
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBERS = dict(zip(ONES, range(1, 20), strict=True))
NUMBERS |= dict(zip(TENS, range(20, 100, 10), strict=True))
POWERS = {"dozen": 12, "hundred": 100, "thousand": 1000}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS = {
    "morning": "TMO",
    "midmorning": "TMO",
    "afternoon": "TAF",
    "midafternoon": "TAF",
    "evening": "TEV",
    "night": "TNI",
    "tonight": "TNI",
    "overnight": "TNI",
    "noon": "T12:00",
    "midday": "T12:00",
    "midnight": "T24:00",
}
# how the units are written in a duration
LETTERS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "night": "D",
    "week": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
}


def month_in(words: str) -> int:
    """Return the number of the first month named; 0 when none is."""
    for word in re.findall(r"[a-z]+", words):
        for number, name in enumerate(MONTHS, 1):
            if word == name or (word[:3] == name[:3] and word in (name[:3], "sept")):
                return number
    return 0


def weekday_in(words: str) -> int | None:
    """Return the number of the weekday named, Monday 0."""
    for number, name in enumerate(WEEKDAYS):
        if name in words:
            return number
    return None


def unit_in(words: str) -> str:
    """Return the last unit named; "day" when none is."""
    for word in reversed(re.findall(r"[a-z]+", words)):
        unit = "century" if word == "centuries" else word.removesuffix("s")
        if unit in LETTERS:
            return unit
    return "day"


def count_in(words: str) -> float | None:
    """Return how many; None for “several”, “many”, “two or three” and bare plurals."""
    if re.search(r"\bcouple\b", words):
        return 2
    if re.search(r"\b(?:several|few|many)\b", words):
        return None
    words = words.replace("up to", "").replace(" or so", "")
    if re.search(r"\d\s*(?:to|or|-)\s*\d|[a-z] (?:to|or) [\da-z]", words):
        return None
    if digits := re.search(r"\d[\d,]*(?:\.\d+)?", words):
        whole = float(digits.group().replace(",", ""))
        return (
            whole + 0.5
            if re.match(r"\s*(?:1/2|½|and\s+a\s+half)", words[digits.end() :])
            else whole
        )
    if (spelled := _spelled(words)) is not None:
        return spelled + (0.5 if "and a half" in words else 0)
    return 0.5 if "half" in words else None


def _spelled(words: str) -> int | None:
    """Return the number that is written out: “twenty-five”, “two thousand”, “a hundred”, “a”."""
    total = current = 0
    for word in re.findall(r"[a-z]+", words):
        if word in NUMBERS:
            current += NUMBERS[word]
        elif word in POWERS:
            current = max(current, 1) * POWERS[word]
            if word == "thousand":
                total, current = total + current, 0
    if total + current:
        return total + current
    return (
        1
        if re.search(
            r"\b(?:an?|another|the (?:past|last|coming|next))\b(?! few| half| many)", words
        )
        else None
    )


def year_in(words: str) -> int | None:
    """Return the year written in digits or read out: “1998”, “nineteen ninety-four”, “two thousand”."""
    if digits := re.search(r"\b[12]\d{3}\b", words):
        return int(digits.group())
    read = re.search(r"\b(eighteen|nineteen|twenty) ((?:[a-z]+)(?:[ -][a-z]+)?)$", words)
    if read:
        return NUMBERS[read[1]] * 100 + (_spelled(read[2].replace("oh", "")) or 0)
    return _spelled(words) if "thousand" in words else None


def easter(year: int) -> date:
    """Return Easter Sunday, by the Gregorian rule of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    month, day = divmod(h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def holiday(words: str, year: int) -> date | None:
    """Return the day on which a holiday falls in a year."""
    fixed = {
        "new year's eve": (12, 31),
        "new year": (1, 1),
        "valentine": (2, 14),
        "independence day": (7, 4),
        "fourth of july": (7, 4),
        "halloween": (10, 31),
        "veterans day": (11, 11),
        "christmas eve": (12, 24),
        "boxing day": (12, 26),
        "christmas": (12, 25),
    }
    for name, (month, day) in fixed.items():
        if name in words:
            return date(year, month, day)
    if "thanksgiving" in words:
        return _nth(year, 11, 3, 4)
    if "labor day" in words:
        return _nth(year, 9, 0, 1)
    if "memorial day" in words:
        return _nth(year, 6, 0, 1) - timedelta(7)
    if "election day" in words:
        return _nth(year, 11, 0, 1) + timedelta(1)
    offset = {"good friday": -2, "easter monday": 1, "easter": 0}
    for name, days in offset.items():
        if name in words:
            return easter(year) + timedelta(days)
    return None


def day_number(words: str) -> int | None:
    """Return the number of a day of the month."""
    day = re.search(r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th)?\b(?![:\d]|\s*[ap]\.?m)", words)
    return int(day[1]) if day else None
