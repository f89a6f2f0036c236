"""What a dossier makes of its articles: statements on issues, facts, disputes, events.

An article is added or taken out in one transaction, at a cost that depends on what it touches and
not on the archive. Answers read the outcome and compute nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection

from bot.analysis import VERSION
from bot.analysis.answers import Said, verb_on
from bot.analysis.clauses import clauses_of
from bot.analysis.clusters import nearest
from bot.analysis.conditions import BEHIND
from bot.analysis.disputes import Dispute, claim_of, disputes_of
from bot.analysis.fitness import is_furniture
from bot.analysis.overrules import SHARE, SURE, share_of
from bot.analysis.positions import Statement, statements_of
from bot.analysis.spans import Spans
from bot.analysis.timeline import Event, events_of
from bot.analysis.topics import Topic, issues_of, on_topic
from bot.analysis.wordings import signature
from bot.dates import agree, find_dates
from bot.dossier import Dossier
from bot.model import Analysis, Attribution, Pieces, Span, Stance, without_that
from bot.store import Store
from bot.store.builds import Builds, NewStatement, NewSupport
from bot.store.contested import Claim, NewVoice, Spoken
from bot.store.dossiers import DossierRow
from bot.store.journal import Key
from bot.store.stored import Stored
from bot.store.values import last_day
from bot.understanding import understand

# wordings of a fact that a new one is compared with, the likeliest first
COMPARED = 12
# statements of a party on an issue that a new one may answer, the newest
ANSWERED = 8


@dataclass(frozen=True, slots=True)
class _Editors:
    """What editors set of the article's facts: spans pinned, and wordings joined or set apart."""

    pinned: Pieces
    links: tuple[tuple[Span, str, str], ...]

    def pins(self, span: Span) -> bool:
        """Say whether a wording is pinned."""
        return any(share_of(each, span) >= SHARE for each in self.pinned)

    def linked(self, field: str, span: Span) -> list[str]:
        """Return the keys of the passages that a wording is joined with, or set apart from."""
        found = (link for link in self.links if link[1] == field)
        return [key for where, _, key in found if share_of(where, span) >= SHARE]


@dataclass(frozen=True, slots=True)
class _Place:
    """One article with all that was made of it, and where its rows go."""

    builds: Builds
    settings: Dossier
    stored: Stored
    analysis: Analysis
    attribution_ids: tuple[int, ...]
    passages: Mapping[Span, int]
    editors: _Editors

    @property
    def day(self) -> int:
        """The last day of the article's publication, 0 when it is not known."""
        return last_day(self.stored.article.metadata.publication) or 0

    def passage(self, span: Span) -> int:
        """Return the passage of a span of the article's text."""
        return self.passages[self.stored.article.to_source(span)]


def add_article(
    store: Store, connection: Connection, dossier: DossierRow, settings: Dossier, article_id: int
) -> set[Key]:
    """Put a public article into the live build of a dossier; returns what it touched of others."""
    stored = store.articles.get(connection, article_id)
    analysis, ids = store.articles.analysis_of(connection, article_id)
    article = stored.article
    statements = statements_of(article.text, analysis, settings.lexicon, settings.issues)
    disputes = disputes_of(article.text, analysis.attributions, settings.lexicon)
    events = tuple(events_of(article, analysis))
    facts = {
        topic: tuple(_candidates(article.text, analysis, topic, statements, article.asides))
        for topic in settings.topics.values()
    }
    spans = [s.extent for s in statements] + [e.span for e in events]
    spans += [d.claim for d in disputes] + [c.span for found in facts.values() for c in found]
    passages = store.articles.passages(
        connection,
        store.articles.source_text_id(connection, article_id),
        [article.to_source(span) for span in spans],
    )
    builds = _builds(connection, dossier, stored)
    editors = _editors(store, connection, stored)
    place = _Place(builds, settings, stored, analysis, ids, passages, editors)
    issues = _add_disputes(place, disputes, statements)
    _add_statements(place, statements, issues)
    _answer_others(place, statements, issues)
    _add_events(place, events)
    for topic, candidates in facts.items():
        _add_facts(place, topic, candidates)
    builds.count_topics(1)
    builds.count(1)
    return builds.touched


