"""Briefings of kind `quotes`: direct quotations first, reported statements apart and without marks."""

from __future__ import annotations

from collections.abc import Sequence

from bot.analysis.lexicon import Party
from bot.briefing.citing import Citing
from bot.briefing.positions import nothing_on
from bot.briefing.views import Block, Entry, View, asking
from bot.store.rows import StatementRow

MOST_QUOTED = 20
MOST_REPORTED = 8
QUOTED, REPORTED = ("direct", "mixed"), ("indirect",)


def compose_quotes(citing: Citing, argument: str = "") -> View:
    """Compose quotations, the newest first; of one speaker or party when one is named."""
    quoted, reported, name = _read(citing, argument)
    if argument and not quoted and not reported:
        return nothing_on(citing, argument)
    citing.load({row.article_id for row in (*quoted, *reported)})
    words = citing.words
    blocks = []
    entries = _entries(citing, quoted)
    if entries:
        blocks.append(Block("", entries=entries, kind="quotations"))
    else:
        said = words["no_quotation"] % (name or citing.settings.title)
        blocks.append(Block("", said, kind="quotations"))
    told = _entries(citing, reported)
    if told:
        blocks.append(Block(words["reported"], entries=told, kind="statements"))
    buttons = asking("Positions", f"/positions {name}".strip())
    return View(
        "quotes",
        f"Quotations · {name or citing.settings.title}",
        (words["dates_of_reports"],),
        tuple(blocks),
        citing.sources(),
        citing.foot(),
        (buttons,),
        tuple(citing.passages),
    )


def _read(
    citing: Citing, argument: str
) -> tuple[Sequence[StatementRow], Sequence[StatementRow], str]:
    reader = citing.reader
    if not argument:
        return reader.quotations(("direct",), MOST_QUOTED), (), ""
    named = citing.settings.lexicon.find(argument)
    if isinstance(named, Party):
        return (
            reader.by_party_once(named.name, QUOTED, MOST_QUOTED),
            reader.by_party_once(named.name, REPORTED, MOST_REPORTED),
            named.name,
        )
    actors = reader.actors_named(named.name if named else argument)
    ids = [i for i, _ in actors]
    shown = named.name if named else actors[0][1] if actors else argument
    return (
        reader.by_actors(ids, QUOTED, MOST_QUOTED),
        reader.by_actors(ids, REPORTED, MOST_REPORTED),
        shown,
    )


def _entries(citing: Citing, rows: Sequence[StatementRow]) -> tuple[Entry, ...]:
    entries = []
    for row in citing.distinct(rows):
        line = citing.statement(row, who=citing.name(row), when=citing.date(row.article_id))
        if line is not None:
            entries.append(Entry(line=line))
    return tuple(entries)
