"""What editors send to everybody: announcements, and digests held or before their time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bot_api import BotApi
from conftest import NOW
from factories import document, given
from playing import EDITOR, READER, play, say_to
from sqlalchemy import select

from bot.chat.desk import Desk
from bot.dossier import Dossier
from bot.store import Store
from bot.store import schema as t
from bot.store.broadcasts import Broadcasts
from bot.store.keyboards import KEPT_FOR


def test_an_announcement_is_shown_before_it_is_sent(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.say("/subscribe daily 08:00")
        await api.answers(1)
        api.say("/announce Hello", user=READER)
        assert "Only this bot’s editors" in (await api.answers(2))[-1]["plain"]
        api.say("/announce The archive moves\ntonight & <soon>.", user=EDITOR)
        *_, preview, question = await api.answers(4)
        assert preview["plain"] == (
            "From the editors · Russia–Iran\n\nThe archive moves\ntonight & <soon>."
        )
        assert "the 1 chat that asked" in question["plain"]
        [row] = question["reply_markup"]["inline_keyboard"]
        send = row[0]["callback_data"]
        api.press(send, user=READER)
        assert "no longer current" in (await api.answers(5))[-1]["plain"]
        for data, said in ((send, "On its way to 1 chat."), (send, "before")):
            count = len(api.edits)
            api.press(data, user=EDITOR)
            assert said in (await edits(api, count + 1))[-1]["plain"]
        with desk.store.database.reading() as connection:
            assert connection.execute(select(t.delivery.c.state)).scalars().all() == ["pending"]

    play(small_store, dossier, scene)


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("🕊" * 2032, "From the editors"),
        ("🕊" * 3400, "That is 2,736 letters too long; most emoji count as two."),
        ("a" * 4064, "From the editors"),
        ("a" * 4065, "That is 1 letter too long"),
    ],
)
def test_an_announcement_is_measured_as_telegram_measures(
    small_store: Store, dossier: Dossier, text: str, answered: str
) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        assert answered in await say_to(api, f"/announce {text}", EDITOR)

    play(small_store, dossier, scene)


async def edits(api: BotApi, count: int) -> list[dict[str, str]]:
    import asyncio

    async with asyncio.timeout(5):
        while len(api.edits) < count:
            await asyncio.sleep(0.01)
    return api.edits


def test_editors_hold_release_and_send_early(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        desk.ingest.add(document(), given())
        api.say("/subscribe daily 23:00")
        await api.answers(1)
        for user, text, said in (
            (READER, "/digest hold", "Only this bot’s editors"),
            (READER, "/digest", "1 new article in the last 7 days"),
            (EDITOR, "/digest hold", "Held: no digest"),
            (EDITOR, "/digest release", "Released"),
            (EDITOR, "/digest now", "It is not sent again then"),
            (EDITOR, "/digest now yes", "On their way to 1 chat"),
        ):
            before = len(api.sent)
            api.say(text, user=user)
            assert said in (await api.answers(before + 1))[-1]["plain"]
        [due] = desk.deliveries.claim("test", desk.clock(), 9)
        assert due.chat_id == READER

    play(small_store, dossier, scene)


def test_an_announcement_that_nobody_sent_is_forgotten_with_its_buttons(store: Store) -> None:
    broadcasts = Broadcasts(store.database, 1)
    with store.database.reading() as connection:
        dossier = store.dossiers.get(connection).id
    dropped, sent = (broadcasts.draft(dossier, {"html": word}, NOW) for word in ("one", "two"))
    assert broadcasts.announce(sent, NOW) == 0
    kept = broadcasts.draft(dossier, {"html": "three"}, NOW + KEPT_FOR)
    with store.database.reading() as connection:
        assert len(connection.execute(select(t.edition.c.id)).all()) == 3
    later = NOW + KEPT_FOR + timedelta(seconds=1)
    broadcasts.draft(dossier, {"html": "four"}, later)
    assert broadcasts.announce(dropped, later) is None
    assert broadcasts.announce(kept, later) == 0
    with store.database.reading() as connection:
        keys = connection.execute(select(t.edition.c.options_key)).scalars()
        assert f"sent:{sent}" in set(keys)
