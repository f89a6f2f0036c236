"""Runs in the fresh interpreter of `child`: parses one document that a stranger sent.

Started by its path with `python -I`: it knows nothing of the bot. It reads
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
# a long report with all its page has some thousands
MOST_TAGS = 100_000
# what an archive may unpack to, and how many times its own size
MOST_UNPACKED = 60 * 1024 * 1024
MOST_RATIO = 200


class Refused(Exception):
    """This document will not be read; the text finishes the sentence “NAME …”."""


def main() -> None:
    """Parse the document of the folder that is the current one."""
    shut_in()
    answer = parse(sys.argv[1], Path("document").read_bytes())
    Path("answer.json").write_text(json.dumps(answer), "utf-8")


def parse(kind: str, data: bytes) -> dict[str, Any]:
    """Return what a document says, or under `refused` why it is not read."""
    try:
        return READERS[kind](data)
    except Refused as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        return {"refused": "needs more memory than a document may"}
    except RecursionError:
        return {"refused": "is nested too deeply; paste its text instead"}
    except Exception as error:
        # parsers of strangers' documents raise anything; the kind is for the log
        return {"refused": "is damaged and cannot be read", "error": type(error).__name__}


def shut_in() -> None:
    """Take from this process what no reader of a document needs: memory, time, files, the net."""
    import resource
    import signal

    for limit, soft, hard in (
        (resource.RLIMIT_AS, MEMORY, MEMORY),
        # the first limit ends it with a signal of its own, by which it is told
        (resource.RLIMIT_CPU, SECONDS, SECONDS + 2),
        (resource.RLIMIT_FSIZE, MOST_OUT, MOST_OUT),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(limit, (soft, hard))
    # should the bot be gone, nobody watches the clock
    signal.alarm(SECONDS + 5)
    sys.addaudithook(_refuse)


# what no parser of a document has any business with
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.kill",
)


def _refuse(event: str, _: object) -> None:
    if event.startswith(FORBIDDEN) and event != "socket.gethostname":
        raise PermissionError(f"{event} is refused to a parser")


def read_html(data: bytes) -> dict[str, Any]:
    """Find the article of a page in UTF-8, its headline, outlet, link and date."""
    import logging

    logging.disable(logging.CRITICAL)
    from trafilatura import bare_extraction

    page = data.decode("utf-8", "replace")
    if len(page) > MOST_LETTERS:
        raise Refused("has more than 2 MB of HTML; paste its text instead")
    if page.count("<") > MOST_TAGS:
        raise Refused("has more tags than the page of an article; paste its text instead")
    if _deepest(page) > 2000:
        raise Refused("is nested too deeply; paste its text instead")
    options: dict[str, Any] = {
        "include_comments": False,
        "include_tables": False,
        "with_metadata": True,
        "date_extraction_params": {"original_date": True, "extensive_search": False},
    }
    found: Any = bare_extraction(page, favor_precision=True, **options)
    if found is None or len(found.text or "") < 200:
        found = bare_extraction(page, favor_recall=True, **options) or found
    if found is None or len((found.text or "").split()) < FEWEST_WORDS:
        raise Refused("holds no article that I can find; paste its text instead")
    return {
        # each of its lines is a paragraph
        "text": found.text.replace("\n", "\n\n"),
        "headline": found.title,
        "outlet": found.sitename,
        "url": found.url,
        "published": found.date,
        "cleaned": True,
    }


# less is a button or a notice that was left over
FEWEST_WORDS = 8


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
        pages.append(page.extract_text().strip())
        size += len(pages[-1])
        if size > MOST_LETTERS:
            raise Refused("has more than 2 million letters; send one article")
    if not any(pages):
        raise Refused("is a PDF of images without text; paste its text instead")
    return {"text": _joined([page for page in pages if page])}


def _joined(pages: list[str]) -> str:
    """Put pages together; a sentence that runs over the foot of a page stays one."""
    text = pages[0]
    for page in pages[1:]:
        text += ("\n\n" if re.search(r"[.!?:…][\"”’')]*$", text) else "\n") + page
    return text


def read_zip(data: bytes) -> dict[str, Any]:
    """Unpack the documents of an archive."""
    archive, members = _opened(data)
    names = {each.filename for each in members}
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise Refused("is an office document that I cannot read; save it as .docx or .txt")
    members = [each for each in members if not _is_hidden(each.filename)]
    if len(members) > MOST_PARTS:
        raise Refused(f"holds more than {MOST_PARTS} documents")
    if not members:
        raise Refused("is an archive without documents")
    return {"parts": [_unpack(archive, each, number) for number, each in enumerate(members)]}


def _opened(data: bytes) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """Open an archive when what it says of itself is fit to be unpacked."""
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
    return archive, members


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, number: int) -> dict[str, Any]:
    with archive.open(member) as packed:
        return _part(member.filename, packed.read(MOST_PART + 1), number)


def _part(name: str, data: bytes, number: int) -> dict[str, Any]:
    # one byte more than may be: whoever reads the part will say so
    data = data[: MOST_PART + 1]
    # the name in the archive is told, never used: the part is stored under its number
    Path(f"part-{number}").write_bytes(data)
    return {"name": name, "file": f"part-{number}"}


def read_word(data: bytes) -> dict[str, Any]:
    """Read the paragraphs of a Word document, those in tables too, and its title."""
    import docx
    from docx.text.paragraph import Paragraph

    _opened(data)
    blocks: list[str] = []
    size = 0
    headline = None
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if isinstance(block, Paragraph):
            texts = [block.text]
            titled = block.style is not None and block.style.name in ("Title", "Heading 1")
            headline = headline or (block.text.strip() or None if titled else None)
        else:
            # a cell over several columns comes once for each
            texts = list(dict.fromkeys(cell.text for row in block.rows for cell in row.cells))
        blocks += [text.strip() for text in texts if text.strip()]
        size += sum(map(len, texts))
        if size > MOST_LETTERS:
            raise Refused("has more than 2 million letters; send one article")
    if not blocks:
        raise Refused("is empty: there is no text in it")
    return {"text": "\n\n".join(blocks), "headline": headline}


def read_mail(data: bytes) -> dict[str, Any]:
    """Read the text of a mail, its subject and date, and hand out what is attached."""
    from email import message_from_bytes
    from email.message import EmailMessage
    from email.policy import default

    mail = message_from_bytes(data, _class=EmailMessage, policy=default)
    answer = _mail_text(mail)
    if len(answer["text"]) > MOST_LETTERS:
        raise Refused("has more than 2 million letters; send one article")
    attached = list(mail.iter_attachments()) if mail.is_multipart() else []
    if len(attached) > MOST_PARTS:
        raise Refused(f"holds more than {MOST_PARTS} documents")
    answer["headline"] = REPLY.sub("", _header(mail, "subject"))
    answer["sent"] = _sent(mail)
    answer["parts"] = [
        _part(_attached_name(each, number), _bytes(each), number)
        for number, each in enumerate(attached)
    ]
    return answer


# “Re: Fwd: AW:” before the subject of a mail
REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.IGNORECASE)


def _mail_text(mail: Any) -> dict[str, Any]:
    plain = mail.get_body(preferencelist=("plain",))
    text = _content(plain) if plain is not None else ""
    html = mail.get_body(preferencelist=("html",))
    if text.strip() or html is None:
        return {"text": text}
    page = _content(html).encode("utf-8", "replace")
    try:
        return {"text": read_html(page)["text"], "cleaned": True}
    except Refused:
        from trafilatura import html2txt

        # “see below” and an attachment: little text, and no article of its own
        return {"text": html2txt(page.decode()[:MOST_LETTERS])}


def _sent(mail: Any) -> str | None:
    try:
        return str(mail["date"].datetime.date())
    except Exception:
        return None


def _attached_name(part: Any, number: int) -> str:
    return part.get_filename() or _header(part, "subject") or f"attachment {number + 1}"


def _header(mail: Any, name: str) -> str:
    # a header that breaks the rules raises when it is read
    try:
        return " ".join(str(mail[name] or "").split())[:300]
    except Exception:
        return ""


def _content(part: Any) -> str:
    """Return the text of a part: many mails name a character set and are in UTF-8."""
    data = _bytes(part)
    for charset in ("utf-8", part.get_content_charset("utf-8")):
        try:
            return data.decode(charset)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _bytes(part: Any) -> bytes:
    if part.get_content_type() == "message/rfc822":
        # a mail inside a mail, as forwarded whole
        return bytes(part.get_payload(0))
    data = part.get_payload(decode=True)
    return bytes(data) if isinstance(data, bytes | bytearray) else b""


READERS = {
    "html": read_html,
    "pdf": read_pdf,
    "word": read_word,
    "zip": read_zip,
    "mail": read_mail,
}

if __name__ == "__main__":
    main()
