"""Fetch a link that somebody sent, guarded at the moment of connecting, at every hop.

The address that was checked is the address that is connected to, so a name that answers one thing
to the check and another to the connection gains nothing.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from bot.errors import UnreadableDocument
from bot.model import Document

# a little less than the 20 s that an answer may take
SECONDS = 18.0
MOST_BYTES = 5 * 1024 * 1024
MOST_HOPS = 4
LONGEST = 4000
PORTS = {"http": 80, "https": 443}
HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; briefing-bot)",
    "Accept": "text/html,application/xhtml+xml,text/plain,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
# networks that reach private ones by another name, NAT64, 6to4, Teredo, an old private
# one, and the address at which Azure tells its machines about themselves
TUNNELS = tuple(
    ipaddress.ip_network(each)
    for each in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "192.88.99.0/24",
        "fec0::/10",
        "168.63.129.16/32",
        "192.0.0.0/24",
    )
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a link led to in the end, and its last address."""

    document: Document
    url: str


def _resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for _, _, _, _, address in found]


@dataclass(frozen=True, slots=True)
class Door:
    """How the world outside is reached; tests put their own in its place."""

    resolve: Callable[[str, int], Sequence[str]] = _resolve
    connect: Callable[[tuple[str, int], float], socket.socket] = socket.create_connection
    trust: Callable[[], ssl.SSLContext] = ssl.create_default_context
    seconds: float = SECONDS


def fetch(url: str, door: Door | None = None) -> Fetched:
    """Fetch what a public link leads to; raises UnreadableDocument with one sentence."""
    door = door or Door()
    deadline = time.monotonic() + door.seconds
    for _ in range(MOST_HOPS + 1):
        parts = _checked(url)
        answer = _ask(parts, door, deadline)
        if isinstance(answer, bytes):
            return Fetched(Document(_name(parts), answer), url)
        url = urljoin(url, answer)
    raise UnreadableDocument("The link leads from one address to another too often.")


def is_public(address: str) -> bool:
    """Say whether an address belongs to the public internet, in whatever form it hides."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        return is_public(str(found.ipv4_mapped))
    if any(found in tunnel for tunnel in TUNNELS):
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port, host = parts.port, _host(parts)
    except (ValueError, UnicodeError) as error:
        raise UnreadableDocument("This is not a link that I can follow.") from error
    if parts.scheme not in PORTS or not host:
        raise UnreadableDocument("I follow links that begin with http:// or https:// only.")
    if parts.username is not None or parts.password is not None:
        raise UnreadableDocument("I follow no links with a user name in them.")
    if port not in (None, *PORTS.values()):
        raise UnreadableDocument("I follow links to the ports 80 and 443 only.")
    if any(sign <= " " or sign == "\x7f" for sign in url) or len(url) > LONGEST:
        raise UnreadableDocument("This is not a link that I can follow.")
    return parts


def _host(parts: SplitResult) -> str:
    """Return the name of a site in the letters that the network knows."""
    return (parts.hostname or "").encode("idna").decode("ascii")


def _ask(parts: SplitResult, door: Door, deadline: float) -> bytes | str:
    """Ask for a page; the answer is its bytes, or where it has gone to."""
    host, port = _host(parts), parts.port or PORTS[parts.scheme]
    addresses = _addresses(host, port, door, deadline)
    connection = http.client.HTTPConnection(host, port)
    try:
        with _connected(addresses, port, door, deadline) as plain, _alarm(plain, deadline):
            connection.sock = plain
            if parts.scheme == "https":
                connection.sock = door.trust().wrap_socket(plain, server_hostname=host)
            # the name of the site goes without its port when that is the usual one
            connection.default_port = PORTS[parts.scheme]
            connection.request("GET", _target(parts), headers=HEADERS)
            with connection.getresponse() as response:
                return _read(response, deadline)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if time.monotonic() >= deadline:
            raise UnreadableDocument("The page takes too long to answer.") from error
        raise UnreadableDocument("The page cannot be reached.") from error
    finally:
        connection.close()


def _connected(addresses: Sequence[str], port: int, door: Door, deadline: float) -> socket.socket:
    """Connect to the first address that answers; what was resolved and checked is what is connected to."""
    for place, address in enumerate(addresses, 1):
        left = max(0.1, deadline - time.monotonic())
        try:
            plain = door.connect((address, port), left if place == len(addresses) else left / 2)
            plain.settimeout(max(0.1, deadline - time.monotonic()))
        except OSError:
            if place == len(addresses):
                raise
        else:
            return plain
    raise OSError("no address")


@contextlib.contextmanager
def _alarm(plain: socket.socket, deadline: float) -> Iterator[None]:
    """Hang up at the deadline: a server that drips bytes keeps every single read alive."""
    # a hand of its own on the connection, as encryption takes the first one over
    with plain.dup() as hand:
        alarm = threading.Timer(max(0.0, deadline - time.monotonic()), lambda: _hang_up(hand))
        alarm.daemon = True
        alarm.start()
        try:
            yield
        finally:
            alarm.cancel()


def _hang_up(hand: socket.socket) -> None:
    with contextlib.suppress(OSError):
        hand.shutdown(socket.SHUT_RDWR)


def _addresses(host: str, port: int, door: Door, deadline: float) -> Sequence[str]:
    """Resolve a name in time and return its addresses, if every one of them is public."""
    found: list[str] = []
    # a resolver cannot be interrupted, so it is left behind when it takes too long
    worker = threading.Thread(
        target=lambda: found.extend(_looked_up(host, port, door)), daemon=True
    )
    worker.start()
    worker.join(max(0.1, min(10.0, deadline - time.monotonic())))
    addresses = tuple(found)
    if not addresses:
        raise UnreadableDocument("The link names a site that cannot be found.")
    if not all(is_public(address) for address in addresses):
        raise UnreadableDocument("The link leads to a private address, which I do not open.")
    return addresses[:4]


def _looked_up(host: str, port: int, door: Door) -> Sequence[str]:
    try:
        return door.resolve(host, port)
    except (OSError, UnicodeError):
        return ()


def _target(parts: SplitResult) -> str:
    # letters that are not ASCII must be written as bytes; what is written so already stays
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path


def _read(response: http.client.HTTPResponse, deadline: float) -> bytes | str:
    location = response.getheader("Location")
    if response.status in (301, 302, 303, 307, 308) and location:
        # headers are read as single bytes; a link in them that is not ASCII is UTF-8
        return location.strip().encode("latin-1", "replace").decode("utf-8", "replace")
    if response.status != 200:
        raise UnreadableDocument(f"The page answers with the error {response.status}.")
    if response.getheader("Content-Encoding", "identity").lower() not in ("identity", ""):
        raise UnreadableDocument("The page is sent in a packed form that I did not ask for.")
    kind = response.getheader("Content-Type", "").lower()
    if kind.startswith(("image/", "video/", "audio/", "font/")):
        raise UnreadableDocument(f"The link leads to {kind.partition(';')[0]}, not to an article.")
    data = bytearray()
    while chunk := response.read1(65536):
        data += chunk
        if len(data) > MOST_BYTES:
            raise UnreadableDocument("The page is larger than 5 MB; paste its text instead.")
        if time.monotonic() >= deadline:
            raise UnreadableDocument("The page takes too long to answer.")
    if time.monotonic() >= deadline:
        raise UnreadableDocument("The page takes too long to answer.")
    if not data.strip():
        raise UnreadableDocument("The page is empty.")
    return bytes(data)


def _name(parts: SplitResult) -> str:
    last = unquote(parts.path).rstrip("/").rsplit("/", 1)[-1]
    return last or parts.hostname or "page"
