"""Whether only the sentence before tells of what a sentence speaks: pronouns, “the latter”, “the move”."""

from __future__ import annotations

import re

# “this week” and “this spring” need nothing before them
_TIMES = (
    r"week|month|year|morning|afternoon|evening|spring|summer|autumn|fall|winter|season|time|days"
    r"|weekend"
)
_PRONOUN = (
    r"(?:s?he|they|it|that|those(?!\s+who\b)|such|his|her|their|its|him|them|which"
    rf"|th(?:is|ese)(?!\s+(?:{_TIMES})\b))\b"
)
_CONNECTIVE = r"(?:but|and|so|yet|still|then|also|meanwhile|however|instead|now|later)"
# what puts a thing or a clause before the sentence: “under it”, “when it does”
_BEFORE = (
    r"(?:when|while|as|if|once|unless|until|after|before|since|because|although|though|for|in|at"
    r"|with|despite|under|on|upon|by|from|of|to|through|without|within|against)"
)
# “in its report, Arland said”: whose it is stands in the sentence
_OWN = rf"{_BEFORE}\s+(?:his|her|its|their)\s[^,.;]{{1,60}},\s+(?-i:[A-Z])"
# what was done or said, when it does not say what: “the move”, not “the decision to leave”
_MOVE = (
    r"the\s+(?:move|step|decision|announcement|comment|remark|statement|declaration|plan|proposal|idea"
    r"|offer|claim|allegation|accusation|visit|trip|incident|ruling|warning|demand|request|appeal"
    r"|response|reaction|gesture)s?\b"
    r"(?!\s+(?:to|of|by|on|for|that|against|in|between|with|from|at|over|about|which|who)\b|[-’'])"
)
_OPENING = re.compile(
    rf"\W*(?:{_CONNECTIVE}\b[,\s]+)?(?!{_OWN})(?:"
    rf"(?:{_BEFORE}\s+)?(?:{_PRONOUN}|the\s+(?:latter|same|others?|former(?!\s+(?-i:[A-Z])))\b|doing\s+so\b)"
    rf"|others\b|to\s+do\s+so\b|so\s+(?:said|did|does|is|was|are|were|has|have|had)\b|there,|{_MOVE})",
    re.IGNORECASE,
)
# a time that counts from one told before: “two days later”, “the next day”, “since then”
_LATER = re.compile(
    rf"\W*(?:{_CONNECTIVE}\b[,\s]+)?(?:(?:[\w-]+\s+){{1,2}}(?:hour|day|week|month|year)s?\s+(?:later|earlier)"
    r"|(?:on\s+)?the\s+(?:next|following|previous)\s+(?:day|morning|evening|week|month|year)"
    r"|(?:later|earlier)\s+that\b|shortly\s+(?:after|before)(?:wards?)?,|afterwards?\b"
    r"|(?:since|by|until)\s+then\b)",
    re.IGNORECASE,
)


def is_loose(words: str) -> bool:
    """Say whether a sentence begins with what only the one before explains."""
    return _OPENING.match(words) is not None


def is_later(words: str) -> bool:
    """Say whether a sentence begins with a time that counts from one told before."""
    return _LATER.match(words) is not None
