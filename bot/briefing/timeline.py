"""Briefings of kind `timeline`: dated events in their own precision, background apart."""

from __future__ import annotations

from dataclasses import replace

from bot.analysis.disputes import stems
from bot.briefing.citing import Citing, small
from bot.briefing.views import Block, Button, Entry, View
from bot.dates import agree, write_value
from bot.store.rows import EventRow

# the days that most stories tell of, and the dated sentences that are looked at for each
MOST_DAYS = 20
MOST_READ = 40
MOST_BACKGROUND = 6
# happenings of one day
MOST_OF_DAY = 2
# of the words of two sentences with one date, so many and such a share are the same where they tell
# one happening
LEAST_SHARED, SHARE = 3, 0.5

Dated = list[EventRow]
"""A sentence with its dates, in the order on file."""


def compose_timeline(citing: Citing) -> View:
    """Compose what happened when, the latest first."""
    reader, words = citing.reader, citing.words
    events = reader.main_events(MOST_DAYS, MOST_READ)
    background = reader.background_events(MOST_BACKGROUND)
    citing.load({e.article_id for e in (*events, *background)})
    blocks = (
        Block("", entries=_entries(citing, events), kind="events"),
        Block(words["background"], entries=_entries(citing, background), kind="events"),
    )
    shown = tuple(block for block in blocks if block.entries)
    title = f"Timeline · {citing.settings.title}"
    if not shown:
        nothing = words["no_event" if reader.count() else "empty_dossier"]
        return View("text", title, (nothing,))
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
    """Make one entry a happening: dates of one sentence are told together, copies once."""
    told = _by_happening(citing, _by_sentence(citing, events))
    ranked = sorted(told, key=len, reverse=True)
    main = [each for each in told if _of_day(each, ranked).index(each) < MOST_OF_DAY]
    entries = (_entry(citing, best, others) for best, *others in main)
    return tuple(entry for entry in entries if entry is not None)


def _of_day(each: list[Dated], told: list[list[Dated]]) -> list[list[Dated]]:
    return [other for other in told if other[0][0].value == each[0][0].value]


def _by_sentence(citing: Citing, events: tuple[EventRow, ...]) -> list[Dated]:
    grouped: dict[tuple[int, int], Dated] = {}
    seen: set[tuple[int, str, int]] = set()
    for event in events:
        copy = (event.origin_id, event.value, event.span.end - event.span.start)
        if event.article_id in citing.articles and copy not in seen:
            seen.add(copy)
            grouped.setdefault((event.article_id, event.span.start), []).append(event)
    return list(grouped.values())


def _by_happening(citing: Citing, told: list[Dated]) -> list[list[Dated]]:
    """Bring sentences of several articles on one happening together, the fullest first."""
    lexicon = citing.settings.lexicon
    made: list[tuple[frozenset[str], list[Dated]]] = []
    for each in told:
        words = stems(citing.text(each[0].article_id, (each[0].span,)), lexicon)
        for known, together in made:
            least = max(LEAST_SHARED, SHARE * min(len(words), len(known)))
            if _apart(each, together) and len(words & known) >= least:
                more = _exactness(each) - _exactness(together[0]) or len(words) - len(known)
                together.insert(0 if more > 0 else len(together), each)
                break
        else:
            made.append((words, [each]))
    return [together for _, together in made]


def _apart(each: Dated, together: list[Dated]) -> bool:
    """Say whether a sentence has the dates of others, and is of an article that none of them is of.

    One may give them less exactly.
    """
    articles = {other[0].article_id for other in together}
    dates = zip(each, together[0], strict=False)
    one = len(each) == len(together[0]) and all(agree(a.value, b.value) for a, b in dates)
    return each[0].article_id not in articles and one


def _exactness(each: Dated) -> int:
    return sum(len(row.value) for row in each)


def _written(rows: Dated) -> str:
    return " and ".join(dict.fromkeys(write_value(row.value) for row in reversed(rows)))


def _entry(citing: Citing, rows: Dated, others: list[Dated]) -> Entry | None:
    # one that needs the sentence before it begins where that one does, and holds it
    first = max(rows, key=lambda row: len(row.span))
    line = citing.line(
        first.article_id,
        (first.span,),
        first.passage,
        "event",
        speaker=first.speaker,
        party=first.party,
    )
    if line is None:
        return None
    dates = _written(rows)
    told_so: dict[str, list[EventRow]] = {}
    for other in others:
        told_so.setdefault(_written(other), []).append(other[0])
    notes = [
        citing.note("also in " if written == dates else f"{written} in ", found)
        for written, found in told_so.items()
    ]
    line = replace(line, notes=tuple(notes))
    if any(row.inferred for row in rows):
        dates += f" ({citing.words['inferred']})"
    told = f"{citing.words['as_told_by']} {small(first.speaker)}" if first.speaker else ""
    return Entry(heading=dates, detail=told, line=line)
