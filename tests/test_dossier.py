"""Settings are checked on load, with the file, line and key of every mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.config import bundled
from bot.dossier import read_dossier, suggest
from bot.errors import SettingsError

MISTAKES = [
    (
        "dossier.yaml",
        "kind: latest,",
        "kind: newest,",
        "commands.latest.kind: “newest” is not one of",
    ),
    ("dossier.yaml", "topic: treaty,", "topic: pact,", "commands.treaty.topic: should name one"),
    (
        "dossier.yaml",
        "zone: Europe/London",
        "zone: Mars/Olympus",
        "zone: “Mars/Olympus” is no IANA zone",
    ),
    ("dossier.yaml", "title: Russia–Iran", "titel: Russia–Iran", "titel: is not a key"),
    ("parties.yaml", "gender: f", "gender: female", "gender: “female” is not one of m, f"),
    ("outlets.yaml", "TASS: {wire: true", "TASS: {wire: often", "wire: should be true or false"),
    ("cues.yaml", "irregular:", "irregulars:", "irregulars: is not a key"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "said"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_key(
    tmp_path: Path, file: str, right: str, wrong: str, said: str
) -> None:
    shutil.copytree(bundled("seeds"), tmp_path / "seeds")
    path = tmp_path / "seeds" / file
    path.write_text(path.read_text("utf-8").replace(right, wrong, 1), "utf-8")
    with pytest.raises(SettingsError) as caught:
        read_dossier(tmp_path / "seeds")
    assert any(
        line.startswith(f"{file}, line ") and said in line for line in caught.value.mistakes
    ), caught.value.mistakes


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cues\.yaml is missing"):
        read_dossier(tmp_path)


def test_what_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(bundled("seeds"), tmp_path / "seeds")
    (tmp_path / "seeds" / "cues.yaml").write_text("asserts: [say\n", "utf-8")
    with pytest.raises(SettingsError, match=r"cues\.yaml, line 2"):
        read_dossier(tmp_path / "seeds")


def test_suggestions_are_the_nearest_names() -> None:
    assert suggest("treatty", ["treaty", "latest"]) == ("treaty",)
