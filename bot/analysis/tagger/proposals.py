"""What may be an attribution: for each word that may be a cue, a few readings of source and content."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.analysis.tagger.chain import Chain
from bot.analysis.tagger.network import (
    CONTENT,
    IN_CONTENT,
    IN_SOURCE,
    SOURCE,
    Floats,
    Network,
    Read,
)
from bot.analysis.tagger.windows import Ints, Window

# a token begins a cue that is worth reading at this probability
LIKELY = 0.08
# cues that are read out together
MOST_CUES = 1000
# readings of one cue: the best; less or more given to the roles; content in fewer pieces
BIASES = np.array(
    [[0, 0, 0, 0, 0], [-0.7, 0, 0, 0, 0], [0.7, 0, 0, 0, 0], [0, 0, 0, -2, 0]], np.float32
)


@dataclass(frozen=True)
class Proposals:
    """Readings of all cues of a text; row r of every array is one reading.

    `cue` counts the cues of the text, and `window`, `first` and `end` say where each stands; `roles`
    are its tokens' roles, [readings, tokens]; `posteriors` [cues, tokens, 5]; `likelihood` is the log
    of a reading's probability; `way` is the way it was read, and `ways` how many ways led to it.
    """

    windows: Sequence[Window]
    read: Read
    window: Ints
    first: Ints
    end: Ints
    lengths: Ints
    posteriors: Floats
    cue: Ints
    roles: Ints
    likelihood: Floats
    way: Ints
    ways: Ints

    def __len__(self) -> int:
        return len(self.cue)


def propose(
    network: Network, chain: Chain, windows: Sequence[Window], read: Read
) -> Iterator[Proposals]:
    """Yield what may be an attribution in the windows of a text that the network has read.

    All of a window comes together, and all of an article does: only a text that is made of cues has
    more than MOST_CUES.
    """
    found: list[tuple[int, int, int]] = []
    for number, window in enumerate(windows):
        cues = _cues(read.cues[read.starts[number] :][: len(window.tokens)])
        if found and len(found) + len(cues) > MOST_CUES:
            yield _read_out(network, chain, windows, read, found)
            found = []
        found += [(number, first, end) for first, end in cues]
    if found:
        yield _read_out(network, chain, windows, read, found)


def _read_out(
    network: Network,
    chain: Chain,
    windows: Sequence[Window],
    read: Read,
    found: list[tuple[int, int, int]],
) -> Proposals:
    """Return the readings of cues, each a window's number and the tokens `[first, end)`."""
    found.sort(key=lambda each: -len(windows[each[0]].tokens))
    cues = np.array(found)
    window, first, end = cues.T
    lengths = np.diff(read.starts)[window]
    scores = network.roles(windows, read, cues)
    posteriors, total = chain.posteriors(scores, lengths)
    read_ways = chain.best(scores, lengths, BIASES)
    whole = _whole_marks(windows, window, first, end, read_ways[0])
    cue, roles, way, ways = _distinct(np.concatenate([read_ways, whole[None]]))
    likelihood = chain.score(scores[cue], lengths[cue], roles) - total[cue]
    return Proposals(
        windows, read, window, first, end, lengths, posteriors, cue, roles, likelihood, way, ways
    )


def _cues(chances: Floats) -> list[tuple[int, int]]:
    """Return the tokens `[first, end)` of each likely cue, from probabilities none, begins, goes on."""
    found = []
    begins, goes_on = chances[:, 1], chances[:, 2]
    for first in np.nonzero(begins > LIKELY)[0].tolist():
        end = first + 1
        while (
            end < len(chances) and goes_on[end] > 0.5 * begins[first] and goes_on[end] > begins[end]
        ):
            end += 1
        found.append((first, end))
    return found


def _whole_marks(
    windows: Sequence[Window], window: Ints, first: Ints, end: Ints, roles: Ints
) -> Ints:
    """Return the readings with every content that touches words in marks grown to all of them."""
    grown = roles.copy()
    for row, number in enumerate(window.tolist()):
        marks = windows[number].mark
        inside = roles[row, : len(marks)] >= CONTENT
        for mark in set(marks[inside].tolist()) - {-1}:
            [covered] = np.nonzero(marks == mark)
            start, stop = covered[0], covered[-1] + 1
            own = grown[row, start:stop]
            if (start < end[row] and first[row] < stop) or (
                (own == SOURCE) | (own == IN_SOURCE)
            ).any():
                continue
            grown[row, start:stop] = IN_CONTENT
            if start == 0 or grown[row, start - 1] < CONTENT:
                grown[row, start] = CONTENT
            if stop < len(marks) and grown[row, stop] == CONTENT and roles[row, stop - 1] < CONTENT:
                grown[row, stop] = IN_CONTENT
    return grown


def _distinct(ways: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return the distinct readings that have content: cue, roles, first way, number of ways."""
    short = ways.astype(np.int8)
    same = (short[:, None] == short).all(3)
    known = (same & np.tri(len(ways), k=-1, dtype=bool)[:, :, None]).any(1)
    way, cue = np.nonzero((short == CONTENT).any(2) & ~known)
    return cue, ways[way, cue], way, same.sum(1)[way, cue]
