from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.marks import find_marked


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“Yes,” she said. “But not today.”", ["Yes,", "But not today."]),
        ('"Yes," she said. "But not today."', ["Yes,", "But not today."]),
        ("He said ``no'' twice.", ["no"]),
        # inner apostrophes close nothing
        (
            "“It respects Iran’s rights and Israel’s safety,” he added.",
            ["It respects Iran’s rights and Israel’s safety,"],
        ),
        # an opening mark that is never closed would make narration look like speech
        ("“We will sign, said the minister.", []),
        # the next paragraph opens again: the quotation goes on
        ("“One.\n\n“Two,” he said.", ["One.", "Two,"]),
        ("‘We are ready to go,’ she said.", ["We are ready to go,"]),
        ("It’s the dogs’ dinner.", []),
    ],
)
def test_marks_hold_what_was_said(text: str, inner: list[str]) -> None:
    assert [m.inner.of(text) for m in find_marked(text)] == inner


def test_a_continued_quotation_says_so() -> None:
    first, second = find_marked("“One.\n\n“Two,” he said.")
    assert not first.closed
    assert second.closed
    assert second.continues


@given(st.text(alphabet="ab .“”\"'‘’«»`\n", max_size=120))
def test_marked_spans_are_in_order_and_inside(text: str) -> None:
    found = find_marked(text)
    for each in found:
        assert each.outer.covers(each.inner)
    assert all(a.outer.end <= b.outer.start for a, b in pairwise(found))
