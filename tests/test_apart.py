"""A text studied apart is studied as it would be here; however that ends, there is one sentence."""

from __future__ import annotations

import pickle
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from factories import TREATY

from bot import apart
from bot.apart import study, study_apart
from bot.dossier import Dossier
from bot.errors import UnreadableDocument
from bot.intake import Given, Source, child

SOURCE = Source("a.txt", TREATY)


def test_it_is_studied_as_it_would_be_here(dossier: Dossier) -> None:
    given = Given(outlet="The Daily Pebble", published=date(2026, 3, 20), precision="day")
    with study_apart() as ask:
        found = ask(SOURCE, given, dossier.lexicon)
    assert found == study(SOURCE, given, dossier.lexicon)
    assert found[1].attributions


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os; os._exit(3)", "a.txt cannot be read: its parser gave up."),
        ("raise SystemExit('no')", "a.txt cannot be read: its parser gave up."),
        ("import os; os.symlink('/etc/passwd', 'answer')", "a.txt has too much in it"),
        ("open('answer', 'wb').write(b'x' * 17 * 1024 * 1024)", "a.txt has too much in it"),
        ("open('answer', 'wb').write(b'nonsense')", "a.txt cannot be read: its parser gave up."),
        ("import signal; signal.raise_signal(9)", "a.txt needs more memory than a document may."),
        ("import time; time.sleep(60)", "a.txt takes too long to read; send it in parts."),
    ],
)
def test_however_it_ends_there_is_one_sentence(
    code: str, words: str, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "START", code)
    monkeypatch.setattr(child, "SECONDS", 2.0)
    started = time.monotonic()
    with pytest.raises(UnreadableDocument) as raised, study_apart() as ask:
        ask(SOURCE, Given(), dossier.lexicon)
    assert str(raised.value).startswith(words)
    assert time.monotonic() - started < 10


def test_a_mistake_of_ours_is_told_as_one(dossier: Dossier) -> None:
    with pytest.raises(RuntimeError, match="Traceback"), study_apart() as ask:
        ask(replace(SOURCE, text=None), Given(), dossier.lexicon)  # type: ignore[arg-type]


class Deed:
    """Does something when it is read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.path,)


def test_what_it_writes_does_nothing(
    dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deed = pickle.dumps(Deed(tmp_path / "done"))
    monkeypatch.setattr(apart, "START", f"open('answer', 'wb').write({deed!r})")
    with pytest.raises(UnreadableDocument, match="its parser gave up"), study_apart() as ask:
        ask(SOURCE, Given(), dossier.lexicon)
    assert not (tmp_path / "done").exists()


def test_unasked_it_is_gone_at_once() -> None:
    started = time.monotonic()
    with study_apart():
        pass
    assert time.monotonic() - started < 2
