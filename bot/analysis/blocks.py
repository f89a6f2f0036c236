"""Quotations without a cue of their own: whose words they are stands in another sentence.

A paragraph that is nothing but a quotation is led in by the one before (“Orn wrote:”), goes on with
its quotation (“…,” Orn said), over any number of paragraphs, or is signed below (“— Orn”). Within a
paragraph a sentence in marks goes on with the quotation before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.analysis.cues import cue_at
from bot.analysis.found import Found, same_cue, span_of, via_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.marks import DASHES, Marked, reaching_into
from bot.analysis.phrases import VEHICLES, Phrase, phrase_starting, subject_of
from bot.analysis.quotations import is_next
from bot.analysis.sentences import SENTENCE_END, paragraphs_of
from bot.analysis.spans import Spans
from bot.analysis.tokens import DETERMINERS, PASTS, TITLES, Token, is_adverb, tokens_of
from bot.model import Pieces, Sentence, Span

# how often each is right on PolNeAR's training articles: 67 of 75
LED_IN, GOES_ON = 0.9, 0.9
# tokens that may stand between a cue and the colon: “said in a letter to the people of Orla:”
REACH = 14
OF_WORD = re.compile(r"[^\W_]")
# fewer words than these are a heading or a term
WORDS = 5
# tokens that a dash and a name may have at most
SIGNATURE = 16
# before whom the words of another are: “released a statement from the mayor:”
OTHERS = frozenset(("from", "by", "of"))
# “…,” Orn said, and her husband cut in. “…”: whose the second is stands between
INTERRUPTS = re.compile(
    r"\b(?:and|but|as|until|when|before|then)\s+(?:[\w.’'-]+\s+){1,5}?(?:(?:cut|chimed|broke|jumped|chipped"
    r"|butted|joined)\s+in|piped\s+up|shot\s+back|fired\s+back|interrupted|interjected|replied|responded"
    r"|answered|retorted|countered|corrected)\b"
)
ASKING = re.compile(r"\b(?:ask|inquir|enquir|wonder)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its last sentence, its words in marks, and what is found to begin in it.

    `block` are the quotations that fill it; none where words stand outside marks.
    """

    span: Span
    last: Span
    marks: Sequence[Marked]
    found: Sequence[Found]
    block: Pieces


def _block(text: str, span: Span, marks: Sequence[Marked]) -> Pieces:
    """Return the quotations that fill a span; a few words without a full stop are a heading."""
    at = span.start
    for mark in marks:
        if OF_WORD.search(text, at, max(at, mark.outer.start)):
            return ()
        at = mark.outer.end
    spoken = any(_is_sentence(mark.inner.of(text)) for mark in marks)
    if not spoken or OF_WORD.search(text, at, span.end):
        return ()
    return tuple(mark.outer for mark in marks)


def with_blocks(
    text: str,
    sentences: Sequence[Sentence],
    marked: Sequence[Marked],
    found: Sequence[Found],
    lexicon: Lexicon,
) -> tuple[Found, ...]:
    """Give the paragraphs that are quotations to who speaks in the one before, where one does.

    A quotation that goes on is one attribution of several pieces. What is found inside such a
    paragraph is told by somebody who is quoted, and left out. `found` is in the order of the text,
    and so is what is returned.
    """
    made: list[Found] = []
    speaking: Found | None = None
    blocks: list[Span] = []
    before: Paragraph | None = None
    # where what was found in the paragraph before begins
    fresh = 0
    for paragraph in _paragraphs(text, sentences, marked, found):
        block = paragraph.block
        signed = _signed(text, before, paragraph, lexicon)
        if signed is not None:
            made += _going_on(speaking, [each for each in blocks if each not in signed.content])
            made[fresh:] = [each for each in made[fresh:] if each.content != signed.content]
            made.append(signed)
            speaking, blocks = None, []
        elif block and speaking is None and before is not None:
            speaking = _led_in(text, before, block, lexicon)
            if speaking is not None:
                made[fresh:] = [each for each in made[fresh:] if not same_cue(each, speaking)]
        elif speaking is not None and (block := _without_question(text, paragraph)):
            blocks += block
        if signed is None and (not block or speaking is None):
            made += _going_on(speaking, blocks)
            fresh = len(made)
            told = tuple(_with_rest(text, paragraph))
            speaking, blocks = _speaking(text, paragraph, told), []
            made += (each for each in told if each is not speaking)
        before = paragraph
    made += _going_on(speaking, blocks)
    return tuple(sorted(made, key=lambda each: (each.content[0].start, each.content[-1].end)))


