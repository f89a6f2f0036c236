"""The cast of one article: who is named in it, where, in which place of the sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice

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
    is_adverb,
    tokens_of,
)
from bot.model import Sentence, Span, Speaker

fold = lru_cache(8192)(words_of.fold)
# how readily a pronoun goes back to a mention by its place in the sentence
SUBJECT, OBJECT, OBLIQUE, OWNER = 1.0, 0.65, 0.5, 0.35
SECOND, WHILE, THAT, PLACE = 0.9, 0.9, 0.6, 0.2
# an apposition that names a role: “, deputy chairman of the council,”
APPOSITION = re.compile(r",\s+((?:(?:a|an|the)\s+)?[^,.;:“”\"()]{3,90})(?=[,.]|$)")
# a role that stands before a name with a comma: “the foreign minister, ”
BEFORE_NAME = re.compile(r"([^.,;:“”\n]{3,80}),\s+$")
DETERMINED = re.compile(
    r"(?<!\S)(?:the|a|an|his|her|its|their|another|one|[A-Z][\w’'-]*[’']s)\s", re.IGNORECASE
)
HEAD_END = re.compile(r"\s(?:of|for|to|at|in|from|with|by|on)\s")
# what somebody is to a place or a body and not for it: “ambassador to Iran”, “expert on Iran”
NOT_FOR = re.compile(r"\b(?:to|on|against|about|with|near|in|at|who|whom|whose)\b")
OUTSIDERS = frozenset(
    "former ex critic critics opponent opponents victim victims enemy enemies rival rivals expert"
    " experts scholar student students friend friends resident residents neighbours".split()
)
QUOTED = re.compile(r"[“„«][^”»\n]{12,}[”»\n]?|\"[^\"\n]{12,}[\"\n]?|(?:``)[^'\n]{12,}(?:'')?")
OPENS, CLOSES = frozenset('“"‘'), frozenset('”"’')
NOT_PEOPLE = re.compile(r"\b(?:in|at|near)$", re.IGNORECASE)


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


@dataclass(frozen=True, slots=True)
class Body:
    """A state, institution, outlet or company named in the text."""

    span: Span
    speaker: Speaker


@dataclass(frozen=True, slots=True)
class Run:
    """A name as it stands: tokens `[first, last]` of a sentence, the name itself from `name_at`."""

    tokens: Sequence[Token]
    first: int
    name_at: int
    last: int
    span: Span
    words: str


class Cast:
    """The people and bodies of one article, in the order in which it names them."""

    def __init__(self, text: str, sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
        self.text = text
        self.sentences = sentences
        self.lexicon = lexicon
        self._quoted = [Span(*found.span()) for found in QUOTED.finditer(text)]
        self._quoted_from = [span.start for span in self._quoted]
        self._starts = [sentence.span.start for sentence in sentences]
        self._called: dict[str, list[Person]] = {}
        self._genders: dict[str, Gender | None] = {}
        self.bodies: list[Body] = []
        tokens = [tokens_of(text, sentence.span) for sentence in sentences]
        self._passed = self._fades()
        runs = [run for each in tokens for run in self._runs(each)]
        people = [self._introduced(run) for run in runs]
        self.mentions = tuple(self._find(runs, people, tokens))
        self.people = {each.person.name: each.person for each in self.mentions if each.named}
        self._evident = {each.person.name for each in self.mentions if each.named and each.sure}
        self._begins = [mention.span.start for mention in self.mentions]
        self._learn_owners()

    def find(self, name: str) -> Named | None:
        """Find whom a name means to the settings."""
        folded = fold(name)
        return self.lexicon.names.get(folded) or self.lexicon.last_names.get(folded)

    # -- names -----------------------------------------------------------------

    def _runs(self, tokens: Sequence[Token]) -> Iterator[Run]:
        for first, last in _capital_runs(tokens):
            name_at = self._name_start(tokens, first, last)
            if name_at > last:
                self._note_body(tokens, first, last)
                continue
            words = self.text[tokens[name_at].start : tokens[last].end]
            words = re.sub(r"[’']s$", "", words)
            span = Span(tokens[name_at].start, tokens[name_at].start + len(words))
            named = self.find(words)
            if not isinstance(named, Person) and (
                named is not None or any(t.lower in BODY_WORDS for t in tokens[first : last + 1])
            ):
                self._note_body(tokens, first, last)
                if named is not None or any(
                    t.lower in BODY_WORDS for t in tokens[name_at : last + 1]
                ):
                    continue
            yield Run(tokens, first, name_at, last, span, words)

    def _note_body(self, tokens: Sequence[Token], first: int, last: int) -> None:
        span = Span(tokens[first].start, tokens[last].end)
        words = re.sub(r"[’']s$", "", span.of(self.text))
        named = self.find(words)
        if isinstance(named, Person):
            return
        if named is None and not any(t.lower in BODY_WORDS for t in tokens[first : last + 1]):
            return
        speaker = speaker_of(named) if named else Speaker(words, None, None)
        self.bodies.append(Body(span, speaker))

    def _name_start(self, tokens: Sequence[Token], first: int, last: int) -> int:
        """Skip titles, adjectives and bodies in front of a name: “Russian Foreign Minister”."""
        at = first
        while at <= last:
            length = self._body_length(tokens, at, last)
            if length:
                at += length
            elif (
                tokens[at].lower in TITLES
                or tokens[at].text == "."
                or (tokens[at].text.endswith(("’s", "'s")) and at < last)
                or (at < last and any(t.lower in BODY_WORDS for t in tokens[at : last + 1]))
                or any(_rank(token) for token in tokens[at:last])
                or (at == 0 and last - at > 1 and tokens[at].lower in SINGULAR_PEOPLE)
            ):
                at += 1
            else:
                break
        return at

    def _body_length(self, tokens: Sequence[Token], at: int, last: int) -> int:
        """Return how many tokens from `at` name a party or institution or its adjective; 0 for none."""
        for end in range(min(last, at + 3), at - 1, -1):
            words = fold(self.text[tokens[at].start : tokens[end].end])
            named = self.lexicon.names.get(words)
            if words in self.lexicon.adjectives or isinstance(named, Party | Institution):
                return end - at + 1
        return 0

    def _introduced(self, run: Run) -> Person | None:
        """Return whom a full name means, and note the short names that mean the same from here on."""
        parts = run.words.split()
        named = self.find(run.words)
        if named is None and len(parts) > 2:
            named = self.lexicon.names.get(fold(f"{parts[0]} {parts[-1]}"))
        if isinstance(named, Person):
            if len(parts) > 1 or not self._called.get(fold(run.words)):
                self._call(named)
            return named if len(parts) > 1 else None
        if len(parts) == 1:
            return self._titled(run)
        if fold(parts[0]) in PARTICLES and self._called.get(fold(run.words)):
            return None
        person = self._stranger(run)
        self._call(person)
        return person

    def _titled(self, run: Run) -> Person | None:
        """Read “Mr Holm” of whom nothing else is known."""
        before = _before_name(run)
        key = fold(run.words)
        if not before or before[-1].lower not in TITLES or self._called.get(key):
            return None
        gender = _gender([token.lower for token in before])
        person = Person(self._with_title(run), None, None, (), gender)
        self._called.setdefault(key, []).append(person)
        return person

    def _with_title(self, run: Run) -> str:
        courtesy = run.tokens[run.first : run.name_at]
        words = [t for t in courtesy if t.lower in {"mr", "mrs", "ms", "miss", "dr", "sir"}]
        return f"{words[0].text} {run.words}" if words else run.words

    def _call(self, person: Person) -> None:
        parts = person.name.split()
        keys = {fold(" ".join(parts[at:])) for at in range(1, len(parts))} | {fold(parts[0])}
        for key in keys or {fold(person.name)}:
            known = self._called.setdefault(key, [])
            if all(each.name != person.name for each in known):
                known.append(person)

    def _stranger(self, run: Run) -> Person:
        """Read a person of whom the settings know nothing: role and party from the words around."""
        tokens, start = run.tokens, run.first
        while start > 0 and _is_role_word(tokens[start - 1], tokens, start - 1):
            start -= 1
        before = self._apposed_before(run.span)
        title = self.text[tokens[start].start : run.span.start]
        role = self._apposed_after(run.span) or _role(before) or _role(title)
        heads = [t.lower for t in tokens[start : run.name_at]] + (before or "").lower().split()
        party = self.party_of(role) if role else None
        return Person(run.words, party, role, (), _gender(heads))

    def party_of(self, role: str) -> str | None:
        """Return the one party that somebody with this role speaks for."""
        if any(word.strip("-,").lower() in OUTSIDERS for word in role.split()):
            adjective = self.lexicon.adjectives.get(fold(role.split()[0]))
            former = "former" in role.lower() or "ex-" in role.lower()
            return adjective.name if adjective and not former else None
        place = NOT_FOR.search(role)
        parties = [party.name for party in self.lexicon.parties_in(role)]
        inside = [p.name for p in self.lexicon.parties_in(role[: place.start()])] if place else []
        if " and " in role and len(set(parties)) > 1 and len(set(inside)) != 1:
            return None
        if inside:
            return inside[0]
        if place and place.group() in ("in", "at") and parties:
            return parties[0] if "source" in role or "official" in role else None
        return parties[0] if parties and not place else None

    def _apposed_after(self, name: Span) -> str | None:
        after = APPOSITION.match(self.text, name.end)
        if after and names_role(after.group(1)) and not self._is_verb(after.group(1)):
            first, *rest = after.group(1).split()
            titled = first.lower() in TITLES or first.endswith(("’s", "'s"))
            titled |= fold(first) in self.lexicon.adjectives or first.lower() in SINGULAR_PEOPLE
            if titled or not (first[0].isupper() and rest and rest[0][0].isupper()):
                return after.group(1).strip()
        return None

    def _apposed_before(self, name: Span) -> str | None:
        """Return “harbour master” of “the harbour master, Ana Bellić,”."""
        if self.text[name.end : name.end + 1] not in (",", ".", ";", ")", ""):
            return None
        before = BEFORE_NAME.search(self.text, max(0, name.start - 100), name.start)
        if before is None:
            return None
        whole = before.group(1)
        for at in [found.start() for found in DETERMINED.finditer(whole)][::-1] or [0]:
            words = whole[at:]
            head = HEAD_END.split(words)[0].split()[-1].lower()
            if head in PERSON_NOUNS or head in SINGULAR_PEOPLE:
                return None if self._is_verb(words) else words
        return None

    def _is_verb(self, words: str) -> bool:
        first = words.split()[0].lower()
        return first.endswith("ed") or (first,) in self.lexicon.cue_forms

    # -- mentions --------------------------------------------------------------

    def _find(
        self,
        runs: Sequence[Run],
        people: Sequence[Person | None],
        tokens: Sequence[Sequence[Token]],
    ) -> list[Mention]:
        made: list[Mention] = []
        for run, person in zip(runs, people, strict=True):
            whom = person or self.called(run.words, self._title_words(run))[0]
            if whom is None:
                continue
            titled = _before_name(run)
            sure = (
                whom in self.lexicon.people
                or whom.role is not None
                or person is None
                or any(t.lower in TITLES or t.lower in PERSON_NOUNS for t in titled)
            )
            start = run.name_at - len(titled)
            weight = self._weight(run.tokens, start, run.last, made)
            if person is not None and not sure and weight == OBLIQUE and self._is_place(run):
                weight = PLACE
            made.append(
                Mention(run.span, whom, sure, weight, quoted=self.quotation(run.span) is not None)
            )
        made += self._unnamed(tokens, made)
        return sorted(made, key=lambda mention: mention.span.start)

    def _title_words(self, run: Run) -> list[str]:
        return [token.lower for token in _before_name(run)]

    def _is_place(self, run: Run) -> bool:
        before = self.text[max(0, run.span.start - 8) : run.span.start].rstrip()
        known = fold(run.words.split()[0])
        return bool(NOT_PEOPLE.search(before)) and known not in FEMALE_NAMES | MALE_NAMES

    def _weight(
        self, tokens: Sequence[Token], start: int, last: int, earlier: Sequence[Mention]
    ) -> float:
        """Weigh a mention by its place: subject, object, after a preposition, owner of another."""
        if tokens[last].text.endswith(("’s", "'s")):
            return OWNER
        if start > 0 and tokens[start - 1].lower in DETERMINERS | {"another", "one"}:
            start -= 1
        if start == 0:
            return SUBJECT
        before = tokens[start - 1]
        word = before.lower
        if word in ("and", "or", ",", "nor") and start > 1:
            beside = next((m for m in earlier if m.span.end == tokens[start - 2].end), None)
            return beside.weight * SECOND if beside else self._after_comma(tokens, start)
        if word == "that":
            return THAT
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
        for each in tokens:
            for last, token in enumerate(each):
                if token.lower not in SINGULAR_PEOPLE or (token.capital and last):
                    continue
                first = _phrase_start(each, last)
                if first is None or self._is_same(each, first, last, starts, ends):
                    continue
                span = Span(each[first].start, token.end)
                words = span.of(self.text)
                person = Person(words, gender=_gender([token.lower]))
                named_so = self._named_so(words, span.start, named)
                yield Mention(
                    span,
                    named_so or person,
                    True,
                    self._weight(each, first, last, ()),
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

    def _named_so(self, words: str, at: int, named: Sequence[Mention]) -> Person | None:
        if not words.lower().startswith("the "):
            return None
        found = {
            mention.person.name: mention.person
            for mention in named
            if mention.span.end <= at and self.plays(mention.person, words.split()[1:])
        }
        return next(iter(found.values())) if len(found) == 1 else None

    # -- questions -------------------------------------------------------------

    def called(self, words: str, titles: Sequence[str] = ()) -> tuple[Person | None, int]:
        """Return whom a short name means in this text, and how many it could mean."""
        people = self._called.get(fold(words), [])
        if len(people) > 1:
            surname = [p for p in people if fold(p.name).endswith(" " + fold(words))]
            people = surname or people
        gender = _gender(titles)
        if len(people) > 1 and gender:
            fitting = [p for p in people if self.gender(p) in (gender, None)]
            exact = [p for p in fitting if self.gender(p) == gender]
            people = exact if len(exact) == 1 else fitting
        if len(people) > 1 and titles:
            ranks = [t for t in titles if t in TITLES or t in SINGULAR_PEOPLE]
            fitting = [p for p in people if ranks and self.plays(p, ranks)]
            people = fitting or people
        return (people[0] if len(people) == 1 else None), len(people)

    def plays(self, person: Person, words: Sequence[str]) -> bool:
        """Say whether a person's role is what these words call somebody: “former president”."""
        role = fold(person.role or "").replace(",", "").split()
        if not role or not words:
            return False
        split = next((n for n, w in enumerate(role) if w in HEAD_ENDS), len(role))
        head = role[:split]
        wanted = [_spokes(fold(word)) for word in words]
        if not head or wanted[-1] not in map(_spokes, head) or not _fits(words[-1], self, person):
            return False
        if wanted[-1] != _spokes(head[-1]) and fold(words[-1]) not in SINGULAR_PEOPLE:
            return False
        if any(word in LOWER_RANKS and word not in wanted for word in head):
            return False
        all_words = {_spokes(word.removesuffix("'s")) for word in role}
        party = fold(person.party or "")
        for word in wanted[:-1]:
            state = self.lexicon.adjectives.get(word) or self.lexicon.names.get(word)
            if word not in all_words and not (
                isinstance(state, Party) and fold(state.name) == party
            ):
                return False
        return True

    def gender(self, person: Person) -> Gender | None:
        """Return a person's gender: from the settings, a title, the pronouns so far or the name."""
        if person.gender:
            return person.gender
        if person.name not in self._genders:
            self._genders[person.name] = _by_name(person.name)
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

    def before(self, offset: int) -> Iterator[Mention]:
        """Yield those who are mentioned before an offset, the nearest first."""
        for at in range(bisect_right(self._begins, offset) - 1, -1, -1):
            if self.mentions[at].span.end <= offset:
                yield self.mentions[at]

    def quotation(self, span: Span) -> Span | None:
        """Return the quotation that a span stands in."""
        at = bisect_right(self._quoted_from, span.start) - 1
        return self._quoted[at] if at >= 0 and self._quoted[at].covers(span) else None

    def apart(self, first: int, second: int, gender: Gender) -> int:
        """Count the narrated sentences from one place to another that leave the subject."""
        passed = self._passed[gender]
        return max(0, passed[self._number(second)] - passed[self._number(first)])

    def _number(self, offset: int) -> int:
        return max(0, bisect_right(self._starts, offset) - 1)

    def _fades(self) -> dict[Gender, list[int]]:
        """Count up the sentences; those in quotations or with the same pronoun do not count."""
        stays: dict[str, set[int]] = {"he": set(), "she": set()}
        for found in NOMINATIVE.finditer(self.text):
            if self.quotation(Span(*found.span())) is None:
                stays[found.group().lower()].add(self._number(found.start()))
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


