"""Arithmetic on periods: weeks, months, quarters, years."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.dates.words import SEASONS

# a count beyond this names no date that a newspaper means
MOST_STEPS = 3000


def week_of(day: date) -> str:
    """Return the ISO week of a day: 2026-W24."""
    iso = day.isocalendar()
    return f"{iso.year}-W{iso.week:02}"


def quarter_of(day: date) -> str:
    """Return the quarter of a day: 2026-Q2."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def back_months(day: date, months: int) -> date:
    """Return the first of the month that lies so many months before."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def shifted(day: date, months: int) -> str:
    """Return the month that lies so many months from a day: 2026-01."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return f"{year:04}-{month + 1:02}"


def years_on(value: str, years: int) -> str:
    """Return the same period so many years later: 2025-Q3 for 2024-Q3."""
    return f"{int(value[:4]) + years:04}{value[4:]}"


def day_of(value: str, coarse: str = "day") -> date | None:
    """Return a day within a value; None when the value is coarser than the unit asked for."""
    if match := re.match(r"(\d{4})-(\d\d)-(\d\d)", value):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if coarse == "day":
        return None
    if match := re.match(r"(\d{4})-W(\d\d)", value):
        return date.fromisocalendar(int(match[1]), int(match[2]), 4)
    if coarse == "week":
        return None
    if match := re.match(r"(\d{4})-(\d\d)$", value):
        return date(int(match[1]), int(match[2]), 1)
    if match := re.match(r"(\d{4})-Q(\d)", value):
        return date(int(match[1]), int(match[2]) * 3, 1)
    if coarse in ("month", "quarter"):
        return None
    return date(int(value[:4]), 1, 1) if re.match(r"\d{4}", value) else None


def stepped(unit: str, step: int, day: date) -> str:
    """Return the day, week, month … that lies so many steps from a day; "" beyond all calendars."""
    if abs(step) > MOST_STEPS or (abs(step) > 100 and unit in ("year", "decade", "century")):
        return ""
    match unit:
        case "day" | "night":
            return (day + timedelta(step)).isoformat()
        case "week":
            return week_of(day + timedelta(weeks=step))
        case "month":
            return shifted(day, step)
        case "quarter":
            made = shifted(day, 3 * step)
            return f"{made[:4]}-Q{(int(made[5:]) + 2) // 3}"
        case "decade":
            return f"{day.year + 10 * step:04}"[:3]
        case "century":
            return f"{day.year + 100 * step:04}"[:2]
    suffix = f"-{SEASONS[unit]}" if unit in SEASONS else ""
    return f"{day.year + step:04}{suffix}"
