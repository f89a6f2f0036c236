"""Words of others in messages of ours."""

from __future__ import annotations

import pytest

from bot.chat.words import count, inert, safe, shortened


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("a <b> & c", "a &lt;b&gt; &amp; c"),
        # a sign that turns the direction of text would hide what a name is
        ("re\u202etxt.exe", "retxt.exe"),
    ],
)
def test_names_are_escaped_and_seen_whole(words: str, html: str) -> None:
    assert safe(words) == html


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("plain & simple", "plain &amp; simple"),
        ("say /remove 1 now", "say <code>/remove</code> 1 now"),
        ("ask @somebody or post.me", "ask <code>@somebody</code> or <code>post.me</code>"),
        ("https://a.example/?b=<c> d", "<code>https://a.example/?b=&lt;c&gt;</code> d"),
        ("either/or is no command", "either/or is no command"),
    ],
)
def test_nothing_printed_can_be_tapped(words: str, html: str) -> None:
    assert inert(words) == html


def test_a_text_full_of_links_is_one_block() -> None:
    assert inert("www.a.example " * 30).startswith("<pre>www.a.example")


def test_a_cut_is_visible_and_after_a_word() -> None:
    assert shortened("one two three", 9) == "one two […]"
    assert shortened("one two", 9) == "one two"


def test_numbers_are_said_in_words_where_they_must_be() -> None:
    assert [count(n, "line") for n in (0, 1, 2)] == ["no lines", "1 line", "2 lines"]
