from __future__ import annotations

import pytest

from bot.analysis.features import Candidate, Matter
from bot.analysis.fitness import is_furniture, lines_of
from bot.analysis.summary import Source, summarise

HARBOUR = """The harbour of Lindow was closed on Monday after a crane fell on two ships.
It had stood on the quay since 1974.
Scroll down for video of the quay.
The port authority said the crane had been inspected in March and found safe.
By Ann Lee
Sailors from both ships were taken to a hospital in the town with light wounds."""
TOWN = """Two ships were damaged when a crane fell in the harbour of Lindow, officials said.
The harbour will stay closed until the crane is lifted, the port authority said on Tuesday.
A bakery in the old town won a prize for its rye bread last week."""


def told(sources: list[Source], words: int) -> list[str]:
    return [each.span.of(sources[each.article].text) for each in summarise(sources, words)]


def test_one_article_is_told_from_its_beginning() -> None:
    made = told([Source(HARBOUR)], 30)
    assert made == [*HARBOUR.splitlines()[:2], HARBOUR.splitlines()[3]]


def test_several_articles_are_told_by_what_they_share_and_each_fact_once() -> None:
    made = told([Source(HARBOUR), Source(TOWN)], 25)
    assert made == [HARBOUR.splitlines()[0], TOWN.splitlines()[1]]


def test_one_article_begins_with_its_lede_though_a_pronoun_does() -> None:
    lede = "Her neighbour left a crane on the quay, and now, says Ann Lee, it must go."
    after = "They quarrelled for nine years before the court of Lindow heard of it."
    assert told([Source(f"{lede}\n{after}")], 40) == [lede, after]


def test_one_article_does_not_tell_its_lede_again() -> None:
    lines = HARBOUR.splitlines()
    echo = "The harbour of Lindow was closed after the crane fell on the two ships on Monday."
    assert told([Source("\n".join([lines[0], lines[3], echo, lines[5]]))], 60) == [
        lines[0],
        lines[3],
        lines[5],
    ]


SAID = "“The crane was old and should have been lifted from the quay,” the mayor of Lindow said."
WROTE = "The mayor of Lindow said the crane was old and should have been lifted from the quay."


@pytest.mark.parametrize("lines", [(SAID, WROTE), (WROTE, SAID)])
def test_of_two_that_tell_as_much_the_quotation_is_told(lines: tuple[str, str]) -> None:
    articles = [f"{HARBOUR}\n{lines[0]}", f"{TOWN}\n{lines[1]}"]
    made = told([Source(article) for article in articles], 120)
    assert SAID in made
    assert WROTE not in made


def test_a_quotation_that_is_begun_is_ended() -> None:
    lede = "The council of Lindow will tear its old bridge down in May."
    begun = "“Nobody can widen the old bridge, and the lorries of the port are too heavy for it."
    ended = "Next year there will be another,” the mayor wrote."
    other = """The old bridge will be torn down in May, the council of Lindow said.
Since the lorries of the port are too heavy for it, dealers in fish, wood, coal and grain left the town.
Trains will run on Sundays, the mayor said."""
    source = Source(f"{lede}\n{begun} {ended}\nTrains will run on Sundays from the quay.")
    assert told([source, Source(other)], 30) == [lede, begun, ended]


def test_several_articles_are_opened_by_what_all_are_about_and_not_by_a_quotation() -> None:
    quoted = f"{SAID}\n{HARBOUR}"
    [first] = told([Source(quoted), Source(TOWN), Source(HARBOUR.replace("1974", "1975"))], 10)
    assert first == HARBOUR.splitlines()[0]


def test_who_reports_in_the_first_person_is_told_less_than_who_is_quoted_so() -> None:
    line = Candidate(0, next(lines_of("I saw how the crane fell on two ships of the harbour.")))
    said = Candidate(0, next(lines_of("“I saw how the crane fell on two ships,” Ann Lee said.")))
    assert (line.shape["personal"], said.shape["personal"]) == (True, False)
    assert (line.quoted, round(said.quoted, 2)) == (0.0, 0.75)


def test_an_aside_in_brackets_is_told_last() -> None:
    aside = (
        "(Sailors of both ships were taken to a hospital of the town, and the port authority paid.)"
    )
    made = told([Source(f"{HARBOUR.splitlines()[0]}\n{aside}"), Source(TOWN)], 40)
    assert made == [HARBOUR.splitlines()[0], *TOWN.splitlines()[1:]]


