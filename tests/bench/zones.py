"""One digest a local day over ten years, for every IANA zone (simulated clock).

python tests/bench/zones.py [--from 2021] [--years 10] [--times 00:00,00:30,02:30,08:00,23:45]

A day that a zone skipped whole (Samoa, 2011-12-30) has none. Prints what was simulated and every
zone and day that breaks the promise.
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from bot.digest.schedule import next_slot


def days_of(zone: ZoneInfo, first: date, last: date) -> set[date]:
    """Return the local days that a zone had: whose noon, or any hour, was on its clock."""
    found = set()
    on = first
    while on <= last:
        for hour in (12, 0, 6, 18, 23):
            at = datetime.combine(on, datetime.min.time().replace(hour=hour), zone)
            if at.astimezone(UTC).astimezone(zone).date() == on:
                found.add(on)
                break
        on += timedelta(days=1)
    return found


def broken(name: str, at: str, first: date, last: date) -> list[str]:
    """Walk from slot to slot as the tick does; returns what is wrong."""
    zone, local = ZoneInfo(name), datetime.strptime(at, "%H:%M").time()
    moment = datetime.combine(first, datetime.min.time(), zone).astimezone(UTC)
    moment -= timedelta(seconds=1)
    seen: list[date] = []
    wrong = []
    while True:
        slot = next_slot(0b1111111, local, name, moment)
        if slot.on > last:
            break
        if slot.at <= moment:
            wrong.append(f"{name} {at}: {slot.on} is not later than the one before")
            break
        moment = slot.at
        if slot.on >= first:
            seen.append(slot.on)
    if len(set(seen)) != len(seen):
        wrong.append(f"{name} {at}: a day twice")
    expected = days_of(zone, first, last)
    missing, extra = sorted(expected - set(seen)), sorted(set(seen) - expected)
    wrong += [f"{name} {at}: none on {day}" for day in missing[:3]]
    wrong += [f"{name} {at}: one on {day}, which never was" for day in extra[:3]]
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", dest="first", type=int, default=2021)
    parser.add_argument("--years", type=int, default=10)
    parser.add_argument("--times", default="00:00,00:30,02:30,08:00,23:45")
    options = parser.parse_args()
    first, last = date(options.first, 1, 1), date(options.first + options.years - 1, 12, 31)
    zones, times = (
        sorted(available_timezones() - {"localtime", "Factory"}),
        options.times.split(","),
    )
    begun, wrong = time.perf_counter(), []
    for name in zones:
        for at in times:
            wrong += broken(name, at, first, last)
    days = (last - first).days + 1
    print(
        f"{len(zones)} zones, {len(times)} times, {days} days: {len(zones) * len(times) * days:,} digests"
    )
    print(f"{len(wrong)} broken, {time.perf_counter() - begun:.0f} s")
    for line in wrong[:40]:
        print(line)
    if wrong:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
