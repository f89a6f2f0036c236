"""Which ranges of a source text are the article: page furniture goes, every sentence stays.

A lost sentence is worse than a kept “Share”, so a line goes only for a reason that has a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.model import Kept, Pieces, Removed, Span


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What cleaning decided; all spans are of the source text."""

    kept: tuple[Kept, ...]
    removed: tuple[Removed, ...]
    teasers: Pieces
    headline: Span | None


@dataclass(frozen=True, slots=True)
class _Line:
    span: Span
    text: str
    gap: bool
    """Whether a blank line stands before it."""


ENDED = re.compile(r"[.!?…:;][\"”’')\]»]*$")
# a line of a page that is never a sentence of the article, with the reason told to the editor
FURNITURE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        (
            "share buttons",
            r"^[\d.,]+[km]?\s*(?:shares?|views?|likes?|reads?|comments?|retweets?)\b(?!\s+\w+\s+\w+\s+\w+\s+\w+)",
        ),
        (
            "share buttons",
            r"^(?:(?:share|tweet|pin(?: it)?|e-?mail|print|whatsapp|facebook|twitter|x|telegram|linkedin"
            r"|reddit|copy link|save|bookmark|on|via|this|article|story|with|friends|link|more|share this)"
            r"[\s|·•,:/]*)+$",
        ),
        ("shortcode", r"^(?:\S+\s+){0,6}\[[a-z0-9_]+(?:\s+[^\]]*)?\]$"),
        (
            "skip link",
            r"^(?:press .{1,12} to )?(?:skip|jump) to (?:main |the )?(?:content|navigation|menu)",
        ),
        (
            "advertisement",
            r"^(?:advertisements?|advertising|sponsored(?: content)?|promoted|ad)\W*$",
        ),
        ("advertisement", r"^(?:story|article) continues below\b"),
        ("audio player", r"^listen to (?:this|the) (?:story|article|audio)\b.{0,20}$"),
        ("audio player", r"^(?:\d{1,2}:)?\d{1,2}:\d\d(?:\s*/\s*\d{1,2}:\d\d)?$"),
        ("audio player", r"^note: ?ai technology was used\b"),
        ("gallery", r"^(?:image|photo|picture|slide) \d+ (?:from|of|in)\b.{0,30}$"),
        ("gallery", r"^\d{1,3}(?:\s*/\s*\d{1,3})?$"),
        (
            "date line",
            r"^(?:first )?(?:published|posted|updated|last (?:updated|modified))\s*(?:on|at)?\s*[:|]",
        ),
        (
            "date line",
            r"^\d+\s+(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?) ago\W*$",
        ),
        ("reading time", r"^\d+\s*(?:min(?:ute)?s?)\s+read\W*$"),
        ("greeting", r"^welcome to .{2,60}(?:stay|your|news|read)\b"),
        (
            "photo credit",
            r"^(?:photo|image|picture|credit|source|file photo|photograph)s?\s*(?:credit|by|courtesy)?\s*[:|/©].{0,100}$",
        ),
        (
            "photo caption",
            r"^[^.]{0,90}\((?:left|right|l|r|centre|center|[lr] to [lr])\)[^.]{0,90}$",
        ),
        (
            "photo credit",
            r"^.{0,90}(?:getty images|/reuters|/afp|via ap|ap photo|shutterstock)\)?\W*$",
        ),
        ("comments", r"^(?:\d+\s+)?comments?(?:\s*\(\d+\))?\W*$"),
        (
            "comments",
            r"^(?:leave a (?:reply|comment)|post a comment|join the (?:conversation|discussion)|add a comment)\b.{0,40}$",
        ),
        ("comments", r"^your e-?mail address will not be published"),
        ("comments", r"^required fields are marked"),
        (
            "links",
            r"^(?:related|more|recommended|popular|trending|latest|further|similar)\s+(?:articles?|stories|posts?|news|reading|topics?|from|on|coverage)\b[^.]{0,50}$",
        ),
        ("links", r"^(?:read|see|watch|view)\s+(?:more|also|next|all|the full)\b[^.]{0,90}$"),
        (
            "links",
            r"^(?:you may (?:also )?like|most (?:read|popular|viewed)|editor['’]?s? picks?|don['’]t miss|also read|must read|up next|next article|previous article)\b[^.]{0,80}$",
        ),
        (
            "newsletter",
            r"^(?:subscribe|sign up|sign in|log ?in|register|follow us|join us|download (?:our|the) app|get (?:our|the) (?:newsletter|app))\b.{0,120}$",
        ),
        ("copyright", r"^(?:©|\(c\)|copyright)\s*\d{0,4}.{0,120}$"),
        ("copyright", r"^.{0,60}all rights reserved\.?$"),
        ("tags", r"^(?:tags?|topics?|filed under|categories|category|keywords)\s*[:|].{0,160}$"),
        (
            "navigation",
            r"^(?:home|menu|search|close|news|world|politics|business|sports?|opinion|contact(?: us)?|about(?: us)?|privacy(?: policy| notice)?|terms(?: of (?:use|service))?|cookies?(?: policy)?|back to top|skip ad|loading\W*|faq|archives?|newsletters?|careers?)$",
        ),
        (
            "cookies",
            r"^(?:we use cookies|this (?:site|website) uses cookies|accept (?:all )?cookies)\b",
        ),
    )
)
BYLINE = re.compile(
    r"^(?:By|Written by|Reported by|From)\s+(?:our\s+\w+|[A-Z][\w.’'-]+)(?:[\s,]+(?:and\s+)?[\w.’'-]+){0,6}$"
)
BULLET = re.compile(r"^[•▪●◦‣*–-]\s+")
# after these nothing of an article follows unless it is prose
TAIL = frozenset({"comments", "links", "copyright", "newsletter", "tags"})
FUNCTION_WORDS = frozenset(
    "a an the of in on at to for from by with and or but as that which who than its their his her"
    " is are was were has have had be been will would".split()
)
NOT_HEADLINE = re.compile(r"[.!…:;,][\"”’')\]]*$")


