"""Scores and seconds of summaries and timelines, with paired intervals against what is common.

python tests/bench/summaries.py FOLDER

FOLDER holds `score_summaries.py`, `multinews/dev.jsonl`, `cnndm/dev.jsonl` and `t17/dev.jsonl`.
Needs rouge-score and nltk; with sumy installed, LexRank is measured beside us.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.analysis.sentences import split_sentences
from bot.filters import summarise_one, timeline_one

Row = dict[str, Any]
Maker = Callable[[Row, int], list[str]]
SETS = (("multinews", 100), ("multinews", 250), ("cnndm", 60))
SHOWN = ("R1f", "R2f", "RLf", "trace", "redun")
DATED = ("date", "concat1", "concat2", "agree1", "align1", "align2")


def sentences_of(text: str) -> list[str]:
    return [sentence.span.of(text) for sentence in split_sentences(text)]


def filled(ranked: list[str], words: int) -> list[str]:
    """Take sentences until so many words are reached."""
    taken: list[str] = []
    for each in ranked:
        if len(" ".join(taken).split()) >= words:
            break
        taken.append(each)
    return taken


def ours(row: Row, words: int) -> list[str]:
    made: list[str] = summarise_one(row, words)["summary"]
    return made


def lead(row: Row, words: int) -> list[str]:
    """Take the first sentence of each article, then the second of each …"""
    articles = [sentences_of(each["text"]) for each in row["articles"]]
    turns = range(max(map(len, articles)))
    return filled([a[turn] for turn in turns for a in articles if turn < len(a)], words)


def lexrank() -> Maker:
    """Return sumy's LexRank, ranked, on the same sentences; raises ImportError without sumy."""
    from sumy.nlp.stemmers import Stemmer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.utils import get_stop_words

    class Words:
        def to_sentences(self, text: str) -> list[str]:
            return sentences_of(text)

        def to_words(self, text: str) -> list[str]:
            return text.lower().split()

    summarizer = LexRankSummarizer(Stemmer("english"))
    summarizer.stop_words = get_stop_words("english")

    def make(row: Row, words: int) -> list[str]:
        text = "\n\n".join(each["text"].replace("\n", "\n\n") for each in row["articles"])
        parsed = PlaintextParser.from_string(text, Words()).document
        bags = [summarizer._to_words_set(each) for each in parsed.sentences]
        weights = summarizer._compute_tf(bags), summarizer._compute_idf(bags)
        matrix = summarizer._create_matrix(bags, summarizer.threshold, *weights)
        scores = summarizer.power_method(matrix, summarizer.epsilon)
        order = sorted(range(len(bags)), key=lambda n: -scores[n])
        return filled([str(parsed.sentences[n]) for n in order], words)

    return make


def load_scorer(folder: Path) -> Any:
    spec = importlib.util.spec_from_file_location("scorer", folder / "score_summaries.py")
    assert spec is not None
    assert spec.loader is not None
    sys.path.append(str(folder))  # the scorer's own parts
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    return scorer


def read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def measure(scorer: Any, gold: list[Row], words: int, makers: dict[str, Maker]) -> None:
    found: dict[str, list[dict[str, float]]] = {}
    for name, make in makers.items():
        began = time.process_time()
        made = [{"id": row["id"], "summary": make(row, words)} for row in gold]
        seconds = time.process_time() - began
        found[name] = scorer.score_summary(gold, made, words)
        means = {k: sum(row[k] for row in found[name]) / len(gold) for k in SHOWN}
        print(f"  {name:8}", *(f"{k} {means[k]:.4f}" for k in SHOWN), f"{seconds:.2f} s")
    for name in set(found) - {"ours"}:
        for key in ("R1f", "R2f"):
            mean, low, high = scorer.boot(found[name], found["ours"], key)
            print(f"    ours against {name}: {key} {mean:+.4f} [{low:+.4f}, {high:+.4f}]")


def measure_timelines(scorer: Any, gold: list[Row]) -> None:
    began = time.process_time()
    made = []
    for row in gold:
        for number, reference in enumerate(row["timelines"]):
            lines = sum(map(len, reference.values()))
            asked = {
                "id": f"{row['id']}#{number}",
                "dates": len(reference),
                "sentences": max(1, round(lines / len(reference))),
                "start": min(reference),
                "end": max(reference),
            }
            made.append(timeline_one(row | asked))
    means = scorer.avg_timeline(scorer.score_timeline(gold, made)[0])
    seconds = time.process_time() - began
    print("t17\n  ours    ", *(f"{k} {means[k]:.4f}" for k in DATED), f"{seconds:.2f} s")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    scorer = load_scorer(folder)
    makers: dict[str, Maker] = {"ours": ours, "lead": lead}
    try:
        makers["lexrank"] = lexrank()
    except ImportError:
        print("LexRank is left out: sumy is not installed.")
    for name, words in SETS:
        print(f"{name}, {words} words")
        measure(scorer, read(folder / name / "dev.jsonl"), words, makers)
    measure_timelines(scorer, read(folder / "t17" / "dev.jsonl"))
