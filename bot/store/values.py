"""Values as the database keeps them: instants, days, digests, names that can be compared, keys."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime

from bot.dates import publication_interval
from bot.model import Document, Publication

WORD = re.compile(r"\w+")


def instant(at: datetime) -> str:
    """Write an instant as the database keeps it: UTC, fixed width, so that it sorts."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def last_day(publication: Publication) -> int | None:
    """Return the last day of a publication's interval as an ordinal; None when it is not known."""
    days = publication_interval(publication)
    return days[1].toordinal() if days else None


def sha256_of(document: Document) -> str:
    """Return the digest of the bytes as they arrived."""
    return hashlib.sha256(document.data).hexdigest()


def digest_of(text: str) -> str:
    """Return the digest of a text's words, whatever their case and the space between them."""
    return hashlib.sha256(" ".join(WORD.findall(text.casefold())).encode()).hexdigest()


def fold_name(name: str) -> str:
    """Make a name comparable: no case, no leading article."""
    return " ".join(name.casefold().removeprefix("the ").split())


def random_key() -> str:
    """Return a key that nobody guesses: 11 letters, digits, - and _."""
    return secrets.token_urlsafe(8)
