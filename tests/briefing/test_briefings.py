"""The bundled dossier asked as a reader would; every line is a verbatim span of its article."""

from __future__ import annotations

import pytest
from conftest import NOW, adding, with_settings
from databases import Prepare
from factories import given, take_out
from hypothesis import HealthCheck, settings
from hypothesis import given as given_any
from hypothesis import strategies as st

from bot.briefing import Answer, Briefings, Button, Reader, Renderer, asking
from bot.briefing.citing import GAP, LIVE
from bot.config import bundled
from bot.dossier import Dossier
from bot.errors import BadQuery, BriefingError, UnknownTopic
from bot.ingest import Ingest, read_file
from bot.model import Document, Span
from bot.store import Store
from bot.store.verify import check

REQUESTS = [
    "/treaty",
    "/positions",
    "/positions Russia",
    "/positions Iran",
    "/positions missiles",
    "/latest",
    "/latest 2",
    "/timeline",
    "/quotes",
    "/quotes Putin",
    "/quotes Kremlin",
    "/search defence clause",
]


def demonstration(url: str) -> None:
    with adding(url) as ingest:
        for path in sorted((bundled("seeds") / "articles").glob("*.txt")):
            ingest.add(*read_file(path))


@pytest.fixture
def contents() -> Prepare:
    return demonstration


@pytest.fixture
def bundle(small_store: Store, dossier: Dossier) -> Briefings:
    return Briefings(small_store, dossier, Renderer(bundled("templates")))


def text(answer: Answer) -> str:
    return "\n".join(message.text for message in answer.messages)


@pytest.mark.parametrize("request_", REQUESTS)
def test_every_line_is_a_span_of_its_article(bundle: Briefings, request_: str) -> None:
    answer = bundle.answer(request_)
    assert answer.lines
    with bundle.store.database.reading() as connection:
        for line in answer.lines:
            words = [c for c in line.citations if c.kind == "words"]
            assert GAP.join(c.text for c in words) == line.text
            assert line.text in text(answer)
            for cited in line.citations:
                stored = bundle.store.articles.get(connection, cited.article).article.text
                assert stored[cited.start : cited.end] == cited.text


def test_a_quotation_in_two_parts_is_no_fact(bundle: Briefings) -> None:
    facts = text(bundle.answer("/treaty")).split("In their words")[0]
    assert "there is no obligation for us" not in facts


def test_a_fact_counts_its_articles_and_cites_the_other_wordings(bundle: Briefings) -> None:
    answer = bundle.answer("/treaty")
    [clause] = [line for line in answer.lines if "mutual defense clause" in line.text]
    assert len({c.article for c in clause.citations}) == 3
    assert "at least 3 articles" in text(answer)
    assert "citing analysts" in text(answer)


@pytest.mark.parametrize(
    ("behind", "counted"), [(".", True), (", unless both parliaments change it.", False)]
)
def test_what_hangs_on_a_condition_behind_it_is_no_support(
    bundle: Briefings, dossier: Dossier, behind: str, counted: bool
) -> None:
    said = "The strategic partnership between Moscow and Tehran does not include a mutual defense"
    body = f"{said} clause, analysts in Baku said{behind}"
    Ingest(bundle.store, dossier, lambda: NOW).add(Document("baku.txt", body.encode()), given())
    shown = text(bundle.answer("/treaty"))
    assert ("at least 4 articles" in shown) is counted
    assert ("at least 3 articles" in shown) is not counted


def test_a_dispute_shows_every_voice_with_its_verb(bundle: Briefings) -> None:
    stances = {
        (line.speaker or "", line.stance)
        for line in bundle.answer("/positions missiles").lines
        if line.issue == "missiles"
    }
    assert {
        ("The Wall Street Journal", "asserts"),
        ("European Union", "asserts"),
        ("Fazlollah Nozari", "denies"),
        ("Nasser Kanaani", "denies"),
        ("Dmitry Peskov", "neither"),
        ("John Kirby", "neither"),
        ("NATO", "neither"),
    } <= stances


def test_silence_is_said(bundle: Briefings) -> None:
    assert "Iran · nothing on file" in text(bundle.answer("/positions"))
    assert "No statement of Turkey is on file" in text(bundle.answer("/positions Turkey"))
    said = text(bundle.answer("/quotes Zakharova"))
    assert "No direct quotation of Maria Zakharova is on file." in said


def test_who_speaks_in_a_dispute_below_is_not_called_silent(
    bundle: Briefings, dossier: Dossier
) -> None:
    said = "Ukraine's foreign ministry said Iran had sent some 200 short-range missiles to Russia."
    ingest = Ingest(bundle.store, dossier, lambda: NOW)
    ingest.add(Document("missiles.txt", said.encode()), given("2026-03-24"))
    shown = text(bundle.answer("/positions"))
    block = shown[shown.index("\nMissiles from Iran\n") :].split("\n\n")[0]
    assert said in block
    assert "nothing on file" not in block


