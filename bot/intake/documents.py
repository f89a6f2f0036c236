"""Bytes into source text: what kind they are by their content, and in which character set."""

from __future__ import annotations

from bot.errors import UnreadableDocument
from bot.model import Document

MOST_BYTES = 10 * 1024 * 1024
MOST_LETTERS = 2_000_000
# the first bytes of what is not text, and what to call it
KINDS = (
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, a sound or a film"),
    (b"BM", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"%PDF", "a PDF, which is not read yet; paste its text instead"),
    (b"PK\x03\x04", "an archive or an office document, which is not read yet"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decode(document: Document) -> str:
    """Return the text of a document with its newlines made one kind and nothing else changed.

    Raises UnreadableDocument, with one sentence, when it is empty, too large, or not text.
    """
    name, data = _shown(document.name), document.data
    if len(data) > MOST_BYTES:
        raise UnreadableDocument(f"{name} is larger than 10 MB; send the text alone.")
    for start, kind in KINDS:
        if data.startswith(start) and (len(start) > 2 or not _is_text(data)):
            raise UnreadableDocument(f"{name} is {kind}, not a text that I can read.")
    text = _decoded(data)
    if text is None:
        raise UnreadableDocument(f"{name} is a binary file, not a text that I can read.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnreadableDocument(f"{name} is empty: there is no text in it.")
    if len(text) > MOST_LETTERS:
        raise UnreadableDocument(f"{name} has more than 2 million letters; send one article.")
    return text


def _shown(name: str) -> str:
    """Return a file name without its path and without signs that hide or turn letters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:80] or "The document"


def _is_text(data: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 27 for byte in data[:4096])


def _decoded(data: bytes) -> str | None:
    for mark, charset in MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(charset)
            except UnicodeDecodeError:
                return None
    if not _is_text(data) or b"\x00" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
