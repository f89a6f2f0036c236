from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It rained. It stopped.", ["It rained.", "It stopped."]),
        ("Mr. Hall spoke. He left.", ["Mr. Hall spoke.", "He left."]),
        ("The U.S. team won. It flew home.", ["The U.S. team won.", "It flew home."]),
        ("He met J. Doe on Jan. 3 at noon.", ["He met J. Doe on Jan. 3 at noon."]),
        ("“We agree.” The room was quiet.", ["“We agree.”", "The room was quiet."]),
        ("“Is it so?” Hall asked. Nobody knew.", ["“Is it so?” Hall asked.", "Nobody knew."]),
        ("They said no. Orn left.", ["They said no.", "Orn left."]),
        ("See no. 5 there. It is new.", ["See no. 5 there.", "It is new."]),
        ("It began at 5 p.m. Nobody came.", ["It began at 5 p.m.", "Nobody came."]),
        ("He sat. Orn was ill. Kaya was not.", ["He sat.", "Orn was ill.", "Kaya was not."]),
        ("On Sat. Orn met Gen. Kaya in Va. Beach.", ["On Sat. Orn met Gen. Kaya in Va. Beach."]),
        ("In Orn v. Kaya he won. She paid.", ["In Orn v. Kaya he won.", "She paid."]),
        ("A line\nAnother line", ["A line", "Another line"]),
        ("Prices rose 3.5 percent. Wages did not.", ["Prices rose 3.5 percent.", "Wages did not."]),
    ],
)
def test_sentences_end_where_a_reader_would_pause(text: str, sentences: list[str]) -> None:
    assert [s.span.of(text) for s in split_sentences(text)] == sentences


@given(st.text(alphabet="abcA .!?”“\n\"'…\t ", max_size=200))
def test_every_letter_lies_in_exactly_one_sentence(text: str) -> None:
    spans = [s.span for s in split_sentences(text)]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    covered = {at for span in spans for at in range(span.start, span.end)}
    assert {at for at, c in enumerate(text) if not c.isspace()} <= covered
    assert all(span.of(text) == span.of(text).strip() for span in spans)
