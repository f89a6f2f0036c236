"""The turns of a transcript are their speakers', and pronouns do not look out of them."""

from __future__ import annotations

import pytest

from bot.analysis import analyse
from bot.analysis.sentences import split_sentences
from bot.analysis.turns import turns_of
from bot.dossier import Dossier
from bot.model import Article

TALK = """The two answered questions on the quay.

LENA ORN: The bridge will open in May. It has been tested twice.

QUESTION: Mayor, did the builder ask for more money?

ORN: He did not ask for anything, and nothing was paid.

KAYA: We had hoped to hear that.

Idris Kaya left before noon."""

INTERVIEW = """Q: Minister, will you sign?

Orn: When the time comes. It has not come.

Q: He said last week that you had signed already.

Orn: Then he knows more than the paper does.

Lena Orn was speaking in Bergen."""


QUOTED = """Orn defended the plan on Sunday. A part of what was said:

"HOST: Let us start with the ferry. Will it run in winter?

"ORN: It will run in winter. That was never in doubt.

"(CROSSTALK.)

"HOST: Will the schools pay for it?

"ORN: The schools will not pay a cent for it."

"Read more about the ferry on our pages."

Mayor Lena Orn has led the town since May."""


def said(dossier: Dossier, text: str) -> dict[str, str | None]:
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    return {
        each.content[0].of(text).rstrip("."): each.speaker.name if each.speaker else None
        for each in found
    }


def test_each_turn_is_its_speakers(dossier: Dossier) -> None:
    spoken = said(dossier, TALK)
    assert spoken["The bridge will open in May. It has been tested twice"] == "LENA ORN"
    assert spoken["He did not ask for anything, and nothing was paid"] == "LENA ORN"
    assert spoken["We had hoped to hear that"] == "Idris Kaya"


def test_who_asks_has_no_name_and_he_is_not_who_answers(dossier: Dossier) -> None:
    spoken = said(dossier, INTERVIEW)
    assert spoken["When the time comes. It has not come"] == "Lena Orn"
    assert {name for words, name in spoken.items() if "signed already" in words} == {None}
    assert {name for words, name in spoken.items() if "will you sign" in words} <= {None}


def test_a_transcript_in_marks_has_turns_and_nothing_goes_on_after_them(dossier: Dossier) -> None:
    found = analyse(Article.whole(QUOTED), dossier.lexicon).attributions
    turns = [each for each in found if each.cue and each.cue[0].of(QUOTED) == ":"]
    assert [[piece.of(QUOTED) for piece in each.content] for each in turns] == [
        ["It will run in winter. That was never in doubt."],
        ["The schools will not pay a cent for it."],
    ]
    assert [each.speaker.name for each in turns if each.speaker] == ["Lena Orn", "Lena Orn"]
    assert {each.kind for each in turns} == {"direct"}


POSTS = """The minister answered within the hour, as crowds gathered in the square.

The act is illegal and will be answered. We hold the port to blame. pic.twitter.com/abc123

— Lena Orn (@LenaOrn) January 3, 2025

The port said it had been told in time.

We condemn the strike on the ferry. https://t.co/daC7 — Idris Kaya (@kaya) January 4, 2025"""


def test_a_post_is_of_who_signs_it_without_its_links(dossier: Dossier) -> None:
    found = analyse(Article.whole(POSTS), dossier.lexicon).attributions
    posts = {
        a.content[0].of(POSTS): a.speaker.name
        for a in found
        if a.speaker and "@" not in a.speaker.name
    }
    assert posts == {
        "The act is illegal and will be answered. We hold the port to blame.": "Lena Orn",
        "it had been told in time": "The port",
        "We condemn the strike on the ferry.": "Idris Kaya",
    }
    assert not any("t.co" in piece.of(POSTS) for each in found for piece in each.content)


@pytest.mark.parametrize(
    "text",
    [
        "Price: It costs nine crowns.\n\nPlace: It is by the quay.\n\nPrice: It may rise.",
        "Bergen: 1,200 votes\n\nHamar: 900 votes\n\nBergen: 300 votes\n\nAnna Bergen won.",
        "BERGEN: The bridge will open in May.\n\nThe mayor did not come.",
        "Lena Orn: The bridge will open in May.\n\nNobody else spoke.",
    ],
)
def test_lists_and_datelines_are_no_transcripts(dossier: Dossier, text: str) -> None:
    assert turns_of(text, split_sentences(text), dossier.lexicon) == ()


def test_a_name_at_the_end_of_a_sentence_is_that_of_who_speaks(dossier: Dossier) -> None:
    text = (
        "Nobody knew more than Bruno Falk.\n\nReporter: Is it true that you are leaving?\n\n"
        "Falk: Who has told you that?\n\nReporter: Your captain did.\n\nFalk: Then ask my captain."
    )
    turns = turns_of(text, split_sentences(text), dossier.lexicon)
    assert [turn.who.of(text) for turn in turns] == ["Reporter", "Falk", "Reporter", "Falk"]


def test_who_is_told_of_in_a_turn_is_not_given_all_of_it(dossier: Dossier) -> None:
    text = (
        "LENA ORN: Iran says many things. We will not let inspectors in before May.\n\n"
        "QUESTION: Why not?\n\nORN: They have not asked us. Nobody has."
    )
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    told = [each for each in found if each.speaker and each.speaker.name == "Iran"]
    assert [(each.via, each.extent.of(text)) for each in told] == [
        ("LENA ORN", "Iran says many things.")
    ]
