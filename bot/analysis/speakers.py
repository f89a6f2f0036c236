"""From a mention to a speaker: full names, roles and parties, through pronouns and short names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.analysis.cast import Cast, Mention
from bot.analysis.descriptions import by_role, described
from bot.analysis.lexicon import Institution, Named, Outlet, Person
from bot.analysis.names import fold, speaker_of
from bot.analysis.pronouns import NOBODY, Recent, Resolved, plural, singular
from bot.analysis.roles import NOT_FOR, party_of, party_of_body
from bot.analysis.tokens import (
    AUXILIARIES,
    BODY_WORDS,
    PARTICLES,
    PERSON_NOUNS,
    PREPOSITIONS,
    SINGULAR_PEOPLE,
    TITLES,
    WEEKDAYS,
)
from bot.analysis.turns import ROLES
from bot.model import Sentence, Span, Speaker

__all__ = ["NOBODY", "Cast", "Resolved", "is_hardly_anybody", "resolve", "said_by_next"]

# what somebody may be called before or without a name
CALLINGS = TITLES | SINGULAR_PEOPLE
# what names nobody by itself
NOT_ONE = frozenset("you so thus neither either both each".split())
# what shows that a name after it is only near whom the phrase is about
BESIDE = frozenset("close familiar loyal outside inside near around behind opposite like".split())
# the start of a sentence that says who made the statement before it
CAME_FROM = re.compile(
    r"(?:The|This|His|Her|Their)\s+(?:statement|announcement|comments?|remarks?|words|declaration)\s+"
    r"(?:came|was made|were made)\s+(?:from|by)\s+",
)
RELATIVE = re.compile(r"[,\s]+(?:who|whom|whose|which)\b")
# words that somebody wrote: who speaks in “a report by the agency” is the agency
WORK = re.compile(
    r"(?:[\w’'-]+\s+){0,3}?(?:statements?|remarks|comments|reports?|letters?|announcements?|posts?|tweets?|"
    r"messages?|notes?|memos?|stud(?:y|ies)|analysis|polls?|surveys?|e-?mails?|testimony)\s+"
    r"(?:(?:released|published|issued|written)\s+)?(?:by|from)\s+",
    re.IGNORECASE,
)
# who speaks in “her letter” is who wrote it
OWN_WORK = re.compile(
    r"(his|her|its|their)\s+(?:(?:own|first|last|latest|new|written|open|short|brief)\s+)?"
    r"(?:statement|letter|post|tweet|message|note|memo|e-?mail|reply|answer|speech|report|testimony)",
    re.IGNORECASE,
)
NOMINATIVE = {"him": "he", "her": "she", "them": "they"}
WHOSE = {"his": "he", "her": "she", "its": "it", "their": "they"}
# of whom a view is, is no source of what follows: “the perspective of Kyiv, both Iran and …”
VIEW = re.compile(r"(?:the\s+)?(?:perspective|view|eyes)\s+of\b", re.IGNORECASE)
# “Orn, for her part,” and “Orn, in turn,” and “Orn herself”
IN_TURN = re.compile(
    r",\s+(?:in\s+(?:his|her|its|their|the)?\s*turn|for\s+(?:his|her|its|their)\s+part)\W*$"
    r"|\s+(?:himself|herself|itself|themselves)$"
)
AGE = re.compile(r",\s+(?:aged\s+|also\s+|now\s+|then\s+)?\d{1,3}\s*,?$")
DAY = re.compile(rf"(?<=\w)\s+(?:(?:late|early)\s+)?on\s+(?:{'|'.join(WEEKDAYS)})$", re.IGNORECASE)
SPOKE_NEXT = re.compile(r"\s+(?:\w+ly\s+)?(?:said|says|told|wrote|[a-z]+ed)\b")
SAID = frozenset("said says told tells".split())
# sources of which nobody, or hardly anybody, says what follows
NONE_OF = re.compile(
    r"(?:no|none|nobody|not (?:one|a single)|no one|hardly any\w*)\b(?!\.)", re.IGNORECASE
)
HARDLY = re.compile(rf"(?:{NONE_OF.pattern}|neither\b|few\b)", re.IGNORECASE)
NOR = re.compile(r"\b(?:nor|not)\s+$", re.IGNORECASE)
# where a source may go on into a clause of its own
CLAUSE = re.compile(r"[,(\[]|\b(?:who|whom|whose|which|that|what|where|when|if|how|why)\b")


def _is_nobody(text: str, source: Span) -> bool:
    """Say whether a source is none at all: “nobody”, “no official”, “not one minister”."""
    start = source.start
    if text[max(0, start - 4) : start].lower() == "not ":
        start -= 4
    return NONE_OF.match(text, start, source.end) is not None


def is_hardly_anybody(text: str, source: Span) -> bool:
    """Say whether a source is nobody, or one of two that both do not: “Neither Iran nor Russia said”."""
    before = NOR.search(text, max(0, source.start - 8), source.start)
    return before is not None or HARDLY.match(text, source.start, source.end) is not None


def resolve(cast: Cast, source: Span, recent: Recent) -> Resolved:
    """Say who a source is; `recent` are the sources resolved so far, the latest last."""
    source = _trimmed(cast.text, source)
    owned = OWN_WORK.fullmatch(cast.text, source.start, source.end)
    if owned is not None:
        source = Span(*owned.span(1))
    words = source.of(cast.text)
    lower = WHOSE[words.lower()] if owned else NOMINATIVE.get(words.lower(), words.lower())
    if lower in ("he", "she"):
        return singular(cast, source, "f" if lower == "she" else "m", recent)
    if lower in ("they", "it", "we", "i"):
        return plural(cast, source, recent, lower)
    if lower in ROLES or lower in NOT_ONE or _is_nobody(cast.text, source):
        return NOBODY
    if lower in ("who", "which", "that"):
        return _antecedent(cast, source) if lower == "who" else NOBODY
    if _is_joint(cast, source, words):
        return Resolved(Speaker(words, None, _common_party(cast, source, words), named=False), 0.95)
    if _is_sentence(words) or VIEW.match(words) or _is_of_theirs(cast, source, words):
        return NOBODY
    work = WORK.match(words)
    if work is not None:
        author = resolve(cast, Span(source.start + work.end(), source.end), recent)
        if author.speaker is not None and author.speaker.named:
            return author
    named = cast.find(words)
    if isinstance(named, Person):
        return _settings_person(cast, source, named, words, recent)
    if named is not None:
        return Resolved(speaker_of(named), 1.0)
    return (
        _head(cast, source)
        or _short_name(cast, words.partition(",")[0])
        or _apposed(cast, source, words)
        or described(cast, source, words, recent)
        or _body_or_unnamed(cast, source, words)
    )


def _is_sentence(words: str) -> bool:
    """Say whether a source has a verb of its own: what was found is no mention of anybody."""
    return not (AUXILIARIES | SAID).isdisjoint(CLAUSE.split(words, maxsplit=1)[0].split())


def _is_of_theirs(cast: Cast, source: Span, words: str) -> bool:
    """Say whether somebody else speaks who is left out: “Holm's lawyer paid; Kaya's said he would”."""
    if not words.endswith(("’s", "'s")) or SPOKE_NEXT.match(cast.text, source.end) is None:
        return False
    owner = words[:-2]
    return isinstance(cast.find(owner), Person) or cast.called(owner)[0] is not None


def _trimmed(text: str, span: Span) -> Span:
    """Return a source without signs at its ends, its age, its turn and the day on which it spoke."""
    start, end = span.start, span.end
    turn = IN_TURN.search(text, start, end)
    end = turn.start() if turn and turn.start() > start else end
    age = AGE.search(text, start, end)
    end = age.start() if age else end
    day = DAY.search(text, start, end)
    if day and not RELATIVE.search(text, start, end):
        end = day.start()
    while end > start + 1 and text[end - 1] in " ,;:\n":
        end -= 1
    while start < end - 1 and text[start] in " ,;:\n":
        start += 1
    return Span(start, end)


# -- names ---------------------------------------------------------------------


def _settings_person(
    cast: Cast, source: Span, named: Person, words: str, recent: Recent
) -> Resolved:
    """Keep to the settings unless the text means somebody else by that name or role."""
    if fold(words) == fold(named.name):
        return Resolved(speaker_of(named), 1.0)
    if any(word.lower() in TITLES for word in words.split()):
        tagged = by_role(cast, source, words, recent)
        if tagged and tagged.sureness > 0.6 and tagged.speaker:
            return tagged
        return Resolved(speaker_of(named), 1.0)
    person, known = cast.called(words)
    if known > 1:
        return Resolved(Speaker(words, None, None), 0.5)
    return Resolved(speaker_of(person or named), 1.0)


def _short_name(cast: Cast, words: str) -> Resolved | None:
    """Resolve “Bellić”, “Mayor Bellić”, “Mrs Vidal” by the full names of the text."""
    parts = words.split()
    if parts[0].lower() == "the" or not words[0].isalpha():
        return None
    at = 0
    while at < len(parts) - 1 and parts[at].lower().rstrip(".") in CALLINGS:
        at += 1
    name = " ".join(parts[at:])
    if not name[0].isupper() and fold(parts[at].split("-")[0]) not in PARTICLES:
        return None
    person, known = cast.called(name, [part.lower().rstrip(".") for part in parts[:at]])
    if person is not None:
        return Resolved(speaker_of(person), 0.97)
    if known > 1:
        return Resolved(Speaker(words, None, None), 0.5)
    return _ambiguous(cast, name)


def _ambiguous(cast: Cast, name: str) -> Resolved | None:
    """Doubt a last name that several people of the settings have."""
    key = " " + fold(name)
    several = sum(fold(person.name).endswith(key) for person in cast.lexicon.people)
    return Resolved(Speaker(name, None, None), 0.5) if several > 1 else None


def _head(cast: Cast, source: Span) -> Resolved | None:
    """Find the person whom a phrase is about, and not one in its complement."""
    for number, segment in enumerate(_segments(cast.text, source)):
        for mention in cast.within(segment):
            if _heads(cast.text, segment, mention):
                return Resolved(mention.speaker, 1.0 if mention.sure else 0.95)
        if number == 1 or _of_another(segment.of(cast.text)):
            break
    return None


# what leads from somebody to whose or for whom they are
COMPLEMENTS = frozenset("of for to with from".split())
COMPLEMENT = re.compile(r"\s(?:of|for|to|with)\s(?:.*\s)?(\w+)$")


def _of_another(phrase: str) -> bool:
    """Say whether a name after it may be another's: “an aide to the minister, Ingrid Dahl”."""
    complement = COMPLEMENT.search(phrase)
    return complement is not None and complement.group(1).lower() in SINGULAR_PEOPLE


