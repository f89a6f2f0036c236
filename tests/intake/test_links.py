"""Links that somebody sent: no private address at any hop, however it is spelled, and none for long."""

from __future__ import annotations

import contextlib
import datetime
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.errors import UnreadableDocument
from bot.intake.links import Door, fetch, is_public

PUBLIC, OTHER = "93.184.216.34", "2606:2800:220:1::1"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
     "168.63.129.16", "100.100.100.200", "192.0.0.192",
     "0.0.0.0", "0.1.2.3", "100.64.0.1", "192.0.0.1", "198.18.0.1", "192.88.99.1", "224.0.0.1", "240.0.0.1",
     "255.255.255.255", "::", "::1", "::127.0.0.1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:7f00:1",
     "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "0:0:0:0:0:ffff:a00:1", "64:ff9b::7f00:1",
     "64:ff9b::10.0.0.1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::1", "2001:0:a00:1::1", "fe80::1",
     "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "100::1", "nonsense",
     "127.1", "0x7f000001", "2130706433", ""],
)  # fmt: skip
def test_a_private_address_is_known_in_every_spelling(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, OTHER, "8.8.8.8", "::ffff:8.8.8.8"])
def test_a_public_address_is_one(address: str) -> None:
    assert is_public(address)


@dataclass
class World:
    """Where links lead in these tests: names, the server behind them, and what was connected to."""

    port: int
    names: dict[str, Sequence[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)

    def resolve(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host in self.names:
            return self.names[host]
        # numbers and the machine's own names, as the system's resolver reads them
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [str(each[4][0]) for each in found]

    def connect(self, address: tuple[str, int], timeout: float) -> socket.socket:
        self.connected.append(address[0])
        assert ip_address(address[0]).is_global
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def door(self, seconds: float = 5) -> Door:
        return Door(self.resolve, self.connect, seconds=seconds)


Answer = Callable[[socket.socket, str], None]


@contextmanager
def world(
    answer: Answer, wrap: Callable[[socket.socket], socket.socket] | None = None
) -> Iterator[World]:
    """A server on loopback that stands for the public internet; `answer` gets each connection."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                arrived, _ = listening.accept()
                threading.Thread(target=talk, args=(arrived,), daemon=True).start()

    def talk(arrived: socket.socket) -> None:
        with contextlib.suppress(OSError), arrived, wrap(arrived) if wrap else arrived as speaking:
            answer(speaking, _path_of(speaking))

    threading.Thread(target=serve, daemon=True).start()
    made = World(listening.getsockname()[1], {"news.example": [PUBLIC], "other.example": [OTHER]})
    try:
        yield made
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _path_of(speaking: socket.socket) -> str:
    asked = b""
    while b"\r\n\r\n" not in asked:
        chunk = speaking.recv(4096)
        if not chunk:
            return ""
        asked += chunk
    return asked.split(b" ", 2)[1].decode()


def pages(**told: bytes) -> Answer:
    def answer(speaking: socket.socket, path: str) -> None:
        speaking.sendall(told.get(path.strip("/").replace(".", "_"), b"HTTP/1.1 404 No\r\n\r\n"))

    return answer


def ok(body: bytes, kind: str = "text/plain", more: str = "") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body


def moved(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\n\r\n".encode()


def refused(url: str, door: Door) -> str:
    """Return the one sentence that a link gets."""
    with pytest.raises(UnreadableDocument) as raised:
        fetch(url, door)
    said = str(raised.value)
    assert "\n" not in said
    assert said.endswith(".")
    return said


PRIVATE = [
    "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001",
    "0x7f.0x0.0x0.0x1", "0", "0.0.0.0", "00000177.0.0.1", "127.0.0.1.", "10.0.0.1", "0xa000001", "167772161",
    "169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "[::1]", "[::]", "[::127.0.0.1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]", "[64:ff9b::7f00:1]",
    "[64:ff9b::169.254.169.254]", "[2002:7f00:1::]", "[fe80::1]", "[fd00:ec2::254]", "localhost", "LOCALHOST",
    "localhost.", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127。0。0。1", "inside.example", "half.example",
]  # fmt: skip


@pytest.mark.parametrize("host", PRIVATE)
def test_a_private_host_is_not_opened_directly_nor_by_a_redirect(host: str) -> None:
    answer = pages(**{"": moved("/hop"), "hop": moved(f"http://{host}/latest/meta-data")})
    with world(answer) as made:
        made.names |= {"inside.example": ["10.0.0.1"], "half.example": [PUBLIC, "127.0.0.1"]}
        said = refused(f"http://{host}/", made.door())
        assert "private address" in said or "cannot be found" in said
        assert made.connected == []
        assert refused(f"https://{host}/", made.door()) == said
        assert made.connected == []
        # at the third hop
        assert refused("http://news.example/", made.door()) == said
        assert made.connected == [PUBLIC, PUBLIC]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://news.example/", "http:// or https:// only"),
        ("file:///etc/passwd", "http:// or https:// only"),
        ("gopher://news.example/", "http:// or https:// only"),
        ("javascript:alert(1)", "http:// or https:// only"),
        ("data:text/html,x", "http:// or https:// only"),
        ("//news.example/", "http:// or https:// only"),
        ("http:///nothing", "http:// or https:// only"),
        ("http://news.example:8080/", "ports 80 and 443"),
        ("http://news.example:22/", "ports 80 and 443"),
        ("http://news.example:0/", "ports 80 and 443"),
        ("http://news.example:99999/", "not a link"),
        ("http://news.example:http/", "not a link"),
        ("http://ann:pw@news.example/", "user name"),
        ("http://news.example@127.0.0.1/", "user name"),
        ("http://127.0.0.1:80@news.example/", "user name"),
        ("http://@news.example/", "user name"),
        ("http://news.example\\@127.0.0.1/", "not a link|user name|found"),
        ("http://127.0.0.1\\@news.example/", "not a link|user name|found"),
        ("http://news.example/a b", "not a link"),
        ("http://news.example/\r\nX: y", "not a link"),
        ("http://news.example\t.evil/", "not a link"),
        ("http://[::1", "not a link"),
        ("http://[nonsense]/", "not a link"),
        (f"http://{'a' * 64}.example/", "not a link"),
        ("http://a..example/", "not a link"),
        (f"http://news.example/{'a' * 5000}", "not a link"),
        ("http://nobody.invalid/", "cannot be found"),
    ],
)  # fmt: skip
def test_what_is_not_followed_gets_one_sentence(url: str, words: str) -> None:
    with world(pages(**{"": ok(b"Never read.")})) as made:
        assert re.search(words, refused(url, made.door()))
        assert made.connected == []


def test_a_redirect_to_another_scheme_or_port_is_not_followed() -> None:
    for to in ("file:///etc/passwd", "http://news.example:8080/", "http://a:b@news.example/"):
        with world(pages(**{"": moved(to)})) as made:
            refused("http://news.example/", made.door())
            assert made.connected == [PUBLIC]


def test_a_name_that_changes_its_mind_gains_nothing() -> None:
    """Rebinding: what was checked is what is connected to, and the name is asked once a hop."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    with world(pages(**{"": ok(b"Words.")})) as made:
        asked: list[str] = []

        def resolve(host: str, _: int) -> Sequence[str]:
            asked.append(host)
            return next(answers)

        door = replace(made.door(), resolve=resolve)
        assert fetch("http://news.example/", door).document.data == b"Words."
        assert (asked, made.connected) == (["news.example"], [PUBLIC])
        # the second hop asks again, and is told the truth
        assert "private address" in refused("http://news.example/", door)
        assert made.connected == [PUBLIC]


def test_a_page_comes_with_its_last_address() -> None:
    answer = pages(old=moved("/new"), new=ok(b"The port was closed."))
    with world(answer) as made:
        found = fetch("http://news.example/old", made.door())
    assert found.document.data == b"The port was closed."
    assert found.document.name == "new"
    assert found.url == "http://news.example/new"


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with world(pages(**{"": ok(b"Words.")})) as made:
        made.names["news.example"] = [OTHER, PUBLIC]

        def connect(address: tuple[str, int], timeout: float) -> socket.socket:
            if address[0] == OTHER:
                raise OSError("no route")
            return made.connect(address, timeout)

        found = fetch("http://news.example/", replace(made.door(), connect=connect))
    assert found.document.data == b"Words."


@pytest.mark.parametrize("hops", [4, 5])
def test_four_redirects_are_followed_and_a_fifth_is_not(hops: int) -> None:
    told = {f"{n}": moved(f"/{n + 1}") for n in range(hops)}
    with world(pages(**told, **{f"{hops}": ok(b"Arrived.")})) as made:
        if hops == 4:
            assert fetch("http://news.example/0", made.door()).url == "http://news.example/4"
        else:
            assert "too often" in refused("http://news.example/0", made.door())


def test_a_site_in_other_letters_is_asked_by_its_own_name() -> None:
    seen: list[bytes] = []

    def answer(speaking: socket.socket, path: str) -> None:
        seen.append(path.encode())
        speaking.sendall(ok(b"Words."))

    with world(answer) as made:
        made.names["xn--bcher-kva.example"] = [PUBLIC]
        assert fetch("http://bücher.example/straße?ü=1", made.door()).document.data == b"Words."
    assert seen == [b"/stra%C3%9Fe?%C3%BC=1"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 404 Not Found\r\n\r\n", "the error 404"),
        (b"HTTP/1.1 302 Found\r\n\r\n", "the error 302"),
        (b"nonsense\r\n\r\n", "cannot be reached"),
        (b"", "cannot be reached"),
        (ok(b""), "is empty"),
        (ok(b"\x89PNG", "image/png"), "leads to image/png"),
        (ok(b"x", "video/mp4"), "leads to video/mp4"),
        (ok(b"x", "text/html", "Content-Encoding: gzip\r\n"), "packed form"),
        (ok(b"x" * (5 * 1024 * 1024 + 1), "text/html"), "larger than 5 MB"),
        (ok(b"", "text/html", "X: y\r\n" * 200), "cannot be reached"),
        (ok(b"", "text/html", f"X: {'y' * 70_000}\r\n"), "cannot be reached"),
        (ok(b"zz\r\n", "text/html", "Transfer-Encoding: chunked\r\n"), "cannot be reached"),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_page_gets_one_sentence(answer: bytes, words: str) -> None:
    with world(pages(**{"": answer})) as made:
        assert words in refused("http://news.example/", made.door())


def drip(beginning: bytes, drop: bytes) -> Answer:
    def answer(speaking: socket.socket, _: str) -> None:
        speaking.sendall(beginning)
        while True:
            speaking.sendall(drop)
            time.sleep(0.02)

    return answer


SLOW = {
    "nothing": lambda speaking, _: time.sleep(30),
    "a drip of the status": drip(b"HTTP/1.1 2", b"0"),
    "a drip of headers": drip(b"HTTP/1.1 200 OK\r\n", b"X"),
    "a drip of the body": drip(ok(b"<p>"), b"a"),
    "going on without end": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "chunks without end": drip(ok(b"", more="Transfer-Encoding: chunked\r\n"), b"1\r\na\r\n"),
}


@pytest.mark.parametrize("answer", SLOW.values(), ids=SLOW)
def test_a_slow_answer_is_given_up_in_time(answer: Answer) -> None:
    with world(answer) as made:
        started = time.monotonic()
        assert "too long" in refused("http://news.example/", made.door(seconds=1))
        assert time.monotonic() - started < 5


def test_a_body_without_end_is_given_up_at_five_megabytes() -> None:
    def answer(speaking: socket.socket, _: str) -> None:
        speaking.sendall(ok(b""))
        while True:
            speaking.sendall(b"a" * 65536)

    with world(answer) as made:
        assert "larger than 5 MB" in refused("http://news.example/", made.door(seconds=20))


def test_time_runs_over_all_hops_together() -> None:
    def answer(speaking: socket.socket, path: str) -> None:
        time.sleep(0.4)
        speaking.sendall(moved(f"{path}x"))

    with world(answer) as made:
        started = time.monotonic()
        assert "too long" in refused("http://news.example/", made.door(seconds=1))
        assert time.monotonic() - started < 5


def test_a_slow_handshake_and_a_slow_name_are_given_up_in_time() -> None:
    def dripping(arrived: socket.socket) -> socket.socket:
        # the beginning of a long record, byte after byte
        arrived.sendall(b"\x16\x03\x03\x3f\xff")
        while True:
            arrived.sendall(b"\x02")
            time.sleep(0.02)

    with world(pages(), dripping) as made:
        started = time.monotonic()
        assert "too long" in refused("https://news.example/", made.door(seconds=1))

        def resolve(_: str, __: int) -> Sequence[str]:
            time.sleep(30)
            return [PUBLIC]

        door = replace(made.door(seconds=1), resolve=resolve)
        assert "cannot be found" in refused("http://news.example/", door)
        assert time.monotonic() - started < 8


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of news.example with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(1))
        .not_valid_after(now + datetime.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "news.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(pem))
    return path


def test_an_encrypted_page_is_read_from_who_it_is(certificate: Path) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)

    def wrap(arrived: socket.socket) -> socket.socket:
        return server.wrap_socket(arrived, server_side=True)

    def trust() -> ssl.SSLContext:
        return ssl.create_default_context(cadata=certificate.read_text("ascii"))

    with world(pages(**{"": ok(b"Words."), "drip": b""}), wrap) as made:
        door = replace(made.door(), trust=trust)
        assert fetch("https://news.example/", door).document.data == b"Words."
        # another name, and nobody's word for it
        assert "cannot be reached" in refused("https://other.example/", door)
        assert "cannot be reached" in refused("https://news.example/", made.door())
    with world(drip(ok(b"<p>"), b"a"), wrap) as made:
        door = replace(made.door(seconds=1), trust=trust)
        started = time.monotonic()
        assert "too long" in refused("https://news.example/", door)
        assert time.monotonic() - started < 5
