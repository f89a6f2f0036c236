"""The names and cue words that the rules know: parties, people, outlets, verbs of saying."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from bot.model import Stance

Gender = Literal["m", "f"]


@dataclass(frozen=True, slots=True)
class Party:
    """A state or body that can hold a position; aliases include capitals and seats."""

    name: str
    aliases: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    principal: bool = False


@dataclass(frozen=True, slots=True)
class Institution:
    """A body that speaks under its own name for a party, such as a ministry."""

    name: str
    party: str | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose name, role and party the settings know."""

    name: str
    party: str | None = None
    role: str | None = None
    aliases: tuple[str, ...] = ()
    gender: Gender | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher; a wire's stories are printed by others."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    wire: bool = False


Named = Party | Institution | Person | Outlet


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb or phrase that gives words to a source: its base form and the stance it takes."""

    base: str
    stance: Stance


@dataclass(frozen=True)
class Lexicon:
    """All that the analysis is told of the world; everything else it reads from the text."""

    parties: tuple[Party, ...] = ()
    institutions: tuple[Institution, ...] = ()
    people: tuple[Person, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    cues: tuple[Cue, ...] = ()
    irregular: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, Named]:
        """Every name and alias, folded, and whom it means; the first one written wins."""
        found: dict[str, Named] = {}
        everybody: tuple[Named, ...] = (
            *self.parties,
            *self.institutions,
            *self.people,
            *self.outlets,
        )
        for each in everybody:
            for name in (each.name, *each.aliases):
                found.setdefault(fold(name), each)
        return found

    @cached_property
    def adjectives(self) -> Mapping[str, Party]:
        """The adjectives of the parties, folded: `iranian`."""
        return {fold(word): party for party in self.parties for word in party.adjectives}

    @cached_property
    def last_names(self) -> Mapping[str, Person]:
        """People by the last word of their names, where only one has it."""
        found: dict[str, list[Person]] = {}
        for person in self.people:
            found.setdefault(fold(person.name.split()[-1]), []).append(person)
        return {name: people[0] for name, people in found.items() if len(people) == 1}

    @cached_property
    def cue_forms(self) -> Mapping[tuple[str, ...], Cue]:
        """Every inflected form of every cue, as words in lower case."""
        found: dict[tuple[str, ...], Cue] = {}
        for cue in self.cues:
            verb, *rest = cue.base.split()
            for form in inflect(verb, self.irregular.get(verb, ())):
                found.setdefault((form, *rest), cue)
        return found

    @cached_property
    def cue_starts(self) -> frozenset[str]:
        """The words with which a form of a cue begins."""
        return frozenset(form[0] for form in self.cue_forms)

    def cues_in(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield where listed cues stand, as `[first, end)`, in words in lower case, by their ends."""
        for end in range(1, len(words) + 1):
            for first in range(max(0, end - 3), end):
                if tuple(words[first:end]) in self.cue_forms:
                    yield first, end

    def find(self, name: str) -> Named | None:
        """Find whom a name means: as written in the settings, or a person's last name."""
        folded = fold(name)
        return self.names.get(folded) or self.last_names.get(folded)

    @cached_property
    def _party_names(self) -> Mapping[str, Party]:
        return {party.name: party for party in self.parties}

    def party(self, name: str | None) -> Party | None:
        """Return the party of that name, if the settings have one."""
        return self._party_names.get(name) if name else None

    @cached_property
    def in_text(self) -> re.Pattern[str]:
        """Matches any name, alias or adjective of a party or institution as whole words."""
        words = {name for name, each in self.names.items() if not isinstance(each, Person | Outlet)}
        words |= set(self.adjectives)
        ordered = sorted(words, key=len, reverse=True)
        joined = "|".join(re.escape(word) for word in ordered) or r"(?!)"
        return re.compile(rf"(?<![\w-])(?:{joined})(?![\w])", re.IGNORECASE)

    def plain(self, text: str) -> str:
        """Return a text with each party called by its name, whatever the text calls it."""
        return self.in_text.sub(self._party_name, text)

    def _party_name(self, match: re.Match[str]) -> str:
        written = match.group()
        named = self.adjectives.get(fold(written)) or self.names.get(fold(written))
        # “us” is no alias of the US
        return named.name if isinstance(named, Party) and written != written.lower() else written

    def parties_in(self, text: str) -> Iterator[Party]:
        """Yield the parties that a text names, in order, by name, adjective or institution."""
        for match in self.in_text.finditer(fold(text)):
            named = self.adjectives.get(match.group()) or self.names.get(match.group())
            if isinstance(named, Party):
                yield named
            elif isinstance(named, Institution) and (party := self.party(named.party)):
                yield party


ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
POSSESSIVE = re.compile(r"['’]s$")


# letters that no accent makes of a plain one
STROKED = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"})


def fold(name: str) -> str:
    """Make names comparable: no case, accents, leading article or possessive; plain marks."""
    plain = unicodedata.normalize("NFKD", name)
    if not plain.isascii():
        plain = "".join(c for c in plain if not unicodedata.combining(c)).translate(STROKED)
    plain = plain.replace("’", "'").replace("‑", "-").casefold()
    return POSSESSIVE.sub("", ARTICLE.sub("", " ".join(plain.split())))


def inflect(verb: str, past: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the forms of an English verb: base, -s, -ing, and the past or the irregular ones."""
    if verb.endswith("e") and not verb.endswith("ee"):
        stem, s = verb[:-1], verb + "s"
        return (verb, s, stem + "ing", *(past or (verb + "d",)))
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return (verb, verb[:-1] + "ies", verb + "ing", *(past or (verb[:-1] + "ied",)))
    s = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    doubled = verb + verb[-1] if DOUBLES.search(verb) else verb
    ed = doubled + ("d" if verb.endswith("e") else "ed")
    return (verb, s, doubled + "ing", *(past or (ed,)))


# one vowel and one consonant at the end, in verbs stressed there
DOUBLES = re.compile(
    r"^(?:[^aeiou]*[aeiou][bdgmnprt]|admit|permit|refer|rebut|commit|prefer|concur)$"
)