def _segments(text: str, source: Span) -> Iterator[Span]:
    """Yield what stands between commas, each without its relative clause."""
    at = source.start
    for piece in re.split(r"[,(]", source.of(text)):
        end = at + len(piece)
        relative = RELATIVE.search(text, at, end)
        start = at + len(piece) - len(piece.lstrip())
        yield Span(start, max(start, relative.start() if relative else end))
        at = end + 1
        if relative:
            return


WORD = re.compile(r"[\w’'-]+")
AFTER_NAME = re.compile(r"([’'](?:s\b|(?=\s)))|\s+([a-z]\w*)")


def _heads(text: str, segment: Span, mention: Mention) -> bool:
    after = AFTER_NAME.match(text, mention.span.end, segment.end)
    if after and (after.group(1) or not _goes_on(after.group(2))):
        return False
    before = WORD.findall(text, segment.start, mention.span.start)
    if BESIDE.intersection(before) or (before and _is_doing(before[-1])):
        return False
    place = next((n for n, word in enumerate(before) if word.lower() in PREPOSITIONS), None)
    if place is None or (
        place and before[place - 1].istitle() and before[place - 1].lower() in BODY_WORDS
    ):
        return True
    if place and _is_office(before[place - 1], before[place + 1 :]):
        return True
    # “the head of the port authority Ana Bellić”: a body stands between
    last = before[-1].lower()
    return len(before) - place > 2 and last in PERSON_NOUNS and last not in SINGULAR_PEOPLE


