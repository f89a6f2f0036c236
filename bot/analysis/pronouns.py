"""He, she, it and they: back to whom the text has in the fore."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.analysis.cast import SUBJECT, Cast
from bot.analysis.lexicon import Gender, Person
from bot.analysis.names import gender_of
from bot.analysis.tokens import SINGULAR_PEOPLE
from bot.model import Span, Speaker


@dataclass(frozen=True, slots=True)
class Resolved:
    """A speaker and how sure we are that it is the right one, 0 to 1."""

    speaker: Speaker | None
    sureness: float


NOBODY = Resolved(None, 0.0)
Recent = Sequence[tuple[Span, Speaker]]
# what stands before whom a sentence is about
ABOUT = re.compile(r"\b(?:of|about|on|to|with|for|like|unlike)\s+$", re.IGNORECASE)
# how far back a pronoun looks, in letters
REACH = 900
# how many mentions at most
NEAREST = 12
# how much a sentence between takes away; how much it counts to have spoken, but for the paragraph of
# another subject
FADE, SPOKE = 0.75, 1.3


def singular(cast: Cast, at: Span, gender: Gender, recent: Recent) -> Resolved:
    """Resolve he or she by what is in the fore: subjects, those who spoke, those near."""
    weights: dict[str, float] = {}
    speakers: dict[str, Speaker] = {}
    known: dict[str, bool] = {}
    evident: set[str] = set()
    for place, speaker, person, weight in _candidates(cast, at, recent):
        own = cast.gender(person)
        if own not in (gender, None):
            continue
        if weight == SPOKE or not speaker.named or cast.evident(person):
            evident.add(speaker.name)
        weight *= FADE ** cast.apart(place, at.start, gender)
        if own is None and speaker.named:
            weight *= 0.8
        name = speaker.name
        seen = weights.get(name, 0.0)
        weights[name] = max(seen, weight) + 0.1 * min(seen, weight)
        speakers.setdefault(name, speaker)
        known[name] = own is not None
    if not weights:
        return NOBODY
    first, *others = sorted(weights, key=lambda name: -weights[name])
    margin = 1 - weights[others[0]] / weights[first] if others else 1.0
    sureness = 0.5 + 0.47 * min(1.0, margin / 0.6) if margin > 0.05 else 0.5
    if not known[first] and speakers[first].named:
        sureness *= 0.85 if others else 0.95
    if first not in evident:
        sureness *= 0.6
    if weights[first] < 0.25:
        sureness *= 0.8
    if sureness >= 0.9:
        cast.learn(first, gender)
    return Resolved(speakers[first], round(sureness, 3))


def _candidates(
    cast: Cast, at: Span, recent: Recent
) -> Iterator[tuple[int, Speaker, Person, float]]:
    """Yield who may be meant: where, as a speaker, as a person, and the weight of the place."""
    quotation = cast.quotation(at)
    start = cast.text.rfind("\n", 0, at.start) + 1
    opened = any(
        mention.weight == SUBJECT and mention.named and mention.span.start >= start
        for mention in islice(cast.before(at.start), NEAREST)
    )
    for span, speaker in islice(reversed(recent), NEAREST // 2):
        if at.start - span.end > REACH:
            break
        if span.end <= at.start and cast.quotation(span) == quotation:
            person = cast.people.get(speaker.name)
            weight = SPOKE if span.start >= start or not opened else SUBJECT
            if person is not None:
                yield span.start, speaker, person, weight
            elif not speaker.named and _is_one(speaker.name):
                noun = noun_of(speaker.name)
                yield span.start, speaker, Person(speaker.name, gender=gender_of([noun])), weight
    for mention in islice(cast.before(at.start), NEAREST):
        if at.start - mention.span.end > REACH:
            break
        inside = cast.quotation(mention.span) if mention.quoted or quotation else None
        if inside == quotation and not _is_spoken_of(cast.text, mention.span, at):
            yield mention.span.start, mention.speaker, mention.person, mention.weight


def _is_spoken_of(text: str, mention: Span, pronoun: Span) -> bool:
    """Say whether somebody is only whom the pronoun speaks of: “Of Holm she said …”."""
    return (
        not text[mention.end : pronoun.start].strip()
        and ABOUT.search(text, max(0, mention.start - 10), mention.start) is not None
    )


def noun_of(phrase: str) -> str:
    """Return the head of a phrase without a name: “worker” of “a worker from the night shift”."""
    head = re.split(r"[,(]|\s(?:of|for|at|in|from|with|to|who|close|familiar)\s", phrase)[0].split()
    return head[-1].lower() if head else ""


def _is_one(phrase: str) -> bool:
    return noun_of(phrase) in SINGULAR_PEOPLE and " and " not in phrase


def plural(cast: Cast, source: Span, recent: Recent, word: str) -> Resolved:
    """Resolve “it” and “they” to a body or an unnamed group that spoke just before."""
    if word not in ("it", "they"):
        return NOBODY
    for span, speaker in reversed(recent[-2:]):
        if source.start - span.end >= 500 or cast.is_person(speaker.name):
            continue
        if not speaker.named and (word == "it" and noun_of(speaker.name) in SINGULAR_PEOPLE):
            continue
        if word == "it" and not speaker.named and noun_of(speaker.name).endswith("s"):
            continue
        between = any(
            body.speaker.name != speaker.name
            for body in cast.bodies_from(span.end, source.start - 1)
        )
        return Resolved(speaker, 0.55 if between else 0.74)
    return NOBODY
