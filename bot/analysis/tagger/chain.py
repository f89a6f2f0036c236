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
        steps = scores.shape[1]
        inside = np.arange(steps) < lengths[:, None]
        active = inside.sum(0).tolist()
        # one token of all cues after another: every array is [tokens, roles, cues]
        given = scores.transpose(1, 2, 0).copy()
        top = given.max(1)
        given -= top[:, None]
        np.exp(given, out=given)
        onward = np.exp(self.step)
        came = np.ascontiguousarray(onward.T)
        ahead, behind = np.zeros_like(given), np.ones_like(given)
        sums = np.ones((steps, len(scores)), np.float32)
        now = np.exp(self.first)[:, None] * given[0]
        for at, count in enumerate(active):
            if at:
                now = (came @ now[:, :count]) * given[at, :, :count]
            np.add.reduce(now, out=sums[at, :count])
            now = np.divide(now, sums[at, :count], out=ahead[at, :, :count])
        given /= sums[:, None]
        for at in range(steps - 1, 0, -1):
            count = active[at]
            rest = behind[at, :, :count] * given[at, :, :count]
            np.matmul(onward, rest, out=behind[at - 1, :, :count])
        total = ((np.log(sums) + top) * inside.T).sum(0)
        return (ahead * behind).transpose(2, 0, 1), total.astype(np.float32)

    def best(self, scores: Floats, lengths: Ints, biases: Floats) -> Ints:
        """Return the best sequence under each bias: [biases, cues, tokens].

        A bias is added to the five scores of every token. Beyond a window's length all is 0.
        """
        cues, steps, roles = scores.shape
        # every cue is read once a bias: the longest first, as many columns as cues and biases
        columns = cues * len(biases)
        lengths = np.repeat(lengths, len(biases))
        active = (np.arange(steps) < lengths[:, None]).sum(0).tolist()
        own = np.repeat(scores.transpose(1, 2, 0), len(biases), axis=2)
        own += np.tile(biases.T, cues)
        ahead = np.empty((steps, roles, columns), np.float32)
        now = ahead[0] = self.first[:, None] + own[0]
        for at in range(1, steps):
            count = active[at]
            now = (now[:, None, :count] + self.step[:, :, None]).max(0)
            now += own[at, :, :count]
            ahead[at, :, :count] = now
        # the way back goes from column to column, and looks at all roles of each
        behind = ahead.transpose(0, 2, 1).copy()
        role = behind[lengths - 1, np.arange(columns)].argmax(1)
        result = np.zeros((steps, columns), np.int64)
        for at in range(steps - 1, 0, -1):
            last = role[: active[at]]
            result[at, : active[at]] = last
            ways = self.step.T.take(last, axis=0)
            ways += behind[at - 1, : active[at]]
            ways.argmax(1, out=last)
        result[0] = role
        return result.reshape(steps, cues, len(biases)).transpose(2, 1, 0)

    def score(self, scores: Floats, lengths: Ints, roles: Ints) -> Floats:
        """Return the score of one sequence for each cue: `roles` are [cues, tokens]."""
        steps = np.arange(scores.shape[1])
        inside = steps[None] < lengths[:, None]
        own = np.take_along_axis(scores, roles[:, :, None], 2)[:, :, 0]
        moves = self.step[roles[:, :-1], roles[:, 1:]] * inside[:, 1:]
        result: Floats = self.first[roles[:, 0]] + (own * inside).sum(1) + moves.sum(1)
        return result