def _editors(store: Store, connection: Connection, stored: Stored) -> _Editors:
    article, set_here = stored.article, store.articles.overrides(connection, stored.id)
    placed = [article.from_source(each.span) for each in set_here if each.field == "pinned"]
    links = [
        (article.from_source(each.span), each.field, each.other)
        for each in store.articles.links(connection, stored.id)
    ]
    return _Editors(
        tuple(span for span in placed if span),
        tuple((span, field, other) for span, field, other in links if span),
    )


def drop_article(
    store: Store, connection: Connection, dossier: DossierRow, article_id: int
) -> set[Key]:
    """Take an article out of the live build and of every count; returns what it touched of others."""
    builds = _builds(connection, dossier, store.articles.get(connection, article_id))
    builds.drop()
    return builds.touched


def rebuild(
    store: Store, connection: Connection, dossier: DossierRow, settings: Dossier, now: datetime
) -> DossierRow:
    """Build a dossier anew from all its public articles and switch the build in."""
    store.dossiers.start_build(connection, dossier.id, VERSION, now)
    fresh = store.dossiers.get(connection, dossier.key)
    for article_id in store.dossiers.public_ids(connection, dossier.id):
        analysis, _ = store.articles.analysis_of(connection, article_id)
        if analysis.version != VERSION:
            understand(store, connection, article_id, settings.lexicon, now)
        add_article(store, connection, fresh, settings, article_id)
    return fresh


def _builds(connection: Connection, dossier: DossierRow, stored: Stored) -> Builds:
    day = last_day(stored.article.metadata.publication) or 0
    return Builds(connection, dossier.build_id, stored.id, stored.origin_id, day)


# ---- disputes, statements, events


def _add_disputes(
    place: _Place, disputes: Sequence[Dispute], statements: Sequence[Statement]
) -> Mapping[Statement, set[str]]:
    """Write the article's disputes; returns the issues that its voices are on through them."""
    by_attribution = {n: s for s in statements for n in s.attributions}
    issues: dict[Statement, set[str]] = {}
    for dispute in disputes:
        known = [
            (statement, voice.verb)
            for voice in dispute.voices
            if (statement := by_attribution.get(voice.attribution)) is not None
        ]
        if len(known) < 2 or not any(verb == "asserts" for _, verb in known):
            continue
        issue = _issue_of(place, dispute.claim, [statement for statement, _ in known])
        place.builds.contested.add(issue, _voices(place, dispute.claim, known))
        for statement, _ in known:
            issues.setdefault(statement, set()).update([issue] if issue else [])
    return issues


def _voices(
    place: _Place, claim: Span, known: Sequence[tuple[Statement, Stance]]
) -> list[NewVoice]:
    """Give the claim to whoever tells it, or else to the first one who asserts it."""
    told = Claim(place.passage(claim), claim)
    asserting = [s for s, verb in known if verb == "asserts"]
    teller = next((s for s in asserting if s.extent.covers(claim)), asserting[0])
    return [
        NewVoice(
            attribution_id=place.attribution_ids[each.attributions[0]],
            article_id=place.stored.id,
            verb=verb,
            day=place.day,
            claim=told if each is teller else None,
        )
        for each, verb in known
    ]


def _issue_of(place: _Place, claim: Span, voices: Iterable[Statement]) -> str | None:
    found = issues_of(claim.of(place.stored.article.text), place.settings.issues, 1)
    if found:
        return found[0]
    counted = Counter(issue for voice in voices for issue in voice.issues[:1])
    return counted.most_common(1)[0][0] if counted else None


