"""Key sentences of one article, ranked from the lede down."""

from __future__ import annotations

from collections.abc import Collection

from bot.analysis.fitness import stands_alone
from bot.model import Fact, Sentence


def rank_facts(
    text: str, sentences: tuple[Sentence, ...], skip: Collection[int] = ()
) -> tuple[Fact, ...]:
    """Rank the sentences that tell something by themselves; `skip` are indexes of sentences."""
    good = (
        sentence.span
        for number, sentence in enumerate(sentences)
        if number not in skip and stands_alone(sentence.span.of(text))
    )
    return tuple(Fact(span, rank) for rank, span in enumerate(good, 1))