POSSESSIVE = re.compile(r"\b(?:[Hh]is|[Hh]er|him|himself|herself)\b")
NOMINATIVE = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")
PRONOUNS: tuple[tuple[Gender, str], ...] = (("m", "he"), ("f", "she"))
# where the head of a role ends: “head | of the port authority”
HEAD_ENDS = frozenset("of for to at in from with who on".split())
# what makes a role another one than that without it
LOWER_RANKS = frozenset("former ex deputy vice assistant acting".split())


def _spokes(word: str) -> str:
    return "spokes" if word.startswith("spokes") else word


def _fits(noun: str, cast: Cast, person: Person) -> bool:
    gender = _gender([noun.lower()])
    return gender is None or cast.gender(person) in (gender, None)


def _by_name(name: str) -> Gender | None:
    first = fold(name.split()[0])
    if first in FEMALE_NAMES:
        return "f"
    return "m" if first in MALE_NAMES else None


def _before_name(run: Run) -> list[Token]:
    """Return the titles and roles right before a name, in its run and left of it."""
    start = run.first
    while start > 0 and _is_role_word(run.tokens[start - 1], run.tokens, start - 1):
        start -= 1
    return [token for token in run.tokens[start : run.name_at] if token.text != "."]


def _phrase_start(tokens: Sequence[Token], last: int) -> int | None:
    """Return where “a night-shift worker” or “Kaya’s deputy” begins; None without a determiner."""
    for first in range(last - 1, max(-1, last - 5), -1):
        token = tokens[first]
        if token.lower in DETERMINERS or token.lower in ("another", "one"):
            return first
        if token.text.endswith(("’s", "'s")):
            while first > 0 and tokens[first - 1].capital:
                first -= 1
            return first
        if not token.word or token.lower in PREPOSITIONS or token.lower in CONJUNCTIONS:
            return None
    return None


