"""A Bot API server of our own for tests: HTTP, strict on HTML, lengths and parameters, with faults."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "123456:TEST"
SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
NAME = "desk_bot"
TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
# the emoji that Telegram lets a bot react with are a closed list; these are some of them
REACTIONS = {"👍", "👎", "❤", "🔥", "🎉", "🤔", "👀", "👌", "🙏", "✍"}
TAG = re.compile(r"<(/?)([a-z-]+)((?:\s[^>]*)?)>")
PARAMETERS = {
    "getme": set(),
    "getupdates": {"offset", "timeout", "allowed_updates", "limit"},
    "sendmessage": {
        "chat_id", "text", "parse_mode", "reply_markup", "link_preview_options", "message_thread_id",
        "reply_parameters", "disable_notification",
    },
    "editmessagetext": {
        "chat_id", "message_id", "text", "parse_mode", "reply_markup", "link_preview_options",
    },
    "answercallbackquery": {"callback_query_id"},
    "setmycommands": {"commands", "scope", "language_code"},
    "deletemycommands": {"scope", "language_code"},
    "setmessagereaction": {"chat_id", "message_id", "reaction", "is_big"},
    "getfile": {"file_id"},
    "getchat": {"chat_id"},
    "getchatmember": {"chat_id", "user_id"},
    "setwebhook": {"url", "secret_token", "allowed_updates"},
    "deletewebhook": set(),
}  # fmt: skip


def check_html(text: str) -> str:
    """Return the plain text of a message, or raise ValueError as Telegram's parser refuses it."""
    opened: list[str] = []
    for found in TAG.finditer(text):
        closing, name = found.group(1), found.group(2)
        if name not in TAGS:
            raise ValueError(f"unsupported start tag {name!r}")
        if not closing:
            opened.append(name)
        elif not opened or opened.pop() != name:
            raise ValueError(f"unexpected end tag {name!r}")
    if opened:
        raise ValueError(f"can't find end tag of {opened[-1]!r}")
    rest = TAG.sub("", text)
    if "<" in rest or ">" in rest:
        raise ValueError("an angle bracket that is no tag")
    if re.search(r"&(?!(?:amp|lt|gt|quot|#\d+|#x[0-9a-fA-F]+);)", rest):
        raise ValueError("an ampersand that is no entity")
    import html

    return html.unescape(rest)


def _scope(given: dict[str, Any]) -> str:
    scope = given.get("scope") or {"type": "default"}
    return f"{scope['type']} {scope.get('chat_id', '')}".strip()


def channel_id(name: str) -> int:
    """Return the number of a channel."""
    return -1_001_000_000_000 - sum(name.encode())