def test_capitals_answer_as_their_states(bundle: Briefings) -> None:
    lines = [bundle.answer(f"/positions {name}").lines for name in ("Russia", "Moscow", "kremlin")]
    assert lines[0] == lines[1] == lines[2]


def test_a_head_counts_what_stands_below_it(bundle: Briefings) -> None:
    assert "newest 9 Sept 2024 · 1 article · 1 disputed" in text(
        bundle.answer("/positions missiles")
    )
    assert "also Moscow, Kremlin · " in text(bundle.answer("/positions Russia"))


def test_what_a_statement_stands_against_is_not_its_issue(bundle: Briefings) -> None:
    """Who calls Iran a partner “in answer to reports” of missiles takes no position on missiles."""
    assert "important partner" not in text(bundle.answer("/positions missiles"))
    assert "important partner" in text(bundle.answer("/positions partnership"))


def test_one_happening_is_one_entry_of_the_timeline(bundle: Briefings) -> None:
    said = text(bundle.answer("/timeline"))
    assert said.count("\nJanuary 2025\n") == 1
    assert "signed in Moscow in January 2025. [3]\n   also in [4]" in said


def test_no_event_points_back_at_words_that_are_not_shown(bundle: Briefings) -> None:
    said = text(bundle.answer("/timeline"))
    assert "ballistic missiles. A Kremlin spokesman made the comment on Monday." in said


def test_what_needs_the_sentence_before_is_one_entry_with_it(
    bundle: Briefings, dossier: Dossier
) -> None:
    """With every date of both, each once."""
    body = (
        "A grain ferry from Astrakhan reached Anzali on 10 March 2026."
        " On the same day, a crane fell on the quay."
    )
    Ingest(bundle.store, dossier, lambda: NOW).add(Document("ferry.txt", body.encode()), given())
    answer = bundle.answer("/timeline")
    assert [line.text for line in answer.lines if "ferry" in line.text] == [body]
    assert "\n10 Mar 2026 (inferred)\n" in text(answer)


def add(bundle: Briefings, dossier: Dossier, body: str) -> None:
    Ingest(bundle.store, dossier, lambda: NOW).add(Document("one.txt", body.encode()), given())


@pytest.mark.parametrize("contents", [with_settings])
def test_a_topic_of_which_only_a_party_speaks_is_not_silent(
    bundle: Briefings, dossier: Dossier
) -> None:
    body = "The partnership treaty with Iran will be signed in January, the Kremlin said on Friday."
    add(bundle, dossier, body)
    answer = bundle.answer("/treaty")
    assert "1 of 1 article speaks of it" in text(answer)
    assert [line.text for line in answer.lines] == [body]
    assert "Reported without quotation marks" in text(answer)


@pytest.mark.parametrize("contents", [with_settings])
def test_no_line_begins_with_a_dateline_or_inside_a_quotation(
    bundle: Briefings, dossier: Dossier
) -> None:
    told = "The partnership treaty with Iran will be signed soon, the Kremlin said on Friday."
    opened = "“We did not sign an alliance.\n\n“We are friends of Iran. Friends send engineers.\n\n"
    add(bundle, dossier, f"{opened}MOSCOW, Jan 9 (Reuters) - {told}")
    assert [line.text for line in bundle.answer("/treaty").lines] == [told]
    assert bundle.answer("/latest").lines[0].text == told


@pytest.mark.parametrize("contents", [with_settings])
def test_a_party_that_spoke_on_no_issue_is_not_left_empty(
    bundle: Briefings, dossier: Dossier
) -> None:
    add(bundle, dossier, "“We like lemons,” Abbas Araghchi told reporters in Muscat on Friday.")
    said = text(bundle.answer("/positions Iran"))
    assert "/quotes Iran has it all" in said


def test_a_mistyped_name_gets_suggestions(bundle: Briefings) -> None:
    with pytest.raises(UnknownTopic) as caught:
        bundle.answer("/quotes Peskof")
    assert "Dmitry Peskov" in " ".join(caught.value.suggestions)


@pytest.mark.parametrize(
    "request_", ["/latest 0", "/latest 21", "/latest many", "/treatty", "/source 3", "/search !"]
)
def test_what_cannot_be_answered_gets_a_hint(bundle: Briefings, request_: str) -> None:
    with pytest.raises(BriefingError) as caught:
        bundle.answer(request_)
    assert caught.value.hint


