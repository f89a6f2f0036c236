"""Briefings of kind `timeline`: dated events in their own precision, background apart."""

from __future__ import annotations

from bot.briefing.citing import Citing
from bot.briefing.views import Block, Button, Entry, View
from bot.dates import write_value
from bot.store.reader import EventRow

MOST_EVENTS = 20
MOST_BACKGROUND = 6


def compose_timeline(citing: Citing) -> View:
    """Compose what happened when, the latest first."""
    reader, words = citing.reader, citing.words
    events = reader.events(MOST_EVENTS, background=False)
    background = reader.events(MOST_BACKGROUND, background=True)
    citing.load({e.article_id for e in (*events, *background)})
    blocks = (
        Block("", entries=_entries(citing, events), kind="events"),
        Block(words["background"], entries=_entries(citing, background), kind="events"),
    )
    shown = tuple(block for block in blocks if block.entries)
    title = f"Timeline · {citing.settings.title}"
    if not shown:
        return View("text", title, (words["empty_dossier"],))
    return View(
        "timeline",
        title,
        ("Each date as exact as its article gives it.",),
        shown,
        citing.sources(),
        citing.foot(),
        ((Button("Latest", "/latest"), Button("Positions", "/positions")),),
        tuple(citing.passages),
    )


def _entries(citing: Citing, events: tuple[EventRow, ...]) -> tuple[Entry, ...]:
    """Make one entry a line: dates of one sentence are told together, copies once."""
    grouped: dict[tuple[int, int], list[EventRow]] = {}
    seen: set[tuple[int, str, int]] = set()
    for event in events:
        copy = (event.origin_id, event.value, event.span.end - event.span.start)
        if event.article_id in citing.articles and copy not in seen:
            seen.add(copy)
            grouped.setdefault((event.article_id, event.span.start), []).append(event)
    entries = []
    for rows in grouped.values():
        first = rows[0]
        line = citing.line(
            first.article_id,
            (first.span,),
            first.passage,
            "event",
            speaker=first.speaker if first.background else None,
            party=first.party if first.background else None,
        )
        if line is None:
            continue
        dates = " and ".join(write_value(row.value) for row in reversed(rows))
        if any(row.inferred for row in rows):
            dates += f" ({citing.words['inferred']})"
        told = f"as told by {first.speaker}" if first.background and first.speaker else ""
        entries.append(Entry(heading=dates, detail=told, line=line))
    return tuple(entries)
