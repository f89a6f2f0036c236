"""What editors set above the rules: found by the passage, whatever the rules found around it."""

from __future__ import annotations

import pytest

from bot.analysis import analyse
from bot.analysis.overrules import Overrule, choosable, meant_by, overrule
from bot.dossier import Dossier
from bot.model import Analysis, Article, Span

TEXT = (
    "Russian Foreign Minister Sergei Lavrov said the treaty was signed on 17 January 2025. Iran’s foreign"
    " minister Abbas Araghchi said that Moscow had asked for nothing. “It is a good treaty,” he said.\n"
)


@pytest.fixture(scope="module")
def found(dossier: Dossier) -> Analysis:
    return analyse(Article.whole(TEXT), dossier.lexicon)


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def names(analysis: Analysis) -> list[str | None]:
    return [each.speaker.name if each.speaker else None for each in analysis.attributions]


def test_only_the_line_that_a_passage_means_gets_another_speaker(
    found: Analysis, dossier: Dossier
) -> None:
    assert names(found) == ["Sergei Lavrov", "Abbas Araghchi", "Abbas Araghchi"]
    whole = at("Iran’s foreign minister Abbas Araghchi said that Moscow had asked for nothing")
    made = overrule(TEXT, found, [Overrule(whole, "speaker", "Moscow")], dossier.lexicon)
    assert names(made) == ["Sergei Lavrov", "Russia", "Abbas Araghchi"]
    changed = made.attributions[1]
    assert changed.speaker is not None
    assert (changed.speaker.party, changed.confidence) == ("Russia", 1.0)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("“It is a good treaty,”", (2,)),
        # a letter more or less, as other rules or another cleaning would have it
        ("It is a good treaty,", (2,)),
        ("“It is a good treaty,” he said", (2,)),
        ("Sergei Lavrov said the treaty was signed on 17 January 2025", (0,)),
        ("Russian", ()),
        ("on 17 January 2025. Iran’s foreign", ()),
    ],
)
def test_a_passage_means_the_nearest_line(
    found: Analysis, words: str, meant: tuple[int, ...]
) -> None:
    assert meant_by(at(words), found.attributions) == meant


def test_a_hidden_line_takes_along_all_that_would_show_it(
    found: Analysis, dossier: Dossier
) -> None:
    hidden = at("the treaty was signed on 17 January 2025")
    made = overrule(TEXT, found, [Overrule(hidden, "hidden", True)], dossier.lexicon)
    assert names(made) == ["Abbas Araghchi", "Abbas Araghchi"]
    assert made.dates == ()
    assert not any(sentence.span.overlaps(hidden) for sentence in made.sentences)
    assert not any(fact.span.overlaps(hidden) for fact in made.facts)


def test_a_name_that_only_the_article_knows_keeps_its_role(dossier: Dossier) -> None:
    text = (
        "Norwegian envoy Kari Nordmann said the talks were open. “They go on,” said Norwegian envoy"
        " Kari Nordmann. “We leave,” said Sergei Lavrov.\n"
    )
    found = analyse(Article.whole(text), dossier.lexicon)
    last = Overrule(at("“We leave,”", text), "speaker", "Kari Nordmann")
    made = overrule(text, found, [last], dossier.lexicon)
    assert made.attributions[-1].speaker == found.attributions[0].speaker


def test_speakers_come_first_among_the_names_to_choose_from(
    found: Analysis, dossier: Dossier
) -> None:
    chosen = choosable(TEXT, found, dossier.lexicon)
    assert chosen[:2] == ("Sergei Lavrov", "Abbas Araghchi")
    assert {"Russia"} <= set(chosen[2:])
