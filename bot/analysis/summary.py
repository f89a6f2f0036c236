"""The sentences that tell most of one article or several within some words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from bot.analysis.features import Candidate, Matter, distinct
from bot.analysis.fitness import MARKS, all_lines, lines_of
from bot.model import Span

# how much new matter counts beside the worth of a sentence
NEW = 200.0
# what is left of the weight of a thing that was told
TOLD = 0.1
# a sentence counts as so much longer, or the shortest would tell most for their length
SPARE = 8
# how much more a sentence is worth that is all quotation
QUOTED = 0.6
# how many sentences of a quotation are told together
QUOTATION = 3
# what shares more of its stems with a chosen sentence tells it again
AGAIN = 0.6


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
    """Take what all are about, then the best sentence again and again for what it adds."""
    scores = {id(each): matter.score(each) for each in candidates}
    gain = Gain(dict(matter.runs), attrgetter("runs"), scores, SPARE)

    def worth(each: Candidate) -> float:
        return gain(each) * (1 + QUOTED * each.quoted)

    chosen: list[Candidate] = []
    left, rest = words, list(candidates)
    while left > 0 and (possible := [e for e in rest if not e.line.needs or _complete(e, chosen)]):
        best = max(possible, key=worth if chosen else matter.opening)
        for each in _finished(best, rest):
            if left > 0:
                chosen.append(each)
                gain.tell(each)
                left -= each.length
                rest = [other for other in rest if other is not each and not again(other, each)]
    return chosen


def _finished(best: Candidate, rest: Sequence[Candidate]) -> list[Candidate]:
    """Return a sentence, and after one that begins a quotation those that end it."""
    told = [best]
    while len(told) < QUOTATION and len(MARKS.findall(" ".join(e.line.words for e in told))) % 2:
        after = (best.article, told[-1].line.place + 1)
        following = [each for each in rest if (each.article, each.line.place) == after]
        if not following:
            break
        told += following
    return told


@dataclass
class Gain:
    """What a sentence would add to those that are chosen.

    `weights` say how much each thing counts that sentences tell, `things` which those of a sentence are;
    `scores` are by the candidates' ids. Each sentence counts as `spare` words longer than it is.
    """

    weights: dict[str, float]
    things: Callable[[Candidate], Iterable[str]]
    scores: dict[int, float]
    spare: int

    def __call__(self, each: Candidate) -> float:
        """Weigh a sentence by its own worth and by what nobody told yet."""
        new: float = sum(map(self.weights.__getitem__, self.things(each)))
        return self.scores[id(each)] + NEW * new / (each.length + self.spare)

    def tell(self, chosen: Candidate) -> None:
        """Take what is told now for less worth telling."""
        for thing in self.things(chosen):
            self.weights[thing] *= TOLD


def _complete(each: Candidate, chosen: Sequence[Candidate]) -> bool:
    """Say whether the sentence before one that needs it is chosen."""
    before = (each.article, each.line.place - 1)
    return any((c.article, c.line.place) == before for c in chosen)


def again(each: Candidate, chosen: Candidate, share: float = AGAIN) -> bool:
    """Say whether a sentence tells what a chosen one does: more than a share of its stems, or of theirs."""
    common = len(each.stems & chosen.stems)
    return common > share * min(len(each.stems), len(chosen.stems))


def _ordered(chosen: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield what is chosen article by article, the one with the best sentence first."""
    articles = list(dict.fromkeys(each.article for each in chosen))
    yield from sorted(chosen, key=lambda c: (articles.index(c.article), c.line.place))
