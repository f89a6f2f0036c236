"""The bot as its readers meet it: the real library against a Bot API server over HTTP."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from bot_api import NAME, BotApi
from conftest import NOW
from factories import document, given
from playing import EDITOR, READER, desk_of, play, running
from telegram import Bot

from bot.chat.conversation import SORRY
from bot.chat.desk import Desk
from bot.chat.menus import register_menus
from bot.dossier import Dossier
from bot.store import Store


def test_a_command_is_answered_and_its_update_erased(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        api.say("/treaty")
        [answer] = await api.answers(1)
        assert "mutual defence clause" in answer["plain"]
        assert f"t.me/{NAME}?start=" in answer["text"]
        assert await asyncio.to_thread(desk.inbox.left_over, NOW, NOW - NOW) == ()

    play(small_store, dossier, scene)


def test_source_opens_the_passage_of_the_last_briefing(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        api.say("/treaty")
        await api.answers(1)
        await asyncio.sleep(0.2)
        api.say("/source 1")
        *_, passage = await api.answers(2)
        assert "<blockquote>" in passage["text"]

    play(small_store, dossier, scene)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (f"/positions {'Moscow ' * 40}", "That is too long: 200 letters at most after a command."),
        (f"/search {'x' * 4000}", "That is too long: 200 letters at most after a command."),
        (f"/settings {'x' * 4000}", "That is too long: 200 letters at most after a command."),
        ("/search one two three four five six seven eight nine", "8 words at most."),
        (f"/{'x' * 4000}", f"I do not know /{'x' * 32}…."),
        (f"/announce {'x' * 300}", "Only this bot’s editors can do this."),
    ],
)
def test_nothing_that_is_typed_is_cut_in_silence(
    small_store: Store, dossier: Dossier, typed: str, said: str
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        api.say(typed)
        [answer] = await api.answers(1)
        assert said in answer["plain"]

    play(small_store, dossier, scene)


def test_a_reason_is_kept_whole_or_refused(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        reason = "The publisher took it back. " * 10
        api.say(f"/withdraw 1 {reason}{'x' * 30}", user=EDITOR)
        await api.answers(1)
        assert "300 letters at most" in api.sent[-1]["plain"]
        assert desk.editing.stats().states == {"public": 1}
        api.say(f"/withdraw 1 {reason}", user=EDITOR)
        await api.answers(2)
        assert api.sent[-1]["plain"].endswith(reason.strip())
        [listed] = desk.editing.articles()[1]
        assert listed.reason == reason.strip()

    play(small_store, dossier, scene)


def test_in_a_group_only_what_is_meant_for_us_is_answered(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say("/latest@another_bot", chat=-100)
        api.say("hello all", chat=-100)
        asked = api.say(f"/latest@{NAME}", chat=-100, message_thread_id=77, is_topic_message=True)
        [answer] = await api.answers(1)
        assert int(answer["message_thread_id"]) == 77
        assert answer["reply_parameters"]["message_id"] == asked

    play(small_store, dossier, scene)


def test_only_a_groups_admins_change_its_digests(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.admins = {7}
        api.say("/subscribe daily 08:00", user=READER, chat=-100)
        await api.answers(1)
        assert "Only this group’s admins" in api.sent[0]["plain"]
        api.say("/subscribe daily 08:00", user=7, chat=-100)
        await api.answers(2)
        assert "Subscribed: daily 08:00" in api.sent[1]["plain"]

    play(small_store, dossier, scene)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/treatty", "Did you mean /treaty"),
        ("hello", "/help"),
        ("/latest 99", "Try /latest 10"),
        ("/subscribe daily 99:00", "not a time of day"),
        ("/settings", "No digest is set up here"),
        ("/unsubscribe", "nothing to end"),
        ("/privacy", "deleted at once"),
        ("/start", "every line is printed in one"),
        ("/digest", "Nothing is new"),
    ],
)
def test_everything_said_gets_a_plain_answer(
    small_store: Store, dossier: Dossier, said: str, answer: str
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say(said)
        await api.answers(1)
        assert answer in api.sent[0]["plain"]

    play(small_store, dossier, scene)


def test_subscribing_says_the_next_date_and_erasing_forgets(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say("/subscribe weekly mon 09:00 Europe/Paris")
        await api.answers(1)
        assert "Monday, 23 Mar 2026 at 09:00 (Europe/Paris)" in api.sent[0]["plain"]
        api.say("/settings")
        await api.answers(2)
        assert "Digest: weekly mon 09:00 Europe/Paris" in api.sent[1]["plain"]
        api.say("/privacy erase")
        await api.answers(3)
        api.say("/settings")
        await api.answers(4)
        assert "No digest is set up here" in api.sent[3]["plain"]

    play(small_store, dossier, scene)


def test_a_fault_of_ours_is_said_plainly_and_told_to_the_editors(
    small_store: Store, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("bot.chat.conversation.answer", broken)

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say("/latest")
        await api.answers(2)
        assert api.sent[0]["plain"] == SORRY
        assert int(api.sent[1]["chat_id"]) == EDITOR
        api.say("/latest")
        await api.answers(3)  # the editors hear of a cause once an hour

    play(small_store, dossier, scene)


def test_a_flood_is_asked_to_wait_once(small_store: Store, dossier: Dossier) -> None:
    from bot.chat.crowd import MOST_COMMANDS, Crowd

    at = 0.0
    crowd = Crowd(lambda: at)
    verdicts = [crowd.admit(1) for _ in range(MOST_COMMANDS + 3)]
    assert verdicts == ["go"] * MOST_COMMANDS + ["warn", "drop", "drop"]
    assert crowd.admit(2) == "go"
    at = 61.0
    assert crowd.admit(1) == "go"


def test_what_was_not_finished_is_taken_up_at_the_next_start(
    small_store: Store, dossier: Dossier
) -> None:
    desk = desk_of(small_store, dossier)
    body = (
        b'{"update_id": 3, "message": {"message_id": 1, "date": 1790000000, "text": "/help",'
        b' "chat": {"id": 5, "type": "private"}, "from": {"id": 5, "is_bot": false, "first_name": "A"}}}'
    )
    desk.inbox.receive([(3, body)], NOW)

    async def run() -> None:
        api = BotApi()
        async with running(desk, api):
            [answer] = await api.answers(1)
            assert "Briefings" in answer["plain"]

    asyncio.run(run())


@pytest.mark.parametrize("body", [b"no JSON", b"[]", b'{"update_id": 7, "message": {"poll": {}}}'])
def test_an_update_that_cannot_be_read_is_told_and_left(
    small_store: Store, dossier: Dossier, body: bytes
) -> None:
    """Telegram may send what the library does not know yet; taking it up again would help nobody."""
    desk, api = desk_of(small_store, dossier), BotApi()
    desk.inbox.receive([(7, body)], NOW)

    async def run() -> None:
        async with running(desk, api):
            await api.until(lambda: api.to(EDITOR))
            assert "An update cannot be read" in api.to(EDITOR)[0]["plain"]
            assert await asyncio.to_thread(desk.inbox.open) == 0
            api.say("/help")
            await api.until(lambda: api.to(READER))

    asyncio.run(run())


def test_what_the_library_cannot_read_keeps_no_other_update_out(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say("", poll={"question": "without all that the library asks for"})
        api.say("/help")
        await api.until(lambda: api.to(READER))
        assert "Briefings" in api.to(READER)[0]["plain"]
        await api.until(lambda: api.to(EDITOR))
        assert "An update cannot be read" in api.to(EDITOR)[0]["plain"]

    play(small_store, dossier, scene)


def test_menus_are_registered_for_every_scope(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        await register_menus(bot, desk.briefings.commands())
        menus = [given for method, given in api.calls if method == "setmycommands"]
        assert len(menus) == 3
        names = {each["command"] for each in menus[0]["commands"]}
        wanted = "start help settings privacy treaty positions latest timeline quotes subscribe unsubscribe"
        assert set(wanted.split()) <= names

    play(small_store, dossier, scene)


def test_a_second_process_on_the_database_is_refused(tmp_path: Path) -> None:
    from bot.chat.running import only_one
    from bot.errors import ConfigError

    lock = tmp_path / "x.lock"
    refused = pytest.raises(ConfigError, match="Another process")
    with only_one(lock), refused, only_one(lock):
        raise AssertionError
