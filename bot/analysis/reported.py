"""Reported speech by rules: statements of one sentence with their source, cue and content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from bot.analysis.claims import CLAIMS
from bot.analysis.cues import (
    PERSPECTIVES,
    WRITERS,
    CueAt,
    content_begin,
    cues_of,
    is_participle,
    that_follows,
)
from bot.analysis.found import ACCORDING, BARE, THAT, Found, span_of, tighten, via_of
from bot.analysis.lexicon import Lexicon
from bot.analysis.marks import Marked
from bot.analysis.phrases import Phrase, phrase_starting, recorded, subject_of
from bot.analysis.tokens import (
    AUXILIARIES,
    DETERMINERS,
    PASTS,
    PERSON_NOUNS,
    PREPOSITIONS,
    TITLES,
    WEEKDAYS,
    Token,
    is_adverb,
    tokens_of,
)
from bot.model import Span

# a clause about who speaks, before what is said: “According to Orn, who leads it, …”
RELATIVE = re.compile(r"(?:who|which|whose)\b[^,]*,\s+(?=\S)")
# where somebody else's statement begins, with the verb of the one before
NEXT = re.compile(
    r";\s+(?:and\s+|but\s+|while\s+)?(?:(?:the\s+)?(?:[\w.’'-]+\s+){0,3}[\w.’'-]+,\s+that"
    r"|(?:[\w.’'-]+\s+){1,4}?(?:said|told|added|denied|replied))\b"
)
OPENERS = re.compile(
    r"(?:However|But|And|Meanwhile|Additionally|Notably|Moreover|Furthermore|Still|Yet|Also),?\s+"
)


def find_reported(
    text: str,
    sentence: Span,
    spoken: Sequence[Span],
    marked: Sequence[Marked],
    used: set[int],
    lexicon: Lexicon,
) -> list[Found]:
    """Find the statements of one sentence that are given to a source without marks around all.

    `marked` are the words in marks that stand in it, `spoken` those of them that somebody says.
    """
    inside = [mark.inner for mark in marked]
    end = _content_end(text, sentence)
    tokens = tokens_of(text, sentence)
    cues = [
        cue
        for cue in cues_of(tokens, lexicon)
        if tokens[cue.first].start not in used
        and not any(m.start <= tokens[cue.first].start < m.end for m in inside)
    ]
    found = [*_passed_on(text, tokens, cues, end, lexicon)]
    found += _inverted(text, tokens, cues, sentence, end, lexicon)
    lowers = [token.lower for token in tokens]
    reports = list(_by_reports(text, tokens, lowers, end))
    found += _by_according(text, tokens, lowers, sentence, end, lexicon)
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


def _in_order(
    text: str,
    tokens: Sequence[Token],
    cues: Sequence[CueAt],
    sentence: Span,
    end: int,
    lexicon: Lexicon,
) -> Iterator[Found]:
    """Read the cues of a sentence from left to right; a cue may go on with the source before."""
    last: CueAt | None = None
    source: Phrase | None = None
    opened_by_that = False
    for number, cue in enumerate(cues):
        own = cue.subject.phrase
        if cue.subject.passive and cue.cue.base not in {"quote", "cite"} and not cue.ing:
            continue
        chained = False
        heard = recorded(tokens, cue.first, lexicon) if cue.ing else None
        if heard is not None:
            own = heard
        elif cue.ing:
            source = source or _main_subject(tokens, cue.first, lexicon)
            if source is None or not is_participle(tokens, cue):
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
        begin = content_begin(tokens, cue)
        written = cue.ing and heard is None and cue.cue.base in WRITERS
        if begin is None or (written and not begin[1]):
            continue
        at, that = begin
        stop = _stop_before(tokens, cue, cues[number + 1 :], at, end, that, sentence, text)
        if tokens[cue.subject.start - 1].lower == "who":
            stop = min(stop, _clause_end(tokens, at, end, lexicon))
        made = _reported(text, tokens, phrase, cue, at, stop, chained)
        if made is None:
            continue
        yield made if heard is None else replace(made, heard=True)
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


def _new_clause(tokens: Sequence[Token], own: Phrase, last: CueAt) -> bool:
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


def _goes_on(tokens: Sequence[Token], cue: CueAt, last: CueAt, opened_by_that: bool) -> bool:
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


def _bare_clause(tokens: Sequence[Token], cue: CueAt) -> bool:
    following = [token.lower for token in tokens[cue.last + 1 : cue.last + 8]]
    return any(word in AUXILIARIES for word in following)


def _stop_before(
    tokens: Sequence[Token],
    last: CueAt,
    later: Iterable[CueAt],
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
        if cue.ing and is_participle(tokens, cue):
            if cue.cue.base in WRITERS and not that_follows(tokens, cue):
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
            if tokens[at].text == ";" or _main_after_subordinate(tokens, at):
                return tokens[at].start
            cuts = tokens[at].text == "," and not _is_interrupted(tokens, at)
            if cuts and _postposed(text, tokens, cue, own, sentence, end):
                return tokens[at].start
        elif own is None and before > begin and _goes_on(tokens, cue, last, that):
            at = before - 1 if tokens[before - 1].text == "," else before
            return tokens[at].start if tokens[at].text == "," else tokens[at - 1].end
    return end


def _clause_end(tokens: Sequence[Token], begin: int, end: int, lexicon: Lexicon) -> int:
    """Return where a clause about somebody ends and the sentence goes on: “, who said …, has left”."""
    commas = (at for at in range(len(tokens) - 2, begin, -1) if tokens[at].text == ",")
    for at in commas:
        verb = tokens[at + 1].lower
        if verb in AUXILIARIES or ((verb,) in lexicon.cue_forms and not verb.endswith("ing")):
            return tokens[at].start
    return end


def _reported(
    text: str,
    tokens: Sequence[Token],
    phrase: Phrase,
    cue: CueAt,
    begin: int,
    stop: int,
    chained: bool,
) -> Found | None:
    if begin >= len(tokens) or tokens[begin].start >= stop:
        return None
    comment = COMMENT.search(text, tokens[begin].start, stop)
    content = tighten(text, tokens[begin].start, comment.start(1) if comment else stop)
    # “denied it” points back at a claim; “said so” tells nothing
    if content is None or len(content) < (2 if cue.cue.stance in {"denies", "doubts"} else 4):
        return None
    first = cue.subject.start if not cue.ing and not chained else cue.first
    cue_span = Span(tokens[first].start, tokens[cue.last].end)
    confident = THAT if tokens[begin - 1].lower == "that" else BARE
    return Found(
        "indirect",
        (content,),
        (span_of(tokens, phrase.first, phrase.last),),
        (cue_span,),
        confident - (0.03 if chained else 0.0),
        lead=tokens[phrase.lead].start,
        via=via_of(tokens, phrase),
        chained=chained,
    )


# the writer's own comment on what was said: “, signaling continued support”
COMMENTING = re.compile(
    r"(?:further\s+)?(?:signall?ing|underscoring|underlining|highlighting|reflecting"
    r"|hinting|indicating|illustrating|marking|echoing)\b"
)
COMMENT = re.compile(rf",?[”\"]?(,?\s+{COMMENTING.pattern})")


# what begins a sentence of which a source between commas says the rest: “Asked if …, he said, …”
OPENS_MORE = PREPOSITIONS | frozenset(("asked", "when", "if", "unless", "until", "speaking"))
# what may follow “…, the Kremlin said”
ADJUNCTS = frozenset("on in at during after to late early earlier last".split())


def _postposed(
    text: str, tokens: Sequence[Token], cue: CueAt, own: Phrase, sentence: Span, end: int
) -> Found | None:
    """Read “…, the Kremlin said Saturday.”: the content stands before its source."""
    at = own.lead - 1
    if at < 3 or tokens[at].text != "," or cue.cue.stance != "asserts":
        return None
    rest = [token for token in tokens[cue.last + 1 :] if token.start < end]
    if not any(token.word and token.lower == token.text for token in tokens[:at]):
        return None  # “France, Germany and Britain said”
    clause = not AUXILIARIES.isdisjoint(token.lower for token in tokens[:at])
    again = next((n for n, token in enumerate(rest[:-2]) if token.text == ","), None)
    if again is not None and _is_interrupted(tokens, at):
        when = all(token.lower in WEEKDAYS | ADJUNCTS for token in rest[:again])
        return _said_around(text, tokens, at, rest[again + 1], end, cue, own) if when else None
    if rest and rest[0].text == ",":
        # “Lena Orn will host the talks, her office said, and …”
        opens = tokens[0].lower in OPENS_MORE or tokens[0].lower in SUBORDINATE
        return _said_before(text, tokens, at, sentence, cue, own) if clause and not opens else None
    if rest and not (rest[0].lower in WEEKDAYS or rest[0].lower in ADJUNCTS):
        return None
    if tokens[0].lower in PREPOSITIONS and not clause:
        return None  # “In a message to the board, Orn wrote …”
    if any(token.lower == "that" for token in takewhile(lambda each: each.text != ",", rest)):
        return None
    return _said_before(text, tokens, at, sentence, cue, own, until=end)


def _said_before(
    text: str,
    tokens: Sequence[Token],
    comma: int,
    sentence: Span,
    cue: CueAt,
    source: Phrase,
    *,
    until: int | None = None,
) -> Found | None:
    """Give a source what stands before a comma, from the beginning of the sentence."""
    opener = OPENERS.match(text, sentence.start)
    content = tighten(text, opener.end() if opener else sentence.start, tokens[comma].start)
    if content is None:
        return None
    return Found(
        "indirect",
        (content,),
        (span_of(tokens, source.first, source.last),),
        (span_of(tokens, cue.first, cue.last),),
        THAT,
        lead=content.start,
        via=via_of(tokens, source),
        until=until,
    )


def _is_interrupted(tokens: Sequence[Token], comma: int) -> bool:
    """Say whether a clause breaks off before a comma: “the bill was, he said, …”, “that, …”."""
    return comma > 0 and tokens[comma - 1].lower in AUXILIARIES | {"that"}


def _said_around(
    text: str,
    tokens: Sequence[Token],
    comma: int,
    again: Token,
    end: int,
    cue: CueAt,
    source: Phrase,
) -> Found | None:
    """Give a source the clause that it interrupts: what stands before a comma, and `again` on."""
    first = next((k + 1 for k in range(comma - 1, -1, -1) if tokens[k].text in ":;"), 0)
    before = tighten(text, tokens[first].start, tokens[comma].start)
    after = tighten(text, again.start, end)
    if before is None or after is None:
        return None
    return Found(
        "indirect",
        (before, after),
        (span_of(tokens, source.first, source.last),),
        (span_of(tokens, cue.first, cue.last),),
        THAT,
        lead=before.start,
        via=via_of(tokens, source),
    )


# cues that stand before their source after what it says: “…, said a senator”
SAYING = frozenset("say add write argue note explain warn reply announce report".split())
# what may follow such a source
AFTER_SOURCE = WEEKDAYS | frozenset(
    "who which after on in at during late early when while as".split()
)


def _inverted(
    text: str,
    tokens: Sequence[Token],
    cues: Sequence[CueAt],
    sentence: Span,
    end: int,
    lexicon: Lexicon,
) -> Iterator[Found]:
    """Read “The bill is dead, said a senator who asked not to be named.”"""
    for cue in cues:
        at = cue.first - 1
        if at < 3 or tokens[at].text != "," or cue.ing or cue.cue.base not in SAYING:
            continue
        if AUXILIARIES.isdisjoint(token.lower for token in tokens[:at]):
            continue  # no clause: “A former aide, …, said Holm …”
        phrase = phrase_starting(tokens, cue.last + 1, lexicon)
        if phrase is None:
            continue
        after = next((t for t in tokens[phrase.last + 1 :] if t.start < end), None)
        if after is not None and after.word and after.lower not in AFTER_SOURCE:
            continue
        found = _said_before(text, tokens, at, sentence, cue, phrase)
        if found is not None:
            yield found


def _passed_on(
    text: str, tokens: Sequence[Token], cues: Sequence[CueAt], end: int, lexicon: Lexicon
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
        content = tighten(text, tokens[begin].start, end) if begin < len(tokens) else None
        if speaker is None or content is None or tokens[begin].lower == "by":
            continue
        yield Found(
            "indirect",
            (content,),
            (span_of(tokens, speaker.first, speaker.last),),
            (span_of(tokens, cue.first, cue.last), span_of(tokens, by, by + 1)),
            THAT,
            lead=tokens[min(each.lead for each in (speaker, carrier) if each)].start,
            via=span_of(tokens, carrier.first, carrier.last) if carrier else None,
        )


def _shortest(text: str, tokens: Sequence[Token], phrase: Phrase, lexicon: Lexicon) -> Phrase:
    """Begin a carrier at its name: “TASS” of “state news agency TASS”."""
    for first in range(phrase.last, phrase.first, -1):
        if lexicon.find(span_of(tokens, first, phrase.last).of(text)) is not None:
            return Phrase(first, phrase.last, first)
    return phrase


# what a claim does that nobody is named for
TELLING = frozenset("suggesting claiming alleging saying indicating stating".split())


def _by_reports(
    text: str, tokens: Sequence[Token], lowers: Sequence[str], end: int
) -> Iterator[Found]:
    """Read “reports suggesting X”: a claim that the text gives to nobody by name."""
    if TELLING.isdisjoint(lowers):
        return
    for at in range(1, len(tokens) - 2):
        if lowers[at] not in TELLING or lowers[at - 1] not in CLAIMS:
            continue
        first = at - 1
        while first > 0 and tokens[first - 1].word and _describes(tokens[first - 1]):
            first -= 1
        begin = at + 2 if tokens[at + 1].lower == "that" else at + 1
        comma = next((t.start for t in tokens[begin:] if t.text in ",;"), end)
        content = tighten(text, tokens[begin].start, min(comma, end))
        if content is not None:
            yield Found(
                "indirect",
                (content,),
                (span_of(tokens, first, at - 1),),
                (span_of(tokens, at, at),),
                BARE,
                lead=tokens[first].start,
            )


def _describes(token: Token) -> bool:
    return token.lower in DETERMINERS or token.lower.endswith(("ing", "al", "ed")) or token.capital


def _by_according(
    text: str,
    tokens: Sequence[Token],
    lowers: Sequence[str],
    sentence: Span,
    end: int,
    lexicon: Lexicon,
) -> Iterator[Found]:
    """Read “according to X” before or after what X says."""
    for words in PERSPECTIVES:
        for at in _places_of(words, lowers):
            phrase = phrase_starting(tokens, at + len(words), lexicon)
            if phrase is None:
                continue
            if at <= 1:
                comma = next(
                    (k for k in range(phrase.last + 1, len(tokens)) if tokens[k].text == ","), None
                )
                if comma is None or comma + 1 >= len(tokens):
                    continue
                start = tokens[comma + 1].start
                clause = RELATIVE.match(text, start, end)
                start = clause.end() if clause else start
                following = NEXT.search(text, start, end)
                content = tighten(text, start, following.start() if following else end)
                lead = tokens[at].start
            else:
                opener = OPENERS.match(text, sentence.start)
                begin = opener.end() if opener else sentence.start
                content = tighten(text, begin, tokens[at].start)
                lead = begin
            if content is None:
                continue
            again = _after_aside(tokens, at - 1, phrase) if at > 1 else None
            rest = tighten(text, tokens[again].start, end) if again else None
            yield Found(
                "indirect",
                (content, rest) if rest else (content,),
                (span_of(tokens, phrase.first, phrase.last),),
                (span_of(tokens, at, at + len(words) - 1),),
                ACCORDING,
                lead=lead,
            )


def _after_aside(tokens: Sequence[Token], comma: int, source: Phrase) -> int | None:
    """Return where a clause goes on that “, according to X,” interrupts; None where it does not."""
    at = source.last + 1
    if tokens[comma].text != "," or not _is_interrupted(tokens, comma):
        return None
    if at >= len(tokens) - 2 or tokens[at].text != ",":
        return None
    closing = next((k for k in range(at + 1, len(tokens) - 2) if tokens[k].text == ","), at)
    aside = tokens[at + 1 : closing]
    # “Najafi, the envoy,”
    role = any(token.lower in PERSON_NOUNS or token.lower in TITLES for token in aside)
    return (closing if role and tokens[at + 1].lower in DETERMINERS else at) + 1


def _places_of(words: Sequence[str], lowers: Sequence[str]) -> Iterator[int]:
    """Yield where words stand in those of a sentence, in small letters, not at its end."""
    at = -1
    for _ in range(lowers.count(words[0])):
        at = lowers.index(words[0], at + 1)
        if tuple(lowers[at : at + len(words)]) == words and at + len(words) < len(lowers):
            yield at


def _content_end(text: str, sentence: Span) -> int:
    """Return where the last content of a sentence ends: before its full stop, after its marks."""
    words = sentence.of(text).rstrip()
    while words and words[-1] in ".!?…;:":
        words = words[:-1]
    return sentence.start + len(words)
