"""Markdown into plain text: its marks go, its words and paragraphs stay."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(\S.{0,300}?)[ \t]{0,3}#{0,6}[ \t]{0,3}$", re.MULTILINE)
LINK = re.compile(
    r"\[([^\[\]\n]{1,300})\]\((?:<[^<>\n]{0,500}>|[^()\s]{1,500})(?: [\"'][^\n\"']{0,200}[\"'])?\)"
)
STRONG = re.compile(r"(?<![\w*])\*\*(?=\S)([^*\n]{1,2000})(?<=\S)\*\*(?![\w*])")
# the data of an article above its words, as site generators write them
FRONT = re.compile(r"---[ \t]*\n((?:(?!---).{0,500}\n){1,60}?)---[ \t]*\n")
FRONT_LINE = re.compile(r"([A-Za-z_-]{1,40}):[ \t]*[\"']?(.*?)[\"']?[ \t]*")
# what else is taken from the text, in this order: the mark, and what stays of it
MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^ {0,3}(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}\[[^\[\]\n]{1,100}\]:[ \t]+\S.*$", re.MULTILINE), ""),
    (re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{0,500}\)"), ""),
    (LINK, r"\1"),
    (re.compile(r"\[([^\[\]\n]{1,300})\]\[[^\[\]\n]{0,100}\]"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]{1,500})>"), r"\1"),
    (HEADING, r"\2"),
    (re.compile(r"^ {0,3}(?:> ?)+", re.MULTILINE), ""),
    (STRONG, r"\1"),
    (re.compile(r"(?<![\w_])__(?=\S)([^_\n]{1,2000})(?<=\S)__(?![\w_])"), r"\1"),
    (re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,2000})(?<=[^\s\\])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_\\])_(?=[^\s_])([^_\n]{1,2000})(?<=[^\s\\])_(?![\w_])"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|<>-])"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Marked:
    """What a Markdown text says when its marks are gone; `about` is the data above it."""

    text: str
    headline: str | None = None
    about: dict[str, str] = field(default_factory=dict)


def is_markdown(text: str) -> bool:
    """Say whether a text is written with Markdown's marks: a heading at its top, or several marks."""
    if _front(text)[0] or HEADING.match(text.lstrip()):
        return True
    marks = (len(each.findall(text)) for each in (HEADING, LINK, STRONG))
    return sum(min(2, count) for count in marks) >= 2


def read_markdown(text: str) -> Marked:
    """Take the marks off a text; its first great heading is the headline."""
    about, start = _front(text)
    text = text[start:]
    top = HEADING.search(text)
    headline = about.get("title")
    if headline is None and top is not None and top.group(1) == "#":
        headline = _unmarked(top.group(2))
    return Marked(_unmarked(text), headline, about)


def _front(text: str) -> tuple[dict[str, str], int]:
    """Return what is said above the words, and where these begin."""
    front = FRONT.match(text)
    lines = front.group(1).split("\n") if front else []
    said = [FRONT_LINE.fullmatch(line) for line in lines if line.strip() and line[0] not in " \t-#"]
    if front is None or not said or not all(said):
        return {}, 0
    return {each[1].lower(): each[2] for each in said if each and each[2]}, front.end()


def _unmarked(text: str) -> str:
    for mark, stays in MARKS:
        text = mark.sub(stays, text)
    return text
