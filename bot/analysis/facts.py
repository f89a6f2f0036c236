"""Key sentences of one article, ranked from the lede down."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.model import Fact, Sentence

DANGLING = re.compile(r"(?:He|She|They|It|This|That|These|Those|Such)\b")
ENDED = re.compile(r"[.!?…][”\"’')\]]*$")


def rank_facts(
    text: str, sentences: tuple[Sentence, ...], skip: Collection[int] = ()
) -> tuple[Fact, ...]:
    """Rank the sentences that tell something by themselves; `skip` are indexes of sentences."""
    good = []
    for number, sentence in enumerate(sentences):
        words = sentence.span.of(text)
        if number in skip or DANGLING.match(words) or not ENDED.search(words):
            continue
        if len(words.split()) >= 6:
            good.append(sentence)
    return tuple(Fact(sentence.span, rank) for rank, sentence in enumerate(good, 1))
