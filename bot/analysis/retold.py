"""What one party says that another one did: “Zakharova said that China had condemned the strikes”.

Only plain acts count, in the past or the present, of a party that the settings name: what another
is said to want, to know or not to have done is the teller's word alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.analysis.lexicon import Lexicon, Outlet
from bot.analysis.names import speaker_of
from bot.analysis.stance import stance_of
from bot.model import Attribution, Span, Speaker, Stance

THAT = re.compile(r"(?:that\s+)?(?:both\s+(?=[A-Z]))?")
# two who were named together before: “both nations”, and how far back they are looked for
BOTH = re.compile(r"(?:both|the two)\s+(?:nations|countries|states|sides|governments|powers)\b")
PAIR = re.compile(r"(?:[A-Z][\w’'-]*\s+){1,3}and\s+(?:[A-Z][\w’'-]*\s*){1,3}")
BACK = 400
AND = re.compile(r"\s+and\s+")
# between the subject and the verb of an act
HELPERS = re.compile(
    r"(?:\s+(?:has|have|had|also|each|both|jointly|together|already|now|\w+ly))*\s+", re.IGNORECASE
)
# an act that was not done, or hardly: “asked for nothing”
NOTHING = re.compile(r"(?:nothing|nobody|no|none|neither|little|few)\b", re.IGNORECASE)
WORD = re.compile(r"\S+")
MOST_WORDS_OF_NAME = 4
MOST_WORDS_OF_CUE = 3
ACTS: frozenset[Stance] = frozenset(
    ("condemns", "opposes", "supports", "calls_for", "warns", "offers", "refuses", "pledges")
)
# how much less sure than the statement that tells it
RETOLD = 0.9


def retold(text: str, each: Attribution, lexicon: Lexicon) -> Iterator[Attribution]:
    """Yield the acts of other parties that the content of a statement tells, `via` its speaker."""
    teller = each.speaker
    if each.kind == "direct" or len(each.content) != 1 or teller is None or not teller.named:
        return
    if each.stance != "asserts" or each.via or teller.party is None:
        return
    content = each.content[0]
    opening = THAT.match(text, content.start, content.end)
    at = opening.end() if opening else content.start
    subjects = _both(text, at, content.end, lexicon) or _subjects(text, at, content.end, lexicon)
    helpers = HELPERS.match(text, subjects[-1][1].end, content.end) if subjects else None
    cue = _cue(text, helpers.end(), content.end, lexicon) if helpers else None
    if cue is None or cue.end >= content.end:
        return
    object_ = Span(cue.end + 1, content.end)
    if NOTHING.match(text, object_.start):
        return
    for speaker, source in subjects:
        stance = stance_of(cue.of(text), object_.of(text), lexicon, speaker.party)
        if speaker.party not in (None, teller.party) and stance in ACTS:
            yield replace(
                each,
                content=(object_,),
                source=(source,),
                cue=(cue,),
                speaker=speaker,
                via=teller.name,
                stance=stance,
                conditional=False,
                confidence=round(each.confidence * RETOLD, 3),
            )


def _both(text: str, at: int, end: int, lexicon: Lexicon) -> list[tuple[Speaker, Span]]:
    """Return whom “both nations” means: the last two that were named together before."""
    found = BOTH.match(text, at, end)
    if found is None:
        return []
    pairs = [
        [speaker for speaker, _ in _subjects(text, pair.start(), pair.end(), lexicon)]
        for pair in PAIR.finditer(text, max(0, at - BACK), at)
    ]
    whom = next((pair for pair in reversed(pairs) if len(pair) > 1), [])
    return [(speaker, Span(*found.span())) for speaker in whom]


def _subjects(text: str, start: int, end: int, lexicon: Lexicon) -> list[tuple[Speaker, Span]]:
    """Return whom a clause begins with, one or several joined by “and”."""
    found: list[tuple[Speaker, Span]] = []
    at: int | None = start
    while at is not None:
        named = _named(text, at, end, lexicon)
        if named is None:
            return []
        found.append(named)
        joined = AND.match(text, named[1].end, end)
        at = joined.end() if joined else None
    return found


def _named(text: str, start: int, end: int, lexicon: Lexicon) -> tuple[Speaker, Span] | None:
    words = [match.end() for match in WORD.finditer(text, start, end)][:MOST_WORDS_OF_NAME]
    for stop in reversed(words):
        phrase = text[start:stop]
        named = lexicon.find(phrase)
        if named is not None and not isinstance(named, Outlet) and phrase != phrase.lower():
            return speaker_of(named), Span(start, stop)
    return None


def _cue(text: str, start: int, end: int, lexicon: Lexicon) -> Span | None:
    """Return the longest cue that stands at a place, in the past or the present."""
    words = list(WORD.finditer(text, start, end))[:MOST_WORDS_OF_CUE]
    for count in range(len(words), 0, -1):
        form = tuple(word.group().lower() for word in words[:count])
        cue = lexicon.cue_forms.get(form)
        # the bare verb is what is wanted (“asked that China condemn …”), not what is done
        if cue is not None and form != tuple(cue.base.split()) and not form[0].endswith("ing"):
            return Span(start, words[count - 1].end())
    return None
