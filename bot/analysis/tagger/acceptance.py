"""What can be measured of a proposed attribution, for the judge of how likely it is right."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.analysis.found import Found
from bot.analysis.tagger.network import CONTENT, IN_CONTENT, IN_SOURCE, SOURCE, Bools, Floats
from bot.analysis.tagger.proposals import Proposals
from bot.analysis.tagger.windows import Ints, Window
from bot.analysis.tokens import Token
from bot.model import Pieces

PRONOUNS = frozenset("he she they it i we who you".split())
# what is told of a single token, as bits: is it a word, a capital, a pronoun, “that”, “to”, a comma
# or colon, a sign that ends a clause; does it end in -ed or -ing
WORD, CAPITAL, PRONOUN, THAT, TO, COMMA, STOP, PAST, ING = (1 << bit for bit in range(9))


@dataclass(frozen=True)
class Laid:
    """Proposals side by side with their windows: every array is [readings, tokens].

    `told` has the bits of each token.
    """

    inside: Bools
    content: Bools
    source: Bools
    mark: Ints
    sentence: Ints
    told: Ints

    def are(self, bit: int) -> Bools:
        """Return which tokens are so."""
        return (self.told & bit) > 0

    def is_at(self, place: Ints, bit: int) -> Bools:
        """Return for each reading whether its token at a place is so."""
        return (self.told[np.arange(len(place)), place] & bit) > 0


def measure(proposals: Proposals, rules: Sequence[Found]) -> Floats:
    """Return the measures of each reading as a row; `rules` are the attributions found by rules."""
    laid = _lay(proposals)
    columns = [
        *_of_cue(proposals, laid),
        *_of_content(proposals, laid),
        *_of_source(proposals, laid),
        *_of_place(proposals, laid),
        *_of_rivals(proposals, laid),
        *_of_rules(proposals, laid, rules),
    ]
    return np.stack([np.asarray(column, np.float32) for column in columns], axis=1)


def _lay(p: Proposals) -> Laid:
    width = p.roles.shape[1]
    used, at = np.unique(p.window, return_inverse=True)
    windows = [p.windows[number] for number in used.tolist()]
    filled = np.arange(width) < np.array([len(each.tokens) for each in windows])[:, None]
    mark, sentence = np.full((2, *filled.shape), -1)
    told = np.zeros(filled.shape, np.int64)
    mark[filled] = np.concatenate([each.mark for each in windows])
    sentence[filled] = np.concatenate([each.sentence for each in windows])
    told[filled] = [_told_of(token.text) for each in windows for token in each.tokens]
    rows = at[p.cue]
    inside = np.arange(width)[None] < p.lengths[p.cue][:, None]
    content = (p.roles >= CONTENT) & inside
    source = ((p.roles == SOURCE) | (p.roles == IN_SOURCE)) & inside
    return Laid(inside, content, source, mark[rows], sentence[rows], told[rows])


@lru_cache(maxsize=8192)
def _told_of(word: str) -> int:
    lower = word.lower()
    return (
        WORD * word[0].isalnum()
        | CAPITAL * word[0].isupper()
        | PRONOUN * (lower in PRONOUNS)
        | THAT * (lower == "that")
        | TO * (lower == "to")
        | COMMA * (lower in ",:")
        | STOP * (lower in ",.;:?!")
        | PAST * (lower.endswith("ed") or lower in ("said", "told", "says"))
        | ING * lower.endswith("ing")
    )


def _first(mask: Bools) -> Ints:
    first: Ints = mask.argmax(1)
    return first


def _last(mask: Bools) -> Ints:
    last: Ints = mask.shape[1] - 1 - mask[:, ::-1].argmax(1)
    return last


def _mean(values: Floats, mask: Bools) -> Floats:
    mean: Floats = ((values * mask).sum(1) / np.maximum(mask.sum(1), 1)).astype(np.float32)
    return mean


def _lowest(values: Floats, mask: Bools) -> Floats:
    lowest: Floats = np.where(mask, values, 1).min(1).astype(np.float32)
    return lowest


def _next(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return what stands one token later; 0 after the last."""
    return np.concatenate([values[:, 1:], np.zeros_like(values[:, :1])], axis=1)


