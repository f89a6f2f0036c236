"""What the tagger reads: a paragraph as rows of small numbers, one row a token."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.analysis.marks import Marked
from bot.analysis.sentences import paragraphs_of, sign_before
from bot.analysis.tokens import Token, tokens_of
from bot.analysis.vectors import Vectors
from bot.model import Sentence, Span

Ints = npt.NDArray[np.int64]
# a paragraph of more tokens than this is read in parts, cut between sentences; a sentence of more
# than LONGEST, which is none, is cut too: every cue is read with all the tokens of its part
LIMIT, LONGEST = 150, 400
# the columns of a row: those of the word itself, then those of its place
WORD_COLUMNS, PLACE_COLUMNS = 7, 4
PLACE_SIZES = (36, 24, 24, 25)
# WordNet's classes of verbs and of nouns, by `bot.training.wordnet`
SENSE_SIZES = (50, 56)
SHAPES = {name: at for at, name in enumerate("x X XX Xx xX 9 9a . Xs xs X- x- X. o".split())}
DIGIT = re.compile(r"\d")
# the places of a token in marks: outside, opening mark, first word, inside, last word, closing mark
OUTSIDE, OPENING, FIRST, INSIDE, LAST, CLOSING = range(6)


@dataclass(frozen=True, slots=True)
class Window:
    """A paragraph or a part of one: its tokens, and where each stands.

    `sentence` counts the sentences of the window from 0; `mark` is the number of the words in marks
    to which a token belongs, -1 for none; `place` has the columns of PLACE_SIZES.
    """

    paragraph: int
    tokens: tuple[Token, ...]
    sentence: Ints
    mark: Ints
    place: Ints


def windows_of(
    text: str, sentences: Sequence[Sentence], marked: Sequence[Marked]
) -> tuple[Window, ...]:
    """Cut a text into windows, in order; every token of its sentences lies in exactly one."""
    return tuple(_windows(text, sentences, marked))


def _windows(
    text: str, sentences: Sequence[Sentence], marked: Sequence[Marked]
) -> Iterator[Window]:
    at = 0
    for group in paragraphs_of(sentences):
        paragraph = group[0].paragraph
        parts: list[list[tuple[Token, ...]]] = [[]]
        before = sign_before(text, group[0].span.start)
        for sentence in group:
            for tokens in _cut(tokens_of(text, sentence.span)):
                if parts[-1] and sum(map(len, parts[-1])) + len(tokens) > LIMIT:
                    parts.append([])
                parts[-1].append(tokens)
        for number, part in enumerate(parts):
            row = [token for each in part for token in each]
            if not row:
                continue
            while at < len(marked) and marked[at].outer.end <= row[0].start:
                at += 1
            opening = min(3, paragraph) if number == 0 else 4
            yield _window(paragraph, part, row, marked, at, opening * 5 + _end_class(before))


def _cut(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    return (tokens[at : at + LONGEST] for at in range(0, max(1, len(tokens)), LONGEST))


def _end_class(sign: str) -> int:
    """Tell how the text before a paragraph ends: nothing, a sentence, a colon, marks, or else."""
    if not sign:
        return 0
    return 1 if sign in ".?!" else 2 if sign == ":" else 3 if sign in '”"' else 4


def _window(
    paragraph: int,
    part: Sequence[Sequence[Token]],
    tokens: Sequence[Token],
    marked: Sequence[Marked],
    first: int,
    context: int,
) -> Window:
    count = len(tokens)
    starts = [token.start for token in tokens]
    sentence = [number for number, each in enumerate(part) for _ in each]
    stands = [stand for each in part for stand in _stands(len(each))]
    mark, in_marks, end = [-1] * count, [OUTSIDE] * count, [0] * count
    for number in range(first, len(marked)):
        if marked[number].outer.start >= tokens[-1].end:
            break
        _lay(tokens, starts, marked[number], number, (mark, in_marks, end))
    columns = np.array([sentence, mark, in_marks, end, stands, [context] * count])
    columns[3] += 2 if min(mark) >= 0 else 1 if mark[0] >= 0 else 3 if max(mark) >= 0 else 0
    return Window(paragraph, tuple(tokens), columns[0], columns[1], columns[2:].T)


@lru_cache(maxsize=LONGEST)
def _stands(count: int) -> tuple[int, ...]:
    """Number how the tokens of a sentence of so many stand to its ends."""
    return tuple(min(5, at) * 4 + min(3, count - 1 - at) for at in range(count))


def _lay(
    tokens: Sequence[Token],
    starts: Sequence[int],
    marked: Marked,
    number: int,
    columns: tuple[list[int], ...],
) -> None:
    """Write into the columns which tokens stand in these marks, where in them, and how they end."""
    mark, in_marks, end = columns
    covered = _starting_in(starts, marked.outer)
    inner = _starting_in(starts, marked.inner)
    opening, closing = inner.start - covered.start, covered.stop - inner.stop
    kinds = [OPENING] * opening + [INSIDE] * len(inner) + [CLOSING] * closing
    if inner:
        kinds[opening], kinds[opening + len(inner) - 1] = FIRST, LAST
    size = sum(len(inner) > bound for bound in (0, 2, 4, 8, 15)) or 1
    last = tokens[inner[-1]].text if inner else ""
    ending = 1 if last == "," else 2 if last in ".…" else 3 if last in "?!" else 4
    there = slice(covered.start, covered.stop)
    mark[there] = [number] * len(covered)
    in_marks[there] = [kind * 6 + size for kind in kinds]
    end[there] = [(ending if marked.closed else 5) * 4] * len(covered)


def _starting_in(starts: Sequence[int], span: Span) -> range:
    return range(bisect_left(starts, span.start), bisect_left(starts, span.end))


def plain(word: str) -> str:
    """Return a word as the vocabulary has it: lower case, straight apostrophes, digits as 0."""
    lower = word.lower()
    if lower.isalpha():
        return lower
    return DIGIT.sub("0", lower.replace("’", "'").replace("‘", "'"))


def known(word: str, vectors: Vectors) -> str:
    """Return the form under which vectors may know a word: without “'s”, or the last of its parts."""
    lower = plain(word)
    if lower in vectors:
        return lower
    return lower.removesuffix("'s").rpartition("-")[2]


