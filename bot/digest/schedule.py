"""When digests are due: words into schedules, and local dates and times into instants (pure)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.digest.zones import find_zone
from bot.errors import BadQuery

DAYS = "mon tue wed thu fri sat sun".split()
DAY = re.compile(
    r"(mon|tue|tues|wed|weds|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?s?", re.IGNORECASE
)
EVERY_DAY, WORKING, WEEKEND = 0b1111111, 0b0011111, 0b1100000
NAMED = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "weekdays": WORKING,
    "weekday": WORKING,
    "weekends": WEEKEND,
    "weekend": WEEKEND,
}
# words between the parts of a schedule that say nothing
FILLING = frozenset("at on in and every each day weekly & time zone o'clock".split())
TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
# what stands apart and belongs together: “8 am”, “08:00, 18:00”, “mon, fri”
HALF = re.compile(r"(\d)\s+([ap])\.?m\b\.?", re.IGNORECASE)
COMMA = re.compile(r"\s*,\s*(?=\d|(?:mon|tue|wed|thu|fri|sat|sun))", re.IGNORECASE)
ENDING = re.compile(r",(?=[^\W\d])(?!(?:mon|tue|wed|thu|fri|sat|sun))", re.IGNORECASE)
SPOKEN = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}
HINT = "Try /subscribe daily 08:00 Europe/Paris, weekdays 7:30, or weekly mon 09:00."
MOST_TIMES = 6
# more days than any zone has ever skipped and any week leaves out
LOOKED_AT = 16


@dataclass(frozen=True, slots=True)
class Schedule:
    """Local times on weekdays (Monday is bit 0) in an IANA zone."""

    weekdays: int
    times: tuple[time, ...]
    zone: str

    @property
    def hours(self) -> str:
        """Return the schedule in the words that make it, without its zone."""
        days = {EVERY_DAY: "daily", WORKING: "weekdays", WEEKEND: "weekends"}.get(self.weekdays)
        listed = ",".join(day for n, day in enumerate(DAYS) if self.weekdays >> n & 1)
        times = ",".join(f"{each:%H:%M}" for each in self.times)
        return f"{days or f'weekly {listed}'} {times}"

    def __str__(self) -> str:
        return f"{self.hours} {self.zone}"


@dataclass(frozen=True, slots=True)
class Slot:
    """The instant that a digest is for, and the local date that it belongs to."""

    at: datetime
    on: date


# ---- words


def parse_schedule(words: str, default_zone: str) -> Schedule:
    """Read “daily 08:00,18:00 Europe/Paris”, “weekdays 7:30”, “Mondays at 9 am in Tehran”.

    Raises BadQuery with a hint for what it cannot read.
    """
    plain = COMMA.sub(",", HALF.sub(r"\1\2m", words.replace(";", ",")))
    tokens = ENDING.sub(", ", plain).split()
    weekdays, rest = _read_days(tokens)
    times, rest = _read_times(rest, words)
    if not weekdays and any(token.lower() == "weekly" for token in tokens):
        raise BadQuery(words, "On which day of the week?", HINT)
    zone = " ".join(rest)
    return Schedule(weekdays or EVERY_DAY, times, find_zone(zone) if zone else default_zone)


def _filled(tokens: Sequence[str]) -> list[str]:
    """Drop what says nothing from the beginning."""
    rest = list(tokens)
    while rest and rest[0].lower().strip(",") in FILLING:
        del rest[0]
    return rest


def _read_days(tokens: Sequence[str]) -> tuple[int, list[str]]:
    mask, rest = 0, _filled(tokens)
    while rest and (named := _days(rest[0])):
        mask |= named
        rest = _filled(rest[1:])
    return mask, rest


def _days(token: str) -> int:
    """Return the days that a word names, as “mon,fri”, “mon-fri” or “weekdays”; 0 for none."""
    if token.lower() in NAMED:
        return NAMED[token.lower()]
    mask = 0
    for part in token.strip(",").split(","):
        ends = [
            match and DAYS.index(match[1][:3].lower())
            for match in map(DAY.fullmatch, re.split("[-–]", part))
        ]
        if not 0 < len(ends) <= 2 or None in ends:
            return 0
        first, last = ends[0] or 0, ends[-1] or 0
        mask |= sum(1 << (first + n) % 7 for n in range((last - first) % 7 + 1))
    return mask


def _read_times(tokens: Sequence[str], words: str) -> tuple[tuple[time, ...], list[str]]:
    found: list[time] = []
    rest = _filled(tokens)
    while rest and (not found or _is_time(rest[0])):
        found += [_time(part, words) for part in rest[0].strip(",").split(",")]
        rest = _filled(rest[1:])
    if not found:
        raise BadQuery(words, "At what time of day?", HINT)
    if len(set(found)) > MOST_TIMES:
        raise BadQuery(words, f"At most {MOST_TIMES} times a day.", HINT)
    return tuple(sorted(set(found))), rest


def _is_time(token: str) -> bool:
    return token[:1].isdigit() or token.lower() in SPOKEN


def _time(part: str, words: str) -> time:
    match = TIME.fullmatch(SPOKEN.get(part.lower(), part))
    made = _clock(match) if match else None
    if made is None:
        raise BadQuery(words, f"“{part}” is not a time of day that I can read.", HINT)
    return made


def _clock(match: re.Match[str]) -> time | None:
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


# ---- instants


def instant_of(on: date, at: time, zone: str) -> datetime:
    """Return the instant of a local date and time: the first of two; in a gap, as far past its
    beginning as the clock would have gone (08:30 in a gap 08:00-09:00 is 09:30).
    """
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)


def exists(on: date, zone: str) -> bool:
    """Say whether a zone has a local date: one that crosses the date line may skip a whole day."""
    noon = instant_of(on, time(12), zone)
    return noon.astimezone(ZoneInfo(zone)).date() == on


def slots(weekdays: int, at: time, zone: str, after: datetime) -> Iterator[Slot]:
    """Yield the slots later than an instant; one a local date, whatever the clock does."""
    on = after.astimezone(ZoneInfo(zone)).date() - timedelta(1)
    for _ in range(LOOKED_AT):
        if weekdays >> on.weekday() & 1 and exists(on, zone):
            made = instant_of(on, at, zone)
            if made > after:
                yield Slot(made, on)
        on += timedelta(1)


def next_slot(weekdays: int, at: time, zone: str, after: datetime) -> Slot:
    """Return the first slot later than an instant."""
    found = next(slots(weekdays, at, zone, after), None)
    if found is None:
        raise ValueError(f"no slot within two weeks: {weekdays:b} {at} {zone}")
    return found


@lru_cache(maxsize=4096)
def slot_after(weekdays: int, local_time: str, zone: str, after: datetime) -> tuple[datetime, str]:
    """Return the first slot of a schedule later than an instant, and its local date."""
    slot = next_slot(weekdays, time.fromisoformat(local_time), zone, after)
    return slot.at, slot.on.isoformat()


def slot_on(on: date, local_time: str, zone: str) -> datetime:
    """Return the instant of a slot by its local date."""
    return instant_of(on, time.fromisoformat(local_time), zone)


# ---- from one schedule to another


def first_slots(
    asked: Schedule,
    after: datetime,
    sent: Mapping[date, int],
    waiting: Sequence[Slot] = (),
    used: Collection[tuple[date, time]] = (),
) -> tuple[Slot, ...]:
    """Return the first slot of each of a schedule's times, for who has had digests before.

    `sent` counts the digests of each local date: the first time of a day is passed over when
    one was sent, the second when two were, so that no new hours or zone make one more; `used` are
    dates and times that were planned already. `waiting` are the slots of the same times in another
    zone: one whose local date would be left without a digest, its hour being past in the new zone,
    keeps its instant.
    """
    found = []
    for number, at in enumerate(asked.times):
        open_slots = (
            slot
            for slot in slots(asked.weekdays, at, asked.zone, after)
            if sent.get(slot.on, 0) <= number and (slot.on, at) not in used
        )
        first = next(open_slots, None) or next_slot(asked.weekdays, at, asked.zone, after)
        kept = waiting[number] if number < len(waiting) else None
        keeps = kept is not None and after < kept.at < first.at and kept.on < first.on
        found.append(kept if kept is not None and keeps else first)
    return tuple(found)
