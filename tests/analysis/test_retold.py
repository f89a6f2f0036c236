"""What one party tells of another's acts: told as theirs, and as whose word it is."""

from __future__ import annotations

import pytest

from bot.analysis import analyse
from bot.analysis.overrules import Overrule, overrule
from bot.analysis.positions import statements_of
from bot.dossier import Dossier
from bot.model import Analysis, Article, Span


def understood(text: str, dossier: Dossier) -> Analysis:
    return analyse(Article.whole(text), dossier.lexicon)


def told(text: str, dossier: Dossier) -> list[tuple[str, str, str | None]]:
    found = understood(text, dossier).attributions
    return [(a.speaker.name, a.stance, a.via) for a in found if a.speaker and a.stance != "asserts"]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        (
            "Maria Zakharova said that Russia and China had each condemned the strikes on Iran.",
            [("China", "condemns", "Maria Zakharova")],
        ),
        (
            "Dmitry Peskov said Tehran had repeatedly rejected the proposal for talks.",
            [("Iran", "opposes", "Dmitry Peskov")],
        ),
        (
            "Kremlin spokesman Dmitry Peskov recalled that Abbas Araghchi had called for a truce.",
            [("Abbas Araghchi", "calls_for", "Dmitry Peskov")],
        ),
        (
            "Russia and China met on Monday. Maria Zakharova stressed that both nations have condemned"
            " the strikes.",
            [("China", "condemns", "Maria Zakharova")],
        ),
        ("Sergei Lavrov said that both Russia and China object to the sanctions.", []),
        # what was not done, only wanted, only perhaps, denied or the teller's own
        ("Dmitry Peskov said China had not condemned the strikes.", []),
        ("Dmitry Peskov said that China had called for nothing.", []),
        ("Dmitry Peskov said that China would condemn the strikes.", []),
        ("Dmitry Peskov said that China might have condemned the strikes.", []),
        ("Dmitry Peskov said Moscow had condemned the strikes.", []),
        ("Dmitry Peskov said that nobody in China condemned the strikes.", []),
    ],
)
def test_who_is_told_to_have_acted(
    text: str, acts: list[tuple[str, str, str | None]], dossier: Dossier
) -> None:
    assert [each for each in told(text, dossier) if each[2]] == acts


@pytest.mark.parametrize("opening", ["denied that", "doubted that", "asked whether"])
def test_what_the_teller_does_not_assert_is_no_act(opening: str, dossier: Dossier) -> None:
    text = f"Dmitry Peskov {opening} China had condemned the strikes."
    assert [each for each in told(text, dossier) if each[2]] == []


def test_it_is_second_hand_beside_the_tellers_own_word(dossier: Dossier) -> None:
    text = "Maria Zakharova said that Russia and China had each condemned the strikes on Iran."
    made = statements_of(text, understood(text, dossier), dossier.lexicon, dossier.issues)
    assert [(s.party, s.official, s.retold) for s in made] == [
        ("Russia", True, False),
        ("China", False, True),
    ]
    assert {s.extent.of(text) for s in made} == {text}


def test_what_a_body_passes_on_for_its_own_side_is_first_hand(dossier: Dossier) -> None:
    text = "Vladimir Putin has condemned the strikes on Iran, the Kremlin said."
    made = statements_of(text, understood(text, dossier), dossier.lexicon, dossier.issues)
    assert not any(s.retold for s in made)


def test_another_speaker_takes_the_acts_along(dossier: Dossier) -> None:
    text = "Maria Zakharova said that Russia and China had each condemned the strikes on Iran."
    whole = Overrule(Span(0, len(text)), "speaker", "Kaja Kallas")
    made = overrule(text, understood(text, dossier), [whole], dossier.lexicon)
    assert [a.speaker.name for a in made.attributions if a.speaker] == ["Kaja Kallas"]


@pytest.mark.parametrize(
    ("source", "official"),
    [
        ("A Kremlin spokesman", True),
        ("The Israeli military", True),
        ("Iranian sources", False),
        ("A source in the Iranian government", False),
    ],
)
def test_who_speaks_for_a_body_is_official_though_unnamed(
    source: str, official: bool, dossier: Dossier
) -> None:
    text = f"{source} said on Monday that the strikes on Iran had to end."
    made = statements_of(text, understood(text, dossier), dossier.lexicon, dossier.issues)
    assert {statement.official for statement in made} == {official}
