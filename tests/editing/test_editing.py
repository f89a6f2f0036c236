"""What editors change, and its opposite: the same answers, byte for byte, on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from threading import Thread

import pytest
from conftest import NOW, adding, with_settings
from databases import Prepare
from factories import TREATY, document, editing, given

from bot import understanding
from bot.analysis import analyse
from bot.analysis.lexicon import Lexicon
from bot.briefing import Briefings, Renderer
from bot.config import bundled
from bot.dossier import Dossier
from bot.editing import Editing, changing
from bot.errors import ArticleNotFound, BriefingError, ChangeRefused, Outdated
from bot.ingest import Ingest
from bot.model import Analysis, Article, Publication
from bot.store import Store, house
from bot.store.verify import check

REQUESTS = [
    "/treaty",
    "/positions",
    "/positions Russia",
    "/positions Iran",
    "/latest",
    "/timeline",
    "/quotes",
    "/search treaty Moscow",
]
SECOND = """A view from the port

Iran’s foreign minister Abbas Araghchi denied on 12 February 2025 that Tehran had sent missiles to Russia.

“We have sent no missiles to anybody,” Araghchi told reporters in Tehran.

The Comprehensive Strategic Partnership Treaty of Russia and Iran was signed in January 2025.
The treaty does not include a mutual defence clause.