def _paragraphs(
    text: str, sentences: Sequence[Sentence], marked: Sequence[Marked], found: Sequence[Found]
) -> Iterator[Paragraph]:
    """Yield the paragraphs of a text, in order."""
    starts = [each.content[0].start for each in found]
    at = 0
    for group in paragraphs_of(sentences):
        last = group[-1].span
        span = Span(group[0].span.start, last.end)
        end = bisect_left(starts, span.end, at)
        marks = reaching_into(marked, span)
        yield Paragraph(span, last, marks, found[at:end], _block(text, span, marks))
        at = end


def _with_rest(text: str, paragraph: Paragraph) -> Iterator[Found]:
    """Yield what is found in a paragraph, each quotation with the sentence in marks that follows it.

    In “…,” Orn said. “…” the second is Orn's too, if nobody else speaks between.
    """
    found = [_until_interrupted(text, each) for each in paragraph.found]
    given = Spans(piece for each in paragraph.found for piece in each.content)
    free = [mark for mark in paragraph.marks if not given.touching(mark.outer)]
    for each in found:
        rest: list[Span] = []
        end = each.content[-1].end
        for mark in free if each.kind != "indirect" and each.source else ():
            between = Span(end, max(end, mark.outer.start))
            if INTERRUPTS.search(text, between.start, between.end):
                break
            if end <= mark.outer.start and _follows(text, between, mark):
                cues = (other.cue[0] for other in found if other.cue and other != each)
                if not any(between.covers(cue) for cue in cues):
                    rest.append(mark.outer)
                    end = mark.outer.end
        yield from _going_on(each, rest)


def _follows(text: str, between: Span, mark: Marked) -> bool:
    """Say whether words in marks are the next sentence after others, no third one between."""
    ends = SENTENCE_END.findall(text, between.start, between.end)
    whole = len(mark.inner.of(text).split()) >= WORDS
    return whole and len(ends) <= 1 and is_next(text, between.start, mark)


def _until_interrupted(text: str, found: Found) -> Found:
    """Leave out what is said after somebody else takes over: “…,” Orn said, and Bell cut in. “…”"""
    for number, (piece, following) in enumerate(pairwise(found.content), 1):
        if INTERRUPTS.search(text, piece.end, following.start):
            return replace(found, content=found.content[:number])
    return found


def _speaking(text: str, paragraph: Paragraph, told: Sequence[Found]) -> Found | None:
    """Return who may go on speaking after a paragraph: whose quotation its last words in marks are.

    A question waits for the answer of another, and a turn of a transcript ends with its paragraph.
    """
    last = paragraph.marks[-1] if paragraph.marks else None
    if last is None:
        return None
    words = last.inner.of(text)
    for each in reversed(told):
        if not each.source or each.turn or not each.content[-1].overlaps(last.outer):
            continue
        asks = words.endswith("?") or any(ASKING.match(c.of(text)) for c in each.cue or ())
        spoken = each.kind == "direct" or (each.kind == "mixed" and _is_sentence(words))
        return each if spoken and not asks else None
    return None


def _without_question(text: str, paragraph: Paragraph) -> Pieces:
    """Return the quotations that fill a paragraph; none where they are a question, as another asks it.

    “Because they scored,” said Orn. / “And why did they score?” / “Ask them,” said Orn.
    """
    [first, *others] = paragraph.marks or (None,)
    if first is None or others or first.continues or not first.closed:
        return paragraph.block
    words = first.inner.of(text)
    return () if words.endswith("?") and not SENTENCE_END.search(words[:-1]) else paragraph.block


def _is_sentence(words: str) -> bool:
    """Say whether words in marks end as somebody's sentence does, and are no single term."""
    return words[-1] in ".,!?…" and len(words.split()) >= WORDS


