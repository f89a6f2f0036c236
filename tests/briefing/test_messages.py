"""Splitting and escaping: whatever the words, Telegram takes the message and nothing is lost."""

from __future__ import annotations

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.briefing.messages import CUT, LONGEST, entities, length, plain, split

WORDS = st.text(alphabet=st.sampled_from("ab c&<>\"'“”é🇮🇷\u200b\n"), max_size=400)
BLOCKS = st.lists(
    st.tuples(st.sampled_from(["b", "i", "blockquote"]), WORDS, st.integers(1, 12)), max_size=8
)


def squash(text: str) -> str:
    return re.sub(r"\s+", "", text)


@settings(max_examples=60)
@given(BLOCKS)
def test_no_tag_is_cut_and_nothing_is_lost(blocks: list[tuple[str, str, int]]) -> None:
    markup = CUT.join(
        f"<{tag}>{html.escape(words * times, quote=False)}</{tag}>" for tag, words, times in blocks
    )
    parts = split(markup)
    assert squash("".join(plain(part) for part in parts)) == squash(plain(markup.replace(CUT, "")))
    for part in parts:
        assert length(part) <= LONGEST
        assert entities(part) <= 100
        for tag in ("b", "i", "blockquote"):
            assert part.count(f"<{tag}>") == part.count(f"</{tag}>")


def test_a_message_ends_between_blocks() -> None:
    block = "<b>Head</b>\n" + "word " * 500
    parts = split(CUT.join([block, block, block]))
    assert len(parts) == 3
    assert all(part.startswith("<b>Head</b>") for part in parts)


def test_length_counts_utf16_after_the_tags() -> None:
    assert length("<b>a🇮🇷</b>&amp;") == 1 + 4 + 1
