"""Names as they stand in a text: runs of capitals, with the titles and bodies before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.analysis import lexicon as words_of
from bot.analysis.lexicon import Gender, Institution, Lexicon, Named, Outlet, Party, Person
from bot.analysis.tokens import (
    BODY_WORDS,
    CONJUNCTIONS,
    DETERMINERS,
    FEMALE_NAMES,
    FEMALE_TITLES,
    MALE_NAMES,
    MALE_TITLES,
    PARTICLES,
    PERSON_NOUNS,
    PREPOSITIONS,
    SINGULAR_PEOPLE,
    TITLES,
    WEEKDAYS,
    Token,
)
from bot.dates.words import MONTHS
from bot.model import Span, Speaker

fold = lru_cache(8192)(words_of.fold)
OPENS, CLOSES = frozenset('“"‘'), frozenset('”"’')


@dataclass(frozen=True, slots=True)
class Body:
    """A state, institution, outlet or company named in the text."""

    span: Span
    words: str
    named: Named | None

    @property
    def speaker(self) -> Speaker:
        """The body as a speaker: as the settings have it, else as printed."""
        return speaker_of(self.named) if self.named else Speaker(self.words)


@dataclass(frozen=True, slots=True)
class Run:
    """A name as it stands in the tokens `[start, last]` of a sentence, the name itself from `name_at`.

    `titles` are the titles and roles before the name.
    """

    tokens: Sequence[Token]
    start: int
    name_at: int
    last: int
    span: Span
    words: str
    named: Person | None

    @property
    def titles(self) -> list[Token]:
        """The titles and roles right before the name."""
        return [token for token in self.tokens[self.start : self.name_at] if token.text != "."]


# nobody’s name has more: these are the words of a headline
MOST_WORDS = 7


def find(lexicon: Lexicon, name: str) -> Named | None:
    """Find whom a name means to the settings."""
    folded = fold(name)
    return lexicon.names.get(folded) or lexicon.last_names.get(folded)


def names_in(text: str, tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Run | Body]:
    """Yield the names of a sentence in order: of people and of bodies."""
    for first, last in _capital_runs(tokens):
        whole = _unowned(text, Span(tokens[first].start, tokens[last].end))
        printed = whole.of(text)
        known = find(lexicon, printed)
        if known is not None and not isinstance(known, Person):
            yield Body(whole, printed, known)
            continue
        run = range(first, last + 1)
        at_body = [at for at in run if tokens[at].lower in BODY_WORDS]
        if at_body and known is None:
            yield Body(whole, printed, None)
        name_at = _name_start(text, tokens, first, last, at_body, lexicon)
        if name_at > last or last - name_at >= MOST_WORDS or _is_office(tokens, last):
            continue
        span = Span(tokens[name_at].start, whole.end)
        named = find(lexicon, span.of(text)) if name_at > first else known
        if isinstance(named, Person) or (
            named is None and not (at_body and at_body[-1] >= name_at)
        ):
            start = _titles_start(tokens, first)
            yield Run(tokens, start, name_at, last, span, span.of(text), named)


def _unowned(text: str, span: Span) -> Span:
    owned = text[span.end - 2 : span.end] in ("’s", "'s")
    return Span(span.start, span.end - 2) if owned else span


def _name_start(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    at_body: Sequence[int],
    lexicon: Lexicon,
) -> int:
    """Skip titles, adjectives and bodies in front of a name: “Russian Foreign Minister”."""
    ends = [at for at in range(first, last) if _rank(tokens[at]) or _owns(tokens[at])]
    begin = ends[-1] + 1 if ends else first
    if at_body:
        begin = max(begin, min(last, at_body[-1] + 1))
    at = begin
    while at <= last:
        length = _body_length(text, tokens, at, last, lexicon)
        token = tokens[at]
        if length:
            at += length
        elif (
            token.lower in TITLES
            or token.text == "."
            or (at == 0 and last - at > 1 and token.lower in SINGULAR_PEOPLE)
            or (last - at > 1 and token.lower in COLOURS and gender_by_name(tokens[at + 1].text))
        ):
            at += 1
        else:
            break
    return at


def _body_length(text: str, tokens: Sequence[Token], at: int, last: int, lexicon: Lexicon) -> int:
    """Return how many tokens from `at` name a party or institution or its adjective; 0 for none."""
    for end in range(min(last, at + 3), at - 1, -1):
        words = fold(text[tokens[at].start : tokens[end].end])
        if words in lexicon.adjectives or isinstance(lexicon.names.get(words), Party | Institution):
            return end - at + 1
    return 0


def _titles_start(tokens: Sequence[Token], first: int) -> int:
    """Return where the titles and roles before a run begin: “the port authority's head”."""
    start = first
    while start > 0 and _is_role_word(tokens[start - 1], tokens, start - 1):
        start -= 1
    office = _office_before(tokens, start)
    return start if office is None else _titles_start(tokens, office)


def _office_before(tokens: Sequence[Token], start: int) -> int | None:
    """Return where “Secretary of” or “Minister for the” stands before the rest of an office."""
    at = start - 2 if start > 1 and tokens[start - 1].lower == "the" else start - 1
    if at < 1 or tokens[at].lower not in ("of", "for") or not tokens[at - 1].capital:
        return None
    return at - 1 if tokens[at - 1].lower in TITLES else None


