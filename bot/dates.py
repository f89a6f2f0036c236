"""Dates as people write them: found in text, resolved against a day, and written for readers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from bot.errors import BadQuery
from bot.model import Publication, Span, TimeExpression

MONTHS = (
    "january february march april may june july august september october november december".split()
)
SHORT = "Jan Feb Mar Apr May June July Aug Sept Oct Nov Dec".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
).split()
VALUES: dict[str, int] = dict(
    zip(NUMBERS, [*range(1, 21), 30, 40, 50, 60, 70, 80, 90, 100], strict=True)
)
COUNT = rf"(?:an?|several|a\s+few|few|many|\d[\d,.]*|(?:{'|'.join(NUMBERS)})(?:-\w+)?)"
UNIT = r"(?:second|minute|hour|day|week|month|quarter|year|decade|century)"
LETTERS = {"second": "TS", "minute": "TM", "hour": "TH", "day": "D", "week": "W", "month": "M"}
LETTERS |= {"quarter": "Q", "year": "Y", "decade": "0Y", "century": "00Y"}
PART = r"(?:morning|afternoon|evening|night|noon|midnight)"
PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI", "noon": "T12:00"}
DAYS = "|".join(day.title() for day in WEEKDAYS)
# what names a time, by the way in which it is resolved; the first that fits wins
FOUND = re.compile(
    rf"(?P<dmy>\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH}(?:,?\s+\d{{4}})?)"
    rf"|(?P<mdy>\b{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s*\d)(?:,?\s+\d{{4}}\b)?)"
    rf"|(?P<my>\b{MONTH},?\s+(?:of\s+)?\d{{4}}\b)"
    r"|(?P<iso>\b\d{4}-\d\d-\d\d\b)"
    r"|(?P<numeric>\b\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b)"
    rf"|(?P<ago>\b{COUNT}\s+{UNIT}s?\s+(?:ago|earlier)\b)"
    r"|(?P<decade>\b(?:the\s+)?(?:(?:early|mid|late)[\s-])?(?:19|20)\d0s\b)"
    rf"|(?P<set>\b(?:every|each)\s+(?:{UNIT}|{DAYS})\b|\b(?:daily|weekly|monthly|annually|yearly)\b)"
    rf"|(?P<duration>\b(?:(?:the\s+)?(?:past|last|next|coming)\s+)?{COUNT}[\s-]{UNIT}s?\b(?![\s-]old)"
    rf"|\b(?:decades|years|months|weeks|days|hours|minutes)\b(?!\s+(?:old|ago))"
    rf"|\bthe\s+(?:past|coming)\s+{UNIT}\b)"
    r"|(?P<quarter>\b(?:the\s+)?(?:first|second|third|fourth)[\s-]quarter\b"
    r"|\bthe\s+(?:(?:latest|current|year-earlier|year-ago)\s+)?(?:quarter|weekend)\b)"
    r"|(?P<yearago>\byear-(?:earlier|ago)(?:\s+(?:period|quarter))?\b)"
    r"|(?P<year>\b(?:1[89]|20)\d\d\b(?!\s*(?:people|men|women|troops|soldiers|miles|km|feet|votes)))"
    rf"|(?P<part>\b(?:{DAYS}|yesterday|tomorrow|this)\s+{PART}\b|\b(?:tonight|midnight|noon)\b"
    r"|\b\d{1,2}(?::\d\d)?\s*[ap]\.?m\b\.?)"
    rf"|(?P<weekday>\b(?:last |next |this |on )?(?:{DAYS})\b)"
    r"|(?P<relative>\b(?:yesterday|today|tomorrow)\b"
    r"|\b(?:last|this|next)\s+(?:week|month|year|quarter|decade|spring|summer|autumn|fall|winter)\b"
    r"|\b(?:a|the)\s+year\s+(?:earlier|ago|before)\b)"
    r"|(?P<now>\b(?:now|currently|recently|lately|the\s+future|the\s+past|at\s+present)\b)"
    r"|(?P<month>(?-i:\b(?:January|February|March|April|June|July|August|September|October|November"
    r"|December)\b|\b(?:last|next|this|in)\s+(?:March|May)\b))",
    re.IGNORECASE,
)
KINDS = {"duration": "DURATION", "set": "SET", "part": "TIME"}
FORWARD = re.compile(
    r"\b(?:will|would|to be|until|by|next|scheduled|plans?|due|expected)\b[^.]*$", re.I
)


def find_dates(text: str, published: date | None) -> tuple[TimeExpression, ...]:
    """Find time expressions in order; what is relative stays unresolved without publication."""
    return tuple(_resolved(text, found, published) for found in FOUND.finditer(text))


def _resolved(text: str, found: re.Match[str], published: date | None) -> TimeExpression:
    kind, words = str(found.lastgroup), found.group()
    start = found.start()
    for opening in ("on ", "in ", "the "):
        if words.lower().startswith(opening) and kind in ("weekday", "month", "decade"):
            start += len(opening)
    ahead = kind == "weekday" and FORWARD.search(text, max(0, start - 30), start) is not None
    value = _value(kind, " ".join(words.lower().split()), published, ahead=ahead)
    return TimeExpression(Span(start, found.end()), KINDS.get(kind, "DATE"), value)  # type: ignore[arg-type]


def _value(kind: str, words: str, published: date | None, *, ahead: bool) -> str:
    match kind:
        case "dmy" | "mdy" | "my":
            return _calendar(kind, words, published)
        case "iso" | "year":
            return words
        case "numeric":
            month, day, year = (int(part) for part in words.split("/"))
            full = year if year > 99 else 1900 + year + (100 if year < 50 else 0)
            return f"{full}-{month:02}-{day:02}" if month <= 12 and day <= 31 else ""
        case "decade":
            digits = re.search(r"\d{3}", words)
            return digits.group() if digits else ""
        case "duration":
            return _duration(words)
        case "set":
            return _set(words)
        case "now":
            past = words in ("recently", "lately", "the past")
            return "PAST_REF" if past else "FUTURE_REF" if "future" in words else "PRESENT_REF"
    return _relative(kind, words, published, ahead=ahead) if published else ""


def _calendar(kind: str, words: str, published: date | None) -> str:
    year = re.search(r"\b\d{4}\b", words)
    month = _month(words)
    day = re.search(r"\b(\d{1,2})(?:st|nd|rd|th)?\b(?!\d)", words)
    if year is None and published is None:
        return f"XXXX-{month:02}-{int(day.group(1)):02}" if day else ""
    number = int(year.group()) if year else _nearest_year(published, month)
    return f"{number}-{month:02}" + (f"-{int(day.group(1)):02}" if day and kind != "my" else "")


def _nearest_year(published: date | None, month: int) -> int:
    """Return the year in which a month without one lies nearest to a day, the past preferred."""
    if published is None:
        return 0
    ahead = month - published.month
    return published.year + (ahead < -8) - (ahead > 5)


def _month(words: str) -> int:
    for number, name in enumerate(MONTHS, 1):
        if re.search(rf"\b{name[:3]}", words):
            return number
    return 1


def _count(words: str) -> int | None:
    """Return how many; None for “several”, “many” and bare plurals."""
    digits = re.search(r"\d[\d,]*", words)
    if digits:
        return int(digits.group().replace(",", ""))
    for word in re.split(r"[\s-]+", words):
        if word in VALUES:
            return VALUES[word]
    return 1 if re.search(r"\ban?\b(?!\s+few)|\bthe (?:past|coming) \w+$", words) else None


def _unit(words: str) -> str:
    found = re.findall(UNIT, words)
    return str(found[-1]) if found else "day"


def _duration(words: str) -> str:
    letters, count = LETTERS[_unit(words)], _count(words)
    time, letter = ("T", letters[1:]) if letters.startswith("T") else ("", letters)
    return f"P{time}{'X' if count is None else count}{letter}"


def _set(words: str) -> str:
    if "day" in words and words.split()[-1] in WEEKDAYS:
        return f"XXXX-WXX-{WEEKDAYS.index(words.split()[-1]) + 1}"
    adverbs = {"daily": "P1D", "weekly": "P1W", "monthly": "P1M"}
    return adverbs.get(words, f"P1{LETTERS[_unit(words)]}" if " " in words else "P1Y")


ORDINALS = ("first", "second", "third", "fourth")
# a count beyond this names no date that a newspaper means
MOST_STEPS = 3000


def _relative(kind: str, words: str, published: date, *, ahead: bool) -> str:
    if kind == "weekday":
        wanted = WEEKDAYS.index(words.split()[-1])
        back = (published.weekday() - wanted) % 7
        later = ahead or words.startswith("next")
        day = published + timedelta(7 - back) if later else published - timedelta(back)
        return day.isoformat()
    if kind == "part":
        return _part(words, published)
    if kind == "quarter":
        if "weekend" in words:
            saturday = published - timedelta((published.weekday() + 2) % 7)
            iso = saturday.isocalendar()
            return f"{iso.year}-W{iso.week:02}-WE"
        named = [n for n, word in enumerate(ORDINALS, 1) if word in words]
        if not named:
            return f"{published.year - ('year-' in words)}-Q{(published.month + 2) // 3}"
        number = named[0]
        year = published.year - (number > (published.month + 2) // 3)
        return f"{year}-Q{number}"
    if kind == "month":
        month = _month(words)
        return f"{_nearest_year(published, month)}-{month:02}"
    days = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if words in days:
        return (published + timedelta(days[words])).isoformat()
    if kind == "ago":
        return (
            _stepped(_unit(words), -(_count(words) or 0), published)
            if _count(words)
            else "PAST_REF"
        )
    if kind == "yearago" or "year " in words:
        return str(published.year - 1)
    step, unit = words.split()
    return _stepped(unit, {"last": -1, "this": 0, "next": 1}[step], published)


def _part(words: str, published: date) -> str:
    first = words.split()[0]
    day = published
    if first in WEEKDAYS:
        day -= timedelta((published.weekday() - WEEKDAYS.index(first)) % 7)
    day += timedelta({"yesterday": -1, "tomorrow": 1}.get(first, 0))
    if clock := re.match(r"(\d{1,2})(?::(\d\d))?\s*([ap])", words):
        hour = int(clock[1]) % 12 + (12 if clock[3] == "p" else 0)
        return f"{day}T{hour:02}:{clock[2] or '00'}"
    last = "night" if first == "tonight" else words.split()[-1]
    return f"{day}{PARTS.get(last, 'T24:00')}"


SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}


def _stepped(unit: str, step: int, published: date) -> str:
    """Return the day, week, month … that lies so many steps from a day; "" beyond all calendars."""
    if abs(step) > MOST_STEPS or (abs(step) > 100 and unit in ("year", "decade", "century")):
        return ""
    if unit == "day":
        return (published + timedelta(step)).isoformat()
    if unit == "week":
        iso = (published + timedelta(weeks=step)).isocalendar()
        return f"{iso.year}-W{iso.week:02}"
    if unit in ("month", "quarter"):
        months = published.year * 12 + published.month - 1 + step * (3 if unit == "quarter" else 1)
        year, month = divmod(months, 12)
        return f"{year}-Q{month // 3 + 1}" if unit == "quarter" else f"{year}-{month + 1:02}"
    if unit in SEASONS:
        return f"{published.year + step}-{SEASONS[unit]}"
    years = {"decade": 10, "century": 100}.get(unit, 1)
    return str(published.year + step * years)[: 3 if unit == "decade" else 4]


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
    return (first.replace(day=28) + timedelta(4)).replace(day=1) - timedelta(1)


def publication_interval(publication: Publication) -> tuple[date, date] | None:
    """Return the days in which an article may have appeared; None when its date is unknown."""
    on = publication.on
    if on is None or publication.precision == "unknown":
        return None
    match publication.precision:
        case "week":
            first = on - timedelta(on.weekday())
            return first, first + timedelta(6)
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
