"""Train the judge of lines again: python -m bot.intake.train_cleaning PAGES.jsonl [WEIGHTS.npz].

A page is {"id", "domain", "noisy", "clean"}: the text as it came, and the lines of it that are body.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bot.intake.classifier import WEIGHTS, LineModel
from bot.intake.furniture import find_reason
from bot.intake.lines import Line, find_lines, is_prose, measure, verdicts_of, words_of

if TYPE_CHECKING:
    from bot.intake.lines import Matrix

FOLDS = 5
DOMAINS_A_WORD_NEEDS = 4
HIDDEN, MEMBERS = 24, 4
# a mark that a network from other domains gives less than this is a mistake
UNLIKELY = 0.08


@dataclass(frozen=True, slots=True)
class Page:
    """A page for training: which of its lines are body, and how much each line counts."""

    domain: str
    lines: tuple[Line, ...]
    words: list[list[str]]
    ruled: list[bool]
    body: Matrix
    weight: Matrix


def read_pages(path: Path) -> list[Page]:
    """Read the pages of a JSONL file."""
    with path.open(encoding="utf-8") as file:
        return [make_page(json.loads(line)) for line in file if line.strip()]


def make_page(record: dict[str, str]) -> Page:
    """Mark the lines of a page that its clean text holds too."""
    lines = find_lines(record["noisy"])
    wanted = [line.text for line in find_lines(record["clean"])]
    body = np.zeros(len(lines), dtype=np.float32)
    matcher = SequenceMatcher(None, [line.text for line in lines], wanted, autojunk=False)
    for block in matcher.get_matching_blocks():
        body[block.a : block.a + block.size] = 1
    words = [words_of(line.text) for line in lines]
    size = np.array([len(found) for found in words], dtype=np.float32)
    weight = np.sqrt(np.minimum(size, 25) + 1)
    # headlines are found by rule, and pages disagree whether theirs belongs to the body
    for number, line in enumerate(lines):
        if body[number] and is_prose(line.text):
            break
        if body[number]:
            weight[number] = 0
    # what the rules take out is not to be learned
    ruled = [find_reason(line.text) is not None for line in lines]
    weight[ruled] *= 0.2
    weight /= max(1.0, float(np.sqrt(weight.sum())))
    return Page(record["domain"], lines, words, ruled, body, weight.astype(np.float32))


def fold_of(domain: str) -> int:
    """Return the fold of a domain: pages of one house are never on both sides."""
    return sum(ord(letter) * (place + 7) for place, letter in enumerate(domain)) % FOLDS


def train(pages: Sequence[Page]) -> LineModel:
    """Learn the words first, then the network on verdicts of words learned from other domains.

    Marks that a first network, trained on other domains, finds most unlikely are taken for
    mistakes of whoever marked them, and count for nothing in the second round.
    """
    measured: list[tuple[Page, Matrix]] = []
    for fold in range(FOLDS):
        inside, outside = _divided(pages, fold)
        words, bias = train_words(outside)
        measured += [(page, _measures(page, words, bias)) for page in inside]
    words, bias = train_words(pages)
    trusted: list[tuple[Page, Matrix]] = []
    for fold in range(FOLDS):
        others = [each for each in measured if fold_of(each[0].domain) != fold]
        judge = _train_network(others, words, bias, members=1)
        for page, found in measured:
            if fold_of(page.domain) == fold:
                trusted.append((_distrusted(page, judge.judge_measures(found)), found))
    return _train_network(trusted, words, bias, members=MEMBERS)


def _divided(pages: Sequence[Page], fold: int) -> tuple[list[Page], list[Page]]:
    inside = [page for page in pages if fold_of(page.domain) == fold]
    return inside, [page for page in pages if fold_of(page.domain) != fold]


def _distrusted(page: Page, scores: Matrix) -> Page:
    believed = np.abs(scores - page.body) < 1 - UNLIKELY
    return replace(page, weight=page.weight * believed)


def _measures(page: Page, words: dict[str, float], bias: float) -> Matrix:
    verdicts = np.array(verdicts_of(page.words, words, bias), dtype=np.float32)
    return measure(page.lines, page.words, page.ruled, verdicts)


def _vocabulary(pages: Iterable[Page]) -> list[str]:
    domains: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for word in {word for line in page.words for word in line}:
            domains[word].add(page.domain)
    return sorted(w for w, found in domains.items() if len(found) >= DOMAINS_A_WORD_NEEDS)


def train_words(pages: Sequence[Page], steps: int = 250) -> tuple[dict[str, float], float]:
    """Learn a weight for each word by logistic regression on the words of single lines."""
    place = {word: number for number, word in enumerate(_vocabulary(pages))}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    labels: list[float] = []
    weights: list[float] = []
    for page in pages:
        seen: Counter[str] = Counter()
        for line, found, body, weight in zip(
            page.lines, page.words, page.body, page.weight, strict=True
        ):
            seen[line.text] += 1
            if seen[line.text] > 1:
                continue
            once = set(found)
            for word in once & place.keys():
                rows.append(len(labels))
                columns.append(place[word])
                values.append(len(once) ** -0.5)
            labels.append(float(body))
            weights.append(float(weight))
    row, column, value = np.array(rows), np.array(columns), np.array(values)
    label, weight_of = np.array(labels), np.array(weights)
    theta = np.zeros(len(place) + 1)
    adam = Adam(theta.shape)
    total = weight_of.sum()
    for _ in range(steps):
        scores = np.bincount(row, value * theta[column], len(label)) + theta[-1]
        error = weight_of * (1 / (1 + np.exp(-scores)) - label) / total
        gradient = np.append(np.bincount(column, value * error[row], len(place)), error.sum())
        gradient[:-1] += 2e-5 * theta[:-1]
        theta -= adam.step(gradient, 0.05)
    return {word: float(theta[number]) for word, number in place.items()}, float(theta[-1])


def _train_network(
    measured: Sequence[tuple[Page, Matrix]], words: dict[str, float], bias: float, members: int
) -> LineModel:
    every = np.concatenate([found for _, found in measured])
    label = np.concatenate([page.body for page, _ in measured])
    weight = np.concatenate([page.weight for page, _ in measured])
    mean, scale = every.mean(0), every.std(0) + 1e-3
    every = np.clip((every - mean) / scale, -6, 6)
    trained = [_train_member(every, label, weight, seed) for seed in range(members)]
    # the mean of the members is one wider network
    return LineModel(
        words,
        bias,
        mean.astype(np.float32),
        scale.astype(np.float32),
        hidden=np.concatenate([m[0] for m in trained], axis=1),
        hidden_bias=np.concatenate([m[1] for m in trained]),
        output=(np.concatenate([m[2] for m in trained]) / members).astype(np.float32),
        output_bias=float(np.mean([m[3][0] for m in trained])),
    )


def _train_member(
    every: Matrix, label: Matrix, weight: Matrix, seed: int, epochs: int = 30
) -> list[Matrix]:
    """Train one small network by Adam with weight decay and a falling rate."""
    chance = np.random.default_rng(seed)
    width = every.shape[1]
    drawn = [
        chance.normal(0, width**-0.5, (width, HIDDEN)),
        np.zeros(HIDDEN),
        chance.normal(0, HIDDEN**-0.5, HIDDEN),
        np.zeros(1),
    ]
    parts: list[Matrix] = [part.astype(np.float32) for part in drawn]
    adams = [Adam(part.shape) for part in parts]
    weight = weight / weight.mean()
    for epoch in range(epochs):
        rate = 0.003 * (1 - epoch / epochs)
        order = chance.permutation(len(label))
        for at in range(0, len(order), 256):
            batch = order[at : at + 256]
            drop = (chance.random((len(batch), width)) > 0.1) / np.float32(0.9)
            given = every[batch] * drop.astype(np.float32)
            before = given @ parts[0] + parts[1]
            active = np.maximum(before, 0)
            sure = active @ parts[2] + parts[3][0]
            error = weight[batch] * (1 / (1 + np.exp(-sure)) - label[batch]) / len(batch)
            back = np.outer(error, parts[2]) * (before > 0)
            gradients = [given.T @ back, back.sum(0), active.T @ error, error.sum(keepdims=True)]
            for part, gradient, adam in zip(parts, gradients, adams, strict=True):
                part -= adam.step(gradient, rate) + rate * 0.02 * part
    return parts


class Adam:
    """The steps of the Adam method for one array."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.first, self.second, self.count = np.zeros(shape), np.zeros(shape), 0

    def step(self, gradient: Matrix, rate: float) -> Matrix:
        """Return what to subtract after one more gradient."""
        self.count += 1
        self.first += 0.1 * (gradient - self.first)
        self.second += 0.001 * (gradient**2 - self.second)
        first = self.first / (1 - 0.9**self.count)
        second = self.second / (1 - 0.999**self.count)
        moved: Matrix = (rate * first / (np.sqrt(second) + 1e-8)).astype(np.float32)
        return moved


def main(arguments: Sequence[str]) -> None:
    """Train on a file and write the weights."""
    if not arguments:
        raise SystemExit(__doc__)
    target = Path(arguments[1]) if len(arguments) > 1 else WEIGHTS
    train(read_pages(Path(arguments[0]))).save(target)


if __name__ == "__main__":
    main(sys.argv[1:])
