"""What is known of an article beside its words: an editor's data, and what a page says of itself."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

import yaml

from bot.errors import MissingMetadata
from bot.model import Basis, Precision


@dataclass(frozen=True, slots=True)
class Given:
    """What an editor says of an article, or a forwarded post of itself; None is not said.

    A forwarded post gives its channel as `outlet`, its link, and its date with the basis “forward”.
    `received_at` is when it came: “Saturday” and “8 hours ago” are told from there.
    """

    headline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: date | None = None
    precision: Precision | None = None
    basis: Basis | None = None
    basis_note: str | None = None
    language: str | None = None
    demonstration: bool = False
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a page or a mail says of itself in its own markup; None is not said.

    `sent` is the day of a mail: a hint, not the date of the article in it.
    """

    headline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: date | None = None
    sent: date | None = None


KEYS = "headline outlet url published precision basis basis_note language demonstration".split()


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
    if url is None or is_link(url):
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


def is_link(url: str) -> bool:
    """Say whether a link may be printed: to the web, and of a length that a message bears."""
    return (
        len(url) <= 2000 and re.fullmatch(r"https?://[^\s/\"<>]\S*", url, re.IGNORECASE) is not None
    )
