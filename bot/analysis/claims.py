"""The nouns of claims: what somebody says, and another one may deny or point back at."""

from __future__ import annotations

CLAIM = r"(?:claim|charge|allegation|accusation|assertion|suggestion|report|rumou?r)"
CLAIMS = frozenset(
    form
    for noun in "claim charge allegation accusation assertion suggestion report rumour rumor".split()
    for form in (noun, f"{noun}s")
)
