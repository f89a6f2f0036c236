"""What strangers send to do harm: one clear sentence or read rightly, in time, in bounds, in a child."""

from __future__ import annotations

import contextlib
import io
import os
import resource
import struct
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import NOW
from papers import HEADLINE, REPORT, archive, bomb, mail, page, pdf, word, word_of
from pypdf import PdfReader, PdfWriter

from bot.dossier import Dossier
from bot.errors import UnreadableDocument
from bot.ingest import Draft, Ingest
from bot.intake import Given, child, read_article, read_many
from bot.model import Article, Document
from bot.store import Store

SECONDS = 20
MEGABYTE = 1024 * 1024
BODY = "\n\n".join(REPORT)
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def laughing(root: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY l0 "ha">{LAUGHS}]>'


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([REPORT]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked_zip() -> bytes:
    data = bytearray(archive({"a.txt": BODY}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + place] |= 1
    return bytes(data)


def lying_zip() -> bytes:
    """An archive that gives its 64 MB as 10 bytes."""
    data = bytearray(archive({"a.txt": b" " * 64 * MEGABYTE}))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 24, 10)
    struct.pack_into("<I", data, data.index(b"PK\x03\x04") + 22, 10)
    return bytes(data)


def overlapping_zip() -> bytes:
    """An archive whose two hundred members are the same bytes (Fifield's bomb)."""
    one = archive({"a.txt": b"a" * 9 * MEGABYTE})
    start = one.index(b"PK\x01\x02")
    entry, end = one[start : one.index(b"PK\x05\x06")], one[one.index(b"PK\x05\x06") :]
    counted = bytearray(end)
    struct.pack_into("<HHI", counted, 8, 200, 200, len(entry) * 200)
    return one[:start] + entry * 200 + bytes(counted)


def zip_in_zip() -> bytes:
    inner = archive({f"{n}.txt": f"{n} {BODY}" for n in range(3)})
    return archive({"inner.zip": inner})


def nested_mail() -> bytes:
    parts = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000)
    )
    return f"From: a@b.c\nTo: d@e.f\nSubject: x\nMIME-Version: 1.0\n{parts}\nText.\n".encode()


def looped_pdf() -> bytes:
    """A PDF whose tree of pages holds itself."""
    return pdf([REPORT]).replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]")


