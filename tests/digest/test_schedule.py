"""Words into schedules, and local dates and times into instants, around every jump of the clocks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.schedule import Slot, first_slots, instant_of, next_slot, parse_schedule
from bot.errors import BadQuery


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("daily 08:00 Europe/Paris", "daily 08:00 Europe/Paris"),
        ("daily 08:00, 18:00", "daily 08:00,18:00 UTC"),
        ("daily 08:00,18:00 Paris", "daily 08:00,18:00 Europe/Paris"),
        ("daily 8 am, 6 p.m. in Paris, France", "daily 08:00,18:00 Europe/Paris"),
        ("8:05", "daily 08:05 UTC"),
        ("weekdays 7:30", "weekdays 07:30 UTC"),
        ("mon-fri 7h30", "weekdays 07:30 UTC"),
        ("weekends 10.30", "weekends 10:30 UTC"),
        ("weekly mon 09:00 Tehran", "weekly mon 09:00 Asia/Tehran"),
        ("Mondays at 9 am in Tehran", "weekly mon 09:00 Asia/Tehran"),
        ("mon,fri 7pm new york", "weekly mon,fri 19:00 America/New_York"),
        ("Tuesday and Thursday 8pm, New York", "weekly tue,thu 20:00 America/New_York"),
        ("fri-mon 10:00", "weekly mon,fri,sat,sun 10:00 UTC"),
        ("every day 12 am", "daily 00:00 UTC"),
        ("every day at noon", "daily 12:00 UTC"),
        ("daily 18:00,08:00,18:00", "daily 08:00,18:00 UTC"),
    ],
)
def test_words_become_a_schedule(words: str, read: str) -> None:
    assert str(parse_schedule(words, "UTC")) == read


@pytest.mark.parametrize("words", ["daily 08:00,18:00 Asia/Tehran", "weekly tue,sun 00:05 UTC"])
def test_a_schedule_is_written_in_words_that_make_it(words: str) -> None:
    assert str(parse_schedule(words, "Europe/Paris")) == words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "At what time of day?"),
        ("daily", "At what time of day?"),
        ("weekly 09:00", "On which day"),
        ("daily 25:00", "“25:00” is not a time of day"),
        ("daily 13 pm", "“13pm” is not a time of day"),
        ("soon", "“soon” is not a time of day"),
        ("daily 1,2,3,4,5,6,7", "At most 6 times a day"),
    ],
)
def test_what_cannot_be_read_gets_a_hint(words: str, said: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse_schedule(words, "UTC")
    assert said in str(caught.value)
    assert "/subscribe daily" in caught.value.hint


@pytest.mark.parametrize(
    ("zone", "on", "at", "expected"),
    [
        # the hour that summer time skips, and the one that it repeats
        ("Europe/Paris", "2026-03-29", "02:30", "2026-03-29T01:30:00+00:00"),
        ("Europe/Paris", "2026-10-25", "02:30", "2026-10-25T00:30:00+00:00"),
        # a gap at midnight
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:30:00+00:00"),
        ("Africa/Cairo", "2026-10-29", "23:30", "2026-10-29T20:30:00+00:00"),
        # half an hour of summer time, a quarter of an hour of offset
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00+00:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45:00+00:00"),
        ("Asia/Kathmandu", "2026-01-01", "08:00", "2026-01-01T02:15:00+00:00"),
        ("Asia/Tehran", "2026-07-01", "08:00", "2026-07-01T04:30:00+00:00"),
    ],
)
def test_local_times_around_the_clocks_jumps(zone: str, on: str, at: str, expected: str) -> None:
    found = instant_of(date.fromisoformat(on), time.fromisoformat(at), zone)
    assert found == datetime.fromisoformat(expected)


def dates(zone: str, at: str, begin: str, days: int) -> list[str]:
    """The local dates of so many daily slots from an instant."""
    moment, found = datetime.fromisoformat(begin), []
    for _ in range(days):
        slot = next_slot(0b1111111, time.fromisoformat(at), zone, moment)
        found.append(slot.on.isoformat())
        moment = slot.at
    return found


@pytest.mark.parametrize(
    ("zone", "begin", "days"),
    [
        # both crossed the date line and had no such day: no digest is for it, and none is missing
        ("Pacific/Apia", "2011-12-29T12:00:00Z", ["2011-12-29", "2011-12-31", "2012-01-01"]),
        ("Pacific/Fakaofo", "2011-12-29T12:00:00Z", ["2011-12-29", "2011-12-31", "2012-01-01"]),
        ("Pacific/Kwajalein", "1993-08-20T12:00:00Z", ["1993-08-20", "1993-08-22", "1993-08-23"]),
    ],
)
def test_a_day_that_a_zone_skipped_has_no_digest(zone: str, begin: str, days: list[str]) -> None:
    assert dates(zone, "08:00", begin, 3) == days


@pytest.mark.parametrize("at", ["00:00", "00:30", "08:00", "23:59"])
def test_a_gap_at_midnight_leaves_each_day_its_digest(at: str) -> None:
    days = ["2026-04-23", "2026-04-24", "2026-04-25"]
    assert dates("Africa/Cairo", at, "2026-04-22T21:59:30Z", 3) == days


ZONES = [
    "Europe/Paris",
    "Africa/Cairo",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Pyongyang",
    "Africa/Casablanca",
    "America/St_Johns",
    "Antarctica/Troll",
]
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))


@given(zone=st.sampled_from(ZONES), at=TIMES, start=MOMENTS)
def test_one_slot_a_local_day_and_always_later(zone: str, at: time, start: datetime) -> None:
    moment, days = start, []
    for _ in range(40):
        slot = next_slot(0b1111111, at, zone, moment)
        assert slot.at > moment
        assert slot.at - moment < timedelta(hours=50)
        days.append(slot.on)
        moment = slot.at
    assert days == sorted(set(days))
    skipped = {days[0] + timedelta(n) for n in range((days[-1] - days[0]).days)} - set(days)
    assert all(zone == "Pacific/Apia" and on == date(2011, 12, 30) for on in skipped)


@given(zone=st.sampled_from(ZONES), at=TIMES, on=st.dates(date(2010, 1, 1), date(2030, 1, 1)))
def test_a_slot_is_at_its_hour_or_past_a_gap_of_an_hour(zone: str, at: time, on: date) -> None:
    slot = next_slot(0b1111111, at, zone, instant_of(on, at, zone) - timedelta(seconds=1))
    local = slot.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    late = local - datetime.combine(slot.on, at)
    assert timedelta() <= late <= timedelta(hours=2)


def test_a_weekday_is_the_readers_own() -> None:
    monday = next_slot(1, time(0, 30), "Pacific/Auckland", datetime(2026, 3, 20, tzinfo=UTC))
    assert monday.at.astimezone(ZoneInfo("Pacific/Auckland")).strftime("%a %H:%M") == "Mon 00:30"


def first(words: str, now: str, sent: dict[str, int], waiting: tuple[Slot, ...] = ()) -> list[str]:
    """The first slots of new hours, each with its date and local time."""
    asked = parse_schedule(words, "UTC")
    counted = {date.fromisoformat(on): count for on, count in sent.items()}
    found = first_slots(asked, datetime.fromisoformat(now), counted, waiting)
    return [f"{s.on} {s.at.astimezone(ZoneInfo(asked.zone)):%d %H:%M}" for s in found]


@pytest.mark.parametrize(
    ("words", "now", "sent", "found"),
    [
        # who had today's digest and moves to where it is still early gets tomorrow's next
        (
            "daily 08:00 America/New_York",
            "2026-03-22T10:00:00Z",
            {"2026-03-22": 1},
            ["2026-03-23 23 08:00"],
        ),
        ("daily 08:00 America/New_York", "2026-03-22T10:00:00Z", {}, ["2026-03-22 22 08:00"]),
        # a later hour is tomorrow's too; a second hour is today's
        ("daily 18:00", "2026-03-22T10:00:00Z", {"2026-03-22": 1}, ["2026-03-23 23 18:00"]),
        (
            "daily 08:00,18:00",
            "2026-03-22T10:00:00Z",
            {"2026-03-22": 1},
            ["2026-03-23 23 08:00", "2026-03-22 22 18:00"],
        ),
        # across the date line a date that had its digest already is not given another
        (
            "daily 08:00 America/Los_Angeles",
            "2026-03-22T20:00:00Z",
            {"2026-03-22": 1, "2026-03-23": 1},
            ["2026-03-24 24 08:00"],
        ),
    ],
)
def test_new_hours_make_no_second_digest_of_a_day(
    words: str, now: str, sent: dict[str, int], found: list[str]
) -> None:
    assert first(words, now, sent) == found


def test_a_zone_in_which_the_hour_is_past_loses_no_day() -> None:
    # due at 08:00 in New York, where it is 07:30; in Paris 08:00 was hours ago
    waiting = next_slot(
        0b1111111, time(8), "America/New_York", datetime(2026, 3, 22, 11, 30, tzinfo=UTC)
    )
    found = first("daily 08:00 Europe/Paris", "2026-03-22T11:30:00Z", {}, (waiting,))
    assert found == ["2026-03-22 22 13:00"]
    # had it been sent, tomorrow's were next
    found = first("daily 08:00 Europe/Paris", "2026-03-22T12:30:00Z", {"2026-03-22": 1})
    assert found == ["2026-03-23 23 08:00"]


@given(
    at=TIMES,
    start=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    moves=st.lists(
        st.tuples(st.sampled_from(ZONES), st.integers(min_value=1, max_value=100)), max_size=8
    ),
)
def test_who_travels_gets_one_digest_a_date_and_misses_none(
    at: time, start: datetime, moves: list[tuple[str, int]]
) -> None:
    zone, now, sent = "Europe/Paris", start, Counter[date]()
    upcoming = first_slots(parse_schedule(f"{at:%H:%M} {zone}", "UTC"), now, sent)[0]
    for new_zone, hours in [*moves, ("Europe/Paris", 200)]:
        until = now + timedelta(hours=hours)
        while upcoming.at <= until:
            sent[upcoming.on] += 1
            upcoming = next_slot(0b1111111, at, zone, upcoming.at)
        zone, now = new_zone, until
        asked = parse_schedule(f"{at:%H:%M} {zone}", "UTC")
        upcoming = first_slots(asked, now, sent, (upcoming,))[0]
    assert max(sent.values()) == 1
    assert len(sent) >= (max(sent) - min(sent)).days
