"""The learned tagger: who is given which words, with source, cue and content, and how surely.

Without its weights (an operator may delete them) the rules of this package's neighbours stand alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.analysis.vectors import load_vectors

if TYPE_CHECKING:
    from bot.analysis.tagger.tagger import Tagger

WEIGHTS = Path(__file__).parent / "model" / "attributions.npz"


@cache
def load_tagger(path: Path = WEIGHTS) -> Tagger | None:
    """Read the weights; None when they, or the vectors they were made for, are not there."""
    vectors = load_vectors()
    if vectors is None or not path.exists():
        return None
    # numpy takes a tenth of a second to import, and only taking articles in needs it
    from bot.analysis.tagger.tagger import Tagger

    return Tagger.read(path, vectors)