def clean(source_text: str) -> Cleaning:
    """Decide what of a source text is the article, its headline and its teasers."""
    lines = tuple(_lines(source_text))
    reasons: list[str | None] = [_furniture(line.text) for line in lines]
    headline = _headline(lines, reasons)
    if headline is not None:
        _mark_repeats(lines, reasons, headline)
    _mark_heads(lines, reasons)
    _mark_tail(lines, reasons)
    teasers = _teasers(lines, reasons, headline)
    kept = _kept(lines, reasons, headline)
    if not kept:
        return _everything(lines)
    return Cleaning(
        kept=kept,
        removed=tuple(
            Removed(line.span, reason)
            for number, (line, reason) in enumerate(zip(lines, reasons, strict=True))
            if reason is not None and number != headline
        ),
        teasers=tuple(lines[number].span for number in teasers),
        headline=None if headline is None else lines[headline].span,
    )


def _everything(lines: Sequence[_Line]) -> Cleaning:
    """Keep all: a text of which nothing would be left was judged wrongly."""
    return Cleaning(_kept(lines, [None] * len(lines), None), (), (), None)


def _lines(text: str) -> Iterator[_Line]:
    at, gap = 0, False
    for raw in text.split("\n"):
        start, end = at, at + len(raw)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            yield _Line(Span(start, end), text[start:end], gap)
            gap = False
        else:
            gap = True
        at += len(raw) + 1


def _furniture(line: str) -> str | None:
    """Return why a line is no part of the article; None when it may be."""
    if not any(c.isalnum() for c in line):
        return "ornament"
    if len(line) > 240:
        return None
    for reason, pattern in FURNITURE:
        if pattern.search(line):
            return reason
    return "byline" if BYLINE.match(line) else None


def _headline(lines: Sequence[_Line], reasons: Sequence[str | None]) -> int | None:
    """Find the headline: the first line of the article's own that is no sentence and leads to one."""
    for number, line in enumerate(lines):
        if reasons[number] is not None or BULLET.match(line.text):
            continue
        words = line.text.split()
        fits = 3 <= len(words) <= 25 and len(line.text) <= 200
        if not fits or NOT_HEADLINE.search(line.text) or _is_emoji(line.text[0]):
            return None
        following = [n for n in range(number + 1, len(lines)) if reasons[n] is None]
        if not following or not any(_is_prose(lines[n].text) for n in following):
            return None
        apart = number + 1 >= len(lines) or lines[number + 1].gap or reasons[number + 1] is not None
        return number if apart or line.text.istitle() else None
    return None


def _is_prose(line: str) -> bool:
    return len(line.split()) >= 8 and ENDED.search(line) is not None


def _is_emoji(letter: str) -> bool:
    return unicodedata.category(letter) == "So" or 0x1F1E6 <= ord(letter) <= 0x1F1FF


def _plain(line: str) -> str:
    plain = re.sub(r"[‘’`´]", "'", re.sub(r"[“”]", '"', line)).casefold()
    return " ".join(plain.split())


def _mark_repeats(lines: Sequence[_Line], reasons: list[str | None], headline: int) -> None:
    wanted = _plain(lines[headline].text)
    for number, line in enumerate(lines):
        if number != headline and _plain(line.text) == wanted:
            reasons[number] = "repeated headline"


def _mark_heads(lines: Sequence[_Line], reasons: list[str | None]) -> None:
    """Leave out section heads that an emoji marks as such."""
    for number, line in enumerate(lines):
        short = len(line.text.split()) <= 14 and not ENDED.search(line.text)
        if reasons[number] is None and short and _is_emoji(line.text[0]):
            reasons[number] = "section head"


def _mark_tail(lines: Sequence[_Line], reasons: list[str | None]) -> None:
    """After the last prose, what follows a foot of the page goes with it."""
    prose = [n for n, line in enumerate(lines) if reasons[n] is None and _is_prose(line.text)]
    if not prose:
        return
    footed = False
    for number in range(prose[-1] + 1, len(lines)):
        footed = footed or reasons[number] in TAIL
        if footed and reasons[number] is None:
            reasons[number] = "foot of the page"


def _teasers(
    lines: Sequence[_Line], reasons: Sequence[str | None], headline: int | None
) -> list[int]:
    """Find bullets without an end mark before the first sentence: they repeat the article."""
    found = []
    for number, line in enumerate(lines):
        if reasons[number] is not None or number == headline:
            continue
        if not BULLET.match(line.text) or ENDED.search(line.text):
            break
        found.append(number)
    return found


def _kept(
    lines: Sequence[_Line], reasons: Sequence[str | None], headline: int | None
) -> tuple[Kept, ...]:
    kept: list[Kept] = []
    last: int | None = None
    for number, line in enumerate(lines):
        if reasons[number] is not None or number == headline:
            continue
        joiner = ""
        if last is not None:
            near = number == last + 1 and not line.gap
            if near and _is_wrapped(lines[last].text, line.text):
                joiner = " "
            else:
                joiner = "\n" if near else "\n\n"
        kept.append(Kept(line.span, joiner))
        last = number
    return tuple(kept)


def _is_wrapped(before: str, after: str) -> bool:
    """Say whether a line break stands inside a sentence."""
    if ENDED.search(before) or BULLET.match(after) or len(before) < 40:
        return False
    last = re.split(r"\s+", before)[-1].strip('“"(').lower()
    return after[0].islower() or last in FUNCTION_WORDS or before.endswith(",")
