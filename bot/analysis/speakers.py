"""From a mention to a speaker: full names, roles and parties, through pronouns and short names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.lexicon import Gender, Institution, Lexicon, Named, Outlet, Party, Person, fold
from bot.analysis.tokens import (
    BODY_WORDS,
    DETERMINERS,
    FEMALE_TITLES,
    MALE_TITLES,
    PARTICLES,
    PERSON_NOUNS,
    PREPOSITIONS,
    TITLES,
    WEEKDAYS,
    Token,
    tokens_of,
)
from bot.model import Sentence, Span, Speaker


@dataclass(frozen=True, slots=True)
class Mention:
    """A person named in the text: where, who, and whether title or role says it is a person."""

    span: Span
    person: Person
    sure: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """A speaker and how sure we are that it is the right one, 0 to 1."""

    speaker: Speaker | None
    sureness: float


NOBODY = Resolved(None, 0.0)
# an apposition that names a role: “, deputy chairman of the council,”
APPOSITION = re.compile(r",\s+((?:(?:a|an|the|who is)\s+)?[^,.;:“”\"()]{3,90})(?=[,.])")
# a role that stands before a name with a comma: “the foreign minister, ”
BEFORE_NAME = re.compile(r"(?:^|[.;,”]\s+|\n)([^,.;:“”\n]{4,80}),\s+$")
# the start of a sentence that says who made the statement before it
CAME_FROM = re.compile(
    r"(?:The|This|His|Her|Their)\s+(?:statement|announcement|comments?|remarks?|words|declaration)\s+"
    r"(?:came|was made|were made)\s+(?:from|by)\s+",
)


class Cast:
    """The people of one article, in the order in which it names them."""

    def __init__(self, text: str, sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
        self.text = text
        self.sentences = sentences
        self.lexicon = lexicon
        self.mentions = tuple(self._find())

    def _find(self) -> Iterator[Mention]:
        known: dict[str, Person] = {}
        for sentence in self.sentences:
            tokens = tokens_of(self.text, sentence.span)
            for first, last in _capital_runs(tokens):
                made = self._mention(tokens, first, last, known)
                if made is None:
                    continue
                last_name = fold(made.person.name.split()[-1])
                if len(made.person.name.split()) > 1 or made.sure:
                    known[last_name] = made.person
                yield made

    def _mention(
        self, tokens: Sequence[Token], first: int, last: int, known: dict[str, Person]
    ) -> Mention | None:
        name_at = self._name_start(tokens, first, last)
        if name_at > last:
            return None
        words = self.text[tokens[name_at].start : tokens[last].end]
        words = re.sub(r"[’']s$", "", words)
        span = Span(tokens[name_at].start, tokens[name_at].start + len(words))
        named = self.lexicon.find(words)
        if isinstance(named, Person):
            return Mention(span, named, True)
        if named is not None or any(t.lower in BODY_WORDS for t in tokens[name_at : last + 1]):
            return None
        if len(words.split()) == 1:
            person = known.get(fold(words))
            return Mention(span, person, True) if person else None
        return self._stranger(tokens, first, name_at, last, words, span)

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
                or (any(t.lower in BODY_WORDS for t in tokens[at : last + 1]) and at < last)
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

    def _stranger(
        self,
        tokens: Sequence[Token],
        first: int,
        name_at: int,
        last: int,
        words: str,
        span: Span,
    ) -> Mention | None:
        """Read a person of whom the settings know nothing: role and party from the words around."""
        start = first
        while start > 0 and _is_role_word(tokens[start - 1], tokens, start - 1):
            start -= 1
        role = (
            self.text[tokens[start].start : tokens[name_at].start].strip()
            if start < name_at
            else ""
        )
        role = re.sub(r"^(?:the|a|an)\s+", "", role, flags=re.IGNORECASE)
        titled = any(t.lower in TITLES or t.lower in PERSON_NOUNS for t in tokens[start:name_at])
        apposed = self._apposed(span)
        role = apposed or role
        party = next(self.lexicon.parties_in(role), None) if role else None
        sure = titled or apposed is not None
        gender = _gender([t.lower for t in tokens[start:name_at]])
        return Mention(
            span, Person(words, party.name if party else None, role or None, (), gender), sure
        )

    def _apposed(self, name: Span) -> str | None:
        """Return the role that an apposition gives a name, after it or before it."""
        after = APPOSITION.match(self.text, name.end)
        if after and _names_role(after.group(1)) and not self._is_verb(after.group(1)):
            return after.group(1).strip()
        before = BEFORE_NAME.search(self.text, max(0, name.start - 100), name.start)
        if before and _names_role(before.group(1)):
            return re.sub(r"^(?:the|a|an)\s+", "", before.group(1), flags=re.IGNORECASE)
        return None

    def _is_verb(self, words: str) -> bool:
        first = words.split()[0].lower()
        return first.endswith("ed") or (first,) in self.lexicon.cue_forms

    def within(self, span: Span) -> Mention | None:
        """Return the last person named inside a span."""
        inside = [mention for mention in self.mentions if span.covers(mention.span)]
        return inside[-1] if inside else None

    def before(self, offset: int) -> Iterator[Mention]:
        """Yield the people named before an offset, the nearest first."""
        for mention in reversed(self.mentions):
            if mention.span.end <= offset:
                yield mention


def _capital_runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(tokens):
        if not _starts_run(tokens, at):
            at += 1
            continue
        last = at
        while last + 1 < len(tokens) and _joins_run(tokens, last):
            last += 1
        while last > at and not tokens[last].capital:
            last -= 1
        yield at, last
        at = last + 1


def _starts_run(tokens: Sequence[Token], at: int) -> bool:
    token = tokens[at]
    if not token.capital or token.lower in WEEKDAYS or token.lower in DETERMINERS:
        return False
    return not (at == 0 and token.lower in OPENING_WORDS)


# capitals at the beginning of a sentence that begin no name
OPENING_WORDS = frozenset(
    "in on at after before when while as if but and however meanwhile according earlier last"
    " despite during speaking asked responding western under for from with both he she they it we"
    " additionally notably instead analysts officials there this".split()
)


def _joins_run(tokens: Sequence[Token], last: int) -> bool:
    following = tokens[last + 1]
    if tokens[last].text.endswith(("’s", "'s")) and not following.capital:
        return False
    if following.text == ".":
        return last + 2 < len(tokens) and tokens[last + 2].capital and len(tokens[last].text) <= 4
    if following.lower in PARTICLES:
        return last + 2 < len(tokens) and tokens[last + 2].capital
    return following.capital and following.lower not in WEEKDAYS


def _is_role_word(token: Token, tokens: Sequence[Token], at: int) -> bool:
    if token.lower in PERSON_NOUNS or token.lower in TITLES:
        return True
    # “Kremlin spokesman Dmitry Peskov”, “the port authority's head Ana Bellić”
    return (
        token.word
        and (token.capital or token.text.endswith(("’s", "'s")))
        and any(t.lower in PERSON_NOUNS or t.lower in TITLES for t in tokens[at + 1 : at + 3])
    )


def _names_role(words: str) -> bool:
    return any(
        word.strip("’'s").lower() in PERSON_NOUNS or word.lower() in TITLES or word.lower() == "who"
        for word in words.split()[:8]
    )


def _gender(words: Sequence[str]) -> Gender | None:
    if any(word in FEMALE_TITLES for word in words):
        return "f"
    return "m" if any(word in MALE_TITLES for word in words) else None


def speaker_of(named: Named, printed: str) -> Speaker:
    """Make the speaker that a name of the settings means."""
    if isinstance(named, Person):
        return Speaker(named.name, named.role, named.party)
    if isinstance(named, Institution):
        return Speaker(named.name, None, named.party)
    if isinstance(named, Outlet):
        return Speaker(named.name, None, None)
    return Speaker(named.name, None, named.name)


def resolve(cast: Cast, source: Span, recent: Sequence[tuple[Span, Speaker]]) -> Resolved:
    """Say who a source is; `recent` are the sources resolved so far, the latest last."""
    words = source.of(cast.text)
    lower = words.lower()
    if lower in ("he", "she"):
        return _pronoun(cast, source, "f" if lower == "she" else "m", recent)
    if lower in ("they", "it", "we", "i", "who", "which"):
        return _plural(source, recent, lower)
    named = cast.lexicon.find(words)
    if named is not None:
        return Resolved(speaker_of(named, words), 1.0)
    mention = cast.within(source)
    if mention is not None and _is_head(cast.text, source, mention):
        return Resolved(_speaking(mention.person), 1.0 if mention.sure else 0.93)
    return _body_or_unnamed(cast, source, words, recent)


def _is_head(text: str, source: Span, mention: Mention) -> bool:
    """Say whether the person is who the phrase is about, and not its complement."""
    after = text[mention.span.end : source.end]
    before = text[source.start : mention.span.start].lower().split()
    if re.match(r"[’']s\b", after):
        return False
    return not (before and before[-1] in ("of", "for", "to", "with", "from", "against"))


def _speaking(person: Person) -> Speaker:
    return Speaker(person.name, person.role, person.party)


def _pronoun(
    cast: Cast, at: Span, gender: Gender, recent: Sequence[tuple[Span, Speaker]]
) -> Resolved:
    """Resolve he or she: who spoke last, unless somebody else came between."""
    people = {mention.person.name: mention.person for mention in cast.mentions}
    nearby = [
        m.person
        for m in cast.before(at.start)
        if at.start - m.span.end < 700 and m.person.gender in (gender, None)
    ]
    for span, speaker in reversed(recent):
        person = people.get(speaker.name)
        if person is None or person.gender not in (gender, None):
            continue
        if at.start - span.end > 900:
            break
        between = {
            m.person.name
            for m in cast.mentions
            if span.end <= m.span.start < at.start and m.person.gender in (gender, None)
        } - {person.name}
        paragraph_apart = cast.text.count("\n\n", span.end, at.start)
        sureness = 0.97 - 0.12 * len(between) - 0.04 * max(0, paragraph_apart - 1)
        return Resolved(_speaking(person), max(0.3, sureness))
    if not nearby:
        return NOBODY
    names = {person.name for person in nearby[:6]}
    return Resolved(_speaking(nearby[0]), 0.9 if len(names) == 1 else 0.7)


def _plural(source: Span, recent: Sequence[tuple[Span, Speaker]], word: str) -> Resolved:
    """Resolve “it” and “they” to a body or an unnamed group that spoke just before."""
    for span, speaker in reversed(recent[-2:]):
        body = speaker.party == speaker.name or (speaker.role is None and len(speaker.name) > 2)
        if source.start - span.end < 500 and (body or not speaker.named) and word in ("it", "they"):
            return Resolved(speaker, 0.74)
    return NOBODY


GENERIC = re.compile(r"^(?:the|this|that|its|his|her)\s+(?:\w+\s+){0,2}?(\w+)$", re.IGNORECASE)


def _body_or_unnamed(
    cast: Cast, source: Span, words: str, recent: Sequence[tuple[Span, Speaker]]
) -> Resolved:
    generic = GENERIC.match(words)
    if generic and not generic.group(1)[0].isupper():
        back = _role_before(cast, source, generic.group(1).lower(), recent)
        if back is not None:
            return back
    party = next(cast.lexicon.parties_in(words), None)
    tokens = words.split()
    common = any(word.lower() in PERSON_NOUNS and word[0].islower() for word in tokens)
    carrier = _named_at_end(cast, tokens)
    if carrier is not None:
        return Resolved(speaker_of(carrier, words), 0.97)
    carrier = _named_at_end(cast, tokens)
    if carrier is not None:
        return Resolved(speaker_of(carrier, words), 0.97)
    if common:
        return Resolved(Speaker(words, None, party.name if party else None, named=False), 0.97)
    name = re.sub(r"^(?:the)\s+", "", words)
    found = cast.lexicon.find(name)
    if found is not None:
        return Resolved(speaker_of(found, words), 1.0)
    joined = " and " in words
    speaker = Speaker(words, None, party.name if party else None, named=not joined)
    return Resolved(speaker, 0.95 if joined else 0.9)


def _role_before(
    cast: Cast, source: Span, noun: str, recent: Sequence[tuple[Span, Speaker]]
) -> Resolved | None:
    """Resolve “the spokesman”, “the ministry” to the last one who was called so."""
    if noun not in PERSON_NOUNS and noun not in TITLES:
        return None
    for mention in cast.before(source.start):
        if noun in fold(mention.person.role or "").split():
            return Resolved(_speaking(mention.person), 0.93)
    for _, speaker in reversed(recent):
        if noun in fold(speaker.name).split():
            return Resolved(speaker, 0.93)
    if noun in ("minister", "president", "leader", "spokesman", "spokeswoman", "spokesperson"):
        for _, speaker in reversed(recent):
            if speaker.role and noun[:8] in fold(speaker.role):
                return Resolved(speaker, 0.9)
    return None


def said_by_next(cast: Cast, sentence: Sentence, speaker: Speaker) -> Speaker | None:
    """Return who made a party's statement when the next sentence says “The statement came from X”."""
    following = [s for s in cast.sentences if s.span.start >= sentence.span.end][:1]
    if not following or speaker.party != speaker.name:
        return None
    opening = CAME_FROM.match(cast.text, following[0].span.start)
    if opening is None:
        return None
    for mention in cast.mentions:
        near = opening.end() <= mention.span.start <= opening.end() + 60
        if near and mention.person.party == speaker.party:
            return _speaking(mention.person)
    return None


def _named_at_end(cast: Cast, words: Sequence[str]) -> Named | None:
    """Find the body that a phrase ends with: “state news agency TASS”."""
    for length in (3, 2, 1):
        if length < len(words) and words[-length - 1].lower() not in PREPOSITIONS:
            named = cast.lexicon.find(" ".join(words[-length:]))
            if isinstance(named, Institution | Outlet):
                return named
    return None
