"""The cast of one article: who is named in it, where, in which place of the sentence."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice

from bot.analysis.lexicon import Gender, Lexicon, Named, Person
from bot.analysis.names import (
    OPENING_WORDS,
    Body,
    Run,
    find,
    fold,
    gender_by_name,
    gender_of,
    names_in,
)
from bot.analysis.roles import plays, stranger
from bot.analysis.spans import Spans
from bot.analysis.tokens import (
    CONJUNCTIONS,
    DETERMINERS,
    PARTICLES,
    PERSON_NOUNS,
    PREPOSITIONS,
    SINGULAR_PEOPLE,
    TITLES,
    WEEKDAYS,
    Token,
    is_adverb,
    tokens_of,
)
from bot.analysis.turns import turns_of
from bot.model import Sentence, Span, Speaker

# how readily a pronoun goes back to a mention by its place in the sentence
SUBJECT, OBJECT, OBLIQUE, OWNER = 1.0, 0.65, 0.5, 0.35
SECOND, WHILE, THAT, PLACE = 0.9, 0.9, 0.6, 0.2
# to how many of those named last a word may go back: no article names as many
REMEMBERED = 1000
QUOTED = re.compile(r"[“„«][^”»\n]{12,}[”»\n]?|\"[^\"\n]{12,}[\"\n]?|(?:``)[^'\n]{12,}(?:'')?")
ARTICLES = DETERMINERS | {"another", "one"}
COURTESY = frozenset("mr mrs ms miss dr sir".split())
NOT_PEOPLE = re.compile(r"\b(?:in|at|near)$", re.IGNORECASE)
POSSESSIVE = re.compile(r"\b(?:[Hh]is|[Hh]er|him|himself|herself)\b")
NOMINATIVE = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
PRONOUNS: tuple[tuple[Gender, str], ...] = (("m", "he"), ("f", "she"))


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody in the text, by name or as “the driver”: where, who, and how much in the fore.

    `sure` says that title or role shows a person; `weight` is lower for objects than for subjects.
    """

    span: Span
    person: Person
    sure: bool
    weight: float = SUBJECT
    named: bool = True
    quoted: bool = False

    @property
    def speaker(self) -> Speaker:
        """The person as a speaker."""
        return Speaker(self.person.name, self.person.role, self.person.party, self.named)


# what introduces somebody new: “a spokesman”, “another envoy”
NEW = frozenset(("a", "an", "another", "one"))