def _of_cue(p: Proposals, laid: Laid) -> list[npt.ArrayLike]:
    rows = np.arange(len(p))
    first, end = p.first[p.cue], p.end[p.cue]
    start = p.read.starts[p.window[p.cue]] + first
    cues = p.read.cues
    goes_on = np.concatenate([[0], np.cumsum(cues[:, 2])])
    rest = end - first - 1
    after = np.where(
        end < p.lengths[p.cue], cues[np.minimum(start + rest + 1, len(cues) - 1), 2], 0
    )
    following = np.minimum(end, laid.inside.shape[1] - 1)
    return [
        cues[start, 1],
        (goes_on[start + rest + 1] - goes_on[start + 1]) / np.maximum(rest, 1) + (rest == 0),
        after,
        rest,
        laid.is_at(first, PAST),
        laid.is_at(first, ING),
        laid.is_at(following, THAT),
        laid.is_at(end - 1, TO),
        laid.mark[rows, first] >= 0,
        p.likelihood,
        p.way,
        p.ways,
    ]


def _of_content(p: Proposals, laid: Laid) -> list[npt.ArrayLike]:
    rows = np.arange(len(p))
    given = p.posteriors[p.cue]
    chance = given[:, :, CONTENT] + given[:, :, IN_CONTENT]
    content = laid.content
    starts = content & (p.roles == CONTENT)
    ends = content & ~(_next(content) & (_next(p.roles) == IN_CONTENT))
    first, last = _first(content), _last(content)
    before, after = np.maximum(first - 1, 0), np.minimum(last + 1, content.shape[1] - 1)
    in_marks = laid.mark >= 0
    count = content.sum(1)
    same = laid.mark[:, 1:] == laid.mark[:, :-1]
    edge = (content[:, 1:] != content[:, :-1]) & same & in_marks[:, 1:]
    words = laid.are(WORD)
    cut = edge & np.where(content[:, 1:], words[:, :-1], words[:, 1:])
    opened = content & in_marks
    opened[:, 1:] &= ~same
    spread = chance * laid.inside
    return [
        _mean(chance, content),
        _lowest(chance, content),
        given[rows, first, CONTENT],
        _lowest(given[:, :, CONTENT], starts),
        _lowest(1 - _next(given[:, :, IN_CONTENT]), ends),
        np.log1p(spread.sum(1) - (spread * content).sum(1)),
        np.log1p(count),
        count <= 2,
        starts.sum(1),
        (content & in_marks).sum(1) / np.maximum(count, 1),
        cut.sum(1),
        opened.sum(1),
        laid.is_at(before, THAT) & (first > 0),
        laid.is_at(first, THAT),
        laid.is_at(first, TO),
        laid.is_at(before, COMMA) & (first > 0),
        laid.is_at(after, STOP) | (last == after),
        laid.is_at(first, WORD),
    ]


def _of_source(p: Proposals, laid: Laid) -> list[npt.ArrayLike]:
    rows = np.arange(len(p))
    given = p.posteriors[p.cue]
    chance = (given[:, :, SOURCE] + given[:, :, IN_SOURCE]) * laid.inside
    source = laid.source
    there = source.any(1)
    first, last = _first(source), _last(source)
    ends = source & ~(_next(source) & (_next(p.roles) == IN_SOURCE))
    return [
        there,
        np.where(there, _mean(chance, source), 1 - chance.max(1)),
        np.where(there, given[rows, first, SOURCE], 0),
        np.where(there, _lowest(1 - _next(given[:, :, IN_SOURCE]), ends), 0),
        np.log1p(chance.sum(1) - (chance * source).sum(1)),
        np.log1p(source.sum(1)),
        (source & (p.roles == SOURCE)).sum(1) > 1,
        there & laid.is_at(first, PRONOUN),
        there & laid.is_at(first, CAPITAL),
        (source & laid.are(CAPITAL)).sum(1),
        there & laid.is_at(last, CAPITAL),
        there & (laid.sentence[rows, first] == laid.sentence[rows, p.first[p.cue]]),
    ]


