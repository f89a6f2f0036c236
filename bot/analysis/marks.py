"""Words between quotation marks: a state machine over paragraphs, exact to the mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.analysis.sentences import find_paragraphs
from bot.model import Span

# any sign that may open or close double quotation marks: “ ” „ « » " `` ''
SIGN = re.compile(r"[“”„«»\"]|``|''")
OPENERS = frozenset(("“", "„", "«", "``"))
CLOSERS = frozenset(("”", "»", "''"))
# a single mark that opens after space and before a letter, and one that closes after a letter
SINGLE = re.compile(
    r"(?:(?<=\s)|(?<=[(\[—–])|^)[‘'](?=\w)|(?<=[\w.,!?…])[’'](?=[\s.,;:)\]—–]|$)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Marked:
    """Words in marks. `outer` has the marks, `inner` has not; `continues` goes on from the
    paragraph before, whose mark was not closed; `closed` says that a closing mark was printed.
    """

    outer: Span
    inner: Span
    closed: bool = True
    continues: bool = False


def find_marked(text: str) -> tuple[Marked, ...]:
    """Find what stands in double quotation marks, in order; where a paragraph has none, in single.

    An opening mark that is never closed counts only when the next paragraph opens with a mark
    again, as quotations over several paragraphs are printed; else it marks nothing.
    """
    paragraphs = list(find_paragraphs(text))
    found: list[Marked] = []
    running = False
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        goes_on = following is not None and _opens(text, following)
        made = list(_in_paragraph(text, paragraph, goes_on, running))
        if not made and not SIGN.search(text, paragraph.start, paragraph.end):
            made = list(_in_single(text, paragraph))
        running = bool(made) and not made[-1].closed
        found += made
    return tuple(found)


def _opens(text: str, paragraph: Span) -> bool:
    return text[paragraph.start] in '“"„«' or text.startswith("``", paragraph.start)


def _in_paragraph(text: str, paragraph: Span, goes_on: bool, running: bool) -> Iterator[Marked]:
    opened: re.Match[str] | None = None
    depth = 0
    for sign in SIGN.finditer(text, paragraph.start, paragraph.end):
        opening = _is_opening(text, sign, opened is not None)
        if opened is None:
            if opening:
                opened, depth = sign, 1
        elif opening and sign.group() in OPENERS and sign.group() == opened.group():
            # a second opening before any closing: the first one was lost, not nested
            opened = sign
        elif not opening:
            depth -= 1
            if depth <= 0 and _matches(opened.group(), sign.group()):
                yield Marked(
                    Span(opened.start(), sign.end()),
                    Span(opened.end(), sign.start()),
                    True,
                    running and opened.start() == paragraph.start,
                )
                opened = None
    if opened is not None and goes_on:
        yield Marked(
            Span(opened.start(), paragraph.end),
            Span(opened.end(), paragraph.end),
            False,
            running and opened.start() == paragraph.start,
        )


def _is_opening(text: str, sign: re.Match[str], inside: bool) -> bool:
    if sign.group() in OPENERS:
        return True
    if sign.group() in CLOSERS:
        return False
    return not inside


def _matches(opening: str, closing: str) -> bool:
    pairs = {"“": '”"', "„": "“”", "«": "»", "``": "''", '"': '"”'}
    return closing in pairs.get(opening, closing) or (opening == "``" and closing == '"')


def _in_single(text: str, paragraph: Span) -> Iterator[Marked]:
    """Read single marks as speech where they open and close plainly around several words."""
    opened: int | None = None
    for sign in SINGLE.finditer(text, paragraph.start, paragraph.end):
        at = sign.start()
        opens = text[at] == "‘" or (text[at] == "'" and (at == 0 or not text[at - 1].isalnum()))
        opens = opens and at + 1 < len(text) and text[at + 1].isalnum()
        if opens and (at == 0 or not text[at - 1].isalnum()):
            opened = at
        elif opened is not None and " " in text[opened:at]:
            yield Marked(Span(opened, sign.end()), Span(opened + 1, at))
            opened = None
