"""The bench of planning runs from end to end, here with few subscribers: what it times is printed by hand."""

from __future__ import annotations

import subprocess
import sys

from station import ROOT


def test_the_bench_of_planning_runs() -> None:
    words = [sys.executable, "tests/bench/planning.py", "--subscribers", "1000"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    for measured in ("tick and ledger", "answers meanwhile", "idle tick", "memory, most"):
        assert measured in done.stdout
