"""Train the tagger again:

    python -m bot.training QUOTES.jsonl GUM.conllu WORDNET_FOLDER [WEIGHTS.npz]

QUOTES has one article a line with its attributions (PolNeAR's form: `text`, `doc`, `attributions` with
`content`, `source`, `cue`); GUM is its trees in CoNLL-U; the folder is WordNet's `dict` (Debian:
wordnet-base). Needs the extra `train`. It takes about an hour on two cores and prints what it learns.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from bot.analysis.lexicon import Lexicon
from bot.analysis.marks import find_marked
from bot.analysis.quotations import find_attributions
from bot.analysis.sentences import split_sentences
from bot.analysis.tagger import WEIGHTS
from bot.analysis.tagger.acceptance import Acceptance, measure
from bot.analysis.tagger.chain import Chain
from bot.analysis.tagger.network import CONTENT, SOURCE, Floats, Network
from bot.analysis.tagger.proposals import Proposals, propose
from bot.analysis.tagger.tagger import pieces_of
from bot.analysis.tagger.windows import Ints, Vocabulary, Window, plain, windows_of
from bot.analysis.tokens import tokens_of
from bot.dossier import read_dossier
from bot.model import Span
from bot.training.learning import HEADS, Example, learn
from bot.training.wordnet import read_senses

FOLDS = 3
# networks that judge together, their units and passes over the readings
JUDGES, UNITS, PASSES = 4, 48, 12
# words of a source that say nothing of who it is
EMPTY = frozenset("the a an his her their its this that of for and in at on by to 's s".split())
Gold = Mapping[str, Any]


@dataclass(frozen=True)
class Annotated:
    """An article with its windows and gold attributions."""

    text: str
    fold: int
    gold: Sequence[Gold]
    windows: tuple[Window, ...]


def read_annotated(path: Path) -> list[Annotated]:
    """Read the articles; all annotations of one document fall into one fold."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        given = json.loads(line)
        text = given["text"]
        windows = windows_of(text, split_sentences(text), find_marked(text))
        fold = zlib.crc32(given["doc"].encode()) % FOLDS
        found.append(Annotated(text, fold, given["attributions"], windows))
    return found


def read_trees(path: Path) -> Iterator[tuple[Window, list[tuple[str, str, int]]]]:
    """Yield each sentence of GUM as a window, with tag, relation and distance of head of each token."""
    for block in path.read_text("utf-8").split("\n\n"):
        lines = block.splitlines()
        text = next((each[9:] for each in lines if each.startswith("# text = ")), "")
        rows = [each.split("\t") for each in lines if each[:1].isdigit()]
        words = [row for row in rows if row[0].isdigit()]
        windows = windows_of(text, split_sentences(text), find_marked(text))
        owner = _owners(text, [row[1] for row in words])
        if len(windows) != 1 or owner is None:
            continue
        labels = []
        for token in windows[0].tokens:
            at = owner.get(token.end - 1)
            if at is not None and words[at][4] == "POS":
                at = owner.get(token.end - 3, at)
            labels.append(("NN", "dep", 0) if at is None else _label(words[at]))
        yield windows[0], labels


def _owners(text: str, words: Sequence[str]) -> dict[int, int] | None:
    """Return which word each code point belongs to; None when the words are not those of the text."""
    owner: dict[int, int] = {}
    at = 0
    for number, word in enumerate(words):
        at = text.find(word, at)
        if at < 0:
            return None
        owner.update((place, number) for place in range(at, at + len(word)))
        at += len(word)
    return owner


def _label(row: Sequence[str]) -> tuple[str, str, int]:
    reach = HEADS // 2
    distance = int(row[6]) - int(row[0]) if row[6] != "0" else 0
    return row[4], row[7].split(":")[0], max(-reach, min(reach, distance))


