"""The values of periods: quarters, seasons, weekends, and steps from what was named before."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.dates.context import STEPS, Place
from bot.dates.periods import (
    MOST_STEPS,
    back_months,
    day_of,
    quarter_of,
    shifted,
    stepped,
    week_of,
    years_on,
)
from bot.dates.tense import same_sentence
from bot.dates.words import ORDINALS, SEASONS, count_in, day_number, month_in, unit_in, year_in

YEAR_AGO = re.compile(
    r"year-(?:earlier|ago)|year (?:ago|earlier)|(?:last|previous) year|year before"
)

ENDED = re.compile(
    r"\s+(?:ended|ending|that ended)\s+(?:on\s+)?((?:[A-Z][a-z]+\.?)\s+\d{1,2})(?:,\s+(\d{4}))?"
)


def _quarter(place: Place) -> str:
    words, published = place.words, place.published
    ordinal = re.search(r"\b(first|second|third|fourth)\b", words)
    year = re.search(r"\b\d{4}\b", words)
    whose = re.search(r"\b(last|this|next|previous) year", words)
    if ordinal:
        number = ORDINALS[ordinal[1]]
        base = _quarters_year(place, number)
        if year:
            base = int(year.group())
        elif whose:
            base = published.year + STEPS[whose[1]]
        elif YEAR_AGO.search(words):
            base -= 1
        return f"{base}-Q{number}"
    if ended := ENDED.match(place.context.text, place.end):
        return _ended(place, ended)
    topic = place.context.quarter or quarter_of(back_months(published, 3))
    if year:
        return f"{year.group()}{topic[4:]}"
    if whose and whose[1] == "next":
        return f"{published.year + 1}{topic[4:]}"
    if YEAR_AGO.search(words):
        return years_on(topic, -1)
    if step := re.match(r"(?:the )?(this|current|last|previous|prior|next)\b", words):
        return stepped("quarter", STEPS[step[1]], published)
    return topic


def _quarters_year(place: Place, number: int) -> int:
    """Return the year of a numbered quarter: the latest, or the coming one where the sentence looks ahead."""
    current = (place.published.month + 2) // 3
    done = (current + 2) % 4 + 1
    if place.outlook(speech=False) > 0 and number not in (current, done):
        return place.published.year + (number < current)
    return place.published.year - (number > current)


def _ended(place: Place, ended: re.Match[str]) -> str:
    """Return the quarter that ended on a day: the one in which its middle lies."""
    month, day = month_in(ended[1].lower()), day_number(ended[1])
    if not month or not day:
        return ""
    year = int(ended[2]) if ended[2] else place.published.year
    if not ended[2] and (month, day) > (place.published.month, place.published.day):
        year -= 1
    return quarter_of(date(year, month, min(day, 28)) - timedelta(45))


def _half(place: Place) -> str:
    year = re.search(r"\d{4}", place.words)
    step = re.search(r"(this|last|next) year", place.words)
    base = int(year.group()) if year else place.published.year + (STEPS[step[1]] if step else 0)
    return f"{base}-H{1 if 'first' in place.words else 2}"


def _period(place: Place) -> str:
    topic = place.topic
    year = re.search(r"\d{4}", place.words)
    if year:
        return year.group() + topic[4:]
    if "latest" in place.words:
        return topic or quarter_of(back_months(place.published, 3))
    if "month" in place.words:
        return shifted(place.published, -12)
    return years_on(topic, -1) if topic else str(place.published.year - 1)


def _step(place: Place) -> str:
    words, context = place.words, place.context
    unit = unit_in(re.sub(r" (?:ago|earlier|later|before|after|from now|or so).*", "", words))
    if words.startswith("the day before yesterday"):
        return stepped("day", -2, place.published)
    if words.startswith("the day after tomorrow"):
        return stepped("day", 2, place.published)
    if moved := re.search(r"\b(next|following|previous|prior|same|that)\b", words):
        return _moved(place, 0 if moved[1] in ("same", "that") else STEPS[moved[1]], unit)
    if re.search(r"\b(?:before|after)$", words):
        return _moved(place, -1 if words.endswith("before") else 1, unit)
    count = count_in(words)
    if count is None or unit in ("second", "minute", "hour"):
        return "FUTURE_REF" if "from now" in words else "PAST_REF" if "ago" in words else ""
    steps = int(count)
    if steps > MOST_STEPS:
        return ""
    if re.search(r"\b(?:ago|from now)\b", words):
        if unit == "year" and steps == 1 and place.topic:
            return years_on(_compared(place), -1)
        return stepped(unit, -steps if "ago" in words else steps, place.published)
    if unit == "year" and steps == 1 and "earlier" in words:
        return years_on(_compared(place), -1)
    if "later" in words and not context.last:
        return ""
    anchor = day_of(place.anchor, coarse=unit)
    return stepped(unit, steps if "later" in words else -steps, anchor) if anchor else ""


def _compared(place: Place) -> str:
    """Return what “a year earlier” is compared with: the sentence's month or year, or the quarter."""
    context = place.context
    here = context.last and same_sentence(context.text, context.at, place.start)
    if here and re.fullmatch(r"\d{4}(?:-(?:\d\d|Q\d))?", context.last):
        return context.last
    return place.topic or str(place.published.year)


