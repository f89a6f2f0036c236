from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from bot.dates import (
    find_dates,
    interval,
    parse_date,
    publication_interval,
    write_publication,
    write_value,
)
from bot.errors import BadQuery
from bot.model import Publication

SATURDAY = date(2026, 3, 21)


@pytest.mark.parametrize(
    ("text", "published", "values"),
    [
        ("It was signed in January 2025.", None, ["2025-01"]),
        ("A 1958 statement and one of 1974.", None, ["1958", "1974"]),
        ("They met on 3 March 2026.", None, ["2026-03-03"]),
        ("It was backed by 128 countries.", None, []),
        ("He spoke on Monday.", SATURDAY, ["2026-03-16"]),
        ("He spoke on Monday.", None, [""]),
        ("She left yesterday.", SATURDAY, ["2026-03-20"]),
        ("It happened last week.", SATURDAY, ["2026-W11"]),
        ("The deal is three years old.", SATURDAY, []),
        ("She left two days ago.", SATURDAY, ["2026-03-19"]),
        ("Sales fell in the third quarter.", SATURDAY, ["2025-Q3"]),
        ("It began in the 1990s.", SATURDAY, ["199"]),
        ("It ended in November.", SATURDAY, ["2025-11"]),
        ("They meet now.", SATURDAY, ["PRESENT_REF"]),
    ],
)
def test_dates_keep_the_texts_own_precision(
    text: str, published: date | None, values: list[str]
) -> None:
    assert [d.value for d in find_dates(text, published) if d.type == "DATE"] == values


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2025-01", (date(2025, 1, 1), date(2025, 1, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("1974", (date(1974, 1, 1), date(1974, 12, 31))),
        ("2026-W12", (date(2026, 3, 16), date(2026, 3, 22))),
        ("P3D", None),
    ],
)
def test_a_value_is_the_interval_that_it_names(value: str, days: tuple[date, date] | None) -> None:
    assert interval(value) == days


@pytest.mark.parametrize(
    ("publication", "written"),
    [
        (Publication(SATURDAY, "day"), "21 Mar 2026"),
        (Publication(date(2026, 3, 5), "week"), "week of 2 Mar 2026"),
        (Publication(date(2024, 9, 9), "day"), "9 Sept 2024"),
        (Publication(date(2025, 6, 23), "month"), "June 2025"),
        (Publication(), "date not stated"),
    ],
)
def test_a_publication_is_written_in_its_own_precision(
    publication: Publication, written: str
) -> None:
    assert write_publication(publication) == written


WORDS = (
    "in on the last next this year-earlier year-ago third-quarter quarter weekend third 12 9999999 0"
    " 1/2/99 99/99/9999 January March May. Mar Monday yesterday morning tonight 10:30 p.m. several a"
    " few two years ago earlier daily every Tuesday 1990s late mid-1980s now recently 2025 1958 31 30"
    " Feb 29th of week month decade century hours old 2026-02-30 past coming . , will"
).split()


@settings_of_hypothesis(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join),
    st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 1, 1))),
)
def test_any_words_give_spans_in_order_and_never_an_error(text: str, on: date | None) -> None:
    found = find_dates(text, on)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    for each in found:
        assert each.span.of(text).strip() == each.span.of(text) != ""
        days = interval(each.value)
        assert days is None or days[0] <= days[1]


def test_an_unknown_date_has_no_interval() -> None:
    assert publication_interval(Publication()) is None
    assert publication_interval(Publication(SATURDAY, "week")) == (
        date(2026, 3, 16),
        date(2026, 3, 22),
    )


def test_values_are_written_for_readers() -> None:
    assert write_value("2025-01") == "January 2025"
    assert write_value("2026-03-21") == "21 Mar 2026"


def test_an_editor_types_dates_in_words() -> None:
    at = datetime(2026, 3, 21, 12, tzinfo=UTC)
    assert parse_date("yesterday", at).on == date(2026, 3, 20)
    assert parse_date("week of 2 March 2026", at).precision == "week"
    with pytest.raises(BadQuery, match="not a date"):
        parse_date("soon, maybe", at)
