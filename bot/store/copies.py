"""Which articles are copies of one text, furniture and byline aside: they count as one support.

A text is known by its runs of five words within a line, so that paragraphs may change places and
quotation marks their form. Its least hashes find what may be like it (Broder's bottom-k sketch);
how much is shared is then counted on the texts themselves.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from sqlalchemy import Connection, select

from bot.store import schema as t

WORD = re.compile(r"\w+")
RUN = 5
SKETCH_SIZE = 24
# of a phrase that more articles have, so many are looked at: others of their runs tell them apart
COMMON_RUN = 40
# how much of the shorter text stands in the longer one, and of the longer one in it, at least in copies:
# an article that takes the news further repeats less of the older one
COPY_SHARE, COPY_REST = 0.75, 0.5
# a likeness below this is that of two reports on one matter
ALIKE = 0.3
MOST_COMPARED = 20


class Likeness(NamedTuple):
    """How much of a text stands in an article, or of the article in it: the share of the shorter one."""

    article_id: int
    share: float


def sketch_of(text: str) -> tuple[int, ...]:
    """Return the least hashes of a text's runs of words."""
    return tuple(sorted(_runs(text))[:SKETCH_SIZE])


def find_origin(connection: Connection, words: str) -> int | None:
    """Find the article that a text is a copy of: the first one of all its copies."""
    mine = _runs(words)
    for article_id, other in _compared(connection, mine):
        shorter, longer = sorted((len(mine), len(other)))
        shared = len(mine & other)
        if shared >= COPY_SHARE * shorter and shared >= COPY_REST * longer:
            query = select(t.article.c.origin_id).where(t.article.c.id == article_id)
            return int(connection.execute(query).scalar() or article_id)
    return None


def likeness(
    connection: Connection, words: str, counts: Callable[[int], bool] = lambda _: True
) -> Likeness | None:
    """Find the article that a text is most like, of those that count; None when none is like it.

    A share of `COPY_SHARE` and more is a copy or a newer version, less a follow-up.
    """
    mine = _runs(words)
    found = [
        Likeness(article_id, len(mine & other) / max(1, min(len(mine), len(other))))
        for article_id, other in _compared(connection, mine, counts)
    ]
    best = max(found, key=lambda each: (each.share, -each.article_id), default=None)
    return best if best is not None and best.share >= ALIKE else None


def _compared(
    connection: Connection, mine: frozenset[int], counts: Callable[[int], bool] = lambda _: True
) -> Iterator[tuple[int, frozenset[int]]]:
    """Yield the articles that share hashes with a text and their runs, the likeliest ones first."""
    counted = Counter[int]()
    for each in sorted(mine)[:SKETCH_SIZE]:
        query = select(t.sketch.c.article_id).where(t.sketch.c.hash == each)
        counted.update(connection.execute(query.limit(COMMON_RUN)).scalars())
    likeliest = sorted(counted, key=lambda article_id: (-counted[article_id], article_id))
    for article_id in islice(filter(counts, likeliest), MOST_COMPARED):
        yield article_id, _runs(_text(connection, article_id))


def _text(connection: Connection, article_id: int) -> str:
    query = (
        select(t.article_version.c.text)
        .join(t.article, t.article.c.live_version_id == t.article_version.c.id)
        .where(t.article.c.id == article_id)
    )
    return str(connection.execute(query).scalar_one())


def _runs(text: str) -> frozenset[int]:
    found = set()
    for line in text.casefold().split("\n"):
        words = WORD.findall(line)
        for at in range(len(words) - RUN + 1):
            run = " ".join(words[at : at + RUN]).encode()
            found.add(int.from_bytes(hashlib.blake2b(run, digest_size=7).digest()))
    return frozenset(found)
