"""From a document to an article: decoded, cleaned, with what is known of it."""

from __future__ import annotations

from bot.intake.cleaning import clean
from bot.intake.documents import decode
from bot.intake.metadata import Given, parse_sidecar, read_metadata
from bot.model import Article, Document

__all__ = ["Given", "clean", "decode", "parse_sidecar", "read_article", "read_text"]


def read_article(document: Document, given: Given | None = None) -> Article:
    """Read a document; raises UnreadableDocument when there is no text in it."""
    return read_text(decode(document), given)


def read_text(source_text: str, given: Given | None = None) -> Article:
    """Make an article of a source text."""
    cleaning = clean(source_text)
    return Article(
        source_text=source_text,
        kept=cleaning.kept,
        metadata=read_metadata(source_text, cleaning, given or Given()),
        removed=cleaning.removed,
        teasers=cleaning.teasers,
        headline=cleaning.headline,
    )
