"""Which wordings make one fact in a live build, as an editor joins them or sets them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from bot.model import Span
from bot.store import schema as t


@dataclass(frozen=True, slots=True)
class Wording:
    """One article's words for a fact; `passage` is their key, `span` is of the article's text."""

    passage: str
    article_id: int
    fact_id: int
    topic: str
    span: Span
    words: str


def _all(build_id: int) -> Select[Any]:
    s, v = t.fact_support.c, t.article_version.c
    return (
        select(t.fact_support, t.fact.c.topic, t.passage.c.key, v.text)
        .join(t.fact, t.fact.c.id == s.fact_id)
        .join(t.passage, t.passage.c.id == s.passage_id)
        .join(t.article, t.article.c.id == s.article_id)
        .join(t.article_version, v.id == t.article.c.live_version_id)
        .where(t.fact.c.build_id == build_id)
    )


def _wording(row: Row[Any]) -> Wording:
    span = Span(row.text_start, row.text_end)
    return Wording(row.key, row.article_id, row.fact_id, row.topic, span, span.of(row.text))


def _read(connection: Connection, query: Select[Any]) -> tuple[Wording, ...]:
    return tuple(map(_wording, connection.execute(query)))


def of_article(connection: Connection, build_id: int, article_id: int) -> tuple[Wording, ...]:
    """Return the facts that an article tells, in the order of its text."""
    s = t.fact_support.c
    query = _all(build_id).where(s.article_id == article_id)
    return _read(connection, query.order_by(s.text_start, s.id))


def of_fact(connection: Connection, build_id: int, fact_id: int, limit: int) -> tuple[Wording, ...]:
    """Return the wordings that count as the same fact, the best first."""
    s = t.fact_support.c
    query = _all(build_id).where(s.fact_id == fact_id, s.same.is_(True))
    return _read(
        connection, query.order_by(s.score.desc(), s.article_id, s.text_start).limit(limit)
    )


def best_of_topic(
    connection: Connection, build_id: int, topic: str, limit: int, *, but: Sequence[int]
) -> tuple[Wording, ...]:
    """Return the best wording of each of the best supported facts of a topic."""
    f = t.fact.c
    query = _all(build_id).where(
        f.topic == topic, t.fact_support.c.id == f.best_support_id, f.id.not_in(but)
    )
    return _read(connection, query.order_by(f.origins.desc(), f.score.desc(), f.id).limit(limit))