def _add_statements(
    place: _Place, statements: Sequence[Statement], extra: Mapping[Statement, set[str]]
) -> None:
    text, sentences = place.stored.article.text, place.analysis.sentences
    topics = [
        (topic, Spans(on_topic(text, sentences, topic))) for topic in place.settings.topics.values()
    ]
    for number, statement in enumerate(statements):
        issues = tuple(dict.fromkeys((*sorted(extra.get(statement, ())), *statement.issues)))
        kinds = {place.analysis.attributions[n].kind for n in statement.attributions}
        first = place.analysis.attributions[statement.attributions[0]]
        for order, issue in enumerate(issues or (None,)):
            place.builds.add_statement(
                NewStatement(
                    attribution_id=place.attribution_ids[statement.attributions[0]],
                    passage_id=place.passage(statement.extent),
                    party=statement.party,
                    issue=issue,
                    topic=_topic_of(text, topics, statement),
                    kind="mixed" if "mixed" in kinds else first.kind,
                    shown=statement.shown,
                    stances=statement.stances,
                    conditional=statement.conditional,
                    dangling=statement.dangling,
                    official=statement.official,
                    position=statement.position,
                    # told once, as the teller's
                    main=order == 0 and not statement.retold,
                    retold=statement.retold,
                    place=number,
                )
            )


def _topic_of(text: str, topics: Sequence[tuple[Topic, Spans]], statement: Statement) -> str | None:
    """Return the first topic that a statement speaks of; each has the sentences that are on it."""
    for topic, spoken in topics:
        words = " ".join(span.of(text) for span in statement.shown)
        named = topic.sure.search(words) or topic.back.search(words)
        if named and spoken.touching(statement.extent):
            return topic.key
    return None


def _answer_others(
    place: _Place, statements: Sequence[Statement], extra: Mapping[Statement, set[str]]
) -> None:
    """Bring claims and answers of this article and of others together, issue by issue."""
    spoken_on = cache(lambda issue: place.builds.contested.spoken_on(issue, ANSWERED))
    for statement in statements:
        if statement.retold:
            continue  # whoever is told of has not spoken
        mine = _spoken(place, statement)
        if not (_said(mine).claims or _said(mine).answers):
            continue
        for issue in dict.fromkeys((*statement.issues, *sorted(extra.get(statement, ())))):
            for other in spoken_on(issue):
                _bring_together(place, mine, other, issue)


def _bring_together(place: _Place, mine: Spoken, other: Spoken, issue: str) -> None:
    for claim, answer in ((other, mine), (mine, other)):
        verb = verb_on(_said(claim), _said(answer), place.settings.lexicon)
        if _said(claim).claims and verb is not None:
            _contest(place, claim, answer, verb, issue)


def _contest(place: _Place, claim: Spoken, answer: Spoken, verb: str, issue: str) -> None:
    """Write a claim and what answers it, or add to the dispute in which one of them is a voice.

    A claim that two assert is no dispute yet, but makes one of two disputes.
    """
    contested = place.builds.contested
    known, other = contested.of(claim.attribution_id), contested.of(answer.attribution_id)
    if known and known == other:
        return
    voices = (
        _claiming(claim),
        _claiming(answer) if verb == "asserts" else _answering(answer, verb),
    )
    if verb == "asserts" and known and other:
        contested.join(known, other)
    elif at := known or other:
        contested.add_voices(at, voices)
    elif verb != "asserts":
        contested.add(issue, voices)


def _claiming(spoken: Spoken) -> NewVoice:
    claim = Claim(spoken.passage_id, claim_of(spoken.words, spoken.content, spoken.extent))
    return NewVoice(spoken.attribution_id, spoken.article_id, "asserts", spoken.day, claim)


def _answering(spoken: Spoken, verb: str) -> NewVoice:
    return NewVoice(spoken.attribution_id, spoken.article_id, verb, spoken.day)


def _said(spoken: Spoken) -> Said:
    return Said(spoken.party, spoken.stance, spoken.words, spoken.cue)


def _spoken(place: _Place, statement: Statement) -> Spoken:
    text, number = place.stored.article.text, statement.attributions[0]
    each = place.analysis.attributions[number]
    return Spoken(
        attribution_id=place.attribution_ids[number],
        article_id=place.stored.id,
        passage_id=place.passage(statement.extent),
        party=statement.party,
        stance=each.stance,
        content=without_that(text, each.content[0]),
        extent=each.extent,
        words=" ".join(piece.of(text) for piece in each.content),
        cue=" ".join(piece.of(text) for piece in each.cue or ()),
        day=place.day,
    )


