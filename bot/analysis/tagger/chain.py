"""The chain of roles along a window: how likely each is, and which sequence is the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bot.analysis.tagger.network import CONTENT, IN_CONTENT, IN_SOURCE, SOURCE, Floats
from bot.analysis.tagger.windows import Ints

NEVER = np.float32(-1e4)


@dataclass(frozen=True)
class Chain:
    """Scores of beginning with a role and of going from one role to the next."""

    first: Floats
    step: Floats

    @classmethod
    def of(cls, first: Floats, step: Floats) -> Chain:
        """Make a chain in which nothing goes on that has not begun."""
        first, step = first.copy(), step.copy()
        first[[IN_SOURCE, IN_CONTENT]] = NEVER
        for role, goes_on in ((SOURCE, IN_SOURCE), (CONTENT, IN_CONTENT)):
            others = [each for each in range(5) if each not in (role, goes_on)]
            step[others, goes_on] = NEVER
        return cls(first, step)

    def posteriors(self, scores: Floats, lengths: Ints) -> tuple[Floats, Floats]:
        """Return the probability of each role of each token, and the log of the sum over sequences.

        `scores` are [cues, tokens, 5], the longest window first; beyond its length all is 0.
        """
        count, steps, roles = scores.shape
        active = (lengths[None, :] > np.arange(steps)[:, None]).sum(1)
        top = scores.max(2, keepdims=True)
        given = np.exp(scores - top)
        onward = np.exp(self.step)
        ahead = np.zeros((count, steps, roles), np.float32)
        sums = np.ones((count, steps), np.float32)
        now = np.exp(self.first) * given[:, 0]
        for at in range(steps):
            b = active[at]
            if at:
                now = (now[:b] @ onward) * given[:b, at]
            sums[:b, at] = now.sum(1)
            now = now / sums[:b, at, None]
            ahead[:b, at] = now
        behind = np.ones((count, roles), np.float32)
        result = np.zeros_like(ahead)
        result[:, -1] = ahead[:, -1]
        for at in range(steps - 2, -1, -1):
            b = active[at + 1]
            behind[:b] = ((behind[:b] * given[:b, at + 1]) @ onward.T) / sums[:b, at + 1, None]
            result[:, at] = ahead[:, at] * behind
        inside = np.arange(steps)[None] < lengths[:, None]
        total = ((np.log(sums) + top[:, :, 0]) * inside).sum(1)
        return result, total.astype(np.float32)

    def best(self, scores: Floats, lengths: Ints, biases: Floats) -> Ints:
        """Return the best sequence under each bias: [biases, cues, tokens].

        A bias is added to the five scores of every token. Beyond a window's length all is 0.
        """
        count, steps, roles = scores.shape
        active = (lengths[None, :] > np.arange(steps)[:, None]).sum(1)
        now = self.first + scores[None, :, 0] + biases[:, None]
        back = np.zeros((steps, len(biases), count, roles), np.int8)
        for at in range(1, steps):
            b = active[at]
            ways = now[:, :b, :, None] + self.step
            came = ways.argmax(2)
            back[at, :, :b] = came
            best = np.take_along_axis(ways, came[:, :, None], 2)[:, :, 0]
            now[:, :b] = best + scores[None, :b, at] + biases[:, None]
        result = np.zeros((len(biases), count, steps), np.int64)
        role = now.argmax(2)
        for at in range(steps - 1, -1, -1):
            b = active[at]
            result[:, :b, at] = role[:, :b]
            role[:, :b] = np.take_along_axis(back[at, :, :b], role[:, :b, None], 2)[:, :, 0]
        return result

    def score(self, scores: Floats, lengths: Ints, roles: Ints) -> Floats:
        """Return the score of one sequence for each cue: `roles` are [cues, tokens]."""
        steps = np.arange(scores.shape[1])
        inside = steps[None] < lengths[:, None]
        own = np.take_along_axis(scores, roles[:, :, None], 2)[:, :, 0]
        moves = self.step[roles[:, :-1], roles[:, 1:]] * inside[:, 1:]
        result: Floats = self.first[roles[:, 0]] + (own * inside).sum(1) + moves.sum(1)
        return result
