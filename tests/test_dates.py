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
        ("They signed it in May 2019.", SATURDAY, ["2019-05"]),
        ("It ended in November.", SATURDAY, ["2025-11"]),
        ("They meet now.", SATURDAY, ["PRESENT_REF"]),
    ],
)
def test_dates_keep_the_texts_own_precision(
    text: str, published: date | None, values: list[str]
) -> None:
    assert [d.value for d in find_dates(text, published) if d.type == "DATE"] == values


WEDNESDAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        # a weekday is the latest, unless the sentence looks ahead
        ("The minister resigned on Monday.", [("Monday", "2026-06-08")]),
        ("The minister will resign on Monday.", [("Monday", "2026-06-15")]),
        ("On Friday, parliament will vote on the bill.", [("Friday", "2026-06-12")]),
        ("On Friday, rebels shelled the port.", [("Friday", "2026-06-05")]),
        ("Talks are scheduled to resume Thursday in Doha.", [("Thursday", "2026-06-11")]),
        ("Talks had been scheduled to resume Thursday.", [("Thursday", "2026-06-04")]),
        ("She has until Friday to pay the fine.", [("Friday", "2026-06-12")]),
        ("He did not hear of it until Friday.", [("Friday", "2026-06-05")]),
        ("The firm said Tuesday it will close.", [("Tuesday", "2026-06-09")]),
        ("The spokesman could not be reached Sunday.", [("Sunday", "2026-06-07")]),
        ("Monday's ruling will stand.", [("Monday", "2026-06-08")]),
        ("The match takes place next Sunday.", [("next Sunday", "2026-06-14")]),
        ("The strike began last Wednesday.", [("last Wednesday", "2026-06-03")]),
        ("They opened on Wednesday.", [("Wednesday", "2026-06-10")]),
        ("They meet this Saturday.", [("this Saturday", "2026-06-13")]),
        ("He arrived early Tuesday.", [("early Tuesday", "2026-06-09")]),
        # months and days without a year
        ("Prices fell in September.", [("September", "2025-09")]),
        ("The bridge will open in September.", [("September", "2026-09")]),
        ("The loan must be repaid by February.", [("February", "2027-02")]),
        ("They married last May.", [("last May", "2025-05")]),
        ("They married in May.", [("May", "2026-05")]),
        ("They may march in protest.", []),
        ("The law passed in January this year.", [("January this year", "2026-01")]),
        ("The law passed in June last year.", [("June last year", "2025-06")]),
        ("The tax starts in April next year.", [("April next year", "2027-04")]),
        ("The dividend will be paid Jan. 15.", [("Jan. 15", "2027-01-15")]),
        ("The fire broke out on Dec. 3.", [("Dec. 3", "2025-12-03")]),
        ("He died on the 4th of March, 1987.", [("4th of March, 1987", "1987-03-04")]),
        ("The fair runs on 24 and 25 July.", [("25 July", "2026-07-25")]),
        (
            "The summit was held on March 24 and 25.",
            [("March 24", "2026-03-24"), ("25", "2026-03-25")],
        ),
        ("She was born on Feb. 30.", [("Feb. 30", "")]),
        ("It happened in mid-November.", [("mid-November", "2025-11")]),
        ("It ended late last month.", [("late last month", "2026-05")]),
        ("It began earlier this month.", [("earlier this month", "2026-06")]),
        # steps from publication and from what was named before
        ("The dam broke three weeks ago.", [("three weeks ago", "2026-W21")]),
        ("It was founded twenty-five years ago.", [("twenty-five years ago", "2001")]),
        (
            "It opened on 3 May. The next day it burned down.",
            [("3 May", "2026-05-03"), ("The next day", "2026-05-04")],
        ),
        (
            "He fell ill on 3 May 2020 and died two days later.",
            [("3 May 2020", "2020-05-03"), ("two days later", "2020-05-05")],
        ),
        (
            "In July 2019 they won; the following month they split.",
            [("July 2019", "2019-07"), ("the following month", "2019-08")],
        ),
        (
            "He left in 1996. Earlier that year he had sold up.",
            [("1996", "1996"), ("Earlier that year", "1996")],
        ),
        ("Soon afterwards, two days later, he fled.", [("two days later", "")]),
        ("They last met the day before yesterday.", [("the day before yesterday", "2026-06-08")]),
        ("It closed hours ago.", []),
        ("It fell from the previous Friday.", [("the previous Friday", "2026-06-05")]),
        # quarters, halves, fiscal years, and what they are compared with
        ("Profit rose in the third quarter.", [("the third quarter", "2025-Q3")]),
        ("Profit rose in the first quarter of 2024.", [("the first quarter of 2024", "2024-Q1")]),
        ("This year's first quarter was weak.", [("This year's first quarter", "2026-Q1")]),
        ("It expects to report a first-quarter loss.", [("first-quarter", "2026-Q1")]),
        (
            "Sales rose in the quarter ended March 31.",
            [("the quarter", "2026-Q1"), ("March 31", "2026-03-31")],
        ),
        (
            "First-quarter profit rose 3% from a year earlier.",
            [("First-quarter", "2026-Q1"), ("a year earlier", "2025-Q1")],
        ),
        (
            "It lost money in the first quarter. In the year-earlier quarter it made 3 euros a share.",
            [("the first quarter", "2026-Q1"), ("the year-earlier quarter", "2025-Q1")],
        ),
        ("Output is lower than a year ago.", [("a year ago", "2025")]),
        ("Exports rose in the first half of 2025.", [("the first half of 2025", "2025-H1")]),
        ("The loss came in fiscal 2023.", [("fiscal 2023", "2023")]),
        ("The same period last year was better.", [("The same period last year", "2025")]),
        ("They want it by the end of the year.", [("the end of the year", "2026")]),
        # weeks, seasons, decades, centuries, holidays
        ("They met last week.", [("last week", "2026-W23")]),
        ("A vote is due early next week.", [("early next week", "2026-W25")]),
        ("Clashes went on over the weekend.", [("the weekend", "2026-W23-WE")]),
        ("It rained last summer.", [("last summer", "2025-SU")]),
        ("The camp closed in the winter of 1994.", [("the winter of 1994", "1994-WI")]),
        (
            "Music of the '80s and the early 1990s.",
            [("the '80s", "198"), ("the early 1990s", "199")],
        ),
        ("A house of the 18th century.", [("the 18th century", "17")]),
        ("He was seen on Christmas Day.", [("Christmas Day", "2025-12-25")]),
        ("It ended in nineteen eighty-nine.", [("nineteen eighty-nine", "1989")]),
        # parts of the day and clocks
        ("He called Tuesday night.", [("Tuesday night", "2026-06-09TNI")]),
        ("She spoke this morning.", [("this morning", "2026-06-10TMO")]),
        ("They landed last night.", [("last night", "2026-06-09TNI")]),
        ("It struck at 10:35 a.m. Monday.", [("10:35 a.m. Monday", "2026-06-08T10:35")]),
        ("They have until 5 p.m. EST Nov. 9.", [("5 p.m. EST Nov. 9", "2026-11-09T17:00")]),
        ("They met Monday at 1530 GMT.", [("Monday at 1530 GMT", "2026-06-08T15:30")]),
        ("They met on June 3 at 5 p.m.", [("June 3 at 5 p.m.", "2026-06-03T17:00")]),
        ("It landed at 9:20 a.m. on June 3.", [("9:20 a.m. on June 3", "2026-06-03T09:20")]),
        (
            "Police came on Monday. At 10 p.m. they left.",
            [("Monday", "2026-06-08"), ("10 p.m.", "2026-06-08T22:00")],
        ),
        ("The truce begins at midnight Friday.", [("midnight Friday", "2026-06-12T24:00")]),
        # durations, sets, and what is neither
        ("They waited for three days.", [("three days", "P3D")]),
        (
            "It took two and a half hours, not 24 hours.",
            [("two and a half hours", "PT2H30M"), ("24 hours", "PT24H")],
        ),
        ("It took 2 1/2 years.", [("2 1/2 years", "P2Y6M")]),
        ("He stayed a couple of weeks.", [("a couple of weeks", "P2W")]),
        ("In the past three months it rained.", [("the past three months", "P3M")]),
        ("They were apart for several years.", [("several years", "PXY")]),
        ("He ran it for almost two decades.", [("almost two decades", "P20Y")]),
        ("The queue lasts up to 180 days.", [("up to 180 days", "P180D")]),
        ("A 20-year-old man was held.", []),
        ("It earned $1990 and 2,015 votes.", []),
        ("It costs $2 million a year.", []),
        ("A quarter of the voters had a second choice.", []),
        (
            "They train every day and each Monday.",
            [("every day", "P1D"), ("each Monday", "XXXX-WXX-1")],
        ),
        ("They play on Monday nights.", [("Monday nights", "XXXX-WXX-1TNI")]),
        ("They meet twice a week.", [("twice a week", "P1W")]),
        ("They march each July.", [("each July", "XXXX-07")]),
        # what is now, was once, and will be
        (
            "They currently fear for the future.",
            [("currently", "PRESENT_REF"), ("the future", "FUTURE_REF")],
        ),
        ("It has grown in recent years.", [("recent years", "PAST_REF")]),
        ("He recently fell ill.", [("recently", "PAST_REF")]),
    ],
)
def test_times_in_english_news(text: str, named: list[tuple[str, str]]) -> None:
    assert [(d.span.of(text), d.value) for d in find_dates(text, WEDNESDAY)] == named