def _going_on(speaking: Found | None, blocks: Sequence[Span]) -> Iterator[Found]:
    """Yield an attribution with the paragraphs in which it goes on.

    Where it has words without marks, those paragraphs are a quotation of their own.
    """
    if speaking is None:
        return
    if not blocks:
        yield speaking
        return
    sure = min(speaking.confidence, GOES_ON)
    if speaking.kind == "direct":
        yield replace(speaking, content=(*speaking.content, *blocks), confidence=sure)
    else:
        yield speaking
        yield replace(speaking, kind="direct", content=tuple(blocks), confidence=sure)


def _signed(
    text: str, before: Paragraph | None, paragraph: Paragraph, lexicon: Lexicon
) -> Found | None:
    """Read “…” — Orn, harbour minister: a dash and a name, in the next paragraph or the same one."""
    start = paragraph.span.start
    block = before.block if before and not paragraph.marks else ()
    if paragraph.marks and paragraph.marks[0].outer.start == start:
        start = paragraph.marks[-1].outer.end
        block = tuple(mark.outer for mark in paragraph.marks)
    signature = Span(start, paragraph.span.end)
    if not block or not signature.of(text).lstrip().startswith(tuple(DASHES)):
        return None
    tokens = tokens_of(text, signature)
    if len(tokens) > SIGNATURE:
        return None
    opening = next((n for n, token in enumerate(tokens) if token.word), len(tokens))
    # “Prof. Orn”: the full stop of a title ends no phrase
    title, stop = ([*(t.lower for t in tokens[opening : opening + 2]), "", ""])[:2]
    first = opening + 2 if title in TITLES and stop == "." else opening
    phrase = phrase_starting(tokens, first, lexicon)
    if phrase is None or any(token.word for token in tokens[phrase.last + 1 :][:1]):
        return None
    if not any(t.capital and t.lower not in DETERMINERS for t in tokens[first : phrase.last + 1]):
        return None
    source, cue = span_of(tokens, phrase.first, phrase.last), span_of(tokens, 0, opening - 1)
    return Found("direct", block, (source,), (cue,), LED_IN)


def _led_in(text: str, before: Paragraph, block: Pieces, lexicon: Lexicon) -> Found | None:
    """Read whose quotation a paragraph is from the last sentence before it: “Orn wrote:”."""
    start = max(before.last.start, *(mark.outer.end for mark in before.marks), 0)
    if text[start : before.last.end].rstrip()[-1:] != ":":
        return None
    tokens = tokens_of(text, Span(start, before.last.end))
    reading = _telling(tokens, lexicon) or _issuing(tokens, lexicon)
    if reading is None:
        return None
    phrase, first, last = reading
    return Found(
        "direct",
        block,
        (span_of(tokens, phrase.first, phrase.last),),
        (span_of(tokens, first, last),),
        LED_IN,
        lead=tokens[phrase.lead].start,
        via=via_of(tokens, phrase),
    )


def _telling(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Phrase, int, int] | None:
    """Read “Orn wrote in a letter:” and “Wrote Orn:”: a source, and the tokens of its cue."""
    for at in range(len(tokens) - 1, max(-1, len(tokens) - 2 - REACH), -1):
        cue = cue_at(tokens, at, lexicon)
        if cue is None:
            continue
        phrase = None if cue.subject.passive else cue.subject.phrase
        if phrase is None and all(is_adverb(token) for token in tokens[:at]):
            phrase = phrase_starting(tokens, cue.last + 1, lexicon)
        if phrase is not None:
            return phrase, cue.first, cue.last
    return None


def _issuing(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Phrase, int, int] | None:
    """Read “Orn echoed:” and “Orn released this statement:”, whatever the verb."""
    words = [token.lower for token in tokens]
    for at in range(len(words) - 1, -1, -1):
        word = words[at]
        if not (word.endswith("ed") or word in PASTS) or tokens[at].capital:
            continue
        subject = subject_of(tokens, at, lexicon)
        ends = all(is_adverb(token) or not token.word for token in tokens[at + 1 :])
        issued = not VEHICLES.isdisjoint(words[at + 1 :]) and OTHERS.isdisjoint(words[at + 1 :])
        if subject.phrase is not None and not subject.passive and (ends or issued):
            return subject.phrase, at, at
    return None