def test_what_two_tell_in_a_row_weighs_more_than_its_words() -> None:
    """All stems of both sentences are in the other article, the small words between in one case."""
    row = "A crane of the old yard fell out of the fog and on to the quay."
    turned = "On the quay, out of the yard, a crane fell and to the old fog of it."
    other = f"The mayor said that {row[0].lower()}{row[1:]}"
    lines = [*lines_of(f"{row}\n{row}\n{turned}"), *lines_of(other)]
    told = [Candidate(number // 3, line) for number, line in enumerate(lines)]
    matter = Matter(told)
    assert told[1].stems == told[2].stems
    assert matter.score(told[1]) > matter.score(told[2]) + 1


def test_a_notice_under_every_article_is_no_support() -> None:
    notice = "\nThe Lindow Post is printed in the old town by the sons of its founder."
    made = told([Source(HARBOUR + notice), Source(TOWN + notice), Source("A." + notice)], 15)
    assert made == HARBOUR.splitlines()[:1]


def test_an_article_that_seems_all_furniture_is_told_all_the_same() -> None:
    assert told([Source("Sign up for our letter and hear more of the harbour.")], 20)
    assert told([Source("")], 20) == []


def test_a_loose_pronoun_comes_with_the_sentence_that_it_needs_or_not_at_all() -> None:
    for words in range(10, 90, 10):
        made = told([Source(HARBOUR), Source(TOWN)], words)
        if "It had stood on the quay since 1974." in made:
            assert made[made.index("It had stood on the quay since 1974.") - 1].startswith("The h")


@pytest.mark.parametrize("words", [1, 25, 60, 500])
def test_the_sentence_that_reaches_the_words_is_the_last(words: int) -> None:
    made = told([Source(HARBOUR), Source(TOWN)], words)
    assert made
    longest = max(len(line.split()) for line in made)
    assert len(" ".join(made).split()) < words + longest


@pytest.mark.parametrize(
    "words",
    [
        "Sign up for our letter and hear more of the harbour.",
        "Read more on the harbour of Lindow and its cranes.",
        "Photo: The quay of Lindow on the morning of the fall.",
        "A crane lies on the quay of Lindow in a picture by Ann Lee/Reuters.",
        "By Ann Lee in Lindow and Bo Chen in the capital.",
        "Reporting by Ann Lee; editing by Bo Chen and others.",
        "LINDOW HARBOUR CLOSED AFTER A CRANE FELL.",
        "Lindow harbour closed after a fall",
        "Heavy load: the crane on the quay had stood for fifty years.",
        "Copyright 2026 The Lindow Post, all rights reserved.",
    ],
)
def test_page_furniture_is_never_told(words: str) -> None:
    assert is_furniture(words)


def test_the_headline_is_not_told_again() -> None:
    text = "The harbour of Lindow was closed on Monday.\nA crane fell on two ships at the quay."
    assert [
        line.place for line in lines_of(text, "The harbour of Lindow was closed on Monday")
    ] == [0]


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("The mayor spoke of the crane on Monday.", False),
        ("He spoke of the crane again on Monday.", True),
        ("But they had not spoken of the crane before.", True),
        ("“Nobody had spoken of the crane before.”", True),
        ("“Nobody had spoken of the crane before,” the mayor said.", False),
        ("This week the harbour of Lindow opened again.", False),
        ("The two-day closure cost the town a fair.", False),
        ("The two had not spoken of the crane before.", True),
    ],
)
def test_what_another_sentence_explains_needs_it(text: str, needs: bool) -> None:
    assert [line.needs for line in lines_of(text)] == [needs]


def test_sentences_run_together_are_told_apart() -> None:
    text = "The crane fell on the quay of Lindow.Officials closed the harbour on Monday night."
    assert [line.words for line in lines_of(text)] == [
        "The crane fell on the quay of Lindow.",
        "Officials closed the harbour on Monday night.",
    ]


@pytest.mark.parametrize(
    "dateline", ["LINDOW (Reuters) - ", "LINDOW, Mon Mar 9 (AP) — ", "(CNN) ", "LINDOW — "]
)
def test_a_line_begins_after_its_dateline(dateline: str) -> None:
    [line] = lines_of(dateline + "The crane fell on the quay of Lindow.")
    assert line.words == "The crane fell on the quay of Lindow."


def test_a_question_states_nothing() -> None:
    assert not list(lines_of("Who will lift the crane from the quay of Lindow?"))
