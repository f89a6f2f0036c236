"""Direct, mixed and indirect attributions by rules: the spans of source, cue and content."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.analysis.lexicon import Cue, Lexicon
from bot.analysis.marks import Marked
from bot.analysis.phrases import Phrase, Subject, phrase_starting, subject_of
from bot.analysis.tokens import (
    AUXILIARIES,
    DETERMINERS,
    WEEKDAYS,
    Token,
    is_adverb,
    tokens_of,
)
from bot.model import Kind, Pieces, Sentence, Span


@dataclass(frozen=True, slots=True)
class Found:
    """Spans of one attribution before anybody is named.

    `lead` is where a line that shows it must begin; `via` are the words of who passes it on;
    `chained` says that its source is that of the cue before it in the sentence; `until` is where such
    a line must end when more than the content belongs to it.
    """

    kind: Kind
    content: Pieces
    source: Pieces | None
    cue: Pieces | None
    confidence: float
    lead: int | None = None
    via: Span | None = None
    chained: bool = False
    until: int | None = None
    speech: bool = True


# how often such a reading is right, content and source together, on half of PolNeAR's training
# articles: 1,867 direct quotations 95 %, statements led in by “that” 88 %, without it 72 %
BESIDE, BEFORE, THAT, BARE, ACCORDING = 0.96, 0.95, 0.89, 0.74, 0.76
# cues that speak only when “that” follows
NEEDS_THAT = frozenset(
    "find hold signal suggest indicate hope fear expect mention quip believe think predict joke"
    " boast conclude estimate recall cite hint seek agree demonstrate underline consider".split()
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
OPENERS = re.compile(
    r"(?:However|But|And|Meanwhile|Additionally|Notably|Moreover|Furthermore|Still|Yet|Also),?\s+"
)


@dataclass(frozen=True, slots=True)
class _CueAt:
    first: int
    last: int
    cue: Cue
    ing: bool
    subject: Subject


def find_attributions(
    text: str, sentences: Sequence[Sentence], marked: Sequence[Marked], lexicon: Lexicon
) -> tuple[Found, ...]:
    """Find who is given which words, in the order of the text; no speaker is resolved here."""
    direct, used = _find_direct(text, sentences, marked, lexicon)
    spoken = [piece for each in direct for piece in each.content]
    found = list(direct)
    for sentence in sentences:
        if any(piece.covers(sentence.span) for piece in spoken):
            continue
        found += _find_reported(text, sentence.span, spoken, marked, used, lexicon)
    return tuple(sorted(found, key=lambda each: (each.content[0].start, each.content[-1].end)))


# ---- words in marks


def _find_direct(
    text: str, sentences: Sequence[Sentence], marked: Sequence[Marked], lexicon: Lexicon
) -> tuple[list[Found], set[int]]:
    """Find the quotations that stand as speech, and the offsets of the cues they took."""
    found: list[Found] = []
    used: set[int] = set()
    starts = [sentence.span.start for sentence in sentences]
    for number, mark in enumerate(marked):
        if not _is_speech(text, mark):
            continue
        paragraph = sentences[max(0, bisect_right(starts, mark.outer.start) - 1)].paragraph
        around = [s.span for s in sentences if s.paragraph == paragraph]
        before_end = marked[number - 1].outer.end if number else 0
        after_start = marked[number + 1].outer.start if number + 1 < len(marked) else len(text)
        start = max(around[0].start, before_end) if around else before_end
        end = min(around[-1].end, after_start) if around else after_start
        made = _cue_after(text, mark, end, lexicon) or _cue_before(text, start, mark, lexicon)
        if made is not None:
            found.append(made)
            used |= {piece.start for piece in made.cue or ()}
        elif found and _continues(text, found[-1], mark, start):
            last = found[-1]
            found.append(replace(last, content=(mark.outer,), confidence=last.confidence - 0.05))
    return found, used


def _is_speech(text: str, mark: Marked) -> bool:
    """Say whether the words in marks stand as a sentence somebody says, not as a fragment."""
    words = mark.inner.of(text)
    before = text[: mark.outer.start].rstrip(" \t\u00a0")[-1:]
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
        cue = _cue_at(tokens, at, lexicon)
        if cue is None or cue.ing:
            continue
        if at == 0 or all(is_adverb(token) for token in tokens[:at]):
            inverted = phrase_starting(tokens, cue.last + 1, lexicon)
            if inverted is not None:
                return _direct(tokens, mark, inverted, cue, BESIDE)
            return None
        phrase = cue.subject.phrase
        if phrase is not None and phrase.lead == 0 and not cue.subject.passive:
            return _direct(tokens, mark, phrase, cue, BESIDE)
        if phrase is not None:
            return None
    return None


# an end of sentence outside quotation marks, initials left alone
SENTENCE_END = re.compile(r"(?<![A-Z])[.!?](?=\s|$)")


def _cue_before(text: str, start: int, mark: Marked, lexicon: Lexicon) -> Found | None:
    """Read X said: “…” and X said, “…”."""
    before = text[start : mark.outer.start].rstrip()
    if not before or before[-1] in '.!?”"':
        return None
    ends = [found.end() for found in SENTENCE_END.finditer(text, start, mark.outer.start)]
    tokens = tokens_of(text, Span(ends[-1] if ends else start, mark.outer.start))
    colon = before[-1] == ":"
    for at in range(len(tokens) - 1, -1, -1):
        cue = _cue_at(tokens, at, lexicon)
        if cue is None:
            continue
        gap = len(tokens) - 1 - cue.last
        if gap > (14 if colon else 8):
            return None
        phrase = cue.subject.phrase
        if cue.ing:
            phrase = _earlier_subject(tokens, at, lexicon)
        if phrase is not None and not cue.subject.passive:
            return _direct(tokens, mark, phrase, cue, BEFORE)
    return None


def _earlier_subject(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Phrase | None:
    for k in range(at - 1, -1, -1):
        cue = _cue_at(tokens, k, lexicon)
        if cue is not None and cue.subject.phrase is not None:
            return cue.subject.phrase
    return None


def _direct(
    tokens: Sequence[Token], mark: Marked, phrase: Phrase, cue: _CueAt, confidence: float
) -> Found:
    return Found(
        "direct",
        (mark.outer,),
        (_span(tokens, phrase.first, phrase.last),),
        (_span(tokens, cue.first, cue.last),),
        confidence,
        lead=tokens[phrase.lead].start,
        via=_via(tokens, phrase),
    )


def _continues(text: str, last: Found, mark: Marked, start: int) -> bool:
    """Say whether a quotation without a cue goes on with the one before it in its paragraph."""
    if mark.continues:
        return True
    gap = text[last.content[-1].end : mark.outer.start]
    return "\n" not in gap and gap.rstrip()[-1:] in (".", "!", "?", "") and len(gap) < 160


# ---- reported speech


def _find_reported(
    text: str,
    sentence: Span,
    spoken: Sequence[Span],
    marked: Sequence[Marked],
    used: set[int],
    lexicon: Lexicon,
) -> list[Found]:
    """Find the statements of one sentence that are given to a source without marks around all."""
    inside = [m.inner for m in marked if m.outer.overlaps(sentence)]
    end = _content_end(text, sentence)
    tokens = tokens_of(text, Span(sentence.start, sentence.end))
    cues = [
        cue
        for cue in _cues(tokens, lexicon)
        if tokens[cue.first].start not in used
        and not any(m.start <= tokens[cue.first].start < m.end for m in inside)
    ]
    found = [*_passed_on(text, tokens, cues, end, lexicon)]
    reports = list(_by_reports(text, tokens, end))
    found += _by_according(text, tokens, sentence, end, lexicon)
    if not found:
        found = list(_in_order(text, tokens, cues, sentence, end, lexicon))
    return [
        _kinded(each, marked)
        for each in [*found, *reports]
        if not any(piece.overlaps(span) for piece in each.content for span in spoken)
    ]


def _kinded(found: Found, marked: Sequence[Marked]) -> Found:
    """Call it mixed when words in marks stand in its content."""
    mixed = any(m.outer.overlaps(piece) for m in marked for piece in found.content)
    return replace(found, kind="mixed") if mixed else found


def _cues(tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[_CueAt]:
    at = 0
    while at < len(tokens):
        cue = _cue_at(tokens, at, lexicon)
        yield from () if cue is None else (cue,)
        at = cue.last + 1 if cue else at + 1


def _cue_at(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> _CueAt | None:
    """Read the cue that begins at a token; None for nouns, infinitives and adjectives."""
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
    return _CueAt(at, at + length - 1, cue, ing, subject)


# cues only with what is declined: “declined to comment”, “refused to say”
DECLINING = frozenset({"decline", "refuse", "refrain"})


def _declines(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].lower in {"to", "from", "comment", "any", "all"}


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


def _in_order(
    text: str,
    tokens: Sequence[Token],
    cues: Sequence[_CueAt],
    sentence: Span,
    end: int,
    lexicon: Lexicon,
) -> Iterator[Found]:
    """Read the cues of a sentence from left to right; a cue may go on with the source before."""
    last: _CueAt | None = None
    source: Phrase | None = None
    opened_by_that = False
    for number, cue in enumerate(cues):
        own = cue.subject.phrase
        if cue.subject.passive and cue.cue.base not in {"quote", "cite"} and not cue.ing:
            continue
        chained = False
        if cue.ing:
            source = source or _main_subject(tokens, cue.first, lexicon)
            if source is None or not _participle(tokens, cue):
                continue
            chained = True
        elif own is not None:
            postposed = _postposed(text, tokens, cue, own, sentence, end)
            if postposed is not None:
                yield postposed
                continue
            if last is not None and not _new_clause(tokens, own, last):
                continue
        elif (
            last is not None and source is not None and _goes_on(tokens, cue, last, opened_by_that)
        ):
            chained = True
        else:
            continue
        phrase = source if chained else own
        if phrase is None:
            continue
        begin = _content_begin(tokens, cue)
        if begin is None or (cue.ing and cue.cue.base in WRITERS and not begin[1]):
            continue
        at, that = begin
        stop = _stop_before(tokens, cue, cues[number + 1 :], at, end, that, sentence, text)
        made = _reported(text, tokens, phrase, cue, at, stop, chained)
        if made is None:
            continue
        yield made
        last, source, opened_by_that = cue, phrase, that


def _main_subject(tokens: Sequence[Token], before: int, lexicon: Lexicon) -> Phrase | None:
    """Find the subject of a sentence whose verb is no cue: “She gave an example, noting that …”."""
    for at in range(1, min(before, 9)):
        token = tokens[at]
        if not (token.lower.endswith("ed") or token.lower in AUXILIARIES or token.lower in PASTS):
            continue
        phrase = subject_of(tokens, at, lexicon).phrase
        return phrase if phrase is not None and phrase.lead == 0 else None
    return None


# irregular pasts that often stand where a speaker acts before speaking
PASTS = frozenset("gave made took went held met spoke drew put set brought left came".split())


def _participle(tokens: Sequence[Token], cue: _CueAt) -> bool:
    """Say whether an -ing cue hangs on the clause before: “, warning that”, “and urging”."""
    before = tokens[cue.first - 1] if cue.first else None
    if before is None:
        return False
    if is_adverb(before) and cue.first > 1:
        before = tokens[cue.first - 2]
    return before.text == "," or before.lower in {"and", "while", "but"}


def _new_clause(tokens: Sequence[Token], own: Phrase, last: _CueAt) -> bool:
    """Say whether a source after an earlier cue opens a clause of its own: “, and the EU has …”."""
    at = own.lead - 1
    if at < 0 or own.lead <= last.last:
        return False
    if tokens[at].lower in {"and", "but", "while", "whereas"} and at > 0:
        return tokens[at - 1].text == ","
    return tokens[at].text == ";" or _main_after_subordinate(tokens, at)


# words that open a clause before the main one: “While Iran denied it, Peskov did not”
SUBORDINATE = frozenset("while although though as when whereas after since because".split())


def _main_after_subordinate(tokens: Sequence[Token], comma: int) -> bool:
    return tokens[comma].text == "," and tokens[0].lower in SUBORDINATE


def _goes_on(tokens: Sequence[Token], cue: _CueAt, last: _CueAt, opened_by_that: bool) -> bool:
    """Say whether a cue without a subject goes on with the source before: “and offered”."""
    at = cue.subject.start - 1
    if at < 0 or tokens[at].lower not in {"and", "but", "or", ","}:
        return False
    if last.ing:
        return False
    past = tokens[cue.first].lower.endswith("ed") or tokens[cue.first].lower in {"said", "told"}
    if opened_by_that or _bare_clause(tokens, last):
        return past and cue.subject.start == cue.first
    return past or cue.subject.start < cue.first


def _bare_clause(tokens: Sequence[Token], cue: _CueAt) -> bool:
    following = [token.lower for token in tokens[cue.last + 1 : cue.last + 8]]
    return any(word in AUXILIARIES for word in following)


def _content_begin(tokens: Sequence[Token], cue: _CueAt) -> tuple[int, bool] | None:
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


def _leads_to_that(between: Sequence[Token], cue: _CueAt) -> bool:
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


def _stop_before(
    tokens: Sequence[Token],
    last: _CueAt,
    later: Iterable[_CueAt],
    begin: int,
    end: int,
    that: bool,
    sentence: Span,
    text: str,
) -> int:
    """Return the offset at which a content ends because the next cue of the chain takes over."""
    for cue in later:
        if cue.first <= begin:
            continue
        before = cue.subject.start - 1
        if cue.ing and _participle(tokens, cue):
            if cue.cue.base in WRITERS and not _that_follows(tokens, cue):
                continue
            at = cue.first - 1
            while at > begin and (is_adverb(tokens[at]) or tokens[at].lower in {"and", "while"}):
                at -= 1
            return tokens[at].start if tokens[at].text == "," else tokens[at].end
        own = cue.subject.phrase
        if own is not None and own.lead > begin:
            at = own.lead - 1
            if tokens[at].lower in {"and", "but", "while"} and tokens[at - 1].text == ",":
                return tokens[at - 1].start
            if _main_after_subordinate(tokens, at):
                return tokens[at].start
            if tokens[at].text == "," and _postposed(text, tokens, cue, own, sentence, end):
                return tokens[at].start
        elif own is None and before > begin and _goes_on(tokens, cue, last, that):
            at = before - 1 if tokens[before - 1].text == "," else before
            return tokens[at].start if tokens[at].text == "," else tokens[at - 1].end
    return end


def _that_follows(tokens: Sequence[Token], cue: _CueAt) -> bool:
    begin = _content_begin(tokens, cue)
    return begin is not None and begin[1]


def _reported(
    text: str,
    tokens: Sequence[Token],
    phrase: Phrase,
    cue: _CueAt,
    begin: int,
    stop: int,
    chained: bool,
) -> Found | None:
    if begin >= len(tokens) or tokens[begin].start >= stop:
        return None
    comment = COMMENT.search(text, tokens[begin].start, stop)
    content = _tight(text, tokens[begin].start, comment.start(1) if comment else stop)
    if content is None or len(content) < 4:
        return None
    first = cue.subject.start if not cue.ing and not chained else cue.first
    cue_span = Span(tokens[first].start, tokens[cue.last].end)
    confident = THAT if tokens[begin - 1].lower == "that" else BARE
    return Found(
        "indirect",
        (content,),
        (_span(tokens, phrase.first, phrase.last),),
        (cue_span,),
        confident - (0.03 if chained else 0.0),
        lead=tokens[phrase.lead].start,
        via=_via(tokens, phrase),
        chained=chained,
    )


# the writer's own comment on what was said: “, signaling continued support”
COMMENT = re.compile(
    r",?[”\"]?(,?\s+(?:further\s+)?(?:signall?ing|underscoring|underlining|highlighting|reflecting"
    r"|hinting|indicating|illustrating|marking|echoing)\b)"
)


def _postposed(
    text: str, tokens: Sequence[Token], cue: _CueAt, own: Phrase, sentence: Span, end: int
) -> Found | None:
    """Read “…, the Kremlin said Saturday.”: the content stands before its source."""
    at = own.lead - 1
    if at < 3 or tokens[at].text != "," or cue.cue.stance != "asserts":
        return None
    rest = [token for token in tokens[cue.last + 1 :] if token.start < end]
    adjunct = {"on", "in", "at", "during", "after", "to", "late", "early", "earlier", "last"}
    if rest and not (rest[0].lower in WEEKDAYS or rest[0].lower in adjunct):
        return None
    if any(token.lower == "that" for token in rest):
        return None
    opener = OPENERS.match(text, sentence.start)
    content = _tight(text, opener.end() if opener else sentence.start, tokens[at].start)
    if content is None:
        return None
    return Found(
        "indirect",
        (content,),
        (_span(tokens, own.first, own.last),),
        (_span(tokens, cue.first, cue.last),),
        THAT,
        lead=content.start,
        via=_via(tokens, own),
        until=end,
    )


def _passed_on(
    text: str, tokens: Sequence[Token], cues: Sequence[_CueAt], end: int, lexicon: Lexicon
) -> Iterator[Found]:
    """Read “TASS, which quoted X as saying that …” and “X was quoted by TASS as saying …”."""
    for cue in cues:
        if cue.cue.base not in {"quote", "cite"} or cue.ing:
            continue
        by = next(
            (k for k in range(cue.last + 1, len(tokens) - 2) if tokens[k].lower == "as"), None
        )
        if by is None or not tokens[by + 1].lower.endswith("ing"):
            continue
        own = cue.subject.phrase
        other_at = cue.last + (2 if tokens[cue.last + 1].lower == "by" else 1)
        other = phrase_starting(tokens, other_at, lexicon)
        speaker, carrier = (own, other) if cue.subject.passive else (other, own)
        carrier = _shortest(text, tokens, carrier, lexicon) if carrier else None
        begin = by + 3 if tokens[by + 2].lower == "that" else by + 2
        content = _tight(text, tokens[begin].start, end) if begin < len(tokens) else None
        if speaker is None or content is None:
            continue
        yield Found(
            "indirect",
            (content,),
            (_span(tokens, speaker.first, speaker.last),),
            (_span(tokens, cue.first, cue.last), _span(tokens, by, by + 1)),
            THAT,
            lead=tokens[min(each.lead for each in (speaker, carrier) if each)].start,
            via=_span(tokens, carrier.first, carrier.last) if carrier else None,
        )


def _shortest(text: str, tokens: Sequence[Token], phrase: Phrase, lexicon: Lexicon) -> Phrase:
    """Begin a carrier at its name: “TASS” of “state news agency TASS”."""
    for first in range(phrase.last, phrase.first, -1):
        if lexicon.find(_span(tokens, first, phrase.last).of(text)) is not None:
            return Phrase(first, phrase.last, first)
    return phrase


# what tells a claim without saying whose it is
REPORTS = frozenset(
    "report reports allegation allegations rumour rumours rumor rumors claims".split()
)
TELLING = frozenset("suggesting claiming alleging saying indicating stating".split())


def _by_reports(text: str, tokens: Sequence[Token], end: int) -> Iterator[Found]:
    """Read “reports suggesting X”: a claim that the text gives to nobody by name."""
    for at in range(1, len(tokens) - 2):
        if tokens[at].lower not in TELLING or tokens[at - 1].lower not in REPORTS:
            continue
        first = at - 1
        while first > 0 and tokens[first - 1].word and _describes(tokens[first - 1]):
            first -= 1
        begin = at + 2 if tokens[at + 1].lower == "that" else at + 1
        comma = next((t.start for t in tokens[begin:] if t.text in ",;"), end)
        content = _tight(text, tokens[begin].start, min(comma, end))
        if content is not None:
            yield Found(
                "indirect",
                (content,),
                (_span(tokens, first, at - 1),),
                (_span(tokens, at, at),),
                BARE,
                lead=tokens[first].start,
            )


def _describes(token: Token) -> bool:
    return token.lower in DETERMINERS or token.lower.endswith(("ing", "al", "ed")) or token.capital


PERSPECTIVES = (
    ("according", "to"),
    ("from", "the", "perspective", "of"),
    ("in", "the", "view", "of"),
)


def _by_according(
    text: str, tokens: Sequence[Token], sentence: Span, end: int, lexicon: Lexicon
) -> Iterator[Found]:
    """Read “according to X” before or after what X says."""
    lowers = [token.lower for token in tokens]
    for words in PERSPECTIVES:
        for at in range(len(tokens) - len(words)):
            if tuple(lowers[at : at + len(words)]) != words:
                continue
            phrase = phrase_starting(tokens, at + len(words), lexicon)
            if phrase is None:
                continue
            if at <= 1:
                comma = next(
                    (k for k in range(phrase.last + 1, len(tokens)) if tokens[k].text == ","), None
                )
                if comma is None or comma + 1 >= len(tokens):
                    continue
                content = _tight(text, tokens[comma + 1].start, end)
                lead = tokens[at].start
            else:
                opener = OPENERS.match(text, sentence.start)
                begin = opener.end() if opener else sentence.start
                content = _tight(text, begin, tokens[at].start)
                lead = begin
            if content is None:
                continue
            yield Found(
                "indirect",
                (content,),
                (_span(tokens, phrase.first, phrase.last),),
                (_span(tokens, at, at + len(words) - 1),),
                ACCORDING,
                lead=lead,
            )


def _content_end(text: str, sentence: Span) -> int:
    """Return where the last content of a sentence ends: before its full stop, after its marks."""
    words = sentence.of(text).rstrip()
    while words and words[-1] in ".!?…;:":
        words = words[:-1]
    return sentence.start + len(words)


def _tight(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in " \t\n\u00a0,":
        start += 1
    while end > start and text[end - 1] in " \t\n\u00a0,;:":
        end -= 1
    return Span(start, end) if end > start else None


def _span(tokens: Sequence[Token], first: int, last: int) -> Span:
    return Span(tokens[first].start, tokens[last].end)


def _via(tokens: Sequence[Token], phrase: Phrase) -> Span | None:
    return _span(tokens, *phrase.via) if phrase.via else None
