"""Kill `add` at 50 random moments of 50 uploads: `python tests/bench/uploads.py [KILLS [DOCUMENTS]]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parent.parent))

from editing.crashing import add_the_rest, examine, kill_once, write_documents

from bot.app import App
from bot.config import read_settings


def main(kills: int = 50, documents: int = 50) -> None:
    """Kill, look, go on; print what was there after each kill."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "documents"
        folder.mkdir()
        write_documents(folder, documents)
        url = f"sqlite:///{made}/uploads.db"
        App(read_settings({"DATABASE_URL": url, "XDG_CONFIG_HOME": made})).migrate()
        dice, acknowledged = Random(5), {}
        counted = []
        for _ in range(kills):
            acknowledged |= kill_once(url, folder, dice)
            counted.append(examine(url, acknowledged))
        acknowledged |= add_the_rest(url, folder)
        print(f"articles after each of {kills} kills: {counted}")
        print(f"{examine(url, acknowledged)} of {documents} uploads there, each once and whole")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
