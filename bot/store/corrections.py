"""What readers must be told of that they were shown, and what they find wrong themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, insert, select

from bot.store import schema as t
from bot.store.database import insert_row
from bot.store.values import instant

CorrectionKind = Literal["withdrawn", "back", "speaker"]


@dataclass(frozen=True, slots=True)
class Correction:
    """What changed of something that readers were shown.

    withdrawn: an article went, `after` is the reason; back: it stands again, `before` was the
    reason; speaker: the words of a passage are another one's, None for nobody named.
    """

    kind: CorrectionKind
    article_id: int
    passage_id: int | None
    revision: int
    at: datetime
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """A passage that a reader finds wrong; `passage` is its key."""

    id: int
    passage: str
    article_id: int
    at: datetime


def correct(
    connection: Connection,
    dossier_id: int,
    kind: Literal["withdrawn", "speaker"],
    *,
    revision: int,
    article_id: int,
    passage_id: int | None,
    before: str | None,
    after: str | None,
    at: datetime,
) -> None:
    """Keep a withdrawal or another speaker, or that it was taken back."""
    values = {"kind": kind, "article_id": article_id, "passage_id": passage_id}
    told = {"before": before, "after": after, "at": instant(at)}
    connection.execute(
        insert(t.correction).values(dossier_id=dossier_id, revision=revision, **values, **told)
    )


def corrections_since(
    connection: Connection, dossier_id: int, revision: int
) -> tuple[Correction, ...]:
    """Return what changed after a revision, the first first; what was taken back is left out.

    What was changed twice is told once, from what it was to what it is.
    """
    c = t.correction.c
    query = select(t.correction).where(c.dossier_id == dossier_id, c.revision > revision)
    told: dict[tuple[str, int, int | None], Correction] = {}
    for row in connection.execute(query.order_by(c.id)):
        key = (row.kind, row.article_id, row.passage_id)
        before = told[key].before if key in told else row.before
        back = row.kind == "withdrawn" and row.after is None
        told[key] = Correction(
            kind="back" if back else row.kind,
            article_id=row.article_id,
            passage_id=row.passage_id,
            revision=row.revision,
            at=datetime.fromisoformat(row.at),
            before=before,
            after=row.after,
        )
    return tuple(each for each in told.values() if each.before != each.after)


# ---- reports


def report(connection: Connection, passage_key: str, now: datetime) -> Report | None:
    """Keep that somebody finds a passage wrong, once; None when there is no such passage."""
    query = (
        select(t.passage.c.id, t.article.c.id.label("article"), t.report.c.id.label("known"))
        .join(t.article, t.article.c.source_text_id == t.passage.c.source_text_id)
        .outerjoin(t.report, t.report.c.passage_id == t.passage.c.id)
        .where(t.passage.c.key == passage_key)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    number = row.known or insert_row(connection, t.report, passage_id=row.id, at=instant(now))
    return Report(number, passage_key, row.article, now)


def reports(connection: Connection) -> tuple[Report, ...]:
    """Return what was reported and not settled, the oldest first."""
    query = (
        select(t.report, t.passage.c.key, t.article.c.id.label("article"))
        .join(t.passage, t.passage.c.id == t.report.c.passage_id)
        .join(t.article, t.article.c.source_text_id == t.passage.c.source_text_id)
        .order_by(t.report.c.id)
    )
    return tuple(
        Report(row.id, row.key, row.article, datetime.fromisoformat(row.at))
        for row in connection.execute(query)
    )


def settle(connection: Connection, passage_key: str) -> bool:
    """Erase what was reported of a passage; False when there is nothing."""
    passages = select(t.passage.c.id).where(t.passage.c.key == passage_key)
    answered = delete(t.report).where(t.report.c.passage_id.in_(passages))
    return connection.execute(answered).rowcount > 0
