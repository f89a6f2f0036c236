"""What is known of an article beside its words: what an editor gave, else what the page says."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import yaml

from bot.errors import MissingMetadata
from bot.intake.cleaning import Cleaning
from bot.model import Basis, Metadata, Precision, Publication


@dataclass(frozen=True, slots=True)
class Given:
    """What an editor says of an article; None is not said."""

    headline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: date | None = None
    precision: Precision | None = None
    basis: Basis | None = None
    basis_note: str | None = None
    language: str | None = None
    demonstration: bool = False


KEYS = "headline outlet url published precision basis basis_note language demonstration".split()
# what a page says of itself: “Welcome to X, stay informed …”, “© 2026 X”
GREETING = re.compile(r"^Welcome to ([^,.!|]{2,60}?)\s*[,.!|]")
COPYRIGHT = re.compile(r"^(?:©|\(c\)|Copyright)\s*(?:\d{4}\s*)?([A-Z][^.,|]{2,60}?)(?:[.,|]|$)")
# a date that the page gives as that of publication, written in full
DATED = re.compile(
    r"^(?:first )?(?:published|posted)\s*(?:on|at)?\s*[:|]?\s*(.{6,40})$", re.IGNORECASE
)
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
FULL_DATE = re.compile(
    r"(?P<iso>\d{4}-\d\d-\d\d)"
    r"|(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m>[A-Z][a-z]{2,8})\.?,?\s+(?P<y>\d{4})"
    r"|(?P<m2>[A-Z][a-z]{2,8})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4})"
)


def parse_sidecar(data: bytes, name: str) -> Given:
    """Read the YAML beside a document; raises MissingMetadata with what is wrong and where."""
    try:
        values = yaml.safe_load(data)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MissingMetadata("", f"{name} is not YAML; write `outlet: The Daily`.") from error
    if values is None:
        return Given()
    if not isinstance(values, dict):
        raise MissingMetadata("", f"{name} should hold keys and values, as `outlet: The Daily`.")
    for key in values:
        if key not in KEYS:
            known = ", ".join(KEYS)
            raise MissingMetadata(str(key), f"{name}: {key} is not a key; known are {known}.")
    return Given(
        headline=_text(values, "headline", name),
        outlet=_text(values, "outlet", name),
        url=_text(values, "url", name),
        published=_date(values, name),
        precision=_choice(values, "precision", get_args(Precision), name),
        basis=_choice(values, "basis", get_args(Basis), name),
        basis_note=_text(values, "basis_note", name),
        language=_text(values, "language", name),
        demonstration=bool(values.get("demonstration", False)),
    )


def _text(values: dict[str, Any], key: str, name: str) -> str | None:
    value = values.get(key)
    if value is None or (isinstance(value, str) and value.strip()):
        return value.strip() if value else None
    raise MissingMetadata(key, f"{name}: {key}: {value!r} should be a text.")


def _date(values: dict[str, Any], name: str) -> date | None:
    value = values.get("published")
    if value is None or type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise MissingMetadata(
            "published", f"{name}: published: {value} is not a date; write YYYY-MM-DD."
        ) from error


def _choice(values: dict[str, Any], key: str, allowed: Collection[str], name: str) -> Any:
    value = values.get(key)
    if value is None or value in allowed:
        return value
    raise MissingMetadata(key, f"{name}: {key}: {value} is not one of {', '.join(allowed)}.")


def read_metadata(source_text: str, cleaning: Cleaning, given: Given) -> Metadata:
    """Say what is known of an article: the editor's word first, then the page's own."""
    headline = cleaning.headline.of(source_text) if cleaning.headline else None
    furniture = [each.span.of(source_text) for each in cleaning.removed]
    outlet = given.outlet or _outlet(furniture)
    stated = _outlet(furniture)
    basis: Basis = "unknown"
    if outlet:
        basis = "stated" if stated == outlet else "editor"
    return Metadata(
        headline=given.headline or headline,
        outlet=outlet,
        outlet_basis=basis,
        url=given.url,
        publication=_publication(given, furniture),
        language=given.language or "en",
        demonstration=given.demonstration,
    )


def _publication(given: Given, furniture: Collection[str]) -> Publication:
    if given.published is not None:
        return Publication(
            given.published, given.precision or "day", given.basis or "editor", given.basis_note
        )
    for line in furniture:
        dated = DATED.match(line)
        found = FULL_DATE.search(dated.group(1)) if dated else None
        on = _calendar(found) if found else None
        if on is not None:
            return Publication(on, "day", "page", line)
    return Publication(note=given.basis_note)


def _calendar(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        month = MONTHS.index((found["m"] or found["m2"])[:3].lower()) + 1
        return date(int(found["y"] or found["y2"]), month, int(found["d"] or found["d2"]))
    except ValueError:
        return None


def _outlet(furniture: Collection[str]) -> str | None:
    for line in furniture:
        for pattern in (GREETING, COPYRIGHT):
            found = pattern.match(line)
            if found and "reserved" not in found.group(1).lower():
                return found.group(1).strip()
    return None