class Cast:
    """The people and bodies of one article, in the order in which it names them."""

    def __init__(self, text: str, sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
        self.text = text
        self.sentences = sentences
        self.lexicon = lexicon
        quoted = [Span(*found.span()) for found in QUOTED.finditer(text)]
        turns = [turn.words for turn in turns_of(text, sentences, lexicon)]
        inside = Spans(turns)
        quoted = [each for each in quoted if not inside.touching(each)]
        self._quoted = sorted(turns + quoted, key=lambda span: span.start)
        self._quoted_from = [span.start for span in self._quoted]
        self._starts = [sentence.span.start for sentence in sentences]
        self._called: dict[str, list[Person]] = {}
        self._surnames: dict[str, set[Gender | None]] = {}
        self._genders: dict[str, Gender | None] = {}
        tokens = [tokens_of(text, sentence.span) for sentence in sentences]
        names = [name for each in tokens for name in names_in(text, each, lexicon)]
        self.bodies = [name for name in names if isinstance(name, Body)]
        runs = [name for name in names if isinstance(name, Run)]
        for run in runs:
            if " " in run.words:
                given = self._surnames.setdefault(fold(run.words.split()[-1]), set())
                given.add(gender_by_name(run.words))
        people = [self._introduced(run) for run in runs]
        self.mentions = tuple(self._find(runs, people, tokens))
        self.people = {each.person.name: each.person for each in self.mentions if each.named}
        self._evident = {each.person.name for each in self.mentions if each.named and each.sure}
        self._bodies_begin = [body.span.start for body in self.bodies]
        self._begins = [mention.span.start for mention in self.mentions]
        self._learn_owners()

    def find(self, name: str) -> Named | None:
        """Find whom a name means to the settings."""
        return find(self.lexicon, name)

    def _introduced(self, run: Run) -> Person | None:
        """Return whom a full name means, and note the short names that mean the same from here on."""
        parts = run.words.split()
        named: Named | None = run.named
        if named is None and len(parts) > 2:
            named = self.lexicon.names.get(fold(f"{parts[0]} {parts[-1]}"))
        if isinstance(named, Person):
            if len(parts) > 1 or not self._called.get(fold(run.words)):
                self._call(named, named.name)
                self._call(named, run.words)
            return named if len(parts) > 1 else None
        if len(parts) == 1:
            return self._titled(run)
        if fold(parts[0]) in PARTICLES and self._called.get(fold(run.words)):
            return None
        person = stranger(self.text, run, self.lexicon)
        self._call(person, run.words)
        return person

    def _titled(self, run: Run) -> Person | None:
        """Read “Mr Holm” of whom nothing else is known, nor told later: “Mr Holm … Idris Holm”."""
        key = fold(run.words)
        if not run.titles or run.titles[-1].lower not in TITLES or self._called.get(key):
            return None
        gender = gender_of([token.lower for token in run.titles])
        later = self._surnames.get(key, set())
        if None in later or gender in later or (later and gender is None):
            return None
        courtesy = [token.text for token in run.titles if token.lower in COURTESY]
        name = f"{courtesy[0]} {run.words}" if courtesy else run.words
        person = Person(name, gender=gender)
        self._called.setdefault(key, []).append(person)
        return person

    def _call(self, person: Person, words: str) -> None:
        parts = fold(words).split()
        keys = {" ".join(parts[at:]) for at in range(1, len(parts))} | {parts[0]}
        for key in keys:
            known = self._called.setdefault(key, [])
            if all(each.name != person.name for each in known):
                known.append(person)

    def _find(
        self,
        runs: Sequence[Run],
        people: Sequence[Person | None],
        tokens: Sequence[Sequence[Token]],
    ) -> list[Mention]:
        made: list[Mention] = []
        weights: dict[int, float] = {}
        for run, person in zip(runs, people, strict=True):
            titles = [token.lower for token in run.titles]
            whom = person or self.called(run.words, titles)[0]
            if whom is None:
                continue
            sure = (
                person is None
                or isinstance(run.named, Person)
                or whom.role is not None
                or any(title in TITLES or title in PERSON_NOUNS for title in titles)
            )
            weight = self._weight(run.tokens, run.start, run.last, weights)
            if person is not None and not sure and weight == OBLIQUE and self._is_place(run):
                weight = PLACE
            made.append(
                Mention(run.span, whom, sure, weight, quoted=self.quotation(run.span) is not None)
            )
            weights.setdefault(run.span.end, weight)
        made += self._unnamed(tokens, made)
        return sorted(made, key=lambda mention: mention.span.start)

    def _is_place(self, run: Run) -> bool:
        before = self.text[max(0, run.span.start - 8) : run.span.start].rstrip()
        return bool(NOT_PEOPLE.search(before)) and gender_by_name(run.words) is None

    def _weight(
        self, tokens: Sequence[Token], start: int, last: int, earlier: Mapping[int, float]
    ) -> float:
        """Weigh a mention by its place: subject, object, after a preposition, owner of another.

        `earlier` are the weights of those before it, by the offsets where they end.
        """
        if tokens[last].text.endswith(("’s", "'s")):
            return OWNER
        if start > 0 and tokens[start - 1].lower in ARTICLES:
            start -= 1
        if start == 0:
            return SUBJECT
        before = tokens[start - 1]
        word = before.lower
        if word in ("and", "or", ",", "nor") and start > 1:
            beside = earlier.get(tokens[start - 2].end)
            return beside * SECOND if beside else self._after_comma(tokens, start)
        if word == "that":
            return THAT
        if word == "by":
            return SECOND
        if word in PREPOSITIONS:
            opening = word in ("as", "after", "before")
            return WHILE if opening and start == 1 else OBLIQUE
        if word in CONJUNCTIONS:
            return WHILE
        if not before.word or word in WEEKDAYS or word in OPENING_WORDS or is_adverb(before):
            return SUBJECT
        inverted = start > 1 and not tokens[start - 2].word and tokens[start - 2].text != "."
        return SUBJECT if inverted and (word,) in self.lexicon.cue_forms else OBJECT

    def _after_comma(self, tokens: Sequence[Token], start: int) -> float:
        """Give a name after “his sister,” the place that his sister has."""
        at = start - 2
        if tokens[start - 1].text != "," or tokens[at].lower not in SINGULAR_PEOPLE:
            return SUBJECT
        while at > 0 and tokens[at].lower not in DETERMINERS and start - at < 6:
            at -= 1
        before = tokens[at - 1].lower if at else ""
        if before in PREPOSITIONS:
            return OBLIQUE
        return SUBJECT if not at or before in CONJUNCTIONS or not before.isalpha() else OBJECT

    def _unnamed(
        self, tokens: Sequence[Sequence[Token]], named: Sequence[Mention]
    ) -> Iterator[Mention]:
        """Yield those who are only called “a fisherman” or “his mother”."""
        starts = {mention.span.start for mention in named}
        ends = {mention.span.end for mention in named}
        since: dict[Person, int] = {}
        places: dict[Person, list[int]] = {}
        for mention in named:
            since.setdefault(mention.person, mention.span.end)
            places.setdefault(mention.person, []).append(mention.span.start)
        playing: dict[str, list[tuple[int, Person]]] = {}
        # where “a spokesman” was introduced last, by the noun
        introduced: dict[str, int] = {}
        for each in tokens:
            for last, noun in enumerate(each):
                if noun.text not in SINGULAR_PEOPLE:
                    continue
                first = _phrase_start(each, last)
                if first is None or self._is_same(each, first, last, starts, ends):
                    continue
                span = Span(each[first].start, noun.end)
                words = span.of(self.text)
                person = Person(words, gender=gender_of([noun.text]))
                if words not in playing:
                    playing[words] = list(self._playing(words, since))
                named_so = _only_before(span.start, playing[words])
                if each[first].lower in NEW:
                    introduced[_kind(noun.text)] = span.start
                elif named_so is not None:
                    at = bisect_left(places[named_so], span.start)
                    if introduced.get(_kind(noun.text), 0) > places[named_so][at - 1]:
                        named_so = None
                yield Mention(
                    span,
                    named_so or person,
                    True,
                    self._weight(each, first, last, {}),
                    named_so is not None,
                    self.quotation(span) is not None,
                )

    def _is_same(
        self,
        tokens: Sequence[Token],
        first: int,
        last: int,
        starts: set[int],
        ends: set[int],
    ) -> bool:
        """Say whether the words only describe somebody who is named beside them."""
        after = tokens[last + 1] if last + 1 < len(tokens) else None
        before = tokens[first - 1].lower if first else ""
        if before in {"is", "was", "are", "were", "as", "be", "became", "been", "being"}:
            return True
        if first > 1 and before == "," and tokens[first - 2].end in ends:
            return True
        if after is None:
            return False
        if after.capital or after.lower in SINGULAR_PEOPLE:
            return True
        comma = last + 1
        if after.lower in PREPOSITIONS:
            # “the head of the port authority, Ana Bellić,”
            while comma < min(len(tokens) - 1, last + 9) and tokens[comma].text != ",":
                comma += 1
        named = comma + 1 < len(tokens) and tokens[comma + 1].start in starts
        return tokens[comma].text == "," and named

    def _playing(self, words: str, since: Mapping[Person, int]) -> Iterator[tuple[int, Person]]:
        """Yield who may be called “the driver”, with the offset from which on the text knows them."""
        if words.lower().startswith("the "):
            for person, end in since.items():
                if self.plays(person, words.split()[1:]):
                    yield end, person

    def called(self, words: str, titles: Sequence[str] = ()) -> tuple[Person | None, int]:
        """Return whom a short name means in this text, and how many it could mean."""
        people = self._called.get(fold(words), [])
        if len(people) > 1:
            surname = [p for p in people if fold(p.name).endswith(" " + fold(words))]
            people = surname or people
        gender = gender_of(titles)
        if len(people) > 1 and gender:
            fitting = [p for p in people if self.gender(p) in (gender, None)]
            exact = [p for p in fitting if self.gender(p) == gender]
            people = exact if len(exact) == 1 else fitting
        ranks = [title for title in titles if title in TITLES or title in SINGULAR_PEOPLE]
        if ranks:
            known = self.lexicon.last_names.get(fold(words))
            others = [known] if known and all(p.name != known.name for p in people) else []
            fitting = [p for p in [*people, *others] if self.plays(p, ranks)]
            people = fitting or people
        return (people[0] if len(people) == 1 else None), len(people)

    def plays(self, person: Person, words: Sequence[str]) -> bool:
        """Say whether somebody may be called so: the role is theirs and the gender fits."""
        if not person.role or not words or not plays(person, words, self.lexicon):
            return False
        gender = gender_of([words[-1].lower()])
        return gender is None or self.gender(person) in (gender, None)

    def gender(self, person: Person) -> Gender | None:
        """Return a person's gender: from the settings, a title, the pronouns so far or the name."""
        if person.gender:
            return person.gender
        if person.name not in self._genders:
            self._genders[person.name] = gender_by_name(person.name)
        return self._genders[person.name]

    def learn(self, person: str, gender: Gender) -> None:
        """Keep the gender of a pronoun that surely meant a person."""
        if self._genders.get(person, gender) is None:
            self._genders[person] = gender

    def evident(self, person: Person) -> bool:
        """Say whether more than two capitals shows that a name is a person's."""
        return person.name in self._evident or self.gender(person) is not None

    def _learn_owners(self) -> None:
        """Read “Her manager” as of the only person before it: a name of unknown gender gets one."""
        for found in POSSESSIVE.finditer(self.text):
            span = Span(*found.span())
            if self.quotation(span) is not None:
                continue
            gender: Gender = "f" if found.group().lower() in ("her", "herself") else "m"
            near = [
                mention
                for mention in islice(self.before(span.start), 4)
                if span.start - mention.span.end < 300 and not mention.quoted
            ]
            fitting = {m.person.name: m for m in near if self.gender(m.person) in (gender, None)}
            if len(fitting) == 1:
                (name, mention), *_ = fitting.items()
                if mention.named and self.evident(mention.person):
                    self.learn(name, gender)

    def is_person(self, name: str) -> bool:
        """Say whether that is the name of somebody in the text."""
        return name in self.people

    def within(self, span: Span) -> list[Mention]:
        """Return the people named inside a span."""
        at = bisect_right(self._begins, span.start - 1)
        found = []
        while at < len(self.mentions) and self.mentions[at].span.start < span.end:
            if self.mentions[at].span.end <= span.end and self.mentions[at].named:
                found.append(self.mentions[at])
            at += 1
        return found

    def bodies_from(self, first: int, last: int) -> Sequence[Body]:
        """Return the bodies that begin from one offset to another, in order."""
        begin = bisect_left(self._bodies_begin, first)
        return self.bodies[begin : bisect_right(self._bodies_begin, last)]

    def before(self, offset: int) -> Iterator[Mention]:
        """Yield those REMEMBERED who are mentioned before an offset, the nearest first."""
        latest = bisect_right(self._begins, offset) - 1
        for at in range(latest, max(-1, latest - REMEMBERED), -1):
            if self.mentions[at].span.end <= offset:
                yield self.mentions[at]

    def quotation(self, span: Span) -> Span | None:
        """Return the quotation that a span stands in."""
        at = bisect_right(self._quoted_from, span.start) - 1
        return self._quoted[at] if at >= 0 and self._quoted[at].covers(span) else None

    def following(self, sentence: Sentence) -> Sentence | None:
        """Return the sentence after another."""
        at = bisect_right(self._starts, sentence.span.start)
        return self.sentences[at] if at < len(self.sentences) else None

    def apart(self, first: int, second: int, gender: Gender) -> int:
        """Count the narrated sentences from one place to another that leave the subject."""
        passed = self._passed[gender]
        return max(0, passed[self._number(second)] - passed[self._number(first)])

    def _number(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    @cached_property
    def _passed(self) -> dict[Gender, list[int]]:
        """Count up the sentences; those in quotations or with the same pronoun do not count.

        A sentence with another subject before the pronoun does: “He smiled. Holm later said he …”.
        """
        stays: dict[str, set[int]] = {"he": set(), "she": set()}
        subjects = {
            self._number(mention.span.start): mention.span.start
            for mention in reversed(self.mentions)
            if mention.named and mention.weight == SUBJECT and not mention.quoted
        }
        for found in NOMINATIVE.finditer(self.text):
            if self.quotation(Span(*found.span())) is None:
                number = self._number(found.start())
                if subjects.get(number, found.start()) >= found.start():
                    stays[found.group().lower()].add(number)
        spoken = {
            number
            for number, sentence in enumerate(self.sentences)
            if self.quotation(sentence.span) is not None
        }
        numbers = range(len(self.sentences))
        return {
            gender: list(accumulate(n not in stays[word] and n not in spoken for n in numbers))
            for gender, word in PRONOUNS
        }


def _kind(noun: str) -> str:
    """Return what a person is called by, whether man or woman: “spokes” of “spokeswoman”."""
    return noun.removesuffix("woman").removesuffix("person").removesuffix("man")


def _only_before(at: int, playing: Sequence[tuple[int, Person]]) -> Person | None:
    found = {person.name: person for end, person in playing if end <= at}
    return next(iter(found.values())) if len(found) == 1 else None


def _phrase_start(tokens: Sequence[Token], last: int) -> int | None:
    """Return where “a night-shift worker” or “Kaya’s deputy” begins; None without a determiner."""
    for first in range(last - 1, max(-1, last - 5), -1):
        token = tokens[first]
        if token.lower in ARTICLES:
            return first
        if token.text.endswith(("’s", "'s")):
            while first > 0 and tokens[first - 1].capital:
                first -= 1
            return first
        if not token.word or token.lower in PREPOSITIONS or token.lower in CONJUNCTIONS:
            return None
    return None
