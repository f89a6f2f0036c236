"""What a change and an answer look at does not grow with the archive, as SQLite's plans say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import NOW, adding
from databases import Prepare
from factories import TREATY, document, editing, given
from sqlalchemy import event

from bot.briefing import Briefings, Renderer
from bot.config import bundled
from bot.dossier import Dossier
from bot.ingest import Ingest
from bot.store import Store

# tables that have rows for every article
GROWING = ("statement", "event", "voice", "fact_support", "fact_word", "attribution", "passage")
SECOND = """A view from the port

Iran’s foreign minister Abbas Araghchi denied on 12 February 2025 that Tehran had sent missiles to Russia.

“We have sent no missiles to anybody,” Araghchi told reporters in Tehran.

Western officials said that Iran had sent missiles to Russia.
"""


@contextmanager
def plans(store: Store) -> Iterator[list[tuple[str, str]]]:
    """Collect each statement that is run and how SQLite finds each table's rows for it."""
    made: list[tuple[str, str]] = []

    def explain(connection: Any, _: Any, statement: str, values: Any, *rest: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            cursor = connection.connection.driver_connection.cursor()
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            made.extend((statement, row[3]) for row in cursor.fetchall())

    event.listen(store.database.engine, "before_cursor_execute", explain)
    yield made
    event.remove(store.database.engine, "before_cursor_execute", explain)


def widely_looked_at(made: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the plans that read all of a table or all of a build: they grow with the archive."""
    tables = "|".join(GROWING)
    every = re.compile(rf"SCAN (?:{tables})\b|SEARCH (?:{tables}) USING .*\(build_id=\?\)$")
    return {(plan, statement) for statement, plan in made if every.match(plan)}


def two_articles(url: str) -> None:
    with adding(url) as ingest:
        ingest.add(document(TREATY, "first.txt"), given("2026-03-19"))
        ingest.add(document(SECOND, "second.txt"), given("2026-03-20"))


@pytest.fixture
def contents() -> Prepare:
    return two_articles


@pytest.fixture
def filled(small_store: Store, dossier: Dossier) -> Ingest:
    return Ingest(small_store, dossier, lambda: NOW)


def test_an_article_is_put_in_and_taken_out_by_its_own_rows(filled: Ingest) -> None:
    desk = editing(filled)
    changes: list[Callable[[], object]] = [
        lambda: desk.remove(2, by=None),
        lambda: desk.undo(by=None),
        lambda: desk.mark_copy(2, 1, by=None),
        lambda: filled.add(document(f"{SECOND}\nIt rained in Tehran.", "third.txt"), given()),
    ]
    for change in changes:
        with plans(filled.store) as made:
            change()
        assert made
        assert widely_looked_at(made) == set()


@pytest.mark.parametrize(
    "request_",
    ["/quotes", "/quotes Araghchi", "/quotes Iran", "/positions Iran", "/positions", "/treaty"],
)
def test_an_answer_finds_the_newest_by_an_index_in_their_order(
    filled: Ingest, request_: str
) -> None:
    briefings = Briefings(filled.store, filled.settings, Renderer(bundled("templates")))
    with plans(filled.store) as made:
        briefings.answer(request_)
    assert widely_looked_at(made) == set()
    sorting = {
        plan
        for statement, plan in made
        if "USE TEMP B-TREE" in plan and "ORDER BY statement.day" in statement
    }
    assert not any("FOR ORDER BY" in plan for plan in sorting)
