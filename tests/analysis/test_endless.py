"""Texts that no writer wrote: read in time that grows with their length, and in bounded memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from bot.analysis.attributions import attribute
from bot.analysis.sentences import LONGEST, split_sentences
from bot.analysis.tagger.windows import LONGEST as MOST_TOKENS
from bot.analysis.tagger.windows import windows_of
from bot.dossier import Dossier

CASES = ("said, ", " said, “We will, ", "“a” ", "(", "the spokesman said. ", "Smith and ", "=\n")
MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("words", CASES)
def test_no_sentence_and_no_window_is_endless(words: str) -> None:
    text = words * (40_000 // len(words))
    sentences = split_sentences(text)
    assert max(len(sentence.span) for sentence in sentences) <= LONGEST
    windows = windows_of(text, sentences, ())
    assert max(len(window.tokens) for window in windows) <= MOST_TOKENS
    assert sum(len(window.tokens) for window in windows) >= len(text.split())


@pytest.mark.long
@pytest.mark.parametrize("words", CASES)
def test_the_memory_of_analysis_is_bounded(words: str, dossier: Dossier) -> None:
    text = words * (20_000 // len(words))
    tracemalloc.start()
    try:
        attribute(text, split_sentences(text), dossier.lexicon)
        assert tracemalloc.get_traced_memory()[1] < 300 * MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
def test_matrices_are_multiplied_by_one_thread() -> None:
    code = (
        "import bot, numpy; print(open('/proc/self/status').read().split('Threads:')[1].split()[0])"
    )
    set_so = {key: value for key, value in os.environ.items() if not key.endswith("_NUM_THREADS")}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=set_so, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "1"
