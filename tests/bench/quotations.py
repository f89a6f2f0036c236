"""The scorer's figures of attributions, the curve of confidence, and the speed of the whole analysis.

    python tests/bench/quotations.py SCORER.py GOLD.jsonl

SCORER is the evaluation's `score_quotes.py`. One thread is used: set OMP_NUM_THREADS=1 beside it.
"""

from __future__ import annotations

import importlib.util
import resource
import sys
import time
from pathlib import Path
from typing import Any

from bot.analysis.tagger import load_tagger
from bot.dossier import read_dossier
from bot.filters import analyse_one

CURVE = (0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5)


def main(scorer_path: str, gold_path: str) -> None:
    """Print the tables."""
    spec = importlib.util.spec_from_file_location("scorer", scorer_path)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = scorer.load(gold_path)
    lexicon = read_dossier(Path("seeds")).lexicon
    began = time.perf_counter()
    load_tagger()
    loaded = time.perf_counter() - began
    began = time.process_time()
    found = [analyse_one(record, lexicon) for record in gold]
    spent = time.process_time() - began
    for name, speech in (("all", False), ("speech only", True)):
        print(name)
        print(scorer.report(scorer.score(gold, found, primary=True, speech=speech)[0]))
    print("confidence  precision  recall   direct: precision  recall")
    for least in CURVE:
        print(f"{least:10.2f}  " + _at(scorer, gold, found, least))
    words = sum(len(record["text"].split()) for record in gold)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{words / 600 / spent:.1f} articles of 600 words a second; load {loaded:.2f} s; {memory:.0f} MB"
    )


def _at(scorer: Any, gold: list[Any], found: list[dict[str, Any]], least: float) -> str:
    kept = [
        {**each, "attributions": [a for a in each["attributions"] if a["confidence"] >= least]}
        for each in found
    ]
    result = scorer.score(gold, kept, primary=True)[0]
    rows = (result["e2e"], result["by_kind"]["direct"]["e2e"])
    return "   ".join(f"{100 * row['P']:8.1f}  {100 * row['R']:6.1f}" for row in rows)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