Western officials said that Iran had sent missiles to Russia.
"""


def asking(store: Store, dossier: Dossier) -> Callable[[], list[object]]:
    briefings = Briefings(store, dossier, Renderer(bundled("templates")))

    def ask(*requests: str) -> list[object]:
        return [briefings.answer(request) for request in requests or REQUESTS]

    return ask


def said(answers: list[object]) -> str:
    return "\n".join(m.text for answer in answers for m in answer.messages)  # type: ignore[attr-defined]


@pytest.fixture
def ask(store: Store, dossier: Dossier) -> Callable[..., list[object]]:
    return asking(store, dossier)


def two_articles(url: str) -> None:
    with adding(url) as ingest:
        ingest.add(document(), given(outlet="The Daily"))
        ingest.add(document(SECOND, "second.txt"), given("2026-03-20", outlet="The Second"))


@pytest.fixture
def contents() -> Prepare:
    return two_articles


@pytest.fixture
def filled(ingest: Ingest) -> Ingest:
    return ingest


@pytest.fixture
def desk(filled: Ingest) -> Editing:
    return editing(filled)


def passage_of(desk: Editing, article_id: int, words: str) -> str:
    return next(v.passage for v in desk.voices_of(article_id) if words in v.words)


# ---- each change


def test_a_removed_article_is_out_of_every_answer_and_undo_brings_all_back(
    desk: Editing, ask: Callable[..., list[object]]
) -> None:
    before = ask()
    desk.remove(1, by=None)
    assert "not a bloc" not in said(ask())
    assert "No article has" in said(ask("/search bloc"))
    desk.undo(by=None)
    assert ask() == before


def test_links_to_a_removed_article_work_again_after_undoing(
    desk: Editing, store: Store, dossier: Dossier
) -> None:
    key = passage_of(desk, 1, "not a bloc")
    briefings = Briefings(store, dossier, Renderer(bundled("templates")))
    before = briefings.answer(f"/start {key}")
    assert "not a bloc" in said([before])
    desk.remove(1, by=None)
    with pytest.raises(BriefingError, match="not on file"):
        briefings.answer(f"/start {key}")
    desk.undo(by=None)
    assert briefings.answer(f"/start {key}") == before


def test_an_edit_is_the_editors_word_and_dates_anew(
    desk: Editing, ask: Callable[..., list[object]]
) -> None:
    before = ask()
    made = desk.edit(
        2,
        by=None,
        headline="Another\u202e headline",
        outlet="The Third",
        url="https://example.org/a",
        publication=Publication(date(2026, 3, 22), "day"),
    )
    assert made.details["headline"] == ["A view from the port", "Another headline"]
    text = said(ask("/latest"))
    assert text.index("Another headline") < text.index("partnership treaty")
    assert "The Third · 22 Mar 2026 (outlet, date: editor)" in text
    desk.undo(by=None)
    assert ask() == before


def test_only_the_given_fields_change(desk: Editing, store: Store) -> None:
    desk.edit(1, by=None, outlet="The Third")
    with store.database.reading() as connection:
        about = store.articles.get(connection, 1).article.metadata
    assert about.headline == "Russia and Iran sign partnership treaty"
    assert (about.outlet, about.outlet_basis) == ("The Third", "editor")
    desk.edit(1, by=None, outlet="")
    with store.database.reading() as connection:
        about = store.articles.get(connection, 1).article.metadata
    assert (about.outlet, about.outlet_basis) == (None, "unknown")


def test_what_is_no_link_is_refused(desk: Editing) -> None:
    with pytest.raises(ChangeRefused, match="not a link"):
        desk.edit(1, by=None, url="javascript:alert(1)")


def test_removed_lines_come_back_in_their_place(desk: Editing, store: Store) -> None:
    added = document(
        "Iran and Russia met\n\nShare this article\n\nOfficials met in Moscow on Friday to talk of"
        " the treaty at some length.\n\nRead more: Ten facts\n",
        "lines.txt",
    )
    number = Ingest(desk.store, desk.settings, desk.clock).add(added, given())
    with store.database.reading() as connection:
        article = store.articles.get(connection, number).article
    assert article.removed
    line = article.removed[0].span
    words = line.of(article.source_text)
    assert words not in article.text
    desk.restore(number, [line], by=None)
    with store.database.reading() as connection:
        whole = store.articles.get(connection, number).article
    assert words in whole.text.splitlines()
    assert line not in {each.span for each in whole.removed}
    assert check(store.database).damage == []
    desk.undo(by=None)
    with store.database.reading() as connection:
        assert store.articles.get(connection, number).article == article


def test_a_withdrawal_is_told_and_taken_back(desk: Editing) -> None:
    desk.withdraw(1, "The publisher took it back.", by=None)
    [told] = desk.corrections_since(2)
    assert (told.kind, told.article_id, told.after) == (
        "withdrawn",
        1,
        "The publisher took it back.",
    )
    desk.undo(by=None)
    assert desk.corrections_since(2) == ()
    # who was told of the withdrawal is told that it stands again
    assert [c.kind for c in desk.corrections_since(told.revision)] == ["back"]


def test_who_taps_a_line_of_a_withdrawn_article_is_told_why(
    desk: Editing, store: Store, dossier: Dossier
) -> None:
    key = passage_of(desk, 1, "not a bloc")
    desk.withdraw(1, "The publisher took it back.", by=None)
    briefings = Briefings(store, dossier, Renderer(bundled("templates")))
    text = said([briefings.answer(f"/start {key}")])
    assert "Withdrawn by the editors on 22 Mar 2026: The publisher took it back." in text
    assert "not a bloc" not in text


def test_a_removal_leaves_nothing_to_tell(desk: Editing) -> None:
    desk.remove(1, by=None)
    assert desk.corrections_since(2) == ()


def test_a_newer_version_stands_for_the_older_and_both_are_undone_as_one(
    desk: Editing, filled: Ingest, ask: Callable[..., list[object]]
) -> None:
    before = ask()
    newer = filled.draft(
        document(TREATY.replace("not a bloc", "no bloc at all"), "new.txt"),
        given(outlet="The Daily"),
    )
    desk.replace(1, newer.article_id, by=None)
    text = said(ask())
    assert "no bloc at all" in text
    assert "not a bloc" not in text
    desk.undo(by=None)
    assert ask() == before


def test_a_copy_counts_once(desk: Editing, ask: Callable[..., list[object]]) -> None:
    before = ask("/treaty")
    assert "at least 2 articles" in said(before)
    desk.mark_copy(2, of=1, by=None)
    assert "at least 2 articles" not in said(ask("/treaty"))
    desk.undo(by=None)
    assert ask("/treaty") == before


def test_a_discarded_draft_is_back_after_undoing(desk: Editing, filled: Ingest) -> None:
    draft = filled.draft(document("Another\n\nIran and Russia met.\n", "c.txt"), given())
    desk.discard(draft.article_id, by=None)
    assert [each.id for each in desk.articles()[1]] == [2, 1]
    desk.undo(by=None)
    assert [each.state for each in desk.articles()[1]] == ["draft", "public", "public"]
    desk.publish(draft.article_id, by=None)
    desk.undo(by=None)
    assert desk.articles()[1][0].state == "draft"


def test_a_discarded_document_can_be_sent_again(desk: Editing, filled: Ingest) -> None:
    again = document("Another\n\nIran and Russia met.\n", "c.txt")
    number = filled.draft(again, given()).article_id
    desk.discard(number, by=None)
    assert filled.add(again, given(outlet="The Third")) == number
    newest = desk.articles()[1][0]
    assert (newest.state, newest.outlet) == ("public", "The Third")
    assert desk.articles()[0] == 3


def test_a_draft_that_is_sent_again_undoes_its_discarding(desk: Editing, filled: Ingest) -> None:
    again = document("Another\n\nIran and Russia met.\n", "c.txt")
    number = filled.draft(again, given()).article_id
    discarded = desk.discard(number, by=None)
    filled.draft(again, given(outlet="The Third"))
    brought_back, before = desk.log(2)
    assert (brought_back.kind, brought_back.details["kind"]) == ("undo", "discard")
    assert (before.id, before.undone_by) == (discarded.id, brought_back.id)
    desk.undo(by=None, change_id=brought_back.id)
    assert [each.id for each in desk.articles()[1]] == [2, 1]


# ---- who is not there, who comes late


def test_an_unknown_article_is_said_to_be_so(desk: Editing) -> None:
    for change in (desk.remove, desk.publish, desk.discard):
        with pytest.raises(ArticleNotFound):
            change(77, by=None)
    with pytest.raises(ArticleNotFound):
        desk.edit(77, by=None, outlet="X")


def test_the_second_of_two_editors_is_told(desk: Editing) -> None:
    seen = desk.version_of(1)
    desk.edit(1, by=None, outlet="The Third", version=seen)
    with pytest.raises(Outdated, match="changed by somebody else"):
        desk.edit(1, by=None, outlet="The Fourth", version=seen)
    desk.edit(1, by=None, outlet="The Fourth", version=desk.version_of(1))


def test_what_is_so_already_is_no_change(desk: Editing) -> None:
    with pytest.raises(ChangeRefused, match="so already"):
        desk.edit(1, by=None, outlet="The Daily")
    with pytest.raises(ChangeRefused, match="public"):
        desk.publish(1, by=None)
    assert len(desk.log()) == 2


# ---- lines


def test_another_speaker_is_shown_and_told_of(
    desk: Editing, ask: Callable[..., list[object]]
) -> None:
    before = ask()
    key = passage_of(desk, 1, "not a bloc")
    assert desk.voice_at(key)[1].speaker == "Sergei Lavrov"
    assert "Iran" in desk.names_in(1)
    desk.overrule(key, "speaker", "Iran", by=None)
    voice = desk.voice_at(key)[1]
    assert (voice.speaker, voice.party) == ("Iran", "Iran")
    assert voice.overruled == {"speaker": "Iran"}
    assert "not a bloc" in said(ask("/quotes Iran"))
    assert "not a bloc" not in said(ask("/positions Russia"))
    [told] = desk.corrections_since(2)
    assert (told.kind, told.before, told.after) == ("speaker", "Sergei Lavrov", "Iran")
    desk.undo(by=None)
    assert desk.corrections_since(2) == ()
    assert ask() == before


def test_nobody_is_a_speaker_who_is_not_named_in_the_article(desk: Editing) -> None:
    key = passage_of(desk, 1, "not a bloc")
    with pytest.raises(ChangeRefused, match="not named in article 1"):
        desk.overrule(key, "speaker", "Emmanuel Macron", by=None)


def test_words_that_are_nobodys_are_no_fact_either(
    desk: Editing, ask: Callable[..., list[object]]
) -> None:
    key = passage_of(desk, 1, "not a bloc")
    desk.overrule(key, "speaker", None, by=None)
    assert "a bloc" not in said(ask(*REQUESTS[:7])).replace("lede", "")


def test_another_stance_is_shown(desk: Editing, ask: Callable[..., list[object]]) -> None:
    before = ask()
    key = passage_of(desk, 2, "had sent missiles")
    desk.overrule(key, "stance", "doubts", by=None)
    assert desk.voice_at(key)[1].stance == "doubts"
    with pytest.raises(ChangeRefused, match="is no stance"):
        desk.overrule(key, "stance", "shouts", by=None)
    desk.undo(by=None)
    assert ask() == before


def test_a_hidden_line_is_in_no_briefing(desk: Editing, ask: Callable[..., list[object]]) -> None:
    before = ask()
    key = passage_of(desk, 2, "no missiles to anybody")
    desk.overrule(key, "hidden", True, by=None)
    assert "no missiles to anybody" not in said(ask(*REQUESTS, "/search missiles anybody"))
    assert any(v.overruled == {"hidden": True} for v in desk.voices_of(2))
    desk.overrule(key, "hidden", False, by=None)
    assert "no missiles to anybody" in said(ask())
    desk.undo(by=None)
    desk.undo(by=None)
    assert ask() == before


def facts_in(answers: list[object]) -> list[str]:
    lines = [line for answer in answers for line in answer.lines]  # type: ignore[attr-defined]
    return [line.text for line in lines if line.role == "fact"]


def test_a_pinned_fact_stands_first(
    desk: Editing, filled: Ingest, ask: Callable[..., list[object]]
) -> None:
    filled.add(
        document(
            "A third view\n\nThe Comprehensive Strategic Partnership Treaty of Russia and Iran runs"
            " for twenty years. The treaty sets up a commission on railways and ports of the two"
            " states. The treaty is renewed every five years by agreement of both.\n",
            "c.txt",
        ),
        given(),
    )
    before = ask()
    last = facts_in(ask("/treaty"))[-1]
    key = passage_of(desk, 3, last)
    assert desk.voice_at(key)[1].kind == "fact"
    desk.overrule(key, "pinned", True, by=None)
    pinned = facts_in(ask("/treaty"))
    others = [fact for fact in pinned if "railways" in fact or "twenty years" in fact]
    assert len(others) == 2
    assert pinned.index(last) == min(map(pinned.index, others)) - 1
    desk.overrule(key, "pinned", False, by=None)
    desk.undo(by=None)
    desk.undo(by=None)
    assert ask() == before


def test_a_fact_is_split_and_joined_again(
    desk: Editing, ask: Callable[..., list[object]], filled: Ingest
) -> None:
    before = ask()
    assert "at least 2 articles" in said(ask("/treaty"))
    key = passage_of(desk, 2, "mutual defence")
    desk.overrule(key, "apart", True, by=None)
    split = ask()
    assert "at least 2 articles" not in said(ask("/treaty"))
    # the editor's word holds when either of the two comes anew
    desk.edit(1, by=None, publication=Publication(date(2026, 3, 19), "day"))
    desk.edit(2, by=None, publication=Publication(date(2026, 3, 18), "day"))
    assert "at least 2 articles" not in said(ask("/treaty"))
    desk.undo(by=None)
    desk.undo(by=None)
    assert ask() == split
    [other] = [v for v in desk.joinable(key) if "mutual defence" in v.words]
    desk.overrule(key, "joined", other.passage, by=None)
    assert "at least 2 articles" in said(ask("/treaty"))
    with pytest.raises(ChangeRefused, match="one fact already"):
        desk.overrule(key, "joined", other.passage, by=None)
    desk.undo(by=None)
    desk.undo(by=None)
    assert ask() == before


def test_facts_that_the_rules_hold_apart_are_joined(
    desk: Editing, filled: Ingest, ask: Callable[..., list[object]]
) -> None:
    filled.add(
        document(
            "A third view\n\nNeither side has to come to the other’s help under the Comprehensive"
            " Strategic Partnership Treaty of Russia and Iran, its text shows.\n",
            "c.txt",
        ),
        given(),
    )
    key = passage_of(desk, 3, "come to the other’s help")
    [other] = [v for v in desk.joinable(key) if "mutual defence" in v.words]
    desk.overrule(key, "joined", other.passage, by=None)
    assert "at least 3 articles" in said(ask("/treaty"))
    # the one that it was joined with leaves, comes back by a new publication, and finds it again
    joined, _ = desk.voice_at(other.passage)
    desk.remove(joined, by=None)
    desk.publish(joined, by=None)
    assert "at least 3 articles" in said(ask("/treaty"))


def test_what_is_no_fact_is_not_split(desk: Editing) -> None:
    key = passage_of(desk, 1, "not a bloc")
    with pytest.raises(ChangeRefused, match="No fact is told there"):
        desk.overrule(key, "apart", True, by=None)
    with pytest.raises(ChangeRefused, match="nothing that can be set"):
        desk.overrule(key, "colour", "red", by=None)


def test_overrules_survive_restored_lines_a_date_and_a_new_analysis(
    desk: Editing, store: Store, filled: Ingest
) -> None:
    from bot import build

    number = filled.add(
        document(
            "Iran and Russia met\n\nShare this article\n\n“We wanted more than a treaty,” Russian"
            " Foreign Minister Sergei Lavrov said in Iran.\n\nRead more: Ten facts\n",
            "lines.txt",
        ),
        given(),
    )
    key = passage_of(desk, number, "more than a treaty")
    desk.overrule(key, "speaker", "Iran", by=None)
    with store.database.reading() as connection:
        removed = store.articles.get(connection, number).article.removed
    desk.restore(number, [each.span for each in removed], by=None)
    assert desk.voice_at(key)[1].speaker == "Iran"
    desk.edit(number, by=None, publication=Publication(date(2026, 3, 1), "day"))
    assert desk.voice_at(key)[1].speaker == "Iran"
    with store.database.writing() as connection:
        dossier = store.dossiers.get(connection)
        build.rebuild(store, connection, dossier, filled.settings, NOW)
    assert desk.voice_at(key)[1].speaker == "Iran"
    assert passage_of(desk, number, "more than a treaty") == key


def test_an_overrule_of_words_that_are_not_kept_is_told_of(desk: Editing, store: Store) -> None:
    key = passage_of(desk, 1, "not a bloc")
    desk.overrule(key, "stance", "supports", by=None)
    assert check(store.database).remarks == []
    with store.database.writing() as connection:
        article = store.articles.get(connection, 1).article
        short = replace(article, kept=article.kept[:1])
        store.articles.save_version(connection, 1, short, NOW)
    [remark] = check(store.database).remarks
    assert remark.startswith("article 1: the stance that an editor set of passage")


# ---- the log


def test_the_log_says_who_did_what(desk: Editing) -> None:
    desk.edit(1, by=None, outlet="The Third")
    desk.remove(2, by=None)
    undone = desk.undo(by=None)
    log = desk.log()
    assert [change.kind for change in log] == ["undo", "remove", "edit", "publish", "publish"]
    assert log[1].undone_by == undone.id
    assert undone.undoes == log[1].id


def test_an_undoing_is_undone(desk: Editing, ask: Callable[..., list[object]]) -> None:
    made = desk.remove(1, by=None)
    removed = ask()
    undone = desk.undo(by=None)
    desk.undo(by=None, change_id=undone.id)
    assert ask() == removed
    with pytest.raises(ChangeRefused, match="undone already"):
        desk.undo(by=None, change_id=undone.id)
    assert next(c for c in desk.log() if c.id == made.id).undone_by is None


def test_an_earlier_change_is_undone_when_nothing_depends_on_it(
    desk: Editing, ask: Callable[..., list[object]]
) -> None:
    first = desk.edit(1, by=None, outlet="The Third")
    desk.remove(2, by=None)
    desk.undo(by=None, change_id=first.id)
    assert "The Daily" in said(ask("/latest"))
    assert "port" not in said(ask("/latest"))


def test_a_change_that_another_one_builds_on_is_not_undone(desk: Editing) -> None:
    first = desk.edit(1, by=None, outlet="The Third")
    second = desk.edit(1, by=None, outlet="The Fourth")
    with pytest.raises(ChangeRefused, match=f"Change {second.id} came after change {first.id}"):
        desk.undo(by=None, change_id=first.id)


def test_a_removal_is_undone_days_later_beside_newer_articles(
    desk: Editing, filled: Ingest, ask: Callable[..., list[object]], store: Store
) -> None:
    removed = desk.remove(1, by=None)
    later = Editing(store, filled.settings, lambda: NOW + timedelta(days=9))
    filled.add(
        document("A third view\n\nThe treaty does not include a mutual defence clause.\n", "c.txt"),
        given(),
    )
    later.undo(by=None, change_id=removed.id)
    text = said(ask())
    assert "not a bloc" in text
    assert check(store.database).damage == []


def test_the_fiftieth_last_change_is_undone_and_the_one_before_is_not(desk: Editing) -> None:
    first = desk.edit(1, by=None, outlet="Outlet")
    second = desk.edit(2, by=None, outlet="Outlet")
    for number in range(49):
        desk.edit(1, by=None, headline=f"Headline {number}")
    with pytest.raises(ChangeRefused, match="none of the last 50"):
        desk.undo(by=None, change_id=first.id)
    desk.undo(by=None, change_id=second.id)


def test_a_discarded_draft_is_erased_when_it_cannot_come_back(
    desk: Editing, filled: Ingest, store: Store
) -> None:
    draft = filled.draft(document("Another\n\nIran and Russia met.\n", "c.txt"), given())
    desk.discard(draft.article_id, by=None)
    for number in range(49):
        desk.edit(1, by=None, headline=f"Headline {number}")
    with store.database.reading() as connection:
        assert store.articles.get(connection, draft.article_id)
    desk.edit(1, by=None, headline="Headline 50")
    with store.database.reading() as connection, pytest.raises(ArticleNotFound):
        store.articles.get(connection, draft.article_id)
    assert check(store.database).damage == []


@pytest.mark.parametrize("contents", [with_settings])
def test_nothing_is_said_to_be_undone_where_nothing_was_done(ingest: Ingest) -> None:
    with pytest.raises(ChangeRefused, match="nothing to undo"):
        editing(ingest).undo(by=None)


# ---- lists, counts, reports


def test_articles_are_listed_in_pages_and_found_by_headline_and_text(
    desk: Editing, filled: Ingest
) -> None:
    for number in range(10):
        words = f"Note {number}\n\nThe harbour of town {number} was quiet.\n"
        filled.draft(document(words, f"{number}.txt"), given())
    count, page = desk.articles()
    assert (count, [each.id for each in page]) == (12, list(range(12, 2, -1)))
    assert [each.id for each in desk.articles(2)[1]] == [2, 1]
    assert [each.id for each in desk.articles(words=["bloc"])[1]] == [1]
    assert [each.id for each in desk.articles(words=["view", "port"])[1]] == [2]
    assert desk.articles(words=["100%"])[0] == 0


def test_everything_is_counted(desk: Editing, filled: Ingest) -> None:
    filled.draft(document("Note\n\nThe harbour was quiet.\n", "n.txt"), given())
    desk.withdraw(2, "a mistake", by=None)
    stats = desk.stats()
    assert dict(stats.states) == {"public": 1, "draft": 1, "withdrawn": 1}
    assert stats.outlets == (("The Daily", 1),)
    assert (stats.subscribers, stats.last_digest_at, stats.inbox) == (0, None, 0)
    assert stats.changes_this_week == 3


def test_a_report_is_kept_once_and_erased_when_settled(desk: Editing) -> None:
    key = passage_of(desk, 1, "not a bloc")
    made = desk.report(key)
    assert desk.report(key).id == made.id
    assert [(r.passage, r.article_id) for r in desk.reports()] == [(key, 1)]
    assert desk.settle_reports(key)
    assert not desk.settle_reports(key)
    assert desk.reports() == ()
    with pytest.raises(ChangeRefused):
        desk.report("no-such-key")


# ---- others write while an article is analysed


def test_others_write_while_an_article_is_understood_anew(
    desk: Editing, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long article takes a second: digests and the inbox do not wait for it."""
    written: list[bool] = []

    def slowly(article: Article, lexicon: Lexicon) -> Analysis:
        other = Thread(target=lambda: note_something(store), daemon=True)
        other.start()
        other.join(5)
        written.append(not other.is_alive())
        return analyse(article, lexicon)

    monkeypatch.setattr(understanding, "analyse", slowly)
    line = next(v for v in desk.voices_of(1) if v.kind != "fact")
    desk.overrule(line.passage, "speaker", None, by=None)
    made = desk.edit(2, by=None, publication=Publication(date(2026, 3, 2), "day"))
    assert written == [True, True]
    # what came in by the terminal is kept without what was made of it: that is made anew
    desk.undo(by=None, change_id=made.id)
    assert written == [True] * 2
    desk.undo(by=None, change_id=2)
    assert written == [True] * 3


def note_something(store: Store) -> None:
    with store.database.writing() as connection:
        house.note(connection, "a test", b"done")


def test_what_was_foreseen_is_not_taken_where_somebody_was_faster(
    desk: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The article's date is another by then: what hangs on it is dated from there."""
    line = next(v for v in desk.voices_of(1) if v.kind != "fact")
    foresee = changing.foresee

    def late(article: Article, lexicon: Lexicon) -> understanding.Foreseen:
        monkeypatch.setattr(changing, "foresee", foresee)
        found = foresee(article, lexicon)
        desk.edit(1, by=None, publication=Publication(date(2025, 3, 2), "day"))
        return found

    monkeypatch.setattr(changing, "foresee", late)
    analysed: list[date | None] = []
    monkeypatch.setattr(
        understanding,
        "analyse",
        lambda article, lexicon: (
            analysed.append(article.metadata.publication.on) or analyse(article, lexicon)
        ),
    )
    desk.overrule(line.passage, "speaker", None, by=None)
    assert analysed == [date(2026, 3, 21), date(2025, 3, 2), date(2025, 3, 2)]
