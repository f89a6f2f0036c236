"""Links that somebody sent: no private address at any hop, however it is spelled."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.errors import UnreadableDocument
from bot.intake.links import Door, fetch, is_public


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1",
     "fe80::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "224.0.0.1",
     "100.64.0.1", "nonsense"],
)  # fmt: skip
def test_a_private_address_is_known_in_every_spelling(address: str) -> None:
    assert not is_public(address)


def test_a_public_address_is_one() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1::1")


@pytest.mark.parametrize(
    "url",
    ["ftp://x.example/", "file:///etc/passwd", "http://x.example:8080/", "http://ann:pw@x.example/",
     "http:///nothing", "http://x.example/a b", "javascript:alert(1)", "http://127.0.0.1/", "http://2130706433/",
     "http://0x7f.1/", "http://[::1]/", "http://localhost/"],
)  # fmt: skip
def test_what_is_not_followed_gets_one_sentence(url: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        fetch(url, Door(seconds=2))
    assert str(caught.value).count(".") >= 1
    assert "\n" not in str(caught.value)


@contextmanager
def server(pages: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[Door]:
    """A server on loopback that stands for the public internet."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, headers, body = pages.get(self.path, (404, {}, b""))
            self.send_response(code)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    known = {"news.example": ["93.184.216.34"], "inside.example": ["10.0.0.1"]}

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        assert address[0] == "93.184.216.34"
        return socket.create_connection(httpd.server_address[:2], timeout)  # type: ignore[arg-type]

    try:
        yield Door(lambda host, _: known.get(host, [host]), connect, 3)
    finally:
        httpd.shutdown()
        httpd.server_close()


def test_a_page_comes_with_its_last_address() -> None:
    pages = {
        "/old": (302, {"Location": "/new"}, b""),
        "/new": (200, {"Content-Type": "text/plain"}, b"The port was closed."),
    }
    with server(pages) as door:
        found = fetch("http://news.example/old", door)
    assert found.document.data == b"The port was closed."
    assert found.url == "http://news.example/new"


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.example/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/",
    ],
)
def test_a_redirect_into_a_private_network_is_not_followed(target: str) -> None:
    with server({"/": (302, {"Location": target}, b"")}) as door, pytest.raises(UnreadableDocument):
        fetch("http://news.example/", door)


def test_a_ring_of_redirects_and_a_body_without_end_are_given_up() -> None:
    pages = {
        "/ring": (302, {"Location": "/ring"}, b""),
        "/big": (200, {"Content-Type": "text/html"}, b"x" * (6 * 1024 * 1024)),
    }
    with server(pages) as door:
        with pytest.raises(UnreadableDocument, match="too often"):
            fetch("http://news.example/ring", door)
        with pytest.raises(UnreadableDocument):
            fetch("http://news.example/big", door)
