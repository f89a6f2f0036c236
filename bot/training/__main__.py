"""Train the tagger again:

    python -m bot.training QUOTES.jsonl GUM.conllu WORDNET_FOLDER FOLDER [PART ...]

QUOTES has one article a line with its attributions (PolNeAR's form: `text`, `doc`, `attributions` with
`content`, `source`, `cue`); GUM is its trees in CoNLL-U; the folder is WordNet's `dict` (Debian:
wordnet-base). Needs the extra `train`.

The parts are the networks `0`, `1` and `2`, each of which has not seen one third of the documents, `all`,
which has seen all, and `judge`, which learns on what the first three make of the unseen thirds and writes
the weights. FOLDER keeps what is done; without a PART all are made, in half an hour on two cores. Several
networks may be trained at once by several commands.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from bot.analysis.lexicon import Lexicon
from bot.analysis.marks import find_marked
from bot.analysis.quotations import find_attributions
from bot.analysis.sentences import split_sentences
from bot.analysis.tagger import WEIGHTS
from bot.analysis.tagger.acceptance import measure
from bot.analysis.tagger.chain import Chain
from bot.analysis.tagger.judge import Judge
from bot.analysis.tagger.network import CONTENT, SOURCE, Floats, Network
from bot.analysis.tagger.proposals import Proposals, propose
from bot.analysis.tagger.tagger import pieces_of
from bot.analysis.tagger.windows import Ints, Vocabulary, Window, known, plain, windows_of
from bot.analysis.tokens import tokens_of
from bot.analysis.vectors import Vectors, load_vectors
from bot.dossier import read_dossier
from bot.model import Span
from bot.training.learning import HEADS, Example, learn
from bot.training.wordnet import read_senses

FOLDS = 3
PARTS = (*map(str, range(FOLDS)), "all", "judge")
# the judge's trees, and how they grow
TREES = 160
GROWTH = {
    "objective": "binary",
    "learning_rate": 0.06,
    "num_leaves": 16,
    "max_depth": 6,
    "min_data_in_leaf": 60,
    "lambda_l2": 5.0,
    "feature_fraction": 0.4,
    "seed": 1,
    "num_threads": 1,
    "verbosity": -1,
}
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


def columns_of(vocabulary: Vocabulary, vectors: Vectors, window: Window) -> Ints:
    """Return the numbers of a window's tokens, all columns."""
    texts = [token.text for token in window.tokens]
    words = vocabulary.numbers(texts)
    meanings = [[vectors.numbers.get(known(text, vectors), len(vectors))] for text in texts]
    return np.concatenate([words, window.place, meanings], axis=1)


def examples_of(vocabulary: Vocabulary, vectors: Vectors, article: Annotated) -> Iterator[Example]:
    """Yield the windows of an article with its gold cues and roles."""
    for window in article.windows:
        cues = [each for gold in article.gold if (each := _gold_roles(window, gold)) is not None]
        yield Example(window, columns_of(vocabulary, vectors, window), tuple(cues))


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


def judge_of(measures: Floats, labels: Floats) -> Judge:
    """Train the trees that say how likely a reading is right and exact."""
    nodes = Nodes()
    roots = [
        [nodes.add(tree["tree_structure"]) for tree in _grown(measures, labels[:, n])]
        for n in range(2)
    ]
    return nodes.judge(roots)


def _grown(measures: Floats, labels: Floats) -> Any:
    trained = lightgbm.train(GROWTH, lightgbm.Dataset(measures, labels), TREES)
    return trained.dump_model()["tree_info"]


@dataclass
class Nodes:
    """The nodes of all trees of a judge, while they are gathered."""

    rows: list[tuple[int, float, int, int, float]] = field(default_factory=list)
    depth: int = 0

    def add(self, node: Mapping[str, Any], depth: int = 0) -> int:
        """Add a node and all below it, as LightGBM tells them, and return its number."""
        at = len(self.rows)
        self.depth = max(self.depth, depth)
        if "leaf_value" in node:
            self.rows.append((0, 0.0, at, at, node["leaf_value"]))
            return at
        self.rows.append((0, 0.0, 0, 0, 0.0))
        below, above = (self.add(node[f"{side}_child"], depth + 1) for side in ("left", "right"))
        self.rows[at] = (node["split_feature"], node["threshold"], below, above, 0.0)
        return at

    def judge(self, roots: Sequence[Sequence[int]]) -> Judge:
        """Make the judge."""
        measure, exact, below, above, value = zip(*self.rows, strict=True)
        # the next number of half the bits that is not above a bound: no measure lies between
        bound = np.array(exact, np.float32)
        bound = np.where(bound > exact, np.nextafter(bound, np.float32(-np.inf)), bound)
        return Judge(
            np.array(measure, np.int16),
            bound,
            np.stack([below, above], axis=1).ravel().astype(np.int16),
            np.array(value, np.float32),
            np.array(roots, np.int16),
            np.array(self.depth),
        )


