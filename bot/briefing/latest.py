"""Briefings of kind `latest`: the newest articles, each with its lede and who says what first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.analysis.fitness import is_furniture, is_quoted, without_dateline
from bot.analysis.loose import is_loose
from bot.analysis.turns import LABEL
from bot.briefing.citing import Citing, articles, basis_of
from bot.briefing.views import Block, Button, Entry, View
from bot.errors import BadQuery
from bot.model import Span
from bot.store.rows import ArticleRow, StatementRow

USUAL, MOST = 5, 20
# undated articles stand after the third dated one
BEFORE_UNDATED = 3
# sentences among which the lede is looked for
FIRST = 6
# what tells something has a word in small letters
SMALL = re.compile(r"\b[a-z]{2,}\b")


def compose_latest(citing: Citing, argument: str = "") -> View:
    """Compose the newest articles, 1 to 20; raises BadQuery for any other number."""
    wanted = _number(argument)
    reader, words = citing.reader, citing.words
    total, undated = reader.count(), reader.count_undated()
    dated = reader.latest(wanted)
    loose = reader.latest(
        max(0, wanted - min(len(dated), max(BEFORE_UNDATED, wanted - undated))), dated=False
    )
    dated = dated[: wanted - len(loose)]
    ids = (*dated[:BEFORE_UNDATED], *loose, *dated[BEFORE_UNDATED:])
    if not ids:
        return View("text", f"Latest · {citing.settings.title}", (words["empty_dossier"],))
    citing.load(ids)
    sentences = reader.sentences(ids)
    statements: dict[int, list[StatementRow]] = {}
    for row in reader.of_articles(ids):
        statements.setdefault(row.article_id, []).append(row)
    blocks = [
        _block(citing, number, article, sentences.get(article, ()), statements.get(article, []))
        for number, article in enumerate((i for i in ids if i in citing.articles), 1)
    ]
    subtitle = f"{len(blocks)} of {articles(total)} · by date of publication"
    if undated:
        subtitle += f" · {undated} undated"
    buttons = [Button("More", f"/latest {min(MOST, wanted * 2)}")] if total > wanted < MOST else []
    kinds = [c for c in citing.settings.commands if c.kind in ("facts", "positions")]
    buttons += [Button(command.name.title(), f"/{command.name}") for command in kinds[:2]]
    return View(
        "latest",
        f"Latest · {citing.settings.title}",
        (subtitle,),
        tuple(blocks),
        foot=citing.foot(),
        buttons=(tuple(buttons),),
        passages=tuple(citing.passages),
    )


def _number(argument: str) -> int:
    if not argument:
        return USUAL
    if argument.isdecimal() and 1 <= int(argument) <= MOST:
        return int(argument)
    raise BadQuery(argument, f"“{argument}” is not a number from 1 to {MOST}.", "Try /latest 10.")


def _block(
    citing: Citing,
    number: int,
    article_id: int,
    sentences: tuple[Span, ...],
    statements: list[StatementRow],
) -> Block:
    article = citing.articles[article_id]
    entries: list[Entry] = []
    lede = lede_of(article, sentences)
    if lede is not None:
        passage = next((s.passage for s in statements if lede.covers(s.shown[0])), article.key)
        line = citing.line(article_id, (lede,), passage, "lede")
        entries += [Entry(line=line)] if line else []
    chosen = _spoken(statements, lede)
    if chosen is not None:
        who = citing.name(chosen) if chosen.kind == "direct" else None
        line = citing.statement(chosen, who=who)
        entries += [Entry(line=line)] if line else []
    headline = article.headline or citing.words["no_headline"]
    outlet = article.outlet or citing.words["outlet_unknown"]
    basis = basis_of(article)
    detail = f"{outlet} · {citing.date(article_id)}" + (f" ({basis})" if basis else "")
    return Block(f"{number} · {headline}", detail, tuple(entries), "article")


def lede_of(article: ArticleRow, sentences: Sequence[Span]) -> Span | None:
    """Return the first sentence that stands by itself, without its dateline.

    “Lindow, Tuesday.” is a dateline of its own; the turns of a transcript are not the report's words.
    """
    for sentence in sentences[:FIRST]:
        span = without_dateline(article.text, sentence)
        words = span.of(article.text)
        if words[0] in '•-*“"' or is_loose(words) or is_quoted(article.text, sentence):
            continue
        if not SMALL.search(words) or _in_turn(article.text, sentence):
            continue
        if not is_furniture(words, article.headline or ""):
            return span
    return None


def _in_turn(text: str, sentence: Span) -> bool:
    """Say whether a paragraph begins with who speaks, as another one does, too."""
    label = LABEL.match(text, text.rfind("\n", 0, sentence.start) + 1)
    return label is not None and text.count(f"{label['who']}:") > 1


def _spoken(statements: list[StatementRow], lede: Span | None) -> StatementRow | None:
    """Choose the first direct quotation, else a reported statement that the lede does not hold."""
    direct = [s for s in statements if s.kind == "direct" and s.named]
    apart = [
        s
        for s in statements
        if s.named and not s.dangling and not (lede and lede.overlaps(s.shown[0]))
    ]
    mixed = [s for s in apart if s.kind == "mixed"]
    return next(iter(direct or mixed or apart), None)
