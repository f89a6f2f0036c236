"""Runs in the fresh interpreter of `child`: parses one document that a stranger sent.

Started by its path with `python -I`, never imported by the bot: it knows nothing of it. It reads
`document` in its own folder and writes `answer.json`, and what an archive or a mail holds as
`part-N` beside it.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

MEMORY = 1024**3
SECONDS = 20
MOST_OUT = 64 * 1024 * 1024
MOST_LETTERS = 2_000_000
MOST_PART = 10 * 1024 * 1024
MOST_PARTS = 200
MOST_PAGES = 500
# what an archive may unpack to, and how many times its own size
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 200


class Refused(Exception):
    """This document will not be read; the text finishes the sentence “NAME …”."""


def main() -> None:
    """Parse the document of the folder that is the current one."""
    _shut_in()
    kind = sys.argv[1]
    data = Path("document").read_bytes()
    answer: dict[str, Any]
    try:
        answer = READERS[kind](data)
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "needs more memory than a document may"}
    except RecursionError:
        answer = {"refused": "is nested too deeply"}
    except Exception as error:
        # parsers of strangers' documents raise anything; the kind is for the log
        answer = {"refused": "is damaged and cannot be read", "error": type(error).__name__}
    Path("answer.json").write_text(json.dumps(answer), "utf-8")


def _shut_in() -> None:
    import resource

    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, MOST_OUT),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    sys.addaudithook(_refuse)


# what no parser of a document has any business with
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")


def _refuse(event: str, _: object) -> None:
    if event.startswith(FORBIDDEN) and event != "socket.gethostname":
        raise PermissionError(f"{event} is refused to a parser")


def read_html(data: bytes) -> dict[str, Any]:
    """Find the article of a page, its headline, outlet and date."""
    import logging

    logging.disable(logging.CRITICAL)
    if len(data) > 4 * MOST_LETTERS:
        raise Refused("has more than 2 MB of HTML; paste its text instead")
    from trafilatura import bare_extraction
    from trafilatura.utils import decode_file

    page = decode_file(data)
    if len(page) > MOST_LETTERS:
        raise Refused("has more than 2 MB of HTML; paste its text instead")
    if _deepest(page) > 2000:
        raise Refused("is nested too deeply")
    options: dict[str, Any] = {
        "include_comments": False,
        "include_tables": False,
        "with_metadata": True,
        "date_extraction_params": {"original_date": True, "extensive_search": False},
    }
    found: Any = bare_extraction(page, favor_precision=True, **options)
    if found is None or len(found.text or "") < 200:
        found = bare_extraction(page, favor_recall=True, **options) or found
    if found is None or not (found.text or "").strip():
        raise Refused("holds no article that I can find; paste its text instead")
    return {
        "text": found.text,
        "headline": found.title,
        "outlet": found.sitename,
        "url": found.url,
        "published": found.date,
        "cleaned": True,
    }


def _deepest(page: str) -> int:
    """Count how deep tags that must be closed are nested."""
    deep = deepest = 0
    for tag in re.finditer(r"<(/?)(?:div|span|section|article|ul|ol|table|b|i|font|em)\b", page):
        deep = max(0, deep - 1) if tag.group(1) else deep + 1
        deepest = max(deepest, deep)
    return deepest


def read_pdf(data: bytes) -> dict[str, Any]:
    """Read the pages of a PDF one after the other."""
    import logging

    logging.disable(logging.CRITICAL)
    from pypdf import PdfReader
    from pypdf.errors import PdfReadError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("is protected by a password; send an open copy or its text")
        count = len(reader.pages)
    except PdfReadError as error:
        raise Refused("is a damaged PDF") from error
    if count > MOST_PAGES:
        raise Refused(f"has more than {MOST_PAGES} pages; send the article alone")
    pages: list[str] = []
    size = 0
    for page in reader.pages:
        pages.append(page.extract_text())
        size += len(pages[-1])
        if size > MOST_LETTERS:
            raise Refused("has more than 2 million letters; send one article")
    if not size or not any(page.strip() for page in pages):
        raise Refused("is a PDF of images without text; paste its text instead")
    return {"text": "\n\n".join(pages)}


def read_zip(data: bytes) -> dict[str, Any]:
    """Read a Word document, or unpack the documents of an archive, looking before opening."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Refused("is a damaged archive") from error
    members = [each for each in archive.infolist() if not each.is_dir()]
    total = sum(each.file_size for each in members)
    if total > MOST_UNPACKED or total > MOST_RATIO * max(len(data), 1024):
        raise Refused("unpacks to far more than a set of documents does")
    if any(each.flag_bits & 1 for each in members):
        raise Refused("is protected by a password")
    names = {each.filename for each in members}
    if "word/document.xml" in names:
        return _read_word(data)
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise Refused("is an office document that I cannot read; save it as .docx or .txt")
    members = [each for each in members if not _is_hidden(each.filename)]
    if len(members) > MOST_PARTS:
        raise Refused(f"holds more than {MOST_PARTS} documents")
    if not members:
        raise Refused("is an archive without documents")
    return {"parts": [_unpack(archive, each, number) for number, each in enumerate(members)]}


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, number: int) -> dict[str, Any]:
    with archive.open(member) as packed:
        data = packed.read(MOST_PART + 1)
    return _part(member.filename, data, number)


