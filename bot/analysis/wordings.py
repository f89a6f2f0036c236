"""The words of a sentence made comparable: stems, words that say the same, numbers in figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
# what makes one word with what follows: “non-binding”, “co-operate”; other hyphens part words
PREFIXED = re.compile(r"\b(non|anti|pro|counter|un|de|re|co|pre|post|mis|dis)-(?=[^\W\d_])")
YEAR = re.compile(r"(?:1[89]|20)\d\d")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
# “$356M”, “5.6 bn”: a figure and its power stand apart
POWER = re.compile(r"(?<=\d)(m|mn|mln|bn|bln|b|k)\b")
SUFFIX = re.compile(r"(?:ations?|ities|ments?|ing|edly|ed|ies|es|s|ly|e)$")
# “banned” of “ban”
DOUBLED = re.compile(r"\w\w([bdgkmnprt])\1$")
STOP = frozenset(
    "a an the of in on at to for from by with and or but as is are was were be been being has have"
    " had do does did it its they their he she his her this that these those which who whom if"
    " than then so such not no also into over under about between among up out off there either"
    " neither both each when while since because after until till according can".split()
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
jail prison
jailed imprisoned
wage pay salary wages
quake earthquake
factory plant
freighter cargo
blaze fire wildfire
doctor physician
lawmaker legislator mp
cancel scrap
rescue save
find discover detect
free release
rebel militant insurgent
cut slash
show reveal
link tie
limit cap
worker employee
fault faulty defect
fortnight fortnightly
near close
debris rubble
""".strip().splitlines()
# forms that no ending tells, a line a verb
IRREGULAR = """
bear bore borne
break broke broken
bring brought
build built
catch caught
choose chose chosen
draw drew drawn
drive drove driven
fly flew flown
forbid forbade forbidden
forget forgot forgotten
freeze froze frozen
give gave given
go went gone
hide hid hidden
hold held
know knew known
lay laid
lead led
lend lent
lose lost
make made
pay paid
ride rode ridden
run ran
see saw seen
seek sought
sell sold
send sent
shoot shot
sink sank sunk
speak spoke spoken
spend spent
steal stole stolen
strike struck stricken
swear swore sworn
take took taken
teach taught
tear tore torn
think thought
throw threw thrown
win won
write wrote written
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
    pairs: frozenset[str]
    runs: frozenset[str]


def stem(word: str) -> str:
    """Return a word without its ending."""
    if len(word) < 5:
        return word.removesuffix("s") or word
    made = SUFFIX.sub("", word)
    return made[:-1] if made != word and DOUBLED.search(made) else made


_FOLDED = {
    stem(word): stem(line.split()[0]) for line in (*IRREGULAR, *ALIKE) for word in line.split()
}


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in lower case, small numbers in figures."""
    plain = text.casefold().replace("’", "'").replace("%", " percent ")
    plain = plain.replace("u.s.", "us").replace("u.k.", "uk").replace("u.n.", "un")
    plain = PREFIXED.sub(r"\1", THOUSANDS.sub("", plain)).replace("'s ", " ")
    found = TOKEN.findall(POWER.sub(r" \1", plain))
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
        pairs=_runs(line, 2),
        runs=_runs(line, 4),
    )


def _runs(line: str, length: int) -> frozenset[str]:
    return frozenset(line[n : n + length] for n in range(len(line) - length + 1))


def signature(text: str) -> frozenset[str]:
    """Return the stems of a sentence's content words."""
    return wording(text).content
