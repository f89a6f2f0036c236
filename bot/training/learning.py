"""The network in PyTorch, for training only: what `network.py` computes, with gradients.

Trained on the cues (begin, go on, none), on the roles around each cue as a chain (a conditional random
field), and on the side, from its first layer, on parts of speech, relations and heads of GUM.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.analysis.tagger.network import Floats, relations_of
from bot.analysis.tagger.windows import PLACE_SIZES, Ints, Vocabulary, Window
from bot.analysis.vectors import Vectors

# widths of the columns of a token, in the order of Vocabulary.sizes, what the word means, PLACE_SIZES
WIDTHS = (64, 24, 12, 16, 8, 12, 12, 16, 6, 10, 10)
HIDDEN, NEAR, PAIR = 96, 96, 64
HEADS = 13
# the spread of the vectors' numbers beside that of what is learned
MEANING = 0.5
EPOCHS, BATCH, RATE = 24, 2500, 2.5e-3


@dataclass(frozen=True)
class Example:
    """A window with its columns and cues: `[first, end)` and the roles of all tokens towards it.

    The last column is the row of the word's vector.
    """

    window: Window
    columns: Ints
    cues: tuple[tuple[int, int, Ints], ...] = ()
    syntax: Ints | None = None


class Locked(nn.Module):
    """Dropout with one mask for a whole window (Gal and Ghahramani 2016)."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, given: Tensor) -> Tensor:
        """Return what is left of `given`, [windows, tokens, width]."""
        if not self.training:
            return given
        kept = torch.rand(given.shape[0], 1, given.shape[2]) > self.share
        return given * kept.float() / (1 - self.share)


