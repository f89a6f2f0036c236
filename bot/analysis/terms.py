"""Content words as stems, so that sentences can be compared quickly."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.analysis.wordings import STOP, SUFFIX

WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
# words that say little about what a sentence tells
EMPTY = STOP | frozenset(
    "i we you me my our your us him himself themselves itself here there when where what why how"
    " all any both each few more most other some own same too very can will would could should may"
    " might must shall just don didn doesn isn wasn aren ain s t m re ve ll d because while during"
    " before after until against again further once only now said say says told mr mrs ms dr one two"
    " since however although though via per upon got get".split()
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a word in small letters; "" when it says nothing."""
    word = word.replace("’", "'").split("'")[0]
    if len(word) < 2 or word in EMPTY:
        return ""
    return SUFFIX.sub("", word)[:10] if len(word) > 4 else word.removesuffix("s")


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return WORD.findall(text.lower())


def stems_of(words: Iterable[str]) -> list[str]:
    """Return the stems of the words that say something, in order."""
    return [found for found in map(stem, words) if found]


def terms(text: str) -> list[str]:
    """Return the stems of the content words in order."""
    return stems_of(words_of(text))