def _is_office(head: str, of: Sequence[str]) -> bool:
    """Say whether words are a title before a name: “Secretary of State”, “Minister for the Sea”."""
    named = all(word[0].isupper() or word in ("the", "and") for word in of)
    body = SINGULAR_PEOPLE.isdisjoint(word.lower() for word in of)
    return head.istitle() and head.lower() in TITLES and bool(of) and named and body


def _is_doing(word: str) -> bool:
    """Say whether what follows a word is its object: “a lawyer representing Ana Bellić”."""
    return word.endswith(("ing", "ed")) and word.islower() and word not in ("named", "called")


def _goes_on(word: str) -> bool:
    """Say whether a word after a name tells more of the person: “of”, “who”, “speaking”."""
    return word in PREPOSITIONS or word.endswith(("ing", "ed"))


PHRASE_END = re.compile(r"[,(]|\s(?:of|for|at|in|from|with|to)\s")
COMMA = re.compile(r",\s+")
CLOSED = re.compile(r"\s*(?:,(?!\s+and\b)|[.;)]|$)")


def _apposed(cast: Cast, source: Span, words: str) -> Resolved | None:
    """Name “the harbour master” when his name follows: “the harbour master, Idris Kaya, said”."""
    head = (PHRASE_END.split(words, 1)[0].split() or [words])[-1]
    if head[0].isupper() and head.lower() not in CALLINGS:
        return None
    if _of_another(words):
        return None
    opening = COMMA.match(cast.text, source.end)
    if opening is None:
        return None
    for mention in cast.within(Span(opening.end(), min(len(cast.text), opening.end() + 60))):
        closes = CLOSED.match(cast.text, mention.span.end)
        between = cast.text[opening.end() : mention.span.start].lower().split()
        if closes and all(word.rstrip(".") in TITLES for word in between):
            return Resolved(mention.speaker, 0.95)
    return None