# what stands before a month, and not before a name that is written like one
WHEN = frozenset(
    "in by since until till last late early mid this next of from before after".split()
)


def _capital_runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    inverted = len(tokens) > 2 and tokens[0].lower in INVERTED and gender_by_name(tokens[1].text)
    last = 0 if inverted else -1
    for at, token in enumerate(tokens):
        if at <= last or token.text.islower() or not _starts_run(token, at):
            continue
        if token.lower in MONTHS and at > 0 and tokens[at - 1].lower in WHEN:
            continue
        last = at
        while following := _joined(tokens, last):
            last = following
        yield at, last


def _starts_run(token: Token, at: int) -> bool:
    if token.lower in WEEKDAYS or token.lower in DETERMINERS or not _is_capital(token.text):
        return False
    return at > 0 or token.lower not in OPENING_WORDS


# titles after which a name begins, whatever stands before them: “Industry Minister”
RANKS = frozenset(
    "minister president secretary chairman chairwoman spokesman spokeswoman spokesperson ambassador"
    " governor mayor senator professor commissioner chancellor director commander officer analyst"
    " captain colonel lieutenant sergeant engineer journalist economist mp mep msp councillor"
    " congressman congresswoman gov sen rep ag editor correspondent constable superintendent inspector"
    " insp".split()
)
# whose colours somebody wears, before a full name: “Conservative Ana Bellić”
COLOURS = frozenset(
    "conservative liberal republican democrat labour labor socialist communist tory green"
    " independent".split()
)
# verbs that open a sentence before who speaks: “Said Ana Bellić: …”
INVERTED = frozenset("said says asked added".split())


def _owns(token: Token) -> bool:
    return token.text.endswith(("’s", "'s"))


def _is_office(tokens: Sequence[Token], last: int) -> bool:
    """Say whether a run is the head of an office: “Arland Secretary” of “Arland Secretary of State”."""
    after = tokens[last + 1].lower if last + 1 < len(tokens) else ""
    return _rank(tokens[last]) and after in ("of", "for")


def _rank(token: Token) -> bool:
    return token.lower.rpartition("-")[2] in RANKS


# capitals at the beginning of a sentence that begin no name
OPENING_WORDS = frozenset(
    "when however meanwhile according earlier last speaking asked responding western both he she"
    " they it we additionally notably instead analysts officials there this i then so now still"
    " yet since once neither either".split()
) | (PREPOSITIONS | CONJUNCTIONS)


def _is_capital(word: str) -> bool:
    """Say whether a word begins as a name does: “Khatib”, “al-Khatib”."""
    if word[0].isupper() or "-" not in word:
        return word[0].isupper()
    particle, _, rest = word.partition("-")
    return particle in PARTICLES and rest[:1].isupper()


def _joined(tokens: Sequence[Token], last: int) -> int | None:
    """Return the word up to which a name goes on after `last`; None when it ends there."""
    after = tokens[last + 1 : last + 5]
    if not after:
        return None
    if _owns(tokens[last]) and not after[0].capital:
        return None
    if after[0].text == ".":
        short = len(tokens[last].text) <= 4 and len(after) > 1 and after[1].capital
        return last + 2 if short else None
    if after[0].text in OPENS and len(after) > 3 and after[2].text in CLOSES:
        # Yusuf “Joe” Demir
        return last + 4 if after[1].capital and after[3].capital else None
    particles = 0
    while particles < len(after) and after[particles].text in PARTICLES:
        particles += 1
    if particles == len(after) or after[particles].lower in WEEKDAYS:
        return None
    return last + particles + 1 if _is_capital(after[particles].text) else None


def _is_role_word(token: Token, tokens: Sequence[Token], at: int) -> bool:
    if token.lower in PERSON_NOUNS or token.lower in TITLES or token.lower in SINGULAR_PEOPLE:
        return True
    if at == 0 and token.lower in OPENING_WORDS:
        return False
    # “Kremlin spokesman Dmitry Peskov”, “the port authority's head Ana Bellić”
    return (
        token.word
        and (token.capital or _owns(token))
        and any(t.lower in PERSON_NOUNS or t.lower in TITLES for t in tokens[at + 1 : at + 3])
    )


def gender_of(words: Sequence[str]) -> Gender | None:
    """Return the gender that titles and nouns tell."""
    if any(word in FEMALE_TITLES for word in words):
        return "f"
    return "m" if any(word in MALE_TITLES for word in words) else None


def gender_by_name(name: str) -> Gender | None:
    """Return the gender that a given name tells."""
    given = fold(name.split()[0])
    for first in (given, given.split("-")[0]):
        if first in FEMALE_NAMES:
            return "f"
        if first in MALE_NAMES:
            return "m"
    return None


def speaker_of(named: Named) -> Speaker:
    """Make the speaker that a name of the settings means."""
    if isinstance(named, Person):
        return Speaker(named.name, named.role, named.party)
    if isinstance(named, Institution):
        return Speaker(named.name, None, named.party)
    if isinstance(named, Outlet):
        return Speaker(named.name, None, None)
    return Speaker(named.name, None, named.name)
