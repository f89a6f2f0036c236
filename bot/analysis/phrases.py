"""Noun phrases that can speak: where a source begins and ends beside its cue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.analysis.claims import CLAIMS
from bot.analysis.lexicon import Lexicon
from bot.analysis.tokens import (
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    NEGATIONS,
    PARTICLES,
    PERSON_NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    TITLES,
    WEEKDAYS,
    Token,
    is_adverb,
)

# nouns through which a person speaks: “statements by X”, “remarks from X”
VEHICLES = frozenset(
    "statement statements remark remarks comment comments report reports letter message words"
    " speech post claim claims article interview".split()
)
# nouns before the clause of who is only said to share them: “…, a claim Kyiv repeated”
SHARED = CLAIMS | {"something"}
# prepositions that go on with the phrase of a speaker: “spokesman for the ministry”
INNER = frozenset("of for in at from to with on".split())
STOPS = (
    (CONJUNCTIONS | PREPOSITIONS | AUXILIARIES | NEGATIONS | PRONOUNS | WEEKDAYS | ADVERBS)
    - {"it", "us"}
) | {
    "however",
    "meanwhile",
    "today",
    "yesterday",
    "tomorrow",
    "there",
    "here",
    "what",
    "how",
    "why",
}
# what plays or shows somebody's own words, and what leads from it to who is heard
RECORDINGS = frozenset(
    "footage video videos clip clips recording recordings tape tapes audio film ad ads advert adverts"
    " spot spots trailer documentary transcript broadcast".split()
)
PLAYING = frozenset("of with featuring showing shows showed features featured plays played".split())
# pasts that no phrase goes across: “Orn said Kaya had asked”
SAID = frozenset("said says told tells wrote writes".split())
NUMBERS = frozenset("one two three four five six several some many most both other all".split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens `[first, last]` of a source; `lead` is where the line that shows it must begin."""

    first: int
    last: int
    lead: int
    via: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The source left of a cue, and what stands between: negation, a modal, the passive."""

    phrase: Phrase | None
    negated: bool
    modal: bool
    passive: bool
    start: int


def subject_of(tokens: Sequence[Token], cue: int, lexicon: Lexicon) -> Subject:
    """Find the source whose verb begins at `tokens[cue]`; its phrase is None when none is there."""
    at, negated, modal, passive = cue - 1, False, False, False
    while at >= 0 and _is_helper(tokens[at]):
        word = tokens[at].lower
        negated |= word in NEGATIONS or word.endswith(("n't", "n’t"))
        modal |= word in {"could", "would", "may", "might", "should", "will", "can", "cannot"}
        passive |= word in {"was", "were", "been", "being", "be", "is", "are"}
        at -= 1
    phrase = _phrase_before(tokens, at, lexicon) if at >= 0 else None
    return Subject(phrase, negated, modal, passive, at + 1)


def _is_helper(token: Token) -> bool:
    word = token.lower
    return (
        word in AUXILIARIES
        or word in NEGATIONS
        or word.endswith(("n't", "n’t"))
        or is_adverb(token)
    )


def _phrase_before(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Phrase | None:
    if tokens[at].text == ",":
        return _before_apposition(tokens, at, lexicon)
    if tokens[at].text == ")":
        opening = next((k for k in range(at, -1, -1) if tokens[k].text == "("), 0)
        return phrase_ending(tokens, opening - 1, lexicon) if opening > 0 else None
    if tokens[at].lower in {"who", "which", "that"} and at > 0:
        before = at - 2 if tokens[at - 1].text == "," else at - 1
        return phrase_ending(tokens, before, lexicon) if before >= 0 else None
    return phrase_ending(tokens, at, lexicon)


def _before_apposition(tokens: Sequence[Token], comma: int, lexicon: Lexicon) -> Phrase | None:
    """Find X in “X, a senior commander, denied …” or “X, who …, said …”."""
    for at in range(comma - 1, max(0, comma - 30), -1):
        if tokens[at].text != ",":
            continue
        phrase = phrase_ending(tokens, at - 1, lexicon)
        if phrase is not None and at + 1 < comma:
            following = tokens[at + 1]
            if _is_role(tokens, phrase.first - 1, at) and _is_name(tokens, at + 1, comma):
                return Phrase(at + 1, comma - 1, phrase.lead)
            # a second name after the comma is a list, not an apposition
            if not following.capital or following.lower in TITLES or _is_role(tokens, at, comma):
                return phrase
    return None


def _is_name(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Say whether all that stands there is a name of two words or more: “The mayor, Ana Bell,”."""
    words = tokens[first:end]
    return len(words) > 1 and all(
        (t.capital or t.lower in PARTICLES) and t.lower not in TITLES for t in words
    )


def _is_role(tokens: Sequence[Token], at: int, comma: int) -> bool:
    return any(t.lower in PERSON_NOUNS or t.lower in TITLES for t in tokens[at + 1 : comma])


def phrase_ending(tokens: Sequence[Token], last: int, lexicon: Lexicon) -> Phrase | None:
    """Find the speaking phrase that ends at `tokens[last]`; None when those words cannot speak."""
    if last < 0:
        return None
    token = tokens[last]
    if token.lower in {"he", "she", "they", "we", "it"} or token.text == "I":
        return Phrase(last, last, last)
    if not (token.capital or token.lower in PERSON_NOUNS or token.text[0].isdigit()):
        return None
    first, via = last, None
    while first > 0:
        before = tokens[first - 1]
        if before.lower in SHARED:
            return None
        if _goes_on(tokens, first):
            first -= 1
        elif before.lower == "by" and first > 1:
            made = _by(tokens, first, last)
            if made is None:
                break
            first, via, source = made
            if via is None:
                return Phrase(source, last, _start_of(tokens, first))
            last = first
        else:
            break
    first = _trim(tokens, first, last)
    if not _can_speak(tokens, first, last, lexicon):
        return None
    return Phrase(first, last, first, via)


