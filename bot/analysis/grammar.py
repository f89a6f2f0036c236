"""What the tagger found, put right by the grammar of its sentence, before the rules are heard."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.analysis.claims import CLAIMS
from bot.analysis.found import Found, same_source, shared
from bot.analysis.lexicon import Lexicon
from bot.analysis.reported import COMMENT, NEXT, RELATIVE
from bot.analysis.sentences import SENTENCE_END
from bot.analysis.tokens import tokens_of
from bot.model import Span

# a label, or the time that a sentence begins with, before who speaks: “Courier: ”, “the meeting a clerk”
BEFORE_SOURCE = re.compile(
    r"(?:[A-Z][\w.’'-]*[ \t]+){0,3}[A-Z][\w.’'-]*:[ \t]+|(?:the|his|her|its|their)\s+\w+\s+(?=an?\s)"
)
# where a sentence goes on that a question has opened
REPLY = re.compile(r",\s+(?=(?:he|she|they|it|the|an?|his|her|its)\b|[A-Z])")
# what ties a name to whom it belongs to: “the mission to | the UN”
OF_SOMEBODY = re.compile(r"\b(?:of|to|at|in|for|with)\s+$")
# what names whom a report leans on, between its verb and what it says
CITING = frozenset(("citing", "quoting"))
NEITHER = re.compile(r"neither\s+[\w-]+\s+nor\s+[\w-]+", re.IGNORECASE)
# what stands in a cue before whom words were said to or of, or obtained by
ADDRESSING = frozenset(("to", "from", "by", "with", "for", "of", "about"))


@dataclass(frozen=True)
class Known:
    """What is known of a text: all that the tagger found in it, what rules found, and the lexicon."""

    text: str
    tagged: Sequence[Found]
    rules: Sequence[Found]
    lexicon: Lexicon

    @cached_property
    def by_cue(self) -> Mapping[int, Sequence[Found]]:
        """What rules found, by where its cue ends."""
        found: dict[int, list[Found]] = {}
        for rule in self.rules:
            if rule.cue:
                found.setdefault(rule.cue[-1].end, []).append(rule)
        return found

    @cached_property
    def semicolons(self) -> Sequence[int]:
        """Where the semicolons stand behind which somebody begins to speak."""
        begins = [
            min(each.source[0].start, each.lead or each.source[0].start)
            for each in (*self.tagged, *self.rules)
            if each.source and each.cue and not each.chained
        ]
        return sorted({at - 2 for at in begins if self.text[max(0, at - 2) : at] == "; "})


def mended(tagged: Found, known: Known) -> Found:
    """Return what the tagger found with each part of it where the grammar has it."""
    for mend in MENDS:
        tagged = mend(tagged, known)
    return tagged


def _without_comment(tagged: Found, known: Known) -> Found:
    """Return a statement without the writer's comment on its last words in marks.

    In hoped they would act “with dignity,” signaling support, the signal is the writer's.
    """
    *pieces, last = tagged.content
    comment = COMMENT.search(known.text, last.start, last.end) if tagged.kind == "mixed" else None
    if comment is None or known.text[comment.start(1) - 1] not in '”"':
        return tagged
    return replace(tagged, content=(*pieces, Span(last.start, comment.start(1))), until=None)


def _without_next(tagged: Found, known: Known) -> Found:
    """Return a statement without that of the next: “Orn said it was good; Kaya, that it was short”.

    Nor does it hold what another says behind a semicolon.
    """
    *pieces, last = tagged.content
    following = NEXT.search(known.text, last.start, last.end)
    ends = [following.start()] if following else []
    if tagged.kind != "direct":
        ends += [at for at in known.semicolons if last.start < at < last.end]
    if not ends or min(ends) == last.start:
        return tagged
    return replace(tagged, content=(*pieces, Span(last.start, min(ends))), until=None)


def _with_report(tagged: Found, known: Known) -> Found:
    """Return what somebody reports, not whom: “The Courier reported, citing two clerks, | that …”."""
    if not tagged.cue or not tagged.source or tagged.cue[0].of(known.text) not in CITING:
        return tagged
    [cue, *_], content = tagged.cue, tagged.content[0]
    between = tokens_of(known.text, Span(min(tagged.source[0].end, cue.start), cue.start))
    verb = next((token for token in between if (token.lower,) in known.lexicon.cue_forms), None)
    that = known.text.find(", that ", content.start, content.end + len(", that "))
    if verb is None or that < 0:
        return tagged
    others = (each for each in known.tagged if each.cue != tagged.cue)
    if any(piece.start <= that + 2 < piece.end for each in others for piece in each.content):
        return tagged
    stop = SENTENCE_END.search(known.text, that)
    ends = content.end if that < content.end else stop.start() if stop else len(known.text)
    reported = (Span(that + 2, ends), *tagged.content[1:])
    return replace(tagged, cue=(Span(verb.start, verb.end),), content=reported)


def _without_reply(tagged: Found, known: Known) -> Found:
    """Return a question without what was done on it: “Asked if it was true, | Orn laughed”."""
    *pieces, last = tagged.content
    if tagged.source or not tagged.cue or not tagged.cue[0].of(known.text).startswith("Asked"):
        return tagged
    reply = [found.start() for found in REPLY.finditer(known.text, last.start, last.end)]
    if not reply:
        return tagged
    return replace(tagged, content=(*pieces, Span(last.start, reply[-1])), until=None)


def _with_verb(tagged: Found, known: Known) -> Found:
    """Return a statement whose cue is a claim's noun with what its source does to the claim.

    In “Iran rejected as baseless a U.S. claim that …” the cue is no “claim” of Iran's.
    """
    if not tagged.cue or not tagged.source or tagged.source[0].end >= tagged.cue[0].start:
        return tagged
    [noun, *_], source = tagged.cue, tagged.source[0]
    if noun.of(known.text).lower() not in CLAIMS:
        return tagged
    between = tokens_of(known.text, Span(source.end, noun.start))
    verb = next((token for token in between if (token.lower,) in known.lexicon.cue_forms), None)
    return tagged if verb is None else replace(tagged, cue=(Span(verb.start, noun.end),))


def _with_own_source(tagged: Found, known: Known) -> Found:
    """Return a statement whose source is a phrase of its own: no label, no time stands before it.

    In “Courier: The mayor said …” and “After the meeting a clerk said …” the mayor and a clerk speak.
    """
    if not tagged.source:
        return tagged
    first, *more = tagged.source
    before = BEFORE_SOURCE.match(known.text, first.start, first.end)
    if before is None:
        return tagged
    start = before.end()
    lead = start if tagged.lead is not None and tagged.lead < start else tagged.lead
    return replace(tagged, source=(Span(start, first.end), *more), lead=lead)


def _with_subject(tagged: Found, known: Known) -> Found:
    """Return a statement with the subject of its cue as its source, where a rule finds it.

    “He spoke a day after the mayor, Lena Orn, warned …” is hers, and “The mission to the UN said …”
    that of the mission.
    """
    if not tagged.source or not tagged.cue or tagged.source[0].end > tagged.cue[0].start:
        return tagged
    mine, cue, text = tagged.source[0], tagged.cue[-1], known.text
    for rule in known.by_cue.get(cue.end, ()):
        if rule.chained or not rule.source or not rule.cue:
            continue
        theirs = rule.source[0]
        beside = text[theirs.end : rule.cue[0].start].strip() in ("", ",")
        if not beside or shared(rule.content, tagged.content) < 0.5:
            continue
        word = text[max(0, theirs.start - 4) : theirs.start].split()[-1:]
        nearer = mine.end <= theirs.start and word != ["by"]
        headed = theirs.covers(mine) and theirs.end == mine.end
        if nearer or (headed and OF_SOMEBODY.search(text, theirs.start, mine.start)):
            sure = min(tagged.confidence, rule.confidence)
            return replace(tagged, source=rule.source, lead=rule.lead, confidence=sure)
    return tagged


def _without_relative(tagged: Found, known: Known) -> Found:
    """Return a statement without the clause about its source: “According to Orn, | who leads it, | …”."""
    first, *more = tagged.content
    if not tagged.source or tagged.source[0].end > first.start:
        return tagged
    clause = RELATIVE.match(known.text, first.start, first.end)
    if clause is None or known.text[tagged.source[0].end : first.start].strip() != ",":
        return tagged
    return replace(tagged, content=(Span(clause.end(), first.end), *more))


def _with_neither(tagged: Found, known: Known) -> Found:
    """Return a statement with the whole of its verb, and that alone: “Orn | neither saw nor heard | it”."""
    if not tagged.source or not tagged.cue or tagged.source[0].start > tagged.cue[0].start:
        return tagged
    source, cue, content = tagged.source[0], tagged.cue[0], tagged.content
    pair = NEITHER.search(
        known.text, min(source.start, max(0, cue.start - len("neither "))), cue.end + 20
    )
    whole = Span(*pair.span()) if pair else None
    if whole is None or not whole.overlaps(cue) or whole.end >= content[-1].end:
        return tagged
    if source.start < whole.start:
        source = Span(source.start, min(source.end, whole.start - 1))
    elif len(content) > 1 and content[0].end < whole.start:
        source, content = content[0], content[1:]
    else:
        own = (
            rule for rule in known.rules if rule.source and rule.cue and rule.cue[0].overlaps(whole)
        )
        source = next((rule.source[0] for rule in own if rule.source), source)
    first = Span(max(content[0].start, whole.end + 1), content[0].end)
    return replace(tagged, source=(source,), cue=(whole,), content=(first, *content[1:]))


def _without_addressee(tagged: Found, known: Known) -> Found:
    """Return a quotation without whom it was said to or of, or obtained by, as its source.

    Of “…,” Lia Orn said in answer to a question from a reader, the source is the one that rules find
    for a part of it, or nobody.
    """
    if tagged.kind == "indirect" or not tagged.source or not tagged.cue:
        return tagged
    cue = tagged.cue[-1]
    words = cue.of(known.text).lower().split()
    if len(words) < 2 or words[0] == "according" or words[-1] not in ADDRESSING:
        return tagged
    if not 0 <= tagged.source[0].start - cue.end <= 1:
        return tagged
    quoted = (
        rule
        for rule in known.rules
        if rule.kind == "direct" and shared(rule.content, tagged.content)
    )
    rule = next((rule for rule in quoted if not same_source(rule, tagged)), None)
    if rule is None:
        return replace(tagged, source=None)
    sure = min(rule.confidence, tagged.confidence)
    return replace(tagged, source=rule.source, cue=rule.cue, confidence=sure)


# in this order: each sees what the ones before it have made
MENDS: tuple[Callable[[Found, Known], Found], ...] = (
    _without_comment,
    _without_next,
    _without_reply,
    _with_verb,
    _with_report,
    _with_own_source,
    _with_neither,
    _without_addressee,
    _with_subject,
    _without_relative,
)
