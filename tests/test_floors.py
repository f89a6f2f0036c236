"""Imports point down, and parts on one floor do not know each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import bot

FLOORS = (
    {"errors", "model", "logs"},
    {"dates", "yamlfile"},
    {"intake", "analysis", "store"},
    {"dossier", "understanding", "apart"},
    {"build", "briefing"},
    {"ingest", "filters", "verify", "training"},
    {"digest", "editing"},
    {"config"},
    {"chat", "doctor"},
    {"app"},
    {"cli"},
    {"__main__"},
)
FLOOR = {part: number for number, parts in enumerate(FLOORS) for part in parts}
ROOT = Path(bot.__file__).parent
# libraries with one home
HOMES = {
    "telegram": {"chat"},
    "jinja2": {"briefing"},
    "alembic": {"store"},
    "typer": {"cli"},
    "torch": {"training"},
    "lightgbm": {"training"},
    "procrastinate": {"digest"},
}


def modules() -> list[Path]:
    return [path for path in ROOT.rglob("*.py") if "bundled" not in path.parts]


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            if node.module == "bot":
                found |= {f"bot.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_down(path: Path) -> None:
    mine = part_of(path)
    if mine == "__init__":
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] != "bot" or len(parts) < 2 or parts[1] == mine or parts[1] not in FLOOR:
            continue
        assert FLOOR[parts[1]] < FLOOR[mine], f"{mine} imports {parts[1]}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_library_has_one_home(path: Path) -> None:
    for name in imports(path):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or part_of(path) in homes, f"{name} in {part_of(path)}"
