"""Clauses of a sentence that can stand alone as facts: connectives cut off, comments left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.analysis.fitness import without_dateline
from bot.analysis.loose import is_later, is_loose
from bot.model import Span

# a connective that may fall away from the beginning of a line
CONNECTIVE = re.compile(
    r"(?:However|Notably|Additionally|Moreover|Furthermore|Meanwhile|Nevertheless|Still|Yet|But|And"
    r"|In addition|At the same time|For now|Also|As a result|Consequently|Therefore|Thus)\s*,?\s+"
)
# a comment of the writer that hangs on a clause: “, underscoring the limits of …”
COMMENT = re.compile(
    r",\s+(?:further\s+)?(?:underscor|underlin|highlight|distinguish|reflect|signal|signall|emphasi[sz]|show"
    r"|demonstrat|illustrat|suggest|indicat|rais|mark|leav|mak|hint|stress)ing\b"
)
# where a second fact begins in the same sentence
MEANING = re.compile(r",\s+(?:meaning|which means)\s+(?:that\s+)?")
WHILE = re.compile(r"(?:While|Although|Though|Whereas)\s+")
# the writer's own weighing; never an established fact
WEIGHING = re.compile(
    r"\b(?:questions? about|scrutiny|appears?|seems?|likely|unlikely|perhaps|perceived|arguably"
    r"|reportedly|allegedly|could|might|(?-i:may)|aims?|hopes?|fears?|discrepancy|rhetoric|viewed as"
    r"|raises?d?\b[^.]{0,20}questions?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A span that states something; `dangling` needs the words before it to be understood."""

    span: Span
    dangling: bool
    weighing: bool


def clauses_of(text: str, sentence: Span) -> Iterator[Clause]:
    """Yield the clauses of a sentence that can stand alone, in order."""
    start = without_dateline(text, sentence).start
    opening = CONNECTIVE.match(text, start, sentence.end)
    if opening:
        start = opening.end()
    begin = WHILE.match(text, start, sentence.end)
    parts: list[tuple[int, int]] = []
    if begin and (comma := _main_clause(text, begin.end(), sentence.end)):
        parts += [(begin.end(), comma), (comma + 1, sentence.end)]
    else:
        parts.append((start, sentence.end))
    for first, last in parts:
        yield from _split_meaning(text, first, last)


def _main_clause(text: str, start: int, end: int) -> int | None:
    """Find the comma between a clause with “while” and the main one; None when it is not plain."""
    found = re.compile(r",\s+(?:it|they|he|she|the|[A-Z])").search(text, start, end)
    last = None
    while found:
        last = found.start()
        words = text[last + 1 : end].split()[:4]
        if any(
            w in {"does", "do", "did", "is", "are", "has", "have", "was", "were"} for w in words
        ):
            return last
        found = re.compile(r",\s+(?:it|they|he|she|the|[A-Z])").search(text, last + 1, end)
    return None


def _split_meaning(text: str, start: int, end: int) -> Iterator[Clause]:
    at = start
    for cut in (*MEANING.finditer(text, start, end), None):
        stop = cut.start() if cut else end
        clause = _clause(text, at, stop)
        if clause is not None:
            yield clause
        at = cut.end() if cut else end


def _clause(text: str, start: int, end: int) -> Clause | None:
    comment = COMMENT.search(text, start, end)
    if comment and comment.start() - start > 20:
        end = comment.start()
    while start < end and text[start] in " ,;\n":
        start += 1
    while end > start and text[end - 1] in " ,;\n":
        end -= 1
    if end - start < 20:
        return None
    words = text[start:end]
    return Clause(
        Span(start, end), is_loose(words) or is_later(words), WEIGHING.search(words) is not None
    )
