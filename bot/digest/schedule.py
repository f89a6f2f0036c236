"""When digests are due: words into schedules, and local dates and times into instants (pure)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.errors import BadQuery

DAYS = "mon tue wed thu fri sat sun".split()
EVERY_DAY, WORKING, WEEKEND = 0b1111111, 0b0011111, 0b1100000
TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?", re.IGNORECASE)
HINT = "Try /subscribe daily 08:00 Europe/Paris, weekdays 7:30, or weekly mon 09:00."
MOST_TIMES = 6


@dataclass(frozen=True, slots=True)
class Schedule:
    """Local times on weekdays (Monday is bit 0) in an IANA zone."""

    weekdays: int
    times: tuple[time, ...]
    zone: str

    def __str__(self) -> str:
        days = {EVERY_DAY: "daily", WORKING: "weekdays", WEEKEND: "weekends"}.get(self.weekdays)
        listed = ",".join(day for n, day in enumerate(DAYS) if self.weekdays >> n & 1)
        times = ",".join(f"{each:%H:%M}" for each in self.times)
        return f"{days or f'weekly {listed}'} {times} {self.zone}"


@dataclass(frozen=True, slots=True)
class Slot:
    """The instant that a digest is for, and the local date that it belongs to."""

    at: datetime
    on: date


def parse_schedule(words: str, default_zone: str) -> Schedule:
    """Read “daily 08:00,18:00 Europe/Paris”, “weekdays 7:30”, “weekly mon 09:00 Tehran”.

    Raises BadQuery with a hint for what it cannot read.
    """
    rest = " ".join(words.replace(", ", ",").split())
    weekdays, rest = _read_days(rest)
    times, rest = _read_times(rest, words)
    zone = _read_zone(rest, default_zone)
    return Schedule(weekdays, times, zone)


def _read_days(rest: str) -> tuple[int, str]:
    first, _, after = rest.partition(" ")
    named = {"daily": EVERY_DAY, "weekdays": WORKING, "weekends": WEEKEND, "every": EVERY_DAY}
    if first.lower() == "every" and after.lower().startswith("day "):
        return EVERY_DAY, after[4:]
    if first.lower() in named:
        return named[first.lower()], after
    if first.lower() == "weekly":
        first, _, after = after.partition(" ")
    mask = 0
    for part in first.lower().split(","):
        if part[:3] not in DAYS:
            return EVERY_DAY, rest
        mask |= 1 << DAYS.index(part[:3])
    return mask, after


def _read_times(rest: str, words: str) -> tuple[tuple[time, ...], str]:
    first, _, after = rest.partition(" ")
    if after.lower().split(" ")[:1] in (["am"], ["pm"]):
        suffix, _, after = after.partition(" ")
        first += suffix
    found = []
    for part in first.split(","):
        match = TIME.fullmatch(part)
        made = _time(match) if match else None
        if made is None:
            raise BadQuery(words, f"“{part or words}” is not a time of day that I can read.", HINT)
        found.append(made)
    if len(found) > MOST_TIMES:
        raise BadQuery(words, f"At most {MOST_TIMES} times a day.", HINT)
    return tuple(sorted(set(found))), after


def _time(match: re.Match[str]) -> time | None:
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Every zone by its name and by its city, in lower case."""
    found: dict[str, str] = {}
    for name in sorted(available_timezones()):
        found[name.lower()] = name
        if "/" in name and not name.startswith(("Etc/", "posix/", "right/", "US/", "SystemV/")):
            found.setdefault(name.rsplit("/", 1)[1].lower().replace("_", " "), name)
    return found


def _read_zone(rest: str, default_zone: str) -> str:
    words = rest.strip()
    if not words:
        return default_zone
    found = _zones().get(words.lower()) or _zones().get(words.lower().replace("_", " "))
    if found is None:
        raise BadQuery(words, f"“{words}” is not a time zone that I know.", HINT)
    return found


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def instant_of(on: date, at: time, zone: str) -> datetime:
    """Return the instant of a local date and time: the first of two; in a gap, as far past its
    beginning as the clock would have gone (08:30 in a gap 08:00-09:00 is 09:30).
    """
    return datetime.combine(on, at, _zone(zone)).astimezone(UTC)


def next_slot(weekdays: int, at: time, zone: str, after: datetime) -> Slot:
    """Return the first slot later than an instant; one a local date, whatever the clock does."""
    on = after.astimezone(_zone(zone)).date() - timedelta(1)
    for _ in range(16):
        if weekdays >> on.weekday() & 1:
            made = instant_of(on, at, zone)
            if made > after:
                return Slot(made, on)
        on += timedelta(1)
    raise ValueError(f"no slot within two weeks: {weekdays:b} {at} {zone}")


@lru_cache(maxsize=4096)
def slot_after(weekdays: int, local_time: str, zone: str, after: datetime) -> tuple[datetime, str]:
    """Return the first slot of a schedule later than an instant, and its local date."""
    slot = next_slot(weekdays, time.fromisoformat(local_time), zone, after)
    return slot.at, slot.on.isoformat()


def slot_on(on: date, local_time: str, zone: str) -> datetime:
    """Return the instant of a slot by its local date."""
    return instant_of(on, time.fromisoformat(local_time), zone)
