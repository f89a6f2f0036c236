"""The lines of a source text and what can be measured on them: shape, words, neighbours, place."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.model import Pieces, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it; one that was hard-wrapped has several `spans`.

    `gap` says whether a blank line stands before it.
    """

    spans: Pieces
    text: str
    gap: bool
    indent: int = 0

    @property
    def span(self) -> Span:
        """Everything from its first to its last letter."""
        return Span(self.spans[0].start, self.spans[-1].end)


# an end mark with the closing quotation marks and brackets that belong to it
ENDED = re.compile(r"[.!?…:;][\"”’')\]»]*$")
# a comma, with the mark that closes after it: the sentence goes on in the next line
COMMA = re.compile(r",[\"”’']*$")
FULL_STOP = re.compile(r"[.!?…][\"”’')\]»]*$")
INNER_STOP = re.compile(r"[a-z0-9”\"][.!?][\"”’)]*\s+[A-Z“\"‘]")
WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
BULLET = re.compile(r"^(?:[•▪●◦‣*–—-]|\|)\s*")
LINK = re.compile(r"https?://|www\.|\S@\S+\.\w|\.(?:com|org|net)\b", re.IGNORECASE)
SEPARATOR = re.compile(r"[|>»«/·•→←_#*=\[\]{}<]")
QUOTED = re.compile(r"[“”\"«»]|(?<!\w)[‘']\w")
DAY = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}\b"
    r"|\b\d{1,2}\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|\b\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{1,2}[:.]\d\d\s*(?:am|pm|gmt|ist|est|edt)\b",
    re.IGNORECASE,
)
FUNCTION_WORDS = frozenset(
    "a an the of in on at to for from by with and or but as that which who whom than then there is"
    " are was were be been being has have had do does did will would can could may might should it"
    " its he she they them his her their this these those not no if so what when where while how"
    " why because about into over after before between against under during out up down more most"
    " some any such only also just other all both each very i me my".split()
)
# a line that ends in one of these goes on below
BINDING = frozenset(
    "a an the of in on at to for from by with and or but as that which who than its their his her"
    " is are was were has have had be been will would".split()
)
READER_WORDS = frozenset("you your yours we our us please here click".split())
NEIGHBOURS = 3


def find_lines(text: str) -> tuple[Line, ...]:
    """Return the lines that have something on them, hard-wrapped ones mended."""
    return tuple(_mended(list(_lines(text))))


def _lines(text: str) -> Iterator[Line]:
    at, gap = 0, False
    for raw in text.split("\n"):
        words = raw.strip()
        if words:
            start = at + len(raw) - len(raw.lstrip())
            yield Line((Span(start, start + len(words)),), words, gap, start - at)
        gap = not words
        at += len(raw) + 1


def _mended(lines: Sequence[Line]) -> Iterator[Line]:
    width = _width(lines)
    parts: list[Line] = []
    length = 0
    for line in lines:
        if parts and not _goes_on(parts[-1], length, line, width):
            yield _joined(parts)
            parts, length = [], 0
        parts.append(line)
        length += len(line.text)
    if parts:
        yield _joined(parts)


def _joined(parts: Sequence[Line]) -> Line:
    first = parts[0]
    if len(parts) == 1:
        return first
    text = " ".join(part.text for part in parts)
    return Line(tuple(part.spans[0] for part in parts), text, first.gap, first.indent)


def _goes_on(before: Line, length: int, after: Line, width: int | None) -> bool:
    """Say whether a line break stands inside a paragraph; `length` is what it has so far."""
    if after.gap or BULLET.match(after.text):
        return False
    if width is not None and 0.75 * width <= len(before.text) <= 1.1 * width:
        return True
    return length >= 40 and _breaks_sentence(before.text, after.text)


def _breaks_sentence(before: str, after: str) -> bool:
    if ENDED.search(before):
        return False
    last = before.rsplit(None, 1)[-1].strip('“"(').lower()
    return after[0].islower() or last in BINDING or COMMA.search(before) is not None


