from __future__ import annotations

import pytest

from bot.analysis.similarity import contradicts, same_fact


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (
            "the accord does not include a mutual defence clause",
            "it does not contain a mutual defense clause",
            False,
        ),
        (
            "the accord includes a defence clause",
            "the accord does not include a defence clause",
            True,
        ),
        ("the fleet lost 12 ships", "the fleet lost 14 ships", True),
        ("the fleet lost 12 ships", "the fleet lost ships", False),
        ("the port will close", "the port has closed", True),
    ],
)
def test_contradictions_forbid_a_merge(a: str, b: str, expected: bool) -> None:
    assert contradicts(a, b) is expected


def test_other_words_for_one_fact_score_above_other_facts() -> None:
    fact = "the treaty does not include a mutual defence clause"
    again = "it does not contain a mutual defense clause"
    other = "the treaty does not set any tariffs on grain"
    assert same_fact(fact, again) > 0.7 > same_fact(fact, other)
    assert same_fact(fact, fact) == pytest.approx(1.0)
