"""Briefings of kind `facts`: what a topic is, what is established, what officials say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.analysis.clusters import differs
from bot.analysis.topics import Topic
from bot.briefing.citing import Citing, articles
from bot.briefing.views import Block, Button, Entry, Line, Note, View
from bot.dates import MONTHS
from bot.store.rows import FactRow, StatementRow, SupportRow

MOST_FACTS = 6
MOST_ALONE = 4
# other articles named under one fact; its count tells of all
MOST_NAMED = 4
MOST_VOICES = 3
# wordings told of as similar or as giving another figure, and how long they may be
MOST_OTHER = 3
LONGEST_SIMILAR = 120
LONGEST_FIGURE = 300
DATE = re.compile(
    rf"\b(?:\d{{1,2}} )?(?:{'|'.join(m.title() for m in MONTHS)})(?: \d{{1,2}},?)? \d{{4}}\b"
)
PLACE = re.compile(r"\b(?:in|at) ([A-Z][\w’'-]*[\w])")


def compose_facts(citing: Citing, topic: Topic) -> View:
    """Compose the facts of a topic: the sentence that says what it is, then facts by support."""
    reader, words = citing.reader, citing.words
    facts = reader.facts(topic.key, MOST_FACTS + MOST_ALONE)
    kinds = ("direct", "mixed") if facts else ("direct", "mixed", "indirect")
    voices = reader.on_topic(topic.key, kinds, MOST_VOICES)
    newest = reader.newest()
    ids = {s.article_id for fact in facts for s in fact.supports}
    citing.load(ids | {v.article_id for v in voices} | ({newest} if newest else set()))
    definition = next((f for f in facts if f.kind == "definition"), None)
    others = [f for f in facts if f is not definition and not _only_cited(f)]
    several = [f for f in others if _is_several(f)][:MOST_FACTS]
    alone = [f for f in others if not _is_several(f)][:MOST_ALONE]
    blocks = [
        _block("", [definition] if definition else [], citing, "definition"),
        _block(words["several"], several, citing, "facts"),
        _block(words["one"], alone, citing, "facts"),
        _voices(words["their_words"], [v for v in voices if v.kind != "indirect"], citing),
        _voices(words["reported"], [v for v in voices if v.kind == "indirect"], citing),
    ]
    count = reader.topic_articles(topic.key)
    speak = "speaks" if count == 1 else "speak"
    subtitle = [f"{count} of {articles(reader.count())} {speak} of it"]
    if newest:
        subtitle[0] += f" · newest {citing.date(newest)}"
    shown = tuple(block for block in blocks if block.entries)
    if not shown:
        shown = (Block(detail=citing.words["empty_topic"], kind="empty"),)
    return View(
        "facts" if any(b.entries for b in shown) else "text",
        topic.title,
        tuple(subtitle),
        shown,
        citing.sources(),
        citing.foot(),
        _buttons(citing),
        tuple(citing.passages),
    )


def _voices(heading: str, rows: Sequence[StatementRow], citing: Citing) -> Block:
    """Return what was said on a topic; what is only reported stands in for facts where none is told."""
    entries = []
    for row in citing.distinct(rows):
        day = citing.date(row.article_id)
        when = f"reported {day}" if row.day else citing.words["date_unknown"]
        line = citing.statement(row, who=citing.name(row), when=when)
        if line:
            entries.append(Entry(line=line))
    return Block(heading, entries=tuple(entries), kind="voices")


def _buttons(citing: Citing) -> tuple[tuple[Button, ...], ...]:
    kinds = {"positions": "Positions", "timeline": "Timeline", "latest": "Latest"}
    row = [
        Button(kinds[command.kind], f"/{command.name}")
        for command in citing.settings.commands
        if command.kind in kinds
    ]
    return (tuple(row[:3]), (Button("Subscribe", "/subscribe"),))


def _only_cited(fact: FactRow) -> bool:
    """Say whether a fact rests on nobody's own voice: it is told on unnamed people's word only."""
    return all(support.citing for support in fact.supports if support.same)


def _is_several(fact: FactRow) -> bool:
    return fact.origins > 1 or len({s.origin_id for s in fact.supports}) > 1


def _block(heading: str, facts: list[FactRow], citing: Citing, kind: str) -> Block:
    entries = []
    for fact in facts:
        line = _line(fact, citing, kind)
        if line is not None:
            entries.append(Entry(line=line))
    return Block(heading, entries=tuple(entries), kind=kind)


def _line(fact: FactRow, citing: Citing, kind: str) -> Line | None:
    """Make the line of a fact: the best wording, the others cited as such."""
    same = [s for s in fact.supports if s.same]
    best, others = same[0], _one_an_origin(same[1:], {same[0].origin_id})
    rest = _one_an_origin([s for s in fact.supports if not s.same], {s.origin_id for s in same})
    made = citing.line(
        best.article_id,
        (best.span,),
        best.passage,
        "fact",
        same=tuple(c for each in others for c in citing.same(each)),
    )
    if made is None:
        return None
    notes = (
        _definition_notes(best, others, citing)
        if kind == "definition"
        else _support_notes(fact.origins, others, citing) + _other_notes(best, rest, citing)
    )
    return replace(made, notes=notes)


def _one_an_origin(supports: list[SupportRow], seen: set[int]) -> list[SupportRow]:
    found = []
    for each in supports:
        if each.origin_id not in seen:
            seen.add(each.origin_id)
            found.append(each)
    return found


def _definition_notes(
    best: SupportRow, others: list[SupportRow], citing: Citing
) -> tuple[Note, ...]:
    """Say in which other articles the date of a definition stands, and which place in none."""
    words = citing.text(best.article_id, (best.span,))
    told = [(other, citing.text(other.article_id, (other.span,))) for other in others]
    alone = [
        place
        for place in dict.fromkeys(PLACE.findall(words))
        if not DATE.match(words, words.index(place)) and not any(place in text for _, text in told)
    ]
    only = f"; {' and '.join(alone)} only here" if alone else ""
    notes = []
    for date in dict.fromkeys(DATE.findall(words)):
        having = [other for other, text in told if date in text]
        if having:
            notes.append(citing.note(f"{date} also in ", having, only))
        month = " ".join(date.split()[-2:])
        less = [other for other, text in told if other not in having and month in text]
        if less and DATE.fullmatch(month):
            notes.append(citing.note(f"{month} in ", less))
    return tuple(notes)


def _support_notes(count: int, others: list[SupportRow], citing: Citing) -> tuple[Note, ...]:
    notes = []
    plain = [o for o in others if not o.citing][:MOST_NAMED]
    cited = [o for o in others if o.citing][:1]
    if plain:
        notes.append(citing.note(f"at least {count} articles: also ", plain, ""))
    for each in cited:
        before = "and " if notes else f"at least {count} articles: also "
        notes.append(citing.note(before, [each], f" citing {each.citing}"))
    return tuple(notes)


def _other_notes(best: SupportRow, rest: list[SupportRow], citing: Citing) -> tuple[Note, ...]:
    """Say who gives another figure for the fact, and who words it so that it is only similar."""
    words = citing.text(best.article_id, (best.span,))
    other = [s for s in rest if differs(words, citing.text(s.article_id, (s.span,)))]
    similar = [s for s in rest if s not in other]
    return tuple(
        citing.note(before if n == 0 else "and in ", [each], _wording(each, citing, longest))
        for before, kind, longest in (
            (f"{citing.words['other_figure']} ", other, LONGEST_FIGURE),
            ("similar in ", similar, LONGEST_SIMILAR),
        )
        for n, each in enumerate(kind[:MOST_OTHER])
    )


def _wording(support: SupportRow, citing: Citing, longest: int) -> str:
    words = citing.text(support.article_id, (support.span,))
    citing_whom = f", citing {support.citing}" if support.citing else ""
    shown = words if len(words) <= longest else ""
    return f" ({shown}{citing_whom})" if shown else citing_whom