def make_vocabulary(
    windows: Sequence[Window], senses: Mapping[str, tuple[int, int]]
) -> tuple[Vocabulary, list[int]]:
    """Return the vocabulary of windows, and how often each of its words was seen."""
    counts = Counter(plain(token.text) for window in windows for token in window.tokens)
    endings = [Counter(word[-size:] for word in counts) for size in (3, 2)]
    beginnings = Counter(word[:3] for word in counts)

    def listed(seen: Counter[str], least: int) -> dict[str, int]:
        often = [each for each, count in seen.most_common() if count >= least]
        return {each: number for number, each in enumerate(often, 1)}

    words = listed(counts, 2)
    vocabulary = Vocabulary(
        words, listed(endings[0], 8), listed(endings[1], 8), listed(beginnings, 12), senses
    )
    return vocabulary, [counts[word] for word in words]


def columns_of(vocabulary: Vocabulary, window: Window) -> Ints:
    """Return the numbers of a window's tokens, all columns."""
    words = np.array([vocabulary.number(token.text) for token in window.tokens])
    return np.concatenate([words, window.place], axis=1)


def examples_of(vocabulary: Vocabulary, article: Annotated) -> Iterator[Example]:
    """Yield the windows of an article with its gold cues and roles."""
    for window in article.windows:
        cues = [each for gold in article.gold if (each := _gold_roles(window, gold)) is not None]
        yield Example(window, columns_of(vocabulary, window), tuple(cues))


def _gold_roles(window: Window, gold: Gold) -> tuple[int, int, Ints] | None:
    cue = _tokens_in(window, gold["cue"] or ())
    if not cue:
        return None
    roles = np.zeros(len(window.tokens), np.int64)
    for role, pieces in ((CONTENT, gold["content"]), (SOURCE, gold["source"] or ())):
        for piece in pieces:
            tokens = _tokens_in(window, [piece])
            roles[tokens] = role + 1
            roles[tokens[:1]] = role
    first, end = cue[0], cue[-1] + 1
    roles[first:end] = 0
    return first, end, roles


def _tokens_in(window: Window, pieces: Sequence[Sequence[int]]) -> list[int]:
    return [
        at
        for at, token in enumerate(window.tokens)
        if any(start < token.end and token.start < end for start, end in pieces)
    ]


def is_right(article: Annotated, proposals: Proposals, row: int) -> tuple[bool, bool]:
    """Say whether a reading has content and source right, and whether its content is exact.

    Content is right when it shares half of the words (Dice), a source when it shares a telling word.
    """
    cue = proposals.cue[row]
    window = proposals.windows[proposals.window[cue]]
    roles = proposals.roles[row].tolist()
    content = _words(article.text, pieces_of(window, roles, CONTENT))
    source = _words(article.text, pieces_of(window, roles, SOURCE))
    right = exact = False
    for gold in article.gold:
        wanted = _words(article.text, [Span(*piece) for piece in gold["content"]])
        if 2 * len(content & wanted) < 0.5 * (len(content) + len(wanted)) or not content:
            continue
        speaker = _words(article.text, [Span(*piece) for piece in gold["source"] or ()])
        shared = {each for each in source & speaker if each[1] not in EMPTY}
        if (not source and not speaker) or shared or (source & speaker and len(speaker) == 1):
            right = True
            exact |= content == wanted
    return right, exact


def _words(text: str, pieces: Sequence[Span]) -> set[tuple[int, str]]:
    return {
        (token.start, token.lower)
        for piece in pieces
        for token in tokens_of(text, piece)
        if token.word
    }


def judge_of(measures: Floats, labels: Floats, seed: int = 0) -> Acceptance:
    """Train the networks that say how likely a reading is right and exact."""
    mean, scale = measures.mean(0), measures.std(0) + 1e-3
    given = torch.from_numpy(np.clip((measures - mean) / scale, -4, 4))
    gold = torch.from_numpy(labels)
    parts: list[list[Floats]] = []
    for number in range(JUDGES):
        torch.manual_seed(100 * seed + number)
        net = nn.Sequential(
            nn.Linear(given.shape[1], UNITS), nn.ReLU(), nn.Dropout(0.15), nn.Linear(UNITS, 2)
        )
        optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3, weight_decay=2e-3)
        steps = PASSES * (len(given) // 256 + 1)
        cooling = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.01, steps)
        for _ in range(PASSES):
            for batch in torch.randperm(len(given)).split(256):
                loss = functional.binary_cross_entropy_with_logits(net(given[batch]), gold[batch])
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
                cooling.step()
        parts.append([each.detach().numpy() for each in net.parameters()])
    hidden, hidden_bias, output, output_bias = (
        np.stack([part[n].T for part in parts]) for n in range(4)
    )
    return Acceptance(mean, scale, hidden, hidden_bias, output, output_bias)


