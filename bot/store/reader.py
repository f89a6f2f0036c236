"""One dossier read on one snapshot: the rows that answers are composed of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    func,
    select,
    true,
)

from bot.model import Article, Kept, Span
from bot.store import schema as t
from bot.store.database import Database
from bot.store.dossiers import DossierRow
from bot.store.rows import (
    ArticleRow,
    DisputeRow,
    EventRow,
    FactRow,
    Standing,
    StatementRow,
    SupportRow,
    newest_first,
    read_article,
    read_event,
    read_statement,
    read_support,
)
from bot.store.values import fold_name

# wordings of one fact that an answer may cite; `FactRow.origins` counts them all
MOST_WORDINGS = 5
# how a statement is told
KINDS = ("direct", "mixed", "indirect")
# voices of one dispute that an answer may show, the newest
MOST_VOICES = 24


class DossierReader:
    """One dossier's live build, read on one snapshot; every method takes time by what it returns."""

    def __init__(self, database: Database, connection: Connection, dossier: DossierRow) -> None:
        self.database = database
        self.connection = connection
        self.dossier = dossier
        self.build_id = dossier.build_id

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        return self.connection.execute(query).all()

    # ---- articles

    def count(self) -> int:
        """Return how many articles are public."""
        query = select(t.build.c.articles).where(t.build.c.id == self.build_id)
        return int(self.connection.execute(query).scalar() or 0)

    def newest(self) -> int | None:
        """Return the article with the latest date; None when none is dated."""
        query = (
            select(t.dossier_article.c.article_id)
            .where(*self._public(), t.dossier_article.c.last_day.is_not(None))
            .order_by(t.dossier_article.c.last_day.desc(), t.dossier_article.c.article_id.desc())
            .limit(1)
        )
        return self.connection.execute(query).scalar()

    def _public(self) -> tuple[Any, ...]:
        return (
            t.dossier_article.c.dossier_id == self.dossier.id,
            t.dossier_article.c.withdrawn_rev.is_(None),
        )

    def latest(self, limit: int, offset: int = 0, *, dated: bool = True) -> tuple[int, ...]:
        """Return the newest articles by date, or those without a date, the newest added first."""
        day = t.dossier_article.c.last_day
        query = (
            select(t.dossier_article.c.article_id)
            .where(*self._public(), day.is_not(None) if dated else day.is_(None))
            .order_by(day.desc(), t.dossier_article.c.article_id.desc())
            .limit(limit)
            .offset(offset)
        )
        return tuple(self.connection.execute(query).scalars().all())

    def count_undated(self) -> int:
        """Return how many public articles have no date."""
        query = select(func.count()).where(*self._public(), t.dossier_article.c.last_day.is_(None))
        return int(self.connection.execute(query).scalar_one())

    def is_public(self, article_id: int) -> bool:
        """Say whether readers may see an article."""
        query = select(t.dossier_article.c.article_id).where(
            *self._public(), t.dossier_article.c.article_id == article_id
        )
        return self.connection.execute(query).first() is not None

    def articles(self, ids: Iterable[int]) -> dict[int, ArticleRow]:
        """Return articles by number, withdrawn and unknown ones left out."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        query = (
            select(
                t.article.c.id.label("number"),
                t.article.c.key.label("article_key"),
                t.article.c.origin_id,
                t.article.c.source_text_id,
                t.document.c.name.label("document"),
                t.article_version,
            )
            .join(t.article_version, t.article_version.c.id == t.article.c.live_version_id)
            .join(t.source_text, t.source_text.c.id == t.article.c.source_text_id)
            .join(t.document, t.document.c.id == t.source_text.c.document_id)
            .where(t.article.c.id.in_(wanted))
        )
        return {each.id: each for each in map(read_article, self._all(query))}

    def sentences(self, ids: Iterable[int]) -> dict[int, tuple[Span, ...]]:
        """Return the sentences of articles' texts."""
        query = (
            select(t.article.c.id, t.analysis.c.sentences)
            .join(t.article_version, t.article_version.c.id == t.article.c.live_version_id)
            .join(t.analysis, t.analysis.c.id == t.article_version.c.live_analysis_id)
            .where(t.article.c.id.in_(sorted(set(ids))))
        )
        return {
            int(row.id): tuple(Span(s, e) for s, e, _ in row.sentences) for row in self._all(query)
        }

    # ---- statements

    def _newest(self, limit: int, *where: ColumnElement[bool]) -> Sequence[int]:
        s = t.statement.c
        query = (
            select(s.id)
            .where(s.build_id == self.build_id, *where)
            # of one statement the issue that it is mostly on was written first
            .order_by(s.day.desc(), s.article_id.desc(), s.place, s.id)
            .limit(limit)
        )
        return self.connection.execute(query).scalars().all()

    def _read(self, ids: Sequence[int]) -> tuple[StatementRow, ...]:
        if not ids:
            return ()
        query = (
            select(
                t.statement,
                t.passage.c.key.label("passage"),
                t.actor.c.name.label("speaker"),
                t.attribution.c.role,
                t.attribution.c.named,
                t.attribution.c.via,
                t.attribution.c.confidence,
                t.attribution.c.content,
                t.attribution.c.source,
            )
            .join(t.passage, t.passage.c.id == t.statement.c.passage_id)
            .join(t.attribution, t.attribution.c.id == t.statement.c.attribution_id)
            .join(t.actor, t.actor.c.id == t.statement.c.actor_id)
            .where(t.statement.c.id.in_(ids))
            .order_by(t.statement.c.article_id, t.statement.c.place)
        )
        return tuple(read_statement(row) for row in self._all(query))

    def standings(self) -> tuple[Standing, ...]:
        """Return who has spoken on what, the newest first."""
        query = (
            select(t.standing)
            .where(t.standing.c.build_id == self.build_id)
            .order_by(t.standing.c.day.desc(), t.standing.c.id)
        )
        return tuple(Standing(r.issue, r.party, r.day, r.statements) for r in self._all(query))

    def on_issue(self, issue: str, party: str, limit: int) -> tuple[StatementRow, ...]:
        """Return what a party said on an issue, the newest first."""
        return self.on_issues([(issue, party)], limit)[issue, party]

    def on_issues(
        self, pairs: Sequence[tuple[str, str]], limit: int
    ) -> dict[tuple[str, str], tuple[StatementRow, ...]]:
        """Return what parties said on issues, the newest first, all read at once."""
        s = t.statement.c
        found = {
            pair: self._newest(limit, s.issue == pair[0], s.party == pair[1]) for pair in pairs
        }
        rows = {row.id: row for row in self._read([i for ids in found.values() for i in ids])}
        return {pair: tuple(rows[i] for i in ids) for pair, ids in found.items()}

    def by_party(self, party: str, limit: int) -> tuple[StatementRow, ...]:
        """Return what a party said, one row an issue, the newest first."""
        return self._newest_of(t.statement.c.party == party, KINDS, limit, mains=(True, False))

    def by_actors(
        self, actors: Sequence[int], kinds: Sequence[str], limit: int
    ) -> tuple[StatementRow, ...]:
        """Return what speakers said, each statement once, the newest first."""
        rows = (self._newest_of(t.statement.c.actor_id == actor, kinds, limit) for actor in actors)
        merged = sorted((row for found in rows for row in found), key=newest_first)
        return tuple(merged[:limit])

    def by_party_once(
        self, party: str, kinds: Sequence[str], limit: int
    ) -> tuple[StatementRow, ...]:
        """Return what a party said, each statement once, the newest first."""
        return self._newest_of(t.statement.c.party == party, kinds, limit)

    def quotations(self, kinds: Sequence[str], limit: int) -> tuple[StatementRow, ...]:
        """Return the newest statements of some kinds, whoever spoke, each once."""
        return self._newest_of(true(), kinds, limit)

    def on_topic(self, topic: str, kinds: Sequence[str], limit: int) -> tuple[StatementRow, ...]:
        """Return what was said on a topic, the newest first."""
        return self._newest_of(t.statement.c.topic == topic, kinds, limit)

    def _newest_of(
        self,
        where: ColumnElement[bool],
        kinds: Sequence[str],
        limit: int,
        mains: Sequence[bool] = (True,),
    ) -> tuple[StatementRow, ...]:
        """Return the newest statements of some kinds, each kind found in order by an index."""
        s = t.statement.c
        found = (
            self._newest(limit, where, s.main.is_(main), s.kind == kind)
            for kind in kinds
            for main in mains
        )
        rows = self._read([each for ids in found for each in ids])
        return tuple(sorted(rows, key=newest_first)[:limit])

    def of_articles(self, articles: Sequence[int]) -> tuple[StatementRow, ...]:
        """Return the statements of articles, each once, in the order of their texts."""
        return self._mains(t.statement.c.article_id, articles)

    def _mains(self, column: Column[int], values: Sequence[int]) -> tuple[StatementRow, ...]:
        """Return the main statements of this build that hang on some rows of another table."""
        s = t.statement.c
        query = select(s.id, s.build_id, s.main).where(column.in_(values))
        rows = self._all(query)
        return self._read([row.id for row in rows if row.build_id == self.build_id and row.main])

    def actors_named(self, name: str) -> tuple[tuple[int, str], ...]:
        """Find speakers by full name, or by the last word of it."""
        folded = fold_name(name)
        query = select(t.actor.c.id, t.actor.c.name).where(t.actor.c.folded == folded)
        rows = self._all(query)
        if not rows and folded:
            last = folded.split()[-1]
            rows = self._all(
                select(t.actor.c.id, t.actor.c.name)
                .where(t.actor.c.last_name == last)
                .order_by(t.actor.c.id)
                .limit(20)
            )
        return tuple((int(row.id), str(row.name)) for row in rows)

    def actor_names(self, limit: int = 400) -> tuple[str, ...]:
        """Return names of speakers, for suggestions."""
        query = select(t.actor.c.name).order_by(t.actor.c.id.desc()).limit(limit)
        return tuple(self.connection.execute(query).scalars().all())

    # ---- facts, disputes, events

    def facts(self, topic: str, limit: int) -> tuple[FactRow, ...]:
        """Return the facts of a topic by support, definitions first."""
        query = (
            select(t.fact)
            .where(t.fact.c.build_id == self.build_id, t.fact.c.topic == topic)
            .order_by(
                t.fact.c.kind,
                t.fact.c.pinned.desc(),
                t.fact.c.origins.desc(),
                t.fact.c.score.desc(),
                t.fact.c.id,
            )
        )
        definitions = self._all(query.where(t.fact.c.kind == "definition").limit(2))
        others = self._all(query.where(t.fact.c.kind == "fact").limit(limit))
        rows = [*definitions, *others]
        return tuple(self.fact(row) for row in rows)

    def fact(self, row: Row[Any]) -> FactRow:
        """Return a fact of its row, with its best wordings."""
        return FactRow(row.id, row.kind, row.origins, self._supports(row.id))

    def _supports(self, fact_id: int) -> tuple[SupportRow, ...]:
        """Return the best wordings of a fact, those that count as the same first."""
        s = t.fact_support.c
        query = (
            select(t.fact_support, t.passage.c.key.label("passage"))
            .join(t.passage, t.passage.c.id == s.passage_id)
            .where(s.fact_id == fact_id)
            .order_by(s.same.desc(), s.pinned.desc(), s.score.desc(), s.article_id, s.text_start)
            .limit(MOST_WORDINGS)
        )
        return tuple(read_support(row) for row in self._all(query))

    def topic_articles(self, topic: str) -> int:
        """Return how many articles speak of a topic."""
        query = select(t.topic_count.c.articles).where(
            t.topic_count.c.build_id == self.build_id, t.topic_count.c.topic == topic
        )
        return int(self.connection.execute(query).scalar() or 0)

    def disputes(self, limit: int, issue: str | None = None) -> tuple[DisputeRow, ...]:
        """Return disputed claims, the newest first, with every voice."""
        query = (
            select(t.dispute, t.passage.c.key.label("passage"))
            .join(t.passage, t.passage.c.id == t.dispute.c.passage_id)
            .where(t.dispute.c.build_id == self.build_id)
            .order_by(t.dispute.c.day.desc(), t.dispute.c.id.desc())
            .limit(limit)
        )
        rows = self._all(query.where(t.dispute.c.issue == issue) if issue else query)
        return tuple(self._dispute(row) for row in rows)

    def disputes_by_id(self, ids: Sequence[int]) -> tuple[DisputeRow, ...]:
        """Return disputes by number, with every voice."""
        query = (
            select(t.dispute, t.passage.c.key.label("passage"))
            .join(t.passage, t.passage.c.id == t.dispute.c.passage_id)
            .where(t.dispute.c.id.in_(ids))
            .order_by(t.dispute.c.id)
        )
        return tuple(self._dispute(row) for row in self._all(query))

    def _dispute(self, row: Row[Any]) -> DisputeRow:
        query = (
            select(t.voice.c.verb, t.voice.c.attribution_id)
            .where(t.voice.c.dispute_id == row.id)
            .order_by(t.voice.c.day.desc(), t.voice.c.id.desc())
            .limit(MOST_VOICES + 1)
        )
        rows = self._all(query)
        verbs = {r.attribution_id: r.verb for r in rows[:MOST_VOICES]}
        found = self._mains(t.statement.c.attribution_id, list(verbs))
        return DisputeRow(
            id=row.id,
            article_id=row.article_id,
            passage=row.passage,
            claim=Span(row.text_start, row.text_end),
            issue=row.issue,
            day=row.day,
            voices=tuple((verbs[each.attribution_id], each) for each in found),
            whole=len(found) == len(rows),
        )

    def background_events(self, limit: int) -> tuple[EventRow, ...]:
        """Return dated events that are background to the news, the latest first."""
        e = t.event.c
        order = (e.last_day.desc(), e.article_id, e.text_start)
        query = self._events(e.background.is_(True)).order_by(*order).limit(limit)
        return tuple(read_event(row) for row in self._all(query))

    def main_events(self, days: int, limit: int) -> tuple[EventRow, ...]:
        """Return the events of the days that most stories tell of, the latest first.

        Of two days the later one; of each so many events, those of the newest stories.
        """
        d, e = t.event_day.c, t.event.c
        query = select(d.value).where(d.build_id == self.build_id)
        query = query.order_by(d.stories.desc(), d.last_day.desc(), d.value.desc()).limit(days)
        newest = (e.origin_id.desc(), e.article_id.desc())
        rows = [
            row
            for value in self.connection.execute(query).scalars().all()
            for row in self._all(
                self._events(e.background.is_(False), e.value == value)
                .order_by(*newest)
                .limit(limit)
            )
        ]
        rows.sort(key=lambda row: (-row.last_day, row.article_id, row.text_start))
        return tuple(read_event(row) for row in rows)

    def _events(self, *where: ColumnElement[bool]) -> Select[Any]:
        e = t.event.c
        return (
            select(
                t.event,
                t.passage.c.key.label("passage"),
                t.actor.c.name.label("speaker"),
                t.attribution.c.party,
            )
            .join(t.passage, t.passage.c.id == e.passage_id)
            .outerjoin(t.attribution, t.attribution.c.id == e.attribution_id)
            .outerjoin(t.actor, t.actor.c.id == t.attribution.c.actor_id)
            .where(e.build_id == self.build_id, *where)
        )

    # ---- passages

    def passage(self, key: str) -> tuple[int, Span] | None:
        """Find a public article and the span of its source text that a key stands for."""
        query = (
            select(t.article.c.id, t.passage.c.start, t.passage.c.end)
            .join(t.article, t.article.c.source_text_id == t.passage.c.source_text_id)
            .join(t.dossier_article, t.dossier_article.c.article_id == t.article.c.id)
            .where(t.passage.c.key == key, *self._public())
        )
        row = self.connection.execute(query).first()
        return (int(row.id), Span(row.start, row.end)) if row else None

    def withdrawn(self, key: str) -> tuple[int, date, str] | None:
        """Find the article that a passage was in before it was withdrawn, when, and the reason."""
        d = t.dossier_article.c
        query = (
            select(t.article.c.id, d.withdrawn_at, d.reason)
            .join(t.passage, t.passage.c.source_text_id == t.article.c.source_text_id)
            .join(t.dossier_article, d.article_id == t.article.c.id)
            .where(t.passage.c.key == key, d.dossier_id == self.dossier.id)
            .where(d.withdrawn_rev.is_not(None), d.reason.is_not(None))
        )
        row = self.connection.execute(query).first()
        return (
            (row.id, datetime.fromisoformat(row.withdrawn_at).date(), row.reason) if row else None
        )

    def passage_at(self, article_id: int, span: Span) -> str | None:
        """Find the key of a passage that begins inside a span of an article's text."""
        place = self._kept(article_id)
        source = place.to_source(span) if place else None
        if source is None:
            return None
        query = (
            select(t.passage.c.key)
            .join(t.article, t.article.c.source_text_id == t.passage.c.source_text_id)
            .where(
                t.article.c.id == article_id,
                t.passage.c.start >= source.start,
                t.passage.c.start < source.end,
            )
            .order_by(t.passage.c.start)
            .limit(1)
        )
        return self.connection.execute(query).scalar()

    def in_text(self, article_id: int, source: Span) -> Span | None:
        """Return where a span of the source text stands in an article's text, if it is kept."""
        place = self._kept(article_id)
        return place.from_source(source) if place else None

    def _kept(self, article_id: int) -> Article | None:
        query = (
            select(t.source_text.c.text, t.article_version.c.kept)
            .join(t.article, t.article.c.source_text_id == t.source_text.c.id)
            .join(t.article_version, t.article_version.c.id == t.article.c.live_version_id)
            .where(t.article.c.id == article_id)
        )
        row = self.connection.execute(query).first()
        if row is None:
            return None
        return Article(row.text, tuple(Kept(Span(s, e), joiner) for s, e, joiner in row.kept))

    def search(self, words: Sequence[str], limit: int) -> tuple[int, tuple[int, ...]]:
        """Return how many public articles hold all the words, and the best of them."""
        return self.database.search_articles(self.connection, self.dossier.id, words, limit)
