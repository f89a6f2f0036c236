from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.analysis.vectors import Vectors, load_vectors


def likeness(vectors: Vectors, one: str, other: str) -> float:
    a, b = vectors.matrix([one, other])
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    vectors = load_vectors()
    if vectors is None:
        pytest.skip("an operator has taken the words out")
    return vectors


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("said", "told", "carpet"),
        ("spokesman", "spokeswoman", "river"),
        ("warned", "cautioned", "copper"),
        ("treaty", "agreement", "goalkeeper"),
    ],
)
def test_words_of_like_use_are_near(vectors: Vectors, word: str, near: str, far: str) -> None:
    assert likeness(vectors, word, near) > likeness(vectors, word, far) + 0.3


def test_an_unknown_word_is_nothing(vectors: Vectors) -> None:
    assert "zzgrk" not in vectors
    assert not vectors.matrix(["zzgrk"]).any()
    assert vectors.matrix([]).shape == (0, vectors.width)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    rows = np.array([[0.5, -1.0, 0.25], [3.0, 0.0, -0.1]], np.float32)
    Vectors.of(["yes", "no"], rows).write(tmp_path / "words.npz")
    found = load_vectors(tmp_path / "words.npz")
    assert found is not None
    assert list(found.numbers) == ["yes", "no"]
    np.testing.assert_allclose(found.matrix(["no", "yes"]), rows[::-1], atol=3 / 250)


def test_nothing_is_read_where_nothing_is(tmp_path: Path) -> None:
    assert load_vectors(tmp_path / "words.npz") is None