def _goes_on(tokens: Sequence[Token], first: int) -> bool:
    """Say whether the word before `first` belongs to the same phrase."""
    before, word = tokens[first - 1], tokens[first - 1].lower
    if word == "and":
        left = first - 2
        starts = left >= 0 and tokens[left].capital and tokens[left].lower not in STOPS
        return starts and (
            left == 0 or tokens[left - 1].text in ",;" or _clause_start(tokens, left)
        )
    if word in INNER and first > 1:
        head, following = tokens[first - 2], tokens[first]
        return (head.lower in PERSON_NOUNS or head.lower in TITLES) and (
            following.capital or following.lower in DETERMINERS or following.lower in PERSON_NOUNS
        )
    if not before.word or word in STOPS:
        return before.text == "&" or (
            before.text == "."
            and first > 1
            and tokens[first - 2].lower in {"mr", "mrs", "ms", "dr", "st", "gen", "col"}
        )
    return not (word.endswith(("ing", "ed")) or word in SAID) or before.capital


def _clause_start(tokens: Sequence[Token], at: int) -> bool:
    words = [t for t in tokens[:at] if t.word]
    return all(t.capital or t.lower in DETERMINERS or t.lower in INNER for t in words[-3:])


def _by(
    tokens: Sequence[Token], first: int, last: int
) -> tuple[int, tuple[int, int] | None, int] | None:
    """Read “sources cited by X” (X passes it on) and “statements by X” (X speaks)."""
    before = tokens[first - 2]
    if before.lower in {"cited", "quoted", "interviewed"} and first > 2:
        return (first - 3, (first, last), first) if first >= 3 else None
    if before.lower in VEHICLES:
        return first - 2, None, first
    return None


def _start_of(tokens: Sequence[Token], at: int) -> int:
    while at > 0 and tokens[at - 1].word and tokens[at - 1].lower not in STOPS:
        at -= 1
    return 0 if at == 1 and tokens[0].lower == "earlier" else at


def _trim(tokens: Sequence[Token], first: int, last: int) -> int:
    """Drop what only opens the sentence: “On Monday Peskov” begins at Peskov."""
    while first < last and (
        tokens[first].lower in WEEKDAYS
        or tokens[first].lower in STOPS
        or not (tokens[first].word or tokens[first].text == "&")
    ):
        first += 1
    return first


def _can_speak(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon) -> bool:
    words = tokens[first : last + 1]
    if any(token.lower in PERSON_NOUNS for token in words):
        return True
    text = " ".join(token.text for token in words)
    if lexicon.find(text) is not None:
        return True
    head = tokens[last]
    if head.lower in WEEKDAYS or not head.capital:
        return False
    return not (first == last == 0 and head.lower in DETERMINERS)


def recorded(tokens: Sequence[Token], participle: int, lexicon: Lexicon) -> Phrase | None:
    """Find X in “the spot ends with footage of X saying” and “the ad shows X saying”.

    X speaks, whoever plays the recording.
    """
    for at in range(participle - 3, max(-1, participle - 14), -1):
        if tokens[at].lower in RECORDINGS and tokens[at + 1].lower in PLAYING:
            phrase = phrase_starting(tokens, at + 2, lexicon)
            return phrase if phrase is not None and phrase.last == participle - 1 else None
    return None


def phrase_starting(tokens: Sequence[Token], first: int, lexicon: Lexicon) -> Phrase | None:
    """Find the speaking phrase that begins at `tokens[first]`, as after “said”."""
    if first >= len(tokens):
        return None
    if tokens[first].lower in {"he", "she", "they", "it"}:
        return Phrase(first, first, first)
    last, named = first, False
    for at in range(first, min(len(tokens), first + 16)):
        token = tokens[at]
        if (token.capital and token.lower not in STOPS) or token.lower in PERSON_NOUNS:
            last, named = at, True
        elif not (named and _joins(tokens, at)) and _breaks(tokens, at, named):
            break
    return Phrase(first, last, first) if named else None


def _joins(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a small word goes on with a name: “van”, “of the”, “and”."""
    word = tokens[at].lower
    return word in PARTICLES or ((word in INNER or word == "and") and _continues(tokens, at))


def _breaks(tokens: Sequence[Token], at: int, named: bool) -> bool:
    token = tokens[at]
    if token.lower in STOPS or not token.word:
        initial = at > 0 and len(tokens[at - 1].text) <= 3 and tokens[at - 1].capital
        return not (token.text == "." and initial)
    return named and token.lower not in DETERMINERS and not _noun_follows(tokens, at)


def _continues(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1 : at + 3]
    return (
        bool(following)
        and (
            following[0].capital
            or following[0].lower in DETERMINERS
            or following[0].lower in PERSON_NOUNS
        )
        and following[0].lower not in WEEKDAYS
    )


def _noun_follows(tokens: Sequence[Token], at: int) -> bool:
    return any(token.lower in PERSON_NOUNS for token in tokens[at : at + 3])
