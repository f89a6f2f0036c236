"""`add` killed in the middle: what it acknowledged is there, nothing half and nothing twice."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from editing.crashing import add_the_rest, examine, kill_once, write_documents

from bot.dossier import Dossier
from bot.store import Store

pytestmark = pytest.mark.long


def test_killing_loses_no_upload_and_doubles_none(
    store: Store, store_url: str, dossier: Dossier, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    write_documents(folder, 6)
    dice, acknowledged = Random(7), {}
    for _ in range(3):
        acknowledged |= kill_once(store_url, folder, dice)
        examine(store_url, acknowledged)
    acknowledged |= add_the_rest(store_url, folder)
    assert examine(store_url, acknowledged) == 6
