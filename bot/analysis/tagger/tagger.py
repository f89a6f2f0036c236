"""From proposals to attributions: the best reading of each cue, those that are likely, no word twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bot.analysis.found import Found, hull_of, same_source, shared
from bot.analysis.marks import Marked, reaching_into
from bot.analysis.spans import Spans
from bot.analysis.tagger.acceptance import measure
from bot.analysis.tagger.chain import Chain
from bot.analysis.tagger.judge import Judge
from bot.analysis.tagger.network import CONTENT, IN_SOURCE, NONE, SOURCE, Floats, Network, Read
from bot.analysis.tagger.packing import Option, pack
from bot.analysis.tagger.proposals import Proposals, propose
from bot.analysis.tagger.windows import Vocabulary, Window, windows_of
from bot.analysis.tokens import AUXILIARIES, DETERMINERS, PASTS, PREPOSITIONS, PRONOUNS
from bot.analysis.vectors import Vectors
from bot.model import Kind, Pieces, Sentence, Span

# how much the chance of being exact to the word counts beside that of being right, and the sum below
# which a reading is left out. On held-out training articles F1 is flat there (72.4 at 0.52, 72.3 at
# 0.6, 72.0 at 0.68), that of speech rises (81.2, 81.9, 82.6), and fewer words are given to the wrong
EXACTNESS, ENOUGH = 0.6, 0.64
# a cue that the network takes for one with less than this is none: of what rules alone found by such,
# 13 of 132 are right on held-out training articles, of the others 88 of 255
DOUBTED = 0.02
# tokens that are read at once
AT_ONCE = 4000
# words that open a clause about a source, which belongs to it
RELATIVES = frozenset("who which that whose".split())
# pronouns that nothing but themselves is the source with
NOMINATIVES = frozenset(("he", "she", "they"))
# words before a source that only lead on from the sentence before
LINKING = frozenset("Earlier Later Meanwhile Separately However Still Also Yet But And".split())
# signs that no piece of an attribution ends or begins with
EDGES = ",;:—–"
# signs that end a sentence
ENDS = ".!?…"
OF_WORD = re.compile(r"[^\W_]")
ENDING = re.compile(rf"[{ENDS}]\s")


class Tagged(NamedTuple):
    """What the tagger found, in the order of the text, and which cues of the rules it takes for none."""

    found: tuple[Found, ...]
    doubted: frozenset[Span]


@dataclass(frozen=True)
class Tagger:
    """The network, the chain of roles and the judge of readings, as they were trained together."""

    network: Network
    chain: Chain
    judge: Judge

    @classmethod
    def read(cls, path: Path, vectors: Vectors) -> Tagger:
        """Read the weights that `bot.training` wrote, made for these vectors."""
        with np.load(path, allow_pickle=False) as stored:
            arrays: Mapping[str, Any] = {name: stored[name] for name in stored.files}
        return cls.of(arrays, vectors)

    @classmethod
    def of(cls, arrays: Mapping[str, Any], vectors: Vectors) -> Tagger:
        """Make a tagger of stored arrays."""
        vocabulary = Vocabulary.read(arrays)
        weights = {
            name.removeprefix("network_"): array
            for name, array in arrays.items()
            if name.startswith("network_")
        }
        judge = {
            name.removeprefix("judge_"): array
            for name, array in arrays.items()
            if name.startswith("judge_")
        }
        chain = Chain.of(
            *(np.asarray(weights[f"chain_{n}"], np.float32) for n in ("first", "step"))
        )
        return cls(Network.of(vocabulary, vectors, weights), chain, Judge(**judge))

    def tag(
        self,
        text: str,
        sentences: Sequence[Sentence],
        marked: Sequence[Marked],
        rules: Sequence[Found],
    ) -> Tagged:
        """Find who is given which words; no word is given twice.

        `rules` are what the rules found in the same text: they count as one more witness, and where
        they agree, the line that shows a statement begins and ends where they say.
        """
        found: list[Found] = []
        likely: set[int] = set()
        for windows in _batches(windows_of(text, sentences, marked)):
            read = self.network.read(windows)
            likely |= _likely(windows, read)
            for proposals in propose(self.network, self.chain, windows, read):
                right, exact = self.judge.judge(measure(proposals, rules))
                found += [
                    _found(text, proposals, row, float(right[row]), marked)
                    for row in choose(proposals, right, exact)
                ]
        ruled = Spans(hull_of(*rule.content) for rule in rules)
        near = (ruled.touching(hull_of(*each.content)) for each in found)
        joined = [
            _with_rule(each, [rules[number] for number in numbers])
            for each, numbers in zip(found, near, strict=True)
        ]
        joined.sort(key=lambda each: (each.content[0].start, each.content[-1].end))
        cues = (rule.cue[0] for rule in rules if rule.cue)
        doubted = (cue for cue in cues if likely.isdisjoint(range(cue.start, cue.end)))
        return Tagged(tuple(joined), frozenset(doubted))


def _likely(windows: Sequence[Window], read: Read) -> set[int]:
    """Return where the tokens begin that may belong to a cue at all."""
    [rows] = np.nonzero(read.cues[:, 0] < 1 - DOUBTED)
    numbers = np.searchsorted(read.starts, rows, side="right") - 1
    places = zip(numbers.tolist(), (rows - read.starts[numbers]).tolist(), strict=True)
    return {windows[number].tokens[at].start for number, at in places}


def _batches(windows: Sequence[Window]) -> Iterator[list[Window]]:
    batch: list[Window] = []
    count = 0
    for window in windows:
        if batch and count + len(window.tokens) > AT_ONCE:
            yield batch
            batch, count = [], 0
        batch.append(window)
        count += len(window.tokens)
    if batch:
        yield batch


def choose(proposals: Proposals, right: Floats, exact: Floats) -> list[int]:
    """Return the rows of the readings that stand: at most one a cue, none overlapping.

    Of all such choices it is the one worth most together.
    """
    worth = right + EXACTNESS * exact - ENOUGH
    windows: dict[int, dict[int, list[Option]]] = {}
    for row in np.argsort(-worth).tolist():
        if worth[row] <= 0:
            break
        cue = int(proposals.cue[row])
        taken = set(np.nonzero(proposals.roles[row] >= CONTENT)[0].tolist())
        taken |= set(range(proposals.first[cue], proposals.end[cue]))
        option = Option(float(worth[row]), row, frozenset(taken))
        windows.setdefault(int(proposals.window[cue]), {}).setdefault(cue, []).append(option)
    return [row for cues in windows.values() for row in pack(list(cues.values()))]


def _found(text: str, p: Proposals, row: int, sure: float, marked: Sequence[Marked]) -> Found:
    cue = p.cue[row]
    window = p.windows[p.window[cue]]
    roles = p.roles[row].tolist()
    content = pieces_of(window, roles, CONTENT)
    content = tuple(p for p in content if p.of(text) not in LINKING) or content
    kind = kind_of(text, content, marked)
    if kind == "indirect":
        content = tuple(
            _without_opening(window, piece)
            if ENDING.search(text, piece.start, piece.end)
            else piece
            for piece in content
        )
    source = [
        piece
        for piece in pieces_of(window, _without_clauses(window, roles), SOURCE)
        if piece.of(text).lower() not in DETERMINERS
    ]
    first, last = int(p.first[cue]), int(p.end[cue]) - 1
    return Found(
        kind,
        content,
        (max(source, key=len),) if source else None,
        (Span(window.tokens[first].start, window.tokens[last].end),),
        sure,
    )


def _without_opening(window: Window, piece: Span) -> Span:
    """Cut from words without marks how the next sentence begins, where it is not theirs to the end."""
    inside = [n for n, token in enumerate(window.tokens) if piece.start <= token.start < piece.end]
    sentence, after = int(window.sentence[inside[-1]]), inside[-1] + 1
    whole = after == len(window.tokens) or window.sentence[after] != sentence
    if whole or window.tokens[after].text in ENDS:
        return piece
    words = [n for n in inside if window.sentence[n] < sentence and window.tokens[n].word]
    return Span(piece.start, window.tokens[words[-1]].end) if words else piece


def _without_clauses(window: Window, roles: Sequence[int]) -> list[int]:
    """Cut a source that runs on into what its subject did: “He” of “He praised the talks, noting …”.

    Nor does a name belong to it that only stands before its pronoun (“Of Holm he said …”), nor the
    clause around it (“The party released a video in which Holm said …”).
    """
    cut = list(roles)
    subject = False
    began = 0
    for at, role in enumerate(roles[: len(window.tokens)]):
        if role not in (SOURCE, IN_SOURCE):
            subject = False
            continue
        token = window.tokens[at]
        if role == SOURCE:
            subject, began = True, at
        elif _leads_to_name(window, roles, at):
            cut[began : at + 1] = [NONE] * (at + 1 - began)
            cut[at + 1] = SOURCE
        elif token.text == "," or token.lower in RELATIVES:
            subject = False
        elif subject and token.lower in NOMINATIVES and window.tokens[at - 1].capital:
            cut[began:at] = [NONE] * (at - began)
            cut[at] = SOURCE
        elif subject and _is_verb(window, at):
            end = at
            while end < len(roles) and roles[end] == IN_SOURCE:
                cut[end] = NONE
                end += 1
            subject = False
    return cut


def _leads_to_name(window: Window, roles: Sequence[int], at: int) -> bool:
    """Say whether “in which” or “where” stands there in a source, and nothing but a name behind it."""
    token, before = window.tokens[at], window.tokens[at - 1].lower
    if not (token.lower == "where" or (token.lower == "which" and before in PREPOSITIONS)):
        return False
    rest = list(takewhile(lambda n: roles[n] == IN_SOURCE, range(at + 1, len(window.tokens))))
    return roles[at] == IN_SOURCE and bool(rest) and all(window.tokens[n].capital for n in rest)


def _is_verb(window: Window, at: int) -> bool:
    before, token = window.tokens[at - 1], window.tokens[at]
    named = before.capital or before.lower in PRONOUNS
    past = token.lower.endswith("ed") or token.lower in AUXILIARIES or token.lower in PASTS
    return named and past and not token.capital


def pieces_of(window: Window, roles: Sequence[int], begins: int) -> Pieces:
    """Return the spans of a role, SOURCE or CONTENT, without signs at their edges."""
    pieces = []
    for at, role in enumerate(roles[: len(window.tokens)]):
        if role != begins:
            continue
        first, last = at, at
        while last + 1 < len(window.tokens) and roles[last + 1] == begins + 1:
            last += 1
        while first < last and window.tokens[first].text in EDGES:
            first += 1
        while last > first and window.tokens[last].text in EDGES:
            last -= 1
        pieces.append(Span(window.tokens[first].start, window.tokens[last].end))
    return tuple(pieces)


def kind_of(text: str, content: Pieces, marked: Sequence[Marked]) -> Kind:
    """Say whether all, some or none of the words of a content stand in quotation marks."""
    inside = outside = False
    for piece in content:
        at = piece.start
        for mark in reaching_into(marked, piece):
            inside = True
            outside |= _has_words(text, at, max(at, mark.outer.start))
            at = max(at, mark.outer.end)
        outside |= _has_words(text, at, piece.end)
    return "indirect" if not inside else "mixed" if outside else "direct"


def _has_words(text: str, start: int, end: int) -> bool:
    return OF_WORD.search(text, start, end) is not None


def _with_rule(found: Found, rules: Sequence[Found]) -> Found:
    """Take over from the rules where the line that shows a statement begins and ends.

    Of a quotation it ends with the verb, not with the place where it was said.
    """
    for rule in rules:
        if agree(found, rule):
            return replace(
                found,
                cue=rule.cue if rule.kind == "direct" else found.cue,
                source=rule.source if rule.via else found.source,
                lead=rule.lead,
                via=rule.via,
                chained=rule.chained,
                until=rule.until,
            )
    return found


def agree(found: Found, rule: Found) -> bool:
    """Say whether two attributions have the same source and most of their content in common."""
    return same_source(found, rule) and shared(found.content, rule.content) >= 0.5
