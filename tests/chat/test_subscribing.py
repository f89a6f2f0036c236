"""Subscribing and its settings, as people do it in private chats, groups, threads and channels."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bot_api import BotApi, channel_id
from conftest import NOW
from factories import document, given
from playing import EDITOR, READER, VAULT, desk_of, play
from sqlalchemy import insert, select

from bot.chat.asked import Asked
from bot.chat.commands import answer
from bot.chat.desk import Desk
from bot.chat.place import Place
from bot.digest.schedule import slot_after
from bot.dossier import Dossier
from bot.store import Store
from bot.store import schema as t
from bot.store.chats import Chats
from bot.store.planning import Planner
from bot.store.values import instant

PRIVATE = Place(READER, "private", 0)


def buttons(message: dict[str, Any]) -> dict[str, str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return {each["text"]: each["callback_data"] for row in rows for each in row}


def said(desk: Desk, text: str, place: Place = PRIVATE) -> str:
    """What is answered to somebody who may change what is sent there."""
    done = answer(desk, Asked(place, READER, text, runs=True, role="owner"))
    shown = (*done.here, *((done.instead,) if done.instead else ()))
    return "\n".join(message.text for message in shown)


# ---- subscribing


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        (
            "daily 08:00 Europe/Paris",
            "Subscribed: daily 08:00 Europe/Paris. The next digest comes Monday, 23 Mar",
        ),
        ("weekdays 7:30 Tehran", "Subscribed: weekdays 07:30 Asia/Tehran"),
        ("mon 9 am in Ankara", "Monday, 23 Mar 2026 at 09:00 (Europe/Istanbul)"),
        ("daily 08:00,18:00 UTC", "Sunday, 22 Mar 2026 at 18:00 (UTC)"),
        ("daily 08:00 Tehren", "Did you mean Tehran"),
        ("daily 8:00 UTC+3", "name a large city near you"),
    ],
)
def test_subscribing_in_words_says_what_comes_when(
    small_store: Store, dossier: Dossier, words: str, answered: str
) -> None:
    assert answered in said(desk_of(small_store, dossier), f"/subscribe {words}")


def test_subscribing_by_buttons_needs_no_words(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.say("/subscribe")
        [offer] = await api.answers(1)
        api.press(buttons(offer)["weekdays 07:30"])
        *_, done = await api.answers(2)
        assert "Subscribed: weekdays 07:30 Europe/London" in done["plain"]
        assert {"Settings", "Another zone", "Unsubscribe"} <= set(buttons(done))

    play(small_store, dossier, scene)


def test_a_long_queue_is_said(small_store: Store, dossier: Dossier) -> None:
    desk = replace(desk_of(small_store, dossier), rate=1.0)
    many = [Place(1000 + n, "private", 0) for n in range(150)]
    for place in many:
        said(desk, "/subscribe daily 08:00 UTC", place)
    assert "between 08:00 and 08:03" in said(desk, "/subscribe daily 08:00 UTC")
    assert "at 09:00 (UTC)" in said(desk, "/subscribe daily 09:00 UTC", many[0])


def test_new_hours_keep_the_zone_and_what_was_seen(small_store: Store, dossier: Dossier) -> None:
    desk = desk_of(small_store, dossier)
    said(desk, "/subscribe daily 08:00 Asia/Tehran")
    with small_store.database.writing() as connection:
        connection.execute(t.subscription.update().values(seen_rev=7, first_since=None))
    assert "daily 18:00 Asia/Tehran" in said(desk, "/subscribe daily 18:00")
    with small_store.database.reading() as connection:
        [row] = connection.execute(select(t.subscription)).all()
    assert (row.seen_rev, row.first_since) == (7, None)


def test_who_had_todays_digest_gets_none_more_by_other_hours_or_another_zone(
    small_store: Store, dossier: Dossier
) -> None:
    at = [datetime(2026, 3, 22, 6, 0, tzinfo=UTC)]
    desk = replace(desk_of(small_store, dossier), clock=lambda: at[0])
    said(desk, "/subscribe daily 08:00 Europe/Paris")
    at[0] += timedelta(hours=2)
    assert Planner(small_store.database, 1, 1).plan(at[0], slot_after) == 1
    said(desk, "/settings zone New York")
    assert "Monday, 23 Mar 2026 at 08:00 (America/New_York)" in said(desk, "/settings")
    assert "Monday, 23 Mar 2026 at 18:00" in said(desk, "/subscribe daily 18:00")
    assert "Sunday, 22 Mar 2026 at 18:00" in said(desk, "/subscribe daily 08:00,18:00")


@pytest.mark.parametrize(
    ("came", "answered"),
    [("sent", "Monday, 23 Mar 2026 at 09:00"), ("quiet", "Sunday, 22 Mar 2026 at 09:00")],
)
def test_who_unsubscribes_and_comes_back_gets_no_second_digest_that_day(
    store: Store, dossier: Dossier, came: str, answered: str
) -> None:
    at = [datetime(2026, 3, 22, 7, 0, tzinfo=UTC)]
    desk = replace(desk_of(store, dossier), clock=lambda: at[0])
    said(desk, "/subscribe daily 08:00 UTC")
    at[0] = NOW + timedelta(minutes=5)
    assert Planner(store.database, 1, 1).plan(at[0], slot_after) == 1
    with store.database.writing() as connection:
        connection.execute(t.delivery.update().values(state=came))
    said(desk, "/unsubscribe")
    assert answered in said(desk, "/subscribe daily 09:00")


def test_unsubscribing_is_at_once_and_said(small_store: Store, dossier: Dossier) -> None:
    desk = desk_of(small_store, dossier)
    said(desk, "/subscribe daily 08:00")
    assert "no more digests" in said(desk, "/unsubscribe")
    assert "nothing to end" in said(desk, "/unsubscribe")
    with small_store.database.reading() as connection:
        assert connection.execute(select(t.schedule.c.next_at)).scalars().all() == [None]


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("2 weeks", "5 Apr 2026"),
        ("3 days", "25 Mar 2026"),
        ("", "29 Mar 2026"),
        ("1 m", "21 Apr 2026"),
    ],
)
def test_a_pause_says_its_end(small_store: Store, dossier: Dossier, words: str, until: str) -> None:
    desk = desk_of(small_store, dossier)
    said(desk, "/subscribe daily 08:00 UTC")
    assert until in said(desk, f"/pause {words}")
    assert f"Paused: none before Sunday, {until}" in said(desk, "/settings") or words != "2 weeks"
    assert "Awake: the next digest comes Monday, 23 Mar" in said(desk, "/pause off")
    assert "Next: Monday, 23 Mar" in said(desk, "/settings")


@pytest.mark.parametrize("changed", ["zone Tehran", "near 35.7 51.4", "hours daily 07:00"])
def test_other_settings_leave_a_pause_and_subscribing_ends_it(
    small_store: Store, dossier: Dossier, changed: str
) -> None:
    desk = desk_of(small_store, dossier)
    said(desk, "/subscribe daily 08:00 UTC")
    said(desk, "/pause 2 weeks")
    assert "Paused: none before Sunday, 5 Apr 2026" in said(desk, f"/settings {changed}")
    said(desk, "/subscribe daily 09:00")
    assert "\nNext: " in said(desk, "/settings")


def test_a_pause_that_cannot_be_read_gets_a_hint(small_store: Store, dossier: Dossier) -> None:
    desk = desk_of(small_store, dossier)
    assert "No digest is set up here" in said(desk, "/pause 1 week")
    said(desk, "/subscribe daily 08:00")
    assert "Try /pause 2 weeks" in said(desk, "/pause until spring")
    assert "Try /pause 2 weeks" in said(desk, "/pause 0 days")


# ---- settings


def test_settings_show_and_change_all_by_buttons(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.say("/subscribe daily 08:00 Europe/Paris")
        await api.answers(1)
        api.say("/settings")
        *_, shown = await api.answers(2)
        for line in (
            "Digest: daily 08:00 Europe/Paris",
            "Next: Monday, 23 Mar 2026 at 08:00",
            "When nothing is new: send nothing",
            "Length: short, one message",
            "Sound: as your Telegram has it",
            "Holds: treaty, positions, latest, quotes",
            "Link previews: never",
        ):
            assert line in shown["plain"]
        for label, line in (
            ("Say when it is quiet", "When nothing is new: say so"),
            ("Full length", "Length: full"),
            ("Without sound", "Sound: none"),
            ("Zone", "where it is 09:00"),
            ("Asia/Tehran", "Digest: daily 08:00 Asia/Tehran"),
            ("Hours", "Choose other hours"),
            ("weekly mon 09:00", "Digest: weekly mon 09:00 Asia/Tehran"),
            ("What it holds", "holds what is new for: treaty, positions, latest, quotes"),
            ("Leave out treaty", "holds what is new for: positions, latest, quotes"),
            ("Back", "Holds: positions, latest, quotes"),
            ("With sound", "Sound: as your Telegram has it"),
        ):
            api.press(buttons(shown)[label])
            shown = await edited(api, line)
        assert len(api.sent) == 2

    play(small_store, dossier, scene)


async def edited(api: BotApi, line: str) -> dict[str, Any]:
    """Wait until the last message shows a line in place of what it was."""
    async with asyncio.timeout(5):
        while not api.edits or line not in api.edits[-1]["plain"]:
            await asyncio.sleep(0.01)
    return api.edits[-1]


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ("zone Tehren", "Did you mean Tehran"),
        ("length epic", "Try /settings length short or /settings length full"),
        ("colour red", "is no setting"),
        ("holds weather", "is no part of a digest"),
        ("near 1 2 3", "no place on Earth"),
        ("zone Ankara", "It is 11:00 in Europe/Istanbul now"),
    ],
)
def test_settings_in_words(small_store: Store, dossier: Dossier, words: str, answered: str) -> None:
    desk = desk_of(small_store, dossier)
    said(desk, "/subscribe daily 08:00")
    assert answered in said(desk, f"/settings {words}")


def test_a_digest_must_hold_something(small_store: Store, dossier: Dossier) -> None:
    desk = desk_of(small_store, dossier)
    said(desk, "/subscribe daily 08:00")
    for name in ("treaty", "positions", "latest"):
        said(desk, f"/settings holds {name}")
    assert "must hold something" in said(desk, "/settings holds quotes")
    assert "holds what is new for: treaty, quotes" in said(desk, "/settings holds treaty")


def test_a_shared_location_sets_the_zone(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.locate(35.7, 51.4)
        [offer] = await api.answers(1)
        assert "You seem to be in Asia/Tehran, where it is 11:30 now" in offer["plain"]
        api.press(buttons(offer)["daily 08:00"])
        *_, done = await api.answers(2)
        assert "Subscribed: daily 08:00 Asia/Tehran" in done["plain"]
        api.locate(49.84, 24.03)
        *_, moved = await api.answers(3)
        assert "Digest: daily 08:00 Europe/Kyiv" in moved["plain"]
        assert "It is 10:00 in Europe/Kyiv now" in moved["plain"]
        assert "Rather Europe/Warsaw, 09:00" in buttons(moved)

    play(small_store, dossier, scene)


# ---- groups, threads, channels


def test_in_a_group_only_its_admins_change_anything_hidden_ones_too(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.admins = {7}
        for text in (
            "/subscribe daily 08:00",
            "/settings",
            "/pause",
            "/unsubscribe",
            "/privacy erase",
        ):
            before = len(api.sent)
            api.say(text, user=READER, chat=-100)
            assert "Only this group’s admins" in (await api.answers(before + 1))[-1]["plain"]
        hidden = {"id": -100, "type": "supergroup", "title": "Desk"}
        api.say("/subscribe daily 08:00", user=1087968824, chat=-100, sender_chat=hidden)
        assert "Subscribed" in (await api.answers(6))[-1]["plain"]
        api.press("/settings sound off", user=READER, chat=-100)
        assert "Only this group’s admins" in (await api.answers(7))[-1]["plain"]
        api.press("/settings sound off", user=7, chat=-100)
        await edited(api, "Sound: none")

    play(small_store, dossier, scene)


def test_a_forum_thread_has_its_own_digest(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.admins = {7}
        thread = {"message_thread_id": 77, "is_topic_message": True}
        api.say("/subscribe daily 08:00", user=7, chat=-100, **thread)
        [done] = await api.answers(1)
        assert int(done["message_thread_id"]) == 77
        api.say("/settings", user=7, chat=-100)
        assert "No digest is set up here" in (await api.answers(2))[-1]["plain"]
        with desk.store.database.reading() as connection:
            assert connection.execute(select(t.subscription.c.thread_id)).scalars().all() == [77]

    play(small_store, dossier, scene)


def test_a_channel_is_subscribed_by_its_admin_in_private(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.admins, api.channels = {7}, {"@desk_news": "administrator", "@other": "member"}
        for user, text, answered in (
            (7, "/subscribe @nowhere daily 08:00", "I do not know @nowhere"),
            (7, "/subscribe @other daily 08:00", "I may not post in @other"),
            (READER, "/subscribe @desk_news daily 08:00", "Only an admin of @desk_news"),
            (7, "/subscribe @desk_news daily 08:00 Paris", "@desk_news is subscribed: daily 08:00"),
            (7, "/settings @desk_news", "Settings · Russia–Iran · @desk_news"),
            (7, "/settings", "No digest is set up here"),
            (READER, "/unsubscribe @desk_news", "Only an admin of @desk_news"),
        ):
            before = len(api.sent)
            api.say(text, user=user)
            assert answered in (await api.answers(before + 1))[-1]["plain"]
        settings = api.sent[4]
        api.press(buttons(settings)["Full length"], user=READER)
        assert "Only an admin of @desk_news" in (await api.answers(8))[-1]["plain"]
        api.press(buttons(settings)["Full length"], user=7)
        await edited(api, "Length: full")
        with desk.store.database.reading() as connection:
            row = desk.chats.find(connection, channel_id("@desk_news"))
            chats = connection.execute(select(t.subscription.c.chat_id)).scalars().all()
        assert chats == [row]

    play(small_store, dossier, scene)


def test_a_channels_admin_sees_its_digest_and_erases_it_in_private(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        desk.ingest.add(document(), given())
        api.admins, api.channels = {7}, {"@desk_news": "administrator"}
        for user, chat, text, answered in (
            (7, None, "/subscribe daily 08:00", "Subscribed"),
            (7, None, "/subscribe @desk_news daily 08:00", "@desk_news is subscribed"),
            (7, None, "/settings @desk_news length full", "Length: full"),
            (7, None, "/digest @desk_news", "1 new article in the last 7 days"),
            (READER, None, "/digest @desk_news", "Only an admin of @desk_news"),
            (READER, None, "/privacy @desk_news erase", "Only an admin of @desk_news"),
            (7, -100, "/privacy @desk_news erase", "send it to me there"),
            (7, None, "/privacy @desk_news erase", "nothing about @desk_news is kept"),
            (7, None, "/settings @desk_news", "No digest is set up for @desk_news"),
            (7, None, "/settings", "Digest: daily 08:00"),
        ):
            before = len(api.sent)
            api.say(text, user=user, **({"chat": chat} if chat else {}))
            assert answered in (await api.answers(before + 1))[-1]["plain"], text
        with desk.store.database.reading() as connection:
            assert desk.chats.find(connection, channel_id("@desk_news")) is None

    play(small_store, dossier, scene)


def test_a_bot_that_is_put_out_of_a_group_ends_its_digests(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.admins = {7}
        api.say("/subscribe daily 08:00", user=7, chat=-100)
        api.say(
            "/subscribe daily 08:00", user=7, chat=-100, message_thread_id=7, is_topic_message=True
        )
        await api.answers(2)
        api.put_out(-100)
        async with asyncio.timeout(5):
            while await asyncio.to_thread(states, desk.store) != ["ended", "ended"]:
                await asyncio.sleep(0.01)

    play(small_store, dossier, scene)


@pytest.mark.parametrize("comes_back", [True, False])
def test_of_a_channel_that_the_bot_has_left_nothing_is_kept_for_long(
    small_store: Store, dossier: Dossier, comes_back: bool
) -> None:
    """Nobody can ask for it there, and nobody is known who could elsewhere."""

    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.admins, api.channels = {7}, {"@desk_news": "administrator"}
        api.say("/subscribe @desk_news daily 08:00", user=7)
        await api.answers(1)
        api.put_out(channel_id("@desk_news"))
        async with asyncio.timeout(5):
            while await asyncio.to_thread(states, desk.store) != ["ended"]:
                await asyncio.sleep(0.01)
        assert desk.chats.forget_left(desk.clock() + timedelta(days=29)) == 0
        if comes_back:
            api.put_out(channel_id("@desk_news"), "administrator")
            api.say("/subscribe @desk_news daily 09:00", user=7)
            await api.answers(2)
        forgotten = desk.chats.forget_left(desk.clock() + timedelta(days=31))
        assert (forgotten, states(desk.store)) == ((0, ["active"]) if comes_back else (1, []))
        with desk.store.database.reading() as connection:
            row = desk.chats.find(connection, channel_id("@desk_news"))
        assert (row is not None) == comes_back

    play(small_store, dossier, scene)


def test_a_group_that_becomes_a_supergroup_takes_its_digests_along(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, _: object) -> None:
        api.admins = {7}
        api.say("/subscribe daily 08:00", user=7, chat=-500)
        await api.answers(1)
        api.say("", user=7, chat=-500, migrate_to_chat_id=-1001500)
        api.say("/settings", user=7, chat=-500)
        assert "No digest is set up here" in (await api.answers(2))[-1]["plain"]
        api.say("/settings", user=7, chat=-1001500)
        assert "Digest: daily 08:00" in (await api.answers(3))[-1]["plain"]
        with desk.store.database.reading() as connection:
            assert connection.execute(select(t.chat.c.kind)).scalars().all() == ["supergroup"]

    play(small_store, dossier, scene)


def states(store: Store) -> list[str]:
    with store.database.reading() as connection:
        return list(connection.execute(select(t.subscription.c.state)).scalars())


def test_erasing_leaves_nothing_but_an_editors_cards(store: Store, dossier: Dossier) -> None:
    desk = desk_of(store, dossier)
    article = desk.ingest.add(document(), given())
    said(desk, "/subscribe daily 08:00")
    said(desk, "/subscribe daily 08:00", Place(EDITOR, "private", 0))
    with store.database.writing() as connection:
        chat = Chats(store.database, VAULT, 1).find(connection, EDITOR)
        card = {"key": "k", "chat_id": chat, "dossier_id": 1, "article_id": article}
        connection.execute(insert(t.card).values(**card, made_at=instant(NOW)))
    assert "nothing about this chat is kept" in said(desk, "/privacy erase")
    assert "but for your work as an editor" in said(
        desk, "/privacy erase", Place(EDITOR, "private", 0)
    )
    with store.database.reading() as connection:
        for table, left in ((t.subscription, 0), (t.schedule, 0), (t.chat, 1), (t.card, 1)):
            assert len(connection.execute(select(table)).all()) == left, table.name


Scene = Callable[[BotApi, Desk, object], Awaitable[None]]