# what it is, what it is called, the bytes, and the words of the one sentence
REFUSED: list[tuple[str, str, Callable[[], bytes], str]] = [
    ("zip bomb", "a.zip", lambda: archive({"a.txt": b"a" * 61 * MEGABYTE}), "unpacks to far more"),
    ("zip bomb by ratio", "a.zip", lambda: archive({"a": b"a" * 8 * MEGABYTE}), "unpacks to far more"),
    ("zip that lies", "a.zip", lying_zip, "damaged|unpacks|empty"),
    ("zip of overlaps", "a.zip", overlapping_zip, "unpacks to far more"),
    ("nested zip", "a.zip", zip_in_zip, "is packed twice"),
    ("201 members", "a.zip", lambda: archive({f"{n}": BODY for n in range(201)}), "more than 200"),
    ("locked zip", "a.zip", locked_zip, "protected by a password"),
    ("cut zip", "a.zip", lambda: archive({"a.txt": BODY})[:-30], "damaged archive"),
    ("empty zip", "a.zip", lambda: archive({}), "without documents"),
    ("spreadsheet", "a.xlsx", lambda: archive({"[Content_Types].xml": "", "xl/a.xml": ""}), "office"),
    ("XML bomb", "a.xml", lambda: f"{laughing('z')}<z>&l9;</z>".encode(), "XML for programs"),
    ("XML bomb in Word", "a.docx",
     lambda: word_of(f"{laughing('w:document')}<w:document {WORDS}><w:body><w:p><w:r><w:t>&l9;</w:t>"
                     "</w:r></w:p></w:body></w:document>".encode()), "empty|damaged"),
    ("external entity in Word", "a.docx",
     lambda: word_of(f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document {WORDS}>'
                     "<w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>".encode()),
     "empty|damaged"),
    ("50,000 nested tags in Word", "a.docx",
     lambda: word_of(f"<w:document {WORDS}><w:body>{'<w:p>' * 50_000}".encode()), "damaged|deep"),
    ("Word of 50 MB of XML", "a.docx",
     lambda: word_of(f"<w:document {WORDS}><w:body>{'<w:p/>' * 9_000_000}".encode()), "unpacks|memory"),
    ("50,000 nested tags", "a.html",
     lambda: f"<html><body>{'<div>' * 50_000}{BODY}".encode(), "nested too deeply"),
    ("50,000 nested quotations", "a.html",
     lambda: f"<html><body>{'<blockquote>' * 50_000}{BODY}".encode(), "no article|deep"),
    ("5 MB of <a>", "a.html", lambda: b"<html><body>" + b"<a>" * 1_700_000, "2 million letters"),
    ("1 MB of <a>", "a.html", lambda: b"<html><body>" + b"<a>" * 350_000, "more tags"),
    ("page without an article", "a.html", lambda: b"<html><body><nav>Home</nav></body></html>", "no article"),
    ("PDF bomb", "a.pdf", lambda: pdf([REPORT], bomb(600)), "damaged|memory|too long|images"),
    ("PDF of 501 pages", "a.pdf", lambda: pdf([["a"]] * 501), "more than 500 pages"),
    ("PDF with a loop", "a.pdf", looped_pdf, "damaged|deep|images"),
    ("locked PDF", "a.pdf", locked_pdf, "protected by a password"),
    ("PDF of images", "a.pdf", lambda: pdf([[""]]), "images without text"),
    ("cut PDF", "a.pdf", lambda: b"%PDF-1.7\n1 0 obj", "damaged"),
    ("mail of 3,000 parts in parts", "a.eml", nested_mail, "damaged|deep|empty"),
    ("mail with 201 attachments", "a.eml",
     lambda: mail("x", {f"{n}.txt": b"a" for n in range(201)}), "more than 200"),
    ("image as .txt", "photo.txt", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "is an image"),
    ("empty", "a.txt", lambda: b"", "is empty"),
    ("one byte", "a.txt", lambda: b"\x01", "binary"),
    ("25 MB", "a.txt", lambda: b"word " * 5 * MEGABYTE, "larger than 10 MB"),
    ("NUL bytes", "a.txt", lambda: b"words\0\0and words", "binary"),
    ("path in the name", "../../etc/passwd", lambda: b"", "^passwd is empty"),
    ("turned name", "gnp.\u202etxt", lambda: b"", "^gnp.txt is empty"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what readers put down for a while apart from that of tests beside this one."""
    (tmp_path / "scratch").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))


@contextlib.contextmanager
def in_time() -> Iterator[None]:
    """See that what is done took neither long nor much, and left nothing behind."""
    limits, folder = resource.getrlimit(resource.RLIMIT_AS), Path.cwd()
    started, held = time.monotonic(), peak_of(resource.RUSAGE_SELF)
    try:
        yield
    finally:
        assert time.monotonic() - started < SECONDS
        assert peak_of(resource.RUSAGE_SELF) - held < 200 * MEGABYTE
        assert peak_of(resource.RUSAGE_CHILDREN) < 1024 * MEGABYTE
        assert (resource.getrlimit(resource.RLIMIT_AS), Path.cwd()) == (limits, folder)
        assert list(Path(tempfile.gettempdir()).iterdir()) == []


def peak_of(whose: int) -> int:
    return resource.getrusage(whose).ru_maxrss * 1024


def read_in_time(document: Document, given: Given | None = None) -> Article:
    with in_time():
        return read_article(document, given)


def draft_in_time(store: Store, dossier: Dossier, text: str) -> Draft:
    """Bring a text as an editor does: read, cleaned, analysed and stored."""
    with in_time():
        return Ingest(store, dossier, lambda: NOW).draft(Document("a.txt", text.encode()))


@pytest.mark.parametrize(
    ("name", "make", "words"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_it_is_refused_in_one_sentence(name: str, make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(UnreadableDocument, match=words) as raised:
        read_in_time(Document(name, make()))
    said = str(raised.value)
    assert "\n" not in said
    assert said.endswith(".")
    assert len(said) < 160
    assert said.startswith(name.rsplit("/", 1)[-1].replace("\u202e", ""))


TRICKS = "<b>{{ 7 * 7 }}</b> {% include 'x' %} & [x](y) _z_ `$(id)`"
READ: list[tuple[str, Callable[[], bytes]]] = [
    ("wrong character set", lambda: page(head="<meta charset=utf-8>").encode("cp1252")),
    ("unknown character set", lambda: page(head="<meta charset=rot13>").encode()),
    ("character set that executes", lambda: page(head="<meta charset=unicode_escape>").encode()),
    ("external entity", lambda: b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
     + page("<p>&e;</p>").removeprefix("<!doctype html>").encode()),
    ("half a million attributes", lambda: page(f"<p {'a=1 ' * 400_000}>").encode()),
    ("mail that breaks every rule", lambda: b"Subject: =?utf-8?b?////?=\nFrom: \xff\nTo: <<>>\n"
     b"Date: yesterday\nMIME-Version: 1.0\nContent-Type: text/plain; charset=nonsense\n\n"
     + BODY.encode()),
    ("one path in an archive", lambda: archive({"../../etc/cron.d/x": BODY})),
    ("a letter in halves", lambda: BODY.encode() + b"\xe2\x80"),
]  # fmt: skip


@pytest.mark.parametrize("make", [row[1] for row in READ], ids=[row[0] for row in READ])
def test_it_is_read_rightly(make: Callable[[], bytes]) -> None:
    article = read_in_time(Document("a.txt", make()))
    assert [line for line in REPORT if line not in article.text] == []
    assert "root:" not in article.source_text


def test_a_line_of_a_million_letters_is_kept_whole(small_store: Store, dossier: Dossier) -> None:
    line = " ".join(REPORT) * 2900
    draft = draft_in_time(small_store, dossier, line)
    assert len(draft.article.text) > 1_000_000
    assert len(draft.analysis.sentences) > 250


@pytest.mark.parametrize(
    "filler",
    ["(", "*", "[", "# ", "By A ", "\u202e", "“", "<", "a. ", "1:", "\n", "• x\n", "Share ", "---\n",
     "> ", "[x](", "_a ", "&#", "Published: ", "MOSCOW, ", "Â©", "the of \n", "A.B.", "=\n", "<!--"],
)  # fmt: skip
def test_no_pattern_runs_away(filler: str, small_store: Store, dossier: Dossier) -> None:
    text = f"{REPORT[0]}\n\n{filler * (200_000 // len(filler))}"
    with contextlib.suppress(UnreadableDocument):
        draft_in_time(small_store, dossier, text)


@pytest.mark.parametrize(
    "words", [" said, “We will, ", "said, ", "“a” ", "(", "=\n", "the spokesman said. ", "Ng and "]
)
def test_no_sentence_runs_away(words: str, small_store: Store, dossier: Dossier) -> None:
    text = f"{REPORT[0]} {words * (40_000 // len(words))}"
    kept = draft_in_time(small_store, dossier, text).article.text
    assert kept.count(words.strip()) == 40_000 // len(words)


def test_what_takes_too_long_to_analyse_is_refused_in_one_sentence(
    small_store: Store, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "SECONDS", 2.0)
    with pytest.raises(
        UnreadableDocument, match=r"^a\.txt takes too long to read; send it in parts\.$"
    ):
        draft_in_time(small_store, dossier, f"{REPORT[0]} {'said, ' * 100_000}")


def test_marks_that_hide_or_turn_letters_never_leave_a_field() -> None:
    hidden = f"{HEADLINE[:7]}\u202e\u200b\u2066{HEADLINE[7:]}"
    source = f"{hidden}\n\n{BODY}\n\n© 2026 The \u202eDaily\u200b Pebble. All rights reserved."
    about = read_in_time(Document("a.txt", source.encode())).metadata
    assert (about.headline, about.outlet) == (HEADLINE, "The Daily Pebble")
    given = Given(headline=f"A\u202eB\n\x00{'c' * 999}", outlet="\u200bThe\nDaily\u2069")
    about = read_in_time(Document("a.txt", BODY.encode()), given).metadata
    assert about.headline is not None
    assert about.headline.startswith("AB c")
    assert len(about.headline) == 300
    assert about.outlet == "The Daily"


def test_html_and_template_signs_stay_what_they_are() -> None:
    given = Given(headline=TRICKS, outlet=TRICKS, basis_note=TRICKS)
    article = read_in_time(
        Document(f"{TRICKS}.txt", f"{BODY}\n\nShe wrote {TRICKS}.".encode()), given
    )
    assert (article.metadata.headline, article.metadata.outlet) == (TRICKS, TRICKS)
    assert TRICKS in article.text
    escaped = TRICKS.replace("&", "&amp;").replace("<", "&lt;")
    head = '<link rel=canonical href="javascript:alert(1)">'
    article = read_in_time(Document("a.html", page(head=head, lines=[*REPORT, escaped]).encode()))
    assert TRICKS in article.text
    assert article.metadata.url is None


def test_names_in_an_archive_lose_their_paths() -> None:
    packed = archive(
        {"../../a.txt": BODY, "C:\\b\u202e.txt": BODY[:200], "__MACOSX/c": "x", ".d": "x"}
    )
    held = read_many(Document("a.zip", packed))
    assert [each.name for each in held] == ["a.txt", "b.txt"]


def test_a_member_too_large_is_told_apart() -> None:
    packed = archive({"a.txt": BODY, "b.txt": os.urandom(11 * MEGABYTE)})[: 12 * MEGABYTE]
    small = archive({"a.txt": BODY, "b.txt": os.urandom(6 * MEGABYTE).hex()})
    with pytest.raises(UnreadableDocument, match=r"a\.zip is larger than 10 MB"):
        read_many(Document("a.zip", packed))
    _, large = read_many(Document("a.zip", small))
    with pytest.raises(UnreadableDocument, match=r"b\.txt is larger than 10 MB"):
        read_article(large)


def test_what_an_archive_says_of_itself_is_looked_at_before_it_is_opened() -> None:
    with zipfile.ZipFile(io.BytesIO(word())) as honest:
        members = {name: honest.read(name) for name in honest.namelist()}
    large = archive({**members, "word/media/a.png": b"a" * 61 * MEGABYTE})
    with pytest.raises(UnreadableDocument, match="unpacks to far more"):
        read_in_time(Document("a.docx", large))
