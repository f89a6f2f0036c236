"""Whether two sentences state the same fact: shared words by weight, with guards against merging."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
NUMBER = re.compile(r"\b\d[\d.,]*\b")
NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|without|lacks?|cannot)\b|n[’']t\b", re.IGNORECASE
)
FUTURE = re.compile(r"\b(?:will|would|may|might|could|should|shall|plans? to|expected to)\b", re.I)
STOP = frozenset(
    "a an the of in on at to for from by with and or but as is are was were be been being has have"
    " had do does did it its they their he she his her this that these those which who whom if"
    " than then so such not no also into over under about between among between up out off".split()
)
# words that say the same in this trade
FOLDED = {
    "defence": "defense",
    "programme": "program",
    "contain": "include",
    "contains": "include",
    "comprise": "include",
    "obliged": "obligat",
    "compelled": "obligat",
    "pact": "treaty",
    "agreement": "treaty",
    "accord": "treaty",
    "partnership": "treaty",
    "assistance": "help",
    "aid": "help",
    "support": "help",
}
SUFFIX = re.compile(r"(?:ations?|ities|ments?|ing|edly|ed|ies|es|s|ly|e)$")


@lru_cache(maxsize=4096)
def signature(text: str) -> frozenset[str]:
    """Return the stems of a sentence's content words."""
    found = set()
    for word in WORD.findall(text.casefold().replace("’", "'")):
        word = word.removesuffix("'s")
        if word not in STOP and len(word) > 1:
            folded = FOLDED.get(word, word)
            stem = SUFFIX.sub("", folded) if len(folded) > 4 else folded
            found.add(stem[:9])
    return frozenset(found)


def contradicts(a: str, b: str) -> bool:
    """Say whether two sentences must not be merged: other numbers, negation or mode."""
    if bool(NEGATION.search(a)) != bool(NEGATION.search(b)):
        return True
    first, second = set(NUMBER.findall(a)), set(NUMBER.findall(b))
    if first and second and not (first <= second or second <= first):
        return True
    return bool(FUTURE.search(a)) != bool(FUTURE.search(b))


def same_fact(a: str, b: str, common: Collection[str] = ()) -> float:
    """Say how sure it is that two sentences state the same fact, 0 to 1.

    `common` are stems that say nothing where the two come from, such as the names of a topic.
    """
    first, second = signature(a) - set(common), signature(b) - set(common)
    if not first or not second:
        return 0.0
    shared = sum(_weight(stem) for stem in first & second)
    total = min(sum(map(_weight, first)), sum(map(_weight, second)))
    longer = max(sum(map(_weight, first)), sum(map(_weight, second)))
    score = 0.55 * shared / total + 0.45 * shared / longer
    return round(score * (0.4 if contradicts(a, b) else 1.0), 4)


def _weight(stem: str) -> float:
    return 1.0 + math.log(max(1, len(stem) - 2)) / 2
