from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.schedule import instant_of, next_slot, parse_schedule
from bot.errors import BadQuery


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("daily 08:00 Europe/Paris", "daily 08:00 Europe/Paris"),
        ("daily 08:00, 18:00", "daily 08:00,18:00 UTC"),
        ("8:05", "daily 08:05 UTC"),
        ("weekdays 7:30", "weekdays 07:30 UTC"),
        ("weekly mon 09:00 Tehran", "weekly mon 09:00 Asia/Tehran"),
        ("mon,fri 7pm new york", "weekly mon,fri 19:00 America/New_York"),
        ("every day 12 am", "daily 00:00 UTC"),
    ],
)
def test_words_become_a_schedule(words: str, read: str) -> None:
    assert str(parse_schedule(words, "UTC")) == read


@pytest.mark.parametrize("words", ["", "daily", "daily 25:00", "daily 08:00 Atlantis", "soon"])
def test_what_cannot_be_read_gets_a_hint(words: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse_schedule(words, "UTC")
    assert "/subscribe daily" in caught.value.hint


@pytest.mark.parametrize(
    ("zone", "on", "at", "expected"),
    [
        # the hour that summer time skips, and the one that it repeats
        ("Europe/Paris", "2026-03-29", "02:30", "2026-03-29T01:30:00+00:00"),
        ("Europe/Paris", "2026-10-25", "02:30", "2026-10-25T00:30:00+00:00"),
        # half an hour of summer time, a quarter of an hour of offset
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00+00:00"),
        ("Asia/Kathmandu", "2026-01-01", "08:00", "2026-01-01T02:15:00+00:00"),
        ("Asia/Tehran", "2026-07-01", "08:00", "2026-07-01T04:30:00+00:00"),
    ],
)
def test_local_times_around_the_clocks_jumps(zone: str, on: str, at: str, expected: str) -> None:
    found = instant_of(datetime.fromisoformat(on).date(), time.fromisoformat(at), zone)
    assert found == datetime.fromisoformat(expected)


ZONES = ["Europe/Paris", "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo"]


@given(
    zone=st.sampled_from(ZONES),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    start=st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)),
)
def test_one_slot_a_local_day_and_always_later(zone: str, at: time, start: datetime) -> None:
    moment = start.replace(tzinfo=UTC)
    days = []
    for _ in range(40):
        slot = next_slot(0b1111111, at, zone, moment)
        assert slot.at > moment
        assert slot.at - moment < timedelta(hours=50)
        days.append(slot.on)
        moment = slot.at
    assert len(set(days)) == len(days)
    assert days == sorted(days)


def test_a_weekday_is_the_readers_own() -> None:
    monday = next_slot(1, time(0, 30), "Pacific/Auckland", datetime(2026, 3, 20, tzinfo=UTC))
    assert monday.at.astimezone(ZoneInfo("Pacific/Auckland")).strftime("%a %H:%M") == "Mon 00:30"
