"""Bytes become text: kinds by content, character sets, and one sentence for what cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UnreadableDocument
from bot.intake.documents import decode, find_kind, shown_name
from bot.model import Document

RUSSIAN = "Министр заявил, что переговоры продолжатся на следующей неделе."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café “open”, she said.".encode(), "Café “open”, she said."),
        (b"\xef\xbb\xbfWith a mark.", "With a mark."),
        (b"\xff\xfe" + "Two bytes each.".encode("utf-16-le"), "Two bytes each."),
        (b"\xfe\xff" + "Two bytes each.".encode("utf-16-be"), "Two bytes each."),
        ("He said “no” – twice.".encode("cp1252"), "He said “no” – twice."),
        (RUSSIAN.encode("cp1251"), RUSSIAN),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        # what begins like a picture and is text all the same
        (b"BMW said sales rose.", "BMW said sales rose."),
        (b"  spaces stay  ", "  spaces stay  "),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert decode(Document("a.txt", data)) == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"-- \n --", "is empty"),
        (b"\x89PNG\r\n\x1a\n rest", "is an image"),
        (b"\xff\xd8\xff\xe0 rest", "is an image"),
        (b"\x00\x00\x00\x18ftypheic....", "is an image"),
        (b"BM\x00\x01\x02\x03", "is an image"),
        (b"text\x00with nothing", "binary"),
        (b"\x01", "binary"),
        (b"\xff\xfe\x00", "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old office document"),
        (b"{\\rtf1 words}", "rich text"),
        (b"a" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"word " * 450_000, "2 million letters"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words) as raised:
        decode(Document("dir/photo.txt", data))
    assert str(raised.value).startswith("photo.txt ")
    assert "\n" not in str(raised.value)


@given(st.binary(max_size=400))
def test_any_bytes_become_text_or_one_sentence(data: bytes) -> None:
    find_kind(data)
    try:
        text = decode(Document("x", data))
    except UnreadableDocument:
        return
    assert "\r" not in text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"Plain words.", "text"),
        (b"# A headline\n\nWords in **Markdown**.", "markdown"),
        (b"<!DOCTYPE html><html><body>x", "html"),
        (b"\n<!-- note --><html lang=en>", "html"),
        (b"<div><p>a</p><p>b</p><p>c</p><p>d</p></div>", "html"),
        (b"He wrote <p> once and <b> never.", "text"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"PK\x03\x04....", "zip"),
        (b"From: a@b.c\nTo: d@e.f\nSubject: Talks\n\nHello.", "mail"),
        # a report with labels is no mail
        (b"Subject: the talks\nPlace: the capital\n\nIt began.", "text"),
        (b"\x89PNG\r\n", None),
    ],
)
def test_find_kind_goes_by_content(data: bytes, kind: str | None) -> None:
    assert find_kind(data) == kind


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\docs\\talks.txt", "talks.txt"),
        ("gnp.\u202etxt", "gnp.txt"),
        ("zero\u200bwidth\n.txt", "zerowidth.txt"),
        ("", "The document"),
    ],
)
def test_shown_name(name: str, shown: str) -> None:
    assert shown_name(name) == shown
