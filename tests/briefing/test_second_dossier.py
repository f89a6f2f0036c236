"""A dossier on another subject, loaded with no change in the code: a dam between two neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date
from pathlib import Path

import pytest
from conftest import NOW, settled
from databases import Prepare
from factories import take_out

from bot import build
from bot.briefing import Answer, Briefings, Renderer
from bot.briefing.citing import GAP
from bot.config import bundled
from bot.dossier import read_dossier
from bot.editing import Editing
from bot.ingest import Ingest, read_file
from bot.intake import Given
from bot.model import Document, Publication
from bot.store import DossierReader, Store
from bot.store.rows import FactRow
from bot.store.verify import check

FOLDER = Path(__file__).parent.parent / "data" / "dossiers" / "orla"
REQUESTS = [
    "/treaty",
    "/navigation",
    "/positions",
    "/positions Kestria",
    "/positions Belmar",
    "/positions flow",
    "/latest",
    "/timeline",
    "/quotes",
]


def orla_valley(url: str) -> None:
    ingest = opened(settled(url, FOLDER))
    for path in sorted((FOLDER / "articles").glob("*.txt")):
        ingest.add(*read_file(path))
    ingest.store.close()


def opened(store: Store) -> Ingest:
    made = Ingest(store, read_dossier(FOLDER), lambda: NOW)
    made.refresh()
    return made


@pytest.fixture
def contents() -> Prepare:
    return orla_valley


def asking(ingest: Ingest) -> Briefings:
    return Briefings(ingest.store, ingest.settings, Renderer(bundled("templates")))


@pytest.fixture
def orla(small_store: Store) -> Briefings:
    return asking(opened(small_store))


@pytest.fixture
def fresh(store: Store) -> Ingest:
    """The same for a test that changes it, on each engine."""
    return opened(store)


def text(answer: Answer) -> str:
    return "\n".join(message.text for message in answer.messages)


def texts(store: Store) -> dict[int, str]:
    with store.database.reading() as connection:
        return {n: store.articles.get(connection, n).article.text for n in range(1, 8)}


@pytest.mark.parametrize("request_", REQUESTS)
def test_every_line_is_verbatim(orla: Briefings, request_: str) -> None:
    answer = orla.answer(request_)
    stored = texts(orla.store)
    assert answer.lines
    for line in answer.lines:
        words = [cited for cited in line.citations if cited.kind == "words"]
        assert GAP.join(cited.text for cited in words) == line.text
        for cited in line.citations:
            assert stored[cited.article][cited.start : cited.end] == cited.text


def test_the_store_is_whole(orla: Briefings) -> None:
    assert not check(orla.store.database).damage


def test_a_copy_is_counted_once(orla: Briefings) -> None:
    said = text(orla.answer("/treaty"))
    assert "3 of 7 articles speak of it" in said
    # the clause stands in four articles, of which two are one wire story
    assert re.search(r"penalty clause\. \[\d\]\n +at least 3 articles: also \[\d\], \[\d\]\n", said)


def test_differing_figures_are_shown_as_differing(orla: Briefings) -> None:
    answer = orla.answer("/treaty")
    [flow] = [line for line in answer.lines if "300 cubic metres" in line.text]
    assert not [cited for cited in flow.citations if "280" in cited.text]
    assert "at least 2 articles" in text(answer)
    other = "Under the treaty, Kestria must let through 280 cubic metres of water a second."
    assert re.search(rf"another figure in \[\d\] \({re.escape(other)}\)", text(answer))
    assert other in texts(orla.store)[3]


def test_treaties_of_similar_name_stay_apart(orla: Briefings) -> None:
    water, ways = orla.answer("/treaty"), orla.answer("/navigation")
    assert not [line for line in water.lines if "Waterway" in line.text or "1994" in line.text]
    assert not [line for line in ways.lines if "Orla Water Treaty" in line.text]
    assert "in Belmar on 14 May 2019" in text(water)
    assert "in Sund in June 1994" in text(ways)
    cited = {c.article for line in water.lines for c in line.citations}
    assert not cited & {7}


def test_the_position_that_moved_is_marked(orla: Briefings) -> None:
    said = text(orla.answer("/positions Kestria"))
    now = said.index("opposed joint measuring of the flow on Monday")
    before = said.index("supported joint measuring of the flow")
    assert now < before
    assert "earlier, moved, 7 Apr 2025 · supports · Mira Tolan" in said
    assert "3 Nov 2025 · moved ›" in text(orla.answer("/positions"))


def test_a_dispute_across_articles_has_every_voice_and_its_verb(orla: Briefings) -> None:
    answer = orla.answer("/positions flow")
    voices = {(line.speaker, line.stance) for line in answer.lines if line.issue == "flow"}
    assert {
        ("Tomas Reve", "asserts"),
        ("Kestrian Foreign Ministry", "denies"),
        ("Pia Strand", "neither"),
    } == voices
    assert "18 Aug 2025 – 20 Aug 2025, at least 2 articles" in text(answer)


def test_an_answer_that_points_back_is_a_voice(orla: Briefings) -> None:
    said = text(orla.answer("/positions"))
    [block] = re.findall(r"Disputed: the dam at Tarn Gorge had cost.*?\n\n", said, re.DOTALL)
    assert "1 article [" in block
    assert "denies · Kestria rejected the allegations." in block
    assert "leaves open · The Orla Commission said it had no information on this." in block


def test_events_stand_in_their_own_precision(orla: Briefings) -> None:
    said = text(orla.answer("/timeline"))
    for day in ("29 Nov 2025\n", "6 Apr 2025\n", "14 May 2019\n", "May 2019\n", "June 1994\n"):
        assert day in said
    assert said.count("after eleven years of talks") == 1


def test_withdrawn_voices_leave_their_disputes(fresh: Ingest) -> None:
    orla = asking(fresh)
    number = fresh.add(*read_file(FOLDER / "later" / "08-summit.txt"))
    said = text(orla.answer("/positions flow"))
    assert "at least 3 articles" in said
    assert "Lena Hask" in said
    take_out(fresh, number)
    assert "at least 2 articles" in text(orla.answer("/positions flow"))
    take_out(fresh, 5)
    assert "Disputed" not in text(orla.answer("/positions flow"))


def test_a_claim_outlives_the_article_that_brought_it(fresh: Ingest) -> None:
    fresh.add(*read_file(FOLDER / "later" / "08-summit.txt"))
    take_out(fresh, 4)
    said = text(asking(fresh).answer("/positions flow"))
    assert "Disputed: Kestria is holding back water from the Orla" in said
    assert "Tomas Reve" not in said
    assert not check(fresh.store.database).damage


def everything(ingest: Ingest) -> dict[str, object]:
    """What the build holds, without the numbers of its rows."""
    with ingest.store.database.reading() as connection:
        dossier = ingest.store.dossiers.get(connection)
        rows = DossierReader(ingest.store.database, connection, dossier)
        facts = [fact for topic in ingest.settings.topics for fact in rows.facts(topic, 99)]
        return {
            "articles": (rows.count(), rows.latest(20), rows.newest()),
            "topics": [rows.topic_articles(topic) for topic in ingest.settings.topics],
            "facts": {
                (f.kind, f.origins, f.supports[0].passage, frozenset(_wordings(f))) for f in facts
            },
            "standings": sorted(map(astuple, rows.standings())),
            "said": sorted((s.passage, s.issue or "", s.day) for s in rows.of_articles(range(20))),
            "disputes": {
                (d.passage, d.claim, d.issue, d.day, frozenset((v, s.passage) for v, s in d.voices))
                for d in rows.disputes(20)
            },
            "events": {(e.passage, e.value) for e in rows.main_events(99, 99)},
        }


def _wordings(fact: FactRow) -> Iterator[tuple[str, bool]]:
    return ((support.passage, support.same) for support in fact.supports)


@pytest.mark.parametrize("number", range(1, 9))
def test_an_article_put_in_anew_changes_nothing(fresh: Ingest, number: int) -> None:
    fresh.add(*read_file(FOLDER / "later" / "08-summit.txt"))
    before, store = everything(fresh), fresh.store
    with store.database.writing() as connection:
        dossier = store.dossiers.get(connection)
        build.drop_article(store, connection, dossier, number)
        build.add_article(store, connection, dossier, fresh.settings, number)
    assert everything(fresh) == before


def test_an_article_dated_anew_takes_what_hangs_on_it_along(fresh: Ingest) -> None:
    """The denial turns out to be the newest of all: its dispute, its party and the order follow."""
    editing = Editing(fresh.store, fresh.settings, fresh.clock)
    editing.edit(5, by=None, publication=Publication(date(2026, 1, 9), "day"))
    orla = asking(fresh)
    assert "18 Aug 2025 – 9 Jan 2026, at least 2 articles" in text(orla.answer("/positions flow"))
    assert "1 · Belmar rejects claims over the river" in text(orla.answer("/latest 1"))
    assert text(orla.answer("/positions")).startswith("Positions · The Orla\nnewest 9 Jan 2026")
    assert not check(fresh.store.database).damage


def test_two_disputes_of_one_claim_are_one(fresh: Ingest) -> None:
    again = (
        "Delta farmers march\n\nLena Hask claimed that Kestria is holding back water from the Orla."
        " The Delta Board said it had no information on this.\n"
    )
    fresh.add(Document("again.txt", again.encode()), Given(published=date(2025, 12, 1)))
    said = text(asking(fresh).answer("/positions flow"))
    assert said.count("Disputed") == 1
    assert "leaves open · The Delta Board said" in said
    assert "at least 3 articles" in said
    take_out(fresh, 5)
    said = text(asking(fresh).answer("/positions flow"))
    assert said.count("Disputed") == 1
    assert "denies" not in said


@pytest.mark.parametrize("command", ["/quotes", "/quotes Kestria", "/positions Kestria"])
def test_a_copy_says_nothing_twice(orla: Briefings, command: str) -> None:
    lines = [(each.speaker, each.issue, each.text) for each in orla.answer(command).lines]
    assert lines
    assert len(lines) == len(set(lines))


def test_one_signing_told_by_day_and_by_month_is_told_once(orla: Briefings) -> None:
    said = text(orla.answer("/treaty"))
    assert said.count("signed the Orla Water Treaty") == 1
    assert (
        "14 May 2019, after eleven years of talks about the river. [1]\n   May 2019 in [2]" in said
    )
    said = text(orla.answer("/timeline"))
    assert said.count("signed the Orla Water Treaty") == 1
    assert "\n14 May 2019\n" in said
    assert re.search(r"about the river\. \[\d\]\n   May 2019 in \[\d\]", said)
    # the year of its name is no day of an event
    assert "does not include a penalty clause" not in said
