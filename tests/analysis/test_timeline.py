"""Which sentences are dated events, and what is shown of them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.analysis import analyse
from bot.analysis.timeline import events_of
from bot.dossier import Dossier
from bot.model import Article, Metadata, Publication

PLAN = "The harbour board has a plan for the old pier."


def shown(text: str, dossier: Dossier) -> list[str]:
    about = Metadata(publication=Publication(date(2026, 3, 21), "day", "stated"))
    article = Article.whole(text, about)
    events = events_of(article, analyse(article, dossier.lexicon))
    return [" ".join(event.span.of(text).split()) for event in events]


@pytest.mark.parametrize(
    "sentence",
    [
        "The announcement came from its chairwoman on Monday.",
        "The comments were made on 9 March 2026 in the town hall.",
        "Its chairwoman made the statement on Monday.",
        "Her remarks followed a vote on Monday.",
        "It was opened again on 9 March 2026.",
        "Its gate was shut on 9 March 2026.",
        "The plan was published on 9 March 2026.",
        "Under it, the gate was shut on 9 March 2026.",
        "Links between the two have been good since March 2026.",
    ],
)
def test_what_points_back_is_shown_with_what_it_points_at(sentence: str, dossier: Dossier) -> None:
    assert shown(f"{PLAN}\n\n{sentence}", dossier) == [f"{PLAN} {sentence}"]
    assert shown(sentence, dossier) == []
    assert shown(f"{PLAN[:-1]}{', and so on' * 50}. {sentence}", dossier) == []


def test_what_stands_by_itself_is_shown_alone(dossier: Dossier) -> None:
    for sentence in (
        "The board closed the pier on 9 March 2026.",
        "The two towns, Lindow and Tarn, opened a ferry on 9 March 2026.",
        "This week the board closed the pier, on 19 March 2026.",
    ):
        assert set(shown(f"{PLAN} {sentence}", dossier)) == {sentence}


@pytest.mark.parametrize(
    ("sentence", "is_event"),
    [
        ("Arland and Borland did not sign the treaty on Friday.", False),
        ("No talks took place on 3 March 2026.", False),
        ("Arland refused to sign the treaty on Friday.", True),
        ("The board postponed the vote on Friday.", True),
        # who denies, doubts or leaves open what happened is not one who tells it
        ("Iran denied that it had sent missiles to Russia on 3 March 2026.", False),
        ("John Kirby said he could not confirm that missiles were sent on 3 March 2026.", False),
        ("Dmitry Peskov said that Iran had not asked for weapons on 3 March 2026.", False),
        # the denial is of that day
        ("Iran denied on Friday that it had sent missiles to Russia.", True),
        ("Dmitry Peskov said on Friday that Iran had not asked for weapons.", True),
        ("Dmitry Peskov said that Iran had asked for weapons on 3 March 2026.", True),
    ],
)
def test_what_is_said_not_to_have_happened_is_no_event(
    sentence: str, is_event: bool, dossier: Dossier
) -> None:
    assert shown(sentence, dossier) == [sentence] * is_event


def test_a_dateline_is_no_part_of_an_event_and_dates_none(dossier: Dossier) -> None:
    closed = "The board closed the pier on 9 March 2026."
    assert shown(f"LINDOW, March 12 — {closed}", dossier) == [closed]
    assert shown(f"LINDOW, March 12 — {PLAN}", dossier) == []


@pytest.mark.parametrize(
    ("sentence", "is_event"),
    [
        ("The charter obliges Arland to open the gate between April and September.", False),
        ("The ferry must run from May to October.", False),
        ("The pier is shut every year from October until March.", False),
        ("The ferry did not charge a fare but was full from December to February.", True),
        ("The charter obliges Arland to open the gate between April and June 2026.", True),
        ("The charter obliges Arland to open the gate by September.", True),
    ],
)
def test_months_of_every_year_date_nothing(sentence: str, is_event: bool, dossier: Dossier) -> None:
    assert bool(shown(sentence, dossier)) is is_event


def test_nobody_tells_of_whoever_acts_on_the_day(dossier: Dossier) -> None:
    about = Metadata(publication=Publication(date(2026, 3, 21), "day", "stated"))
    for sentence, told in (
        ("Dmitry Peskov opposed joint patrols of the strait on Monday.", False),
        ("Dmitry Peskov said that patrols of the strait began on Monday.", True),
    ):
        article = Article.whole(sentence, about)
        [event] = events_of(article, analyse(article, dossier.lexicon))
        assert (event.attribution is not None) is told


def test_a_year_in_a_name_dates_nothing(dossier: Dossier) -> None:
    assert shown("The Lindow Harbour Treaty of 2019 does not name a court.", dossier) == []
    signed = "The Lindow Harbour Treaty of 2019 was changed in March 2024."
    assert shown(signed, dossier) == [signed]


@pytest.mark.parametrize(
    ("sentence", "is_event"),
    [
        ("Lindow voted for its harbour in 2019.", True),
        ("The 2015 ferry deal collapsed when Lindow left it.", False),
        ("The ferrymen marked the anniversary of their famous 1986 strike.", False),
        ("Lindow’s 2019 budget set aside money for a pier.", False),
        ("Ferries go back to a 1958 statement of the harbour board.", True),
        ("Resolution 1929 barred the sale of nets.", False),
        ("The pier was built for Expo 1992 and taken down again.", False),
        ("The charter replaced one of 2001.", False),
        ("The board closed the pier at the end of 2001.", True),
        ("Ferries go back to a statement of 1958.", True),
        ("The long strike of 1986 is told of in a song.", False),
        ("Since 2019 the pier has been closed.", True),
        ("In 2019 the pier was closed.", True),
        ("An article of 4 March 2024 gave the height of the pier as nine metres.", False),
        ("The board answered the report from Monday, 4 March 2024, in a letter.", False),
        ("The board published its report on 4 March 2024.", True),
    ],
)
def test_a_year_that_tells_one_thing_from_others_dates_nothing(
    sentence: str, is_event: bool, dossier: Dossier
) -> None:
    assert bool(shown(sentence, dossier)) is is_event


def test_what_holds_since_a_day_is_not_told_of_that_day_beside_another(dossier: Dossier) -> None:
    about = Metadata(publication=Publication(date(2026, 3, 21), "day", "stated"))
    article = Article.whole("The strike on 17 March was the fourth since 9 March.", about)
    found = events_of(article, analyse(article, dossier.lexicon))
    assert [event.value for event in found] == ["2026-03-17"]


def test_what_is_asked_in_an_interview_is_no_event(dossier: Dossier) -> None:
    text = "Q: He said on 9 March 2026 that you had signed. Did you?\n\nLena Orn did not answer."
    article = Article.whole(text)
    assert list(events_of(article, analyse(article, dossier.lexicon))) == []
