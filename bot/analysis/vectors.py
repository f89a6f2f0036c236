"""What common words mean: a row of numbers for each, near for words of like use.

Without its file (an operator may delete it) whoever asks has to do without. See `model/WORDS.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

WORDS = Path(__file__).parent / "model" / "words.npz"
# a row of 8 bits is stretched so that its widest number is this
WIDEST = 127


@dataclass(frozen=True)
class Vectors:
    """The words' numbers, the commonest word first, and the row of each, times its scale.

    The row after the last word is all 0: it stands for every word that is not known.
    """

    numbers: Mapping[str, int]
    rows: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]

    @classmethod
    def of(cls, words: Sequence[str], rows: npt.NDArray[np.float32]) -> Vectors:
        """Make them of rows as they were learned: each in 8 bits and a scale."""
        import numpy as np

        scales = np.abs(rows).max(1) / WIDEST
        small = np.rint(rows / scales[:, None]).astype(np.int8)
        return cls._with_unknown(words, small, scales.astype(np.float32))

    @classmethod
    def read(cls, path: Path) -> Vectors:
        """Read what `write` wrote."""
        import numpy as np

        with np.load(path, allow_pickle=False) as stored:
            words = stored["words"].tobytes().decode().split("\n")
            return cls._with_unknown(words, stored["rows"], stored["scales"].astype(np.float32))

    @classmethod
    def _with_unknown(cls, words: Sequence[str], rows: Any, scales: Any) -> Vectors:
        import numpy as np

        numbers = {word: number for number, word in enumerate(words)}
        return cls(numbers, np.pad(rows, ((0, 1), (0, 0))), np.pad(scales, (0, 1)))

    def write(self, path: Path) -> None:
        """Write them to a file."""
        import numpy as np

        words = np.frombuffer("\n".join(self.numbers).encode(), np.uint8)
        scales = self.scales[:-1].astype(np.float16)
        np.savez_compressed(path, words=words, rows=self.rows[:-1], scales=scales)

    @property
    def width(self) -> int:
        """How many numbers a row has."""
        return int(self.rows.shape[1])

    def __contains__(self, word: str) -> bool:
        return word in self.numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def matrix(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a row for each plain word, in lower case; all 0 for one that is not known."""
        import numpy as np

        unknown = len(self.numbers)
        found = np.array([self.numbers.get(word, unknown) for word in words], np.intp)
        result: npt.NDArray[np.float32] = self.rows[found] * self.scales[found, None]
        return result


@cache
def load_vectors(path: Path = WORDS) -> Vectors | None:
    """Read the words; None when they are not there."""
    return Vectors.read(path) if path.exists() else None