@dataclass
class BotApi:
    """The server; tests put updates in, faults before, and read what the bot sent."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    edits: list[dict[str, Any]] = field(default_factory=list)
    reactions: list[tuple[int, str]] = field(default_factory=list)
    menus: dict[str, list[str]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    admins: set[int] = field(default_factory=set)
    # channels by name, with what the bot is there: administrator, member, left
    channels: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[int, dict[str, Any] | None]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    # so many messages are accepted, and then the line is cut or the answer garbled
    cut_after: int = 0
    garbage: int = 0

    deleted: set[int] = field(default_factory=set)
    # the updates that the bot is done with, where a test tells it
    done: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._ids = itertools.count(1)
        self._news = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def start(self) -> None:
        app = web.Application(client_max_size=60 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path}", self._file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    # ---- what people do

    def say(self, text: str, *, user: int = 5, chat: int | None = None, **more: Any) -> int:
        """Somebody writes a message; returns its id."""
        number = next(self._ids)
        message = {**self._message(number, text, user, chat), **more}
        self._put({"message": message})
        return number

    def _message(self, number: int, text: str, user: int, chat: int | None) -> dict[str, Any]:
        kind = "private" if chat is None else "supergroup"
        message: dict[str, Any] = {
            "message_id": number,
            "date": 1_790_000_000,
            "chat": {"id": chat or user, "type": kind, "title": "Desk", "first_name": "Ann"},
            "from": {"id": user, "is_bot": False, "first_name": "Ann"},
        }
        return {**message, "text": text} if text else message

    def change(self, number: int, text: str, *, user: int = 5, **more: Any) -> None:
        """Somebody changes a message that they sent."""
        self._put({"edited_message": {**self._message(number, text, user, None), **more}})

    def press(
        self,
        data: str,
        *,
        user: int = 5,
        chat: int | None = None,
        under: int | None = None,
        date: int = 1_790_000_000,
    ) -> int:
        """Somebody presses a button, under a message or the last one of all; returns the update's id."""
        message = {
            "message_id": under or self.sent[-1]["message_id"],
            "date": date,
            "chat": {"id": chat or user, "type": "private" if chat is None else "supergroup"},
        }
        person = {"id": user, "is_bot": False, "first_name": "Ann"}
        query = {"id": str(next(self._ids)), "from": person, "chat_instance": "1", "data": data}
        return self._put({"callback_query": {**query, "message": message}})

    def locate(self, latitude: float, longitude: float, *, user: int = 5) -> None:
        """Somebody shares where they are."""
        self.say("", user=user, location={"latitude": latitude, "longitude": longitude})

    def put_out(self, chat: int, status: str = "kicked") -> None:
        """Somebody takes the bot out of a chat."""
        person, bot = (
            {"id": 5, "is_bot": False, "first_name": "Ann"},
            {"id": 123456, "is_bot": True},
        )
        was, now = {"status": "member"}, {"status": status, "until_date": 0}
        changed = {
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "Desk"},
            "from": person,
            "date": 1_790_000_000,
            "old_chat_member": {"user": {**bot, "first_name": "Desk"}, **was},
            "new_chat_member": {"user": {**bot, "first_name": "Desk"}, **now},
        }
        self._put({"my_chat_member": changed})

    def upload(
        self, name: str, data: bytes, *, user: int = 5, size: int | None = None, **more: Any
    ) -> int:
        """Somebody sends a document; returns the message's id."""
        key = f"file{next(self._ids)}"
        self.files[key] = data
        document = {"file_id": key, "file_unique_id": key, "file_name": name}
        document["file_size"] = len(data) if size is None else size  # type: ignore[assignment]
        return self.say("", user=user, document=document, **more)

    def _put(self, update: dict[str, Any]) -> int:
        number = 1000 + next(self._ids)
        self.updates.append({"update_id": number, **update})
        self._news.set()
        return number

    async def answers(self, count: int, timeout: float = 30.0) -> list[dict[str, Any]]:
        """Wait until the bot has sent so many messages in all, and a moment more."""
        async with asyncio.timeout(timeout):
            while len(self.sent) < count:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        return self.sent

    async def until(self, true: Callable[[], Any], timeout: float = 30.0) -> None:
        """Wait until something has come to pass."""
        async with asyncio.timeout(timeout):
            while not true():
                await asyncio.sleep(0.01)

    def shown(self, number: int) -> dict[str, Any]:
        """Return a message of the bot as it stands in the chat now."""
        return next(m for m in reversed([*self.sent, *self.edits]) if m["message_id"] == number)

    def to(self, chat: int) -> list[dict[str, Any]]:
        """Return the bot's messages in one chat, as they stand now."""
        return [self.shown(m["message_id"]) for m in self.sent if int(m["chat_id"]) == chat]

    # ---- what the bot does

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        given = await self._parameters(request)
        self.calls.append((method, given))
        if request.match_info["token"] != TOKEN:
            return self._error(401, "Unauthorized")
        if method != "getupdates" and self.faults:
            code, body = self.faults.pop(0)
            if body is None:
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            return web.json_response({"ok": False, "error_code": code, **body}, status=code)
        unknown = set(given) - PARAMETERS.get(method, set())
        if method not in PARAMETERS or unknown:
            self.violations.append(f"{method}: {sorted(unknown)}")
            return self._error(400, f"Bad Request: unknown {sorted(unknown)}")
        answer: web.StreamResponse = await getattr(self, f"_{method}")(given)
        if method == "sendmessage" and self.cut_after:
            self.cut_after -= 1
            assert request.transport is not None
            request.transport.close()
        if method == "sendmessage" and self.garbage:
            self.garbage -= 1
            return web.Response(text='{"ok": tr', content_type="application/json")
        return answer

    async def _parameters(self, request: web.Request) -> dict[str, Any]:
        given: Any = await request.post()
        if request.content_type == "application/json":
            given = await request.json()
        found: dict[str, Any] = {}
        for key, value in given.items():
            text = value.file.read() if hasattr(value, "file") else value
            structured = isinstance(text, str) and text[:1] in "{["
            found[key] = json.loads(text) if structured else text
        return found

    @staticmethod
    def _ok(result: Any) -> web.Response:
        return web.json_response({"ok": True, "result": result})

    @staticmethod
    def _error(code: int, description: str) -> web.Response:
        body = {"ok": False, "error_code": code, "description": description}
        return web.json_response(body, status=code)

    async def _getme(self, _: dict[str, Any]) -> web.Response:
        return self._ok({"id": 123456, "is_bot": True, "first_name": "Desk", "username": NAME})

    async def _getupdates(self, given: dict[str, Any]) -> web.Response:
        offset = int(given.get("offset", 0))
        self.updates = [u for u in self.updates if u["update_id"] >= offset]
        if not self.updates:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), min(0.3, float(given.get("timeout", 0))))
            except TimeoutError:
                return self._ok([])
        return self._ok(self.updates[:100])

    async def _sendmessage(self, given: dict[str, Any]) -> web.Response:
        plain = self._checked(given)
        if isinstance(plain, web.Response):
            return plain
        number = next(self._ids)
        self.sent.append({"message_id": number, "plain": plain, **given})
        return self._ok(self._sent(given, number, plain))

    async def _editmessagetext(self, given: dict[str, Any]) -> web.Response:
        plain = self._checked(given)
        if isinstance(plain, web.Response):
            return plain
        number = int(given["message_id"])
        if number not in {m["message_id"] for m in self.sent} - self.deleted:
            return self._error(400, "Bad Request: message to edit not found")
        before = self.shown(number)
        if all(before.get(key) == given.get(key) for key in ("text", "reply_markup")):
            return self._error(400, f"Bad Request: {SAME}")
        self.edits.append({"plain": plain, **given, "message_id": number})
        return self._ok(self._sent(given, number, plain))

    def _checked(self, given: dict[str, Any]) -> str | web.Response:
        """Return the plain text of a message, or the refusal that it meets."""
        text = given["text"]
        for button in itertools.chain(*given.get("reply_markup", {}).get("inline_keyboard", ())):
            if not 0 < len(button.get("callback_data", "url").encode()) <= 64:
                self.violations.append(f"callback data {button}")
                return self._error(400, "Bad Request: BUTTON_DATA_INVALID")
        try:
            plain = check_html(text)
        except ValueError as error:
            self.violations.append(str(error))
            return self._error(400, f"Bad Request: can't parse entities: {error}")
        if not 0 < len(plain.encode("utf-16-le")) // 2 <= 4096:
            self.violations.append(f"length {len(plain)}")
            return self._error(400, "Bad Request: message is too long")
        if len(TAG.findall(text)) > 200:
            self.violations.append("too many entities")
        return plain

    @staticmethod
    def _sent(given: dict[str, Any], number: int, plain: str) -> dict[str, Any]:
        chat = {"id": int(given["chat_id"]), "type": "private"}
        return {"message_id": number, "date": 1_790_000_000, "chat": chat, "text": plain}

    async def _answercallbackquery(self, _: dict[str, Any]) -> web.Response:
        return self._ok(True)

    async def _setmycommands(self, given: dict[str, Any]) -> web.Response:
        self.menus[_scope(given)] = [each["command"] for each in given["commands"]]
        return self._ok(True)

    async def _deletemycommands(self, given: dict[str, Any]) -> web.Response:
        self.menus.pop(_scope(given), None)
        return self._ok(True)

    async def _setmessagereaction(self, given: dict[str, Any]) -> web.Response:
        emoji = [each["emoji"] for each in given["reaction"]]
        if not set(emoji) <= REACTIONS:
            return self._error(400, "Bad Request: REACTION_INVALID")
        self.reactions += [(int(given["message_id"]), each) for each in emoji]
        return self._ok(True)

    async def _setwebhook(self, _: dict[str, Any]) -> web.Response:
        return self._ok(True)

    async def _deletewebhook(self, _: dict[str, Any]) -> web.Response:
        return self._ok(True)

    async def _getfile(self, given: dict[str, Any]) -> web.Response:
        key = given["file_id"]
        return self._ok({"file_id": key, "file_unique_id": key, "file_path": key})

    async def _getchat(self, given: dict[str, Any]) -> web.Response:
        name = str(given["chat_id"])
        if name not in self.channels:
            return self._error(400, "Bad Request: chat not found")
        return self._ok(
            {
                "id": channel_id(name), "type": "channel", "title": name, "accent_color_id": 1,
                "max_reaction_count": 11, "accepted_gift_types": {
                    "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False,
                    "premium_subscription": False, "gifts_from_channels": False,
                },
            }
        )  # fmt: skip

    async def _getchatmember(self, given: dict[str, Any]) -> web.Response:
        user = int(given["user_id"])
        if user == int(TOKEN.partition(":")[0]):
            return self._bot_itself(int(given["chat_id"]))
        person = {"id": user, "is_bot": False, "first_name": "Ann"}
        if user in self.admins:
            return self._ok({"status": "creator", "user": person, "is_anonymous": False})
        return self._ok({"status": "member", "user": person})

    def _bot_itself(self, chat: int) -> web.Response:
        status = {channel_id(name): what for name, what in self.channels.items()}.get(chat, "left")
        person = {"id": 123456, "is_bot": True, "first_name": "Desk"}
        rights = "can_be_edited can_manage_chat can_delete_messages can_manage_video_chats"
        rights += " can_restrict_members can_promote_members can_change_info can_invite_users"
        rights += " can_post_stories can_edit_stories can_delete_stories"
        mine = dict.fromkeys(rights.split(), False)
        mine |= {"is_anonymous": False, "can_post_messages": True}
        is_admin = status == "administrator"
        return self._ok({"status": status, "user": person, **(mine if is_admin else {})})

    async def _file(self, request: web.Request) -> web.Response:
        return web.Response(body=self.files[request.match_info["path"]])
