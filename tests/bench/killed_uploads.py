"""Kill the bot at 50 random moments of 50 uploads: killed_uploads.py [UPLOADS [KILLS [SEED]]]."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from killing import upload_and_kill


def main(uploads: int = 50, kills: int = 50, seed: int = 1) -> int:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        left = asyncio.run(upload_and_kill(Path(folder), uploads, kills, seed))
    lost = left.receipts - len(left.copies)
    twice = sum(count > 1 for count in left.copies.values())
    half = sum(left.copies.values()) - left.whole
    print(
        f"{left.kills} kills, {left.receipts} of {uploads} uploads acknowledged: {lost} lost,"
        f" {twice} twice, {half} half, {left.cards} cards; {time.monotonic() - began:.0f} s"
    )
    return 1 if lost or twice or half else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
