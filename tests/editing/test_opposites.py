"""Any changes in any order, then all undone: every answer on the way back is what it was, to the byte."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from random import Random

import pytest
from conftest import adding
from databases import Prepare
from factories import TREATY, document, editing, given
from sqlalchemy import select

from bot.briefing import Answer, Briefings, Renderer
from bot.config import bundled
from bot.dossier import Dossier
from bot.editing import Editing
from bot.errors import ChangeRefused
from bot.ingest import Ingest
from bot.model import Publication
from bot.store import Store, changes
from bot.store.journal import KEYS, POINTERS, Key
from bot.store.schema import metadata
from bot.store.verify import check

REQUESTS = (
    "/treaty",
    "/positions",
    "/positions Russia",
    "/positions Iran",
    "/latest 10",
    "/timeline",
    "/quotes",
    "/search treaty",
)
ARTICLES = (
    TREATY,
    """Arms to nobody

Share this article

Iran’s foreign minister Abbas Araghchi denied on 12 February 2025 that Tehran had sent missiles to Russia.

“We have sent no missiles to anybody,” Araghchi told reporters in Tehran.

The Comprehensive Strategic Partnership Treaty of Russia and Iran was signed in January 2025.
The treaty does not include a mutual defence clause.

Read more: Ten facts on the treaty
""",
    """Western officials on missiles

Western officials said that Iran had sent missiles to Russia.

Ukraine claimed that Iran had sent missiles to Russia. Russian President Vladimir Putin said that the
Comprehensive Strategic Partnership Treaty does not include a mutual defense clause.
""",
    """A copy of the treaty’s news

Russia and Iran signed the Comprehensive Strategic Partnership Treaty in Moscow in January 2025.

The agreement does not include a mutual defence clause. “We wanted a treaty of cooperation, not a bloc,”
Russian Foreign Minister Sergei Lavrov said. Diplomats in Oslo had expected the signing for months.
""",
)
COUNT = len(ARTICLES)


def with_articles(url: str) -> None:
    with adding(url) as ingest:
        for number, text in enumerate(ARTICLES):
            ingest.add(document(text, f"{number}.txt"), given(f"2026-03-{20 - number}"))


@pytest.fixture
def contents() -> Prepare:
    return with_articles


@pytest.fixture
def desk(ingest: Ingest) -> Editing:
    return editing(ingest)


def any_change(desk: Editing, dice: Random) -> None:
    """Make a change, or have one refused: both are fine here."""
    article_id = dice.randint(1, COUNT)
    voices = desk.voices_of(article_id)
    key = dice.choice(voices).passage if voices else ""
    changes: list[Callable[[], object]] = [
        lambda: desk.edit(article_id, by=None, headline=f"Headline {dice.random()}"),
        lambda: desk.edit(article_id, by=None, publication=any_day(dice)),
        lambda: desk.edit(article_id, by=None, publication=Publication()),
        lambda: desk.remove(article_id, by=None),
        lambda: desk.withdraw(article_id, "taken back", by=None),
        lambda: desk.publish(article_id, by=None),
        lambda: desk.mark_copy(article_id, dice.randint(1, COUNT), by=None),
        lambda: desk.replace(article_id, dice.randint(1, COUNT), by=None),
        lambda: desk.restore(article_id, removed(desk, article_id), by=None),
        lambda: desk.overrule(key, "speaker", dice.choice(desk.names_in(article_id)), by=None),
        lambda: desk.overrule(key, "speaker", None, by=None),
        lambda: desk.overrule(key, "stance", dice.choice(("denies", "supports")), by=None),
        lambda: desk.overrule(key, dice.choice(("hidden", "pinned")), True, by=None),
        lambda: desk.overrule(key, "apart", True, by=None),
        lambda: desk.overrule(key, "joined", dice.choice(desk.joinable(key)).passage, by=None),
    ]
    with suppress(ChangeRefused, IndexError):
        dice.choice(changes)()


def any_day(dice: Random) -> Publication:
    return Publication(date(2026, 3, dice.randint(1, 28)), dice.choice(("day", "week", "month")))


def removed(desk: Editing, article_id: int) -> list[object]:
    with desk.store.database.reading() as connection:
        article = desk.store.articles.get(connection, article_id).article
    return [each.span for each in article.removed]


@pytest.mark.parametrize("seed", range(4))
def test_every_answer_comes_back(desk: Editing, store: Store, dossier: Dossier, seed: int) -> None:
    dice = Random(seed)
    briefings = Briefings(store, dossier, Renderer(bundled("templates")))

    def ask() -> list[Answer]:
        return [briefings.answer(request) for request in REQUESTS]

    told = {desk.log()[0].id: ask()}
    for _ in range(14):
        any_change(desk, dice)
        told.setdefault(desk.log()[0].id, ask())
    assert len(told) > 5
    assert check(store.database).damage == []
    for before in sorted(told, reverse=True)[1:]:
        desk.undo(by=None)
        assert ask() == told[before]
    assert check(store.database).damage == []


def picture(store: Store) -> dict[Key, dict[str, object]]:
    """Return every row that a change may alter, by its key."""
    found = {}
    with store.database.reading() as connection:
        for name, keys in KEYS.items():
            table = metadata.tables[name]
            columns = [table.c[each] for each in POINTERS.get(name, table.c.keys())]
            for row in connection.execute(select(*columns)).mappings():
                found[name, tuple(row[key] for key in keys)] = dict(row)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_every_row_that_a_change_alters_is_written_down(desk: Editing, seed: int) -> None:
    dice = Random(200 + seed)
    for _ in range(16):
        before, newest = picture(desk.store), desk.log()[0].id
        if dice.random() < 0.3:
            with suppress(ChangeRefused):
                desk.undo(by=None)
        else:
            any_change(desk, dice)
        made = desk.log()[0].id
        if made == newest:
            continue
        after = picture(desk.store)
        with desk.store.database.reading() as connection:
            told = {row.key: (row.before, row.after) for row in changes.rows(connection, made)}
        assert told == {
            key: (before.get(key), after.get(key))
            for key in {**before, **after}
            if before.get(key) != after.get(key)
            and (key[0] not in POINTERS or (key in before and key in after))
        }


@pytest.mark.parametrize("seed", range(2))
def test_changes_undone_in_any_order_leave_a_sound_store(
    desk: Editing, store: Store, seed: int
) -> None:
    dice = Random(100 + seed)
    for _ in range(8):
        any_change(desk, dice)
    for change in dice.sample(desk.log(), len(desk.log())):
        if change.kind != "publish":
            with suppress(ChangeRefused):
                desk.undo(by=None, change_id=change.id)
    assert check(store.database).damage == []
    with store.database.reading() as connection:
        counted = store.dossiers.get(connection)
        assert desk.stats().states.get("public", 0) == _count(store, connection, counted)


def _count(store: Store, connection: object, dossier: object) -> int:
    from bot.store import DossierReader

    return DossierReader(store.database, connection, dossier).count()  # type: ignore[arg-type]