def _of_place(p: Proposals, laid: Laid) -> list[npt.ArrayLike]:
    rows = np.arange(len(p))
    first, end = p.first[p.cue], p.end[p.cue]
    begin, stop = _first(laid.content), _last(laid.content)
    there = laid.source.any(1)
    left, right = _first(laid.source), _last(laid.source)
    sentence, place = laid.sentence, np.arange(laid.inside.shape[1])[None]
    own = sentence[rows, first]
    to_content = np.where(begin >= end, begin - end, np.minimum(stop + 1 - first, 0))
    to_source = np.where(left >= end, left - end + 1, right - first)
    paragraph = np.array([window.paragraph for window in p.windows])[p.window[p.cue]]
    return [
        np.clip(to_content, -12, 12),
        begin >= end,
        stop < first,
        np.where(there, np.clip(to_source, -12, 12), 0),
        there & (left >= end),
        np.clip(sentence[rows, begin] - own, -3, 3),
        np.clip(sentence[rows, stop] - own, -3, 3),
        np.minimum(((sentence == sentence[rows, stop][:, None]) & laid.inside).sum(1), 60),
        ((sentence == sentence[rows, stop][:, None]) & (place > stop[:, None])).sum(1),
        ((sentence == sentence[rows, begin][:, None]) & (place < begin[:, None])).sum(1),
        np.minimum(paragraph, 5),
        np.log(p.lengths[p.cue]),
    ]


def _of_rivals(p: Proposals, laid: Laid) -> list[npt.ArrayLike]:
    """Tell what other cues stand in the window, and whether they want the same words."""
    chance = p.read.cues[p.read.starts[p.window] + p.first, 1]
    window = p.window[p.cue]
    other = (window[:, None] == p.window[None]) & (p.cue[:, None] != np.arange(len(p.first))[None])
    at = laid.content[:, :].astype(np.float32)
    inside = laid.content[:, np.minimum(p.first, at.shape[1] - 1)] & other
    best = {cue: row for row, cue in reversed(list(enumerate(p.cue.tolist())))}
    read = np.zeros((len(p.first), at.shape[1]), np.float32)
    for cue, row in best.items():
        read[cue] = at[row]
    shared = (at @ read.T > 0) & other
    return [
        (inside * chance).max(1),
        (shared * chance).max(1),
        (other * chance).max(1),
        (other * chance).sum(1),
    ]


def _of_rules(p: Proposals, laid: Laid, rules: Sequence[Found]) -> list[npt.ArrayLike]:
    """Tell how far the best attribution that rules found in the window agrees; they are in order."""
    window = p.window[p.cue]
    starts = [rule.content[0].start for rule in rules]
    near = [
        (number, rule)
        for number in dict.fromkeys(window.tolist())
        for rule in rules[_within(p.windows[number], starts)]
    ]
    if not near:
        return [np.zeros(len(p))] * 4
    readings = {number: row for row, number in enumerate(window.tolist())}
    words = laid.are(WORD)
    content, source = np.zeros((2, len(near), words.shape[1]), bool)
    for row, (number, rule) in enumerate(near):
        _cover(content[row], p.windows[number].tokens, rule.content)
        _cover(source[row], p.windows[number].tokens, rule.source or ())
    content &= words[[readings[number] for number, _ in near]]
    own = laid.content & words
    both = own.astype(np.float32) @ content.T.astype(np.float32)
    likeness = 2 * both / np.maximum(own.sum(1)[:, None] + content.sum(1), 1)
    likeness *= window[:, None] == [number for number, _ in near]
    dice, best = np.zeros(len(p), np.float32), np.zeros(len(p), np.int64)
    for row, each in enumerate(likeness.T):
        best[each > dice] = row
        dice = np.maximum(dice, each.astype(np.float32))
    agrees = dice >= 0.5
    sure = np.array([rule.confidence for _, rule in near])[best]
    direct = np.array([rule.kind == "direct" for _, rule in near])[best]
    return [dice, (laid.source & source[best]).any(1) & agrees, sure * agrees, direct & agrees]


def _within(window: Window, starts: Sequence[int]) -> slice:
    """Return which of some offsets, in order, lie in a window."""
    first, last = window.tokens[0], window.tokens[-1]
    return slice(bisect_left(starts, first.start), bisect_left(starts, last.end))


def _cover(row: Bools, tokens: Sequence[Token], pieces: Pieces) -> None:
    """Mark the tokens that stand in the pieces."""
    for piece in pieces:
        first = bisect_right(tokens, piece.start, key=lambda token: token.end)
        row[first : bisect_left(tokens, piece.end, key=lambda token: token.start)] = True
