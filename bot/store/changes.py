"""Who changed what and when, and the rows by which each change is undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.model import Publication

ChangeKind = Literal[
    "publish",
    "discard",
    "edit",
    "restore",
    "remove",
    "withdraw",
    "replace",
    "copy",
    "overrule",
    "editor",
    "undo",
]
Field = Literal["speaker", "stance", "hidden", "pinned", "apart", "joined"]
State = Literal["draft", "public", "withdrawn", "removed", "discarded"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: `details` has what an editor reads of it, `[before, after]` by field.

    `by` is an editor's row, None for the terminal; `undoes` and `undone_by` are changes.
    """

    id: int
    at: datetime
    by: int | None
    kind: ChangeKind
    article_id: int | None
    details: Mapping[str, Any]
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as a list of all shows it; `reason` is why it was withdrawn."""

    id: int
    headline: str | None
    outlet: str | None
    publication: Publication
    state: State
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Stats:
    """What is there: articles by state, public ones by outlet, readers, and what waits."""

    states: Mapping[State, int]
    outlets: tuple[tuple[str | None, int], ...]
    subscribers: int
    last_digest_at: datetime | None
    inbox: int
    changes_this_week: int


@dataclass(frozen=True, slots=True)
class Report:
    """A passage that a reader finds wrong."""

    id: int
    passage: str
    article_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """What changed of something that readers were shown.

    `passage_id` is None where a whole article was withdrawn, with its reason; else `before` and
    `after` are the speaker's names.
    """

    kind: Literal["withdrawn", "speaker"]
    article_id: int
    passage_id: int | None
    revision: int
    at: datetime
    reason: str | None = None
    before: str | None = None
    after: str | None = None
