"""The sentences that tell most of one article or several within some words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.features import Candidate, Matter, distinct
from bot.analysis.fitness import all_lines, lines_of
from bot.model import Span

# how much new matter counts beside the worth of a sentence
NEW = 20.0
# what is left of the weight of a stem, of a pair of stems, that was told
TOLD_STEM, TOLD_PAIR = 0.1, 0.05
# what shares more of its stems with a chosen sentence tells it again
AGAIN = 0.5


@dataclass(frozen=True, slots=True)
class Source:
    """An article to choose from; "" is an unknown title."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen sentence: the number of its article, and where it stands there."""

    article: int
    span: Span


def summarise(sources: Sequence[Source], words: int) -> tuple[Choice, ...]:
    """Choose sentences of about so many words together: the one that reaches them is the last."""
    candidates = _candidates(sources)
    if len({each.article for each in candidates}) == 1:
        chosen = _lead(candidates, words)
    else:
        chosen = _choose(candidates, Matter(candidates, [s.title for s in sources]), words)
    return tuple(Choice(each.article, each.line.span) for each in _ordered(chosen))


def _candidates(sources: Sequence[Source]) -> list[Candidate]:
    """Return the sentences to choose from; all there are where none seems to be of a report."""
    fit = [list(lines_of(source.text, source.title)) for source in sources]
    if not any(fit):
        fit = [list(all_lines(source.text)) for source in sources]
    return distinct(Candidate(number, line) for number, lines in enumerate(fit) for line in lines)


def _lead(candidates: Sequence[Candidate], words: int) -> list[Candidate]:
    """Take the sentences from the first one on: it needs none before it."""
    chosen: list[Candidate] = []
    left = words
    for each in candidates:
        alone = each.line.place == 0 or not each.line.needs or _complete(each, chosen)
        if left > 0 and alone and not any(again(each, c) for c in chosen):
            chosen.append(each)
            left -= each.length
    return chosen


def _choose(candidates: Sequence[Candidate], matter: Matter, words: int) -> list[Candidate]:
    """Take the best sentence again and again, each for what it adds to those before."""
    gain = Gain(matter, {id(each): matter.score(each) for each in candidates})
    chosen: list[Candidate] = []
    left, rest = words, list(candidates)
    while left > 0 and (possible := [e for e in rest if not e.line.needs or _complete(e, chosen)]):
        best = max(possible, key=gain)
        chosen.append(best)
        gain.tell(best)
        left -= best.length
        rest = [each for each in rest if each is not best and not again(each, best)]
    return chosen


class Gain:
    """What a sentence would add to those that are chosen; `scores` are by the candidates' ids."""

    def __init__(self, matter: Matter, scores: dict[int, float], pairs: float = 1.0) -> None:
        self.scores = scores
        self.stems, self.pairs = dict(matter.stems), dict(matter.pairs)
        self.by_pairs = pairs

    def __call__(self, each: Candidate) -> float:
        """Weigh a sentence by its own worth and by what nobody told yet."""
        new: float = sum(map(self.stems.__getitem__, each.stems))
        new += self.by_pairs * sum(map(self.pairs.__getitem__, each.pairs))
        size: float = each.length**0.7 + 3
        return self.scores[id(each)] + NEW * new / size

    def tell(self, chosen: Candidate) -> None:
        """Take what is told now for less worth telling."""
        for stem in chosen.stems:
            self.stems[stem] *= TOLD_STEM
        for pair in chosen.pairs:
            self.pairs[pair] *= TOLD_PAIR


def _complete(each: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Say whether the sentence before one that needs it is chosen."""
    before = (each.article, each.line.place - 1)
    return any((c.article, c.line.place) == before for c in chosen)


def again(each: Candidate, chosen: Candidate) -> bool:
    """Say whether a sentence tells what a chosen one does."""
    common = len(each.stems & chosen.stems)
    return common > AGAIN * min(len(each.stems), len(chosen.stems))


def _ordered(chosen: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield what is chosen article by article, the one with the best sentence first."""
    articles = list(dict.fromkeys(each.article for each in chosen))
    yield from sorted(chosen, key=lambda c: (articles.index(c.article), c.line.place))
