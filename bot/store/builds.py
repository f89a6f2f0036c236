"""Rows of a live build: statements, standings, facts, disputes, events, and how they are settled.

What goes in is decided in `bot.build`; here it is written down, counted and taken out again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    delete,
    func,
    insert,
    or_,
    select,
    union,
    update,
)

from bot.model import Pieces, Span
from bot.store import schema as t
from bot.store.contested import Contested
from bot.store.database import insert_row
from bot.store.journal import Key

# facts with one word that a new wording may tell again, the newest; and sentences that define a topic
LOOKED_AT = 300
DEFINITIONS = 3


@dataclass(frozen=True, slots=True)
class NewStatement:
    """A statement on one issue (or none), as it is to be written."""

    attribution_id: int
    passage_id: int
    party: str | None
    issue: str | None
    topic: str | None
    kind: str
    shown: Pieces
    stances: tuple[str, ...]
    conditional: bool
    dangling: bool
    official: bool
    position: bool
    retold: bool
    main: bool
    place: int


@dataclass(frozen=True, slots=True)
class NewSupport:
    """One article's wording of a fact, as it is to be written."""

    passage_id: int
    span: Span
    citing: str | None
    score: float
    same: bool
    pinned: bool = False


class Builds:
    """Writes one article into the live build of a dossier, or takes one out.

    `touched` has the rows written on the way that are not the article's own.
    """

    def __init__(
        self, connection: Connection, build_id: int, article_id: int, origin_id: int, day: int
    ) -> None:
        self._connection, self._build = connection, build_id
        self._article, self._origin, self._day = article_id, origin_id, day
        self.touched: set[Key] = set()
        self.contested = Contested(connection, build_id, article_id, origin_id, day, self.touched)

    def count(self, by: int) -> None:
        """Count an article more or fewer."""
        self._connection.execute(
            update(t.build)
            .where(t.build.c.id == self._build)
            .values(articles=t.build.c.articles + by)
        )

    # ---- statements

    def add_statement(self, new: NewStatement) -> None:
        """Write a statement, and that its party stands somewhere on its issue."""
        actor = select(t.attribution.c.actor_id).where(t.attribution.c.id == new.attribution_id)
        self._insert(
            t.statement,
            attribution_id=new.attribution_id,
            passage_id=new.passage_id,
            actor_id=self._connection.execute(actor).scalar_one(),
            party=new.party,
            issue=new.issue,
            topic=new.topic,
            kind=new.kind,
            shown=[[span.start, span.end] for span in new.shown],
            stances=list(new.stances),
            conditional=new.conditional,
            dangling=new.dangling,
            official=new.official,
            position=new.position,
            retold=new.retold,
            main=new.main,
            day=self._day,
            place=new.place,
        )
        if new.issue and new.party and new.position:
            self._raise_standing(new.issue, new.party)

    def _raise_standing(self, issue: str, party: str) -> None:
        """Count one more statement of a party: in time that does not grow with the archive."""
        where = self._standing(issue, party)
        known = self._connection.execute(
            select(t.standing.c.id, t.standing.c.day).where(*where)
        ).first()
        if known is None:
            row = {"issue": issue, "party": party, "day": self._day, "statements": 1}
            self._connection.execute(insert(t.standing).values(build_id=self._build, **row))
            return
        self._connection.execute(
            update(t.standing)
            .where(*where)
            .values(day=max(known.day, self._day), statements=t.standing.c.statements + 1)
        )

    def _standing(self, issue: str, party: str) -> tuple[Any, ...]:
        return (
            t.standing.c.build_id == self._build,
            t.standing.c.issue == issue,
            t.standing.c.party == party,
        )

    def _lower_standing(self, issue: str, party: str, by: int) -> None:
        """Count so many statements of a party fewer, after they went."""
        s = t.statement.c
        newest = self._connection.execute(
            select(s.day)
            .where(
                s.build_id == self._build, s.issue == issue, s.party == party, s.position.is_(True)
            )
            .order_by(s.day.desc())
            .limit(1)
        ).scalar()
        where = self._standing(issue, party)
        if newest is None:
            self._connection.execute(delete(t.standing).where(*where))
            return
        count = t.standing.c.statements - by
        change = update(t.standing).where(*where).values(day=newest, statements=count)
        self._connection.execute(change)

    # ---- events

    def add_event(self, span: Span, passage_id: int, teller: int | None, **values: Any) -> None:
        """Write a dated event; `teller` is the attribution of who tells it."""
        if not values["background"] and not self._tells_of(values["value"]):
            self._count_day(values["value"], values["last_day"], by=1)
        self._insert(
            t.event,
            passage_id=passage_id,
            text_start=span.start,
            text_end=span.end,
            attribution_id=teller,
            origin_id=self._origin,
            **values,
        )

    def _tells_of(self, value: str) -> bool:
        """Say whether this article's story tells of a day, in this or in another article."""
        e = t.event.c
        where = (e.build_id == self._build, e.background.is_(False), e.value == value)
        told = select(e.id).where(*where, e.origin_id == self._origin).limit(1)
        return self._connection.execute(told).first() is not None

    def _count_day(self, value: str, last_day: int, *, by: int) -> None:
        """Count a story more or fewer that tells of a day; a day of which none does goes."""
        d = t.event_day.c
        where = (d.build_id == self._build, d.value == value)
        known = self._connection.execute(select(d.id, d.stories).where(*where)).first()
        if known is None:
            row = {"build_id": self._build, "value": value, "stories": by, "last_day": last_day}
            self.touched.add(("event_day", (insert_row(self._connection, t.event_day, **row),)))
            return
        self.touched.add(("event_day", (known.id,)))
        change = update(t.event_day).where(d.id == known.id).values(stories=known.stories + by)
        if known.stories + by == 0:
            self._connection.execute(delete(t.event_day).where(d.id == known.id))
        else:
            self._connection.execute(change)

    def _drop_events(self) -> None:
        e = t.event.c
        mine = (e.build_id == self._build, e.article_id == self._article)
        told = select(e.value, e.last_day).where(*mine, e.background.is_(False)).distinct()
        days = self._connection.execute(told).all()
        self._connection.execute(delete(t.event).where(*mine))
        for day in days:
            if not self._tells_of(day.value):
                self._count_day(day.value, day.last_day, by=-1)

    # ---- facts

    def likely_facts(
        self, topic: str, words: Collection[str], *, definition: bool, limit: int
    ) -> tuple[int, ...]:
        """Return facts of a topic that share most words with a clause, definitions first if asked.

        Of the facts with one word the newest are looked at, and those that most articles tell: a
        number that does not grow with the archive.
        """
        shared = Counter(fact for word in words for fact in self._facts_with(topic, word))
        widely = set(self._widely_told(topic, "fact", limit)) - shared.keys()
        shared.update(self._with_words(widely, words))
        found = [fact for fact, _ in sorted(shared.items(), key=lambda each: (-each[1], each[0]))]
        defining = self._widely_told(topic, "definition", DEFINITIONS) if definition else ()
        return tuple(dict.fromkeys((*defining, *found[:limit])))

    def _facts_with(self, topic: str, word: str) -> Sequence[int]:
        w = t.fact_word.c
        query = select(w.fact_id).where(w.build_id == self._build, w.topic == topic, w.word == word)
        query = query.order_by(w.fact_id.desc()).limit(LOOKED_AT)
        return self._connection.execute(query).scalars().all()

    def _widely_told(self, topic: str, kind: str, limit: int) -> Sequence[int]:
        f = t.fact.c
        query = (
            select(f.id)
            .where(f.build_id == self._build, f.topic == topic, f.kind == kind)
            .order_by(f.pinned.desc(), f.origins.desc(), f.score.desc(), f.id)
            .limit(limit)
        )
        return self._connection.execute(query).scalars().all()

    def _with_words(self, facts: Collection[int], words: Collection[str]) -> Sequence[int]:
        """Return each of some facts as often as it has one of the words."""
        w = t.fact_word.c
        query = select(w.fact_id).where(w.fact_id.in_(facts), w.word.in_(sorted(words)))
        return self._connection.execute(query).scalars().all()

    def facts_at(self, topic: str, passages: Collection[str]) -> tuple[int, ...]:
        """Return the facts of a topic that have a wording at one of some passages, by key."""
        if not passages:
            return ()
        s, f, p = t.fact_support.c, t.fact.c, t.passage.c
        at = t.passage.alias("at").c
        query = (
            select(s.fact_id)
            .join(t.fact, f.id == s.fact_id)
            .join(t.passage, p.id == s.passage_id)
            .join(t.article, t.article.c.id == s.article_id)
            .join(at.id.table, at.source_text_id == t.article.c.source_text_id)
            .where(f.build_id == self._build, f.topic == topic, at.key.in_(passages))
            .where(p.start < at.end, at.start < p.end)
            .distinct()
            .order_by(s.fact_id)
        )
        return tuple(self._connection.execute(query).scalars().all())

    def wordings(self, fact_id: int, limit: int) -> tuple[str, ...]:
        """Return the wordings of a fact that count as the same, the best first."""
        s = t.fact_support.c
        query = (
            select(t.article_version.c.text, s.text_start, s.text_end)
            .join(t.article, t.article.c.id == s.article_id)
            .join(t.article_version, t.article_version.c.id == t.article.c.live_version_id)
            .where(s.fact_id == fact_id, s.same.is_(True))
            .order_by(s.pinned.desc(), s.score.desc(), s.article_id, s.text_start)
            .limit(limit)
        )
        rows = self._connection.execute(query)
        return tuple(row.text[row.text_start : row.text_end] for row in rows)

    def new_fact(self, topic: str, kind: str, score: float) -> int:
        """Write a fact without wordings yet."""
        made = self._connection.execute(
            insert(t.fact).values(
                build_id=self._build,
                topic=topic,
                kind=kind,
                origins=1,
                score=score,
                pinned=False,
                day=self._day,
            )
        ).inserted_primary_key
        assert made is not None
        return int(made[0])

    def add_support(
        self, fact_id: int, topic: str, new: NewSupport, words: Collection[str]
    ) -> None:
        """Write one wording of a fact with the words by which it is found again."""
        self._connection.execute(
            insert(t.fact_support).values(
                fact_id=fact_id,
                article_id=self._article,
                passage_id=new.passage_id,
                origin_id=self._origin,
                text_start=new.span.start,
                text_end=new.span.end,
                citing=new.citing,
                score=new.score,
                same=new.same,
                pinned=new.pinned,
            )
        )
        if not new.same and new.citing is None:
            self._take_over(fact_id)
        w = t.fact_word.c
        told = select(w.word).where(w.fact_id == fact_id, w.word.in_(sorted(words)))
        known = set(self._connection.execute(told).scalars())
        fresh = [
            {"build_id": self._build, "topic": topic, "word": word, "fact_id": fact_id}
            for word in sorted(set(words) - known)
        ]
        if fresh:
            self._connection.execute(insert(t.fact_word), fresh)
            self.touched |= {("fact_word", (fact_id, row["word"])) for row in fresh}
        self._settle_fact(fact_id)

    def _take_over(self, fact_id: int) -> None:
        """Let the wordings in an article's own voice stand where a fact had only cited ones."""
        s = t.fact_support.c
        own = select(s.id).where(s.fact_id == fact_id, s.same.is_(True), s.citing.is_(None))
        if self._connection.execute(own).first() is not None:
            return
        cited = select(s.id).where(s.fact_id == fact_id, s.same.is_(True))
        self._touch_supports(self._connection.execute(cited).scalars().all())
        change = update(t.fact_support).where(s.fact_id == fact_id)
        self._connection.execute(change.where(s.same.is_(True)).values(same=False))
        newest = select(func.max(s.id)).where(s.fact_id == fact_id, s.citing.is_(None))
        self._connection.execute(change.where(s.id == newest.scalar_subquery()).values(same=True))

    def _touch_supports(self, ids: Iterable[int]) -> None:
        self.touched |= {("fact_support", (each,)) for each in ids}

    def _settle_fact(self, fact_id: int) -> None:
        """Count a fact's origins and choose its best wording anew; one without any goes."""
        self.touched.add(("fact", (fact_id,)))
        best = self._best_wording(fact_id, same=True)
        if best is None:
            best = self._best_wording(fact_id, same=False)
            if best is None:
                self._drop_fact(fact_id)
                return
            self._touch_supports([best.id])
            # what was only similar to a wording that went is all that is left of the fact
            promoted = update(t.fact_support).where(t.fact_support.c.id == best.id)
            self._connection.execute(promoted.values(same=True))
        s = t.fact_support.c
        origins = select(func.count(s.origin_id.distinct())).where(
            s.fact_id == fact_id, s.same.is_(True)
        )
        self._connection.execute(
            update(t.fact)
            .where(t.fact.c.id == fact_id)
            .values(
                origins=origins.scalar_subquery(),
                score=best.score,
                pinned=best.pinned,
                best_support_id=best.id,
            )
        )

    def _drop_fact(self, fact_id: int) -> None:
        w = t.fact_word.c
        words = self._connection.execute(select(w.word).where(w.fact_id == fact_id)).scalars()
        self.touched |= {("fact_word", (fact_id, word)) for word in words}
        self._connection.execute(delete(t.fact_word).where(w.fact_id == fact_id))
        self._connection.execute(delete(t.fact).where(t.fact.c.id == fact_id))

    def _best_wording(self, fact_id: int, *, same: bool) -> Row[Any, Any, Any] | None:
        s = t.fact_support.c
        query = select(s.id, s.score, s.pinned).where(s.fact_id == fact_id, s.same.is_(same))
        first = (s.pinned.desc(), s.score.desc(), s.article_id, s.text_start)
        best = query.order_by(*first).limit(1)
        return self._connection.execute(best).first()

    def count_topics(self, by: int) -> None:
        """Count the article on each topic of which it speaks, in a fact or a statement.

        A copy of an article that counts already does not.
        """
        a, c = t.article.c, t.topic_count.c
        copies = or_(a.origin_id == self._origin, a.id == self._origin)
        counted = self._topics(a.id != self._article, copies)
        for topic in self._topics(a.id == self._article) - counted:
            done = self._connection.execute(
                update(t.topic_count)
                .where(c.build_id == self._build, c.topic == topic)
                .values(articles=c.articles + by)
            )
            if done.rowcount == 0:
                self._connection.execute(
                    insert(t.topic_count).values(build_id=self._build, topic=topic, articles=by)
                )

    def _topics(self, *articles: ColumnElement[bool]) -> set[str]:
        """Return the topics of which some articles speak."""
        f, s, a = t.fact.c, t.statement.c, t.article.c
        told = (
            select(f.topic)
            .join(t.fact_support, t.fact_support.c.fact_id == f.id)
            .join(t.article, a.id == t.fact_support.c.article_id)
            .where(f.build_id == self._build, *articles)
        )
        said = (
            select(s.topic)
            .join(t.article, a.id == s.article_id)
            .where(s.build_id == self._build, s.topic.is_not(None), *articles)
        )
        return {str(row.topic) for row in self._connection.execute(union(told, said))}

    # ---- taking out

    def drop(self) -> None:
        """Take the article out of the build, and out of every count."""
        standings = self._touched_standings()
        facts = self._touched_facts()
        self.count_topics(-1)
        self.contested.drop()
        s = t.fact_support.c
        self._connection.execute(
            delete(t.fact_support).where(s.article_id == self._article, s.fact_id.in_(facts))
        )
        s = t.statement.c
        mine = (s.build_id == self._build, s.article_id == self._article)
        self._connection.execute(delete(t.statement).where(*mine))
        self._drop_events()
        for fact_id in facts:
            self._settle_fact(fact_id)
        for issue, party, count in standings:
            self._lower_standing(issue, party, count)
        self.count(-1)

    def _touched_standings(self) -> tuple[tuple[str, str, int], ...]:
        s = t.statement.c
        query = (
            select(s.issue, s.party, func.count().label("told"))
            .where(
                s.build_id == self._build,
                s.article_id == self._article,
                s.issue.is_not(None),
                s.party.is_not(None),
                s.position.is_(True),
            )
            .group_by(s.issue, s.party)
        )
        return tuple((row.issue, row.party, row.told) for row in self._connection.execute(query))

    def _touched_facts(self) -> list[int]:
        f, s = t.fact.c, t.fact_support.c
        query = (
            select(f.id)
            .join(t.fact_support, s.fact_id == f.id)
            .where(f.build_id == self._build, s.article_id == self._article)
            .distinct()
        )
        return list(self._connection.execute(query).scalars())

    def _insert(self, table: Any, **values: Any) -> int:
        return insert_row(
            self._connection, table, build_id=self._build, article_id=self._article, **values
        )
