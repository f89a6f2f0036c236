"""The JSONL filters: one object in, one object out."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.analysis import analyse
from bot.analysis.days import Question, Report, make_timeline
from bot.analysis.lexicon import Lexicon
from bot.analysis.similarity import same_fact
from bot.analysis.summary import Source, summarise
from bot.intake import read_text
from bot.model import Article, Attribution, Metadata, Pieces, Publication


def analyse_one(given: dict[str, Any], lexicon: Lexicon) -> dict[str, Any]:
    """Analyse a text as it is: offsets of the answer are into it."""
    on = _day(given.get("published"))
    publication = Publication(on, "day") if on else Publication()
    metadata = Metadata(
        headline=given.get("headline"), outlet=given.get("outlet"), publication=publication
    )
    analysis = analyse(Article.whole(given["text"], metadata), lexicon)
    return {
        "id": given["id"],
        "attributions": [_attribution(each) for each in analysis.attributions],
        "dates": [
            {"start": d.span.start, "end": d.span.end, "type": d.type, "value": d.value}
            for d in analysis.dates
        ],
        "facts": [
            {"start": f.span.start, "end": f.span.end, "rank": f.rank} for f in analysis.facts
        ],
    }


def _attribution(each: Attribution) -> dict[str, Any]:
    speaker = None
    if each.speaker is not None:
        speaker = {
            "name": each.speaker.name,
            "role": each.speaker.role,
            "party": each.speaker.party,
        }
    return {
        "kind": each.kind,
        "content": _pairs(each.content),
        "source": _pairs(each.source) if each.source else None,
        "cue": _pairs(each.cue) if each.cue else None,
        "speaker": speaker,
        "via": each.via,
        "conditional": each.conditional,
        "confidence": each.confidence,
        "stance": each.stance,
    }


def _pairs(pieces: Pieces) -> list[list[int]]:
    return [[span.start, span.end] for span in pieces]


def clean_one(given: dict[str, Any]) -> dict[str, Any]:
    """Clean a pasted text."""
    return {"id": given["id"], "clean": read_text(given["noisy"]).text}


def pair_one(given: dict[str, Any]) -> dict[str, Any]:
    """Compare two sentences."""
    return {"id": given["id"], "score": same_fact(given["a"], given["b"])}


def summarise_one(given: dict[str, Any], words: int) -> dict[str, Any]:
    """Choose sentences of articles: as many as it takes to reach so many words."""
    sources = [Source(each["text"], each.get("title") or "") for each in given["articles"]]
    chosen = summarise(sources, words)
    return {
        "id": given["id"],
        "summary": [each.span.of(sources[each.article].text) for each in chosen],
    }


def timeline_one(given: dict[str, Any]) -> dict[str, Any]:
    """Choose the days of a matter, and sentences of articles that tell of them."""
    reports = [
        Report(each["text"], each.get("title") or "", _day(each.get("date")))
        for each in given["articles"]
    ]
    question = Question(
        _words(given.get("query")),
        int(given["dates"]),
        int(given["sentences"]),
        _day(given.get("start")) or date.min,
        _day(given.get("end")) or date.max,
    )
    told = make_timeline(reports, question)
    return {
        "id": given["id"],
        "timeline": {
            day.isoformat(): [each.span.of(reports[each.article].text) for each in chosen]
            for day, chosen in told.items()
        },
    }


def _words(given: list[str] | None) -> tuple[str, ...]:
    """Return a list of words; one word alone would be taken for a list of its letters."""
    if isinstance(given, str):
        raise TypeError("words stand in a list")
    return tuple(given or ())


def _day(written: str | None) -> date | None:
    # an hour may follow the day: only the day is resolved against
    return date.fromisoformat(str(written)[:10]) if written else None
