"""What is new for a subscriber since a revision of the dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.briefing.citing import Citing
from bot.briefing.latest import lede_of
from bot.briefing.positions import weight
from bot.briefing.views import Block, Button, Entry, Line, Message, Note, View
from bot.dates import write_publication
from bot.store.reader import StatementRow

MOST_FIRST = 5
MOST_ARTICLES = 8
MOST_POSITIONS = 6
OLD_AFTER = timedelta(days=14)
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


@dataclass(frozen=True, slots=True)
class Edition:
    """One rendering of a digest: no messages when nothing is new; `to_rev` is what it covers."""

    id: int | None
    to_rev: int
    messages: tuple[Message, ...]
    lines: tuple[Line, ...] = ()
    passages: tuple[str, ...] = ()


def compose_digest(citing: Citing, from_rev: int, first_since: str | None, on: date) -> View | None:
    """Compose what became public after a revision; None when nothing did.

    A first digest, with `first_since`, holds the newest five since that instant instead.
    """
    reader, words = citing.reader, citing.words
    if first_since is not None:
        new = reader.public_between(first_since)[-MOST_FIRST:]
    else:
        new = reader.published_since(from_rev)
    citing.load(new)
    new = tuple(i for i in new if i in citing.articles)
    if not new:
        return None
    fresh = [i for i in new if not _is_old(citing, i, on)]
    late = [i for i in new if i not in fresh]
    positions, unofficial = _positions(citing, fresh, new)
    blocks = (
        Block(words["new_positions"], entries=positions, kind="positions"),
        Block(words["unofficial"], entries=unofficial, kind="positions"),
        Block(words["better_supported"], entries=_supported(citing, new), kind="facts"),
        Block(words["new_articles"], entries=_articles(citing, fresh), kind="articles"),
        Block(words["also_added"], entries=_articles(citing, late), kind="articles"),
    )
    counted = f"{len(new)} new article{'s' if len(new) != 1 else ''}"
    if positions:
        counted += f" · {len(positions)} new position{'s' if len(positions) != 1 else ''}"
    names = [c.name for c in citing.settings.commands if c.kind in ("facts", "positions")][:2]
    buttons = (
        *(Button(name.title(), f"/{name}") for name in names),
        Button("Settings", "/settings"),
    )
    return View(
        "digest",
        f"{citing.settings.title} · {WEEKDAYS[on.weekday()]} {on.day} {on:%B} {on.year}",
        (counted,),
        tuple(block for block in blocks if block.entries),
        citing.sources(),
        citing.foot(),
        (buttons,),
        tuple(citing.passages),
    )


def _is_old(citing: Citing, article_id: int, on: date) -> bool:
    published = citing.articles[article_id].publication.on
    return published is not None and published < on - OLD_AFTER


def _positions(
    citing: Citing, fresh: Sequence[int], new: Sequence[int]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Choose the best new statement of each party on each issue; unnamed voices apart."""
    grouped: dict[tuple[str, str, bool], list[StatementRow]] = {}
    for row in citing.reader.of_articles(fresh):
        if row.issue and row.party and row.position and not row.dangling:
            grouped.setdefault((row.issue, row.party, row.official), []).append(row)
    official: list[Entry] = []
    unofficial: list[Entry] = []
    for (issue, party, named), rows in grouped.items():
        row = max(rows, key=weight)
        short = citing.settings.issues[issue].short if issue in citing.settings.issues else issue
        line = citing.statement(
            row,
            who=citing.name(row) if row.kind == "direct" else None,
            notes=_before(citing, issue, party, new) if named else (),
        )
        if line is not None:
            head = f"{short} · {party}" if named else f"{short} · {citing.name(row)}"
            (official if named else unofficial).append(Entry(heading=head, line=line))
    return tuple(official[:MOST_POSITIONS]), tuple(unofficial[:3])


def _before(citing: Citing, issue: str, party: str, new: Sequence[int]) -> tuple[Note, ...]:
    """Point to what the party said before."""
    earlier = [r for r in citing.reader.on_issue(issue, party, 12) if r.article_id not in new]
    if not earlier:
        return ()
    row = earlier[0]
    citing.load([row.article_id])
    stance = citing.words["stances"][row.stances[0]] if row.stances else ""
    cite = citing.cite(row.article_id, row.passage, citing.text(row.article_id, row.shown))
    return (Note(f"before, {citing.date(row.article_id)}: {stance} ", (cite,)),)


def _supported(citing: Citing, new: Sequence[int]) -> tuple[Entry, ...]:
    """Tell the facts that new articles support beside older ones."""
    entries = []
    for topic in citing.settings.topics:
        for fact in citing.reader.facts(topic, 12):
            same = [s for s in fact.supports if s.same]
            before = {s.origin_id for s in same if s.article_id not in new}
            if not before or fact.origins <= len(before):
                continue
            best = next((s for s in same if s.article_id in new), same[0])
            citing.load(s.article_id for s in same)
            line = citing.line(
                best.article_id,
                (best.span,),
                best.passage,
                "fact",
                same=tuple(c for s in same if s is not best for c in citing.same(s)),
            )
            if line is not None:
                entries.append(
                    Entry(line=line, detail=f"at least {fact.origins} articles, was {len(before)}")
                )
    return tuple(entries[:4])


def _articles(citing: Citing, ids: Sequence[int]) -> tuple[Entry, ...]:
    sentences = citing.reader.sentences(ids) if ids else {}
    entries = []
    for article_id in ids[:MOST_ARTICLES]:
        article = citing.articles[article_id]
        lede = lede_of(article.text, sentences.get(article_id, ()))
        if lede is None:
            continue
        passage = citing.reader.passage_at(article_id, lede) or article.key
        line = citing.line(article_id, (lede,), passage, "lede")
        if line is not None:
            outlet = article.outlet or citing.words["outlet_unknown"]
            head = article.headline or citing.words["no_headline"]
            date_words = write_publication(article.publication)
            entries.append(Entry(heading=head, detail=f"{outlet} · {date_words}", line=line))
    return tuple(entries)
