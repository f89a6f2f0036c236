"""One document in, its article out: plain text here, everything else in the child."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.errors import UnreadableDocument
from bot.intake.child import Parsed, parse_in_child
from bot.intake.cleaning import clean
from bot.intake.documents import (
    FileKind,
    check_size,
    checked_text,
    decode,
    find_kind,
    plain_line,
    shown_name,
)
from bot.intake.given import Found, Given, is_link
from bot.intake.markdown import read_markdown
from bot.intake.metadata import read_metadata
from bot.model import Article, Document


@dataclass(frozen=True, slots=True)
class Source:
    """A document's source text, and what it says of itself; `judged` where furniture is in it yet.

    `name` is the document's as it may be shown.
    """

    name: str
    text: str
    found: Found | None = None
    judged: bool = True


def read_many(document: Document) -> tuple[Document, ...]:
    """Return what a document holds, in its order: an archive's documents, a mail and its attachments.

    Any other document holds itself. Each of them is then read by `read_article`, which has one
    sentence for what cannot be read. Raises UnreadableDocument for an archive that is not opened.
    """
    check_size(document)
    kind = find_kind(document.data)
    if kind not in ("zip", "mail"):
        return (document,)
    parsed = parse_in_child(document, kind)
    own = (document,) if kind == "mail" and (_has_words(parsed) or not parsed.parts) else ()
    return own + parsed.parts


def read_article(
    document: Document, given: Given | None = None, known_outlets: Collection[str] = ()
) -> Article:
    """Read a document that holds one article; raises UnreadableDocument when it does not."""
    return read_source(open_source(document), given, known_outlets)


def open_source(document: Document) -> Source:
    """Return the text of a document that holds one article; raises UnreadableDocument when it does not.

    A mail is read without its attachments, unless it has no words of its own and one of them.
    """
    check_size(document)
    kind = find_kind(document.data)
    if kind in ("zip", "mail"):
        parsed = parse_in_child(document, kind)
        if kind == "zip" or (parsed.parts and not _has_words(parsed)):
            return open_source(_only(parsed.parts, document))
        return _source(document, kind, parsed)
    if kind is None or kind == "text":
        return Source(shown_name(document.name), decode(document))
    return _source(document, kind, _parse(document, kind))


def read_source(
    source: Source, given: Given | None = None, known_outlets: Collection[str] = ()
) -> Article:
    """Make an article of an opened document."""
    return read_text(source.text, given, known_outlets, found=source.found, judged=source.judged)


def read_text(
    source_text: str,
    given: Given | None = None,
    known_outlets: Collection[str] = (),
    *,
    found: Found | None = None,
    judged: bool = True,
) -> Article:
    """Make an article of a source text."""
    cleaning = clean(source_text, judged=judged)
    return Article(
        source_text=source_text,
        kept=cleaning.kept,
        metadata=read_metadata(source_text, cleaning, given or Given(), known_outlets, found),
        removed=cleaning.removed,
        teasers=cleaning.teasers,
        headline=cleaning.headline,
    )


def _has_words(parsed: Parsed) -> bool:
    return any(letter.isalnum() for letter in parsed.text)


def _only(parts: tuple[Document, ...], holder: Document) -> Document:
    """Return the document that an archive holds, if there is one and it holds no others."""
    name = shown_name(holder.name)
    if len(parts) != 1:
        raise UnreadableDocument(f"{name} holds {len(parts)} documents; send them one by one.")
    if find_kind(parts[0].data) in ("zip", "mail"):
        raise UnreadableDocument(f"{name} is packed twice; send what is in it alone.")
    return parts[0]


def _parse(document: Document, kind: FileKind) -> Parsed:
    if kind == "markdown":
        return _parsed_markdown(decode(document))
    if kind == "html":
        # the parser gets letters, so that no second party guesses at the character set
        document = replace(document, data=decode(document).encode())
    return parse_in_child(document, kind)


def _parsed_markdown(text: str) -> Parsed:
    marked = read_markdown(text)
    about: Mapping[str, str] = marked.about
    return Parsed(
        text=marked.text,
        headline=marked.headline,
        outlet=about.get("outlet") or about.get("source") or about.get("publisher"),
        url=about.get("url") or about.get("canonical") or about.get("link"),
        published=about.get("date") or about.get("published"),
    )


def _source(document: Document, kind: FileKind, parsed: Parsed) -> Source:
    text = parsed.text
    headline = plain_line(parsed.headline or "", 300) or None
    if headline and kind == "html" and headline not in text[:300]:
        text = f"{headline}\n\n{text}"
    found = Found(
        headline=headline,
        outlet=plain_line(parsed.outlet or "", 100) or None,
        url=parsed.url if parsed.url and is_link(parsed.url) else None,
        published=_day(parsed.published),
        sent=_day(parsed.sent),
    )
    name = shown_name(document.name)
    return Source(name, checked_text(text, name), found, judged=not parsed.cleaned)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
