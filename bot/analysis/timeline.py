"""Dated events: sentences that say when something happened, in the precision that they give."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.disputes import AGAINST
from bot.analysis.fitness import ASKED, without_dateline
from bot.analysis.loose import is_loose
from bot.analysis.undone import is_undone
from bot.dates import interval
from bot.model import Analysis, Article, Attribution, Span, TimeExpression

# a year as a measure of something else: “since the 1979 revolution”, “the 1958 statement”
MEASURE = re.compile(r"\b(?:since|until|before)\s+(?:the|a|an)\s+$", re.IGNORECASE)
# the day of a report that is named: “an article of 4 March gave the height as 92 metres”
OF_REPORT = re.compile(
    r"\b(?:article|report|story|edition|issue|column|editorial)s?\s+(?:of|from)\s+(?:\w+day,?\s+)?$",
    re.IGNORECASE,
)
# months of every year: “must let through more between April and September”
_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
EVERY_YEAR = re.compile(
    rf"\b(?:between\s+{_MONTHS}\s+and|from\s+{_MONTHS}\s+(?:to|until|till|through))\s+{_MONTHS}\b"
    r"(?!,?\s+\d{4})"
)
STANDING = re.compile(
    r"\b(?:must|may|can|shall|obliges?|requires?|allows?|lets?|permits?|bars?|bans?|entitles?|sets?"
    r"|every|each|usually|normally|always)\b",
)
# who supports, opposes or condemns does so on the day: nobody tells of it
REACTS = frozenset(("supports", "opposes", "condemns"))
# a year that tells one thing from others of its name: “the treaty of 2019”, not “the end of 2019”
OF_NAME = re.compile(
    r"\b(?:(?!Mid|Late|Early)[A-Z][\w’'-]*|one|that|[Tt]he\s+(?:[\w-]+\s+){0,2}(?!end|beginning|start|middle"
    r"|half|third|quarter|course|rest|part|parts|most|days?|weeks?|months?|year)[a-z][\w-]+)\s+of\s+$"
)
# “the 2015 deal” is old news in a sentence on something else; “a 1958 statement” is told of
THE_OLD = re.compile(
    r"(?:\b(?:the|its|his|her|their|our|this|that)|[’']s)\s+(?:[a-z-]+\s+)?$", re.IGNORECASE
)
# “Resolution 1929”, “Expo 2024”
NUMBERED = re.compile(
    r"\b(?!(?:In|By|Since|Until|Till|During|From|Before|After|Through|Throughout|Around|About|Between"
    r"|Late|Early|Mid|Spring|Summer|Autumn|Fall|Winter|And|But|Only|Already|Back)\b)[A-Z][\w’'-]*\s+$"
)
# from when something holds; another date in the sentence says when something happened
SINCE = re.compile(r"\bsince\s+(?:late\s+|early\s+)?$", re.IGNORECASE)
YEAR_AT_LEAST = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?|-W\d\d)?$")
# letters of a value that is a year and no more
YEAR = 4
SPELLED_YEAR = re.compile(r"\b\d{4}\b")
# “ties between the two have grown”: who they are stands in the sentence before
THE_TWO = re.compile(r"\bthe two\s+(?:have|had|are|were|will|would)\b")
# a sentence that only says who said what stands before it: “The comments came from …”
POINTS_BACK = re.compile(
    r"(?:The|These|This|His|Her|Their)\s+(?:\w+\s+)?{said}\s+(?:came|comes?|was|were|follow(?:ed|s)?)\b"
    r"|.*\b(?:made|gave|issued|delivered)\s+(?:the|these|this|those|such)\s+(?:\w+\s+)?{said}\b".format(
        said=r"(?:comments?|statements?|announcements?|remarks?|declaration|words)"
    ),
    re.DOTALL,
)
# dates before and after one that are looked at for another one in its sentence
BESIDE = 4
# letters of what is shown with the sentence that it needs
LONGEST = 500
# an event of this age or more is background to the news
BACKGROUND_YEARS = 10


@dataclass(frozen=True, slots=True)
class Event:
    """A sentence with a date of its own; `attribution` is an index when somebody tells it."""

    span: Span
    value: str
    first_day: int
    last_day: int
    background: bool
    inferred: bool
    attribution: int | None


def events_of(article: Article, analysis: Analysis) -> Iterator[Event]:
    """Yield the dated events of an article, one a sentence and date."""
    text = article.text
    starts = [sentence.span.start for sentence in analysis.sentences]
    asides = article.asides
    published = article.metadata.publication.on
    newest = published.year if published else None
    seen: set[tuple[int, str]] = set()
    for number, date in enumerate(analysis.dates):
        if date.type != "DATE" or not YEAR_AT_LEAST.match(date.value):
            continue
        place = max(0, bisect_right(starts, date.span.start) - 1)
        sentence = analysis.sentences[place]
        whole = without_dateline(text, sentence.span)
        key = (whole.start, date.value)
        before = text[max(whole.start, date.span.start - 32) : date.span.start]
        # the day of a dateline is that of the report
        if key in seen or date.span.start < whole.start or MEASURE.search(before):
            continue
        if OF_REPORT.search(before):
            continue
        if _is_of_name(text, before, date) or _is_every_year(text, whole, date.span):
            continue
        beside = analysis.dates[max(0, number - BESIDE) : number + BESIDE + 1]
        if SINCE.search(before) and len(_dates_in(whole, beside)) > 1:
            continue
        days = interval(date.value)
        if days is None or any(aside.overlaps(whole) for aside in asides):
            continue
        if ASKED.match(whole.of(text)):
            continue
        seen.add(key)
        teller = _teller(date, analysis.attributions)
        if _is_undone(text, whole, date.span, teller, analysis.attributions):
            continue
        span = analysis.attributions[teller].extent if teller is not None else whole
        if teller is None and _needs_another(whole.of(text)):
            last = analysis.sentences[place - 1].span if place else whole
            span = Span(last.start, span.end)
            if not place or len(span) > LONGEST or _needs_another(last.of(text)):
                continue
        old = newest is not None and days[1].year < newest - BACKGROUND_YEARS
        yield Event(
            span=_with(span, whole),
            value=date.value,
            first_day=days[0].toordinal(),
            last_day=days[1].toordinal(),
            background=old,
            inferred=SPELLED_YEAR.search(date.span.of(text)) is None,
            attribution=teller,
        )


def _dates_in(sentence: Span, dates: Sequence[TimeExpression]) -> list[TimeExpression]:
    return [d for d in dates if sentence.covers(d.span) and YEAR_AT_LEAST.match(d.value)]


def _is_of_name(text: str, before: str, date: TimeExpression) -> bool:
    """Say whether a year belongs to the name of a thing, or tells it from others."""
    if len(date.value) != YEAR or date.span.of(text) != date.value:
        return False
    modifies = text[date.span.end : date.span.end + 2].strip().isalpha()
    old = modifies and THE_OLD.search(before) is not None
    return old or OF_NAME.search(before) is not None or NUMBERED.search(before) is not None


def _is_every_year(text: str, sentence: Span, date: Span) -> bool:
    """Say whether a month is one of those in which something holds each year."""
    found = EVERY_YEAR.finditer(text, sentence.start, sentence.end)
    return any(Span(*each.span()).overlaps(date) for each in found) and bool(
        STANDING.search(text, sentence.start, sentence.end)
    )


def _needs_another(words: str) -> bool:
    """Say whether only the sentence before tells of whom or of what a sentence speaks."""
    return bool(is_loose(words) or POINTS_BACK.match(words) or THE_TWO.search(words))


def _is_undone(
    text: str,
    sentence: Span,
    date: Span,
    teller: int | None,
    attributions: Sequence[Attribution],
) -> bool:
    """Say whether nothing is told to have happened on a date: it is negated, or its teller denies it."""
    if teller is not None:
        told = attributions[teller]
        piece = next(piece for piece in told.content if piece.covers(date))
        return told.stance in AGAINST or is_undone(piece.of(text), _within(piece, date))
    # what somebody says beside the date is not told of the date
    words = sentence.of(text)
    for piece in (piece for each in attributions if each.speech for piece in each.content):
        if sentence.covers(piece):
            said = _within(sentence, piece)
            words = f"{words[: said.start]}{' ' * len(said)}{words[said.end :]}"
    return is_undone(words, _within(sentence, date))


def _within(whole: Span, part: Span) -> Span:
    return Span(part.start - whole.start, part.end - whole.start)


def _teller(date: TimeExpression, attributions: Sequence[Attribution]) -> int | None:
    """Return who tells the event: the attribution of speech whose content holds the date."""
    for number, each in enumerate(attributions):
        if not each.speech or each.stance in REACTS:
            continue
        if any(piece.covers(date.span) for piece in each.content):
            return number
    return None


def _with(span: Span, whole: Span) -> Span:
    return Span(min(span.start, whole.start), max(span.end, whole.end))
