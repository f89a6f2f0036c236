"""Who denies a claim in the words behind it: “…, a claim the Kremlin denies”, “…, denied by Iran”."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.analysis.claims import CLAIM
from bot.analysis.found import Found
from bot.model import Sentence, Span

NOUN = rf"(?:\w+\s+)?{CLAIM}s?"
THE = r"(?:an?|the|these|those|both)\s+"
# what sets the clause apart
BREAK = r"(?:,|\s[—–])\s+"
# with these it is no plain denial
UNSURE = r"(?:hardly|barely|scarcely|nearly|partly|reportedly|allegedly|possibly|probably|likely)"
# between who denies and the verb
HELPERS = rf"(?:\s+(?:has|have|had|also|again|later|long|since|both|each|(?!{UNSURE})\w+ly))*"
DENIES = (
    r"(?:den(?:y|ies|ied)|rejects?|rejected|disputes?|disputed|dismiss(?:es|ed)?|refutes?|refuted)"
)
DENIED_ = r"(?:denied|rejected|disputed|dismissed|refuted)"
SUBJECT = r"(?P<source>(?!which\b|who\b|that\b)[^\s,;:.()“”\"—–](?:[^,;:()“”\"—–]{0,70}?[^\s,;:()“”\"—–])?)"
# the words after a denial only say when, where and how it was made
END = (
    r"(?=\s*(?:[.,;:!?)—–]|$)"
    r"|\s+(?:on|in|at|as|last|late|early|this|yesterday|again|outright|and|but|via|through)\b)"
)
ACTIVE = re.compile(
    rf"{BREAK}(?:which|(?:{THE})?{NOUN}(?:\s+(?:that|which))?)\s+{SUBJECT}{HELPERS}\s+"
    rf"(?P<cue>{DENIES}){END}"
)
PASSIVE = re.compile(
    rf"{BREAK}(?:(?:{THE})?{NOUN}|(?:(?:{THE})?{NOUN}\s+)?(?:that|which)"
    r"\s+(?:was|were|is|are|ha(?:s|ve|d)\s+been))"
    rf"(?:\s+(?!{UNSURE})\w+ly)?\s+(?P<cue>{DENIED_})\s+by\s+{SUBJECT}{END}"
)
# that somebody denies it, whoever and however: “…, though Tehran has never denied that”
AT_ALL = re.compile(
    rf"{BREAK}(?:which|something|though|although|{THE}{NOUN})\s+[^.;:,“”\"]{{1,60}}?\b{DENIES}\b"
    r"[^.;:,“”\"]*"
)
# “neither state denied”, “the Kremlin did not deny”, “is expected to deny”: nobody denies
NOBODY = re.compile(
    rf"^(?:no|nobody|neither|none|few)\b|\b{UNSURE}\b|\b(?:not|never|nor|yet|to|do|does|did|is|are|was|were|be|been|has|have"
    r"|had|can|could|may|might|must|shall|should|will|would)\b|n[’']t\b",
    re.IGNORECASE,
)
# how much less sure than the claim that it answers
BEHIND = 0.95


def with_denials(
    text: str, sentences: Sequence[Sentence], found: Sequence[Found]
) -> tuple[Found, ...]:
    """Add to each claim the one who denies it in a clause behind it, in place of what was found there."""
    ends = [sentence.span.end for sentence in sentences]
    made: list[Found] = []
    behind: list[Span] = []
    for each in found:
        if any(clause.covers(piece) for clause in behind for piece in (each.cue or each.content)):
            continue
        denied = next(_denied(text, each, ends), None)
        made.append(each)
        if denied is not None:
            clause, answer = denied
            behind.append(clause)
            made[-1:] = [
                replace(each, content=(answer.content[0],), until=clause.end),
                answer,
            ]
    return tuple(made)


def end_of_denial(text: str, end: int) -> int | None:
    """Return where the clause ends that says of the words up to `end` that they are denied."""
    clause = AT_ALL.match(text, end)
    return clause.end() if clause else None


def _denied(text: str, each: Found, ends: Sequence[int]) -> Iterator[tuple[Span, Found]]:
    """Yield the clause in which somebody denies a claim, and the denial: its content is the claim."""
    if each.kind == "direct" or not each.source or not each.cue or len(each.content) != 1:
        return
    content = each.content[0]
    at = bisect_left(ends, content.end)
    stop = ends[at] if at < len(ends) else content.end
    for pattern in (ACTIVE, PASSIVE):
        clause = pattern.search(text, content.start, stop)
        if clause is None or clause.start() > content.end or NOBODY.search(clause["source"]):
            continue
        claim = Span(content.start, min(content.end, clause.start()))
        if len(claim.of(text).split()) < 4:
            continue
        source, cue = Span(*clause.span("source")), Span(*clause.span("cue"))
        end = max(source.end, cue.end)
        rest = re.compile(r"[^.;:,“”\"]*").match(text, end, stop)
        end = rest.end() if rest else end
        yield (
            Span(clause.start(), end),
            Found(
                kind="indirect",
                content=(claim,),
                source=(source,),
                cue=(cue,),
                confidence=each.confidence * BEHIND,
                lead=min(each.source[0].start, content.start, each.lead or content.start),
                until=end,
            ),
        )