def _antecedent(cast: Cast, source: Span) -> Resolved:
    """Resolve “who” to the name right before it."""
    for mention in cast.before(source.start):
        between = cast.text[mention.span.end : source.start]
        if mention.named and between.strip() in ("", ","):
            return Resolved(mention.speaker, 0.9)
        break
    return NOBODY


# -- several -------------------------------------------------------------------


BOTH = re.compile(r"(?:both|neither|either)\s", re.IGNORECASE)
AND = re.compile(r",?\s+(?:and|or|nor)\s+")
# what begins a second source after “and”
ANOTHER = re.compile(r"(?:the|an?|his|her|their|others?|two|three|four|several|some|many)\b")


def _is_joint(cast: Cast, source: Span, words: str) -> bool:
    """Say whether a phrase names two sources: “X and Y”, “neither X nor Y”."""
    if BOTH.match(words):
        return True
    for found in AND.finditer(words):
        left = Span(source.start, source.start + found.start())
        right = Span(source.start + found.end(), source.end)
        before, after = left.of(cast.text), right.of(cast.text)
        people = cast.within(right)
        begins = bool(people) and people[0].span.start == right.start
        if _apposes(cast, left):
            # “Karl Dorn, the president, and Lina Haas”
            owner = begins and re.match("[’']s", cast.text[people[0].span.end :])
            if begins and not owner and found.group().startswith(","):
                return True
            continue
        if _ends_named(cast, left, before) and (
            _begins_named(cast, right, after) or ANOTHER.match(after)
        ):
            return True
        # Marko and Rosa Vidal
        if " " not in before and begins:
            return before.lower() not in TITLES and before[0].isupper()
    return False


def _apposes(cast: Cast, left: Span) -> bool:
    """Say whether what stands left of “and” ends inside an apposition or a complement."""
    words = left.of(cast.text)
    tail = words.rsplit(",", 1)[-1].strip() if "," in words else words
    first = tail.split()[0] if tail.split() else ""
    apposition = "," in words and not first[:1].isupper()
    people = cast.within(left)
    inside = people[-1] if people else None
    complement = inside is not None and re.search(
        r"\b(?:of|for|to|with|from)\s+(?:the\s+)?$", cast.text[left.start : inside.span.start]
    )
    return apposition or bool(complement)


def _ends_named(cast: Cast, span: Span, words: str) -> bool:
    people = cast.within(span)
    if people and people[-1].span.end == span.end:
        return True
    last = words.split(",")[-1].strip()
    return cast.find(last) is not None or any(
        body.span.end == span.end for body in cast.bodies_from(span.start, span.start + 4)
    )


def _begins_named(cast: Cast, span: Span, words: str) -> bool:
    people = cast.within(span)
    before = cast.text[span.start : people[0].span.start].split() if people else []
    place = next((n for n, word in enumerate(before) if word in COMPLEMENTS), None)
    if people and (place is None or _is_office(before[place - 1], before[place + 1 :])):
        return True
    first = re.split(r",|\s+(?:said|who)\b", words)[0].strip()
    return cast.find(first) is not None or bool(cast.bodies_from(span.start, span.start + 4))


