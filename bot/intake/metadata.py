"""What is known of an article beside its words: what an editor gave, else what the page says."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.intake.cleaning import Cleaning
from bot.intake.documents import plain_line
from bot.intake.given import Found, Given
from bot.intake.languages import guess_language
from bot.intake.publication import find_publication
from bot.model import Basis, Metadata

# what a page says of itself: “Welcome to X, stay informed …”, “© 2026 X. All rights reserved”
GREETING = re.compile(r"^Welcome to ([^,.!|]{2,60}?)\s*[,.!|]")
COPYRIGHT = re.compile(
    r"^(?:©|\(c\)|Copyright)[\s©]*\d{4}(?:\s*[-–]\s*\d{4})?\s*(?:by\s+)?([A-Z][^.,|©]{1,60}?)"
    r"\s*(?:[.,|]|All rights|$)",
    re.IGNORECASE,
)


def read_metadata(
    source_text: str,
    cleaning: Cleaning,
    given: Given,
    known_outlets: Collection[str] = (),
    found: Found | None = None,
) -> Metadata:
    """Say what is known of an article: the editor's word first, then the page's own.

    An outlet is never taken from the report itself, where it is a source; a name that
    `known_outlets` spells otherwise is spelled as there.
    """
    found = found or Found()
    printed = cleaning.headline.of(source_text) if cleaning.headline else None
    headline = given.headline or found.headline or printed
    furniture = [each.span.of(source_text) for each in cleaning.removed]
    outlet, outlet_basis = _outlet(given, found, furniture)
    spelled = {known.casefold(): known for known in known_outlets}
    return Metadata(
        # signs that hide or turn letters never leave these
        headline=plain_line(headline or "", 300) or None,
        outlet=spelled.get(outlet.casefold(), outlet) if outlet else None,
        outlet_basis=outlet_basis,
        url=given.url or found.url,
        publication=find_publication(source_text, cleaning, given, found, furniture),
        language=given.language or guess_language(source_text),
        demonstration=given.demonstration,
    )


def _outlet(given: Given, found: Found, furniture: Collection[str]) -> tuple[str | None, Basis]:
    if outlet := plain_line(given.outlet or "", 100):
        return outlet, "forward" if given.basis == "forward" else "editor"
    if found.outlet:
        return found.outlet, "page"
    for line in furniture:
        for pattern in (GREETING, COPYRIGHT):
            stated = pattern.match(line)
            if stated and "reserved" not in stated.group(1).lower():
                return plain_line(stated.group(1), 100), "stated"
    return None, "unknown"
