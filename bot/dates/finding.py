"""Finds time expressions in a text and resolves each against the day of publication."""

from __future__ import annotations

import re
from datetime import date

from bot.dates.context import Context
from bot.dates.patterns import FOLLOWERS, FOUND, NEXT_WORD, OPENERS, WORD
from bot.dates.values import value_of
from bot.model import Span, TimeExpression

KINDS = {"clock": "TIME", "part": "TIME", "set": "SET", "duration": "DURATION"}
# words that belong to the sentence and not to the name of a time
LEADING = re.compile(
    r"(?:on|in|by|since|until|over|during|through|from|between|of|its|his|her|their)\s+", re.I
)
# “$2 million a year”, “four flights a week”: a rate, not a stretch of time
RATE = re.compile(
    r"(?:\d|million|billion|hundred|thousand|\b(?:two|three|four|five|six|ten)\b)[^.,;:()]{0,24}\s$",
    re.I,
)
SINGLE = re.compile(r"an?\s+\w+$", re.I)
FRACTION = re.compile(r"(?:.*\s)?(?:an?|one|three)[\s-]quarters?$|an?\s+(?:second|night)$", re.I)
ALSO = re.compile(
    r"\s*(?:,|and|or|to|-|–)\s*(\d{1,2})\b(?![.,:]?\d|\s*(?:percent|%|million|billion|years|[ap]\.?m))"
)


def find_dates(text: str, published: date | None) -> tuple[TimeExpression, ...]:
    """Find time expressions in order; what is relative stays unresolved without publication."""
    context = Context(text, published)
    made: list[TimeExpression] = []
    reached = 0
    for word in WORD.finditer(text):
        if word.lastgroup is None and word[0].lower() not in OPENERS:
            continue
        start = word.start()
        if start < reached or not _led_on(text, word):
            continue
        found = FOUND.match(text, start)
        if found is None or not _names_a_time(text, found):
            continue
        reached = found.end()
        made += _expressions(text, found, context)
    return tuple(made)


def _led_on(text: str, opener: re.Match[str]) -> bool:
    """Say whether a word stands before one that must follow it where it opens a time, if any must."""
    followers = FOLLOWERS.get(opener[0].lower())
    following = NEXT_WORD.match(text, opener.end()) if followers else None
    return not (followers and following) or following[1].lower() in followers


def _names_a_time(text: str, found: re.Match[str]) -> bool:
    if found.end() < len(text) and text[found.end()].isalnum() and text[found.end() - 1].isalnum():
        return False
    if found.lastgroup != "duration":
        return True
    words, start = found.group(), found.start()
    if FRACTION.match(words):
        return False
    return not (SINGLE.match(words) and RATE.search(text, max(0, start - 32), start))


def _expressions(text: str, found: re.Match[str], context: Context) -> list[TimeExpression]:
    kind, start, end = str(found.lastgroup), found.start(), found.end()
    while leading := LEADING.match(text, start, end):
        start = leading.end()
    words = " ".join(text[start:end].lower().replace("’", "'").split())
    value = value_of(kind, words, start, end, context)
    name = KINDS.get(kind, "DURATION" if re.match(r"PT?[\dX]", value) else "DATE")
    made = [TimeExpression(Span(start, end), name, value)]  # type: ignore[arg-type]
    if kind == "date" and (also := ALSO.match(text, end)) and len(value) == 10:
        day = int(also[1])
        if int(value[-2:]) < day <= 31:
            made.append(TimeExpression(Span(*also.span(1)), "DATE", f"{value[:8]}{day:02}"))
    return made
