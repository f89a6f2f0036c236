"""What a dossier makes of its articles: statements on issues, facts, disputes, events.

An article is added or taken out in one transaction, at a cost that depends on what it touches and
not on the archive. Answers read the outcome and compute nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from bot.analysis import VERSION, analyse
from bot.analysis.clauses import clauses_of
from bot.analysis.disputes import disputes_of
from bot.analysis.positions import Statement, statements_of
from bot.analysis.similarity import contradicts, same_fact, signature
from bot.analysis.timeline import events_of
from bot.analysis.topics import Topic, on_topic
from bot.dossier import Dossier
from bot.model import Analysis, Pieces, Span
from bot.store import Store
from bot.store import schema as t
from bot.store.articles import Stored, last_day
from bot.store.dossiers import DossierRow

# from here on two wordings are one fact; from there they are shown as similar
SAME = 0.74
SIMILAR = 0.55
# wordings of a fact that a new one is compared with, the likeliest first
COMPARED = 12


@dataclass(frozen=True, slots=True)
class _Place:
    """Where rows of one article go."""

    connection: Connection
    dossier: DossierRow
    settings: Dossier
    stored: Stored
    analysis: Analysis
    attribution_ids: tuple[int, ...]
    passages: Mapping[Span, int]

    @property
    def day(self) -> int:
        """The last day of publication, 0 when it is unknown."""
        return last_day(self.stored.article.metadata.publication) or 0

    def passage(self, span: Span) -> int:
        """Return the passage of a span of the article's text."""
        return self.passages[self.stored.article.to_source(span)]


def add_article(
    store: Store, connection: Connection, dossier: DossierRow, settings: Dossier, article_id: int
) -> None:
    """Put a public article into the live build of a dossier."""
    stored = store.articles.get(connection, article_id)
    analysis, ids = store.articles.analysis_of(connection, article_id)
    text = stored.article.text
    statements = statements_of(text, analysis, settings.lexicon, settings.issues)
    topics = {
        topic.key: list(_candidates(text, analysis, topic, statements, stored.article.asides))
        for topic in settings.topics.values()
    }
    events = list(events_of(stored.article, analysis))
    disputes = disputes_of(text, analysis.attributions, settings.lexicon)
    spans = [s.extent for s in statements] + [e.span for e in events]
    spans += [d.claim for d in disputes] + [c.span for found in topics.values() for c in found]
    source = store.articles.source_text_id(connection, article_id)
    passages = store.articles.passages(
        connection, source, [stored.article.to_source(span) for span in spans]
    )
    place = _Place(connection, dossier, settings, stored, analysis, ids, passages)
    _add_disputes(place, statements)
    _add_events(place)
    for topic in settings.topics.values():
        _add_facts(place, topic, topics[topic.key])
    connection.execute(
        update(t.build)
        .where(t.build.c.id == dossier.build_id)
        .values(articles=t.build.c.articles + 1)
    )


def rebuild(
    store: Store, connection: Connection, dossier: DossierRow, settings: Dossier, now: datetime
) -> DossierRow:
    """Build a dossier anew from all its public articles and switch the build in."""
    store.dossiers.start_build(connection, dossier.id, VERSION, now)
    fresh = store.dossiers.get(connection, dossier.key)
    for article_id in store.dossiers.public_ids(connection, dossier.id):
        stored = store.articles.get(connection, article_id)
        analysis, _ = store.articles.analysis_of(connection, article_id)
        if analysis.version != VERSION:
            again = analyse(stored.article, settings.lexicon)
            store.articles.save_analysis(connection, article_id, stored.article, again, now)
        add_article(store, connection, fresh, settings, article_id)
    return fresh


