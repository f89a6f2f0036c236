"""Quotations without a cue of their own: led in by the paragraph before, and going on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis import analyse
from bot.analysis.blocks import with_blocks
from bot.analysis.marks import find_marked
from bot.analysis.positions import statements_of
from bot.analysis.quotations import find_attributions
from bot.analysis.sentences import split_sentences
from bot.dossier import Dossier
from bot.model import Article

BLOCK = "“The harbour opens in May. The town has waited long enough.”"
LED_IN = [
    ("Orn spoke late. She said:", "She"),
    ("In a letter on Friday, Harbour Minister Lia Orn wrote:", "Harbour Minister Lia Orn"),
    ("Orn wrote in a letter to the people of the town:", "Orn"),
    ("Added Orn:", "Orn"),
    ("When the old ferry sank, Lia Orn released the following statement:", "Lia Orn"),
    ("Harbour master Jo Bell echoed:", "Harbour master Jo Bell"),
    ("Bell insisted it was late, and Orn replied:", "Orn"),
]
NOBODY = [
    "The town had waited for three years.",
    "The council released a statement from the harbour master:",
    "Here is what the letter has:",
    "Orn was told:",
]


def sources(dossier: Dossier, text: str, words: str) -> list[str | None]:
    """Return the source of each attribution that has such words in its content."""
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    return [
        each.source[0].of(text) if each.source else None
        for each in found
        if any(words in piece.of(text) for piece in each.content)
    ]


@pytest.mark.parametrize(("lead", "source"), LED_IN)
def test_a_paragraph_that_is_a_quotation_belongs_to_who_leads_it_in(
    dossier: Dossier, lead: str, source: str
) -> None:
    text = f"{lead}\n\n{BLOCK}\n\nThe mayor left early."
    assert sources(dossier, text, "harbour opens") == [source]


@pytest.mark.parametrize("lead", NOBODY)
def test_a_paragraph_that_is_a_quotation_is_nobodys_where_nobody_leads_it_in(
    dossier: Dossier, lead: str
) -> None:
    assert sources(dossier, f"{lead}\n\n{BLOCK}", "harbour opens") in ([], [None])


SIGNED = [
    (f"{BLOCK}\n\n— Lia Orn, harbour minister", "Lia Orn"),
    (f"{BLOCK}\n\n- Orn.", "Orn"),
    (f"{BLOCK} — Lia Orn", "Lia Orn"),
    # whoever spoke before
    (f"“It is late,” Jo Bell said.\n\n{BLOCK}\n\n— Lia Orn, harbour minister", "Lia Orn"),
]
NOT_SIGNED = [
    f"{BLOCK}\n\n– An islander herself –",
    f"{BLOCK} – Orn wants it closed.",
    f"{BLOCK}\n\n- the first word since May",
]


@pytest.mark.parametrize(("text", "source"), SIGNED)
def test_a_dash_and_a_name_sign_a_quotation(dossier: Dossier, text: str, source: str) -> None:
    assert sources(dossier, text, "harbour opens") == [source]


@pytest.mark.parametrize("text", NOT_SIGNED)
def test_a_dash_alone_signs_nothing(dossier: Dossier, text: str) -> None:
    assert sources(dossier, text, "harbour opens") in ([], [None])


GOES_ON = [
    f"“I am very glad,” Lia Orn said.\n\n{BLOCK}",
    f"“I am very glad,” Lia Orn said. “We did it.”\n\n{BLOCK}",
    f"“I am very glad,” Lia Orn said.\n\n“It rained for a year, you know.”\n\n{BLOCK}",
    # the mark is closed only where the quotation ends
    f"“I am very glad,” Lia Orn said. “It rained for a whole year.\n\n{BLOCK}",
    f"Lia Orn said:\n\n“It rained for a whole year.”\n\n{BLOCK}",
    f"Lia Orn said she “would not wait for the council.”\n\n{BLOCK}",
    # in the same paragraph
    f"“I am very glad,” Lia Orn said of the plan. {BLOCK}",
]


@pytest.mark.parametrize("text", GOES_ON)
def test_a_quotation_goes_on_until_somebody_else_is_heard(dossier: Dossier, text: str) -> None:
    assert sources(dossier, text, "harbour opens") == ["Lia Orn"]


ENDS = [
    # a question waits for the answer of another
    f"“When does it open?” Lia Orn asked.\n\n{BLOCK}",
    f"“Does it open at all?” Lia Orn said.\n\n{BLOCK}",
    # somebody does something between
    f"“I am very glad,” Lia Orn said.\n\nThe harbour master shook his head.\n\n{BLOCK}",
    f"“I am very glad,” Lia Orn said. The harbour master laughed. {BLOCK}",
    f"“I am very glad,” Lia Orn said, while Jo Bell insisted that it was late. {BLOCK}",
    # what is marked is a term
    f"Lia Orn called it a “floating wreck” at the fair.\n\n{BLOCK}",
    # a heading is no speech
    "“I am very glad,” Lia Orn said.\n\n‘The harbour opens’\n\nThe mayor left early.",
]


@pytest.mark.parametrize("text", ENDS)
def test_a_quotation_does_not_go_on_where_another_may_speak(dossier: Dossier, text: str) -> None:
    sentences, marked = split_sentences(text), find_marked(text)
    found = find_attributions(text, sentences, marked, dossier.lexicon)
    for each in with_blocks(text, sentences, marked, found, dossier.lexicon):
        assert not any("harbour opens" in piece.of(text) for piece in each.content)


def test_a_quotation_over_paragraphs_is_one_attribution_and_a_line_for_each(
    dossier: Dossier,
) -> None:
    text = (
        "“We condemn these strikes,” Dmitry Peskov told reporters in Moscow. “We said so at once.”"
        "\n\n“Russia calls for a ceasefire, and is ready to mediate at any time.”"
    )
    analysis = analyse(Article.whole(text), dossier.lexicon)
    [only] = analysis.attributions
    assert len(only.content) == 3
    lines = statements_of(text, analysis, dossier.lexicon, dossier.issues)
    assert [(len(line.shown), line.stances) for line in lines] == [
        (2, ("condemns",)),
        (1, ("calls_for",)),
    ]


PIECES = st.sampled_from(
    [
        "“We are glad that it opens,” Orn said.",
        "Orn said:",
        "“The harbour opens in May at last.”",
        "The mayor left.",
        "“It rained for a year",
        "— Orn",
        " ",
        "\n\n",
    ]
)


@given(st.lists(PIECES, max_size=14))
def test_no_words_are_given_twice_and_none_changed(dossier: Dossier, pieces: list[str]) -> None:
    text = "".join(pieces)
    sentences, marked = split_sentences(text), find_marked(text)
    found = find_attributions(text, sentences, marked, dossier.lexicon)
    made = with_blocks(text, sentences, marked, found, dossier.lexicon)
    given_before = [piece for each in found if each.kind == "direct" for piece in each.content]
    contents = [piece for each in made if each.kind == "direct" for piece in each.content]
    assert len(set(contents)) == len(contents)
    assert set(given_before) <= set(contents)
    assert set(contents) <= {mark.outer for mark in marked}


@pytest.mark.parametrize("dash", ["―", "— ", " – ", "--"])
def test_letters_one_after_another_are_each_of_who_signs_it(dossier: Dossier, dash: str) -> None:
    letters = {
        "Anna Kovač": "“The ferry carried my grandfather, and it must carry my children.”",
        "Jon Bell": "“We shop in Marn and always have. Nobody asked us about the timetable.”",
        "Mira Sand": "“It is a disgrace.”",
    }
    lines = "\n".join(f"{words}{dash}{who}" for who, words in letters.items())
    text = f"The ferry is a matter of the heart.\n\n{lines}\n\nThe council meets on Friday."
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    told = {
        a.content[0].of(text): a.speaker.name for a in found if a.speaker and len(a.content) == 1
    }
    assert told == {words: who for who, words in letters.items()}


@pytest.mark.parametrize(
    "between",
    [
        "Anna Orn said, and her husband cut in.",
        "Anna Orn said before Mayor Kaya interrupted.",
        "Anna Orn said, and he answered her.",
    ],
)
def test_who_takes_over_is_not_who_spoke_before(dossier: Dossier, between: str) -> None:
    text = f"“We lost the count,” {between} “You never had the count in the first place.”"
    assert sources(dossier, text, "lost the count") == ["Anna Orn"]
    assert "Anna Orn" not in sources(dossier, text, "never had the count")


def test_who_goes_on_after_a_cheer_speaks_still(dossier: Dossier) -> None:
    text = "“The bridge is paid for,” Jon Bell said, and the crowd roared. “Nobody will pay again.”"
    assert sources(dossier, text, "will pay again") == ["Jon Bell"]


def test_a_question_back_is_not_that_of_who_answered(dossier: Dossier) -> None:
    text = (
        "“Because they scored twice,” said Bruno Falk.\n\n“And why did they score?”\n\n"
        "“Ask the keeper about that,” said Falk."
    )
    made = analyse(Article.whole(text), dossier.lexicon).attributions
    contents = [piece.of(text) for each in made if each.speaker for piece in each.content]
    assert "“Because they scored twice,”" in contents
    assert "“And why did they score?”" not in contents


def test_the_title_of_who_signs_is_no_name(dossier: Dossier) -> None:
    text = (
        f"Letters to the editor: the harbour\n\n{BLOCK}\n― Prof. Lia Orn, Lindow\n\n{BLOCK}\n― Dr."
    )
    assert sources(dossier, text, "waited long enough")[:1] == ["Lia Orn"]
