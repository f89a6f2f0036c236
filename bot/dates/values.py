"""The ISO value of each kind of time expression, in the text's own granularity."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.dates import periods
from bot.dates.periods import quarter_of, shifted, stepped, week_of
from bot.dates.tense import outlook, same_sentence
from bot.dates.words import (
    LETTERS,
    ORDINALS,
    PARTS,
    SEASONS,
    WEEKDAYS,
    count_in,
    holiday,
    month_in,
    unit_in,
    weekday_in,
    year_in,
)

STEPS = {"last": -1, "previous": -1, "prior": -1, "this": 0, "current": 0, "the": 0}
STEPS |= {"next": 1, "following": 1}
YEAR_AGO = re.compile(
    r"year-(?:earlier|ago)|year (?:ago|earlier)|(?:last|previous) year|year before"
)
ENDED = re.compile(
    r"\s+(?:ended|ending|that ended)\s+(?:on\s+)?((?:[A-Z][a-z]+\.?)\s+\d{1,2})(?:,\s+(\d{4}))?"
)


@dataclass(slots=True)
class Context:
    """What has been read so far: relative expressions refer to it."""

    text: str
    published: date | None
    last: str = ""  # the calendar value named last
    quarter: str = ""  # the quarter that is reported on
    at: int = 0  # where the value named last ends

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
    def anchor(self) -> str:
        """The calendar value named last, or the day of publication."""
        return self.context.last or self.published.isoformat()

    @property
    def anchor_day(self) -> date | None:
        return periods.day_of(self.context.last)


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
    month, day = month_in(words), _day_number(words)
    if kind == "month":
        return f"{year.group()}-{month:02}" if year else ""
    if kind == "date" and day:
        return f"{year.group() if year else 'XXXX'}-{month:02}-{day:02}"
    if kind in ("quarter", "half", "current", "holiday") and year:
        made = value_of(kind, words, 0, 0, Context("", date(int(year.group()), 12, 31)))
        return made if made.startswith(year.group()) else ""
    return ""


def _day_number(words: str) -> int | None:
    day = re.search(r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th)?\b(?![:\d]|\s*[ap]\.?m)", words)
    return int(day[1]) if day else None


# what is said without reference to any day


def _numeric(words: str) -> str:
    month, day, year = (int(part) for part in words.split("/"))
    full = year if year > 99 else 1900 + year + (100 if year < 50 else 0)
    return f"{full}-{month:02}-{day:02}" if month <= 12 and day <= 31 else ""


def _decade(words: str) -> str:
    if digits := re.search(r"\d{3}(?=\d)|(?<=')\d", words):
        return digits.group() if len(digits.group()) == 3 else f"19{digits.group()}"
    tens = "twenties thirties forties fifties sixties seventies eighties nineties".split()
    return f"19{tens.index(words.split()[-1]) + 2}"


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
    adverbs |= {"monthly": "P1M", "biweekly": "P2W", "quarterly": "P1Q"}
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


# what refers to the day of publication or to what was named before


def _date(place: Place) -> str:
    words = place.words
    month, day = month_in(words), _day_number(re.sub(r"\b\d{4}\b", "", words))
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
    """Return the day that is named within a longer expression; the last named when none is."""
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
    step = 1 if re.search(r"next|following", words) else -1 if "previous" in words else 0
    return ((place.anchor_day or place.published) + timedelta(step)).isoformat()


def _part(place: Place) -> str:
    if re.search(r"\d\s*[ap]\.?\s?m|\bnoon\b|\bmidnight\b", place.words):
        return _clock(place)
    names = re.findall("|".join(sorted(PARTS, key=len, reverse=True)), place.words)
    return f"{_day(place)}{PARTS[names[0]]}"


def _clock(place: Place) -> str:
    day = _day(place)
    if named := re.search(r"\b(noon|midday|midnight)\b", place.words):
        return f"{day}{PARTS[named[1]]}"
    clock = re.search(r"(\d{1,2})(?:[:.]?(\d\d))?\s*(?:([ap])\.?\s?m\b)?", place.words)
    if clock is None:
        return ""
    hour, minute = int(clock[1]), int(clock[2] or 0)
    if clock[3]:
        hour = hour % 12 + (12 if clock[3] == "p" else 0)
    return f"{day}T{hour:02}:{minute:02}" if hour < 25 and minute < 60 else ""


def _quarter(place: Place) -> str:
    words, published = place.words, place.published
    current = quarter_of(published)
    ordinal = re.search(r"\b(first|second|third|fourth)\b", words)
    year = re.search(r"\b\d{4}\b", words)
    whose = re.search(r"\b(last|this|next|previous) year", words)
    if ordinal:
        number = ORDINALS[ordinal[1]]
        base = published.year - (number > int(current[-1]) and place.outlook(speech=False) <= 0)
        if number < int(current[-1]) and place.outlook(speech=False) > 0:
            base += 1
        if year:
            base = int(year.group())
        elif whose:
            base = published.year + STEPS[whose[1]]
        elif YEAR_AGO.search(words):
            base -= 1
        return f"{base}-Q{number}"
    if ended := ENDED.match(place.context.text, place.end):
        return _ended(place, ended)
    topic = place.context.quarter or quarter_of(periods.back_months(published, 3))
    if year:
        return f"{year.group()}{topic[4:]}"
    if whose and whose[1] == "next":
        return f"{published.year + 1}{topic[4:]}"
    if YEAR_AGO.search(words):
        return periods.years_on(topic, -1)
    if step := re.match(r"(?:the )?(this|current|last|previous|prior|next)\b", words):
        return stepped("quarter", STEPS[step[1]], published)
    return topic


def _ended(place: Place, ended: re.Match[str]) -> str:
    """Return the quarter that ended on a day: the one in which its middle lies."""
    month, day = month_in(ended[1].lower()), _day_number(ended[1])
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
    topic = place.context.quarter
    year = re.search(r"\d{4}", place.words)
    if year:
        return year.group() + topic[4:]
    if "latest" in place.words:
        return topic or quarter_of(periods.back_months(place.published, 3))
    if "month" in place.words:
        return shifted(place.published, -12)
    return periods.years_on(topic, -1) if topic else str(place.published.year - 1)


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
    if steps > periods.MOST_STEPS:
        return ""
    if re.search(r"\b(?:ago|from now)\b", words):
        if unit == "year" and steps == 1 and context.quarter:
            return periods.years_on(_compared(place), -1)
        return stepped(unit, -steps if "ago" in words else steps, place.published)
    if unit == "year" and steps == 1 and "earlier" in words:
        return periods.years_on(_compared(place), -1)
    if "later" in words and not context.last:
        return ""
    anchor = periods.day_of(place.anchor, coarse=unit)
    return stepped(unit, steps if "later" in words else -steps, anchor) if anchor else ""


def _compared(place: Place) -> str:
    """Return the period that is compared with “a year earlier”: a month or year of the sentence, or the quarter."""
    context = place.context
    here = context.last and same_sentence(context.text, context.at, place.start)
    if here and re.fullmatch(r"\d{4}(?:-(?:\d\d|Q\d))?", context.last):
        return context.last
    return context.quarter or str(place.published.year)


def _moved(place: Place, steps: int, unit: str) -> str:
    """Return the day, week, month … before or after the one named last."""
    if "weekend" in place.words:
        anchor = place.anchor_day or place.published
        return f"{week_of(anchor + timedelta(weeks=steps))}-WE"
    if season := re.search("|".join(SEASONS), place.words):
        return f"{place.anchor[:4]}-{SEASONS[season.group()]}"
    if not place.context.last and steps >= 0 and unit == "day":
        return ""
    anchor = periods.day_of(place.anchor, coarse=unit)
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
    return (after[0] if view > 0 else before[-1] if view < 0 else near).isoformat()


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
RELATIVE: dict[str, Callable[[Place], str]] = {
    "clock": _clock,
    "part": _part,
    "date": _date,
    "month": _month,
    "weekday": _weekday,
    "today": _today,
    "quarter": _quarter,
    "half": _half,
    "period": _period,
    "step": _step,
    "span": _span,
    "current": _current,
    "holiday": _holiday,
}
