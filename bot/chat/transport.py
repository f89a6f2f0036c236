"""python-telegram-bot's requests over aiohttp: its default client collapses under concurrency."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import aiohttp
from telegram import Bot, __version__
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

AGENT = f"python-telegram-bot v{__version__} (aiohttp)"
JSON = {"Content-Type": "application/json"}
Seconds = float | None


@dataclass(frozen=True, slots=True)
class _Written:
    """Stands in for the library's parameters, which may not be derived from."""

    json_payload: bytes
    multipart_data: None = None


async def call(bot: Bot, method: str, payload: bytes, read_timeout: float | None = None) -> Any:
    """Call a method whose parameters are JSON already, and return what it answers as plain values.

    The library would write the text anew for every chat and make an object of every answer, which
    costs more than the call itself. Raises TelegramError.
    """
    given = cast(RequestData, _Written(payload))
    wait = bot.request.read_timeout if read_timeout is None else read_timeout
    return await bot.request.post(f"{bot.base_url}/{method}", given, read_timeout=wait)


class AiohttpRequest(BaseRequest):
    """One pool of connections; `read_timeout` and the pool's size are set once."""

    def __init__(self, *, connections: int = 128, read_timeout: float = 20.0) -> None:
        self._connections, self._read_timeout = connections, read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that an answer may take where a call names none."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300),
                # Telegram sets none, and a jar is asked before every call
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": AGENT},
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call; raises TimedOut or NetworkError as the library's own client does."""
        if self._session is None:
            raise RuntimeError("The transport was not initialised.")
        uploads = bool(request_data and request_data.multipart_data)
        timeout = _timeout(
            self._or(read_timeout, self._read_timeout),
            # a file on its way counts as writing, which the total must leave room for
            self._or(write_timeout, 20.0) if uploads else 0.0,
            self._or(connect_timeout, 5.0),
            self._or(pool_timeout, 30.0),
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                timeout=timeout,
                headers=JSON if request_data is not None and not uploads else None,
            ) as reply:
                return reply.status, await reply.read()
        except aiohttp.ConnectionTimeoutError as error:
            raise TimedOut("connecting took too long") from error
        except TimeoutError as error:
            raise TimedOut() from error
        except aiohttp.ClientConnectorError as error:
            raise NetworkError("connecting failed") from error
        except (aiohttp.ClientError, OSError) as error:
            # the words of these errors hold the address, and with it the token
            raise NetworkError(f"the line broke: {type(error).__name__}") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; one that cannot be read says nothing of what became of the message.

        The library would write it to the log, people's ids included.
        """
        try:
            return json.loads(payload)  # type: ignore[no-any-return]
        except ValueError:
            raise NetworkError("the line broke: an answer that is no JSON") from None

    @staticmethod
    def _or(value: Any, default: float | None) -> float | None:
        return default if value is BaseRequest.DEFAULT_NONE else value


@lru_cache(maxsize=64)
def _timeout(
    read: Seconds, write: Seconds, connect: Seconds, pool: Seconds
) -> aiohttp.ClientTimeout:
    answer = None if read is None else read + (write or 0.0)
    return aiohttp.ClientTimeout(
        total=None if answer is None else answer + 5.0,
        connect=pool,
        sock_connect=connect,
        sock_read=answer,
    )


def _body(request_data: RequestData | None) -> Any:
    if request_data is None:
        return None
    if not request_data.multipart_data:
        return request_data.json_payload
    # the library names files as they are; quoting would spell out every accent
    form = aiohttp.FormData(quote_fields=False)
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form
