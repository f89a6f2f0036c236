"""A process that is killed while editors upload: what was acknowledged is there, whole and once."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from killing import upload_and_kill

pytestmark = pytest.mark.long


@pytest.mark.parametrize("seed", [3])
def test_what_was_acknowledged_is_there_once_and_whole(tmp_path: Path, seed: int) -> None:
    left = asyncio.run(upload_and_kill(tmp_path, uploads=4, kills=2, seed=seed))
    assert left.receipts == 4
    assert set(left.copies.values()) == {1}
    assert left.whole == 4
    assert left.cards == 4
