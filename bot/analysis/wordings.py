"""The words of a sentence made comparable: stems, words that say the same, numbers in figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
# “$356M”, “5.6 bn”: a figure and its power stand apart
POWER = re.compile(r"(?<=\d)(m|mn|mln|bn|bln|b|k)\b")
SUFFIX = re.compile(r"(?:ations?|ities|ments?|ing|edly|ed|ies|es|s|ly|e)$")
STOP = frozenset(
    "a an the of in on at to for from by with and or but as is are was were be been being has have"
    " had do does did it its they their he she his her this that these those which who whom if"
    " than then so such not no also into over under about between among up out off".split()
)
# words that say the same in news, a line each, the first one standing for all
ALIKE = """
kill die died dies dead murder slay slain death fatal
buy purchase acquire takeover
say tell state announce declare inform
govt government
hurt injure wound
protest demonstration rally
treaty pact accord agreement partnership
talk negotiate negotiations
warn caution alert
attack strike assault raid
bomb blast explosion explode
arrest detain capture
start begin open launch
end stop halt finish
vow pledge promise
win victory triumph
must need necessary require
trend tendency
huge major large big
leader chief head boss
want seek wish
leave depart left
former ex
response reaction
help aid assist support assistance
increase rise grow climb rose grew risen grown
fall drop decline decrease plunge slump fell fallen
crash collision
police cop
child kid children
urge call demand
name appoint
clash fight battle combat
delay postpone
accuse charge allege
reject deny dismiss refuse
condemn denounce deplore
slam criticise criticize
meet summit met
percent pct pc
million mn mln m
billion bn bln b
troop soldier
shop store mall
allow permit let
plane aircraft jet
border frontier
obliged obligated obliges obligation compelled bound
include contain comprise cover
defence defense
programme program
produce generate
electricity power
keep stay remain
resign quit
us usa american america
uk british britain
""".strip().splitlines()
FIGURES = {
    word: str(n)
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
    if n > 1
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "hundred": "100"}


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence as it is compared: stems in order, those that tell something, figures, letters."""

    keys: tuple[str, ...]
    content: frozenset[str]
    figures: frozenset[str]
    pairs: frozenset[tuple[str, str]]


def stem(word: str) -> str:
    """Return a word without its ending."""
    return SUFFIX.sub("", word) if len(word) > 4 else word.removesuffix("s") or word


_FOLDED = {stem(word): stem(line.split()[0]) for line in ALIKE for word in line.split()}


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, small numbers in figures."""
    plain = text.casefold().replace("’", "'").replace("%", " percent ")
    plain = plain.replace("u.s.", "us").replace("u.k.", "uk").replace("u.n.", "un")
    found = TOKEN.findall(POWER.sub(r" \1", THOUSANDS.sub("", plain)).replace("'s ", " "))
    return tuple(FIGURES.get(word, word) for word in found)


@lru_cache(maxsize=16384)
def key(word: str) -> str:
    """Return what a word is compared by: its stem, or that of the word that says the same."""
    made = stem(word)
    return _FOLDED.get(made, made)


def near(a: str, b: str) -> bool:
    """Say whether two stems begin alike, as those of “Iran” and “Iranian” do."""
    short, long = sorted((a, b), key=len)
    if len(short) < 4 or a[:4] != b[:4]:
        return False
    same = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(short))
    return same == len(short) or same >= 0.6 * len(long)


@lru_cache(maxsize=4096)
def wording(text: str) -> Wording:
    """Make a sentence comparable."""
    words = words_of(text)
    told = frozenset(key(word) for word in words if word not in STOP)
    line = f" {' '.join(words)} "
    return Wording(
        keys=tuple(map(key, words)),
        content=told,
        figures=frozenset(word for word in words if word[0].isdigit()),
        pairs=frozenset(pairwise(line)),
    )


def signature(text: str) -> frozenset[str]:
    """Return the stems of a sentence's content words."""
    return wording(text).content
