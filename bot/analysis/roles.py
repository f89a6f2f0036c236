"""What somebody is: roles read from the words around a name, and whom a role means."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.analysis.lexicon import Lexicon, Party, Person
from bot.analysis.names import Run, fold, gender_of
from bot.analysis.sentences import sign_before
from bot.analysis.tokens import (
    ADVERBS,
    AUXILIARIES,
    FEMALE_TITLES,
    MALE_TITLES,
    PARTICLES,
    PASTS,
    PERSON_NOUNS,
    PREPOSITIONS,
    SINGULAR_PEOPLE,
    TITLES,
)
from bot.model import Span

# an apposition that names a role: “, deputy chairman of the council,”
APPOSITION = re.compile(r",\s+((?:(?:a|an|the)\s+)?[^,.;:“”\"()]{3,90})(?=[,.]|$)")
# a role that stands before a name with a comma: “the foreign minister, ”
BEFORE_NAME = re.compile(r"([^.,;:“”\n]{3,80}),\s+$")
# where a role may begin; whose it is may have a name of several words: “Tom Orn’s deputy”
OWNER = rf"(?:(?-i:[A-Z][\w’'-]*|{'|'.join(sorted(PARTICLES))})\s+){{0,3}}[\w’'-]+[’']s"
DETERMINED = re.compile(
    rf"(?<!\S)(?:the|a|an|his|her|its|their|another|one|(?!(?:{'|'.join(sorted(PREPOSITIONS))})\b){OWNER})\s",
    re.IGNORECASE,
)
HEAD_END = re.compile(r"\s(?:of|for|to|at|in|from|with|by|on)\s")
# what somebody is to a place or a body and not for it: “ambassador to Iran”, “expert on Iran”
NOT_FOR = re.compile(
    r"\b(?:to|on|against|about|with|near|in|at|outside|inside|around|behind|opposite|loyal|who|whom"
    r"|whose)\b"
)
OUTSIDERS = frozenset(
    "former ex critic critics opponent opponents victim victims enemy enemies rival rivals expert"
    " experts scholar student students friend friends resident residents neighbours".split()
)
# who is a diplomat beside those of a foreign ministry, and how agencies call one
DIPLOMATS = frozenset("ambassador envoy consul diplomat".split())
SENIOR = frozenset("senior top chief veteran seasoned high-ranking".split())
# who speaks for no state, whatever the name or the adjective beside it
APART = frozenset(
    "opposition dissident dissidents exile exiles exiled rebel rebels resistance hawk hawks activist"
    " activists protester protesters campaigner campaigners rights watchdog".split()
)
# what a body is called that speaks for its state: “Iran International” and “The Moscow Times” do not
GOVERNING = frozenset(
    "administration agency ambassador army authorities authority cabinet command commission committee"
    " consulate council court defence defense delegation department duma embassy forces foreign"
    " government guard guards intelligence knesset leader majlis military ministry mission navy office"
    " organisation organization parliament police presidency president prosecutor representation"
    " security senate service side state".split()
)
# where the head of a role ends: “head | of the port authority”
HEAD_ENDS = frozenset("of for to at in from with who on".split())
# what makes a role another one than that without it
LOWER_RANKS = frozenset("former ex deputy vice assistant acting".split())


OWN = re.compile(r"^(?:the|a|an|his|her|their|its|my|our|your|whose|another|one)\s+", re.IGNORECASE)
# what stands before a name and tells less of somebody than a role does
RANKED = frozenset(
    "mr mrs ms miss sir lord lady dame baroness dr doctor prof professor fr rev reverend sheikh rep sen"
    " gov gen col lt sgt maj capt adm general colonel major captain lieutenant sergeant".split()
)
# what somebody is only to somebody else
KIN = (FEMALE_TITLES | MALE_TITLES) - frozenset(
    "spokesman spokeswoman chairman chairwoman fisherman policeman policewoman businessman"
    " businesswoman congressman congresswoman actor actress king queen prince princess pope".split()
) | frozenset(
    "predecessor successor counterpart namesake colleague friend rival opponent dr. fr.".split()
)


def stranger(text: str, run: Run, lexicon: Lexicon) -> Person:
    """Read a person of whom the settings know nothing: role and party from the words around."""
    title = text[run.titles[0].start : run.span.start] if run.titles else ""
    # of “the chair, Col. Ana Bellić,” the rank is the lesser thing to say
    ranked = bool(run.titles) and all(token.lower in RANKED for token in run.titles)
    named_at = run.titles[0].start if ranked else run.span.start
    before = _apposed_before(text, Span(named_at, run.span.end), lexicon)
    role = _apposed_after(text, run.span, lexicon) or _role(before) or _role(title)
    heads = [token.lower for token in run.titles] + (before or "").lower().split()
    party = party_of(role or title, lexicon)
    return Person(run.words, party, role, (), gender_of(heads))


def party_of(role: str, lexicon: Lexicon) -> str | None:
    """Return the one party that somebody with this role speaks for."""
    if not role or not APART.isdisjoint(role.lower().split()):
        return None
    if any(word.strip("-,").lower() in OUTSIDERS for word in role.split()):
        adjective = lexicon.adjectives.get(fold(role.split()[0]))
        former = "former" in role.lower() or "ex-" in role.lower()
        return adjective.name if adjective and not former else None
    place = NOT_FOR.search(role)
    parties = [party.name for party in lexicon.parties_in(role)]
    inside = [p.name for p in lexicon.parties_in(role[: place.start()])] if place else []
    if " and " in role and len(set(parties)) > 1 and len(set(inside)) != 1:
        return None
    if inside:
        return inside[0]
    if place and place.group() in ("in", "at") and parties:
        return parties[0] if "source" in role or "official" in role else None
    return parties[0] if parties and not place else None


def party_of_body(name: str, lexicon: Lexicon) -> str | None:
    """Return the one party for which a body speaks that nothing but its name tells of."""
    words = re.findall(r"[a-z]+", name.lower())
    return None if GOVERNING.isdisjoint(words) else party_of(name, lexicon)


def _apposed_after(text: str, name: Span, lexicon: Lexicon) -> str | None:
    after = APPOSITION.match(text, name.end)
    if after and names_role(after.group(1)) and not _is_verb(after.group(1), lexicon):
        first, *rest = after.group(1).split()
        titled = first.lower() in TITLES or first.endswith(("’s", "'s"))
        titled |= fold(first) in lexicon.adjectives or first.lower() in SINGULAR_PEOPLE
        if titled or not (first[0].isupper() and rest and rest[0][0].isupper()):
            return after.group(1).strip()
    return None


def _apposed_before(text: str, name: Span, lexicon: Lexicon) -> str | None:
    """Return “harbour master” of “the harbour master, Ana Bellić,”."""
    if text[name.end : name.end + 1] not in (",", ".", ";", ")", ""):
        return None
    if sign_before(text, name.start) != ",":
        return None
    before = BEFORE_NAME.search(text, max(0, name.start - 100), name.start)
    if before is None:
        return None
    whole = before.group(1)
    for at in [found.start() for found in DETERMINED.finditer(whole)][::-1] or [0]:
        words = whole[at:]
        head = _last_word(HEAD_END.split(words)[0]).lower()
        # nobody is a ministry: “a spokesman for the ministry, Ana Bellić,” is its spokesman
        if head in SINGULAR_PEOPLE:
            return None if _is_verb(words, lexicon) else words
    return None


def _last_word(words: str) -> str:
    return (words.split() or [""])[-1]


# pasts that a role never begins with: “Kaya, shook his head”
IRREGULAR = (
    AUXILIARIES
    | PASTS
    | frozenset(
        "shook left sat stood rose went wrote ran won lost led kept saw knew felt fell grew got became"
        " began bought built caught chose".split()
    )
)


def _is_verb(words: str, lexicon: Lexicon) -> bool:
    first = next((w for w in words.lower().split() if w not in ADVERBS), "")
    return first.endswith("ed") or first in IRREGULAR or (first,) in lexicon.cue_forms


def _role(words: str | None) -> str | None:
    """Return words for what somebody is, without what stands in front; no “sister”, no “Dr.”.

    Nor is whose they are: “France's”.
    """
    role = OWN.sub("", (words or "").strip())
    owned = role.endswith(("’s", "'s"))
    return role if role and role.lower() not in KIN and not owned else None


def names_role(words: str) -> bool:
    """Say whether words name what somebody is."""
    return any(
        bare in PERSON_NOUNS or bare in TITLES or bare in SINGULAR_PEOPLE
        for bare in (word.strip("’'s").lower() for word in words.split()[:8])
    )


def plays(person: Person, words: Sequence[str], lexicon: Lexicon) -> bool:
    """Say whether a person's role is what these words call somebody: “former president”."""
    role = fold(person.role or "").replace(",", "").split()
    if not role or not words:
        return False
    *telling, noun = (_spokes(fold(word)) for word in words)
    if noun == "diplomat" and _is_diplomat(role):
        telling = [word for word in telling if word not in SENIOR]
    elif not _is_headed(role, telling, noun, words[-1]):
        return False
    all_words = {_spokes(word.removesuffix("'s")) for word in role}
    party = fold(person.party or "")
    for word in telling:
        state = lexicon.adjectives.get(word) or lexicon.names.get(word)
        if word not in all_words and not (isinstance(state, Party) and fold(state.name) == party):
            return False
    return True


def _is_headed(role: Sequence[str], telling: Sequence[str], noun: str, printed: str) -> bool:
    """Say whether a noun is what a role is at heart, of no other rank than the words beside it."""
    split = next((n for n, w in enumerate(role) if w in HEAD_ENDS), len(role))
    head = role[:split]
    if noun not in map(_spokes, head):
        return False
    if noun != _spokes(head[-1]) and fold(printed) not in SINGULAR_PEOPLE:
        return False
    return all(word in telling or word == noun for word in head if word in LOWER_RANKS)


def _is_diplomat(role: Sequence[str]) -> bool:
    """Say whether a role is one of those who may be called “the senior diplomat”."""
    abroad = "foreign" in role and any(
        word == "minister" or _spokes(word) == "spokes" for word in role
    )
    return abroad or not DIPLOMATS.isdisjoint(role)


def _spokes(word: str) -> str:
    return "spokes" if word.startswith("spokes") else word
