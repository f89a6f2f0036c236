"""Buttons of editors: random keys, good in the chat that they were shown in, to the version that it saw."""

from __future__ import annotations

import asyncio
import io
import re
import zipfile
from datetime import timedelta

import pytest
from bot_api import BotApi
from conftest import NOW
from factories import document, given
from playing import (
    EDITOR,
    OTHER,
    READER,
    VAULT,
    buttons_of,
    desk_of,
    play,
    running,
    say_to,
    tap,
    upload_one,
)
from sqlalchemy import func, select
from telegram import Bot

from bot.chat.desk import Desk
from bot.dossier import Dossier
from bot.store import Store
from bot.store import schema as t
from bot.store.chats import Chats
from bot.store.keyboards import KEPT_FOR, Keyboards

# one button of each kind of message
LABELS = (
    "Publish all (12)",
    "Undo 1",
    "Undo",
    "Next ›",
    "Discard",
    "Pin",
    "Nothing is wrong",
    "Send",
)
KEY = re.compile(r"[\w-]{11}\.\d+")


def state(desk: Desk) -> tuple[object, ...]:
    """Return what a press may have changed."""
    return desk.editing.stats().states, desk.editing.changes(), len(desk.editing.reports())


async def upload_many(api: BotApi, count: int) -> int:
    """Upload an archive of articles and return the message that lists them."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(count):
            text = f"Pier {number}\n\nThe harbourmaster said pier {number} would open in spring.\n"
            archive.writestr(f"{number}.txt", text)
    before = len(api.sent)
    api.upload("all.zip", packed.getvalue(), user=EDITOR)
    await api.until(
        lambda: (
            len(api.sent) > before and "page 1" in api.shown(api.sent[-1]["message_id"])["plain"]
        )
    )
    return int(api.sent[-1]["message_id"])


async def shown_all(api: BotApi, desk: Desk) -> tuple[int, ...]:
    """Bring every kind of message before an editor's eyes and return those with buttons."""
    desk.ingest.add(document(), given())
    await upload_one(api, "Harbour\n\nThe harbourmaster said the harbour would stay open.\n")
    await upload_many(api, 12)
    for command in ("/undo", "/articles", "/remove 1", "/edit 2"):
        await say_to(api, command, EDITOR)
    desk.editing.publish(1, by=None)
    key = desk.editing.voices_of(1)[0].passage
    await say_to(api, f"/start {key}", EDITOR)
    await say_to(api, f"/wrong {key}", READER)
    await api.until(lambda: "finds this passage wrong" in api.sent[-2]["plain"])
    await say_to(api, "/announce Hello", EDITOR)
    await api.until(lambda: "Send" in buttons_of(api.sent[-1]))
    return tuple(m["message_id"] for m in api.to(EDITOR) if buttons_of(m))