@pytest.mark.parametrize(
    "text",
    [
        "He spoke on Monday, two days later, and again yesterday.",
        "Third-quarter sales rose from a year earlier.",
        "It will open in September, over the weekend, or next week.",
        "He was there on Christmas Day, at 5 p.m., and last night.",
    ],
)
def test_nothing_relative_is_resolved_without_a_day_of_publication(text: str) -> None:
    assert {d.value for d in find_dates(text, None)} == {""}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It opened in March 2019 and on 3 May 2020.", ["2019-03", "2020-05-03"]),
        ("Sales of the first quarter of 2024.", ["2024-Q1"]),
        (
            "In the 1980s, for three days, every week, and now.",
            ["198", "P3D", "P1W", "PRESENT_REF"],
        ),
        ("Since the mid-eighties and the late seventies.", ["198", "197"]),
    ],
)
def test_what_needs_no_day_of_publication_is_resolved(text: str, values: list[str]) -> None:
    assert [d.value for d in find_dates(text, None)] == values


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("2025-01", (date(2025, 1, 1), date(2025, 1, 31))),
        ("2024-02", (date(2024, 2, 1), date(2024, 2, 29))),
        ("1974", (date(1974, 1, 1), date(1974, 12, 31))),
        ("2026-W12", (date(2026, 3, 16), date(2026, 3, 22))),
        ("P3D", None),
        ("9999-12", (date(9999, 12, 1), date(9999, 12, 31))),
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
    " Feb 29th of week month decade century hours old 2026-02-30 past coming . , will until said"
    " the same previous following day before after later that summer winter of half first fiscal century"
    " Christmas Thanksgiving Easter noon midnight overnight night at GMT EST each other twice and 24 1/2"
    " at 0735 GMT 9:30 p.m. hundred thousand couple end year-end '80s nineteen ninety-four fourth"
    " ended Sept. 31 period ahead mid-eighties early nineties"
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


