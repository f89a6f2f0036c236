"""Bytes into source text: what kind of document they are by their content, never by a name."""

from __future__ import annotations

import re
from typing import Literal

from bot.errors import UnreadableDocument
from bot.intake.charsets import decode_bytes, is_text
from bot.intake.markdown import is_markdown
from bot.model import Document

FileKind = Literal["text", "markdown", "html", "pdf", "word", "zip", "mail"]

MOST_BYTES = 10 * 1024 * 1024
MOST_LETTERS = 2_000_000
MOST_LINES = 50_000
# the first bytes of what cannot be read, and what to call it
UNREADABLE = (
    (b"\x89PNG", "is an image"),
    (b"\xff\xd8\xff", "is an image"),
    (b"GIF8", "is an image"),
    (b"II*\x00", "is an image"),
    (b"MM\x00*", "is an image"),
    (b"BM", "is an image"),
    (b"RIFF", "is an image, a sound or a film"),
    (b"ID3", "is a sound"),
    (b"OggS", "is a sound or a film"),
    (b"\x1f\x8b", "is a compressed file"),
    (b"BZh", "is a compressed file"),
    (b"7z\xbc\xaf", "is a compressed file"),
    (b"Rar!", "is a compressed file"),
    (b"\xfd7zXZ", "is a compressed file"),
    (b"\x7fELF", "is a program"),
    (b"MZ", "is a program"),
    (b"\xd0\xcf\x11\xe0", "is an old office document; save it as .docx and send that"),
    (b"{\\rtf", "is a rich text file; save it as .docx or .txt and send that"),
)
# a page of HTML: its head, or enough of its commonest tags near the beginning
HTML_START = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype html|html|head|body)\b",
    re.S | re.I,
)
HTML_TAG = re.compile(
    r"<(?:p|div|span|a|br|h[1-6]|article|section|meta|title|table|li)\b[^<>]{0,500}>"
)
# the first lines of a mail, one header each
MAIL_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,40}):[ \t]?\S?")
MAIL_NAMES = frozenset("from to subject date received message-id mime-version return-path".split())
LOST = re.compile("[\x00\ud800-\udfff]")
# data that a program wrote for another one
XML_START = re.compile(r"\s*<(?:\?xml|!doctype|!entity|rss|feed|svg)\b", re.I)


def find_kind(data: bytes) -> FileKind | None:
    """Say what kind of document the bytes are by their content; None when nothing can read them."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        # the names in an archive are never packed
        return "word" if b"word/document.xml" in data else "zip"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if _name_unreadable(data) is not None:
        return None
    text = decode_bytes(data[:65536], ends_early=len(data) > 65536)
    if text is None:
        return None
    if _is_mail(text):
        return "mail"
    if HTML_START.match(text[:6000]) or len(HTML_TAG.findall(text[:6000].lower())) >= 5:
        return "html"
    return "markdown" if is_markdown(text) else "text"


def check_size(document: Document) -> None:
    """Raise UnreadableDocument when there is nothing or too much of a document."""
    name = shown_name(document.name)
    if len(document.data) > MOST_BYTES:
        raise UnreadableDocument(f"{name} is larger than 10 MB; send the text alone.")
    if not document.data.strip():
        raise UnreadableDocument(f"{name} is empty: there is no text in it.")


def decode(document: Document) -> str:
    """Return the text of a document with its newlines made one kind and nothing else changed.

    Raises UnreadableDocument, with one sentence, when it is empty, too large, or not text.
    """
    check_size(document)
    name, data = shown_name(document.name), document.data
    unreadable = _name_unreadable(data)
    if unreadable is not None:
        raise UnreadableDocument(f"{name} {unreadable}, not a text that I can read.")
    if b"%PDF-" in data[:1024] or data.startswith(b"PK\x03\x04"):
        raise UnreadableDocument(f"{name} is not plain text.")
    text = decode_bytes(data)
    if text is None:
        raise UnreadableDocument(f"{name} is a binary file, not text that I can read.")
    if XML_START.match(text) and not HTML_START.match(text[:6000]):
        raise UnreadableDocument(f"{name} is XML for programs; send the page or its text.")
    return checked_text(text, name)


def checked_text(text: str, name: str) -> str:
    """Make newlines one kind; raises UnreadableDocument when the text is empty or too long.

    What no database keeps, zeros and halves of letters, becomes the sign for a lost letter.
    """
    text = LOST.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not any(letter.isalnum() for letter in text):
        raise UnreadableDocument(f"{name} is empty: there is no text in it.")
    if len(text) > MOST_LETTERS:
        raise UnreadableDocument(f"{name} has more than 2 million letters; send one article.")
    if text.count("\n") > MOST_LINES:
        raise UnreadableDocument(f"{name} has more than 50,000 lines; send one article.")
    return text


def plain_line(words: str, most: int) -> str:
    """Return words in one line, without signs that hide or turn letters, cut to `most` letters."""
    line = " ".join(words[: 4 * most].split())
    return "".join(letter for letter in line if letter.isprintable())[:most].strip()


def shown_name(name: str) -> str:
    """Return a file name without its path and without signs that hide or turn letters."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return plain_line("".join(filter(str.isprintable, last)), 80) or "The document"


def _name_unreadable(data: bytes) -> str | None:
    for start, what in UNREADABLE:
        # a few letters begin true texts too: “BMW said”, “ID3”
        letters = len(start) <= 3 and start.isascii()
        if data.startswith(start) and not (letters and is_text(data)):
            return what
    return "is an image" if data[4:12] in (b"ftypheic", b"ftypavif", b"ftypmif1") else None


def _is_mail(text: str) -> bool:
    names: set[str] = set()
    for line in text.lstrip("\n\r").splitlines()[:60]:
        if not line.strip():
            break
        if line[0] in " \t" and names:
            continue
        header = MAIL_HEADER.match(line)
        if header is None:
            return False
        names.add(header.group(1).lower())
    return len(names & MAIL_NAMES) >= 3 and "from" in names
