"""The learned judge of lines: how likely each line of a text is to be the body of its article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.intake.lines import Line, measure, verdicts_of, words_of

if TYPE_CHECKING:
    from bot.intake.lines import Matrix

WEIGHTS = Path(__file__).parent / "model" / "lines.npz"


@dataclass(frozen=True, slots=True)
class LineModel:
    """What was learned: a weight for each word, and a small network over the measures of a line."""

    words: dict[str, float]
    bias: float
    mean: Matrix
    scale: Matrix
    hidden: Matrix
    hidden_bias: Matrix
    output: Matrix
    output_bias: float

    def judge(self, lines: Sequence[Line], ruled: Sequence[bool]) -> list[float]:
        """Return for each line, from 0 to 1, how sure it is that the line belongs to the body.

        `ruled` says which lines a rule takes for page furniture.
        """
        import numpy as np

        if not lines:
            return []
        words = [words_of(line.text) for line in lines]
        verdicts = np.array(verdicts_of(words, self.words, self.bias), dtype=np.float32)
        scores: list[float] = self.judge_measures(measure(lines, words, ruled, verdicts)).tolist()
        return scores

    def judge_measures(self, measures: Matrix) -> Matrix:
        """Return the same from measures that were taken already."""
        import numpy as np

        scaled = np.clip((measures - self.mean) / self.scale, -6, 6)
        active = np.maximum(scaled @ self.hidden + self.hidden_bias, 0)
        sure = active @ self.output + np.float32(self.output_bias)
        result: Matrix = 1 / (1 + np.exp(-np.clip(sure, -30, 30)))
        return result

    def save(self, path: Path) -> None:
        """Write the weights to a file that `load_model` reads."""
        import numpy as np

        order = sorted(self.words)
        np.savez_compressed(
            path,
            words=np.frombuffer("\n".join(order).encode(), dtype=np.uint8),
            word_weights=np.array([self.words[word] for word in order], dtype=np.float16),
            bias=np.float32(self.bias),
            mean=self.mean,
            scale=self.scale,
            hidden=self.hidden.astype(np.float16),
            hidden_bias=self.hidden_bias,
            output=self.output,
            output_bias=np.float32(self.output_bias),
        )


@cache
def load_model(path: Path = WEIGHTS) -> LineModel | None:
    """Read the weights; None when an operator has taken them out, and the rules stand alone."""
    if not path.exists():
        return None
    # numpy takes a tenth of a second to import, and only taking articles in needs it
    import numpy as np

    with np.load(path, allow_pickle=False) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        return LineModel(
            words=dict(zip(words, stored["word_weights"].astype(float).tolist(), strict=True)),
            bias=float(stored["bias"]),
            mean=stored["mean"],
            scale=stored["scale"],
            hidden=stored["hidden"].astype(np.float32),
            hidden_bias=stored["hidden_bias"],
            output=stored["output"],
            output_bias=float(stored["output_bias"]),
        )
