"""Measure and split Telegram HTML without breaking a tag, a line or a quotation."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

LONGEST = 4096
MOST_ENTITIES = 100
# templates put this between blocks: where a message may end
CUT = "\x1e"
TAG = re.compile(r"<(/?)([a-z-]+)(?:\s[^>]*)?>")
# signs that turn the direction of text or take no room, which could hide what is written
HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")


def plain(markup: str) -> str:
    """Return what a reader sees of a message: tags gone, entities written out."""
    return html.unescape(TAG.sub("", markup))


def length(markup: str) -> int:
    """Return how long Telegram finds a message: UTF-16 code units after its tags are read."""
    return len(plain(markup).encode("utf-16-le")) // 2


def entities(markup: str) -> int:
    """Return how many entities Telegram finds in a message."""
    return sum(not found.group(1) for found in TAG.finditer(markup))


def visible(words: str) -> str:
    """Return a name, headline or file name without signs that are not seen."""
    return HIDDEN.sub("", words)


def split(markup: str) -> tuple[str, ...]:
    """Split a rendered briefing at its cuts into messages that Telegram takes.

    A block too long for one message is split between its lines; a single line that is too long
    is split between words, its tags closed and opened again.
    """
    messages: list[str] = []
    current = ""
    for block in (part.strip("\n") for part in markup.split(CUT)):
        if not block.strip():
            continue
        for piece in _pieces(block):
            joined = f"{current}\n\n{piece}" if current else piece
            if fits(joined):
                current = joined
            else:
                messages.append(current)
                current = piece
    return (*messages, current) if current else tuple(messages)


def fits(markup: str) -> bool:
    """Say whether Telegram takes a message."""
    return length(markup) <= LONGEST and entities(markup) <= MOST_ENTITIES


def _pieces(block: str) -> Iterator[str]:
    if fits(block):
        yield block
        return
    current = ""
    for line in _balanced_lines(block):
        joined = f"{current}\n{line}" if current else line
        if fits(joined):
            current = joined
            continue
        if current:
            yield current
        *whole, current = _words(line)
        yield from whole
    if current:
        yield current


def _balanced_lines(block: str) -> Iterator[str]:
    """Yield the lines of a block, those between an opening tag and its end taken together."""
    held: list[str] = []
    depth = 0
    for line in block.split("\n"):
        held.append(line)
        depth += sum(-1 if found.group(1) else 1 for found in TAG.finditer(line))
        if depth == 0:
            yield "\n".join(held)
            held = []
    if held:
        yield "\n".join(held)


def _words(line: str) -> list[str]:
    """Split one line between words; tags open at a cut are closed before and opened after it."""
    if fits(line):
        return [line]
    made: list[str] = []
    current = ""
    opened: list[tuple[str, str]] = []
    for token in re.findall(r"<[^>]*>|[^<\s]+\s*|\s+|<", line):
        closing = "".join(f"</{name}>" for name, _ in reversed(opened))
        if current and not fits(current + token + closing):
            made.append(current.rstrip() + closing)
            current = "".join(tag for _, tag in opened)
        for part in _slices(token):
            if part is not token and length(current + part) > LONGEST:
                made.append(current + closing)
                current = "".join(tag for _, tag in opened)
            current += part
        found = TAG.fullmatch(token)
        if found and found.group(1):
            opened = opened[:-1]
        elif found:
            opened = [*opened, (found.group(2), token)]
    return [*made, current]


def _slices(token: str) -> Iterator[str]:
    """Yield a token, one without end in pieces that fit and break no entity."""
    if len(token) <= 1000 or token.startswith("<"):
        yield token
        return
    for found in re.finditer(r"(?:&[^;\s]{1,8};|[^&]|&){1,1000}", token):
        yield found.group()
