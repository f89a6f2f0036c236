"""A stranger's text is cleaned and analysed in an interpreter of its own, within a parser's limits."""

from __future__ import annotations

import datetime
import pickle
import signal
import tempfile
import traceback
from pathlib import Path
from typing import Any

import bot
from bot import model
from bot.analysis import analyse
from bot.analysis.lexicon import Lexicon
from bot.errors import UnreadableDocument
from bot.intake import Given, Source, read_source
from bot.intake.child import GAVE_UP, MOST_ANSWER, run_shut_in
from bot.intake.parsing import shut_in
from bot.model import Analysis, Article

# an isolated interpreter knows no folder of ours: the first argument names the one that holds `bot`
START = "import sys; sys.path.insert(0, sys.argv[1]); from bot import apart; apart.main()"
FOLDER = Path(bot.__file__).parents[1]
ADVICE = "send it in parts"


def study_apart(source: Source, given: Given, lexicon: Lexicon) -> tuple[Article, Analysis]:
    """Clean and analyse a text as `study` does; raises UnreadableDocument when it takes too much."""
    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        Path(folder, "question").write_bytes(pickle.dumps((source, given, lexicon)))
        run_shut_in(("-c", START, str(FOLDER)), folder, source.name, ADVICE)
        found = _answer(Path(folder, "answer"), source.name)
    if isinstance(found, str):
        # a mistake of ours, not of the document
        raise RuntimeError(found)
    article, analysis = found
    return article, analysis


def study(source: Source, given: Given, lexicon: Lexicon) -> tuple[Article, Analysis]:
    """Make an article of a text and analyse it, in this process."""
    article = read_source(source, given)
    return article, analyse(article, lexicon)


def main() -> None:
    """Answer the question of the folder that is the current one: what was found, or how it failed."""
    shut_in()
    question = pickle.loads(Path("question").read_bytes())
    answer: object = None
    try:
        answer = study(*question)
    except MemoryError:
        # as the system ends what takes more than there is, and with the same sentence
        signal.raise_signal(signal.SIGKILL)
    except Exception:
        answer = traceback.format_exc()
    Path("answer").write_bytes(pickle.dumps(answer))


class Nouns(pickle.Unpickler):
    """Makes of what a child wrote nothing but the nouns of `model` and days."""

    def find_class(self, module: str, name: str) -> Any:
        """Return one of the classes that an answer is made of."""
        if module == model.__name__ and isinstance(kind := getattr(model, name), type):
            return kind
        if (module, name) in (("datetime", "date"), ("datetime", "datetime")):
            return getattr(datetime, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")


def _answer(path: Path, name: str) -> Any:
    """Read what the child wrote; it is trusted no more than the document."""
    try:
        if path.is_symlink() or path.stat().st_size > MOST_ANSWER:
            raise UnreadableDocument(f"{name} has too much in it; {ADVICE}.")
        with path.open("rb") as file:
            return Nouns(file).load()
    except (OSError, EOFError, AttributeError, ValueError, TypeError, pickle.PickleError) as error:
        raise UnreadableDocument(f"{name} {GAVE_UP}.") from error