@settings_of_hypothesis(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.one_of(st.none(), st.dates()))
def test_any_text_and_any_day_give_spans_in_order(text: str, on: date | None) -> None:
    found = find_dates(text, on)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    assert all(0 <= d.span.start < d.span.end <= len(text) for d in found)


@settings_of_hypothesis(max_examples=200, deadline=None)
@given(st.sampled_from(WORDS), st.sampled_from(WORDS), st.integers(0, 3), st.dates())
def test_white_space_and_its_kind_change_no_value(a: str, b: str, more: int, on: date) -> None:
    plain, wide = (f"On {a}{space}{b} it rained" for space in (" ", " " * more + "\n"))
    assert [d.value for d in find_dates(plain, on)] == [d.value for d in find_dates(wide, on)]


@settings_of_hypothesis(max_examples=100, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(range(7)))
def test_a_weekday_lies_within_a_week_of_publication(on: date, number: int) -> None:
    name = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()[number]
    past, ahead = (
        date.fromisoformat(find_dates(text, on)[0].value)
        for text in (f"He spoke on {name}.", f"He will speak on {name}.")
    )
    assert past.weekday() == ahead.weekday() == number
    assert 0 <= (on - past).days < 7
    assert 0 <= (ahead - on).days < 7


@pytest.mark.parametrize(
    "words", ["one hundred ", "twenty-", "12 to 13 ", "the last full ", "Monday "]
)
def test_a_long_run_of_words_of_time_is_read_in_passing(words: str) -> None:
    # with unbounded repetitions these would take minutes
    assert all(d.value or d.span for d in find_dates(words * 2000, WEDNESDAY))


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