def _capital_runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(tokens):
        if not _starts_run(tokens, at):
            at += 1
            continue
        last = at
        while following := _joined(tokens, last):
            last = following
        yield at, last
        at = last + 1


def _starts_run(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if not _is_capital(token) or token.lower in WEEKDAYS or token.lower in DETERMINERS:
        return False
    return not (at == 0 and token.lower in OPENING_WORDS)


# titles after which a name begins, whatever stands before them: “Industry Minister”
RANKS = frozenset(
    "minister president secretary chairman chairwoman spokesman spokeswoman spokesperson ambassador"
    " governor mayor senator professor commissioner chancellor director commander officer analyst"
    " captain colonel lieutenant sergeant engineer journalist economist".split()
)


def _rank(token: Token) -> bool:
    return token.lower.rpartition("-")[2] in RANKS


# capitals at the beginning of a sentence that begin no name
OPENING_WORDS = frozenset(
    "in on at after before when while as if but and however meanwhile according earlier last"
    " despite during speaking asked responding western under for from with both he she they it we"
    " additionally notably instead analysts officials there this i then so now still yet since"
    " although though because once neither either".split()
)


def _is_capital(token: Token) -> bool:
    """Say whether a word begins as a name does: “Khatib”, “al-Khatib”."""
    if token.text[0].isupper() or "-" not in token.text:
        return token.text[0].isupper()
    particle, _, rest = token.text.partition("-")
    return particle in PARTICLES and rest[:1].isupper()


def _joined(tokens: Sequence[Token], last: int) -> int | None:
    """Return the token up to which a name goes on after `last`; None when it ends there."""
    after = tokens[last + 1 : last + 5]
    if not after:
        return None
    if tokens[last].text.endswith(("’s", "'s")) and not after[0].capital:
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
    return last + particles + 1 if _is_capital(after[particles]) else None


def _is_role_word(token: Token, tokens: Sequence[Token], at: int) -> bool:
    if token.lower in PERSON_NOUNS or token.lower in TITLES or token.lower in SINGULAR_PEOPLE:
        return True
    # “Kremlin spokesman Dmitry Peskov”, “the port authority's head Ana Bellić”
    return (
        token.word
        and (token.capital or token.text.endswith(("’s", "'s")))
        and any(t.lower in PERSON_NOUNS or t.lower in TITLES for t in tokens[at + 1 : at + 3])
    )


def names_role(words: str) -> bool:
    """Say whether words name what somebody is."""
    return any(
        bare in PERSON_NOUNS or bare in TITLES or bare in SINGULAR_PEOPLE
        for bare in (word.strip("’'s").lower() for word in words.split()[:8])
    )


OWN = re.compile(r"^(?:the|a|an|his|her|their|its|another|one)\s+", re.IGNORECASE)
# what somebody is only to somebody else
KIN = (FEMALE_TITLES | MALE_TITLES) - frozenset(
    "spokesman spokeswoman chairman chairwoman fisherman policeman policewoman businessman"
    " businesswoman congressman congresswoman actor actress king queen prince princess pope".split()
)


def _role(words: str | None) -> str | None:
    """Return words for what somebody is, without what stands in front; no “sister”, no “Mr”."""
    role = OWN.sub("", words or "").strip()
    return role if role and role.lower() not in KIN else None


def _gender(words: Sequence[str]) -> Gender | None:
    if any(word in FEMALE_TITLES for word in words):
        return "f"
    return "m" if any(word in MALE_TITLES for word in words) else None


def speaker_of(named: Named) -> Speaker:
    """Make the speaker that a name of the settings means."""
    if isinstance(named, Person):
        return Speaker(named.name, named.role, named.party)
    if isinstance(named, Institution):
        return Speaker(named.name, None, named.party)
    if isinstance(named, Outlet):
        return Speaker(named.name, None, None)
    return Speaker(named.name, None, named.name)
