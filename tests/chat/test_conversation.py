"""The bot as its readers meet it: the real library against a Bot API server over HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from bot_api import NAME, TOKEN, BotApi
from conftest import NOW
from factories import TREATY, document, given
from telegram import Bot

from bot.briefing import Briefings, Renderer
from bot.chat.conversation import SORRY, Conversation
from bot.chat.desk import Desk
from bot.chat.limits import Pace
from bot.chat.menus import register_menus
from bot.chat.polling import Poller
from bot.chat.replies import Replies
from bot.chat.sender import TelegramSender
from bot.chat.transport import AiohttpRequest
from bot.config import bundled
from bot.dossier import Dossier
from bot.ingest import Ingest
from bot.store import Store
from bot.store.cards import Cards
from bot.store.chats import Chats, Editors
from bot.store.inbox import Inbox
from bot.store.secrets import Vault
from bot.store.subscribers import Subscribers

EDITOR, READER = 9, 5
VAULT = Vault(["a test key"])


def desk_of(store: Store, dossier: Dossier) -> Desk:
    ingest = Ingest(store, dossier, lambda: NOW)
    ingest.refresh()
    editors = Editors(store.database, VAULT, 1)
    editors.make(EDITOR, "owner", NOW)
    return Desk(
        briefings=Briefings(store, dossier, Renderer(bundled("templates"))),
        ingest=ingest,
        store=store,
        chats=Chats(store.database, VAULT, 1),
        editors=editors,
        inbox=Inbox(store.database, VAULT, 1),
        subscribers=Subscribers(store.database),
        cards=Cards(store.database),
        clock=lambda: NOW,
        username=NAME,
    )


@asynccontextmanager
async def running(desk: Desk, api: BotApi) -> AsyncIterator[Bot]:
    await api.start()
    bot = Bot(
        TOKEN,
        base_url=f"{api.url}/bot",
        base_file_url=f"{api.url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )
    await bot.initialize()
    stop = asyncio.Event()
    sender = TelegramSender(bot, Pace(1000, time.monotonic))
    conversation = Conversation(bot, desk, Replies(desk, sender))
    polling = asyncio.create_task(Poller(bot, desk, conversation.handle).poll(stop))
    try:
        yield bot
    finally:
        stop.set()
        await polling
        await bot.shutdown()
        await api.stop()
        assert api.violations == []


Scene = Callable[[BotApi, Desk, Bot], Awaitable[None]]


def play(store: Store, dossier: Dossier, scene: Scene) -> BotApi:
    desk = desk_of(store, dossier)

    async def run() -> BotApi:
        api = BotApi()
        async with running(desk, api) as bot:
            await scene(api, desk, bot)
        return api

    return asyncio.run(run())


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


def test_a_reader_who_finds_a_line_wrong_is_heard(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        key = desk.briefings.answer("/treaty").messages[0].citations[0]
        api.say(f"/wrong {key}")
        await api.answers(3)
        to_editors = [m["plain"] for m in api.sent if int(m["chat_id"]) == EDITOR]
        assert to_editors[0] == "A reader finds this passage wrong:"
        assert "January 2025" in to_editors[1]
        assert "have been shown this passage" in api.sent[2]["plain"]

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
        assert "09:00 (Europe/Paris), active" in api.sent[1]["plain"]
        api.say("/privacy erase")
        await api.answers(3)
        api.say("/settings")
        await api.answers(4)
        assert "No digest is set up here" in api.sent[3]["plain"]

    play(small_store, dossier, scene)


def test_a_strangers_document_is_refused_and_leaves_no_trace(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.upload("report.txt", TREATY.encode(), user=READER)
        await api.answers(1)
        assert "only this bot’s editors" in api.sent[0]["plain"]
        assert "reply_markup" not in api.sent[0]
        assert "getfile" not in [method for method, _ in api.calls]

    play(small_store, dossier, scene)


def test_an_editor_publishes_from_the_card(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.upload("report.txt", TREATY.encode(), user=EDITOR)
        await api.answers(1)
        card = api.sent[0]
        assert "Russia and Iran sign partnership treaty" in card["plain"]
        buttons = {
            b["text"]: b["callback_data"] for b in card["reply_markup"]["inline_keyboard"][0]
        }
        api.say("/latest")
        await api.answers(2)
        assert "No article is on file yet" in api.sent[1]["plain"]
        api.press(buttons["Publish"], user=READER)
        await api.answers(3)
        assert "Only this bot’s editors" in api.sent[2]["plain"]
        api.press(buttons["Publish"], user=EDITOR)
        await api.answers(4)
        assert "Published as article 1" in api.sent[3]["plain"]
        api.press(buttons["Discard"], user=EDITOR)
        await api.answers(5)
        assert "public already" in api.sent[4]["plain"]
        api.upload("again.txt", TREATY.encode(), user=EDITOR)
        await api.answers(6)
        assert "Already on file: this is article 1" in api.sent[5]["plain"]
        presses = [m for m, _ in api.calls if m == "answercallbackquery"]
        assert len(presses) == 3

    play(small_store, dossier, scene)


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

    play(small_store, dossier, scene)


def test_a_long_text_from_an_editor_is_an_article(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say(TREATY, user=EDITOR)
        await api.answers(1)
        assert "Not public yet" in api.sent[0]["plain"]
        api.say(TREATY, user=READER)
        await api.answers(2)
        assert "I answer commands" in api.sent[1]["plain"]

    play(small_store, dossier, scene)


def test_a_link_into_our_own_house_is_not_followed(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        api.say("http://127.0.0.1/secret http://[::ffff:10.0.0.1]/ ftp://x.example/a", user=EDITOR)
        await api.answers(1)
        api.say("http://127.0.0.1/secret", user=EDITOR)
        await api.answers(2)
        assert "Not public yet" not in api.sent[1]["plain"]
        assert "reply_markup" not in api.sent[1]

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