def drop_article(
    store: Store, connection: Connection, dossier: DossierRow, article_id: int
) -> None:
    """Take an article out of the live build, and out of every count."""
    build_id = dossier.build_id
    touched = connection.execute(
        select(t.statement.c.issue, t.statement.c.party)
        .where(t.statement.c.build_id == build_id, t.statement.c.article_id == article_id)
        .distinct()
    ).all()
    facts = (
        connection.execute(
            select(t.fact_support.c.fact_id)
            .join(t.fact, t.fact.c.id == t.fact_support.c.fact_id)
            .where(t.fact.c.build_id == build_id, t.fact_support.c.article_id == article_id)
            .distinct()
        )
        .scalars()
        .all()
    )
    disputes = select(t.dispute.c.id).where(
        t.dispute.c.build_id == build_id, t.dispute.c.article_id == article_id
    )
    connection.execute(delete(t.voice).where(t.voice.c.dispute_id.in_(disputes)))
    connection.execute(
        delete(t.fact_support).where(
            t.fact_support.c.article_id == article_id, t.fact_support.c.fact_id.in_(facts)
        )
    )
    for table in (t.dispute, t.event, t.statement):
        connection.execute(
            delete(table).where(table.c.build_id == build_id, table.c.article_id == article_id)
        )
    for fact_id in facts:
        _settle_fact(connection, fact_id)
    for issue, party in touched:
        if issue and party:
            _settle_standing(connection, build_id, issue, party)
    _settle_topics(connection, build_id)
    connection.execute(
        update(t.build).where(t.build.c.id == build_id).values(articles=t.build.c.articles - 1)
    )


# ---- statements and disputes


def _add_disputes(place: _Place, statements: Sequence[Statement]) -> None:
    """Store the article's disputes, then its statements: a voice is on the issue of its claim."""
    by_attribution = {n: s for s in statements for n in s.attributions}
    extra: dict[Statement, set[str]] = {}
    text = place.stored.article.text
    for dispute in disputes_of(text, place.analysis.attributions, place.settings.lexicon):
        voices = [(by_attribution.get(v.attribution), v.verb) for v in dispute.voices]
        known = [(statement, verb) for statement, verb in voices if statement is not None]
        if not any(verb == "asserts" for _, verb in known) or len(known) < 2:
            continue
        issue = _issue_of(place, dispute.claim, [s for s, _ in known])
        dispute_id = _insert(
            place.connection,
            t.dispute,
            build_id=place.dossier.build_id,
            article_id=place.stored.id,
            passage_id=place.passage(dispute.claim),
            text_start=dispute.claim.start,
            text_end=dispute.claim.end,
            issue=issue,
            day=place.day,
        )
        for n, (statement, verb) in enumerate(known):
            if issue:
                extra.setdefault(statement, set()).add(issue)
            _insert(
                place.connection,
                t.voice,
                dispute_id=dispute_id,
                attribution_id=place.attribution_ids[statement.attributions[0]],
                article_id=place.stored.id,
                verb=verb,
                n=n,
            )
    _add_statements(place, statements, extra)


def _issue_of(place: _Place, claim: Span, voices: Iterable[Statement]) -> str | None:
    from bot.analysis.topics import issues_of

    found = issues_of(claim.of(place.stored.article.text), place.settings.issues, 1)
    if found:
        return found[0]
    counted = Counter(issue for voice in voices for issue in voice.issues[:1])
    return counted.most_common(1)[0][0] if counted else None


def _add_statements(
    place: _Place, statements: Sequence[Statement], extra: Mapping[Statement, set[str]]
) -> None:
    for number, statement in enumerate(statements):
        issues: list[str | None] = [*sorted(extra.get(statement, ())), *statement.issues]
        for first, issue in enumerate(dict.fromkeys(issues) or [None]):
            _add_statement(place, statement, number, issue, main=first == 0)
            if issue and statement.party and statement.position:
                _settle_standing(place.connection, place.dossier.build_id, issue, statement.party)


