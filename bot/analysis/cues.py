"""Cues in a sentence: which words give words to a source, and where what they give begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.lexicon import Cue, Lexicon
from bot.analysis.phrases import Subject, subject_of
from bot.analysis.tokens import AUXILIARIES, DETERMINERS, WEEKDAYS, Token, is_adverb

# cues that speak only when “that” follows
NEEDS_THAT = frozenset(
    "find hold signal suggest indicate hope fear expect mention quip believe think predict joke"
    " boast conclude estimate recall cite hint seek agree demonstrate underline consider".split()
)


# what stands before a source and gives it the rest of the sentence
PERSPECTIVES = (
    ("according", "to"),
    ("from", "the", "perspective", "of"),
    ("in", "the", "view", "of"),
)


# cues that speak only as “describe X as Y” or before quotation marks
NEEDS_AS = frozenset("describe view call consider".split())


# participles by which a writer comments; they give words to nobody unless “that” follows
WRITERS = frozenset(
    "signal suggest indicate hint underscore underline highlight find hold express cite quote"
    " report view consider call support back offer seek oppose resist blame describe".split()
)


# forms that are nouns at least as often as verbs: they need a speaker directly before them
NOUNISH = frozenset(
    "report reports claim claims offer offers call calls comment comments support supports request"
    " requests question questions demand demands view views hope hopes fear fears doubt doubts note"
    " notes promise promises object objects protest protests answer answers estimate estimates"
    " reply replies state states post posts appeal appeals vow vows pledge pledges warning"
    " finding findings saying writing meaning backing quote quotes signal signals mention"
    " mentions hint hints back backs swear blame praise hail welcome reply threat".split()
)


@dataclass(frozen=True, slots=True)
class CueAt:
    """A cue at tokens `[first, last]`, with what stands before it; `ing` is a participle."""

    first: int
    last: int
    cue: Cue
    ing: bool
    subject: Subject


def cues_of(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[CueAt]:
    """Yield the cues of a sentence from left to right."""
    end = 0
    for at, token in enumerate(tokens):
        if at < end or token.lower not in lexicon.cue_starts:
            continue
        cue = cue_at(tokens, at, lexicon)
        if cue is not None:
            yield cue
            end = cue.last + 1


def cue_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> CueAt | None:
    """Read the cue that begins at a token; None for nouns, infinitives and adjectives."""
    if tokens[at].lower not in lexicon.cue_starts:
        return None
    words = tuple(token.lower for token in tokens[at : at + 3])
    for length in (3, 2, 1):
        cue = lexicon.cue_forms.get(words[:length]) if len(words) >= length else None
        if cue is not None:
            break
    else:
        return None
    before = tokens[at - 1].lower if at else ""
    if before in {"to", "of", "for"} or before in DETERMINERS or before.endswith(("’s", "'s")):
        return None
    token = tokens[at]
    if token.capital and at:
        return None
    if cue.base in DECLINING and not _declines(tokens, at + length):
        return None
    subject = subject_of(tokens, at, lexicon)
    ing = token.lower.endswith("ing")
    if token.lower in NOUNISH and not ing and subject.phrase is None:
        return None
    helped = subject.start < at
    if not ing and _is_base(token.lower, cue) and not helped and _singular(tokens, subject):
        return None
    return CueAt(at, _with_nor(tokens, at, length, lexicon) - 1, cue, ing, subject)


def _with_nor(tokens: Sequence[Token], at: int, length: int, lexicon: Lexicon) -> int:
    """Return where a cue ends, the second verb of “neither confirmed nor denied” being part of it."""
    nor = at + length
    pair = at > 0 and tokens[at - 1].lower == "neither" and nor + 1 < len(tokens)
    if pair and tokens[nor].lower == "nor" and (tokens[nor + 1].lower,) in lexicon.cue_forms:
        return nor + 2
    return nor


# cues only with what is declined: “declined to comment”, “refused to say”
DECLINING = frozenset({"decline", "refuse", "refrain"})
DECLINED = frozenset("to from comment any all the his her its their".split())


def _declines(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].lower in DECLINED


def _is_base(form: str, cue: Cue) -> bool:
    return form == cue.base.split()[0]


def _singular(tokens: Sequence[Token], subject: Subject) -> bool:
    """Say whether a subject is singular: “Russia claim” is no sentence."""
    if subject.phrase is None:
        return False
    last = tokens[subject.phrase.last]
    plural = last.lower.endswith("s") or last.lower in {"they", "we", "i", "police", "people"}
    joined = any(t.lower == "and" for t in tokens[subject.phrase.first : subject.phrase.last + 1])
    return not (plural or joined)


def is_participle(tokens: Sequence[Token], cue: CueAt) -> bool:
    """Say whether an -ing cue hangs on the clause before: “, warning that”, “and urging”."""
    before = tokens[cue.first - 1] if cue.first else None
    if before is None:
        return False
    if is_adverb(before) and cue.first > 1:
        before = tokens[cue.first - 2]
    return before.text == "," or before.lower in {"and", "while", "but"}


def content_begin(tokens: Sequence[Token], cue: CueAt) -> tuple[int, bool] | None:
    """Return the token at which the content begins and whether “that” led to it."""
    at = cue.last + 1
    for k in range(at, min(len(tokens), at + 14)):
        token = tokens[k]
        if token.lower == "that" and (k == at or _leads_to_that(tokens[at:k], cue)):
            return (k + 1, True) if k + 1 < len(tokens) else None
        if not token.word and token.text not in "()’'":
            break
    base = cue.cue.base
    if base in NEEDS_THAT:
        return None
    while at < len(tokens) and (
        tokens[at].lower in WEEKDAYS or (tokens[at].lower == "on" and _weekday(tokens, at + 1))
    ):
        at += 1
    if at >= len(tokens) or tokens[at].text in ".:;":
        return None
    if base in NEEDS_AS and not _has_as(tokens, at):
        return None
    if cue.cue.base == "tell":
        return _after_listener(tokens, at)
    if tokens[at].text == ",":
        return None
    return at, False


def _weekday(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].lower in WEEKDAYS


# nouns that hold a claim: “expressed hope that”, “Moscow’s position that”
HOLDERS = frozenset(
    "position view claim claims belief stance call hope concern fear demand readiness idea promise"
    " warning confidence doubt regret satisfaction conviction message argument insistence".split()
)


def _leads_to_that(between: Sequence[Token], cue: CueAt) -> bool:
    """Say whether the words between a cue and “that” are a listener, a time, a place, a holder."""
    if cue.cue.stance not in ("asserts", "warns", "pledges"):
        return False
    if between[-1].lower in HOLDERS:
        return True
    first = between[0].lower
    adjunct = first in WEEKDAYS or first in {"on", "in", "at", "to", "during", "late", "earlier"}
    listener = len(between) <= 5 and not any(t.lower in AUXILIARIES for t in between)
    relative = between[-1].lower.endswith("s") and len(between) > 2 and not between[-1].capital
    return adjunct or (listener and not relative)


def _has_as(tokens: Sequence[Token], at: int) -> bool:
    nearby = tokens[at : at + 12]
    return any(token.lower == "as" or token.text in '“"' for token in nearby)


def _after_listener(tokens: Sequence[Token], at: int) -> tuple[int, bool] | None:
    """Skip whom somebody told: “told reporters the talks were over”."""
    for k in range(at, min(len(tokens), at + 6)):
        if tokens[k].lower in DETERMINERS and k > at:
            return k, False
    return None


def that_follows(tokens: Sequence[Token], cue: CueAt) -> bool:
    """Say whether “that” leads from a cue to its content."""
    begin = content_begin(tokens, cue)
    return begin is not None and begin[1]