def test_the_number_behind_a_line_opens_its_passage(bundle: Briefings) -> None:
    message = bundle.answer("/treaty", Reader(bot_username="our_bot")).messages[0]
    assert f"https://t.me/our_bot?start={message.citations[0]}" in message.html
    shown = Reader(shown=message.citations)
    assert "January 2025" in text(bundle.answer("/source 1", shown))
    assert "January 2025" in text(bundle.answer(f"/start {message.citations[0]}"))
    with pytest.raises(BadQuery):
        bundle.answer("/start nothing-like-it")


@pytest.mark.parametrize("sentences", [9, 200])
def test_a_passage_never_shows_the_whole_article(
    bundle: Briefings, dossier: Dossier, sentences: int
) -> None:
    """Not of one that is a single paragraph either, and cut between words."""
    told = [
        f"The Caspian ferry number {n} left Anzali with grain on board." for n in range(sentences)
    ]
    ingest = Ingest(bundle.store, dossier, lambda: NOW)
    number = ingest.add(Document("ferries.txt", " ".join(told).encode()), given())
    with bundle.store.database.writing() as connection:
        articles = bundle.store.articles
        whole = articles.get(connection, number).article.text
        at = whole.index(told[4])
        span = Span(at, at + len(told[4]))
        source = articles.source_text_id(connection, number)
        key = articles.passage_key(connection, articles.passages(connection, source, [span])[span])
    [line] = bundle.answer(f"/start {key}").lines
    assert told[4] in line.text
    assert told[3] in line.text or sentences < 10
    assert len(line.text) <= len(whole) * 0.7
    assert f" {line.text} " in f" {whole} "


def test_undated_articles_say_so_and_stand_after_the_third(
    bundle: Briefings, dossier: Dossier
) -> None:
    ingest = Ingest(bundle.store, dossier, lambda: NOW)
    ingest.add(
        Document("loose.txt", b"The port of Anzali was closed for a day because of fog."),
        given(None),
    )
    answer = bundle.answer("/latest")
    assert [n for n, line in enumerate(answer.lines) if "Anzali" in line.text] == [6]
    assert "date not stated" in text(answer)


@pytest.mark.parametrize("contents", [with_settings])
def test_the_lede_is_no_caption_and_begins_after_the_dateline(
    bundle: Briefings, dossier: Dossier
) -> None:
    ferry = "The Caspian ferry left Anzali with grain on board after a week of fog."
    body = (
        f"The port of Anzali, seen from the pier.\n\nThe move was a surprise.\n\nANZALI — {ferry}"
    )
    Ingest(bundle.store, dossier, lambda: NOW).add(Document("ferry.txt", body.encode()), given())
    assert bundle.answer("/latest 1").lines[0].text == ferry


def test_a_demonstration_is_called_one(bundle: Briefings) -> None:
    assert "Demonstration text, not a newspaper’s." in text(bundle.answer("/treaty"))


SIGNS = st.text(alphabet="ab&<>[]_*'\"`@/.: \u202e\u200b", min_size=1, max_size=40).map(str.strip)


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given_any(headline=SIGNS.filter(bool), outlet=SIGNS.filter(bool))
def test_any_signs_are_shown_as_they_are(bundle: Briefings, headline: str, outlet: str) -> None:
    from bot.briefing.messages import plain, visible
    from bot.briefing.views import Block, View

    view = View("latest", "Title", blocks=(Block(headline, outlet),))
    [message] = bundle.renderer.render(view)
    assert visible(headline) in message.text
    assert plain(message.html) == message.text


def test_a_line_in_which_telegram_would_find_a_link_is_not_shown() -> None:
    for words in (
        "Write to @admin_bot now",
        "Use /start here",
        "See http://x.example",
        "at news.com",
    ):
        assert LIVE.search(words)
    for words in ("3.5 percent and/or more", "a.m. on Friday", "the U.S. team"):
        assert not LIVE.search(words)


@pytest.mark.parametrize("contents", [with_settings])
def test_the_timeline_is_of_the_days_that_most_articles_mention(
    small_store: Store, dossier: Dossier
) -> None:
    ingest = Ingest(small_store, dossier, lambda: NOW)
    ingest.refresh()
    for day in range(1, 25):
        body = f"The board of port {day} closed its pier on {day} January 2026 for good.\n"
        ingest.add(Document(f"{day}.txt", body.encode()), given("2026-03-21"))
    for body in (
        "Halden opened its library on 5 May 2019 with a concert of two school choirs.\n",
        "Ferries began to sail between both shores of the lake on 5 May 2019 at noon.\n",
        "A market of forty growers was held for the first time on 5 May 2019 beside the mill.\n",
    ):
        ingest.add(Document(f"{body[:6]}.txt", body.encode()), given("2026-03-21"))
    briefings = Briefings(small_store, dossier, Renderer(bundled("templates")))
    said = text(briefings.answer("/timeline"))
    assert said.count("\n5 May 2019\n") == 2
    assert "\n24 Jan 2026\n" in said
    assert "\n1 Jan 2026\n" not in said