def _add_statement(
    place: _Place, statement: Statement, number: int, issue: str | None, *, main: bool
) -> None:
    first = place.analysis.attributions[statement.attributions[0]]
    kinds = {place.analysis.attributions[n].kind for n in statement.attributions}
    attribution_id = place.attribution_ids[statement.attributions[0]]
    actor = select(t.attribution.c.actor_id).where(t.attribution.c.id == attribution_id)
    _insert(
        place.connection,
        t.statement,
        build_id=place.dossier.build_id,
        article_id=place.stored.id,
        attribution_id=attribution_id,
        passage_id=place.passage(statement.extent),
        actor_id=place.connection.execute(actor).scalar_one(),
        party=statement.party,
        issue=issue,
        topic=_topic_of(place, statement),
        kind="mixed" if "mixed" in kinds else first.kind,
        shown=[[span.start, span.end] for span in statement.shown],
        stances=list(statement.stances),
        conditional=statement.conditional,
        dangling=statement.dangling,
        official=statement.official,
        position=statement.position,
        main=main,
        day=place.day,
        place=number,
    )


def _topic_of(place: _Place, statement: Statement) -> str | None:
    """Return the topic that a statement speaks of, the first one in the settings."""
    text = place.stored.article.text
    for topic in place.settings.topics.values():
        spans = on_topic(text, place.analysis.sentences, topic)
        words = " ".join(span.of(text) for span in statement.shown)
        named = topic.sure.search(words) or topic.back.search(words)
        if named and any(span.overlaps(statement.extent) for span in spans):
            return topic.key
    return None


def _settle_standing(connection: Connection, build_id: int, issue: str, party: str) -> None:
    s = t.statement.c
    newest, count = connection.execute(
        select(func.max(s.day), func.count()).where(
            s.build_id == build_id, s.issue == issue, s.party == party, s.position.is_(True)
        )
    ).one()
    where = (
        t.standing.c.build_id == build_id,
        t.standing.c.issue == issue,
        t.standing.c.party == party,
    )
    if not count:
        connection.execute(delete(t.standing).where(*where))
        return
    values = {"day": newest, "statements": count}
    done = connection.execute(update(t.standing).where(*where).values(**values))
    if done.rowcount == 0:
        _insert(connection, t.standing, build_id=build_id, issue=issue, party=party, **values)


# ---- events


def _add_events(place: _Place) -> None:
    for each in events_of(place.stored.article, place.analysis):
        teller = None if each.attribution is None else place.attribution_ids[each.attribution]
        _insert(
            place.connection,
            t.event,
            build_id=place.dossier.build_id,
            article_id=place.stored.id,
            passage_id=place.passage(each.span),
            text_start=each.span.start,
            text_end=each.span.end,
            value=each.value,
            first_day=each.first_day,
            last_day=each.last_day,
            background=each.background,
            inferred=each.inferred,
            attribution_id=teller,
            origin_id=place.stored.origin_id,
        )


# ---- facts


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A clause that may be a fact of a topic, in the article's voice or citing nobody of rank."""

    span: Span
    words: str
    citing: str | None
    dangling: bool
    definition: bool
    dates: frozenset[str]
    score: float


def _candidates(
    text: str,
    analysis: Analysis,
    topic: Topic,
    statements: Sequence[Statement],
    asides: Pieces,
) -> Iterable[_Candidate]:
    """Yield the clauses on a topic that state something as fact."""
    running = [s for s in analysis.sentences if not any(a.overlaps(s.span) for a in asides)]
    for rank, sentence in enumerate(on_topic(text, running, topic)):
        inside = [s for s in statements if sentence.covers(s.extent)]
        if any(s.party is not None or s.official for s in inside):
            continue
        whole, citing = sentence, None
        if inside:
            first = analysis.attributions[inside[0].attributions[0]]
            whole, citing = (
                first.content[0],
                _uncapital(first.speaker.name) if first.speaker else None,
            )
        for clause in clauses_of(text, whole):
            words = clause.span.of(text)
            if clause.weighing or (not citing and not _tells(words)):
                continue
            dates = frozenset(
                d.value for d in analysis.dates if clause.span.covers(d.span) and d.value
            )
            yield _Candidate(
                span=clause.span,
                words=words,
                citing=citing,
                dangling=clause.dangling,
                definition=topic.full.search(words) is not None and bool(dates),
                dates=dates,
                score=_score(words, topic, citing, clause.dangling, rank),
            )


