"""What a writer only supposes: “no sign that Iran supports …”, “if China opposes …”, “few believe …”.

Nobody said or did it, so that no line may be made of it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.model import Attribution, Sentence, Span

# up to two words may belong to the source: “whether the Russian foreign ministry”
OWN_WORDS = r"(?:[\w'’-]+\s+){0,2}$"
SUPPOSED = re.compile(
    rf"(?:\b(?:whether|if|unless|why|how|lest)|^\W*(?:should|had|were))\s+{OWN_WORDS}",
    re.IGNORECASE,
)
CLAIMED = re.compile(r"\bthat\s+(?:(?:the|a|an|its|their)\s+)?(?:[\w'’-]+\s+)?$", re.IGNORECASE)
NOBODY = re.compile(
    r"(?:few|nobody|no one|none|neither|no|hardly (?:any|anyone|anybody))\b", re.IGNORECASE
)


def without_supposed(
    text: str, sentences: Sequence[Sentence], made: Sequence[Attribution]
) -> Iterator[Attribution]:
    """Yield attributions; `speech` is False for what the text only supposes or gives to nobody.

    A clause with “that” counts when somebody asserts it: “Zakharova said that China had condemned”.
    """
    starts = [sentence.span.start for sentence in sentences]
    for each in made:
        if each.kind == "direct" or each.source is None or not each.speech:
            yield each
            continue
        source = each.source[0]
        begin = starts[max(0, bisect_right(starts, source.start) - 1)]
        before = text[begin : source.start]
        # “…, allegations that Tehran has rejected” tells of what stands before it
        behind = each.content[-1].end <= source.start
        supposed = (
            _is_nobody(text, source)
            or SUPPOSED.search(before)
            or (
                CLAIMED.search(before)
                and not behind
                and not any(_asserts(text, other, source) for other in made)
            )
        )
        yield replace(each, speech=False) if supposed else each


def _is_nobody(text: str, source: Span) -> bool:
    return NOBODY.match(text, source.start, source.end) is not None


def _asserts(text: str, outer: Attribution, source: Span) -> bool:
    """Say whether somebody says, as so, what holds the source of another attribution."""
    return (
        outer.stance == "asserts"
        and outer.speech
        and outer.source is not None
        and not _is_nobody(text, outer.source[0])
        and any(piece.covers(source) for piece in outer.content)
    )