class Learner(nn.Module):
    """The network while it learns."""

    meanings: Tensor
    never: Tensor
    never_first: Tensor

    def __init__(self, vocabulary: Vocabulary, vectors: Vectors, tags: int, relations: int) -> None:
        super().__init__()
        self.words = len(vocabulary.sizes)
        sizes = (*vocabulary.sizes, *PLACE_SIZES)
        self.embeddings = nn.ModuleList(
            nn.Embedding(size, width, _weight=torch.randn(size, width) * 0.3)
            for size, width in zip(sizes, WIDTHS, strict=True)
        )
        meanings = vectors.matrix([*vectors.numbers, ""])
        self.stretch = MEANING / meanings[:-1].std(0)
        # not a weight: it neither learns nor is stored
        self.register_buffer(
            "meanings", torch.from_numpy(meanings * self.stretch), persistent=False
        )
        both, width = 2 * HIDDEN, sum(WIDTHS) + vectors.width
        self.first = nn.ModuleList(nn.LSTM(width, HIDDEN, batch_first=True) for _ in "fb")
        self.second = nn.ModuleList(nn.LSTM(both, HIDDEN, batch_first=True) for _ in "fb")
        self.drop_in, self.drop_first, self.drop_second = Locked(0.25), Locked(0.4), Locked(0.4)
        self.cue = nn.Linear(both, 3)
        self.token, self.cue_side = nn.Linear(both, NEAR), nn.Linear(both, NEAR, bias=False)
        self.near = nn.Embedding(24 * 7 * 4, NEAR)
        nn.init.normal_(self.near.weight, 0, 0.05)
        self.pair_token, self.pair_cue = nn.Linear(both, PAIR), nn.Linear(both, PAIR)
        self.role, self.drop_role = nn.Linear(NEAR + PAIR, 5), Locked(0.3)
        self.chain_first = nn.Parameter(torch.zeros(5))
        self.chain_step = nn.Parameter(torch.zeros(5, 5))
        self.syntax = nn.ModuleList(nn.Linear(both, size) for size in (tags, relations, HEADS))
        never = torch.zeros(5, 5)
        never[[0, 3, 4], 2] = never[[0, 1, 2], 4] = -1e4
        self.register_buffer("never", never)
        self.register_buffer("never_first", torch.tensor([0, 0, -1e4, 0, -1e4]))

    def read(self, columns: Tensor, lengths: Tensor, dropped: Tensor) -> tuple[Tensor, Tensor]:
        """Return the states of both layers, [windows, tokens, 2 × HIDDEN]."""
        words = columns[..., 0]
        words = torch.where(torch.rand(words.shape) < dropped[words], 0, words)
        numbers = [words, *(columns[..., n] for n in range(1, columns.shape[2] - 1))]
        parts = [layer(each) for layer, each in zip(self.embeddings, numbers, strict=True)]
        parts.insert(self.words, self.meanings[columns[..., -1]])
        given = torch.cat(parts, -1)
        steps = torch.arange(given.shape[1])[None]
        turned = torch.where(steps < lengths[:, None], lengths[:, None] - 1 - steps, steps)
        first = self.drop_first(_both_ways(self.first, self.drop_in(given), turned))
        return first, self.drop_second(_both_ways(self.second, first, turned))

    def roles(
        self, states: Tensor, window: Tensor, first: Tensor, end: Tensor, near: Tensor
    ) -> Tensor:
        """Return the scores of the roles towards each cue, [cues, tokens, 5]."""
        middle = (states[window, first] + states[window, end - 1]) * 0.5
        hidden = self.token(states)[window] + self.cue_side(middle)[:, None] + self.near(near)
        product = self.pair_token(states)[window] * self.pair_cue(middle)[:, None]
        scores: Tensor = self.role(self.drop_role(torch.cat([torch.relu(hidden), product], -1)))
        return scores

    def chain_loss(self, scores: Tensor, gold: Tensor, inside: Tensor) -> Tensor:
        """Return minus the log likelihood of the gold roles of each cue."""
        step, first = self.chain_step + self.never, self.chain_first + self.never_first
        columns, there = scores.unbind(1), inside.unbind(1)
        now = first + columns[0]
        for at in range(1, len(columns)):
            onward = torch.logsumexp(now[:, :, None] + step[None], 1) + columns[at]
            now = torch.where(there[at][:, None], onward, now)
        weight = inside.float()
        own = (scores.gather(2, gold[:, :, None])[..., 0] * weight).sum(1) + first[gold[:, 0]]
        moves = (step[gold[:, :-1], gold[:, 1:]] * weight[:, 1:]).sum(1)
        return torch.logsumexp(now, 1) - own - moves

    def arrays(self) -> dict[str, Floats]:
        """Return the weights by the names that `network.Network` reads."""
        state = {name: each.detach().numpy() for name, each in self.state_dict().items()}
        gates = np.concatenate(
            [
                np.arange(2 * HIDDEN),
                np.arange(3 * HIDDEN, 4 * HIDDEN),
                np.arange(2 * HIDDEN, 3 * HIDDEN),
            ]
        )
        made: dict[str, Floats] = {}
        for number, layer in ((1, "first"), (2, "second")):
            ways = [f"{layer}.{way}" for way in range(2)]
            made[f"into{number}"] = np.stack([state[f"{w}.weight_ih_l0"][gates].T for w in ways])
            made[f"again{number}"] = np.stack([state[f"{w}.weight_hh_l0"][gates].T for w in ways])
            made[f"bias{number}"] = np.stack(
                [(state[f"{w}.bias_ih_l0"] + state[f"{w}.bias_hh_l0"])[gates] for w in ways]
            )
        # the vectors are stored as they are, so what stretches them goes into the weights
        at = sum(WIDTHS[: self.words])
        made["into1"][:, at : at + len(self.stretch)] *= self.stretch[:, None]
        for number in range(len(WIDTHS)):
            made[f"embedding{number}"] = state[f"embeddings.{number}.weight"]
        for name in ("cue", "token", "pair_token", "pair_cue", "role"):
            made[name], made[f"{name}_bias"] = state[f"{name}.weight"].T, state[f"{name}.bias"]
        made["cue_side"], made["near"] = state["cue_side.weight"].T, state["near.weight"]
        made["chain_first"], made["chain_step"] = state["chain_first"], state["chain_step"]
        return made


def _both_ways(layers: nn.ModuleList, given: Tensor, turned: Tensor) -> Tensor:
    def turn(each: Tensor) -> Tensor:
        return each.gather(1, turned[:, :, None].expand(-1, -1, each.shape[2]))

    # half of the bits are enough for the products, and take two thirds of the time
    with torch.autocast("cpu", torch.bfloat16):
        states = [layers[0](given)[0], turn(layers[1](turn(given))[0])]
    return torch.cat(states, -1).float()


