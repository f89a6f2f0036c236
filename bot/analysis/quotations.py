"""Attributions by rules: quotations in marks with their cues, and what is reported around them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from bot.analysis.cues import CueAt, cue_at
from bot.analysis.found import BEFORE, BESIDE, TURN, Found, is_own, span_of, via_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.marks import Marked, reaching_into
from bot.analysis.phrases import Phrase, phrase_starting, recorded
from bot.analysis.reported import find_reported
from bot.analysis.sentences import SENTENCE_END, sign_before
from bot.analysis.spans import Spans
from bot.analysis.tokens import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    Token,
    is_adverb,
    tokens_of,
)
from bot.analysis.turns import turns_of
from bot.model import Kind, Sentence, Span

# words in marks with no more than a small word before them
WORK = re.compile(r"(?:[a-z]+\s+)?(?P<mark>[“\"])(?P<title>[^“”\"\n]+)[”\"][.,]?")
# words that a title has in small letters
SMALL = DETERMINERS | PREPOSITIONS | CONJUNCTIONS
# what people call out together: “shouts of ‘Down with the Toll’”
SHOUTS = frozenset("chant chants cry cries shout shouts call calls slogan slogans yells".split())
# letters that may stand between a quotation and the sentence that goes on with it
NEAR = 160


def find_attributions(
    text: str, sentences: Sequence[Sentence], marked: Sequence[Marked], lexicon: Lexicon
) -> tuple[Found, ...]:
    """Find who is given which words, in the order of the text; no speaker is resolved here."""
    found, used, spoken = _find_direct(text, sentences, marked, lexicon)
    for sentence in sentences:
        near = reaching_into(marked, sentence.span)
        said = [mark.outer for mark in near if mark.outer.start in spoken]
        if not any(mark.covers(sentence.span) for mark in said):
            found += find_reported(text, sentence.span, said, near, used, lexicon)
    turns = [turn for turn in turns_of(text, sentences, lexicon) if turn.is_named(text)]
    if turns:
        inside = Spans(turn.words for turn in turns)
        found = [each for each in found if not (is_own(text, each) and _begins_in(inside, each))]
    for turn in turns:
        kind: Kind = "direct" if turn.quoted else "indirect"
        found.append(Found(kind, (turn.words,), (turn.who,), (turn.sign,), TURN, turn=True))
    return tuple(sorted(found, key=lambda each: (each.content[0].start, each.content[-1].end)))


def _begins_in(turns: Spans, found: Found) -> bool:
    """Say whether the source of what is found stands in one of the turns."""
    return bool(found.source and turns.touching(found.source[0]))


def without_works(text: str, found: Sequence[Found]) -> tuple[Found, ...]:
    """Take from what is said the titles of where it was said; what is nothing else is left out."""
    kept: list[Found] = []
    for each in found:
        pieces = tuple(piece for piece in each.content if not _names_a_work(text, piece))
        if pieces:
            kept.append(each if pieces == each.content else replace(each, content=pieces))
    return tuple(kept)


def _names_a_work(text: str, piece: Span) -> bool:
    """Say whether words in marks are no statement but where it was made: “… on Marn's “Morning Talk.””

    They are a title in capitals, behind a preposition or whose it is.
    """
    match = WORK.fullmatch(text, piece.start, piece.end)
    if match is None:
        return False
    *_, noun, before = (
        "",
        "",
        *text[max(0, match.start("mark") - NEAR) : match.start("mark")].split(),
    )
    possessive = before.endswith(("'s", "’s"))
    if not (possessive or (before in PREPOSITIONS and noun.lower() not in SHOUTS)):
        return False
    words = tokens_of(text, Span(*match.span("title")))
    named = [token for token in words if token.word and token.lower not in SMALL]
    return len(words) > 1 and bool(named) and all(t.capital for t in (words[0], *named))


def _find_direct(
    text: str, sentences: Sequence[Sentence], marked: Sequence[Marked], lexicon: Lexicon
) -> tuple[list[Found], set[int], set[int]]:
    """Find the quotations that stand as speech, the offsets of their cues, and those of all speech.

    Whose words those are that have no cue is for `blocks` to say.
    """
    found: list[Found] = []
    used: set[int] = set()
    spoken: set[int] = set()
    last = 0
    starts = [sentence.span.start for sentence in sentences]
    for number, mark in enumerate(marked):
        if not _is_speech(text, mark):
            continue
        paragraph = _paragraph(
            sentences, sentences[max(0, bisect_right(starts, mark.outer.start) - 1)]
        )
        before_end = marked[number - 1].outer.end if number else 0
        after_start = marked[number + 1].outer.start if number + 1 < len(marked) else len(text)
        start, end = max(paragraph.start, before_end), min(paragraph.end, after_start)
        made = _cue_after(text, mark, end, lexicon) or _cue_before(text, start, mark, lexicon)
        if made is not None:
            found.append(made)
            used |= {piece.start for piece in made.cue or ()}
        goes_on = mark.continues or is_next(text, last, mark)
        if made is not None or (found and goes_on):
            spoken.add(mark.outer.start)
            last = mark.outer.end
    return found, used, spoken


def _paragraph(sentences: Sequence[Sentence], one: Sentence) -> Span:
    """Return the span of the paragraph of a sentence."""
    first, end = (
        bisect(sentences, one.paragraph, key=lambda sentence: sentence.paragraph)
        for bisect in (bisect_left, bisect_right)
    )
    return Span(sentences[first].span.start, sentences[end - 1].span.end)


def _is_speech(text: str, mark: Marked) -> bool:
    """Say whether the words in marks stand as a sentence somebody says, not as a fragment."""
    words = mark.inner.of(text)
    before = sign_before(text, mark.outer.start, " \t\u00a0")
    opens = before in ("", "\n", ":", ",", ".", "!", "?", "”", '"', "—", "–")
    first = next((c for c in words if c.isalnum()), "")
    ended = words.rstrip()[-1:] in ".,!?…" or text[mark.outer.end : mark.outer.end + 1] in ",.:"
    if opens and before not in (",", ":"):
        return bool(first) and (first.isupper() or first.isdigit() or len(words.split()) > 5)
    if before in (",", ":"):
        return bool(first) and (first.isupper() or len(words.split()) > 3) and ended
    return first.isupper() and ended and len(words.split()) > 3


def _cue_after(text: str, mark: Marked, end: int, lexicon: Lexicon) -> Found | None:
    """Read “…,” X said and “…,” said X."""
    stop = SENTENCE_END.search(text, mark.outer.end, end)
    span = Span(mark.outer.end, max(mark.outer.end, stop.end() if stop else end))
    tokens = tokens_of(text, span)
    while tokens and tokens[0].text in ",—–-":
        tokens = tokens[1:]
    if not tokens or tokens[0].text == ".":
        return None
    for at in range(min(len(tokens), 24)):
        cue = cue_at(tokens, at, lexicon)
        if cue is None or cue.ing:
            continue
        following = tokens[cue.last + 1].text if cue.last + 1 < len(tokens) else ""
        if following == ":" or (following == "that" and text[mark.inner.end - 1] in ".!?…"):
            return None  # it leads in what follows
        if at == 0 or all(is_adverb(token) for token in tokens[:at]):
            inverted = phrase_starting(tokens, cue.last + 1, lexicon)
            if inverted is not None:
                return _direct(tokens, mark, inverted, cue, BESIDE)
            return None
        phrase = cue.subject.phrase
        if phrase is not None and cue.subject.passive:
            phrase = _passed_on_by(tokens, cue, phrase, lexicon)
        elif phrase is not None and cue.cue.base in ("quote", "cite"):
            phrase = _quoted_by(tokens, cue, phrase, lexicon)
        if phrase is not None and phrase.lead == 0:
            return _direct(tokens, mark, phrase, cue, BESIDE)
        if phrase is not None:
            return None
    return None


OBJECTS = frozenset("him her them".split())


def _quoted_by(
    tokens: Sequence[Token], cue: CueAt, carrier: Phrase, lexicon: Lexicon
) -> Phrase | None:
    """Read “…,” Y quoted X as saying: X speaks and Y passes it on; None where nobody is quoted so."""
    at = cue.last + 1
    whom = tokens[at].lower if at < len(tokens) else ""
    quoted = Phrase(at, at, at) if whom in OBJECTS else phrase_starting(tokens, at, lexicon)
    after = [token.lower for token in tokens[quoted.last + 1 : quoted.last + 3]] if quoted else []
    if quoted is None or after != ["as", "saying"]:
        return None
    return replace(quoted, lead=carrier.lead, via=(carrier.first, carrier.last))


def _passed_on_by(
    tokens: Sequence[Token], cue: CueAt, quoted: Phrase, lexicon: Lexicon
) -> Phrase | None:
    """Read “…,” X was quoted as saying by Y: X speaks and Y passes it on; None for other passives."""
    after = [token.lower for token in tokens[cue.last + 1 : cue.last + 4]]
    if cue.cue.base not in ("quote", "cite") or after[:2] != ["as", "saying"]:
        return None
    carrier = phrase_starting(tokens, cue.last + 4, lexicon) if after[2:] == ["by"] else None
    return replace(quoted, via=(carrier.first, carrier.last) if carrier else None)


def _cue_before(text: str, start: int, mark: Marked, lexicon: Lexicon) -> Found | None:
    """Read X said: “…” and X said, “…”."""
    before = text[start : mark.outer.start].rstrip()
    if not before or before[-1] in '.!?”"':
        return None
    ends = [found.end() for found in SENTENCE_END.finditer(text, start, mark.outer.start)]
    tokens = tokens_of(text, Span(ends[-1] if ends else start, mark.outer.start))
    colon = before[-1] == ":"
    for at in range(len(tokens) - 1, -1, -1):
        cue = cue_at(tokens, at, lexicon)
        if cue is None:
            continue
        gap = len(tokens) - 1 - cue.last
        if gap > (14 if colon else 8):
            return None
        phrase = cue.subject.phrase
        heard = recorded(tokens, at, lexicon) if cue.ing else None
        if cue.ing:
            phrase = heard or _earlier_subject(tokens, at, lexicon)
        if phrase is not None and not cue.subject.passive:
            if cue.subject.negated or _is_told(tokens, phrase, lexicon):
                return None
            made = _direct(tokens, mark, phrase, cue, BEFORE)
            return made if heard is None else replace(made, heard=True)
    return None


def _is_told(tokens: Sequence[Token], phrase: Phrase, lexicon: Lexicon) -> bool:
    """Say whether somebody tells what a source said: “Orn said Kaya had asked him to wait, “…””."""
    at = phrase.lead - 1
    if at > 0 and tokens[at].lower == "that":
        at -= 1
    outer = cue_at(tokens, at, lexicon) if at > 0 else None
    return outer is not None and not outer.ing and outer.subject.phrase is not None


def _earlier_subject(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Phrase | None:
    for k in range(at - 1, -1, -1):
        cue = cue_at(tokens, k, lexicon)
        if cue is not None and cue.subject.phrase is not None:
            return cue.subject.phrase
    return None


def _direct(
    tokens: Sequence[Token], mark: Marked, phrase: Phrase, cue: CueAt, confidence: float
) -> Found:
    return Found(
        "direct",
        (mark.outer,),
        (span_of(tokens, phrase.first, phrase.last),),
        (span_of(tokens, cue.first, cue.last),),
        confidence,
        lead=tokens[phrase.lead].start,
        via=via_of(tokens, phrase),
    )


def is_next(text: str, last: int, mark: Marked) -> bool:
    """Say whether words in marks begin a sentence near to other ones that end at `last`, in one paragraph."""
    gap = text[last : mark.outer.start]
    return "\n" not in gap and gap.rstrip()[-1:] in (".", "!", "?", "") and len(gap) < NEAR
