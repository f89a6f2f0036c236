"""Key sentences of one article, ranked from the lede down."""

from __future__ import annotations

from collections.abc import Collection

from bot.analysis.fitness import signs_in, stands_alone, without_dateline
from bot.model import Fact, Sentence


def rank_facts(
    text: str, sentences: tuple[Sentence, ...], skip: Collection[int] = ()
) -> tuple[Fact, ...]:
    """Rank the sentences that tell something by themselves; `skip` are indexes of sentences."""
    told = (without_dateline(text, s.span) for n, s in enumerate(sentences) if n not in skip)
    signs = signs_in(text)
    good = (span for span in told if stands_alone(span.of(text), signs))
    return tuple(Fact(span, rank) for rank, span in enumerate(good, 1))