def learn(
    vocabulary: Vocabulary,
    vectors: Vectors,
    counts: Sequence[int],
    examples: Sequence[Example],
    syntax: Sequence[Example],
    seed: int = 1,
    epochs: int = EPOCHS,
) -> dict[str, Floats]:
    """Train a network and return its weights, averaged over the last two thirds of the steps.

    `counts` say how often each word of the vocabulary was seen: rare ones are hidden more often.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    labels = np.concatenate([each.syntax for each in syntax if each.syntax is not None], axis=1)
    learner = Learner(vocabulary, vectors, int(labels[0].max()) + 1, int(labels[1].max()) + 1)
    dropped = torch.tensor([0.0, *(0.4 / (0.4 + count) for count in counts)])
    optimiser = torch.optim.AdamW(
        learner.parameters(), lr=RATE, weight_decay=1e-4, betas=(0.9, 0.98)
    )
    total, step = epochs * len(_batches(examples, chance)), 0
    average = {name: each.clone() for name, each in learner.state_dict().items()}
    for epoch in range(epochs):
        aside, seen = _batches(syntax, chance), 0.0
        for number, batch in enumerate(_batches(examples, chance)):
            cooled = 0.5 * (1 + math.cos(math.pi * step / total)) + 0.02
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / 200) * cooled
            loss = _loss(learner, batch, dropped)
            seen += float(loss.detach())
            if number % 6 == 0:
                turn = aside[number // 6 % len(aside)]
                loss = loss + 0.15 * _syntax_loss(learner, turn, dropped)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
            optimiser.step()
            step += 1
            keep = min(0.999, (step + 1) / (step + 10)) if step > 0.3 * total else 0.0
            for name, each in learner.state_dict().items():
                average[name].mul_(keep).add_(each, alpha=1 - keep)
        print(f"  epoch {epoch + 1} of {epochs}: loss {seen / (number + 1):.4f}", flush=True)
    learner.load_state_dict(average)
    return learner.arrays()


def _batches(examples: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """Return batches of about BATCH tokens of windows of like length, in random order."""
    order = sorted(examples, key=lambda each: len(each.columns) + chance.uniform(-2, 2))
    batches: list[list[Example]] = [[]]
    for each in order:
        if batches[-1] and (len(batches[-1]) + 1) * len(each.columns) > BATCH:
            batches.append([])
        batches[-1].append(each)
    chance.shuffle(batches)
    return batches


def _padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor]:
    longest = max(len(each.columns) for each in batch)
    columns = np.zeros((len(batch), longest, len(WIDTHS) + 1), np.int64)
    for row, each in enumerate(batch):
        columns[row, : len(each.columns)] = each.columns
    return torch.from_numpy(columns), torch.tensor([len(each.columns) for each in batch])


def _loss(learner: Learner, batch: Sequence[Example], dropped: Tensor) -> Tensor:
    columns, lengths = _padded(batch)
    _, states = learner.read(columns, lengths, dropped)
    steps = columns.shape[1]
    cues = np.full((len(batch), steps), -100)
    rows, near, gold = [], [], []
    for row, each in enumerate(batch):
        cues[row, : len(each.columns)] = 0
        for first, end, roles in each.cues:
            cues[row, first], cues[row, first + 1 : end] = 1, 2
            rows.append((row, first, end))
            padding = (0, steps - len(roles))
            relations = _relations(each.window, first, end)
            near.append(np.pad(relations, padding))
            gold.append(np.pad(roles, padding))
    loss = functional.cross_entropy(
        learner.cue(states).reshape(-1, 3), torch.from_numpy(cues).reshape(-1), reduction="sum"
    )
    if rows:
        window, first, end = torch.tensor(rows).T
        scores = learner.roles(states, window, first, end, torch.from_numpy(np.stack(near)))
        inside = torch.arange(steps)[None] < lengths[window][:, None]
        loss = (
            loss + 0.5 * learner.chain_loss(scores, torch.from_numpy(np.stack(gold)), inside).sum()
        )
    return loss / lengths.sum()


def _relations(window: Window, first: int, end: int) -> Ints:
    """Number how each token of a window stands to a cue."""
    place, sentence, in_marks = np.arange(len(window.tokens)), window.sentence, window.mark >= 0
    return relations_of(
        place - first, place - end + 1, sentence - sentence[first], in_marks, in_marks[first]
    )


def _syntax_loss(learner: Learner, batch: Sequence[Example], dropped: Tensor) -> Tensor:
    columns, lengths = _padded(batch)
    first, _ = learner.read(columns, lengths, dropped)
    gold = np.full((3, *columns.shape[:2]), -100)
    for row, each in enumerate(batch):
        gold[:, row, : len(each.columns)] = each.syntax
    losses = [
        functional.cross_entropy(
            head(first).reshape(-1, head.out_features), torch.from_numpy(gold[n]).reshape(-1)
        )
        for n, head in enumerate(learner.syntax)
    ]
    return torch.stack(losses).sum()
