"""What is only supposed makes no line; what somebody tells of another one does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.analysis.attributions import attribute
from bot.analysis.sentences import split_sentences
from bot.dossier import read_dossier

LEXICON = read_dossier(Path("seeds")).lexicon
SUPPOSED = (
    "There is no sign that Iran supports a ceasefire in Ukraine.",
    "It would be a surprise if Moscow offered military aid to Tehran.",
    "If China opposes sanctions, the vote will fail.",
    "It is unclear whether Russia condemns the strikes on Iran.",
    "It is likely that Russia condemns the strikes only in words.",
    "Few believe that Iran supports a ceasefire in Ukraine.",
    "No official has said that the treaty is dead.",
    "Had Russia condemned the strikes, Iran would have been pleased.",
    "Unless Iran supports the ceasefire, it will fail.",
)
SAID = (
    ("Zakharova said that China had condemned the strikes.", {"Maria Zakharova", "China"}),
    ("Kirby said he could not say whether Russia condemns the strikes.", {"John Kirby"}),
    ("Kirby denied that Iran supports the plan.", {"John Kirby"}),
    ("When Russia condemned the strikes, Iran welcomed the statement.", {"Russia", "Iran"}),
    ("The ministry said that if Iran rejects the offer, talks will end.", {"The ministry"}),
    ("Iran supports a ceasefire in Ukraine.", {"Iran"}),
)


def heard(text: str) -> set[str]:
    found = attribute(text, split_sentences(text), LEXICON)
    return {each.speaker.name for each in found if each.speech and each.speaker}


@pytest.mark.parametrize("text", SUPPOSED)
def test_what_is_only_supposed_is_nobodys_word(text: str) -> None:
    assert heard(text) == set()


@pytest.mark.parametrize(("text", "speakers"), SAID)
def test_what_is_said_stays(text: str, speakers: set[str]) -> None:
    assert heard(text) == speakers


@pytest.mark.parametrize(
    "denial",
    [
        ", a claim the Kremlin denies.",
        ", which Russia has repeatedly denied.",
        ", though Russian officials dismissed the report.",
    ],
)
def test_who_denies_a_claim_is_shown_with_it(denial: str) -> None:
    text = f"Kirby said Moscow had offered military aid to Tehran{denial}"
    first = attribute(text, split_sentences(text), LEXICON)[0]
    assert first.extent.of(text) == text