def test_no_button_of_an_editor_says_what_it_does(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        shown = await shown_all(api, desk)
        found = {text: data for n in shown for text, data in buttons_of(api.shown(n)).items()}
        assert {"Publish all (12)", "Undo 1", "Undo", "Next ›", "Hide", "Nothing is wrong"} < set(
            found
        )
        assert {"Publish", "Discard", "Lines", "Send", "Drop"} < set(found)
        assert [
            d for d in found.values() if d and not d.startswith("/") and not KEY.fullmatch(d)
        ] == []

    play(small_store, dossier, scene)


def test_a_key_is_good_in_its_own_chat_alone(small_store: Store, dossier: Dossier) -> None:
    """Another editor, a stranger, and the editor in a group press the buttons that one editor was shown."""

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.editors.make(OTHER, "editor", desk.clock())
        shown = await shown_all(api, desk)
        pressed = [
            (n, label) for n in shown for label in buttons_of(api.shown(n)) if label in LABELS
        ]
        assert {label for _, label in pressed} == set(LABELS)
        before = state(desk)
        for number, label in pressed:
            data = buttons_of(api.shown(number))[label]
            for user, chat in ((OTHER, None), (READER, None), (EDITOR, -100)):
                said = len(api.sent)
                api.press(data, user=user, chat=chat, under=number)
                await api.answers(said + 1)
                assert "no longer current" in api.sent[-1]["plain"]
        assert state(desk) == before

    play(small_store, dossier, scene)


@pytest.mark.parametrize(
    "data",
    ["undo:1", "report:1", "articles:1:", "changes:1", "demonstration:remove", "announce:x:send",
     "card:CARD:VERSION:publish", "card:CARD:VERSION:discard", "line:LINE:VERSION:hide::",
     "batch:BATCH:publish", "batch:BATCH:publish:1.2.2", "KEY", "KEY.", "KEY.99", "KEY.-1", "KEY.²",
     "KEY.0.0", "KEY.00", ".0", "x.0", ":", "%", "\x00"],
)  # fmt: skip
def test_what_no_button_carries_changes_nothing(
    small_store: Store, dossier: Dossier, data: str
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        card = await upload_one(api, "Harbour\n\nThe harbourmaster said it would stay open.\n")
        [kept] = desk.cards.of_article(2)
        names = {
            "CARD": kept.key,
            "VERSION": str(kept.version),
            "BATCH": kept.batch or "",
            "LINE": desk.editing.voices_of(1)[0].passage,
            "KEY": buttons_of(api.shown(card))["Publish"].partition(".")[0],
        }
        before, said = state(desk), len(api.sent)
        made_up = data
        for name, value in names.items():
            made_up = made_up.replace(name, value)
        api.press(made_up, user=EDITOR, under=card)
        await api.answers(said + 1)
        assert [m["plain"] for m in api.sent[said:]] == [
            "This button is no longer current; please ask anew."
        ]
        assert state(desk) == before
        assert api.edits == []

    play(small_store, dossier, scene)


def test_all_of_a_batch_are_published_as_they_were_shown(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        listed = await upload_many(api, 12)
        desk.editing.edit(3, by=None, headline="Another one")
        await tap(api, listed, "Publish all (12)")
        assert "changed some of these articles meanwhile" in api.shown(listed)["plain"]
        assert "Another one" in api.shown(listed)["plain"]
        assert desk.editing.stats().states == {"draft": 12}
        await tap(api, listed, "Publish all (12)")
        await api.until(lambda: "Published: 12 articles." in api.shown(listed)["plain"])
        assert desk.editing.stats().states == {"public": 12}

    play(small_store, dossier, scene)


def test_buttons_outlive_the_process_that_showed_them(small_store: Store, dossier: Dossier) -> None:
    first, second = BotApi(), BotApi()

    async def run() -> None:
        desk = desk_of(small_store, dossier)
        async with running(desk, first):
            desk.ingest.add(document(), given())
            await say_to(first, "/undo", EDITOR)
            log = first.sent[-1]["message_id"]
            listed = await upload_many(first, 11)
        # Telegram never gives a number twice
        second.sent, second.edits, second._ids = first.sent, first.edits, first._ids
        async with running(desk_of(small_store, dossier), second):
            await tap(second, log, "Undo 1")
            assert "Undone." in second.shown(log)["plain"]
            await tap(second, listed, "Publish all (11)")
            await second.until(lambda: "Published" in second.shown(listed)["plain"])

    asyncio.run(run())


# ---- how long they are kept


def row(chats: Chats, user: int) -> int:
    with chats._database.writing() as connection:
        return chats.row(connection, user, "private", NOW)


def kept(store: Store) -> int:
    with store.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(t.keyboard)).scalar_one()


def test_the_same_buttons_have_the_same_key_in_their_chat(store: Store) -> None:
    keyboards, chats = Keyboards(store.database), Chats(store.database, VAULT, 1)
    mine, theirs = row(chats, 1), row(chats, 2)
    first = keyboards.keep(mine, ("undo:1", "undo:2"), NOW)
    assert keyboards.keep(mine, ("undo:1", "undo:2"), NOW) == first
    assert [keyboards.find(mine, data) for data in first] == ["undo:1", "undo:2"]
    assert [keyboards.find(theirs, data) for data in first] == [None, None]
    assert keyboards.keep(theirs, ("undo:1", "undo:2"), NOW) != first


def test_keys_are_forgotten_that_were_not_shown_for_long(store: Store) -> None:
    keyboards, mine = Keyboards(store.database), row(Chats(store.database, VAULT, 1), 1)
    [once] = keyboards.keep(mine, ("undo:1",), NOW)
    [again] = keyboards.keep(mine, ("undo:2",), NOW)
    keyboards.keep(mine, ("undo:2",), NOW + KEPT_FOR)
    keyboards.keep(mine, ("undo:3",), NOW + KEPT_FOR + timedelta(seconds=1))
    assert (keyboards.find(mine, once), keyboards.find(mine, again)) == (None, "undo:2")
    assert kept(store) == 2


def test_erasing_a_chat_erases_its_keys(store: Store) -> None:
    keyboards, chats = Keyboards(store.database), Chats(store.database, VAULT, 1)
    keyboards.keep(row(chats, 1), ("undo:1",), NOW)
    assert not chats.erase(1)
    assert kept(store) == 0


def test_a_readers_buttons_leave_no_trace(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        for command in ("/start", "/treaty", "/latest", "/positions", "/settings", "/privacy"):
            await say_to(api, command, READER)
        assert any(buttons_of(message) for message in api.to(READER))
        assert kept(small_store) == 0

    play(small_store, dossier, scene)
