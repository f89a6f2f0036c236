"""Values that are said without reference to any day: years, decades, durations, sets."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.dates.words import (
    LETTERS,
    ORDINALS,
    PARTS,
    count_in,
    month_in,
    unit_in,
    weekday_in,
    year_in,
)


def _numeric(words: str) -> str:
    month, day, year = (int(part) for part in words.split("/"))
    full = year if year > 99 else 1900 + year + (100 if year < 50 else 0)
    return f"{full}-{month:02}-{day:02}" if month <= 12 and day <= 31 else ""


def _decade(words: str) -> str:
    if digits := re.search(r"\d{3}(?=\d)|(?<=')\d", words):
        return digits.group() if len(digits.group()) == 3 else f"19{digits.group()}"
    tens = "twenties thirties forties fifties sixties seventies eighties nineties".split()
    last = re.split(r"[\s-]", words)[-1]
    return f"19{tens.index(last) + 2}"


def _century(words: str) -> str:
    number = re.search(r"\d+", words)
    return str(int(number.group()) - 1) if number else ""


def _year(words: str) -> str:
    year = year_in(words)
    return str(year) if year else ""


def _duration(words: str) -> str:
    if re.search(r"\badditional\b", words) and not re.search(r"\d", words):
        words = words.replace("additional", "").replace("an ", "one ")
    unit = unit_in(words)
    letters, count = LETTERS[unit], count_in(words)
    time, letter = ("T", letters[1:]) if letters.startswith("T") else ("", letters)
    if count is None or count > 10**9:
        return f"P{time}X{letter}"
    if unit in ("decade", "century"):
        return f"P{int(count * (10 if unit == 'decade' else 100))}Y"
    whole, half = int(count), count % 1 == 0.5
    smaller = {"year": "6M", "hour": "30M", "minute": "30S"}.get(unit)
    if half and smaller:
        return f"P{time}{f'{whole}{letter}' if whole else ''}{smaller}"
    return f"P{time}{f'{count:g}' if half else whole}{letter}"


def _set(words: str) -> str:
    weekday, month = weekday_in(words), month_in(words)
    part = next((PARTS[name] for name in PARTS if name in words.split() or name + "s" in words), "")
    if weekday is not None:
        return f"XXXX-WXX-{weekday + 1}{part}"
    if month and not re.search(r"month", words):
        return f"XXXX-{month:02}"
    adverbs = {"hourly": "PT1H", "nightly": "P1D", "daily": "P1D", "weekly": "P1W"}
    adverbs |= {"monthly": "P1M", "biweekly": "P2W"}
    adverbs |= {"annually": "P1Y", "yearly": "P1Y"}
    if words in adverbs:
        return adverbs[words]
    if re.search(r"\b(?:once|twice|times)\b", words):
        return f"P1{LETTERS[unit_in(words)]}"
    if " other " in words:
        return f"P2{LETTERS[unit_in(words)]}"
    if ordinal := next((ORDINALS[word] for word in words.split() if word in ORDINALS), None):
        return _duration(f"{max(ordinal, 1)} {unit_in(words)}")
    return _duration(
        re.sub(r"^(?:every|each)(?: of)?", "", words)
        if re.search(r" \d| two| three| four", words)
        else f"1 {unit_in(words)}"
    )


def _refs(words: str) -> str:
    if re.search(r"future|coming|ahead|later|someday|(?:one|some) day|near term", words):
        return "FUTURE_REF"
    past = re.search(r"recent|lately|past|previous|earlier", words)
    return "PAST_REF" if past else "PRESENT_REF"


FIXED: dict[str, Callable[[str], str]] = {
    "iso": str,
    "numeric": _numeric,
    "decade": _decade,
    "century": _century,
    "year": _year,
    "fiscal": _year,
    "duration": _duration,
    "set": _set,
    "refs": _refs,
}
