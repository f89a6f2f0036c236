"""Articles in and out on both engines: nothing lost, nothing twice, every span its text."""

from __future__ import annotations

from datetime import datetime

import pytest
from factories import TREATY, document, editing, given, take_out

from bot.errors import DuplicateArticle
from bot.ingest import Ingest
from bot.model import Document
from bot.store import DossierReader, Store
from bot.store.verify import check

MORE = "\nDiplomats in Oslo who follow both states closely had expected the signing for months.\n"


def reader(store: Store, connection: object) -> DossierReader:
    return DossierReader(store.database, connection, store.dossiers.get(connection))  # type: ignore[arg-type]


def test_an_article_comes_back_as_it_went_in(ingest: Ingest, store: Store) -> None:
    number = ingest.add(document(), given(outlet="The Daily"))
    with store.database.reading() as connection:
        stored = store.articles.get(connection, number)
    assert stored.article.source_text == TREATY
    assert stored.article.metadata.headline == "Russia and Iran sign partnership treaty"
    assert stored.article.metadata.outlet == "The Daily"
    assert "sign partnership treaty" not in stored.article.text


def test_the_same_bytes_or_words_are_one_article(ingest: Ingest) -> None:
    number = ingest.add(document(), given())
    for again in (document(), document(TREATY.replace("\n\n", "\n\n\n"), "copy.txt")):
        with pytest.raises(DuplicateArticle) as caught:
            ingest.add(again, given())
        assert caught.value.article_id == number


def test_a_copy_with_a_line_more_counts_as_the_same_support(ingest: Ingest, store: Store) -> None:
    first = ingest.add(document(), given())
    second = ingest.add(document(TREATY + MORE, "copy.txt"), given())
    assert second != first
    with store.database.reading() as connection:
        facts = reader(store, connection).facts("treaty", 10)
    assert facts
    assert {fact.origins for fact in facts} == {1}


def test_another_story_on_the_same_event_is_no_copy(ingest: Ingest, store: Store) -> None:
    ingest.add(document(), given())
    other = (
        "A second view\n\nObservers in Oslo followed the signing of the Comprehensive Strategic"
        " Partnership Treaty by Russia and Iran in January 2025 with interest."
        " The treaty does not contain a mutual defense clause.\n"
    )
    ingest.add(document(other, "other.txt"), given())
    with store.database.reading() as connection:
        facts = reader(store, connection).facts("treaty", 10)
    assert max(fact.origins for fact in facts) == 2


def test_a_draft_answers_nowhere(ingest: Ingest, store: Store) -> None:
    draft = ingest.draft(document(), given())
    with store.database.reading() as connection:
        rows = reader(store, connection)
        assert rows.count() == 0
        assert rows.latest(5) == ()
        assert rows.search(["treaty"], 5) == (0, ())
    editing(ingest).discard(draft.article_id, by=None)
    with store.database.reading() as connection:
        assert reader(store, connection).count() == 0


def test_taking_an_article_out_leaves_every_count_as_before(ingest: Ingest, store: Store) -> None:
    ingest.add(document(), given())
    other = document(
        "Note\n\n" + TREATY.split("\n\n", 1)[1].replace("Moscow", "the capital") + "More follows.",
        "b.txt",
    )
    with store.database.reading() as connection:
        before = reader(store, connection)
        state = (before.count(), before.standings(), [f.origins for f in before.facts("treaty", 9)])
    number = ingest.add(other, given())
    take_out(ingest, number)
    with store.database.reading() as connection:
        after = reader(store, connection)
        assert (
            after.count(),
            after.standings(),
            [f.origins for f in after.facts("treaty", 9)],
        ) == state


def test_a_rebuild_makes_the_same_build(ingest: Ingest, store: Store, now: datetime) -> None:
    from bot import build

    ingest.add(document(), given())
    with store.database.reading() as connection:
        rows = reader(store, connection)
        before = (rows.standings(), [(f.kind, f.origins) for f in rows.facts("treaty", 9)])
    with store.database.writing() as connection:
        dossier = store.dossiers.get(connection)
        build.rebuild(store, connection, dossier, ingest.settings, now)
    with store.database.reading() as connection:
        rows = reader(store, connection)
        assert (rows.standings(), [(f.kind, f.origins) for f in rows.facts("treaty", 9)]) == before


def test_search_finds_public_articles_by_their_words(ingest: Ingest, store: Store) -> None:
    number = ingest.add(document(), given())
    with store.database.reading() as connection:
        rows = reader(store, connection)
        assert rows.search(["cooperation", "bloc"], 5) == (1, (number,))
        assert rows.search(["zeppelin"], 5) == (0, ())


def test_verify_finds_nothing_wrong_and_then_the_damage(ingest: Ingest, store: Store) -> None:
    from sqlalchemy import update

    from bot.store import schema as t

    ingest.add(document(), given())
    assert check(store.database).damage == []
    with store.database.writing() as connection:
        connection.execute(update(t.article_version).values(text="something else"))
    assert any("not what its source text makes" in each for each in check(store.database).damage)


def test_original_bytes_are_kept(ingest: Ingest, store: Store) -> None:
    from sqlalchemy import select

    from bot.store import schema as t

    data = TREATY.replace("“", '"').replace("”", '"').encode("cp1252") + b"\r\n"
    ingest.add(Document("old.txt", data), given())
    with store.database.reading() as connection:
        assert connection.execute(select(t.document.c.data)).scalar_one() == data
