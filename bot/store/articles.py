"""Documents, articles and what was understood of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.errors import ArticleNotFound
from bot.model import (
    Analysis,
    Article,
    Attribution,
    Document,
    Fact,
    Sentence,
    Span,
    TimeExpression,
)
from bot.store import schema as t
from bot.store.copies import find_origin, sketch_of
from bot.store.database import Database, insert_row
from bot.store.stored import (
    Stored,
    of_versions,
    read_attribution,
    read_stored,
    write_attribution,
    write_version,
)
from bot.store.values import digest_of, fold_name, instant, random_key, sha256_of


@dataclass(frozen=True, slots=True)
class Override:
    """What an editor set of a passage; `span` is of the source text."""

    passage_id: int
    key: str
    span: Span
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Link:
    """A passage of an article (a span of its source text) that is one fact with another, or is not."""

    span: Span
    field: str
    other: str


class Articles:
    """Reads and writes articles; every method that writes takes the transaction it belongs to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ---- what is known already

    def find_duplicate(
        self, connection: Connection, document: Document, words: str | None = None
    ) -> int | None:
        """Find the article that has the same bytes or the same words, discarded drafts left out."""
        there = t.article.c.discarded_at.is_(None)
        found = connection.execute(_with_bytes_of(document).where(there)).scalar()
        if found is None and words is not None:
            same_words = select(t.article.c.id).where(
                t.article.c.words_sha256 == digest_of(words), there
            )
            found = connection.execute(same_words.order_by(t.article.c.id)).scalar()
        return found

    def find_discarded(self, connection: Connection, document: Document) -> int | None:
        """Find a discarded draft that has the same bytes."""
        query = _with_bytes_of(document).where(t.article.c.discarded_at.is_not(None))
        return connection.execute(query).scalar()

    def discard(self, connection: Connection, article_id: int, now: datetime | None) -> None:
        """Put a draft away at an instant; with None it is a draft again."""
        at = instant(now) if now else None
        connection.execute(
            update(t.article).where(t.article.c.id == article_id).values(discarded_at=at)
        )

    def _text(self, connection: Connection, article_id: int) -> str:
        query = (
            select(t.article_version.c.text)
            .join(t.article, t.article.c.live_version_id == t.article_version.c.id)
            .where(t.article.c.id == article_id)
        )
        return str(connection.execute(query).scalar_one())

    # ---- writing

    def save(
        self, connection: Connection, document: Document, article: Article, now: datetime
    ) -> int:
        """Store a document and the article made of it; returns the article's number."""
        at = instant(now)
        document_id = insert_row(
            connection,
            t.document,
            sha256=sha256_of(document),
            name=document.name,
            data=document.data,
            received_at=at,
        )
        source_id = insert_row(
            connection, t.source_text, document_id=document_id, text=article.source_text
        )
        article_id = insert_row(
            connection,
            t.article,
            key=random_key(),
            source_text_id=source_id,
            words_sha256=digest_of(article.text),
            origin_id=find_origin(connection, article.text),
            added_at=at,
        )
        connection.execute(
            update(t.article)
            .where(t.article.c.id == article_id, t.article.c.origin_id.is_(None))
            .values(origin_id=article_id)
        )
        hashes = sketch_of(article.text)
        if hashes:
            rows = [{"article_id": article_id, "hash": each} for each in hashes]
            connection.execute(insert(t.sketch), rows)
        self.save_version(connection, article_id, article, now)
        return article_id

    def save_version(
        self,
        connection: Connection,
        article_id: int,
        article: Article,
        now: datetime,
        *,
        analysed: bool = False,
    ) -> int:
        """Store a version of an article and make it the live one.

        It has no analysis yet, unless it is `analysed`: then it reads as the one before did.
        """
        analysis = (
            select(t.article_version.c.live_analysis_id)
            .join(t.article, t.article.c.live_version_id == t.article_version.c.id)
            .where(t.article.c.id == article_id)
        )
        last = select(func.coalesce(func.max(t.article_version.c.n), 0)).where(
            t.article_version.c.article_id == article_id
        )
        version_id = insert_row(
            connection,
            t.article_version,
            article_id=article_id,
            n=int(connection.execute(last).scalar_one()) + 1,
            live_analysis_id=connection.execute(analysis).scalar() if analysed else None,
            made_at=instant(now),
            **write_version(article),
        )
        connection.execute(
            update(t.article).where(t.article.c.id == article_id).values(live_version_id=version_id)
        )
        self._database.index_article(connection, article_id, article.text)
        return version_id

    def save_analysis(
        self,
        connection: Connection,
        article_id: int,
        article: Article,
        analysis: Analysis,
        now: datetime,
    ) -> tuple[int, ...]:
        """Store an analysis of the live version and make it the one that is read.

        Returns the attributions' row numbers in order.
        """
        row = connection.execute(
            select(t.article.c.live_version_id, t.article.c.source_text_id).where(
                t.article.c.id == article_id
            )
        ).one()
        analysis_id = insert_row(
            connection,
            t.analysis,
            article_version_id=row.live_version_id,
            version=analysis.version,
            sentences=[[s.span.start, s.span.end, s.paragraph] for s in analysis.sentences],
            dates=[[d.span.start, d.span.end, d.type, d.value] for d in analysis.dates],
            facts=[[f.span.start, f.span.end, f.rank] for f in analysis.facts],
            made_at=instant(now),
        )
        spans = [article.to_source(each.extent) for each in analysis.attributions]
        connection.execute(
            update(t.article_version)
            .where(t.article_version.c.id == row.live_version_id)
            .values(live_analysis_id=analysis_id)
        )
        passages = self.passages(connection, row.source_text_id, spans)
        actors = self._actors(connection, analysis.attributions)
        rows = [
            {
                "analysis_id": analysis_id,
                "n": n,
                "passage_id": passages[span],
                "actor_id": actors[each.speaker.name] if each.speaker else None,
                **write_attribution(each),
            }
            for n, (each, span) in enumerate(zip(analysis.attributions, spans, strict=True))
        ]
        made = insert(t.attribution).returning(t.attribution.c.id, sort_by_parameter_order=True)
        return tuple(connection.execute(made, rows).scalars()) if rows else ()

    def passages(
        self, connection: Connection, source_text_id: int, spans: Iterable[Span]
    ) -> Mapping[Span, int]:
        """Return the passages of spans of a source text, made where there are none yet."""
        c = t.passage.c
        query = select(c.start, c.end, c.id).where(c.source_text_id == source_text_id)
        known = {Span(row.start, row.end): int(row.id) for row in connection.execute(query)}
        rows = [
            {"key": random_key(), "source_text_id": source_text_id, "start": s.start, "end": s.end}
            for s in sorted(set(spans) - set(known))
        ]
        if rows:
            made = insert(t.passage).returning(c.start, c.end, c.id, sort_by_parameter_order=True)
            known |= {Span(r.start, r.end): int(r.id) for r in connection.execute(made, rows)}
        return known

    def _actors(
        self, connection: Connection, attributions: Sequence[Attribution]
    ) -> Mapping[str, int]:
        names = {each.speaker.name for each in attributions if each.speaker}
        found: dict[str, int] = {}
        for name in sorted(names):
            folded = fold_name(name)
            query = select(t.actor.c.id).where(t.actor.c.folded == folded)
            known = connection.execute(query).scalar()
            found[name] = known or insert_row(
                connection, t.actor, name=name, folded=folded, last_name=folded.split()[-1]
            )
        return found

    # ---- reading

    def get(self, connection: Connection, article_id: int) -> Stored:
        """Return one article; raises ArticleNotFound."""
        return self.get_many(connection, [article_id])[article_id]

    def get_many(self, connection: Connection, ids: Sequence[int]) -> dict[int, Stored]:
        """Return articles by number; raises ArticleNotFound for the first one that is not there."""
        live = t.article_version.c.id == t.article.c.live_version_id
        query = of_versions(live).where(t.article.c.id.in_(ids))
        found = {each.id: each for each in map(read_stored, connection.execute(query))}
        for wanted in ids:
            if wanted not in found:
                raise ArticleNotFound(wanted)
        return found

    def at_version(self, connection: Connection, version_id: int) -> Article:
        """Return an article as one of its versions has it, live or not."""
        version = t.article_version.c
        query = of_versions(version.article_id == t.article.c.id).where(version.id == version_id)
        return read_stored(connection.execute(query).one()).article

    def analysis_of(
        self, connection: Connection, article_id: int
    ) -> tuple[Analysis, tuple[int, ...]]:
        """Return the live analysis of an article and its attributions' row numbers."""
        version = t.article_version.c
        query = (
            select(t.analysis)
            .join(t.article_version, version.live_analysis_id == t.analysis.c.id)
            .join(t.article, t.article.c.live_version_id == version.id)
            .where(t.article.c.id == article_id)
        )
        row = connection.execute(query).first()
        if row is None:
            raise ArticleNotFound(article_id)
        rows = connection.execute(
            select(t.attribution, t.actor.c.name.label("actor"))
            .outerjoin(t.actor, t.actor.c.id == t.attribution.c.actor_id)
            .where(t.attribution.c.analysis_id == row.id)
            .order_by(t.attribution.c.n)
        ).all()
        analysis = Analysis(
            version=row.version,
            sentences=tuple(Sentence(Span(s, e), p) for s, e, p in row.sentences),
            attributions=tuple(read_attribution(each) for each in rows),
            dates=tuple(TimeExpression(Span(s, e), kind, v) for s, e, kind, v in row.dates),
            facts=tuple(Fact(Span(s, e), rank) for s, e, rank in row.facts),
        )
        return analysis, tuple(int(each.id) for each in rows)

    # ---- what editors set

    def overrides(self, connection: Connection, article_id: int) -> tuple[Override, ...]:
        """Return what editors set of an article's passages, in the order in which they did."""
        query = (
            select(t.override, t.passage.c.key, t.passage.c.start, t.passage.c.end)
            .join(t.passage, t.passage.c.id == t.override.c.passage_id)
            .join(t.article, t.article.c.source_text_id == t.passage.c.source_text_id)
            .where(t.article.c.id == article_id)
            .order_by(t.override.c.id)
        )
        return tuple(
            Override(row.passage_id, row.key, Span(row.start, row.end), row.field, row.value)
            for row in connection.execute(query)
        )

    def override(
        self,
        connection: Connection,
        passage_id: int,
        field: str,
        value: Any,
        *,
        unset: bool = False,
    ) -> None:
        """Set a field of a passage in place of what was set before; or unset it."""
        o = t.override.c
        where = (o.passage_id == passage_id, o.field == field)
        known = connection.execute(select(o.value).where(*where)).first()
        if known is not None and not unset and known.value == value:
            return
        connection.execute(delete(t.override).where(*where))
        if not unset:
            values = {"passage_id": passage_id, "field": field, "value": value}
            connection.execute(insert(t.override).values(**values))

    def links(self, connection: Connection, article_id: int) -> tuple[Link, ...]:
        """Return which wordings editors joined with those of an article, or set apart from them."""
        query = (
            select(t.override.c.field, t.override.c.value, t.passage.c.key)
            .join(t.passage, t.passage.c.id == t.override.c.passage_id)
            .where(t.override.c.field.in_(("joined", "apart")))
        )
        pairs = [
            (row.field, a, b)
            for row in connection.execute(query).all()
            for other in row.value
            for a, b in ((row.key, other), (other, row.key))
        ]
        mine = (
            select(t.passage.c.key, t.passage.c.start, t.passage.c.end)
            .join(t.article, t.article.c.source_text_id == t.passage.c.source_text_id)
            .where(t.article.c.id == article_id, t.passage.c.key.in_({a for _, a, _ in pairs}))
        )
        spans = {r.key: Span(r.start, r.end) for r in connection.execute(mine)} if pairs else {}
        return tuple(Link(spans[a], field, b) for field, a, b in pairs if a in spans)

    def copies_of(self, connection: Connection, article_id: int) -> tuple[int, ...]:
        """Return an article and those that are copies of it."""
        a = t.article.c
        query = select(a.id).where(or_(a.id == article_id, a.origin_id == article_id))
        return tuple(connection.execute(query.order_by(a.id)).scalars().all())

    def set_origin(self, connection: Connection, article_ids: Sequence[int], origin: int) -> None:
        """Count articles as copies of one story."""
        change = update(t.article).where(t.article.c.id.in_(article_ids))
        connection.execute(change.values(origin_id=origin))

    def passage(self, connection: Connection, key: str) -> tuple[int, int, Span] | None:
        """Find the article, the number and the span of the source text that a key stands for."""
        query = (
            select(t.article.c.id.label("article"), t.passage)
            .join(t.article, t.article.c.source_text_id == t.passage.c.source_text_id)
            .where(t.passage.c.key == key)
        )
        row = connection.execute(query).first()
        return (int(row.article), int(row.id), Span(row.start, row.end)) if row else None

    def attribution_keys(self, connection: Connection, article_id: int) -> tuple[str, ...]:
        """Return the keys of the passages of an article's attributions, in their order."""
        version = t.article_version.c
        query = (
            select(t.passage.c.key)
            .join(t.attribution, t.attribution.c.passage_id == t.passage.c.id)
            .join(t.article_version, version.live_analysis_id == t.attribution.c.analysis_id)
            .join(t.article, t.article.c.live_version_id == version.id)
            .where(t.article.c.id == article_id)
            .order_by(t.attribution.c.n)
        )
        return tuple(connection.execute(query).scalars().all())

    def passage_key(self, connection: Connection, passage_id: int) -> str:
        """Return the key of a passage."""
        query = select(t.passage.c.key).where(t.passage.c.id == passage_id)
        return str(connection.execute(query).scalar_one())

    def source_text_id(self, connection: Connection, article_id: int) -> int:
        """Return the number of an article's source text."""
        query = select(t.article.c.source_text_id).where(t.article.c.id == article_id)
        return int(connection.execute(query).scalar_one())

    def reindex(self, connection: Connection, article_id: int) -> None:
        """Make the words of the live version searchable."""
        self._database.index_article(connection, article_id, self._text(connection, article_id))

    def erase(self, connection: Connection, article_id: int) -> None:
        """Erase an article that is in no dossier, the bytes it came from, and all that hangs on it."""
        analyses = select(t.analysis.c.id).where(
            t.analysis.c.article_version_id.in_(
                select(t.article_version.c.id).where(t.article_version.c.article_id == article_id)
            )
        )
        source = self.source_text_id(connection, article_id)
        document = connection.execute(
            select(t.source_text.c.document_id).where(t.source_text.c.id == source)
        ).scalar_one()
        passages = select(t.passage.c.id).where(t.passage.c.source_text_id == source)
        self._database.drop_article(connection, article_id)
        for table, where in (
            (t.override, t.override.c.passage_id.in_(passages)),
            (t.report, t.report.c.passage_id.in_(passages)),
            (t.correction, t.correction.c.article_id == article_id),
            (t.attribution, t.attribution.c.analysis_id.in_(analyses)),
            (t.analysis, t.analysis.c.id.in_(analyses)),
            (t.sketch, t.sketch.c.article_id == article_id),
            (t.article_version, t.article_version.c.article_id == article_id),
            (t.card, t.card.c.article_id == article_id),
            (t.article, t.article.c.id == article_id),
            (t.passage, t.passage.c.source_text_id == source),
            (t.source_text, t.source_text.c.id == source),
            (t.document, t.document.c.id == document),
        ):
            connection.execute(table.delete().where(where))


def _with_bytes_of(document: Document) -> Select[Any]:
    return (
        select(t.article.c.id)
        .join(t.source_text, t.source_text.c.id == t.article.c.source_text_id)
        .join(t.document, t.document.c.id == t.source_text.c.document_id)
        .where(t.document.c.sha256 == sha256_of(document))
    )