def _common_party(cast: Cast, source: Span, words: str) -> str | None:
    parties = {party.name for party in cast.lexicon.parties_in(words)}
    parties |= {m.person.party for m in cast.within(source) if m.person.party}
    strangers = any(m.person.party is None for m in cast.within(source))
    return parties.pop() if len(parties) == 1 and not strangers else None


# -- bodies and the unnamed ------------------------------------------------------


# how a body speaks, behind its name: “Borland, through its envoy Idris Kaya,”
HOW = re.compile(r",\s+(?:in|through|via|by|on|for|which|whose|speaking|citing|quoting)\b")


def _body_or_unnamed(cast: Cast, source: Span, words: str) -> Resolved:
    tokens = words.split()
    carrier = _named_at_end(cast, tokens)
    if carrier is not None:
        return Resolved(speaker_of(carrier), 0.97)
    found = cast.find(HOW.split(words, maxsplit=1)[0])
    if found is not None:
        return Resolved(speaker_of(found), 1.0)
    segment = next(_segments(cast.text, source)).of(cast.text)
    if _is_common(segment) or _is_plain(cast.text, segment):
        shown = MORE.split(words, maxsplit=1)[0]
        return Resolved(Speaker(shown, None, party_of(shown, cast.lexicon), named=False), 0.97)
    joined = " and " in words
    return Resolved(
        Speaker(words, None, party_of_body(words, cast.lexicon), named=not joined), 0.97
    )


QUANTITIES = frozenset(
    "many some most all several few those these others another one both someone somebody anyone everyone"
    " nobody".split()
)
COMMON = PERSON_NOUNS | SINGULAR_PEOPLE | QUANTITIES


# what only tells more of who is called so: “, who asked not to be named”, “, written by a panel”
MORE = re.compile(r", (?:who\b|whose\b|which\b|all of\b|(?:written|seen|[a-z]+ed|[a-z]+ing)\b)")


@lru_cache(maxsize=512)
def _is_plain(text: str, phrase: str) -> bool:
    """Say whether a single word is no name, its capital only that of a sentence: “Insurers say …”."""
    if not phrase.isalpha() or phrase.lower() not in text:
        return False
    words = re.compile(rf"(?<![\w’'-]){phrase}(?![\w’'-])", re.IGNORECASE)
    found = [(each.start(), each.group()) for each in words.finditer(text)]
    inside = any(word == phrase and text[max(0, at - 2) : at - 1].islower() for at, word in found)
    return not inside and any(word.islower() for _, word in found)


def _is_common(phrase: str) -> bool:
    """Say whether a phrase tells what somebody is and no name: its head is no capital."""
    cut = NOT_FOR.search(phrase)
    place = re.search(r"\s(?:of|for|from)\s", phrase)
    who = re.search(r"\s(?:who|close|familiar)\s", phrase)
    ends = [found.start() for found in (cut, place, who) if found and found.start() > 0]
    head = phrase[: min(ends)].split() if ends else phrase.split()
    lower = {word for word in phrase.split() if word.islower()}
    if not head or (phrase.split()[0].lower() in ("a", "an") and lower & COMMON):
        return True
    if head[-1][0].isupper():
        alone = len(head) == 1
        plain = head[0].lower() in COMMON
        return alone and (plain or (head[0].endswith("s") and bool(ends)))
    return head[-1][0].islower() or head[-1][0].isdigit()


def said_by_next(cast: Cast, sentence: Sentence, speaker: Speaker) -> Speaker | None:
    """Return who made a party's statement when the next sentence says “The statement came from X”."""
    following = cast.following(sentence) if speaker.party == speaker.name else None
    opening = CAME_FROM.match(cast.text, following.span.start) if following else None
    if opening is None:
        return None
    for mention in cast.mentions:
        near = opening.end() <= mention.span.start <= opening.end() + 60
        if near and mention.person.party == speaker.party:
            return mention.speaker
    return None


def _named_at_end(cast: Cast, words: Sequence[str]) -> Named | None:
    """Find the body that a phrase ends with: “state news agency TASS”."""
    for length in (3, 2, 1):
        if length < len(words) and not any(
            word.lower() in PREPOSITIONS or word in BESIDE for word in words[:-length]
        ):
            named = cast.find(" ".join(words[-length:]))
            if isinstance(named, Institution | Outlet):
                return named
    return None
