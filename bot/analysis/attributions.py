"""Attributions of one text: the spans that rules or tagger find, with speaker and stance."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice

from bot.analysis.blocks import with_blocks
from bot.analysis.cast import REMEMBERED
from bot.analysis.conditions import is_conditional
from bot.analysis.cues import PERSPECTIVES
from bot.analysis.denied import end_of_denial, with_denials
from bot.analysis.fitness import without_dateline
from bot.analysis.found import Found
from bot.analysis.joining import join
from bot.analysis.lexicon import Lexicon
from bot.analysis.marks import find_marked
from bot.analysis.quotations import find_attributions, without_works
from bot.analysis.reported import COMMENTING
from bot.analysis.retold import retold
from bot.analysis.sentences import SENTENCE_END
from bot.analysis.spans import Spans
from bot.analysis.speakers import NOBODY, Cast, Resolved, is_hardly_anybody, resolve, said_by_next
from bot.analysis.stance import stance_of
from bot.analysis.supposed import without_supposed
from bot.analysis.tagger import load_tagger
from bot.analysis.tokens import tokens_of
from bot.model import Attribution, Sentence, Span, Speaker

# words beside a quotation with its source and cue that say nothing more: “told | the board”
ADDED = 3
# what belongs to the end of a sentence: its end marks and the marks that close after them
TAIL = re.compile(r"[.!?…]*[”\"’']*[.!?…]*")


def attribute(
    text: str, sentences: Sequence[Sentence], lexicon: Lexicon
) -> tuple[Attribution, ...]:
    """Find who says what in a text, in order; a speaker is None where nobody can be named."""
    if not sentences:
        return ()
    marked = find_marked(text)
    found: Sequence[Found] = find_attributions(text, sentences, marked, lexicon)
    tagger = load_tagger()
    if tagger is not None:
        tagged = tagger.tag(text, sentences, marked, found)
        found = join(text, tagged.found, found, lexicon, tagged.doubted)
    found = with_blocks(text, sentences, marked, without_works(text, found), lexicon)
    found = with_denials(text, sentences, found)
    found = _without_datelines(text, sentences, found)
    made = name_speakers(text, sentences, found, lexicon)
    return tuple(_with_acts(text, made, lexicon))


def _without_datelines(
    text: str, sentences: Sequence[Sentence], found: Sequence[Found]
) -> Sequence[Found]:
    """Take from what is said where and when the report was written: “MOSCOW, Jan 9 (Reuters) - ”."""
    bodies = ((each.span, without_dateline(text, each.span).start) for each in sentences)
    datelines = [Span(span.start, start) for span, start in bodies if start > span.start]
    places = Spans(datelines)
    return [
        _after(each, datelines[at[0]]) if (at := places.touching(_begin(each))) else each
        for each in found
    ]


def _begin(found: Found) -> Span:
    """Return the place of the first letter that a line of a statement may show."""
    start = min(piece.start for piece in (*found.content, *(found.source or ())))
    start = start if found.lead is None else min(start, found.lead)
    return Span(start, start + 1)


def _after(found: Found, dateline: Span) -> Found:
    ends = dateline.end
    if found.content[-1].end <= ends:
        return found
    content, source = (
        tuple(Span(max(p.start, ends), p.end) for p in pieces if p.end > ends)
        for pieces in (found.content, found.source or ())
    )
    lead = ends if found.lead is not None and found.lead < ends else found.lead
    return replace(found, content=content, source=source or None, lead=lead)


def _with_acts(text: str, made: Sequence[Attribution], lexicon: Lexicon) -> Iterator[Attribution]:
    """Yield what each source says, and then what it tells of the acts of others."""
    for _, members in groupby(made, key=lambda each: each.source):
        group = tuple(members)
        yield from group
        for each in group:
            yield from retold(text, each, lexicon)


def name_speakers(
    text: str, sentences: Sequence[Sentence], found: Sequence[Found], lexicon: Lexicon
) -> tuple[Attribution, ...]:
    """Give attributions, found in the order of the text, their speakers and stances."""
    cast = Cast(text, sentences, lexicon)
    starts = [sentence.span.start for sentence in sentences]
    recent: list[tuple[Span, Speaker]] = []
    made: list[Attribution] = []
    for each in found:
        sentence = sentences[max(0, bisect_right(starts, each.content[0].start) - 1)]
        resolved = resolve(cast, each.source[0], recent) if each.source else NOBODY
        if resolved.speaker is not None and each.source is not None:
            by = said_by_next(cast, sentence, resolved.speaker) if each.kind != "direct" else None
            if by is not None:
                resolved = Resolved(by, 0.95)
            if not recent or recent[-1][0] != each.source[0]:
                recent.append((each.source[0], resolved.speaker))  # type: ignore[arg-type]
                del recent[:-REMEMBERED]
        made.append(_attribution(text, each, resolved, lexicon, cast))
    return tuple(without_supposed(text, sentences, _passed_on(text, made)))


# a name no surer than this is a guess between two, and nobody is named
GUESS = 0.5
# a cue that no list has (“referred to”) gives words to nobody below this
UNKNOWN_CUE = 0.85


def _is_spoken(cue: str, confidence: float, lexicon: Lexicon) -> bool:
    """Say whether a cue is known to give words to a source, or the tagger is sure of one unknown.

    What a writer makes of somebody's words (“…,” he said, hinting at more) are not their words.
    """
    if COMMENTING.match(cue.lower()):
        return False
    words = cue.lower().split()
    known = tuple(words) in PERSPECTIVES or next(lexicon.cues_in(words), None) is not None
    return known or confidence >= UNKNOWN_CUE


def _attribution(
    text: str, found: Found, resolved: Resolved, lexicon: Lexicon, cast: Cast
) -> Attribution:
    cue = " ".join(piece.of(text) for piece in found.cue or ())
    content = " ".join(piece.of(text) for piece in found.content)
    # “neither side said that …” says it as little as “the sides did not say that …”
    done = f"not {cue}" if found.source and is_hardly_anybody(text, found.source[0]) else cue
    via = resolve(cast, found.via, ()).speaker if found.via else None
    speaker = resolved.speaker if resolved.sureness > GUESS else None
    party = speaker.party if speaker else None
    return Attribution(
        kind=found.kind,
        content=found.content,
        source=found.source,
        cue=found.cue,
        extent=_extent(text, found),
        speaker=speaker,
        via=via.name if via else None,
        stance=stance_of(
            done, content.strip('“”"‘’ '), lexicon, party, spoken=found.kind == "direct"
        ),
        conditional=found.kind != "direct" and is_conditional(content, cue),
        confidence=round(found.confidence * (resolved.sureness if speaker else 1.0), 3),
        speech=found.kind != "indirect" or _is_spoken(cue, found.confidence, lexicon),
    )


def _extent(text: str, found: Found) -> Span:
    """Return the span from the source's beginning to the content's end, with its end marks.

    Where the writer goes on to say who denies it, that belongs to what is shown.
    """
    pieces = [*found.content, *(found.source or ()), *(found.cue or ())]
    start = min(piece.start for piece in pieces)
    if found.lead is not None and found.kind != "direct":
        start = min(start, found.lead)
    end = max(found.until or 0, *(piece.end for piece in pieces))
    if found.kind != "direct":
        end = end_of_denial(text, end) or end
    tail = TAIL.match(text, end)
    if tail and (tail.end() == len(text) or text[tail.end()].isspace()):
        end = tail.end()
    return Span(start, end)


def _passed_on(text: str, made: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Mark what is said inside another's words: the outer source passes the inner one on.

    Where it passes on nothing else, as in “…,” he said, according to a transcript, that is all.
    """
    result = list(made)
    told: set[int] = set()
    whole = [number for number, each in enumerate(made) if len(each.content) == 1]
    contents = Spans(made[number].content[0] for number in whole)
    for number, inner in enumerate(made):
        near = (whole[at] for at in contents.touching(inner.content[0]))
        around = next((n for n in near if n != number and _holds(made[n], inner)), None)
        if around is None:
            continue
        outer = made[around]
        if outer.speaker is None or not _another(inner.speaker, outer.speaker):
            continue
        if inner.kind == "direct" and _is_all(text, inner, outer):
            told.add(around)
        extent = _with_teller(text, inner, outer)
        result[number] = replace(inner, via=inner.via or outer.speaker.name, extent=extent)
    return tuple(each for number, each in enumerate(result) if number not in told)


