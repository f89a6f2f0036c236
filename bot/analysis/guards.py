"""What forbids to merge two sentences: other numbers or dates, negation, mode, words, actors."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.analysis.actors import other_actors, swapped
from bot.analysis.opposites import compared, opposite, other_treaty, replaced
from bot.analysis.wordings import key, words_of

NUMBER = re.compile(r"^\d+(?:\.\d+)?$")
# days are told by their capitals: “may” is no month
DAY = re.compile(
    r"\b(?:(?P<month>January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b(?! (?:have|be|also|not)\b)"
    r"|(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b)"
)
# in lower case: times and parts that tell one fact from another; negation; then what both sentences
# must have or neither: a denial, a condition, and each mode
SIGN = re.compile(
    r"\b(?P<period>(?:last|this|next|previous|coming|following)\s+(?:year|month|week|spring|summer"
    r"|autumn|winter))\b"
    r"|\b(?P<ordinal>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b"
    r"|\b(?P<amount>few|many|most|all|some(?! \d))\b"
    r"|\b(?P<part>half|quarter|double|twice|triple)\b"
    r"|\b(?P<negation>not|no|never|neither|none|nobody|nothing|without|lack(?:s|ed|ing)?|cannot"
    r"|fail(?:s|ed)? to|declin(?:es?|ed) to|refus(?:es?|ed) to|exempt\w*)\b|(?P<nt>n[’']t)\b"
    r"|\b(?P<denial>den(?:y|ies|ied|ying)|refut\w+|disput(?:es|ed|ing))\b"
    r"|\b(?P<condition>unless|only if|provided that|as long as)\b"
    r"|\b(?P<future>will|would|shall|(?:plan|plans|planned|expected|set|due|intends?|aims?|hopes?"
    r"|wants?|agreed|promised|pledged|vowed|going|about|scheduled|ready|prepared"
    r"|threaten(?:s|ed)?|seeks?) to)\b|(?P<ll>[’']ll)\b"
    r"|\b(?P<possible>may|might|could|possibly|perhaps|consider(?:s|ed|ing)?|mulls?)\b"
    r"|\b(?P<duty>must|should|ought|ha(?:s|ve) to|needs? to)\b"
)
MAY = re.compile(r"\bMay\b(?! (?:have|be|also|not)\b)")
TIMES = ("month", "weekday", "period", "ordinal", "amount", "part")
MODES = frozenset(("denial", "condition", "future", "possible", "duty"))
WRITTEN = {"nt": "negation", "ll": "future"}


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the guards look for in a sentence: figures with the thing counted, and signs by kind."""

    numbers: Mapping[str, str]
    counted: Mapping[str, str]
    signs: Mapping[str, frozenset[str]]
    negated: bool

    @property
    def modes(self) -> frozenset[str]:
        return MODES.intersection(self.signs)


@lru_cache(maxsize=4096)
def _marks(text: str) -> _Marks:
    words = words_of(text)
    numbers = {w: key(n) for w, n in zip(words, (*words[1:], ""), strict=True) if NUMBER.match(w)}
    found = list(_signs(text))
    return _Marks(
        numbers=numbers,
        counted={thing: number for number, thing in numbers.items() if thing},
        signs={kind: frozenset(w for k, w in found if k == kind) for kind, _ in found},
        negated=sum(kind == "negation" for kind, _ in found) % 2 == 1,
    )


def _signs(text: str) -> Iterator[tuple[str, str]]:
    for pattern, where in ((DAY, text), (SIGN, MAY.sub("", text).lower())):
        for match in pattern.finditer(where):
            kind = match.lastgroup or ""
            yield WRITTEN.get(kind, kind), match.group()


def contradicts(a: str, b: str) -> bool:
    """Say whether two sentences must not be merged."""
    return any(guard(a, b) for guard, _ in GUARDS)


def against(a: str, b: str) -> float:
    """Return how much speaks against two sentences telling one fact, as the guards weigh."""
    return sum(weight for guard, weight in GUARDS if weight and guard(a, b))


def other_numbers(a: str, b: str) -> bool:
    """Say whether two sentences give other figures, or another figure of one thing (“12 villages”)."""
    first, second = _marks(a), _marks(b)
    one, two = first.numbers.keys(), second.numbers.keys()
    if one and two and not (one <= two or two <= one):
        return True
    things = first.counted.keys() & second.counted.keys()
    return bool(things) and all(first.counted[t] != second.counted[t] for t in things)


def other_times(a: str, b: str) -> bool:
    """Say whether two sentences name other months, weekdays, periods, or other parts of a whole."""
    first, second = _marks(a).signs, _marks(b).signs
    return any(
        kind in first and kind in second and not first[kind] & second[kind] for kind in TIMES
    )


def other_sense(a: str, b: str) -> bool:
    """Say whether only one of two sentences is negated, denied, conditional, planned or a duty."""
    first, second = _marks(a), _marks(b)
    return first.negated != second.negated or first.modes != second.modes


def other_polarity(a: str, b: str) -> bool:
    """Say whether only one of two sentences is negated."""
    return _marks(a).negated != _marks(b).negated


# the guards, and what each weighs where two sentences are only compared; the quick ones first
GUARDS: tuple[tuple[Callable[[str, str], bool], float], ...] = (
    (other_numbers, 1.5),
    (other_sense, 0.3),
    (other_times, 2.0),
    (opposite, 1.2),
    (other_treaty, 0.3),
    (other_actors, 0.5),
    (swapped, 1.5),
    (compared, 0.0),
    (replaced, 0.0),
)
