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
from bot.intake.languages import guess_language
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


@dataclass(frozen=True, slots=True)
class Found:
    """What a page or a mail says of itself in its own markup; None is not said."""

    headline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: date | None = None
    note: str | None = None


KEYS = "headline outlet url published precision basis basis_note language demonstration".split()
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# a day with its month and year: 2026-03-05, 5 March 2026, March 5th, 2026
FULL_DATE = re.compile(
    r"(?P<iso>\b\d{4}-\d\d-\d\d)(?!\d)"
    r"|(?P<d>\b\d{1,2})(?:st|nd|rd|th)?\s+(?P<m>[A-Z][A-Za-z]{2,8})\.?,?\s+(?P<y>\d{4})\b"
    r"|(?P<m2>\b[A-Z][A-Za-z]{2,8})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4})\b"
)
# what a page says of itself: “Welcome to X, stay informed …”, “© 2026 X. All rights reserved”
GREETING = re.compile(r"^Welcome to ([^,.!|]{2,60}?)\s*[,.!|]")
COPYRIGHT = re.compile(
    r"^(?:©|\(c\)|Copyright)[\s©]*\d{4}(?:\s*[-–]\s*\d{4})?\s*(?:by\s+)?([A-Z][^.,|©]{1,60}?)"
    r"\s*(?:[.,|]|All rights|$)",
    re.IGNORECASE,
)
# a date that the page gives as that of publication
DATED = re.compile(
    r"^(?:first )?(?:published|posted)\s*(?:on|at)?\s*[:|]?\s*(.{6,60})$", re.IGNORECASE
)
# “MOSCOW, March 5, 2026 (Agency) —” at the beginning of a report
DATELINE = re.compile(
    r"^[A-Z][A-Z .,'’/-]{2,40}[,(]\s*(?=\d|[A-Z][a-z])(.{6,30}?)\)?\s*(?:\([^)]{2,30}\))?\s*[—–-]"
)


def parse_sidecar(data: bytes, name: str) -> Given:
    """Read the YAML beside a document; raises MissingMetadata with what is wrong and where."""
    try:
        # every value as it was written: YAML would make a date of some and nonsense of 2026-02-30
        values = yaml.load(data, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise MissingMetadata("", f"{name} is not YAML; write `outlet: The Daily`.") from error
    if values is None or values == "":
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
        url=_url(values, name),
        published=_date(values, name),
        precision=_choice(values, "precision", get_args(Precision), name),
        basis=_choice(values, "basis", get_args(Basis), name),
        basis_note=_text(values, "basis_note", name),
        language=_text(values, "language", name),
        demonstration=_choice(values, "demonstration", ("true", "false"), name) == "true",
    )


def _text(values: dict[str, Any], key: str, name: str) -> str | None:
    value = values.get(key)
    if value is None or value in ("", "~", "null"):
        return None
    if isinstance(value, str) and value.strip():
        return " ".join(value.split())
    raise MissingMetadata(key, f"{name}: {key}: {value!r} should be a text.")


def _url(values: dict[str, Any], name: str) -> str | None:
    url = _text(values, "url", name)
    if url is None or re.fullmatch(r"https?://[^\s/]\S*", url, re.IGNORECASE):
        return url
    raise MissingMetadata("url", f"{name}: url: {url} is not a link; write https://….")


def _date(values: dict[str, Any], name: str) -> date | None:
    written = _text(values, "published", name)
    if written is None:
        return None
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d(?:[T ]\S.*)?", written):
            raise ValueError(written)
        return date.fromisoformat(written[:10])
    except ValueError as error:
        raise MissingMetadata(
            "published", f"{name}: published: {written} is not a date; write YYYY-MM-DD."
        ) from error


def _choice(values: dict[str, Any], key: str, allowed: Collection[str], name: str) -> Any:
    value = _text(values, key, name)
    if value is None or value in allowed:
        return value
    raise MissingMetadata(key, f"{name}: {key}: {value} is not one of {', '.join(allowed)}.")


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
    headline = cleaning.headline.of(source_text) if cleaning.headline else None
    furniture = [each.span.of(source_text) for each in cleaning.removed]
    outlet, outlet_basis = _outlet(given, found, furniture)
    spelled = {known.casefold(): known for known in known_outlets}
    return Metadata(
        headline=given.headline or found.headline or headline,
        outlet=spelled.get(outlet.casefold(), outlet) if outlet else None,
        outlet_basis=outlet_basis,
        url=given.url or found.url,
        publication=_publication(source_text, cleaning, given, found, furniture),
        language=given.language or guess_language(source_text),
        demonstration=given.demonstration,
    )


def _outlet(given: Given, found: Found, furniture: Collection[str]) -> tuple[str | None, Basis]:
    if given.outlet:
        return given.outlet, "editor"
    if found.outlet:
        return found.outlet, "page"
    for line in furniture:
        for pattern in (GREETING, COPYRIGHT):
            stated = pattern.match(line)
            if stated and "reserved" not in stated.group(1).lower():
                return stated.group(1).strip(), "stated"
    return None, "unknown"


def _publication(
    source_text: str,
    cleaning: Cleaning,
    given: Given,
    found: Found,
    furniture: Collection[str],
) -> Publication:
    if given.published is not None:
        return Publication(
            given.published, given.precision or "day", given.basis or "editor", given.basis_note
        )
    if found.published is not None:
        return Publication(found.published, "day", "page", found.note)
    for line in furniture:
        dated = DATED.match(line)
        on = _calendar(dated.group(1)) if dated else None
        if on is not None:
            return Publication(on, "day", "page", " ".join(line.split()))
    # the first line may be a teaser or a caption that was kept; a dateline begins one of the first
    for kept in cleaning.kept[:3]:
        opening = DATELINE.match(kept.span.of(source_text)[:120])
        on = _calendar(opening.group(1)) if opening else None
        if opening is not None and on is not None:
            return Publication(on, "day", "stated", " ".join(opening.group().split()))
    return Publication(note=given.basis_note or found.note)


def _calendar(words: str) -> date | None:
    for match in FULL_DATE.finditer(words):
        try:
            if match["iso"]:
                return date.fromisoformat(match["iso"])
            month = MONTHS.index((match["m"] or match["m2"])[:3].lower()) + 1
            return date(int(match["y"] or match["y2"]), month, int(match["d"] or match["d2"]))
        except ValueError:
            continue
    return None
