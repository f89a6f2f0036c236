"""Check the whole store again: every text is what its source makes it, every span lies in its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from bot.model import Article, Kept, Span
from bot.store import schema as t
from bot.store.database import Database


@dataclass
class Report:
    """What was looked at and what was found wrong."""

    seen: Counter[str] = field(default_factory=Counter)
    damage: list[str] = field(default_factory=list)
    # nothing is broken by these, but an editor may want to know
    remarks: list[str] = field(default_factory=list)

    @property
    def lines(self) -> tuple[str, ...]:
        """Counts, then each damage, in words."""
        counted = tuple(
            f"{count} {name if count != 1 else name.removesuffix('s')} checked"
            for name, count in sorted(self.seen.items())
        )
        found = f"{len(self.damage)} damaged" if self.damage else "nothing damaged"
        return (*counted, *self.remarks[:100], *self.damage[:100], found)


def check(database: Database) -> Report:
    """Check every article, passage, attribution, statement, fact, event and dispute."""
    report = Report()
    with database.reading() as connection:
        lengths = _articles(connection, report)
        _passages(connection, report)
        _attributions(connection, report, lengths)
        _lines(connection, report, lengths)
        _overrides(connection, report)
    return report


def _articles(connection: Connection, report: Report) -> dict[int, int]:
    """Check that each live text is what its kept ranges make; returns its length by article."""
    query = (
        select(
            t.article.c.id,
            t.source_text.c.text.label("source"),
            t.article_version.c.kept,
            t.article_version.c.text,
        )
        .join(t.source_text, t.source_text.c.id == t.article.c.source_text_id)
        .join(t.article_version, t.article_version.c.id == t.article.c.live_version_id)
    )
    lengths: dict[int, int] = {}
    for row in connection.execute(query):
        report.seen["articles"] += 1
        lengths[row.id] = len(row.text)
        made = Article(row.source, tuple(Kept(Span(s, e), joiner) for s, e, joiner in row.kept))
        if made.text != row.text:
            report.damage.append(f"article {row.id}: its text is not what its source text makes")
    return lengths


def _passages(connection: Connection, report: Report) -> None:
    query = select(t.passage.c.key, t.passage.c.start, t.passage.c.end, t.source_text.c.text).join(
        t.source_text, t.source_text.c.id == t.passage.c.source_text_id
    )
    for row in connection.execute(query):
        report.seen["passages"] += 1
        if not 0 <= row.start < row.end <= len(row.text):
            report.damage.append(f"passage {row.key}: outside its source text")


def _attributions(connection: Connection, report: Report, lengths: dict[int, int]) -> None:
    query = (
        select(t.attribution, t.article_version.c.article_id)
        .join(
            t.article_version, t.article_version.c.live_analysis_id == t.attribution.c.analysis_id
        )
        .join(t.article, t.article.c.live_version_id == t.article_version.c.id)
    )
    for row in connection.execute(query):
        report.seen["attributions"] += 1
        spans = [*row.content, *(row.source or ()), *(row.cue or ())]
        spans.append([row.text_start, row.text_end])
        if not _within(spans, lengths.get(row.article_id, 0)):
            report.damage.append(f"attribution {row.id}: a span outside article {row.article_id}")


def _overrides(connection: Connection, report: Report) -> None:
    """Tell of what editors set of words that the live text does not hold any more."""
    p = t.passage.c
    query = (
        select(t.override.c.field, p.key, p.start, p.end, t.article.c.id, t.article_version.c.kept)
        .join(t.passage, p.id == t.override.c.passage_id)
        .join(t.article, t.article.c.source_text_id == p.source_text_id)
        .join(t.article_version, t.article_version.c.id == t.article.c.live_version_id)
        .order_by(t.override.c.id)
    )
    for row in connection.execute(query):
        report.seen["overrides"] += 1
        if not any(start < row.end and row.start < end for start, end, _ in row.kept):
            report.remarks.append(
                f"article {row.id}: the {row.field} that an editor set of passage {row.key}"
                " has no effect, its words are not kept"
            )


def _lines(connection: Connection, report: Report, lengths: dict[int, int]) -> None:
    for name, article_id, spans, row_id in _shown(connection):
        report.seen[f"{name}s"] += 1
        if not _within(spans, lengths.get(article_id, 0)):
            report.damage.append(f"{name} {row_id}: a span outside article {article_id}")


def _shown(connection: Connection) -> Iterator[tuple[str, int, Sequence[Any], int]]:
    for row in connection.execute(select(t.statement)):
        yield "statement", row.article_id, row.shown, row.id
    for name, table in (("fact", t.fact_support), ("event", t.event), ("dispute", t.dispute)):
        for row in connection.execute(select(table)):
            yield name, row.article_id, [[row.text_start, row.text_end]], row.id


def _within(spans: Sequence[Any], length: int) -> bool:
    return all(0 <= start < end <= length for start, end in spans)
