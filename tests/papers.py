"""Documents of every form, made by hand: PDF, Word, mail and archives, honest and hostile."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

import docx

REPORT = (
    "The harbour council approved the new ferry timetable on Tuesday after two hours of debate.",
    "“We heard every village on the coast,” said the council’s chairwoman, Ada Brenn.",
    "Opponents said the last boat of the evening would now leave too early for shift workers.",
    "The ferry company has promised to look at the winter figures before it buys another boat.",
)
HEADLINE = "Harbour council approves ferry timetable"


def page(body: str = "", head: str = "", lines: Sequence[str] = REPORT) -> str:
    """Return a web page with an article in it."""
    told = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<!doctype html><html><head><title>{HEADLINE}</title>{head}</head><body>"
        f"<nav><a href=/>Home</a></nav><article><h1>{HEADLINE}</h1>{told}</article>{body}</body></html>"
    )


def pdf(pages: Sequence[Sequence[str]], stream: bytes | None = None) -> bytes:
    """Return a PDF with lines of text on its pages, or with one `stream` as the content of all."""
    contents = [zlib.compress(_drawn(lines)) for lines in pages] if stream is None else [stream]
    first = 4 + len(contents)
    kids = " ".join(f"{first + n} 0 R" for n in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for content in contents:
        head = f"<</Length {len(content)}/Filter/FlateDecode>>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    for number in range(len(pages)):
        drawn = 4 + number % len(contents)
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {drawn} 0 R"
            f"/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
    return _bound(objects)


def _drawn(lines: Sequence[str]) -> bytes:
    told = " T* ".join(f"({_escaped(line)}) Tj" for line in lines)
    return f"BT /F1 11 Tf 14 TL 40 800 Td {told} ET".encode("cp1252")


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _bound(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


def word(
    lines: Sequence[str] = REPORT, headline: str = HEADLINE, table: Sequence[str] = ()
) -> bytes:
    """Return a Word document."""
    document = docx.Document()
    document.add_heading(headline, 0)
    for line in lines:
        document.add_paragraph(line)
    if table:
        cells = document.add_table(1, len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_of(xml: bytes) -> bytes:
    """Return a Word document whose text is made of the XML given."""
    with zipfile.ZipFile(io.BytesIO(word())) as honest:
        members = {name: honest.read(name) for name in honest.namelist()}
    return archive({**members, "word/document.xml": xml})


def archive(members: Mapping[str, bytes | str]) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return out.getvalue()


def mail(text: str, attached: Mapping[str, bytes] | None = None, html: str | None = None) -> bytes:
    """Return a mail of 21 March 2026, a Saturday."""
    made = EmailMessage()
    made["From"], made["To"] = "Ada Brenn <ada@pebble.example>", "desk@pebble.example"
    made["Subject"], made["Date"] = f"Fwd: {HEADLINE}", "Sat, 21 Mar 2026 10:00:00 +0000"
    made.set_content(text)
    if html is not None:
        made.add_alternative(html, subtype="html")
    for name, data in (attached or {}).items():
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def bomb(megabytes: int, filler: bytes = b" ") -> bytes:
    """Return so many megabytes of one byte, deflated."""
    packer = zlib.compressobj(1)
    block = filler * 1024 * 1024
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