def _uncapital(name: str) -> str:
    """Write unnamed people inside a sentence: “analysts”."""
    return name[:1].lower() + name[1:]


def _tells(words: str) -> bool:
    return len(words.split()) >= 6


def _score(words: str, topic: Topic, citing: str | None, dangling: bool, rank: int) -> float:
    """Prefer an article's own words with the subject named; then the fuller ones, then the first."""
    named = 1.0 if topic.sure.search(words) else 0.5 if topic.back.search(words) else 0.0
    parties = sum(party in words for party in topic.parties) / max(1, len(topic.parties))
    length = min(len(words), 240) / 240
    return (
        named
        + 0.4 * parties
        + 0.5 * length
        - 0.05 * rank
        - (1.5 if citing else 0.0)
        - (3.0 if dangling else 0.0)
    )


def _add_facts(place: _Place, topic: Topic, candidates: Sequence[_Candidate]) -> None:
    common = _common(topic)
    for each in candidates:
        fact_id, same = _find_fact(place, topic, each, common)
        if fact_id is None:
            if each.dangling:
                continue
            fact_id, same = _new_fact(place, topic, each), True
        _insert(
            place.connection,
            t.fact_support,
            fact_id=fact_id,
            article_id=place.stored.id,
            passage_id=place.passage(each.span),
            origin_id=place.stored.origin_id,
            text_start=each.span.start,
            text_end=each.span.end,
            citing=each.citing,
            score=each.score,
            same=same,
        )
        if not same and not each.citing:
            _take_over(place.connection, fact_id)
        for word in signature(each.words) - common:
            known = select(t.fact_word.c.fact_id).where(
                t.fact_word.c.fact_id == fact_id, t.fact_word.c.word == word
            )
            if place.connection.execute(known).first() is None:
                place.connection.execute(
                    insert(t.fact_word).values(
                        build_id=place.dossier.build_id, topic=topic.key, word=word, fact_id=fact_id
                    )
                )
        _settle_fact(place.connection, fact_id)
    if candidates:
        _settle_topics(place.connection, place.dossier.build_id, topic.key)


def _take_over(connection: Connection, fact_id: int) -> None:
    """Let the wordings in an article's own voice stand where a fact had only cited ones."""
    s = t.fact_support.c
    own = select(s.id).where(s.fact_id == fact_id, s.same.is_(True), s.citing.is_(None))
    if connection.execute(own).first() is None:
        fact = t.fact_support.update().where(s.fact_id == fact_id)
        connection.execute(fact.where(s.same.is_(True)).values(same=False))
        newest = select(func.max(s.id)).where(s.fact_id == fact_id, s.citing.is_(None))
        connection.execute(fact.where(s.id == newest.scalar_subquery()).values(same=True))


def _common(topic: Topic) -> frozenset[str]:
    names = " ".join(
        (*topic.names, *topic.terms, *topic.referring, *topic.parties, "Moscow Tehran")
    )
    return signature(names)


def _find_fact(
    place: _Place, topic: Topic, each: _Candidate, common: frozenset[str]
) -> tuple[int | None, bool]:
    """Find the fact that a clause tells again; whether its wording counts as the same."""
    best: tuple[float, int | None] = (0.0, None)
    for fact_id in _likely(place, topic, signature(each.words) - common, each):
        wordings = _wordings(place.connection, fact_id)
        if each.definition and any(_defines_same(each, words, topic) for words in wordings):
            return fact_id, True
        if any(contradicts(each.words, words) for words in wordings):
            continue
        score = max((same_fact(each.words, words, common) for words in wordings), default=0.0)
        best = max(best, (score, fact_id), key=lambda pair: pair[0])
    if best[1] is not None and best[0] >= SIMILAR:
        return best[1], best[0] >= SAME
    return None, False


