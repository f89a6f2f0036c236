"""Whether a sentence says that something did not happen on a day that it names, or is only hoped for."""

from __future__ import annotations

import re

from bot.model import Span

# the day bounds what is denied, and something happened then: “did not open until 3 May”
BOUND = re.compile(
    r"\b(?:until|till|before|since|after|from|prior to|ahead of|as of)\s+(?:the\s+|late\s+|early\s+)?$",
    re.IGNORECASE,
)
# “not on Friday but on Saturday”
OTHER_DAY = re.compile(r"\bnot\s+(?:on|in|at|for)?\s*$")
# a part of a sentence that its commas set apart
ASIDE = re.compile(
    r",\s+(?:who|whom|whose|which|where|when|while|although|though|as|after|before)\b[^,;]*(?:,|$)"
)
# where another clause begins
BREAK = re.compile(
    r"[;:—–()“”\"]"
    r"|,?\s+\b(?:but|because|whereas|while|although|though|when|after|before|as|if|unless|that"
    r"|which|who|whose|where|whether)\b"
    r"|,?\s+and\s+(?=(?:he|she|it|they|the|a|an|its|his|her|their)\s|[A-Z]|\w+ed\b)"
)
# a clause that goes before the main one, with its comma
OPENING = re.compile(
    r"\W*(?:after|before|when|while|although|though|because|since|as|if)\b[^,;]*,", re.IGNORECASE
)
NEGATED_VERB = re.compile(
    r"\b(?:(?:did|do|does|was|were|is|are|has|have|had|will|would|could|can|shall|should|may|might"
    r"|must)(?:\s+\w+ly|\s+\w+)?\s+not\b|\w+n[’']t\b|cannot\b|never\b)"
    r"(?!\s+(?:only|to|long|far|without)\b)",
    re.IGNORECASE,
)
# “No talks took place”, “On Friday, neither side signed”, “there were no talks”
NOBODY = re.compile(
    r"^\W*(?:(?:on|in|at|by|last|this|late|early|but|and|yet|so)\b[^,]{0,40},?\s+)?"
    r"(?:no\s+(?!fewer|less|more|sooner|doubt|matter|\W?\d)\w|neither\b|none\b|nobody\b|nothing\b)"
    r"|\bthere\s+(?:was|were|is|are|(?:will|would)\s+be|ha(?:s|ve|d)\s+been)\s+no\b",
    re.IGNORECASE,
)
# what nobody suffered happened all the same
HARM = re.compile(r"\b(?:kill|hurt|injur|harm|wound|damag)(?:ed|ured)?\b", re.IGNORECASE)
# a day by which somebody would have something done: “hoped that they would sign by June”
HOPED = re.compile(
    r"\b(?:hop(?:e|es|ed|ing)|wish(?:es|ed)?|urg(?:e|es|ed|ing))\b[^.;“”\"]{0,120}\b(?:would|will|to|can|could)\b",
    re.IGNORECASE,
)
# a day at the beginning of a clause, or after a name: it says when all of the clause is
WHEN = re.compile(
    r"\W*(?:(?:but|and|yet|so|however)\W+)?(?:(?:late|early|later|again)\s+)?(?:on|in|at|by|during|last|this)?"
    r"\s*(?:the\s+)?|.*\b[A-Z][\w’'-]*\s+(?:on\s+|in\s+|late\s+|early\s+)*",
    re.DOTALL,
)


def is_undone(words: str, day: Span) -> bool:
    """Say whether words tell of a day, a span of them, only what did not happen then."""
    before = words[: day.start]
    if OTHER_DAY.search(before):
        return True
    if HOPED.search(before):
        return True
    if BOUND.search(before):
        return False
    said, at = _clause(words, day)
    if HARM.search(said):
        return False
    if NOBODY.search(said):
        return True
    negated = NEGATED_VERB.search(said)
    if negated is None:
        return False
    return negated.start() < at or WHEN.fullmatch(said[:at]) is not None


def _clause(words: str, day: Span) -> tuple[str, int]:
    """Return the clause that a day stands in, and where in it the day begins."""
    opening = OPENING.match(words)
    for apart in (*([opening] if opening else ()), *ASIDE.finditer(words)):
        if apart.start() <= day.start and day.end <= apart.end():
            return apart.group(), day.start - apart.start()
        # what stands apart breaks nothing and negates nothing
        words = words[: apart.start()] + " " * len(apart.group()) + words[apart.end() :]
    cuts = list(BREAK.finditer(words))
    start = max((cut.end() for cut in cuts if cut.end() <= day.start), default=0)
    end = min((cut.start() for cut in cuts if cut.start() >= day.end), default=len(words))
    return words[start:end], day.start - start
