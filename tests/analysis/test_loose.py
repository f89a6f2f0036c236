"""What only the sentence before explains is no fact, no lede and no event by itself."""

from __future__ import annotations

import pytest

from bot.analysis.clauses import clauses_of
from bot.analysis.fitness import is_furniture, without_dateline
from bot.analysis.loose import is_later, is_loose
from bot.model import Span


@pytest.mark.parametrize(
    "words",
    [
        "It does not name a court.",
        "But they left the harbour in the dark.",
        "The former must keep the channel open.",
        "The latter has ratified the charter.",
        "The same charter sets up a board of six.",
        "Such a step would end the charter within a year.",
        "In that case, the charter would lapse.",
        "Under it, Arland receives half of the catch.",
        "When it does, the charter lets Borland call a judge.",
        "Doing so would end the charter.",
        "There, the ministers put their names to the charter.",
        "The move came a day after the charter was printed.",
        "The plan drew protests from the ferrymen.",
        "However, the decision was read as a threat.",
        "Others see the charter as a gift to the ferrymen.",
        "By this, the board lost half of its seats.",
        "At that, the harbour master rose and left.",
    ],
)
def test_what_points_at_the_sentence_before_is_loose(words: str) -> None:
    assert is_loose(words)


@pytest.mark.parametrize(
    "words",
    [
        "The board closed the pier on Monday.",
        "This week the board closed the pier.",
        "These days the ferries run empty.",
        "Those who keep a boat there pay a fee.",
        "The decision to close the pier needs two thirds of the votes.",
        "The plan of the harbour board has three parts.",
        "The former Arland minister opened the pier.",
        "In its report, Arland counted nine wrecks.",
        "The move-in took a day.",
        "The board’s move surprised the ferrymen.",
        "Under the charter, Arland receives half of the catch.",
        "There are nine wrecks in the bay.",
        "As of March, the pier was shut.",
        "The two states opened a ferry.",
    ],
)
def test_what_names_what_it_speaks_of_is_not_loose(words: str) -> None:
    assert not is_loose(words)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Two days later, the board voted on the charter.", True),
        ("The next day, the charter was printed.", True),
        ("Since then, the charter has lain in a drawer.", True),
        ("Later that week the charter was printed.", True),
        ("The charter was printed the next day.", False),
        ("Later charters name a judge.", False),
    ],
)
def test_a_time_may_count_from_one_that_was_told_before(words: str, expected: bool) -> None:
    assert is_later(words) is expected
    [clause] = clauses_of(words, Span(0, len(words)))
    assert clause.dangling is expected


@pytest.mark.parametrize(
    ("dateline", "report"),
    [
        ("LINDOW (Reuters) - ", "The board closed the pier."),
        ("LINDOW, March 3 — ", "The board closed the pier."),
        ("Lindow, Arland – ", "The board closed the pier."),
        ("", "Lindow, Arland’s port, was shut – the board said so."),
        ("", "LINDOW closed its pier."),
        ("", "Falk – Arland’s minister of trade – closed the pier."),
        ("Lindow – ", "Arland’s minister of trade closed the pier."),
    ],
)
def test_a_line_begins_after_the_dateline(dateline: str, report: str) -> None:
    text = dateline + report
    assert without_dateline(text, Span(0, len(text))).of(text) == report
    [clause] = clauses_of(text, Span(0, len(text)))
    assert clause.span.of(text) == report


def test_what_a_picture_shows_is_furniture() -> None:
    assert is_furniture("The pier of Lindow, seen from the bridge.")
    assert not is_furniture("The pier was seen as a gift to the ferrymen.")


@pytest.mark.parametrize(
    "words", ["LINDOW, January 17.", "Lindow, 17 January.", "LINDOW, Jan. 17 /ARLA/."]
)
def test_a_dateline_that_is_a_sentence_is_furniture(words: str) -> None:
    assert is_furniture(words)


def test_a_sentence_that_names_a_day_is_none() -> None:
    assert not is_furniture("Lindow and Marn, partners since May 3, met again.")


def test_any_agency_may_stand_in_a_dateline() -> None:
    text = "LINDOW (Lindow Courier) – The pier was shut."
    assert without_dateline(text, Span(0, len(text))).of(text) == "The pier was shut."
