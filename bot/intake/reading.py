"""One document in, its articles out: plain text here, everything else in the child."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
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
    shown_name,
)
from bot.intake.metadata import Found, Given, read_metadata
from bot.model import Article, Document


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and the article in it, or one sentence that says why there is none."""

    document: Document
    article: Article | None = None
    refusal: str | None = None


def read_article(
    document: Document, given: Given | None = None, known_outlets: Collection[str] = ()
) -> Article:
    """Read a document that holds one article; raises UnreadableDocument when it does not."""
    readings = read_document(document, given, known_outlets)
    articles = [each.article for each in readings if each.article is not None]
    name = shown_name(document.name)
    if len(articles) == 1:
        return articles[0]
    if articles:
        raise UnreadableDocument(f"{name} holds {len(articles)} articles; send them one by one.")
    raise UnreadableDocument(readings[0].refusal or f"{name} holds no article.")


def read_document(
    document: Document, given: Given | None = None, known_outlets: Collection[str] = ()
) -> tuple[Reading, ...]:
    """Read a document and what it holds: an archive's documents, a mail and its attachments.

    There is always one reading at least, in the order of the document. Nothing is raised for a
    document that cannot be read; its reading has the sentence.
    """
    return tuple(_read(document, given or Given(), known_outlets, inside=False))


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


def _read(
    document: Document, given: Given, known_outlets: Collection[str], *, inside: bool
) -> Iterator[Reading]:
    try:
        check_size(document)
        kind = find_kind(document.data)
        if kind is None or kind == "text":
            yield Reading(document, read_text(decode(document), given, known_outlets))
            return
        parsed = parse_in_child(document, kind)
        if inside and kind == "zip" and not parsed.text:
            name = shown_name(document.name)
            raise UnreadableDocument(f"{name} is an archive inside another; send it alone.")
        if parsed.text.strip() or not parsed.parts:
            yield Reading(document, _article(document, kind, parsed, given, known_outlets))
    except UnreadableDocument as error:
        yield Reading(document, refusal=str(error))
        return
    yield from _read_parts(parsed, known_outlets, inside=inside)


def _read_parts(
    parsed: Parsed, known_outlets: Collection[str], *, inside: bool
) -> Iterator[Reading]:
    """Read what stands inside a document; what stands inside that again is not opened."""
    for part, refusal in parsed.parts:
        name = shown_name(part.name)
        if refusal is not None:
            yield Reading(part, refusal=f"{name} {refusal}.")
        elif inside:
            yield Reading(part, refusal=f"{name} is packed twice; send it alone.")
        else:
            yield from _read(part, Given(), known_outlets, inside=True)


def _article(
    document: Document, kind: FileKind, parsed: Parsed, given: Given, known: Collection[str]
) -> Article:
    text = parsed.text
    if parsed.headline and kind == "html" and parsed.headline not in text[:300]:
        text = f"{parsed.headline}\n\n{text}"
    found = Found(parsed.headline, parsed.outlet, parsed.url, _day(parsed.published), parsed.note)
    text = checked_text(text, shown_name(document.name))
    return read_text(text, given, known, found=found, judged=not parsed.cleaned)


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
