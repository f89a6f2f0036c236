"""What the tagger found and what the rules found, made one: where they differ, and who is heard."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.analysis.found import (
    ACCORDING,
    BEFORE,
    THAT,
    Found,
    hull_of,
    is_own,
    same_cue,
    same_source,
    shared,
)
from bot.analysis.grammar import Known, mended
from bot.analysis.lexicon import Lexicon
from bot.analysis.spans import Spans
from bot.analysis.stance import stance_of
from bot.analysis.tokens import AUXILIARIES
from bot.model import Span

# What only the rules find: quotations with their cue beside are right in 90 % (39 on two thirds of
# PolNeAR's training articles). Of statements PolNeAR marks a quarter (acts: “rejected the claim”) to
# a half (“that …”), and none around another; they are as sure as what may just be shown.
ALONE, ALONE_DIRECT = 0.75, 0.9
# what stands between two verbs of which the second is the object of the first
GOVERNED = frozenset(("", "to", "from"))
CONDITION = re.compile(r"(?:that\s+)?(?:if|unless|once|should)\b", re.IGNORECASE)


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
    known = Known(text, tagged, rules, lexicon)
    settled = list(_settled(tagged, known))
    return tuple(sorted((*settled, *_by_rules_alone(settled, known, doubted)), key=_place))


def _settled(tagged: Sequence[Found], known: Known) -> Iterator[Found]:
    """Yield what the tagger found, each as it stands beside what rules found near it."""
    ruled = Spans(hull_of(*rule.content) for rule in known.rules)
    for found in tagged:
        each = mended(found, known)
        around = hull_of(*each.content, *(each.cue or ()), *(each.source or ()))
        two = Difference(each, [known.rules[number] for number in ruled.touching(around)], known)
        if not any(_gives_way(each, rule, known.text) for rule in two.close):
            yield next((made for settle in SETTLEMENTS if (made := settle(two))), each)


def _by_rules_alone(
    settled: Sequence[Found], known: Known, doubted: Container[Span]
) -> Iterator[Found]:
    """Yield of what rules found what stands beside all that the tagger found, or around it, or inside.

    The turns of a transcript are whole.
    """
    tags = Spans(hull_of(*each.content, *(each.cue or ())) for each in settled)
    for rule in known.rules:
        if rule.turn:
            yield rule
            continue
        close = [settled[number] for number in tags.touching(hull_of(*rule.content))]
        near = [each for each in close if _overlap(rule, each)]
        if not all(_around(rule, each) or _around(each, rule) for each in near):
            continue
        inside = any(_around(each, rule) for each in near)
        if rule.kind == "direct":
            if rule.confidence >= BEFORE:
                yield replace(rule, confidence=min(rule.confidence, ALONE_DIRECT))
        elif rule.cue and rule.cue[0] in doubted:
            continue
        elif inside or _stands(rule, known):
            yield replace(rule, confidence=ALONE)


# -- where the two differ -------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """What the tagger found, and what rules found close to it."""

    tagged: Found
    close: Sequence[Found]
    known: Known

    @cached_property
    def same(self) -> Sequence[Found]:
        """What rules found of the same content, by half of it at least."""
        return [rule for rule in self.close if shared(self.tagged.content, rule.content) >= 0.5]

    @cached_property
    def agreed(self) -> Sequence[Found]:
        """What rules found of the same content and gave to the same source."""
        return [rule for rule in self.same if same_source(self.tagged, rule)]


def _broken_off(two: Difference) -> Found | None:
    """Take both parts of a clause that its source interrupts: “There was, Orn said, no ship”."""
    for rule in two.close:
        if rule.kind != "direct" and len(rule.content) > 1 and same_cue(rule, two.tagged):
            return replace(rule, confidence=max(ALONE, two.tagged.confidence))
    return None


def _chained(two: Difference) -> Found | None:
    """Let the grammar say who goes on speaking: “reported that …, and the EU has backed it, warning of …”.

    The rules' source stands, as sure as what may just be shown.
    """
    rule = next((rule for rule in two.same if rule.chained and not two.agreed), None)
    return replace(rule, confidence=ALONE) if rule else None


def _passed_on(two: Difference) -> Found | None:
    """Tell who passes words on from who said them: “TASS quoted X as saying …”."""
    source = two.tagged.source or ()
    for rule in two.same:
        if rule.via and any(rule.via.overlaps(piece) for piece in source[:1]):
            return replace(rule, confidence=max(ALONE, two.tagged.confidence))
    return None


def _played(two: Difference) -> Found | None:
    """Give words to who is heard in a recording, via who plays it: “The ad shows X saying …”."""
    tagged = two.tagged
    rule = next((rule for rule in two.same if rule.heard and rule.source != tagged.source), None)
    if rule is None:
        return None
    [source, *_], sure = rule.source or (), max(ALONE, min(rule.confidence, tagged.confidence))
    player = tagged.source[0] if tagged.source and tagged.source[0].end <= source.start else None
    return replace(rule, via=player, confidence=sure)


def _quoted_alone(two: Difference) -> Found | None:
    """Keep to the words in marks: in “…,” he said, hinting at trouble, the hint is the writer's.

    So is what leads in words whose source stands behind them: “A clerk was brief: ‘No,’ he said.”
    """
    tagged, text = two.tagged, two.known.text
    for rule in two.close if tagged.kind == "mixed" else ():
        mark = rule.content[0]
        piece = next((p for p in tagged.content if p.covers(mark)), None)
        if piece is None or rule.kind != "direct":
            continue
        behind = same_source(rule, tagged) and all(mark.end <= s.start for s in rule.source or ())
        led_in = behind and text[piece.start : mark.start].rstrip().endswith(":")
        if len(tagged.content) > 1 or led_in:
            return replace(rule, confidence=tagged.confidence)
    return None


def _entire(two: Difference) -> Found | None:
    """Go on behind a condition, or a clause, that the tagger breaks off: “if it rains, | we stay”."""
    rule = next((rule for rule in two.close if _goes_on(two.tagged, rule, two.known.text)), None)
    return replace(two.tagged, content=rule.content, until=rule.until) if rule else None


def _agreed(two: Difference) -> Found | None:
    """Let what both found and rules alone would tell be no less sure than if they had alone."""
    if not any(_stands(rule, two.known) for rule in two.agreed):
        return None
    return replace(two.tagged, confidence=max(ALONE, two.tagged.confidence))


# the first that says how the two are settled counts; none: the tagger is right
SETTLEMENTS: tuple[Callable[[Difference], Found | None], ...] = (
    _broken_off,
    _chained,
    _passed_on,
    _played,
    _quoted_alone,
    _entire,
    _agreed,
)


def _goes_on(tagged: Found, rule: Found, text: str) -> bool:
    """Say whether a rule has the rest of what the tagger ends at a comma, in the middle of a clause."""
    [first, *_], last = tagged.content, tagged.content[-1]
    broken = last.of(text).lower().split()[-1] in AUXILIARIES
    return (
        (broken or CONDITION.match(text, first.start) is not None)
        and text[last.end : last.end + 1] == ","
        and same_source(tagged, rule)
        and rule.content[0].start in range(first.start, last.end)
        and rule.content[-1].end > last.end + 2
    )


def _stands(rule: Found, known: Known) -> bool:
    """Say whether a statement would be told though the rules alone had found it."""
    if rule.chained or rule.confidence >= ACCORDING:
        return True
    cue = " ".join(piece.of(known.text) for piece in rule.cue or ())
    # “described the ferry as a “floating wreck””: in marks, as no writer's own description is
    described = rule.kind == "mixed" and "describe" in cue
    return described or _is_act(cue, known.lexicon)


def _is_act(cue: str, lexicon: Lexicon) -> bool:
    """Say whether a cue does more than tell: “denied”, “has supported”, “called for”."""
    return stance_of(cue, "", lexicon) != "asserts"


# -- where a rule knows better --------------------------------------------------


def _gives_way(tagged: Found, rule: Found, text: str) -> bool:
    """Say whether a rule knows better, so that what the tagger found is left out."""
    if rule.turn:
        said = is_own(text, tagged) and any(map(rule.content[0].covers, tagged.source or ()))
        return same_source(tagged, rule) or said
    return _governs(rule, tagged, text) or _is_turned_about(rule, tagged)


def _governs(rule: Found, tagged: Found, text: str) -> bool:
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


# -- where they stand -----------------------------------------------------------


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
