"""“The spokesman”, “the ministry”: back to whom the text has called so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.analysis.cast import REMEMBERED, Cast
from bot.analysis.lexicon import Outlet, Person
from bot.analysis.names import fold
from bot.analysis.pronouns import REACH, SPOKE, Recent, Resolved, noun_of
from bot.analysis.tokens import DETERMINERS, PERSON_NOUNS, PREPOSITIONS, SINGULAR_PEOPLE, TITLES
from bot.model import Span, Speaker

COMPANY = re.compile(
    r"\b(?:shipping|airlines?|airways|motors|holdings|industries|systems|technologies|energy|oil"
    r"|gas|steel|foods|inc|ltd|plc|llc|gmbh|company|corp|corporation|group|bank)\b"
)
GENERIC = re.compile(r"^(?:the|this|that)\s+(.+)$", re.IGNORECASE)


def described(cast: Cast, source: Span, words: str, recent: Recent) -> Resolved | None:
    """Resolve “the spokesman”, “the ministry” to the last one who was called so."""
    generic = GENERIC.match(words)
    if generic is None:
        return None
    return by_role(cast, source, words, recent) or _by_body(cast, source, generic.group(1), recent)


def by_role(cast: Cast, source: Span, words: str, recent: Recent) -> Resolved | None:
    """Find the person whose role the words are, the one in the fore when there are several."""
    wanted = [w for w in words.split() if w.lower() not in DETERMINERS]
    cut = next((n for n, w in enumerate(wanted) if w.lower() in PREPOSITIONS), len(wanted))
    head, complement = wanted[:cut], wanted[cut:]
    if not head or (head[-1].lower() not in SINGULAR_PEOPLE and head[-1].lower() not in TITLES):
        return _unnamed_before(recent, head, source) if head and not complement else None
    weights: dict[str, float] = {}
    speakers: dict[str, Speaker] = {}
    for mention in cast.before(source.start):
        if not mention.named or mention.person.name in weights:
            continue
        role = fold(mention.person.role or "")
        if cast.plays(mention.person, head) and all(w.lower() in role for w in complement):
            steps = cast.apart(mention.span.start, source.start, "m")
            weights[mention.person.name] = mention.weight * 0.9**steps
            speakers[mention.person.name] = mention.speaker
    unnamed = _unnamed_before(recent, head, source) if not complement else None
    if not weights:
        return unnamed
    first, *others = sorted(weights, key=lambda name: -weights[name])
    margin = 1 - weights[others[0]] / weights[first] if others else 1.0
    sureness = 0.5 + 0.43 * min(1.0, margin / 0.6)
    if unnamed and unnamed.speaker:
        latest = max(n for n, (_, speaker) in enumerate(recent) if speaker == unnamed.speaker)
        if all(speaker.name != first for _, speaker in recent[latest:]):
            return unnamed
    return Resolved(speakers[first], round(sureness, 3))


def _unnamed_before(recent: Recent, head: Sequence[str], source: Span) -> Resolved | None:
    """Find the unnamed speaker who is called by the same noun: “a spokeswoman”, “the spokeswoman”."""
    noun = head[-1].lower()
    for span, speaker in reversed(recent):
        if (
            not speaker.named
            and noun_of(speaker.name) == noun
            and source.start - span.end < 2 * REACH
        ):
            said = fold(speaker.name).split()
            if all(fold(word) in said for word in head):
                return Resolved(speaker, 0.93)
    return None


def _by_body(cast: Cast, source: Span, phrase: str, recent: Recent) -> Resolved | None:
    """Resolve “the ministry”, “the company” to the body of that kind named last."""
    parts = phrase.lower().split()
    noun = parts[-1]
    if len(parts) > 2 or (noun not in KINDS and noun not in PERSON_NOUNS):
        return None
    weights: dict[str, float] = {}
    speakers: dict[str, Speaker] = {}
    spoke = [(span, speaker, SPOKE) for span, speaker in recent if speaker.named]
    bodies = cast.bodies_from(0, source.start)[-REMEMBERED:]
    for span, speaker, weight in [*spoke, *((b.span, b.speaker, 0.8) for b in bodies)]:
        if span.end > source.start or cast.is_person(speaker.name):
            continue
        if all(_is_kind(cast, speaker, part) for part in parts):
            steps = cast.apart(span.start, source.start, "m")
            seen = weights.get(speaker.name, 0.0)
            weights[speaker.name] = max(seen, weight * 0.9**steps)
            speakers[speaker.name] = speaker
    if not weights:
        return None
    first, *others = sorted(weights, key=lambda name: -weights[name])
    margin = 1 - weights[others[0]] / weights[first] if others else 1.0
    return Resolved(speakers[first], round(0.5 + 0.43 * min(1.0, margin / 0.5), 3))


# nouns for bodies, and what else is called so
KINDS = frozenset(
    "ministry agency company firm council committee commission court bank party union group"
    " organisation organization institute association foundation authority army navy police"
    " newspaper paper magazine broadcaster network embassy university hospital club department"
    " office carrier operator airline shipper maker manufacturer".split()
)


def _is_kind(cast: Cast, speaker: Speaker, noun: str) -> bool:
    named = cast.find(speaker.name)
    names = [speaker.name, *(named.aliases if named and not isinstance(named, Person) else ())]
    if any(noun in fold(name).replace("'s", "").split() for name in names):
        return True
    if isinstance(named, Outlet):
        return noun in (("agency", "news") if named.wire else ("newspaper", "paper", "outlet"))
    if noun in ("company", "firm"):
        return named is None and bool(COMPANY.search(fold(speaker.name)))
    adjective = cast.lexicon.adjectives.get(noun)
    return adjective is not None and adjective.name == speaker.party