def _defines_same(each: _Candidate, words: str, topic: Topic) -> bool:
    """Say whether two sentences tell the same signing: the full name, the same date, the same act."""
    acts = {stem for stem in ("sign", "ratif", "conclu", "adopt") if stem in each.words.lower()}
    dated = any(_written_in(value, words) for value in each.dates)
    return (
        dated
        and topic.full.search(words) is not None
        and any(stem in words.lower() for stem in acts)
    )


def _written_in(value: str, words: str) -> bool:
    from bot.dates import write_value

    return write_value(value) in words


def _likely(place: _Place, topic: Topic, words: Iterable[str], each: _Candidate) -> tuple[int, ...]:
    w = t.fact_word.c
    wanted = sorted(words)
    query = (
        select(w.fact_id)
        .where(w.build_id == place.dossier.build_id, w.topic == topic.key, w.word.in_(wanted))
        .group_by(w.fact_id)
        .order_by(func.count().desc(), w.fact_id)
        .limit(COMPARED)
    )
    found = list(place.connection.execute(query).scalars().all()) if wanted else []
    if each.definition:
        definitions = (
            select(t.fact.c.id)
            .where(
                t.fact.c.build_id == place.dossier.build_id,
                t.fact.c.topic == topic.key,
                t.fact.c.kind == "definition",
            )
            .order_by(t.fact.c.origins.desc())
            .limit(3)
        )
        found = [*place.connection.execute(definitions).scalars().all(), *found]
    return tuple(dict.fromkeys(found))


def _wordings(connection: Connection, fact_id: int) -> tuple[str, ...]:
    s = t.fact_support.c
    query = (
        select(t.article_version.c.text, s.text_start, s.text_end)
        .join(t.article, t.article.c.id == s.article_id)
        .join(t.article_version, t.article_version.c.id == t.article.c.live_version_id)
        .where(s.fact_id == fact_id, s.same.is_(True))
        .order_by(s.score.desc())
        .limit(COMPARED)
    )
    return tuple(row.text[row.text_start : row.text_end] for row in connection.execute(query))


def _new_fact(place: _Place, topic: Topic, each: _Candidate) -> int:
    return _insert(
        place.connection,
        t.fact,
        build_id=place.dossier.build_id,
        topic=topic.key,
        kind="definition" if each.definition else "fact",
        origins=1,
        score=each.score,
        day=place.day,
    )


def _settle_fact(connection: Connection, fact_id: int) -> None:
    """Count a fact's origins and choose its best wording anew; one without support goes."""
    s = t.fact_support.c
    rows = connection.execute(
        select(s.id, s.origin_id, s.score, s.same).where(s.fact_id == fact_id)
    ).all()
    same = [row for row in rows if row.same]
    if not same:
        connection.execute(delete(t.fact_support).where(s.fact_id == fact_id))
        connection.execute(delete(t.fact_word).where(t.fact_word.c.fact_id == fact_id))
        connection.execute(delete(t.fact).where(t.fact.c.id == fact_id))
        return
    best = max(same, key=lambda row: (row.score, -row.id))
    connection.execute(
        update(t.fact)
        .where(t.fact.c.id == fact_id)
        .values(
            origins=len({row.origin_id for row in same}), score=best.score, best_support_id=best.id
        )
    )


def _settle_topics(connection: Connection, build_id: int, topic: str | None = None) -> None:
    f, s = t.fact.c, t.fact_support.c
    query = (
        select(f.topic, func.count(func.distinct(s.origin_id)))
        .join(t.fact_support, s.fact_id == f.id)
        .where(f.build_id == build_id)
        .group_by(f.topic)
    )
    rows = connection.execute(query.where(f.topic == topic) if topic else query).all()
    where = [t.topic_count.c.build_id == build_id]
    if topic:
        where.append(t.topic_count.c.topic == topic)
    connection.execute(delete(t.topic_count).where(*where))
    for key, count in rows:
        connection.execute(
            insert(t.topic_count).values(build_id=build_id, topic=key, articles=count)
        )


def _insert(connection: Connection, table: Any, **values: Any) -> int:
    made = connection.execute(insert(table).values(**values)).inserted_primary_key
    assert made is not None
    return int(made[0])
