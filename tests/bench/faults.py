"""Faults between us and Telegram, and under us: nothing lost, nobody twice beyond the unknown ones.

python tests/bench/faults.py [--chats 200] [--only NAME,...]

Each scene delivers digests to so many chats through the real sender and the real ledger (SQLite, the
database's own faults included) while something breaks, and waits for all to mend without a hand.
Prints a row a scene: sent, twice, of unknown outcome, without, seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from scenes import SCENES, UNKNOWN, play


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    names = [name for name in SCENES if name in options.only.split(",") or not options.only]
    print(f"{'scene':18} {'sent':>6} {'twice':>6} {'unknown':>8} {'without':>8} {'seconds':>8}")
    broken = False
    for name in names:
        sent, twice, without, took = asyncio.run(play(SCENES[name], options.chats))
        unknown = UNKNOWN.get(name, 0)
        print(f"{name:18} {sent:6} {twice:6} {unknown:8} {without:8} {took:8.1f}", flush=True)
        broken |= bool(without) or twice > unknown
    if broken:
        raise SystemExit("promise broken")


if __name__ == "__main__":
    main()
