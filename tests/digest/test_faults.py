"""Nothing is lost and nobody hears twice but where the outcome is unknown, whatever breaks."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest
from scenes import SCENES, UNKNOWN, away, play

pytestmark = pytest.mark.long

# the bench holds the database for longer than anybody waits
SHORT = {**SCENES, "database away": partial(away, seconds=2)}
CHATS = 40


@pytest.mark.parametrize("name", [name for name in SCENES if name != "nothing"])
def test_all_mends_without_a_hand(name: str) -> None:
    sent, twice, without, _ = asyncio.run(play(SHORT[name], CHATS))
    assert (sent, without) == (CHATS, 0)
    assert twice <= UNKNOWN.get(name, 0)
