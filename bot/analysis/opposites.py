"""One word in another's place: opposites, treaties of other kinds, a thing for another thing."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.analysis.wordings import STOP, key, near, words_of

TREATY = r"(?:treaty|agreement|pact|accord|deal|convention|protocol|memorandum|charter|compact)"
QUALIFIED = re.compile(rf"\b([a-z]+(?:-[a-z]+)*)[ -]{TREATY}\b")
# what stands before such a word and tells none from another
PLAIN = frozenset(
    "the a an this that their its our new old same bilateral joint signed international whole draft"
    " current and or of under any such each every no existing framework landmark formal".split()
)
OPPOSITES = (
    "rise fall|increase decrease|open close|accept reject|approve reject|import export|lift impose"
    "|support oppose|win lose|before after|more fewer|more less|buy sell|start end|release arrest"
    "|confirm deny|raise lower|upstream downstream|north south|east west|northern southern"
    "|eastern western|strengthen weaken|join leave|expand reduce|above below|public private"
    "|first last|allow ban|include exclude|resume suspend|enter exit|highest lowest"
    "|minimum maximum|gain lose|up down|arrive depart|extend cut|build demolish|day night"
    "|permanent temporary|offer request|withdraw deploy|direct indirect|import produce"
    "|attend boycott|welcome condemn|praise criticise|propose adopt|draft sign|daily yearly"
    "|sign terminate|extend terminate|convicted acquitted|guilty innocent|old new|older newer"
    "|for against|over under|admit deny|uphold overturn|enter leave|early late|left right|men women"
    "|majority minority|rich poor|urban rural|civilian military|morning evening|hire dismiss"
    "|lend borrow|alive dead|long short|major minor|safe dangerous|survive die|succeed collapse"
    "|faster slower|ally enemy"
)
PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non")
_PAIRS = tuple(pair.split() for pair in OPPOSITES.split("|"))
# every form of a word and the numbers of the pairs that it stands first or second in
_SIDES: tuple[dict[str, set[int]], dict[str, set[int]]] = ({}, {})
for _n, _pair in enumerate(_PAIRS):
    for _side, _word in zip(_SIDES, _pair, strict=True):
        for _form in (_word, key(_word)):
            _side.setdefault(_form, set()).add(_n)
# words whose change alone is another way to say the same
CARRYING = frozenset(
    map(
        key, "have had holds stands stays remains after when while since because until till".split()
    )
)


@lru_cache(maxsize=16384)
def are_opposites(a: str, b: str) -> bool:
    """Say whether a word is the opposite of another one."""
    first, second = _SIDES
    one = first.get(a, set()) | first.get(key(a), set())
    two = second.get(a, set()) | second.get(key(a), set())
    return bool(
        one & (second.get(b, set()) | second.get(key(b), set()))
        or two & (first.get(b, set()) | first.get(key(b), set()))
    )


@lru_cache(maxsize=4096)
def _forms(text: str) -> frozenset[str]:
    words = words_of(text)
    return frozenset(words) | frozenset(map(key, words))


@lru_cache(maxsize=4096)
def _sides(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Return which pairs of opposites a sentence has the first word of, and which the second."""
    first, second = (
        frozenset(n for form in _forms(text) & side.keys() for n in side[form]) for side in _SIDES
    )
    return first, second


def opposite(a: str, b: str) -> bool:
    """Say whether one sentence has a word and the other one its opposite."""
    first, second = _sides(a)
    other_first, other_second = _sides(b)
    one = (first - second) & (other_second - other_first)
    return bool(one or (second - first) & (other_first - other_second)) or _turned(a, b)


def _turned(a: str, b: str) -> bool:
    """Say whether one sentence has a word and the other one the same word with a negating prefix."""
    forms, other = _forms(a), _forms(b)
    return _prefixed(forms - other, other - forms) or _prefixed(other - forms, forms - other)


def _prefixed(forms: frozenset[str], other: frozenset[str]) -> bool:
    return any(
        word.startswith(prefix) and word.removeprefix(prefix) in other
        for word in forms
        for prefix in PREFIXES
        if len(word) > 6
    )


def compared(a: str, b: str) -> bool:
    """Say whether only one sentence compares, or what is more in one is less in the other."""
    first, second = _around_than(a), _around_than(b)
    if first is None or second is None:
        return first is not second
    return bool(first[0] & second[1] and first[1] & second[0])


@lru_cache(maxsize=4096)
def _around_than(text: str) -> tuple[frozenset[str], frozenset[str]] | None:
    words = words_of(text)
    # “more than 400” compares nothing
    if "than" not in words or words[words.index("than") - 1] in ("more", "less", "rather", "other"):
        return None
    at = words.index("than")
    before = frozenset(key(word) for word in words[:at] if word not in STOP)
    after = frozenset(key(word) for word in words[at:] if word not in STOP)
    return before - after, after - before


@lru_cache(maxsize=4096)
def _kinds(text: str) -> frozenset[str]:
    return frozenset(key(word) for word in QUALIFIED.findall(text) if word not in PLAIN)


def other_treaty(a: str, b: str) -> bool:
    """Say whether two sentences speak of treaties of other kinds: “water treaty”, “trade treaty”."""
    first, second = _kinds(a), _kinds(b)
    return bool(first and second and not first & second)


@lru_cache(maxsize=4096)
def _framed(text: str) -> dict[tuple[str, str], str]:
    """Return the telling words of a sentence by the words on both sides."""
    words = [word for word in words_of(text) if word not in ("the", "a", "an", "has", "have")]
    keys = ["", *map(key, words), ""]
    return {
        (keys[n], keys[n + 2]): keys[n + 1]
        for n, word in enumerate(words)
        if word not in STOP and keys[n + 1] not in CARRYING
    }


def replaced(a: str, b: str) -> bool:
    """Say whether a word stands where the other sentence has another one, all around it the same."""
    first, second = _framed(a), _framed(b)
    forms, other = _forms(a), _forms(b)
    return any(
        first[frame] not in other
        and second[frame] not in forms
        and not near(first[frame], second[frame])
        for frame in first.keys() & second.keys()
        if frame != ("", "")
    )
