from __future__ import annotations

import pytest

from bot.analysis.clauses import clauses_of
from bot.model import Span


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        (
            "Notably, the pact does not cover space, underscoring its limits.",
            ["the pact does not cover space"],
        ),
        (
            "The pact has no court, meaning that neither side can sue the other.",
            ["The pact has no court", "neither side can sue the other."],
        ),
        (
            "While the treaty has deepened trade in grain, it does not set any tariffs.",
            ["the treaty has deepened trade in grain", "it does not set any tariffs."],
        ),
    ],
)
def test_a_sentence_gives_the_clauses_that_stand_alone(sentence: str, clauses: list[str]) -> None:
    found = list(clauses_of(sentence, Span(0, len(sentence))))
    assert [c.span.of(sentence) for c in found] == clauses


def test_a_clause_that_leans_on_the_one_before_says_so() -> None:
    sentence = "It does not set any tariffs on grain or oil."
    [clause] = clauses_of(sentence, Span(0, len(sentence)))
    assert clause.dangling
