"""Every form in which editors bring articles: documents, albums, archives, links, posts, pasted texts."""

from __future__ import annotations

import asyncio
import io
import time
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from bot_api import BotApi
from factories import TREATY
from playing import EDITOR, READER, buttons_of, play, say_to, tap, upload_one
from telegram import Bot

from bot.chat.brought import joined
from bot.chat.desk import Desk
from bot.dossier import Dossier
from bot.errors import UnreadableDocument
from bot.intake.links import Fetched
from bot.model import Document
from bot.store import Store

MINUTE = 1_790_000_000


def report(number: int) -> str:
    return f"""Pier {number} opens

The harbourmaster said pier {number} would open in spring. “Pier {number} was never closed,” Reza Karimi said.
"""


def archive(names: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        for name, data in names.items():
            packed.writestr(name, data)
    return held.getvalue()


def cards(api: BotApi) -> list[dict[str, Any]]:
    return [message for message in api.to(EDITOR) if "Not public yet" in message["plain"]]


# ---- documents


@pytest.mark.parametrize(
    ("name", "data", "size", "said"),
    [
        ("empty.txt", b"", None, "is empty"),
        ("large.txt", b"x", 25 * 1024 * 1024, "too large"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), None, "is an image"),
        ("<b>.txt", b"\x00\x01\x02", None, "is a binary file"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(
    small_store: Store, dossier: Dossier, name: str, data: bytes, size: int | None, said: str
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.upload(name, data, user=EDITOR, size=size)
        await api.answers(1)
        assert said in api.sent[0]["plain"]
        assert "reply_markup" not in api.sent[0]
        assert desk.editing.articles()[0] == 0

    play(small_store, dossier, scene)


def test_a_receipt_is_given_and_the_same_bytes_show_the_first_card(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        sent = api.upload("report.txt", TREATY.encode(), user=EDITOR)
        await api.answers(1)
        assert (sent, "👀") in api.reactions
        again = await upload_one(api, name="again.txt")
        assert "Already on file: this is article 1." in api.shown(again)["plain"]
        await tap(api, again, "Publish")
        assert desk.editing.stats().states == {"public": 1}

    play(small_store, dossier, scene)


def test_an_album_gets_a_card_each_and_one_word_on_the_rest(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        for number in range(3):
            api.upload(
                f"{number}.txt", report(number).encode(), user=EDITOR, media_group_id="album"
            )
        api.upload("empty.txt", b"", user=EDITOR, media_group_id="album")
        await api.answers(4)
        assert [card["plain"].splitlines()[0] for card in cards(api)] == [
            f"Pier {number} opens" for number in range(3)
        ]
        assert "empty.txt is empty" in api.sent[3]["plain"]
        assert desk.inbox.left_over(desk.clock(), desk.clock() - desk.clock()) == ()

    play(small_store, dossier, scene)


def test_a_small_archive_gets_a_card_for_each_document_in_it(
    small_store: Store, dossier: Dossier
) -> None:
    packed = archive({f"{n}.txt": report(n).encode() for n in range(2)} | {"a.png": b"\x89PNG"})

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.upload("reports.zip", packed, user=EDITOR)
        await api.answers(3)
        assert len(cards(api)) == 2
        assert "image" in api.sent[2]["plain"]

    play(small_store, dossier, scene)


def test_an_archive_of_which_nothing_can_be_read_is_answered(
    small_store: Store, dossier: Dossier
) -> None:
    picture = b"\x89PNG\r\n\x1a\n"
    names = {f"{n} a photograph of the harbour at Anzali.png": picture for n in range(100)}

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.upload("pictures.zip", archive(names), user=EDITOR)
        await api.until(lambda: any("not stored" in m["plain"] for m in api.to(EDITOR)))
        [said] = api.to(EDITOR)
        assert said["plain"].startswith("100 not stored\n• 0 a photograph")
        assert said["plain"].endswith("and 90 more")

    play(small_store, dossier, scene)


def test_a_large_archive_gets_a_summary_and_is_published_at_once(
    small_store: Store, dossier: Dossier
) -> None:
    packed = archive({f"{n:02}.txt": report(n).encode() for n in range(12)} | {"e.txt": b" "})

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.upload("reports.zip", packed, user=EDITOR)
        await api.until(lambda: "12 articles" in "".join(m["plain"] for m in api.to(EDITOR)), 40)
        [summary] = api.to(EDITOR)
        assert "12 drafts, page 1 of 2" in summary["plain"]
        assert "e.txt is empty" in summary["plain"]
        number = summary["message_id"]
        await tap(api, number, "Next ›")
        assert "Pier 11 opens" in api.shown(number)["plain"]
        await tap(api, number, "Publish all (12)")
        assert "Published: 12 articles." in api.shown(number)["plain"]
        assert desk.editing.stats().states == {"public": 12}
        assert "Publish all" not in " ".join(buttons_of(api.shown(number)))

    play(small_store, dossier, scene)


@pytest.mark.parametrize(
    ("caption", "shown", "unread"),
    [
        (
            "https://post.example/treaty\n21 March 2026",
            ["https://post.example/treaty", "21 Mar 2026 (by an editor)"],
            "",
        ),
        ("Reuters · week of 2 March 2026", ["Reuters", "week of 2 Mar 2026"], ""),
        ("Please look at this in May", ["date not stated"], "Please look at this in May"),
        ("Reuters; two of it", ["Reuters", "date not stated"], "two of it"),
    ],
)
def test_the_words_beside_a_document_are_read_or_said_not_to_be(
    small_store: Store, dossier: Dossier, caption: str, shown: list[str], unread: str
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        before = len(api.sent)
        api.upload("report.txt", TREATY.encode(), user=EDITOR, caption=caption)
        await api.answers(before + 1)
        card = api.sent[-1]["message_id"]
        await api.until(lambda: not api.shown(card)["plain"].startswith("Reading"))
        said = api.shown(card)
        assert [words for words in shown if words not in f"{said['plain']} {said['text']}"] == []
        assert (f"beside it: “{unread}”" in said["plain"]) == bool(unread)

    play(small_store, dossier, scene)


def test_publishing_many_says_how_far_it_is_in_the_place_of_the_list(
    small_store: Store, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = archive({f"{n:02}.txt": report(n).encode() for n in range(12)})

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.upload("reports.zip", packed, user=EDITOR)
        await api.until(lambda: "12 articles" in "".join(m["plain"] for m in api.to(EDITOR)), 40)
        number = api.sent[-1]["message_id"]
        publish = type(desk.editing).publish

        def slowly(*given: Any, **more: Any) -> object:
            time.sleep(0.2)
            return publish(*given, **more)

        monkeypatch.setattr(type(desk.editing), "publish", slowly)
        monkeypatch.setattr("bot.chat.stage.PATIENCE", 0.2)
        monkeypatch.setattr("bot.chat.stage.BETWEEN", 0.1)
        before = len(api.sent)
        await tap(api, number, "Publish all (12)")
        told = [m["plain"] for m in api.edits if m["plain"].startswith("Publishing … ")]
        assert any(" of 12 · " in line for line in told)
        assert len(set(told)) > 1
        assert "Published: 12 articles." in api.shown(number)["plain"]
        assert len(api.sent) == before

    play(small_store, dossier, scene)


# ---- pasted texts


def test_a_long_text_from_an_editor_is_an_article(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        assert "Not public yet" in await say_to(api, TREATY, EDITOR)
        assert "I answer commands" in await say_to(api, TREATY, READER)

    play(small_store, dossier, scene)


def test_after_add_a_short_text_is_an_article_too(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        short = "Lavrov said the treaty with Iran would be reviewed."
        assert "Send me an article" in await say_to(api, short, EDITOR)
        assert "Send the text" in await say_to(api, "/add", EDITOR)
        assert "Not public yet" in await say_to(api, short, EDITOR)
        assert "Send me an article" in await say_to(api, "And this?", EDITOR)
        assert "Not public yet" in await say_to(api, f"/add {short} In autumn.", EDITOR)

    play(small_store, dossier, scene)


def test_a_restart_forgets_no_add(small_store: Store, dossier: Dossier) -> None:
    short = "Lavrov said the treaty with Iran would be reviewed."

    async def asked(api: BotApi, desk: Desk, bot: Bot) -> None:
        assert "Send the text" in await say_to(api, "/add", EDITOR)

    async def sent(api: BotApi, desk: Desk, bot: Bot) -> None:
        # its updates are counted from the beginning: the first one is known
        api.say("/add", user=EDITOR)
        assert "Not public yet" in await say_to(api, short, EDITOR)

    play(small_store, dossier, asked)
    play(small_store, dossier, sent)


def test_the_parts_of_one_paste_are_one_article(small_store: Store, dossier: Dossier) -> None:
    first = "Harbour\n\n" + "The harbourmaster said the pier would open. " * 90
    second = "The council said the pier would close. " * 95
    third = "Nobody said when."

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        for part in (first, second, third):
            api.say(part.strip(), user=EDITOR)
        await api.answers(1)
        [card] = cards(api)
        with desk.store.database.reading() as connection:
            text = desk.store.articles.get(connection, 1).article.source_text
        assert text.startswith("Harbour")
        assert text.endswith("Nobody said when.")
        # a part alone cannot be mended: the others are not at hand
        api.change(card["message_id"] - 1, "x")
        assert desk.editing.articles()[0] == 1

    play(small_store, dossier, scene)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["He said", "so."], "He said so."),
        (["He said so.", "She did not."], "He said so.\n\nShe did not."),
        (["/add He said so.", "and left."], "He said so. and left."),
        (["One\n", "\nTwo"], "One Two"),
    ],
)
def test_parts_are_joined_so_that_sentences_stay_whole(parts: list[str], whole: str) -> None:
    assert joined(parts) == whole


def test_a_changed_message_changes_its_card(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        sent = api.say(TREATY, user=EDITOR)
        await api.answers(1)
        card = api.sent[0]["message_id"]
        await tap(api, card, "Edit")
        await tap(api, card, "Outlet")
        api.say("The Harbour Post", user=EDITOR)
        await api.until(lambda: "The Harbour Post" in api.shown(card)["plain"])
        api.change(sent, TREATY.replace("in Moscow", "in the Kremlin"), user=EDITOR)
        await api.until(lambda: "Your message changed" in api.shown(card)["plain"])
        assert "in the Kremlin" in api.shown(card)["plain"]
        assert "The Harbour Post" in api.shown(card)["plain"]
        await tap(api, card, "Publish")
        assert desk.editing.stats().states["public"] == 1
        assert len(api.sent) == 1
        # what is public is not changed by a message: the new text gets a card of its own
        api.change(sent, TREATY.replace("in Moscow", "in Tehran"), user=EDITOR)
        await api.answers(2)
        assert "Not public yet" in api.sent[1]["plain"]

    play(small_store, dossier, scene)


def test_what_was_set_of_lines_outlives_a_changed_message(
    small_store: Store, dossier: Dossier
) -> None:
    """By their words; what was set of words that are changed too is told as lost."""
    text = f"{TREATY}\n\nShare this article\n\n“It will be ratified,” the minister said in Moscow."

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        sent = api.say(text, user=EDITOR)
        await api.answers(1)
        card = api.sent[0]["message_id"]
        for words in ("not a bloc", "ratified"):
            [line] = [v for v in desk.editing.voices_of(1) if words in v.words]
            desk.editing.overrule(line.passage, "hidden", True, by=None)
        with desk.store.database.reading() as connection:
            removed = desk.store.articles.get(connection, 1).article.removed
        desk.editing.restore(1, [each.span for each in removed], by=None)
        api.change(sent, text.replace("ratified", "signed again"), user=EDITOR)
        await api.until(lambda: "Your message changed" in api.shown(card)["plain"])
        assert "gone with them: “It will be ratified,”" in api.shown(card)["plain"]
        hidden = [v.words for v in desk.editing.voices_of(2) if v.overruled.get("hidden")]
        assert len(hidden) == 1
        assert "not a bloc" in hidden[0]
        with desk.store.database.reading() as connection:
            assert "Share this article" in desk.store.articles.get(connection, 2).article.text

    play(small_store, dossier, scene)


def test_a_changed_message_shows_its_card_anew_where_that_is_gone(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        number = api.say("/add The harbour stays open in winter.", user=EDITOR)
        await api.answers(1)
        api.deleted.add(api.sent[0]["message_id"])
        api.change(number, "/add The harbour stays closed in winter.", user=EDITOR)
        await api.answers(2)
        assert "Your message changed, and this card with it." in api.sent[1]["plain"]
        await tap(api, api.sent[1]["message_id"], "Publish")
        assert "Published as article 2." in api.shown(api.sent[1]["message_id"])["plain"]

    play(small_store, dossier, scene)


def test_a_changed_message_that_brings_several_is_answered(
    small_store: Store, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.uploads.fetch", fetched)

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        sent = api.say("https://post.example/1", user=EDITOR)
        await api.answers(1)
        api.change(sent, "https://post.example/2 https://post.example/3", user=EDITOR)
        await api.answers(2)
        assert "brings none or several now" in api.sent[1]["plain"]
        assert desk.editing.stats().states == {"draft": 1}

    play(small_store, dossier, scene)


def test_a_short_text_after_add_is_changed_like_any_other(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        sent = api.say("/add The harbour stays open, its master said.", user=EDITOR)
        await api.answers(1)
        card = api.sent[0]["message_id"]
        api.change(sent, "/add The harbour is closed, its master said.", user=EDITOR)
        await api.until(lambda: "Your message changed" in api.shown(card)["plain"])
        assert "The harbour is closed" in api.shown(card)["plain"]

    play(small_store, dossier, scene)


# ---- posts of others


@pytest.mark.parametrize(
    ("origin", "outlet", "link"),
    [
        (
            {"type": "channel", "chat": {"id": -1001, "type": "channel", "title": "Harbour News",
             "username": "harbour"}, "message_id": 12, "author_signature": "R. K."},
            "Harbour News",
            "https://t.me/harbour/12",
        ),
        (
            {"type": "chat", "sender_chat": {"id": -1002, "type": "supergroup", "title": "Pier"}},
            "Pier",
            None,
        ),
        (
            {"type": "user", "sender_user": {"id": 3, "is_bot": False, "first_name": "Reza"}},
            "Reza",
            None,
        ),
        ({"type": "hidden_user", "sender_user_name": "Somebody"}, "Somebody", None),
    ],
)  # fmt: skip
def test_a_forwarded_post_tells_who_wrote_it_and_when(
    small_store: Store, dossier: Dossier, origin: dict[str, Any], outlet: str, link: str | None
) -> None:
    at = int(datetime(2026, 3, 20, 9, tzinfo=UTC).timestamp())

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say(
            "The harbour stays open, the harbourmaster said.",
            user=EDITOR,
            forward_origin={**origin, "date": at},
        )
        await api.answers(1)
        card = api.sent[0]["plain"]
        author = " by R. K." if "author_signature" in origin else ""
        assert f"{outlet} · 20 Mar 2026 (forwarded post{author})" in card
        assert link is None or link in card

    play(small_store, dossier, scene)


def test_a_forwarded_document_tells_the_same(small_store: Store, dossier: Dossier) -> None:
    at = int(datetime(2026, 3, 20, 9, tzinfo=UTC).timestamp())
    chat = {"id": -1001, "type": "channel", "title": "Harbour News", "username": "harbour"}
    origin = {"type": "channel", "chat": chat, "message_id": 12, "author_signature": "R. K."}

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.upload("a.txt", report(1), user=EDITOR, forward_origin={**origin, "date": at})
        await api.answers(1)
        card = api.sent[0]["plain"]
        assert "Harbour News · 20 Mar 2026 (forwarded post by R. K.)" in card
        assert "https://t.me/harbour/12" in card

    play(small_store, dossier, scene)


# ---- links


def fetched(url: str) -> Fetched:
    if "gone" in url:
        raise UnreadableDocument("The page answers with the error 404.")
    number = int(url.rsplit("/", 1)[1])
    return Fetched(Document(f"{number}", report(number).encode()), url)


def test_links_are_followed_each_for_itself(
    small_store: Store, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.uploads.fetch", fetched)
    hidden = {"type": "text_link", "offset": 0, "length": 4, "url": "https://post.example/3"}

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say(
            "Look (https://post.example/1), https://post.example/2. https://post.example/gone",
            user=EDITOR,
            entities=[hidden],
        )
        await api.answers(4)
        assert [card["plain"].splitlines()[0] for card in cards(api)] == [
            f"Pier {number} opens" for number in (1, 2, 3)
        ]
        assert "https://post.example/2\n" in cards(api)[1]["plain"]
        assert "error 404" in api.sent[3]["plain"]

    play(small_store, dossier, scene)


def test_a_link_into_our_own_house_is_not_followed(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        for link in (
            "http://127.0.0.1/secret",
            "http://[::ffff:10.0.0.1]/",
            "http://x.example:81/",
        ):
            assert "Not public yet" not in await say_to(api, link, EDITOR)
            assert "reply_markup" not in api.sent[-1]
        assert desk.editing.articles()[0] == 0

    play(small_store, dossier, scene)


@pytest.mark.long
def test_slow_work_says_how_far_it_is_and_others_are_answered_meanwhile(
    small_store: Store, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(url: str) -> Fetched:
        time.sleep(4.5)
        return fetched(url)

    monkeypatch.setattr("bot.chat.uploads.fetch", slowly)

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say("https://post.example/1 https://post.example/2", user=EDITOR)
        await asyncio.sleep(0.5)
        began = time.monotonic()
        assert "/help" in await say_to(api, "/help", READER)
        assert time.monotonic() - began < 2
        await api.until(lambda: api.to(EDITOR))
        assert api.to(EDITOR)[0]["plain"].startswith("Reading … 1 of 2 · ")
        stage = api.to(EDITOR)[0]["message_id"]
        await api.until(lambda: "2 of 2" in api.shown(stage)["plain"])
        # the line becomes the first card
        await api.until(lambda: len(cards(api)) == 2)
        assert cards(api)[0]["message_id"] == stage

    play(small_store, dossier, scene)
