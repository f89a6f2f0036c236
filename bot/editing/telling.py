"""What a change makes readers be told of: a withdrawal, and words that are another speaker's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.store.journal import Difference


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell: of a whole article, with the reason, or of a passage, with the speakers."""

    kind: Literal["withdrawn", "speaker"]
    article_id: int
    passage_id: int | None
    before: str | None
    after: str | None


def withdrawals(rows: Sequence[Difference]) -> Iterator[Told]:
    """Yield the articles that were withdrawn with a reason, or stand again."""
    for row in rows:
        if row.table == "dossier_article":
            before, after = row.before or {}, row.after or {}
            article_id = {**before, **after}["article_id"]
            if before.get("reason") != after.get("reason"):
                reasons = before.get("reason"), after.get("reason")
                yield Told("withdrawn", article_id, None, *reasons)


def speakers(
    rows: Sequence[Difference], article_id: int, speakers_at: Callable[[int], Sequence[str | None]]
) -> Iterator[Told]:
    """Yield the passages whose speaker an editor changed; `speakers_at` has the names before and after."""
    passages = {
        row["passage_id"]
        for each in rows
        if each.table == "override"
        for row in (each.before, each.after)
        if row is not None and row["field"] == "speaker"
    }
    for passage_id in sorted(passages):
        before, after = speakers_at(passage_id)
        if before != after:
            yield Told("speaker", article_id, passage_id, before, after)
