"""From a document to an article: decoded, cleaned, with what is known of it."""

from __future__ import annotations

from bot.intake.cleaning import clean
from bot.intake.documents import decode
from bot.intake.given import Given, is_link, parse_sidecar
from bot.intake.publication import find_remarks
from bot.intake.reading import Source, open_source, read_article, read_many, read_source, read_text

__all__ = [
    "Given",
    "Source",
    "clean",
    "decode",
    "find_remarks",
    "is_link",
    "open_source",
    "parse_sidecar",
    "read_article",
    "read_many",
    "read_source",
    "read_text",
]