def test_what_is_left_open_is_so_without_a_condition(bundle: Briefings) -> None:
    """Kirby “could not confirm” it; the condition belongs to his warning of harm “if true”."""
    said = text(bundle.answer("/positions"))
    assert "leaves open · United States" in said
    assert "says, conditionally · the EU" in said


def test_a_button_asks_for_a_whole_name_or_is_not_there() -> None:
    """Telegram takes 64 bytes with a button, and no message at all with one that has more."""
    name = "Организация Договора о коллективной безопасности"
    assert asking(name, f"/positions {name}") == ()
    assert asking("Russia", "/positions Russia") == (Button("Russia", "/positions Russia"),)


@pytest.mark.parametrize("contents", [with_settings])
def test_a_day_that_several_tell_of_wins_over_any_number_of_newer_ones(
    small_store: Store, dossier: Dossier
) -> None:
    ingest = Ingest(small_store, dossier, lambda: NOW)
    newer = "\n".join(
        f"The board of port {day} moved crane {n} on {day} January 2026.\n"
        for day in range(1, 22)
        for n in range(20)
    )
    told = (
        "The harbour of Anzali burned on 3 December 2024.",
        "Anzali’s harbour burned down: 3 December 2024.",
    )
    numbers = [
        ingest.add(Document(f"{n}.txt", body.encode()), given("2026-01-30"))
        for n, body in enumerate((newer, *told))
    ]

    def asked() -> str:
        briefings = Briefings(small_store, dossier, Renderer(bundled("templates")))
        return text(briefings.answer("/timeline"))

    assert "3 Dec 2024" in asked()
    assert "\n1 Jan 2026\n" not in asked()
    take_out(ingest, numbers[-1])
    assert "3 Dec 2024" not in asked()
    assert check(small_store.database).damage == []


@pytest.mark.parametrize("contents", [with_settings])
def test_what_is_undated_is_never_called_earlier(bundle: Briefings, dossier: Dossier) -> None:
    ingest = Ingest(bundle.store, dossier, lambda: NOW)
    told = "Russia supports a ceasefire, the Kremlin said."
    ingest.add(Document("one.txt", told.encode()), given())
    undated = "Russia opposes any ceasefire that lasts, the Kremlin said."
    ingest.add(Document("two.txt", undated.encode()), given(None))
    party, every = (text(bundle.answer(f"/positions{words}")) for words in (" Russia", ""))
    assert "date not stated" in party
    assert "earlier" not in party + every


@pytest.mark.parametrize("dash", ["—", "--"])
@pytest.mark.parametrize("contents", [with_settings])
def test_a_post_is_shown_with_who_signed_it(bundle: Briefings, dossier: Dossier, dash: str) -> None:
    post = f"We have not asked anybody for troops. We will not. {dash} Dmitry Peskov"
    report = "Reporters had asked the Kremlin on Friday whether Iran would send troops to Russia."
    add(bundle, dossier, f"{report}\n\n{post} (@peskov) May 3, 2025\n\n{report[:-1]} soon.")
    assert [line.text for line in bundle.answer("/quotes Peskov").lines] == [post]


@pytest.mark.parametrize("contents", [with_settings])
def test_a_quotation_that_a_copy_prints_with_other_marks_is_told_once(
    bundle: Briefings, dossier: Dossier
) -> None:
    said = "“Our partnership treaty names no enemy,” Dmitry Peskov said in Moscow on Friday."
    add(bundle, dossier, f"{said} He took no questions on the treaty afterwards.")
    straight = said.replace("“", '"').replace("”", '"')
    add(bundle, dossier, f"{straight} Two dozen reporters had come to hear of it.")
    for request in ("/quotes", "/quotes Peskov", "/treaty"):
        lines = [line for line in bundle.answer(request).lines if "names no enemy" in line.text]
        assert len(lines) == 1


@pytest.mark.parametrize("contents", [with_settings])
def test_neither_a_dateline_nor_the_second_sentence_of_a_turn_is_a_lede(
    bundle: Briefings, dossier: Dossier
) -> None:
    turns = (
        "LAVROV: It is safe. Our own engineers were there, and they found nothing at all.\n\n"
        "HOST: And the treaty with Iran?\n\nLAVROV: It stands. Nobody in Moscow wants another one."
    )
    add(bundle, dossier, f"Oslo, Tuesday.\n\n{turns}\n\nSergei Lavrov spoke in Oslo for an hour.")
    told = [line.text for line in bundle.answer("/latest").lines if line.role == "lede"]
    assert told == ["Sergei Lavrov spoke in Oslo for an hour."]
