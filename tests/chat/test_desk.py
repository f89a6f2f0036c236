"""The desk: an editor's article from its card to readers, and back again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from bot_api import BotApi
from factories import TREATY, document, given
from playing import (
    EDITOR,
    OTHER,
    READER,
    buttons_of,
    desk_of,
    play,
    running,
    say_to,
    tap,
    upload_one,
)
from telegram import Bot

from bot.chat.desk import Desk
from bot.dossier import Dossier
from bot.intake import Given
from bot.store import Store
from bot.store.catalogue import state_of

TALKS = """Talks on the harbour

The harbourmaster of Anzali said the harbour would stay open in winter. “We have no plans to close it,”
Reza Karimi, the harbourmaster, said on Saturday.

Share this article
"""


def test_a_strangers_document_is_refused_and_leaves_no_trace(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.upload("report.txt", TREATY.encode(), user=READER)
        await api.answers(1)
        assert "only this bot’s editors" in api.sent[0]["plain"]
        assert "reply_markup" not in api.sent[0]
        assert "getfile" not in [method for method, _ in api.calls]
        assert api.reactions == []
        assert desk.editing.articles()[0] == 0

    play(small_store, dossier, scene)


def test_nothing_is_public_before_publish_and_only_an_editor_presses_it(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        shown = api.shown(card)
        assert "Russia and Iran sign partnership treaty" in shown["plain"]
        assert "We wanted a treaty of cooperation, not a bloc" in shown["plain"]
        assert "Sergei Lavrov" in shown["plain"]
        publish = buttons_of(shown)["Publish"]
        assert "No article is on file yet" in await say_to(api, "/latest", READER)
        api.press(publish, user=READER, under=card)
        await api.until(lambda: "no longer current" in api.to(READER)[-1]["plain"])
        await tap(api, card, "Publish")
        assert "Published as article 1." in api.shown(card)["plain"]
        assert "mutual defence clause" in await say_to(api, "/treaty", READER)
        presses = [method for method, _ in api.calls if method == "answercallbackquery"]
        assert len(presses) == 2

    play(small_store, dossier, scene)


def test_a_button_that_the_article_has_moved_on_from_shows_the_card_anew(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        discard = buttons_of(api.shown(card))["Discard"]
        await tap(api, card, "Publish")
        api.press(discard, user=EDITOR, under=card)
        await api.until(lambda: "changed this article meanwhile" in api.shown(card)["plain"])
        assert "Discard" not in buttons_of(api.shown(card))
        assert "mutual defence clause" in await say_to(api, "/treaty", READER)

    play(small_store, dossier, scene)


async def asked_for(api: BotApi, card: int, label: str) -> None:
    await tap(api, card, "Edit")
    await tap(api, card, label)


def test_a_link_that_is_sent_is_no_headline(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        await asked_for(api, card, "Headline")
        said = await say_to(api, "http://127.0.0.1/treaty", EDITOR)
        assert said == "The link leads to a private address, which I do not open."
        api.say("The harbour treaty", user=EDITOR)
        await api.until(lambda: "The harbour treaty" in api.shown(card)["plain"])
        assert "127.0.0.1" not in api.shown(card)["plain"]

    play(small_store, dossier, scene)


def test_a_card_waits_a_quarter_of_an_hour(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        await asked_for(api, card, "Headline")
        key = desk.cards.of_article(1)[0].key
        asked_at = desk.clock() - timedelta(minutes=16)
        desk.cards.ask(key, f"headline:0:{asked_at.timestamp():.0f}")
        assert (await say_to(api, "Thank you", EDITOR)).startswith("Send me an article")
        asked_at += timedelta(minutes=2)
        desk.cards.ask(key, f"headline:0:{asked_at.timestamp():.0f}")
        api.say("Thank you", user=EDITOR)
        await api.until(lambda: "Headline: Thank you" in api.shown(card)["plain"])

    play(small_store, dossier, scene)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Headline", "word " * 61),
        ("Outlet", "x" * 301),
        ("Link", "https://a.example/" + "x" * 1990),
    ],
)
def test_what_is_too_long_is_refused_and_asked_for_again(
    small_store: Store, dossier: Dossier, label: str, words: str
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        await asked_for(api, card, label)
        if label != "Link":
            assert "too long: 300 letters at most" in await say_to(api, words, EDITOR)
        given = "https://a.example/" + "x" * 1500 if label == "Link" else "Short"
        api.say(given, user=EDITOR)
        await api.until(lambda: f"{label}: {given[:300]}" in api.shown(card)["plain"])
        with desk.store.database.reading() as connection:
            about = desk.store.articles.get(connection, 1).article.metadata
        assert given in (about.headline, about.outlet, about.url)

    play(small_store, dossier, scene)


def test_a_reason_is_told_as_it_is_kept(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document())
        said = await say_to(api, f"/withdraw 1 {'so it was ' * 40}", EDITOR)
        assert said == "That is too long: 300 letters at most are kept."
        with desk.store.database.reading() as connection:
            assert state_of(connection, 1, 1) == "public"

    play(small_store, dossier, scene)


@pytest.mark.parametrize(
    ("label", "typed", "stands"),
    [
        ("Headline", "A treaty <of> & for two", "A treaty <of> & for two"),
        ("Outlet", "The Harbour Post", "The Harbour Post"),
        ("Date", "last Saturday", "21 Mar 2026 (by an editor)"),
        ("Date", "week of 2 March 2026", "week of 2 Mar 2026 (by an editor)"),
        ("Link", "https://post.example/treaty", "https://post.example/treaty"),
    ],
)
def test_an_editor_mends_what_the_card_says(
    small_store: Store, dossier: Dossier, label: str, typed: str, stands: str
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        await tap(api, card, "Edit")
        await tap(api, card, label)
        answer = api.say(typed, user=EDITOR)
        await api.until(lambda: stands in api.shown(card)["plain"])
        assert (answer, "👍") in api.reactions
        assert len(api.to(EDITOR)) == 1  # the card stays where it is

    play(small_store, dossier, scene)


def test_what_cannot_be_set_is_asked_for_again(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        await tap(api, card, "Edit")
        await tap(api, card, "Date")
        assert "is not a date that I understand" in await say_to(api, "soonish", EDITOR)
        api.say("21 March 2026", user=EDITOR)
        await api.until(lambda: "21 Mar 2026 (by an editor)" in api.shown(card)["plain"])
        await tap(api, card, "Edit")
        await tap(api, card, "Link")
        assert "not a link" in await say_to(api, "our page", EDITOR)
        await tap(api, card, "Leave it")
        assert "Send me an article" in await say_to(api, "our page", EDITOR)
        await tap(api, card, "Edit")
        await tap(api, card, "Date")
        await tap(api, card, "It is not known")
        assert "date not stated" in api.shown(card)["plain"]

    play(small_store, dossier, scene)


def test_text_and_removed_lines_are_read_and_restored_in_the_cards_place(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api, TALKS)
        await tap(api, card, "Restore lines")
        assert "Share this article" in api.shown(card)["plain"]
        await tap(api, card, "Restore 1")
        assert "Restored: 1 line." in api.shown(card)["plain"]
        assert "Restore lines" not in buttons_of(api.shown(card))
        await tap(api, card, "Show text")
        assert "Share this article" in api.shown(card)["plain"]
        await tap(api, card, "Back")
        assert "Not public yet" in api.shown(card)["plain"]

    play(small_store, dossier, scene)


def test_a_long_text_is_read_in_pages_and_nothing_in_it_can_be_tapped(
    small_store: Store, dossier: Dossier
) -> None:
    words = "The council said /remove 1 and https://trap.example/x would be @looked at. "

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api, "Council\n\n" + "\n\n".join([words * 12] * 8))
        await tap(api, card, "Show text")
        assert "page 1 of 3" in api.shown(card)["plain"]
        assert "<pre>" in api.shown(card)["text"]
        await tap(api, card, "Next ›")
        assert "page 2 of 3" in api.shown(card)["plain"]
        await tap(api, card, "Back")
        assert "<code>/remove</code>" in api.shown(card)["text"]
        assert "<code>https://trap.example/x</code>" in api.shown(card)["text"]

    play(small_store, dossier, scene)


def test_two_editors_on_one_article_see_what_the_other_did(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.editors.make(OTHER, "editor", desk.clock())
        mine = await upload_one(api)
        theirs = await upload_one(api, user=OTHER)
        assert "Already on file: this is article 1." in api.shown(theirs)["plain"]
        assert "Publish" in buttons_of(api.shown(theirs))
        await tap(api, mine, "Edit")
        await tap(api, mine, "Outlet")
        await tap(api, theirs, "Edit", user=OTHER)
        await tap(api, theirs, "Outlet", user=OTHER)
        api.say("The Harbour Post", user=OTHER)
        # both cards show it, and the answer to a question that is out of date changes nothing
        await api.until(lambda: "The Harbour Post" in api.shown(mine)["plain"])
        api.say("The Other Post", user=EDITOR)
        await api.until(lambda: "changed this article meanwhile" in api.shown(mine)["plain"])
        assert "The Harbour Post" in api.shown(mine)["plain"]

    play(small_store, dossier, scene)


def test_a_card_of_another_chat_cannot_be_pressed(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.editors.make(OTHER, "editor", desk.clock())
        card = await upload_one(api)
        api.press(buttons_of(api.shown(card))["Publish"], user=OTHER, under=card)
        await api.until(lambda: api.to(OTHER))
        assert "no longer current" in api.to(OTHER)[0]["plain"]
        assert "No article is on file yet" in await say_to(api, "/latest", READER)

    play(small_store, dossier, scene)


def test_cards_survive_a_restart(small_store: Store, dossier: Dossier) -> None:
    desk, first, second = desk_of(small_store, dossier), BotApi(), BotApi()

    async def run() -> None:
        async with running(desk, first):
            card = await upload_one(first)
            await tap(first, card, "Edit")
            await tap(first, card, "Outlet")
        second.sent = first.sent
        async with running(desk, second):
            second.say("The Harbour Post", user=EDITOR)
            await second.until(lambda: "The Harbour Post" in second.shown(card)["plain"])
            await tap(second, card, "Publish")
            assert "Published as article 1." in second.shown(card)["plain"]

    asyncio.run(run())


def test_a_card_of_long_ago_can_still_be_pressed(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        # of a message that is out of its reach the bot learns no more than this
        api.press(buttons_of(api.shown(card))["Publish"], user=EDITOR, under=card, date=0)
        await api.until(lambda: "Published as article 1." in api.shown(card)["plain"])

    play(small_store, dossier, scene)


def test_a_card_whose_message_is_gone_is_sent_anew(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        await tap(api, card, "Edit")
        await tap(api, card, "Outlet")
        api.deleted.add(card)
        assert "The Harbour Post" in await say_to(api, "The Harbour Post", EDITOR)
        await tap(api, api.sent[-1]["message_id"], "Publish")
        assert "Published as article 1." in api.shown(api.sent[-1]["message_id"])["plain"]

    play(small_store, dossier, scene)


def test_discarding_is_undone_from_the_card(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api)
        await tap(api, card, "Discard")
        assert list(buttons_of(api.shown(card))) == ["Undo"]
        await tap(api, card, "Undo")
        # the log says so in the card's place, and then the card is there again
        assert "undone" in api.edits[-2]["plain"]
        assert "Publish" in buttons_of(api.shown(card))
        again = await upload_one(api)
        assert "Already on file" in api.shown(again)["plain"]
        assert "Publish" in buttons_of(api.shown(again))

    play(small_store, dossier, scene)


# ---- newer versions, copies, follow-ups

LONG = "\n\n".join(
    f"The council heard report {number} on the harbour, and the harbourmaster answered at length."
    for number in range(20)
)


def second(text: str) -> str:
    return f"{text}\n\nA correction: the council had met on Sunday."


def test_an_article_is_likened_to_those_that_are_seen(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(LONG))
        desk.ingest.add(document(second(LONG)))
        desk.editing.remove(1, by=None)
        card = await upload_one(api, f"{LONG}\n\nThe council will meet again on Monday.")
        assert "of its words are those of article 2." in api.shown(card)["plain"]
        assert "New version of #2" in buttons_of(api.shown(card))

    play(small_store, dossier, scene)


def test_a_newer_version_takes_the_place_of_the_one_it_is_like(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(LONG))
        card = await upload_one(api, second(LONG))
        assert "100% of its words are those of article 1." in api.shown(card)["plain"]
        await tap(api, card, "New version of #1")
        assert "Article 1 goes out" in api.shown(card)["plain"]
        assert desk.editing.stats().states == {"public": 1, "draft": 1}
        await tap(api, card, "Publish in place of #1")
        assert "in place of article 1" in api.shown(card)["plain"]
        assert desk.editing.stats().states == {"public": 1, "removed": 1}
        assert "replaced article 1" in await say_to(api, "/undo", EDITOR)
        await tap(api, api.sent[-1]["message_id"], "Undo 1")
        await api.until(lambda: "Not public yet" in api.shown(card)["plain"])
        assert desk.editing.stats().states == {"public": 1, "draft": 1}

    play(small_store, dossier, scene)


def test_a_copy_may_be_a_story_of_its_own(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(LONG))
        card = await upload_one(api, second(LONG))
        await tap(api, card, "Follow-up")
        assert "a story of its own" in api.shown(card)["plain"]
        await tap(api, card, "Copy")
        assert "a copy of article 1" in api.shown(card)["plain"]

    play(small_store, dossier, scene)


# ---- afterwards


def test_articles_are_listed_found_opened_and_taken_out(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        for number in range(11):
            desk.ingest.draft(document(f"Harbour {number}\n\n{TALKS} Pier {number} is new."))
        assert "12 articles, page 1 of 2" in await say_to(api, "/articles", EDITOR)
        listed = api.sent[-1]["message_id"]
        await tap(api, listed, "Next ›")
        assert "Russia and Iran sign partnership treaty" in api.shown(listed)["plain"]
        assert "1 article with “treaty”" in await say_to(api, "/articles treaty", EDITOR)
        await tap(api, api.sent[-1]["message_id"], "1")
        assert "Published: readers see it." in api.sent[-1]["plain"]
        assert "There is no article 99." in await say_to(api, "/edit 99", EDITOR)
        assert "Say which article" in await say_to(api, "/edit treaty", EDITOR)
        assert "out of every briefing" in await say_to(api, "/remove 1", EDITOR)
        removed = api.sent[-1]["message_id"]
        assert "No article is on file yet" in await say_to(api, "/latest", READER)
        await tap(api, removed, "Undo")
        # the card shown before is redrawn as well, sooner or later
        await api.until(lambda: "Undone." in api.shown(removed)["plain"])
        assert "mutual defence clause" in await say_to(api, "/treaty", READER)

    play(small_store, dossier, scene)


def test_a_withdrawal_needs_a_reason_which_the_card_asks_for(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        assert "Say why" in await say_to(api, "/withdraw 1", EDITOR)
        await say_to(api, "/edit 1", EDITOR)
        card = api.sent[-1]["message_id"]
        await tap(api, card, "Withdraw")
        api.say("The publisher took it back.", user=EDITOR)
        await api.until(lambda: "Withdrawn: readers are told so" in api.shown(card)["plain"])
        assert "took it back" in await say_to(api, "/articles", EDITOR)
        assert "withdrawn article 1" in await say_to(api, "/undo", EDITOR)

    play(small_store, dossier, scene)


def test_the_log_is_turned_in_pages(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        for number in range(12):
            desk.editing.edit(1, by=None, outlet=f"Post {number}")
        assert "outlet: Post 10 → Post 11" in await say_to(api, "/undo", EDITOR)
        log = api.sent[-1]["message_id"]
        await tap(api, log, "Older ›")
        assert "published article 1" in api.shown(log)["plain"]
        await tap(api, log, "Undo 11")
        # an older change that a later one builds on is refused in a sentence
        assert "Undo 11" in buttons_of(api.shown(log)) or api.sent[-1]["message_id"] != log

    play(small_store, dossier, scene)


def test_the_log_leads_back_to_the_first_change_and_the_last_fifty_are_undone(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        for number in range(61):
            desk.editing.edit(1, by=None, outlet=f"Post {number}")
        await say_to(api, "/undo", EDITOR)
        log, undone = api.sent[-1]["message_id"], 0
        while "Older ›" in buttons_of(api.shown(log)):
            undone += sum(text.startswith("Undo") for text in buttons_of(api.shown(log)))
            await tap(api, log, "Older ›")
        assert "page 7" in api.shown(log)["plain"]
        assert "62." in api.shown(log)["plain"]
        assert "published article 1" in api.shown(log)["plain"]
        assert list(buttons_of(api.shown(log))) == ["‹ Newer"]
        assert undone == 50

    play(small_store, dossier, scene)


def test_stats_count_what_is_there(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given(outlet="The Harbour Post"))
        desk.ingest.draft(document(TALKS))
        said = await say_to(api, "/stats", EDITOR)
        assert "1 published" in said
        assert "1 not published" in said
        assert "The Harbour Post: 1" in said

    play(small_store, dossier, scene)


def test_the_first_article_offers_to_remove_the_demonstration(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        shown = Given(demonstration=True, outlet="Demonstration")
        desk.ingest.add(document(TALKS), shown)
        card = await upload_one(api)
        await tap(api, card, "Publish")
        await api.answers(2)
        offer = api.sent[-1]["message_id"]
        assert "1 demonstration article" in api.shown(offer)["plain"]
        await tap(api, offer, "Remove them")
        assert desk.editing.stats().states == {"public": 1, "removed": 1}

    play(small_store, dossier, scene)


# ---- who may


@pytest.mark.parametrize(
    "command",
    ["/articles", "/edit 1", "/remove 1", "/withdraw 1 no", "/undo", "/stats", "/editors", "/add"],
)
def test_editors_commands_are_for_editors_and_in_private(
    small_store: Store, dossier: Dossier, command: str
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        assert "Only this bot’s editors" in await say_to(api, command, READER)
        before = len(api.sent)
        api.say(command, user=EDITOR, chat=-100)
        await api.answers(before + 1)
        assert "private chat" in api.sent[-1]["plain"]
        assert desk.editing.stats().states == {"public": 1}

    play(small_store, dossier, scene)


def test_owners_let_editors_in_and_out_and_all_are_told(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        assert "is an editor now" in await say_to(api, f"/editors add {OTHER} Ann", EDITOR)
        await api.until(lambda: api.to(OTHER))
        assert "Ann is an editor now" in api.to(OTHER)[-1]["plain"]
        assert "articles" in api.menus[f"chat {OTHER}"]
        assert "editors" not in api.menus[f"chat {OTHER}"]
        assert "Only this bot’s owners" in await say_to(api, "/editors", OTHER)
        card = await upload_one(api, user=OTHER)
        assert f"{OTHER}" in await say_to(api, "/editors", EDITOR)
        assert "Ann is no editor any more" in await say_to(api, f"/editors remove {OTHER}", EDITOR)
        await api.until(lambda: f"chat {OTHER}" not in api.menus)
        before = len(api.sent)
        api.press(buttons_of(api.shown(card))["Publish"], user=OTHER, under=card)
        await api.answers(before + 1)
        assert "Only this bot’s editors" in api.sent[-1]["plain"]
        # a draft that they had begun is shown to them no more
        edits = len(api.edits)
        desk.editing.publish(1, by=None)
        mine = await upload_one(api)
        await tap(api, mine, "Remove")
        assert [e for e in api.edits[edits:] if int(e["chat_id"]) == OTHER] == []

    play(small_store, dossier, scene)


def test_an_owner_adds_whoever_wrote_a_forwarded_message(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        person = {"id": OTHER, "is_bot": False, "first_name": "Ann", "last_name": "Lee"}
        replied = {
            "message_id": 900,
            "date": 1_790_000_000,
            "chat": {"id": EDITOR, "type": "private"},
            "text": "hello",
            "forward_origin": {"type": "user", "date": 1_790_000_000, "sender_user": person},
        }
        api.say("/editors add", user=EDITOR, reply_to_message=replied)
        # every editor is told, the new one too
        await api.until(lambda: api.to(EDITOR) and api.to(OTHER))
        assert "Ann Lee is an editor now" in api.to(OTHER)[0]["plain"]
        assert "names nobody" in await say_to(api, "/editors add", EDITOR)
        assert "An owner is named" in await say_to(api, f"/editors remove {EDITOR}", EDITOR)
        assert "names nobody" in await say_to(api, "/editors add 0", EDITOR)

    play(small_store, dossier, scene)