def shape_of(word: str) -> int:
    """Return the number of a word's shape in SHAPES."""
    if word.isalpha():
        if word.islower():
            name = "x"
        elif word.isupper():
            name = "X" if len(word) == 1 else "XX"
        else:
            name = "Xx" if word[0].isupper() and word[1:].islower() else "xX"
    elif word[0].isdigit():
        name = "9" if word.isdigit() else "9a"
    elif not word[0].isalnum():
        name = "."
    elif word.endswith(("'s", "’s")):
        name = "Xs" if word[0].isupper() else "xs"
    elif "-" in word:
        name = "X-" if word[0].isupper() else "x-"
    else:
        name = "X." if "." in word else "o"
    return SHAPES[name]


@dataclass(frozen=True)
class Vocabulary:
    """The words, endings and beginnings that were seen in training, and classes of common words.

    `senses` has for a form the class of its first verb sense and of its first noun sense in WordNet;
    number 0 of every column is what was never seen.
    """

    words: Mapping[str, int]
    threes: Mapping[str, int]
    twos: Mapping[str, int]
    beginnings: Mapping[str, int]
    senses: Mapping[str, tuple[int, int]]

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many numbers each column of a word may have."""
        seen = (self.words, self.threes, self.twos, self.beginnings)
        return (*(len(each) + 1 for each in seen), len(SHAPES), *SENSE_SIZES)

    def numbers(self, words: Sequence[str]) -> Ints:
        """Return the columns of words as printed, a row each."""
        lowers = [plain(word) for word in words]
        columns = (
            [self.words.get(lower, 0) for lower in lowers],
            [self.threes.get(lower[-3:], 0) for lower in lowers],
            [self.twos.get(lower[-2:], 0) for lower in lowers],
            [self.beginnings.get(lower[:3], 0) for lower in lowers],
            [shape_of(word) for word in words],
            *zip(*[self.senses.get(lower, (0, 0)) for lower in lowers], strict=True),
        )
        return np.array(columns).T

    def arrays(self) -> dict[str, Any]:
        """Return what a file of weights holds of it."""
        lists = {
            "words": self.words,
            "threes": self.threes,
            "twos": self.twos,
            "beginnings": self.beginnings,
        }
        stored: dict[str, Any] = {
            name: _packed(sorted(each, key=lambda word: each[word])) for name, each in lists.items()
        }
        forms = sorted(self.senses)
        stored["sense_forms"] = _packed(forms)
        stored["senses"] = np.array([self.senses[form] for form in forms], dtype=np.uint8)
        return stored

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Vocabulary:
        """Make one of what `arrays` returned."""
        seen = [_numbered(stored[name]) for name in ("words", "threes", "twos", "beginnings")]
        forms = stored["sense_forms"].tobytes().decode().split("\n")
        verbs, nouns = (column.tobytes() for column in stored["senses"].T)
        senses = dict(zip(forms, zip(verbs, nouns, strict=True), strict=True))
        return cls(seen[0], seen[1], seen[2], seen[3], senses)


def _packed(words: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def _numbered(stored: npt.NDArray[np.uint8]) -> dict[str, int]:
    words = stored.tobytes().decode().split("\n")
    return {word: number for number, word in enumerate(words, 1)}
