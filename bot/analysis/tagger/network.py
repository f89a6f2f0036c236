"""The tagger's network in numpy: two bidirectional LSTM layers, the cues, and the roles around one.

After He et al. 2017 (deep semantic role labelling: what was solved): a predicate is found first, then
each token's role towards it. Here the predicate is a cue and the roles are source and content.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.analysis.tagger.windows import PLACE_SIZES, Ints, Vocabulary, Window, known
from bot.analysis.vectors import Vectors

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
# roles of a token towards a cue
NONE, SOURCE, IN_SOURCE, CONTENT, IN_CONTENT = range(5)
# how many projected words are kept at hand: 3 kB each
KEPT_WORDS = 6000
# pairs of a token and a cue that are looked at together: 2 MB
SIDE_BY_SIDE = 1024
# as an array, for NumPy would make one of a number at every step
ONE = np.array(1, np.float32)
# distances from a cue are told apart up to 6, then in ranges that end here
DISTANCES = np.array([0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 40])
BINS = np.searchsorted(DISTANCES, np.arange(DISTANCES[-1] + 2))


@dataclass(frozen=True)
class Read:
    """What the network read in one text: `states` and `cues` have a row for each token, in order.

    `cues` is the probability that a cue begins, goes on, or neither, as columns none, begins, goes
    on; `starts[n]` is the row of the first token of window n.
    """

    states: Floats
    cues: Floats
    starts: Ints


@dataclass(frozen=True)
class Layer:
    """One bidirectional LSTM layer: forward and backward are the two rows of every array.

    The gates stand in the order input, forget, output, cell; the first three are kept with their
    signs turned, as the logistic function wants them. `again` is [gates, 2, states, states], so that
    what is computed of one gate lies together in memory.
    """

    into: Floats
    bias: Floats
    again: Floats

    @classmethod
    def of(cls, into: Floats, bias: Floats, again: Floats) -> Layer:
        """Make a layer of stored weights."""
        size = again.shape[1]
        signs = np.repeat(np.array([-1, 1], np.float32), [3 * size, size])
        by_gate = _by_gate(again * signs, size)
        return cls(into * signs, (bias * signs)[:, None], np.ascontiguousarray(by_gate))

    def run(self, given: Floats, active: Sequence[int]) -> Floats:
        """Return the states, packed by time as `given` is: all first steps, then all second steps."""
        size = self.again.shape[-1]
        given = _by_gate(given, size)
        states = np.empty(given.shape[1:], np.float32)
        hidden = np.zeros((2, active[0], size), np.float32)
        cell = np.zeros_like(hidden)
        at = 0
        for count in active:
            gates = hidden[:, :count] @ self.again
            gates += given[:, :, at : at + count]
            # a gate divides by how much it closes: 1 where it is open
            closing, fresh = gates[:3], gates[3]
            np.exp(closing, out=closing)
            closing += ONE
            np.tanh(fresh, out=fresh)
            fresh /= closing[0]
            cell = cell[:, :count] / closing[1]
            cell += fresh
            hidden = np.tanh(cell)
            hidden /= closing[2]
            states[:, at : at + count] = hidden
            at += count
        return states


def _by_gate(rows: Floats, size: int) -> Floats:
    """Return rows for both ways, [2, rows, gates × size], as [gates, 2, rows, size]."""
    return rows.reshape(2, -1, 4, size).transpose(2, 0, 1, 3)


@dataclass(frozen=True)
class Packing:
    """The order in which the layers read the tokens of all windows side by side, both ways."""

    forward: Ints
    backward: Ints
    active: tuple[int, ...]

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Packing:
        """Pack windows of these lengths, the longest first."""
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        order = np.argsort([-length for length in lengths], kind="stable")
        sizes = np.array(lengths)[order]
        steps = np.arange(sizes[0])
        active = (sizes[None, :] > steps[:, None]).sum(1)
        step = np.repeat(steps, active)
        rank = np.concatenate([np.arange(count) for count in active])
        start, size = starts[order][rank], sizes[rank]
        return cls(start + step, start + size - 1 - step, tuple(active.tolist()))


@dataclass(frozen=True)
class Network:
    """The weights, and what is computed from them once; `projected` keeps words read lately."""

    vocabulary: Vocabulary
    vectors: Vectors
    weights: Mapping[str, Floats]
    layers: tuple[Layer, Layer]
    places: tuple[Floats, Floats]
    projected: Floats
    kept: dict[str, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def of(cls, vocabulary: Vocabulary, vectors: Vectors, stored: Mapping[str, Any]) -> Network:
        """Make a network of stored weights."""
        weights = {name: np.asarray(stored[name], np.float32) for name in stored}
        first, second = (
            Layer.of(*(weights[f"{name}{n}"] for name in ("into", "bias", "again"))) for n in (1, 2)
        )
        places = _places(weights, len(vocabulary.sizes), first)
        projected = np.empty((2, KEPT_WORDS, first.into.shape[2]), np.float32)
        return cls(vocabulary, vectors, weights, (first, second), places, projected)

    def read(self, windows: Sequence[Window]) -> Read:
        """Read the windows of a text; there is at least one."""
        lengths = [len(window.tokens) for window in windows]
        packing = Packing.of(lengths)
        orders = (packing.forward, packing.backward)
        given = self._given(windows, orders)
        states = _unpacked(self.layers[0].run(given, packing.active), packing)
        second = self.layers[1]
        for way, order in enumerate(orders):
            np.matmul(states.take(order, axis=0), second.into[way], out=given[way])
            given[way] += second.bias[way]
        states = _unpacked(second.run(given, packing.active), packing)
        scores = states @ self.weights["cue"] + self.weights["cue_bias"]
        scores = np.exp(scores - scores.max(1, keepdims=True))
        cues = scores / scores.sum(1, keepdims=True)
        return Read(states, cues, np.concatenate([[0], np.cumsum(lengths)]))

    def _given(self, windows: Sequence[Window], orders: Sequence[Ints]) -> Floats:
        """Return what the first layer is given for each token, both ways."""
        words = [token.text for window in windows for token in window.tokens]
        place = np.concatenate([window.place for window in windows])
        marks = place[:, 0] * PLACE_SIZES[1] + place[:, 1]
        stands = place[:, 2] * PLACE_SIZES[3] + place[:, 3]
        given = np.empty((2, len(words), self.projected.shape[2]), np.float32)
        with self.lock:
            rows = self._rows(words)
            for way, order in enumerate(orders):
                # with the mode “raise” NumPy would write to a copy first
                np.take(self.projected[way], rows[order], axis=0, out=given[way], mode="clip")
        for way, order in enumerate(orders):
            given[way] += self.places[0][way].take(marks[order], axis=0)
            given[way] += self.places[1][way].take(stands[order], axis=0)
        return given

    def _rows(self, words: Sequence[str]) -> Ints:
        """Return where the projected words stand, projecting those that are not at hand."""
        fresh = [word for word in dict.fromkeys(words) if word not in self.kept]
        if len(self.kept) + len(fresh) > KEPT_WORDS:
            self.kept.clear()
            fresh = list(dict.fromkeys(words))
        if fresh:
            at = len(self.kept)
            self.projected[:, at : at + len(fresh)] = self._project(fresh)
            self.kept.update((word, at + n) for n, word in enumerate(fresh))
        return np.fromiter(map(self.kept.__getitem__, words), np.int64, len(words))

    def _project(self, words: Sequence[str]) -> Floats:
        numbers = self.vocabulary.numbers(words)
        columns = [self.weights[f"embedding{n}"][numbers[:, n]] for n in range(numbers.shape[1])]
        meanings = self.vectors.matrix([known(word, self.vectors) for word in words])
        joined = np.concatenate([*columns, meanings], axis=1)
        projected: Floats = joined @ self.layers[0].into[:, : joined.shape[1]]
        return projected

    def roles(self, windows: Sequence[Window], read: Read, cues: Ints) -> Floats:
        """Return the scores of the five roles for each token of a cue's window: [cues, tokens, 5].

        A row of `cues` is the number of a window and the tokens `[first, end)`. The cue itself has no
        role; beyond the length of its window all is 0.
        """
        window, first, end = cues.T
        lengths = np.diff(read.starts)[window]
        # one row for each token of the window of each cue
        cue = np.repeat(np.arange(len(cues)), lengths)
        place = np.arange(len(cue)) - (np.cumsum(lengths) - lengths)[cue]
        begin = read.starts[window]
        token, own = begin[cue] + place, (begin + first)[cue]
        left, right = place - first[cue], place - end[cue] + 1
        sentence = np.concatenate([each.sentence for each in windows])
        in_marks = np.concatenate([each.mark for each in windows]) >= 0
        relations = relations_of(
            left, right, sentence[token] - sentence[own], in_marks[token], in_marks[own]
        )
        middle = (read.states[begin + first] + read.states[begin + end - 1]) * np.float32(0.5)
        rows = self._scores(read.states, middle, token, cue, relations)
        rows[(left >= 0) & (right <= 0), 1:] = -1e4
        scores = np.zeros((len(cues), lengths.max(), 5), np.float32)
        scores[cue, place] = rows
        return scores

    def _scores(
        self, states: Floats, middle: Floats, token: Ints, cue: Ints, relations: Ints
    ) -> Floats:
        """Return the scores of roles in rows, each of a token, a cue, and how they stand to each other.

        `states` are those of the tokens, `middle` those of the cues.
        """
        w = self.weights
        near, side = states @ w["token"] + w["token_bias"], middle @ w["cue_side"]
        pair = states @ w["pair_token"] + w["pair_token_bias"]
        pair_cue = middle @ w["pair_cue"] + w["pair_cue_bias"]
        split = near.shape[1]
        scores = np.empty((len(token), 5), np.float32)
        for at in range(0, len(token), SIDE_BY_SIDE):
            some = slice(at, at + SIDE_BY_SIDE)
            hidden = near.take(token[some], axis=0)
            hidden += side.take(cue[some], axis=0)
            hidden += w["near"].take(relations[some], axis=0)
            np.maximum(hidden, 0, out=hidden)
            product = pair.take(token[some], axis=0)
            product *= pair_cue.take(cue[some], axis=0)
            scores[some] = hidden @ w["role"][:split] + product @ w["role"][split:]
        scores += w["role_bias"]
        return scores


def _unpacked(states: Floats, packing: Packing) -> Floats:
    """Return packed states in the order of the text, those of both ways side by side."""
    size = states.shape[2]
    result = np.empty((states.shape[1], 2 * size), np.float32)
    result[packing.forward, :size] = states[0]
    result[packing.backward, size:] = states[1]
    return result


def _places(weights: Mapping[str, Floats], columns: int, first: Layer) -> tuple[Floats, Floats]:
    """Return what the places of a token give the first layer, two columns of places at a time."""
    at = first.into.shape[1] - sum(
        weights[f"embedding{columns + n}"].shape[1] for n in range(len(PLACE_SIZES))
    )
    tables: list[Floats] = []
    for n in range(len(PLACE_SIZES)):
        embedding = weights[f"embedding{columns + n}"]
        tables.append(embedding @ first.into[:, at : at + embedding.shape[1]])
        at += embedding.shape[1]
    # so that a token looks up two rows and not four
    marks = tables[0][:, :, None] + tables[1][:, None]
    stands = tables[2][:, :, None] + tables[3][:, None] + first.bias[:, None]
    made = [np.ascontiguousarray(each.reshape(2, -1, each.shape[-1])) for each in (marks, stands)]
    return made[0], made[1]


def relations_of(
    left: Ints, right: Ints, sentences: Ints, inside: Bools, cue_inside: Bools
) -> Ints:
    """Number how tokens stand to cues: distance, sentences between, marks.

    `left` and `right` count from the first and the last token of the cue to the token, `sentences`
    from the cue's; `inside` says whether the token stands in marks, `cue_inside` whether the cue does.
    """
    distance = np.where(left < 0, left, np.maximum(right, 0))
    bins = BINS[np.minimum(np.abs(distance), DISTANCES[-1] + 1)] + 12 * (distance >= 0)
    between = np.minimum(np.maximum(sentences, -3), 3) + 3
    relations: Ints = (bins * 7 + between) * 4 + inside * 2 + cue_inside
    return relations