def _with_teller(text: str, inner: Attribution, outer: Attribution) -> Span:
    """Return the span of a statement with who tells of it, for it is no quotation that stands alone.

    Of a turn or a post of several sentences the others are not what it tells.
    """
    words = outer.content[0]
    if inner.kind == "direct" or SENTENCE_END.search(text, words.start, words.end - 1):
        return inner.extent
    start = min(inner.extent.start, outer.extent.start)
    return Span(start, max(inner.extent.end, outer.extent.end))


def _is_all(text: str, inner: Attribution, outer: Attribution) -> bool:
    """Say whether an attribution has hardly a word that is not of the one inside it."""
    own = Spans((*inner.content, *(inner.source or ()), *(inner.cue or ())))
    words = (word for piece in outer.content for word in tokens_of(text, piece) if word.word)
    rest = (word for word in words if not own.touching(Span(word.start, word.end)))
    return len(list(islice(rest, ADDED + 1))) <= ADDED


def _another(inner: Speaker | None, outer: Speaker) -> bool:
    return inner is not None and inner.named and inner.name != outer.name


def _holds(outer: Attribution, inner: Attribution) -> bool:
    content, first = outer.content[0], inner.content[0]
    return (
        content != first
        and content.covers(first)
        and inner.source is not None
        and content.covers(inner.source[0])
    )
