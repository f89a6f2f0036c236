"""A stranger's text is cleaned and analysed in an interpreter of its own, within a parser's limits."""

from __future__ import annotations

import datetime
import pickle
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import bot
from bot import model
from bot.analysis import analyse
from bot.analysis.lexicon import Lexicon
from bot.errors import UnreadableDocument
from bot.intake import Given, Source, read_source
from bot.intake.child import FOLDER_PREFIX, GAVE_UP, MOST_ANSWER, started, watch
from bot.intake.parsing import shut_in
from bot.model import Analysis, Article

# an isolated interpreter knows no folder of ours: the first argument names the one that holds `bot`
START = "import sys; sys.path.insert(0, sys.argv[1]); from bot import apart; apart.main()"
FOLDER = Path(bot.__file__).parents[1]
ADVICE = "send it in parts"


# how a text becomes an article with its analysis
Study = Callable[[Source, Given, Lexicon], tuple[Article, Analysis]]


@contextmanager
def study_apart() -> Iterator[Study]:
    """Give what studies one text as `study` does, apart; it gets ready while the text is opened.

    What is given raises UnreadableDocument when the text takes too much.
    """
    with (
        tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as folder,
        started(("-c", START, str(FOLDER)), folder, subprocess.PIPE) as process,
    ):

        def ask(source: Source, given: Given, lexicon: Lexicon) -> tuple[Article, Analysis]:
            Path(folder, "question").write_bytes(pickle.dumps((source, given, lexicon)))
            _tell(process)
            watch(process, source.name, ADVICE)
            return _answer(Path(folder, "answer"), source.name)

        yield ask


def study(source: Source, given: Given, lexicon: Lexicon) -> tuple[Article, Analysis]:
    """Make an article of a text and analyse it, in this process."""
    article = read_source(source, given)
    return article, analyse(article, lexicon)


def main() -> None:
    """Answer the question of the folder that is the current one: what was found, or how it failed."""
    # so that all that studies texts is at hand when the question comes
    study(Source("", "Nobody said so."), Given(), Lexicon())
    if not sys.stdin.read(1):
        return
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


def _tell(process: subprocess.Popen[bytes]) -> None:
    """Tell the child that the question is there; it may be gone."""
    assert process.stdin is not None
    with suppress(BrokenPipeError), process.stdin as line:
        line.write(b"\n")


def _answer(path: Path, name: str) -> tuple[Article, Analysis]:
    """Read what the child wrote; it is trusted no more than the document."""
    try:
        if path.is_symlink() or path.stat().st_size > MOST_ANSWER:
            raise UnreadableDocument(f"{name} has too much in it; {ADVICE}.")
        with path.open("rb") as file:
            found = Nouns(file).load()
    except (OSError, EOFError, AttributeError, ValueError, TypeError, pickle.PickleError) as error:
        raise UnreadableDocument(f"{name} {GAVE_UP}.") from error
    if isinstance(found, str):
        # a mistake of ours, not of the document
        raise RuntimeError(found)
    article, analysis = found
    return article, analysis
