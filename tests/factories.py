"""Articles and documents with good defaults, in our own words."""

from __future__ import annotations

from datetime import date

from bot.editing import Editing
from bot.ingest import Ingest
from bot.intake import Given
from bot.model import Document

TREATY = """Russia and Iran sign partnership treaty

Russia and Iran signed the Comprehensive Strategic Partnership Treaty in Moscow in January 2025.

The agreement does not include a mutual defence clause. “We wanted a treaty of cooperation, not a bloc,”
Russian Foreign Minister Sergei Lavrov said.
"""


def document(text: str = TREATY, name: str = "article.txt") -> Document:
    return Document(name, text.encode())


def given(on: str | None = "2026-03-21", **more: object) -> Given:
    published = date.fromisoformat(on) if on else None
    return Given(published=published, precision="day" if on else None, **more)  # type: ignore[arg-type]


def editing(ingest: Ingest) -> Editing:
    """What edits the archive that an ingest fills."""
    return Editing(ingest.store, ingest.settings, ingest.clock)


def take_out(ingest: Ingest, article_id: int) -> None:
    """Take an article out without a word to readers."""
    editing(ingest).remove(article_id, by=None)


def withdraw(ingest: Ingest, article_id: int, reason: str) -> None:
    """Take an article out and tell readers why."""
    editing(ingest).withdraw(article_id, reason, by=None)
