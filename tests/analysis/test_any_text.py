"""Any text can be analysed: no exception, and every span lies in it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.analysis import analyse
from bot.dossier import Dossier
from bot.model import Article

WORDS = st.sampled_from(
    "Putin he She said , . “ ” \" '' ( ) — that of the a Kaya, mayor Minister denied according to Mr."
    " Russian spokesman who it They told, U.S. 5'11\" ‘ ’ : ; ? \n\n not 2025 on Monday warning and".split(
        " "
    )
)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=60).map(" ".join),
    st.lists(WORDS, max_size=40).map("".join),
    st.text(max_size=200),
)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_every_span_of_an_analysis_lies_in_the_text(dossier: Dossier, text: str) -> None:
    analysis = analyse(Article.whole(text), dossier.lexicon)
    for each in analysis.attributions:
        for span in (*each.content, *(each.source or ()), *(each.cue or ()), each.extent):
            assert 0 <= span.start < span.end <= len(text)
        assert 0 <= each.confidence <= 1
    for fact in analysis.facts:
        assert fact.span.of(text).strip()
