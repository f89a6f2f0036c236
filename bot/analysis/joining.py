"""What the tagger found and what the rules found, made one: where they differ, and who is heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.analysis.found import ACCORDING, BEFORE, Found, hull_of, same_source, shared
from bot.analysis.lexicon import Lexicon
from bot.analysis.spans import Spans
from bot.analysis.stance import stance_of
from bot.model import Span

# What only the rules find: quotations with their cue beside are right in 90 % (39 on two thirds of
# PolNeAR's training articles). Of statements PolNeAR marks a quarter (acts: “rejected the claim”) to
# a half (“that …”), and none around another; they are as sure as what may just be shown.
ALONE, ALONE_DIRECT = 0.75, 0.9
# what stands between two verbs of which the second is the object of the first
GOVERNED = frozenset(("", "to", "from"))


def join(
    text: str, tagged: Sequence[Found], rules: Sequence[Found], lexicon: Lexicon
) -> tuple[Found, ...]:
    """Make one list, in the order of the text, of what the tagger and the rules found."""
    return tuple(sorted(_joined(text, tagged, rules, lexicon), key=_place))


def _joined(
    text: str, tagged: Sequence[Found], rules: Sequence[Found], lexicon: Lexicon
) -> Iterator[Found]:
    """Yield what the tagger found, and of the rest that rules found what stands beside it or around it.

    Who goes on speaking in a chain of cues (“reported that …, and the EU has supported it, warning
    of …”) is told by the grammar of the sentence: there the rules' source stands, as sure as what
    may just be shown. Where both agree on what would stand by itself, it is no less sure.
    """
    extents = [hull_of(*rule.content) for rule in rules]
    ruled = Spans(extents)
    kept: list[Found] = []
    hulls: list[Span] = []
    for each in tagged:
        hull = hull_of(*each.content, *(each.cue or ()))
        close = [rules[number] for number in ruled.touching(hull)]
        if any(_governs(text, rule, each) for rule in close):
            continue
        kept.append(each)
        hulls.append(hull)
        same = [rule for rule in close if shared(each.content, rule.content) >= 0.5]
        chained = next((r for r in same if r.chained and not same_source(each, r)), None)
        quoted = next((rule for rule in close if _is_quotation_of(rule, each)), None)
        if chained is not None:
            yield replace(chained, confidence=ALONE)
        elif quoted is not None:
            yield replace(quoted, confidence=each.confidence)
        elif any(_stands(text, rule, lexicon) and same_source(each, rule) for rule in same):
            yield replace(each, confidence=max(ALONE, each.confidence))
        else:
            yield each
    tags = Spans(hulls)
    for rule, extent in zip(rules, extents, strict=True):
        close = [kept[number] for number in tags.touching(extent)]
        near = [each for each in close if _overlap(rule, each)]
        if not all(_around(rule, each) or _around(each, rule) for each in near):
            continue
        inside = any(_around(each, rule) for each in near)
        if rule.kind == "direct":
            if rule.confidence >= BEFORE:
                yield replace(rule, confidence=min(rule.confidence, ALONE_DIRECT))
        elif inside or _stands(text, rule, lexicon):
            yield replace(rule, confidence=ALONE)


def _stands(text: str, rule: Found, lexicon: Lexicon) -> bool:
    """Say whether a statement would be told though the rules alone had found it."""
    return rule.chained or rule.confidence >= ACCORDING or _is_act(text, rule, lexicon)


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


def _governs(text: str, rule: Found, tagged: Found) -> bool:
    """Say whether the verb of a rule has the tagger's cue for its object.

    Who “refrained from confirming the claim” confirmed nothing.
    """
    if tagged.cue is None or not same_source(rule, tagged):
        return False
    start, cue = rule.content[0].start, tagged.cue[0].start
    return text[start:cue].strip() in GOVERNED and rule.content[0].covers(tagged.cue[0])


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


def _is_act(text: str, found: Found, lexicon: Lexicon) -> bool:
    """Say whether a cue does more than tell: “denied”, “has supported”, “called for”."""
    cue = " ".join(piece.of(text) for piece in found.cue or ())
    return stance_of(cue, "", lexicon) != "asserts"