def readings_of(
    articles: Sequence[Annotated], network: Network, chain: Chain, lexicon: Lexicon
) -> Iterator[tuple[Floats, Floats]]:
    """Yield measures and labels of the readings of articles that the network has not seen."""
    for article in articles:
        sentences, marked = split_sentences(article.text), find_marked(article.text)
        rules = find_attributions(article.text, sentences, marked, lexicon)
        read = network.read(article.windows)
        for proposals in propose(network, chain, article.windows, read):
            labels = [is_right(article, proposals, row) for row in range(len(proposals))]
            yield measure(proposals, rules), np.array(labels, np.float32)


class Training:
    """The articles, trees, senses and vectors from which every network of a run learns."""

    def __init__(self, quotes: Path, gum: Path, wordnet: Path) -> None:
        vectors = load_vectors()
        if vectors is None:
            raise SystemExit("the vectors of words are not there: python -m bot.training.vectors")
        self.vectors = vectors
        self.articles = read_annotated(quotes)
        self.trees = list(read_trees(gum))
        self.senses = read_senses(wordnet)

    def network(self, articles: Sequence[Annotated]) -> dict[str, Any]:
        """Train a network on some of the articles; return what is stored of it."""
        windows = [window for article in articles for window in article.windows]
        vocabulary, counts = make_vocabulary(
            [*windows, *(window for window, _ in self.trees)], self.senses
        )
        examples = [
            each for article in articles for each in examples_of(vocabulary, self.vectors, article)
        ]
        weights = learn(vocabulary, self.vectors, counts, examples, self.syntax(vocabulary))
        return vocabulary.arrays() | {f"network_{n}": each for n, each in weights.items()}

    def without(self, fold: str) -> list[Annotated]:
        """Return the articles outside a fold; all of them outside `all`."""
        return [each for each in self.articles if str(each.fold) != fold]

    def inside(self, fold: str) -> list[Annotated]:
        """Return the articles of a fold."""
        return [each for each in self.articles if str(each.fold) == fold]

    def syntax(self, vocabulary: Vocabulary) -> list[Example]:
        """Return the trees as examples."""
        names = [sorted({label[n] for _, labels in self.trees for label in labels}) for n in (0, 1)]
        tags, relations = ({name: n for n, name in enumerate(each)} for each in names)
        return [
            Example(
                window,
                columns_of(vocabulary, self.vectors, window),
                syntax=np.array(
                    [(tags[t], relations[r], head + HEADS // 2) for t, r, head in labels]
                ).T,
            )
            for window, labels in self.trees
        ]


def network_of(stored: Mapping[str, Any], vectors: Vectors) -> tuple[Network, Chain]:
    """Make a network and its chain of what is stored of them."""
    weights = {
        name.removeprefix("network_"): each
        for name, each in stored.items()
        if name.startswith("network_")
    }
    chain = Chain.of(*(np.asarray(weights[f"chain_{n}"], np.float32) for n in ("first", "step")))
    return Network.of(Vocabulary.read(stored), vectors, weights), chain


def judge_all(training: Training, folder: Path, lexicon: Lexicon) -> Judge:
    """Train the judge on what the networks of the folds make of articles they have not seen."""
    readings: list[tuple[Floats, Floats]] = []
    for fold in map(str, range(FOLDS)):
        network, chain = network_of(np.load(folder / f"{fold}.npz"), training.vectors)
        readings += readings_of(training.inside(fold), network, chain, lexicon)
    measures, labels = (np.concatenate([each[n] for each in readings]) for n in (0, 1))
    return judge_of(measures, labels)


def save(path: Path, stored: Mapping[str, Any], judge: Judge) -> None:
    """Write the weights to a file that `Tagger.read` reads; the network's in half precision."""
    arrays = {
        name: each.astype(np.float16) if name.startswith("network_") else each
        for name, each in stored.items()
    }
    arrays |= {f"judge_{name}": getattr(judge, name) for name in Judge.__dataclass_fields__}
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(path, **arrays)


def main(arguments: Sequence[str]) -> None:
    """Make the parts that are asked for and not made before."""
    if len(arguments) < 4:
        raise SystemExit(__doc__)
    training = Training(*map(Path, arguments[:3]))
    folder = Path(arguments[3])
    folder.mkdir(parents=True, exist_ok=True)
    for part in arguments[4:] or PARTS:
        print(part, flush=True)
        if part == "judge":
            judge = judge_all(training, folder, read_dossier(Path("seeds")).lexicon)
            save(WEIGHTS, np.load(folder / "all.npz"), judge)
        elif not (folder / f"{part}.npz").exists():
            np.savez(folder / f"{part}.npz", **training.network(training.without(part)))


if __name__ == "__main__":
    main(sys.argv[1:])