def _part(name: str, data: bytes, number: int) -> dict[str, Any]:
    if len(data) > MOST_PART:
        return {"name": name, "refused": "is larger than 10 MB"}
    # the name in the archive is told, never used: the part is stored under its number
    Path(f"part-{number}").write_bytes(data)
    return {"name": name, "file": f"part-{number}"}


def _read_word(data: bytes) -> dict[str, Any]:
    import docx

    paragraphs: list[str] = []
    size = 0
    for paragraph in docx.Document(io.BytesIO(data)).paragraphs:
        text = paragraph.text.strip()
        if text:
            paragraphs.append(text)
            size += len(text)
        if size > MOST_LETTERS:
            raise Refused("has more than 2 million letters; send one article")
    if not paragraphs:
        raise Refused("is empty: there is no text in it")
    return {"text": "\n\n".join(paragraphs)}


def read_mail(data: bytes) -> dict[str, Any]:
    """Read the text of a mail, its subject and date, and hand out what is attached."""
    from email import message_from_bytes
    from email.message import EmailMessage
    from email.policy import default

    mail = message_from_bytes(data, _class=EmailMessage, policy=default)
    answer: dict[str, Any] = {
        "headline": re.sub(
            r"^(?:\s*(?:re|fwd?|aw|wg)\s*:)+\s*", "", _header(mail, "subject"), flags=re.I
        ),
        "note": f"a mail of {_header(mail, 'date')}" if _header(mail, "date") else None,
    }
    body = mail.get_body(preferencelist=("plain", "html"))
    text = _content(body) if body is not None else ""
    if body is not None and body.get_content_type() == "text/html" and text.strip():
        inner = read_html(text.encode())
        answer["text"], answer["cleaned"] = inner["text"], True
    else:
        answer["text"] = text
    if len(answer["text"]) > MOST_LETTERS:
        raise Refused("has more than 2 million letters; send one article")
    attached = list(mail.iter_attachments()) if mail.is_multipart() else []
    if len(attached) > MOST_PARTS:
        raise Refused(f"holds more than {MOST_PARTS} documents")
    answer["parts"] = [
        _part(each.get_filename() or "attachment", _bytes(each), number)
        for number, each in enumerate(attached)
    ]
    return answer


def _header(mail: Any, name: str) -> str:
    # a header that breaks the rules raises when it is read
    try:
        return " ".join(str(mail[name] or "").split())[:300]
    except Exception:
        return ""


def _content(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        return bytes(part.get_payload(decode=True) or b"").decode("cp1252", "replace")


def _bytes(part: Any) -> bytes:
    data = part.get_payload(decode=True)
    return bytes(data) if isinstance(data, bytes | bytearray) else b""


READERS = {"html": read_html, "pdf": read_pdf, "zip": read_zip, "mail": read_mail}

if __name__ == "__main__":
    main()