def _width(lines: Sequence[Line]) -> int | None:
    """Return the width at which a text is hard-wrapped; None when it is not."""
    pairs = [(a.text, b.text) for a, b in pairwise(lines) if not b.gap and len(a.text) >= 40]
    if len(pairs) < 5 or sum(_breaks_sentence(a, b) for a, b in pairs) < 0.5 * len(pairs):
        return None
    lengths = sorted(len(before) for before, _ in pairs)
    width = lengths[len(lengths) * 9 // 10]
    return width if width <= 100 else None


def is_prose(line: str) -> bool:
    """Say whether a line reads as a sentence: eight words and more, and an end mark.

    A line that holds the end of one sentence and the beginning of the next is prose too, however
    it ends: a hard wrap may stand anywhere.
    """
    ended = ENDED.search(line) is not None or INNER_STOP.search(line) is not None
    return ended and len(line.split(None, 8)) >= 8


def words_of(line: str) -> list[str]:
    """Return the words of a line in lower case, numbers as one word; at most forty of them."""
    return [
        "0" if word.isdigit() else word.lower().replace("’", "'")
        for word in WORD.findall(line[:400])[:40]
    ]


def measure(
    lines: Sequence[Line],
    words: Sequence[Sequence[str]],
    ruled: Sequence[bool],
    verdicts: Matrix,
) -> Matrix:
    """Return one row of measures for each line.

    `ruled` says which lines a rule takes for furniture, `verdicts` what the words alone say.
    """
    import numpy as np

    own = np.array(
        [
            [*_own(line, found), float(rule), *place]
            for line, found, rule, place in zip(
                lines, words, ruled, _shared(lines, words), strict=True
            )
        ],
        dtype=np.float32,
    ).reshape(len(lines), OWN)
    prose, length = own[:, 0], np.expm1(own[:, 2])
    columns = [own, verdicts[:, None]]
    around = np.stack([prose, own[:, 1], own[:, 3], own[:, 4], verdicts], axis=1)
    for step in range(1, NEIGHBOURS + 1):
        columns += [_shifted(around, step), _shifted(around, -step)]
    weights = np.stack([prose * length, length, verdicts, np.ones(len(lines))], axis=1)
    for reach in (0.6, 0.85):
        columns += [_trail(weights, reach), _trail(weights[::-1], reach)[::-1]]
    columns.append(_place(prose * length, length))
    return np.concatenate(columns, axis=1).astype(np.float32)


OWN = 25


def _own(line: Line, words: Sequence[str]) -> list[float]:
    text = line.text
    size = len(text)
    raw = text.split(None, 60)[:60]
    count = len(raw)
    capitals = sum(word[0].isupper() for word in raw)
    listed = len(words) or 1
    ended = FULL_STOP.search(text) is not None
    return [
        float(count >= 8 and (ended or text[-1] in ":;")),
        math.log1p(count),
        math.log1p(size),
        float(ended),
        capitals / count,
        float(text.endswith(":")),
        float(text.endswith("?")),
        float(min(3, len(INNER_STOP.findall(text[:600])))),
        sum(word in FUNCTION_WORDS for word in words) / listed,
        sum(word in READER_WORDS for word in words) / listed,
        sum(word == "0" for word in words) / listed,
        float(QUOTED.search(text) is not None),
        float(BULLET.match(text) is not None),
        len(SEPARATOR.findall(text, 0, 200)) / min(size, 200),
        float(text.isupper()),
        float(text[0].islower()),
        float(LINK.search(text) is not None),
        float("©" in text),
        float(DAY.search(text) is not None),
        float(line.gap),
        min(line.indent, 12) / 4,
        float(text[0] in "([{<"),
    ]


def _shared(lines: Sequence[Line], words: Sequence[Sequence[str]]) -> list[list[float]]:
    """Measure how often a line stands in the text, and how many of its words the prose uses too."""
    times = Counter(line.text for line in lines)
    known: Counter[str] = Counter()
    prose = [is_prose(line.text) for line in lines]
    for found, running in zip(words, prose, strict=True):
        if running:
            known.update({word for word in found if len(word) > 3})
    measured = []
    for line, found, running in zip(lines, words, prose, strict=True):
        long = {word for word in found if len(word) > 3}
        again = sum(known[word] > running for word in long)
        measured.append([float(min(times[line.text], 4) - 1), again / (len(long) or 1)])
    return measured


def _shifted(values: Matrix, step: int) -> Matrix:
    """Return the values of the line `step` further down, and -1 beyond the ends."""
    import numpy as np

    moved = np.full_like(values, -1.0)
    if abs(step) < len(values):
        if step > 0:
            moved[:-step] = values[step:]
        else:
            moved[-step:] = values[:step]
    return moved


def _trail(weights: Matrix, reach: float) -> Matrix:
    """Return what fades in from the lines before: share of prose, mean verdict, letters a line."""
    import numpy as np

    faded = np.zeros((len(weights), 4), dtype=np.float64)
    carried = np.zeros(4)
    for number in range(1, len(weights)):
        carried = reach * carried + weights[number - 1]
        faded[number] = carried
    size = np.maximum(faded[:, 1], 1.0)
    count = np.maximum(faded[:, 3], 1.0)
    return np.stack([faded[:, 0] / size, faded[:, 2] / count, np.log1p(size / count)], axis=1)


def _place(prose: Matrix, length: Matrix) -> Matrix:
    """Return where a line stands: in the text, among its prose, and how much prose there is."""
    import numpy as np

    count = len(prose)
    rank = np.arange(count)
    before = np.concatenate([[0.0], np.cumsum(prose)[:-1]])
    total = max(1.0, float(prose.sum()))
    after = total - before - prose
    return np.stack(
        [
            rank / max(1, count - 1),
            np.log1p(rank),
            np.log1p(count - 1 - rank),
            before / total,
            after / total,
            np.log1p(before),
            np.log1p(np.maximum(after, 0.0)),
            np.full(count, math.log1p(count)),
            np.full(count, total / max(1.0, float(length.sum()))),
        ],
        axis=1,
    )


def verdicts_of(
    words: Sequence[Sequence[str]], weights: Mapping[str, float], bias: float
) -> list[float]:
    """Say by its words alone how much each line is like the body of an article."""
    found = []
    for line in words:
        once = set(line)
        total = sum(weights.get(word, 0.0) for word in once)
        found.append(bias + total / math.sqrt(len(once) or 1))
    return found
