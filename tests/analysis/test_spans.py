"""Spans are found by what they touch, as a look at each of them would find them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.spans import Spans
from bot.model import Span

spans = st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda s: Span(s[0], s[0] + s[1]))


@given(st.lists(spans, max_size=12), spans)
def test_what_touches_is_found_in_its_order(many: list[Span], one: Span) -> None:
    touching = [number for number, each in enumerate(many) if each.overlaps(one)]
    assert Spans(many).touching(one) == touching
