"""The transport over HTTP, and what each failure means for a message."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from aiohttp import web
from bot_api import TOKEN, BotApi
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.briefing import Button, Message
from bot.chat.limits import Lane, Pace
from bot.chat.sender import TelegramSender, translate
from bot.chat.transport import AiohttpRequest
from bot.errors import (
    ChatMoved,
    MessageRefused,
    OutcomeUnknown,
    RecipientGone,
    TokenRefused,
    TryLater,
)


def with_bot(scene: Callable[[BotApi, Bot], Awaitable[None]], **settings: float) -> None:
    async def run() -> None:
        api = BotApi()
        await api.start()
        request = AiohttpRequest(**settings)  # type: ignore[arg-type]
        bot = Bot(
            TOKEN, base_url=f"{api.url}/bot", base_file_url=f"{api.url}/file/bot", request=request
        )
        try:
            await bot.initialize()
            await scene(api, bot)
        finally:
            await bot.shutdown()
            await api.stop()

    asyncio.run(run())


def test_a_document_goes_up_whole() -> None:
    received: dict[str, object] = {}

    async def scene() -> None:
        async def take(request: web.Request) -> web.Response:
            for key, value in (await request.post()).items():
                received[key] = (
                    value if isinstance(value, str) else (value.filename, value.file.read())
                )
            chat = {"id": 5, "type": "private"}
            return web.json_response(
                {"ok": True, "result": {"message_id": 1, "date": 1, "chat": chat}}
            )

        app = web.Application()
        app.router.add_post("/bot{token}/{method}", take)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        async with AiohttpRequest() as request:
            bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{port}/bot", request=request)
            await bot.send_document(5, b"\x00whole\xff", filename="wörds.txt")
        await runner.cleanup()

    asyncio.run(scene())
    assert ("wörds.txt", b"\x00whole\xff") in received.values()


def test_an_answer_that_does_not_come_is_of_unknown_outcome() -> None:
    async def scene() -> None:
        async def never(_: web.Request) -> web.Response:
            await asyncio.sleep(2)
            return web.Response()

        app = web.Application()
        app.router.add_post("/bot{token}/{method}", never)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
        async with AiohttpRequest(read_timeout=0.2) as request:
            with pytest.raises(TimedOut) as caught:
                await Bot(TOKEN, base_url=url, request=request).send_message(5, "x")
        assert isinstance(translate(caught.value), OutcomeUnknown)
        await runner.cleanup()

    asyncio.run(scene())


def test_nobody_listening_is_tried_later_and_names_no_token() -> None:
    async def scene() -> None:
        async with AiohttpRequest() as request:
            with pytest.raises(NetworkError) as caught:
                await Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=request).get_me()
        assert isinstance(translate(caught.value), TryLater)
        assert TOKEN not in str(caught.value)

    asyncio.run(scene())


def test_a_line_cut_after_sending_is_of_unknown_outcome() -> None:
    async def scene(api: BotApi, bot: Bot) -> None:
        api.faults = [(0, None)]
        with pytest.raises(OutcomeUnknown):
            await TelegramSender(bot, Pace(Lane(1000, time.monotonic), time.monotonic)).send(
                5, 0, Message("x", "x")
            )

    with_bot(scene)


def test_many_messages_go_out_at_once_and_all_arrive() -> None:
    async def scene(api: BotApi, bot: Bot) -> None:
        sender = TelegramSender(bot, Pace(Lane(5000, time.monotonic), time.monotonic))
        await asyncio.gather(*(sender.send(n, 0, Message(f"{n}", f"{n}")) for n in range(1, 201)))
        assert sorted(int(m["chat_id"]) for m in api.sent) == list(range(1, 201))

    with_bot(scene, connections=16)


def test_a_message_arrives_with_all_that_belongs_to_it() -> None:
    async def scene(api: BotApi, bot: Bot) -> None:
        sender = TelegramSender(bot, Pace(Lane(1000, time.monotonic), time.monotonic))
        words = 'Tehran’s “yes” \\ "no"\n\u2028ایران 🕊'
        buttons = (
            (Button("More “{}”", data="more:1"),),
            (Button("Site", url="https://a.example"),),
        )
        for chat in (-100_500, 7):
            await sender.send(
                chat, 3, Message(words, words, buttons), silent=True, answer=True, reply_to=8
            )
        first, second = api.sent
        assert (int(first.pop("chat_id")), int(second.pop("chat_id"))) == (-100_500, 7)
        assert first.pop("message_id") != second.pop("message_id")
        assert first == second
        assert (first["text"], first["parse_mode"]) == (words, "HTML")
        assert (first["message_thread_id"], first["disable_notification"]) == (3, True)
        assert first["link_preview_options"] == {"is_disabled": True}
        assert first["reply_parameters"] == {"message_id": 8, "allow_sending_without_reply": True}
        assert first["reply_markup"]["inline_keyboard"] == [
            [{"text": "More “{}”", "callback_data": "more:1"}],
            [{"text": "Site", "url": "https://a.example"}],
        ]

    with_bot(scene)


def test_a_429_keeps_us_away_from_that_chat_as_long_as_told() -> None:
    async def scene(api: BotApi, bot: Bot) -> None:
        body = {"description": "Too Many Requests: retry after 1", "parameters": {"retry_after": 1}}
        api.faults = [(429, body)]
        sender = TelegramSender(bot, Pace(Lane(1000, time.monotonic), time.monotonic))
        with pytest.raises(TryLater) as caught:
            await sender.send(5, 0, Message("x", "x"))
        assert caught.value.delay == 1
        begun = time.monotonic()
        await sender.send(6, 0, Message("y", "y"))
        await sender.send(5, 0, Message("x", "x"))
        assert time.monotonic() - begun >= 0.95

    with_bot(scene)


def test_an_answer_that_was_refused_for_the_moment_is_sent_again() -> None:
    async def scene(api: BotApi, bot: Bot) -> None:
        body = {"description": "Too Many Requests: retry after 1", "parameters": {"retry_after": 1}}
        api.faults = [(429, body), (502, {"description": "Bad Gateway"})]
        sender = TelegramSender(bot, Pace(Lane(1000, time.monotonic), time.monotonic))
        begun = time.monotonic()
        await sender.send(5, 0, Message("x", "x"), answer=True)
        assert time.monotonic() - begun >= 1
        assert [m["plain"] for m in api.sent] == ["x"]

    with_bot(scene)


def test_an_answer_that_is_no_json_says_nothing_of_the_message() -> None:
    async def scene(api: BotApi, bot: Bot) -> None:
        api.garbage = 1
        sender = TelegramSender(bot, Pace(Lane(1000, time.monotonic), time.monotonic))
        with pytest.raises(OutcomeUnknown):
            await sender.send(5, 0, Message("x", "x"))

    with_bot(scene)


def test_an_answer_goes_before_digests_that_wait() -> None:
    async def scene(api: BotApi, bot: Bot) -> None:
        sender = TelegramSender(bot, Pace(Lane(50, time.monotonic), time.monotonic))
        digests = [asyncio.create_task(sender.send(n, 0, Message("d", "d"))) for n in range(1, 41)]
        await asyncio.sleep(0.05)
        await sender.send(999, 0, Message("a", "a"), answer=True)
        before = [m["plain"] for m in api.sent].index("a")
        assert before < 30
        await asyncio.gather(*digests)

    with_bot(scene)


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (Forbidden("bot was blocked by the user"), RecipientGone),
        (BadRequest("Chat not found"), RecipientGone),
        (BadRequest("can't parse entities"), MessageRefused),
        (ChatMigrated(-1009), ChatMoved),
        (RetryAfter(timedelta(seconds=3)), TryLater),
        (InvalidToken("401"), TokenRefused),
        (NetworkError("Bad Gateway"), TryLater),
    ],
)
def test_what_each_error_of_the_library_means(error: TelegramError, meaning: type) -> None:
    assert isinstance(translate(error), meaning)