def readings_of(
    articles: Sequence[Annotated], network: Network, chain: Chain, lexicon: Lexicon
) -> Iterator[tuple[Floats, Floats]]:
    """Yield measures and labels of the readings of articles that the network has not seen."""
    for article in articles:
        proposals = propose(network, chain, article.windows)
        if proposals is None:
            continue
        sentences, marked = split_sentences(article.text), find_marked(article.text)
        rules = find_attributions(article.text, sentences, marked, lexicon)
        labels = [is_right(article, proposals, row) for row in range(len(proposals))]
        yield measure(proposals, rules), np.array(labels, np.float32)


def save(
    path: Path, vocabulary: Vocabulary, weights: Mapping[str, Floats], judge: Acceptance
) -> None:
    """Write the weights to a file that `Tagger.read` reads; the network's in half precision."""
    arrays = vocabulary.arrays()
    arrays |= {f"network_{name}": each.astype(np.float16) for name, each in weights.items()}
    arrays |= {f"judge_{name}": getattr(judge, name) for name in Acceptance.__dataclass_fields__}
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(path, **arrays)


class Training:
    """The articles, the trees and the senses from which every network of a run learns."""

    def __init__(self, quotes: Path, gum: Path, wordnet: Path) -> None:
        self.articles = read_annotated(quotes)
        self.trees = list(read_trees(gum))
        self.senses = read_senses(wordnet)

    def network(self, articles: Sequence[Annotated]) -> tuple[Vocabulary, dict[str, Floats]]:
        """Train a network on some of the articles."""
        windows = [window for article in articles for window in article.windows]
        vocabulary, counts = make_vocabulary(
            [*windows, *(window for window, _ in self.trees)], self.senses
        )
        examples = [each for article in articles for each in examples_of(vocabulary, article)]
        return vocabulary, learn(vocabulary, counts, examples, self.syntax(vocabulary))

    def syntax(self, vocabulary: Vocabulary) -> list[Example]:
        """Return the trees as examples."""
        names = [sorted({label[n] for _, labels in self.trees for label in labels}) for n in (0, 1)]
        tags, relations = ({name: n for n, name in enumerate(each)} for each in names)
        return [
            Example(
                window,
                columns_of(vocabulary, window),
                syntax=np.array(
                    [(tags[t], relations[r], head + HEADS // 2) for t, r, head in labels]
                ).T,
            )
            for window, labels in self.trees
        ]


def main(arguments: Sequence[str]) -> None:
    """Train the judge on what networks make of articles they have not seen, then the last network."""
    if len(arguments) < 3:
        raise SystemExit(__doc__)
    training = Training(*map(Path, arguments[:3]))
    lexicon = read_dossier(Path("seeds")).lexicon
    readings: list[tuple[Floats, Floats]] = []
    for fold in range(FOLDS):
        print(f"fold {fold + 1} of {FOLDS}", flush=True)
        seen = [each for each in training.articles if each.fold != fold]
        vocabulary, weights = training.network(seen)
        network = Network.of(vocabulary, weights)
        chain = Chain.of(weights["chain_first"], weights["chain_step"])
        unseen = [each for each in training.articles if each.fold == fold]
        readings += readings_of(unseen, network, chain, lexicon)
    measures, labels = (np.concatenate([each[n] for each in readings]) for n in (0, 1))
    judge = judge_of(measures, labels)
    print("all articles", flush=True)
    vocabulary, weights = training.network(training.articles)
    target = Path(arguments[3]) if len(arguments) > 3 else WEIGHTS
    save(target, vocabulary, weights, judge)


if __name__ == "__main__":
    main(sys.argv[1:])
