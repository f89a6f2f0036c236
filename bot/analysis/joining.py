"""What the tagger found and what the rules found, made one: where they differ, and who is heard."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace

from bot.analysis.claims import CLAIMS
from bot.analysis.found import (
    ACCORDING,
    BEFORE,
    THAT,
    Found,
    hull_of,
    is_own,
    same_source,
    shared,
)
from bot.analysis.lexicon import Lexicon
from bot.analysis.reported import COMMENT
from bot.analysis.spans import Spans
from bot.analysis.stance import stance_of
from bot.analysis.tokens import AUXILIARIES, tokens_of
from bot.model import Span

# What only the rules find: quotations with their cue beside are right in 90 % (39 on two thirds of
# PolNeAR's training articles). Of statements PolNeAR marks a quarter (acts: “rejected the claim”) to
# a half (“that …”), and none around another; they are as sure as what may just be shown.
ALONE, ALONE_DIRECT = 0.75, 0.9
# what stands between two verbs of which the second is the object of the first
GOVERNED = frozenset(("", "to", "from"))
# where somebody else's statement begins, with the verb of the one before
NEXT = re.compile(r";\s+(?:and\s+|but\s+)?(?:the\s+)?(?:[\w.’'-]+\s+){0,3}[\w.’'-]+,\s+that\b")
CONDITION = re.compile(r"(?:that\s+)?(?:if|unless|once|should)\b", re.IGNORECASE)
# a label, or the time that a sentence begins with, before who speaks: “Courier: ”, “the meeting a clerk”
BEFORE_SOURCE = re.compile(
    r"(?:[A-Z][\w.’'-]*[ \t]+){0,3}[A-Z][\w.’'-]*:[ \t]+|(?:the|his|her|its|their)\s+\w+\s+(?=an?\s)"
)
# where a sentence goes on that a question has opened
REPLY = re.compile(r",\s+(?=(?:he|she|they|it|the|an?|his|her|its)\b|[A-Z])")
NEITHER = re.compile(r"neither\s+[\w-]+\s+nor\s+[\w-]+", re.IGNORECASE)
# what stands in a cue before whom words were said to or of, or obtained by
ADDRESSING = frozenset(("to", "from", "by", "with", "for", "of", "about"))


def join(
    text: str,
    tagged: Sequence[Found],
    rules: Sequence[Found],
    lexicon: Lexicon,
    doubted: Container[Span] = frozenset(),
) -> tuple[Found, ...]:
    """Make one list, in the order of the text, of what the tagger and the rules found.

    A statement that only rules found is none where its cue is `doubted`.
    """
    return tuple(sorted(_joined(text, tagged, rules, lexicon, doubted), key=_place))


def _joined(
    text: str,
    tagged: Sequence[Found],
    rules: Sequence[Found],
    lexicon: Lexicon,
    doubted: Container[Span],
) -> Iterator[Found]:
    """Yield what the tagger found, and of the rest that rules found what stands beside it or around it.

    Who goes on speaking in a chain of cues (“reported that …, and the EU has supported it, warning
    of …”) is told by the grammar of the sentence: there the rules' source stands, as sure as what
    may just be shown. Where both agree on what would stand by itself, it is no less sure. The turns
    of a transcript are whole.
    """
    extents = [hull_of(*rule.content) for rule in rules]
    ruled = Spans(extents)
    kept: list[Found] = []
    hulls: list[Span] = []
    for found in tagged:
        each = _without_reply(text, _without_next(text, _without_comment(text, found)))
        each = _with_verb(text, each, lexicon)
        each = _without_addressee(
            text, _with_neither(text, _with_own_source(text, each), rules), rules
        )
        hull = hull_of(*each.content, *(each.cue or ()))
        around = hull_of(hull, *(each.source or ()))
        close = [rules[number] for number in ruled.touching(around)]
        if any(_gives_way(text, each, rule) for rule in close):
            continue
        kept.append(each)
        hulls.append(hull)
        same = [rule for rule in close if shared(each.content, rule.content) >= 0.5]
        agreed = [rule for rule in same if same_source(each, rule)]
        chained = next((rule for rule in same if rule.chained and not agreed), None)
        quoted = next((rule for rule in close if _is_quotation_of(rule, each)), None)
        passed = next((rule for rule in same if _passes_on(each, rule)), None)
        heard = next((rule for rule in same if rule.heard and rule.source != each.source), None)
        entire = next((rule for rule in close if _is_entire(text, each, rule)), None)
        broken = next((rule for rule in close if _is_broken_off(each, rule)), None)
        if broken is not None:
            yield replace(broken, confidence=max(ALONE, each.confidence))
        elif chained is not None:
            yield replace(chained, confidence=ALONE)
        elif passed is not None:
            yield replace(passed, confidence=max(ALONE, each.confidence))
        elif heard is not None:
            kept[-1] = heard
            yield _played(heard, each)
        elif quoted is not None:
            yield replace(quoted, confidence=each.confidence)
        elif entire is not None:
            yield replace(each, content=entire.content, until=entire.until)
        elif any(_stands(text, rule, lexicon) for rule in agreed):
            yield replace(each, confidence=max(ALONE, each.confidence))
        else:
            yield each
    tags = Spans(hulls)
    for rule, extent in zip(rules, extents, strict=True):
        if rule.turn:
            yield rule
            continue
        close = [kept[number] for number in tags.touching(extent)]
        near = [each for each in close if _overlap(rule, each)]
        if not all(_around(rule, each) or _around(each, rule) for each in near):
            continue
        inside = any(_around(each, rule) for each in near)
        if rule.kind == "direct":
            if rule.confidence >= BEFORE:
                yield replace(rule, confidence=min(rule.confidence, ALONE_DIRECT))
        elif rule.cue and rule.cue[0] in doubted:
            continue
        elif inside or _stands(text, rule, lexicon):
            yield replace(rule, confidence=ALONE)


def _without_comment(text: str, tagged: Found) -> Found:
    """Return a statement without the writer's comment on its last words in marks.

    In hoped they would act “with dignity,” signaling support, the signal is the writer's.
    """
    *pieces, last = tagged.content
    comment = COMMENT.search(text, last.start, last.end) if tagged.kind == "mixed" else None
    if comment is None or text[comment.start(1) - 1] not in '”"':
        return tagged
    return replace(tagged, content=(*pieces, Span(last.start, comment.start(1))), until=None)


def _with_verb(text: str, tagged: Found, lexicon: Lexicon) -> Found:
    """Return a statement whose cue is a claim's noun with what its source does to the claim.

    In “Iran rejected as baseless a U.S. claim that …” the cue is no “claim” of Iran's.
    """
    if not tagged.cue or not tagged.source or tagged.source[0].end >= tagged.cue[0].start:
        return tagged
    [noun, *_], source = tagged.cue, tagged.source[0]
    if noun.of(text).lower() not in CLAIMS:
        return tagged
    between = tokens_of(text, Span(source.end, noun.start))
    verb = next((token for token in between if (token.lower,) in lexicon.cue_forms), None)
    return tagged if verb is None else replace(tagged, cue=(Span(verb.start, noun.end),))


def _without_next(text: str, tagged: Found) -> Found:
    """Return a statement without that of the next: “Orn said it was good; Kaya, that it was short”."""
    *pieces, last = tagged.content
    following = NEXT.search(text, last.start, last.end)
    if following is None or following.start() == last.start:
        return tagged
    return replace(tagged, content=(*pieces, Span(last.start, following.start())), until=None)


def _without_reply(text: str, tagged: Found) -> Found:
    """Return a question without what was done on it: “Asked if it was true, | Orn laughed”."""
    *pieces, last = tagged.content
    if tagged.source or not tagged.cue or not tagged.cue[0].of(text).startswith("Asked"):
        return tagged
    reply = [found.start() for found in REPLY.finditer(text, last.start, last.end)]
    if not reply:
        return tagged
    return replace(tagged, content=(*pieces, Span(last.start, reply[-1])), until=None)


def _with_own_source(text: str, tagged: Found) -> Found:
    """Return a statement whose source is a phrase of its own: no label, no time stands before it.

    In “Courier: The mayor said …” and “After the meeting a clerk said …” the mayor and a clerk speak.
    """
    if not tagged.source:
        return tagged
    first, *more = tagged.source
    before = BEFORE_SOURCE.match(text, first.start, first.end)
    if before is None:
        return tagged
    start = before.end()
    lead = start if tagged.lead is not None and tagged.lead < start else tagged.lead
    return replace(tagged, source=(Span(start, first.end), *more), lead=lead)


def _with_neither(text: str, tagged: Found, rules: Sequence[Found]) -> Found:
    """Return a statement with the whole of its verb, and that alone: “Orn | neither saw nor heard | it”."""
    if not tagged.source or not tagged.cue or tagged.source[0].start > tagged.cue[0].start:
        return tagged
    source, cue, content = tagged.source[0], tagged.cue[0], tagged.content
    pair = NEITHER.search(
        text, min(source.start, max(0, cue.start - len("neither "))), cue.end + 20
    )
    whole = Span(*pair.span()) if pair else None
    if whole is None or not whole.overlaps(cue) or whole.end >= content[-1].end:
        return tagged
    if source.start < whole.start:
        source = Span(source.start, min(source.end, whole.start - 1))
    elif len(content) > 1 and content[0].end < whole.start:
        source, content = content[0], content[1:]
    else:
        own = (rule for rule in rules if rule.source and rule.cue and rule.cue[0].overlaps(whole))
        source = next((rule.source[0] for rule in own if rule.source), source)
    first = Span(max(content[0].start, whole.end + 1), content[0].end)
    return replace(tagged, source=(source,), cue=(whole,), content=(first, *content[1:]))


def _without_addressee(text: str, tagged: Found, rules: Sequence[Found]) -> Found:
    """Return a quotation without whom it was said to or of, or obtained by, as its source.

    Of “…,” Lia Orn said in answer to a question from a reader, the source is the one that rules find
    for a part of it, or nobody.
    """
    if tagged.kind == "indirect" or not tagged.source or not tagged.cue:
        return tagged
    cue = tagged.cue[-1]
    words = cue.of(text).lower().split()
    if len(words) < 2 or words[0] == "according" or words[-1] not in ADDRESSING:
        return tagged
    if not 0 <= tagged.source[0].start - cue.end <= 1:
        return tagged
    quoted = (
        rule for rule in rules if rule.kind == "direct" and shared(rule.content, tagged.content)
    )
    rule = next((rule for rule in quoted if not same_source(rule, tagged)), None)
    if rule is None:
        return replace(tagged, source=None)
    sure = min(rule.confidence, tagged.confidence)
    return replace(tagged, source=rule.source, cue=rule.cue, confidence=sure)


def _stands(text: str, rule: Found, lexicon: Lexicon) -> bool:
    """Say whether a statement would be told though the rules alone had found it."""
    if rule.chained or rule.confidence >= ACCORDING:
        return True
    cue = " ".join(piece.of(text) for piece in rule.cue or ())
    # “described the ferry as a “floating wreck””: in marks, as no writer's own description is
    described = rule.kind == "mixed" and "describe" in cue
    return described or _is_act(cue, lexicon)


def _is_quotation_of(rule: Found, tagged: Found) -> bool:
    """Say whether a rule found the quotation alone to which the tagger joined words without marks.

    In “…,” he said, hinting at trouble, the hint is the writer's.
    """
    return (
        tagged.kind == "mixed"
        and rule.kind == "direct"
        and len(tagged.content) > 1
        and any(piece.covers(rule.content[0]) for piece in tagged.content)
    )


def _gives_way(text: str, tagged: Found, rule: Found) -> bool:
    """Say whether a rule knows better, so that what the tagger found is left out."""
    if rule.turn:
        return same_source(tagged, rule) or is_own(text, tagged, rule.content[0])
    return _governs(text, rule, tagged) or _is_turned_about(rule, tagged)


def _governs(text: str, rule: Found, tagged: Found) -> bool:
    """Say whether the verb of a rule has the tagger's cue for its object.

    Who “refrained from confirming the claim” confirmed nothing.
    """
    if tagged.cue is None or not same_source(rule, tagged):
        return False
    start, cue = rule.content[0].start, tagged.cue[0].start
    return text[start:cue].strip() in GOVERNED and rule.content[0].covers(tagged.cue[0])


def _is_turned_about(rule: Found, tagged: Found) -> bool:
    """Say whether the tagger took for the source what a sure rule takes for the content."""
    if rule.confidence < THAT or not rule.source or not tagged.source:
        return False
    return rule.content[0].covers(tagged.source[0]) and any(
        piece.covers(rule.source[0]) for piece in tagged.content
    )


def _passes_on(tagged: Found, rule: Found) -> bool:
    """Say whether the tagger takes who passes words on for who said them: “TASS quoted X as saying”."""
    return bool(rule.via and tagged.source and rule.via.overlaps(tagged.source[0]))


def _played(rule: Found, tagged: Found) -> Found:
    """Give words to who is heard in a recording, via who plays it: “The ad shows X saying …”."""
    [source, *_], sure = rule.source or (), max(ALONE, min(rule.confidence, tagged.confidence))
    player = tagged.source[0] if tagged.source and tagged.source[0].end <= source.start else None
    return replace(rule, via=player, confidence=sure)


def _is_broken_off(tagged: Found, rule: Found) -> bool:
    """Say whether a rule has both parts of a clause that its source interrupts: “It was, Orn said, …”."""
    return bool(
        rule.kind != "direct"
        and len(rule.content) > 1
        and rule.cue
        and tagged.cue
        and rule.cue[0].overlaps(tagged.cue[0])
    )


def _is_entire(text: str, tagged: Found, rule: Found) -> bool:
    """Say whether a rule has the rest of a condition, or of a clause, that the tagger breaks off."""
    [first, *_], last = tagged.content, tagged.content[-1]
    broken = last.of(text).lower().split()[-1] in AUXILIARIES
    return (
        (broken or CONDITION.match(text, first.start) is not None)
        and text[last.end : last.end + 1] == ","
        and same_source(tagged, rule)
        and rule.content[0].start in range(first.start, last.end)
        and rule.content[-1].end > last.end + 2
    )


def _overlap(rule: Found, other: Found) -> bool:
    taken = (*other.content, *(other.cue or ()))
    return any(piece.overlaps(each) for piece in rule.content for each in taken)


def _around(rule: Found, other: Found) -> bool:
    """Say whether an attribution stands inside the content of another: its own source may go on."""
    inside = [*other.content, *(other.cue or ())]
    if other.source and not same_source(rule, other):
        inside += other.source
    return len(rule.content) == 1 and all(rule.content[0].covers(each) for each in inside)


def _place(found: Found) -> tuple[int, int]:
    return found.content[0].start, found.content[-1].end


def _is_act(cue: str, lexicon: Lexicon) -> bool:
    """Say whether a cue does more than tell: “denied”, “has supported”, “called for”."""
    return stance_of(cue, "", lexicon) != "asserts"
