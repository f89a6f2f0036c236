"""Coordinates: every offset of an article's text has its place in the source text, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Article, Kept, Removed, Span


@st.composite
def articles(draw: st.DrawFn) -> Article:
    source = draw(st.text(alphabet="abc \n", min_size=10, max_size=60))
    cuts = sorted(draw(st.sets(st.integers(0, len(source)), min_size=2, max_size=8)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    kept = tuple(Kept(Span(a, b), "\n\n" if n else "") for n, (a, b) in enumerate(pairs))
    return Article(source, kept)


@given(articles(), st.data())
def test_a_span_of_the_text_goes_to_its_source_and_back(
    article: Article, data: st.DataObject
) -> None:
    kept = data.draw(st.sampled_from(article.kept))
    at = article.text.index(kept.span.of(article.source_text))
    start = data.draw(st.integers(kept.span.start, kept.span.end - 1))
    source = Span(start, data.draw(st.integers(start + 1, kept.span.end)))
    span = article.from_source(source)
    assert span is not None
    assert span.of(article.text) == source.of(article.source_text)
    assert article.to_source(span) == source
    assert at >= 0


@given(articles())
def test_what_was_removed_is_nowhere_in_the_text(article: Article) -> None:
    gaps = [
        Span(a.span.end, b.span.start) for a, b in zip(article.kept, article.kept[1:], strict=False)
    ]
    for gap in gaps:
        if len(gap):
            assert article.from_source(gap) is None


def test_a_span_over_a_cut_covers_it_in_the_source() -> None:
    article = Article("one. ADVERT two.", (Kept(Span(0, 4)), Kept(Span(12, 16), " ")))
    assert article.text == "one. two."
    assert article.to_source(Span(0, 9)) == Span(0, 16)
    assert article.from_source(Span(0, 16)) == Span(0, 9)


def test_no_span_is_built_wrong() -> None:
    with pytest.raises(ValueError, match="no span"):
        Span(5, 3)


def test_removed_lines_come_back_in_their_places() -> None:
    text = "Top\n\nFirst line.\nSecond line.\n\nFoot"
    lines = {
        words: Span(text.index(words), text.index(words) + len(words))
        for words in text.split("\n")
        if words
    }
    article = Article(
        text,
        (Kept(lines["First line."]), Kept(lines["Second line."], "\n")),
        removed=tuple(Removed(lines[words], "noise") for words in ("Top", "Foot")),
    )
    assert article.restored([lines["Top"]]).text == "Top\n\nFirst line.\nSecond line."
    whole = article.restored([lines["Foot"], lines["Top"]])
    assert whole.text == text
    assert whole.removed == ()
    assert article.restored([Span(0, 1)]) == article