def _add_events(place: _Place, events: Sequence[Event]) -> None:
    for each in events:
        place.builds.add_event(
            each.span,
            place.passage(each.span),
            None if each.attribution is None else place.attribution_ids[each.attribution],
            value=each.value,
            first_day=each.first_day,
            last_day=each.last_day,
            background=each.background,
            inferred=each.inferred,
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
    said = analysis.attributions
    running = [s for s in analysis.sentences if not any(a.overlaps(s.span) for a in asides)]
    for rank, sentence in enumerate(on_topic(text, running, topic)):
        if is_furniture(sentence.of(text)):
            continue
        spoken = [s for s in statements if any(piece.overlaps(sentence) for piece in s.shown)]
        if any(s.party is not None or s.official for s in spoken):
            continue
        if any(_is_nobodys(each) and each.extent.overlaps(sentence) for each in said):
            continue
        inside = [s for s in spoken if sentence.covers(s.extent)]
        whole, citing = sentence, None
        if inside:
            first = analysis.attributions[inside[0].attributions[0]]
            if BEHIND.match(text, first.content[0].end, sentence.end):
                continue  # without its condition it is no fact
            whole, citing = (
                without_that(text, first.content[0]),
                _uncapital(first.speaker.name) if first.speaker else None,
            )
        for clause in clauses_of(text, whole):
            words = clause.span.of(text)
            if clause.weighing or (not citing and not _tells(words)):
                continue
            dates = frozenset(
                date.value
                for date in analysis.dates
                if date.type == "DATE" and date.value and clause.span.covers(date.span)
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


def _is_nobodys(each: Attribution) -> bool:
    """Say whether an editor took the speaker from words: they are somebody's all the same."""
    return each.speaker is None and each.confidence == SURE


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
    common = _common(topic, place.settings)
    for each in candidates:
        words = signature(each.words) - common
        fact_id, same = _find_fact(place, topic, each, common)
        if each.dangling and not same:
            continue
        if fact_id is None:
            kind = "definition" if each.definition else "fact"
            fact_id, same = place.builds.new_fact(topic.key, kind, each.score), True
        pinned = place.editors.pins(each.span)
        support = NewSupport(
            place.passage(each.span), each.span, each.citing, each.score, same, pinned
        )
        place.builds.add_support(fact_id, topic.key, support, words)


def _common(topic: Topic, settings: Dossier) -> frozenset[str]:
    """Return the stems that every sentence on a topic may have: its names, its parties'."""
    parties = [settings.lexicon.party(name) for name in topic.parties]
    aliases = (alias for party in parties if party for alias in (*party.aliases, *party.adjectives))
    names = (*topic.names, *topic.terms, *topic.referring, *topic.parties, *aliases)
    return signature(" ".join(names))


def _find_fact(
    place: _Place, topic: Topic, each: _Candidate, common: frozenset[str]
) -> tuple[int | None, bool]:
    """Find the fact that a clause tells again; whether its wording counts as the same."""
    builds, editors = place.builds, place.editors
    joined = builds.facts_at(topic.key, editors.linked("joined", each.span))
    if joined:
        return joined[0], True
    words = signature(each.words) - common
    likely = builds.likely_facts(topic.key, words, definition=each.definition, limit=COMPARED)
    apart = builds.facts_at(topic.key, editors.linked("apart", each.span))
    likely = tuple(fact_id for fact_id in likely if fact_id not in apart)
    told = {fact_id: place.builds.wordings(fact_id, COMPARED) for fact_id in likely}
    for fact_id, wordings in told.items():
        if each.definition and any(_defines_same(each, other, topic) for other in wordings):
            return fact_id, True
    plain = place.settings.lexicon.plain
    clusters = [tuple(map(plain, wordings)) for wordings in told.values()]
    found = nearest(plain(each.words), clusters, common)
    return (None, False) if found.at is None else (likely[found.at], found.verdict == "same")


def _defines_same(each: _Candidate, words: str, topic: Topic) -> bool:
    """Say whether two sentences tell the same signing: the full name, the same date, the same act."""
    acts = {stem for stem in ("sign", "ratif", "conclu", "adopt") if stem in each.words.lower()}
    return (
        any(agree(date.value, own) for date in find_dates(words, None) for own in each.dates)
        and topic.full.search(words) is not None
        and any(stem in words.lower() for stem in acts)
    )
