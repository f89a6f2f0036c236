"""From a document to an article: decoded, cleaned, with what is known of it."""

from __future__ import annotations

from bot.intake.cleaning import clean
from bot.intake.documents import decode
from bot.intake.metadata import Given, parse_sidecar
from bot.intake.reading import Reading, read_article, read_document, read_text

__all__ = [
    "Given",
    "Reading",
    "clean",
    "decode",
    "parse_sidecar",
    "read_article",
    "read_document",
    "read_text",
]