def _moved(place: Place, steps: int, unit: str) -> str:
    """Return the day, week, month … before or after the one named last."""
    if "weekend" in place.words:
        day = place.anchor_day or place.published
        return f"{week_of(day + timedelta(weeks=steps))}-WE"
    if season := re.search("|".join(SEASONS), place.words):
        return f"{place.anchor[:4]}-{SEASONS[season.group()]}"
    if not place.context.last and steps >= 0 and unit == "day":
        return ""
    anchor = day_of(place.anchor, coarse=unit)
    return stepped(unit, steps, anchor) if anchor else ""


def _span(place: Place) -> str:
    if re.match(
        r"\s+(?:ended|ending|to|through)\b", place.context.text[place.end : place.end + 12]
    ):
        return "P1Y"
    return str(place.published.year)


def _current(place: Place) -> str:
    words, published = place.words, place.published
    if year := year_in(words):
        season = re.search("|".join(SEASONS), words)
        return f"{year}-{SEASONS[season.group()]}" if season else str(year)
    step = re.search(
        r"\b(last|this|next|current|the)(?: (?:past|coming))? (?:fiscal |calendar )?\w+$", words
    )
    steps = STEPS[step[1]] if step else 0
    if words.endswith("weekend"):
        return _weekend(place, step[1] if step else "the")
    if season := re.search(r"(?:spring|summer|autumn|fall|winter)$", words):
        return _season(place, season.group(), steps, bare=step is None or step[1] == "the")
    unit = "year" if re.search(r"year(?:'s|[ -])\s?end$", words) else unit_in(words)
    return stepped(unit, steps + ("coming" in words and not steps), published)


def _weekend(place: Place, which: str) -> str:
    published = place.published
    if which == "next" or (which in ("the", "this") and place.outlook() > 0):
        week = published if which != "next" else published + timedelta(7)
    else:
        # on a Saturday or Sunday the weekend is this one, unless it is the last
        week = published - timedelta(0 if published.weekday() > 4 and which != "last" else 7)
    return f"{week_of(week)}-WE"


SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


def _season(place: Place, name: str, steps: int, *, bare: bool) -> str:
    letters, published = SEASONS[name], place.published
    begun = published.month >= SEASON_STARTS[letters] or (letters == "WI" and published.month < 3)
    if bare:
        steps = 0 if begun or place.outlook(speech=False) > 0 else -1
    elif steps < 0 and begun and published.month >= SEASON_STARTS[letters] + 3:
        steps = 0  # “last summer”, said in autumn
    return f"{published.year + steps}-{letters}"


PERIODS: dict[str, Callable[[Place], str]] = {
    "quarter": _quarter,
    "half": _half,
    "period": _period,
    "step": _step,
    "span": _span,
    "current": _current,
}
