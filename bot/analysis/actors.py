"""Who acts and on whom: names in two sentences that differ, or that have changed places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from bot.analysis.wordings import STOP, key, wording

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
POSSESSIVE = re.compile(r"['’]s?$")
# capitals that name nobody
NOBODY = STOP | frozenset(
    "january february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday"
    " president prime minister foreign deputy chairman chairwoman chief governor mayor general"
    " secretary spokesman spokeswoman spokesperson ambassador judge professor dr mr mrs ms sir"
    " officials villagers both under analysts most many some all there when while after before"
    " according however although since because during despite only just yet last next more".split()
)
TAKING = frozenset(("to", "for", "against", "at", "into", "toward", "towards", "on", "upon"))
MUTUAL = frozenset(("and", "or", "between", "with", "than"))
ASIDE = frozenset(("in", "near", "of", "inside", "across", "through", "over", "under", "along"))
SKIPPED = frozenset(("the", "a", "an", "its", "their", "neighbouring", "neighboring"))
PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+)?(?:\w+ed|\w+en|\w+wn|told|sent|given|paid"
    r"|sold|bought|made|hit|held|built|brought|lent|led)\b"
)
# what begins another clause
CLAUSE = re.compile(
    r"[,;:—]|\b(?:if|when|while|after|before|because|since|although|though|unless|that|which|who"
    r"|where|whose|until|should)\b"
)
# an initial word in plural or of such an ending is no name
COMMON_END = re.compile(r"(?:s|ing|ly|ed|tion|ment|ity)$")


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[tuple[str, str], ...]:
    """Return the names of a sentence in order, each with its place: acts, takes, from or none."""
    words = WORD.findall(text)
    capital = [word[0].isupper() for word in words]
    # a headline in capitals tells nothing of names
    if not words or sum(capital[1:]) > 0.7 * (len(words) - 1):
        return ()
    return tuple(_placed(text, words, capital))


def _placed(text: str, words: list[str], capital: list[bool]) -> Iterator[tuple[str, str]]:
    place, seen, passive = "", False, False
    for n, word in enumerate(words):
        if not capital[n] or not _is_name(word, first=n == 0):
            continue
        before = _before(words, n)
        if not seen:
            passive = _is_passive(text, word)
        if before in MUTUAL and not seen:
            place = ""
        elif before in ("from", "by"):
            place = "from" if before == "from" else "acts"
        elif before in TAKING:
            place = "takes"
        elif before in ASIDE:
            place = ""
        elif before not in MUTUAL:
            place = "takes" if seen or passive else "acts"
        seen = True
        yield key(POSSESSIVE.sub("", word).casefold()), place


def _is_passive(text: str, first: str) -> bool:
    """Say whether the clause of the first name has a verb in the passive: what is done to whom."""
    clause_end = CLAUSE.search(text, text.index(first) + len(first))
    return PASSIVE.search(text, 0, clause_end.start() if clause_end else len(text)) is not None


def _before(words: list[str], n: int) -> str:
    """Return the first small word before a name that is no article, in lower case."""
    at = n - 1
    while at >= 0 and (words[at].lower() in SKIPPED or words[at][0].isupper()) and n - at < 5:
        at -= 1
    return words[at].lower() if at >= 0 else ""


def _is_name(word: str, *, first: bool) -> bool:
    plain = POSSESSIVE.sub("", word)
    lower = plain.casefold()
    if lower in NOBODY or len(lower) < 2:
        return False
    return not first or plain != word or COMMON_END.search(lower) is None


def names_in(text: str) -> frozenset[str]:
    """Return the stems of the names that a sentence names."""
    return frozenset(name for name, _ in _names(text))


def other_actors(a: str, b: str) -> bool:
    """Say whether each of two sentences names somebody whom the other one does not."""
    first, second = names_in(a), names_in(b)
    return _unknown(first, second | wording(b).content) and _unknown(
        second, first | wording(a).content
    )


def _unknown(names: frozenset[str], others: frozenset[str]) -> bool:
    return any(
        name not in others and not any(name[:4] == other[:4] for other in others) for name in names
    )


def swapped(a: str, b: str) -> bool:
    """Say whether two names have changed places: “Iran to Russia” and “Russia to Iran”."""
    first, second = dict(reversed(_names(a))), dict(reversed(_names(b)))
    shared = [n for n in first if n in second]
    placed = [n for n in shared if first[n] and second[n]]
    exchanged = any(
        first[one] == second[two] != first[two] == second[one]
        for one, two in combinations(placed, 2)
    )
    one, two = _actor(first), _actor(second)
    other = one != two and one in shared and two in shared
    return exchanged or other or any(_turned_about(a, b, name) for name in placed)


def _actor(placed: dict[str, str]) -> str | None:
    return next((name for name, place in placed.items() if place == "acts"), None)


def _turned_about(a: str, b: str, name: str) -> bool:
    one, two = _explicit(a, name), _explicit(b, name)
    return bool(one and two and one != two)


def _explicit(text: str, name: str) -> str:
    words = WORD.findall(text)
    for n, word in enumerate(words):
        if n and key(POSSESSIVE.sub("", word).casefold()) == name:
            before = _before(words, n)
            return "from" if before == "from" else "to" if before == "to" else ""
    return ""
