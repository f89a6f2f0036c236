"""Which ranges of a source text are the article: page furniture goes, every sentence stays.

A lost sentence is worse than a kept “Share”. Rules name what is never a sentence; a learned judge
of lines finds where the body begins and ends. Inside the body a line goes only when that is sure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.intake.classifier import load_model
from bot.intake.furniture import find_reason, is_soft
from bot.intake.languages import guess_language
from bot.intake.lines import BULLET, ENDED, INNER_STOP, Line, find_lines, is_prose, words_of
from bot.model import Kept, Pieces, Removed, Span


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What cleaning decided; all spans are of the source text.

    `teasers` are kept lines that are no part of the running report: bullets that tell the article
    in advance, and the heads of its sections.
    """

    kept: tuple[Kept, ...]
    removed: tuple[Removed, ...]
    teasers: Pieces
    headline: Span | None


# how sure the judge must be of a line: this begins the body; less than these goes at its edges,
# and inside it; a sentence goes only far below. Set on pages of other domains, see model/MODEL.md
ANCHOR, EDGE, MIDDLE, SENTENCE = 0.3, 0.08, 0.006, 0.075
# a sentence inside the body goes by a soft rule only if the judge gives it less than this
DOUBT = 0.1
# after these nothing of an article follows unless it is prose
TAIL = frozenset({"comments", "links", "copyright", "newsletter", "tags"})
NOT_HEADLINE = re.compile(r"[.!…:;,][\"”’')\]]*$")
# a dash and a name, with a place or an office
SIGNATURE = re.compile(r"[—―–]\s*[A-Z][\w.’'-]*(?:,?\s[\w.’'-]+){1,10}")
MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
# a day, with the name of who published on it: “River Post, 26 March 2025”
STAMP = re.compile(
    rf"(?:(?:[\w.’'-]+ ){{0,3}}[\w.’'-]+\s*[,|·–—-]\s*)?"
    rf"(?:\d{{1,2}}\.? {MONTH},?|{MONTH} \d{{1,2}},?) \d{{4}}"
)
# how far above the first sentence a headline may stand
HEADLINE_REACH = 25


def clean(source_text: str, *, judged: bool = True) -> Cleaning:
    """Decide what of a source text is the article, its headline and its teasers.

    Without `judged` the rules decide alone, as befits a page whose furniture is gone already.
    """
    lines = find_lines(source_text)
    reasons = [find_reason(line.text) for line in lines]
    scores = _scores(source_text, lines, reasons) if judged else None
    _doubt(lines, reasons, scores)
    body = _body(lines, reasons, scores)
    headline = _headline(lines, reasons, body.start)
    teasers = _teasers(lines, reasons, body.start, headline)
    _spare_breaks(lines, reasons, body)
    if scores is not None:
        _cut(lines, reasons, scores, body, set(teasers))
    _mark_repeats(lines, reasons, headline)
    _mark_emoji_heads(lines, reasons)
    _mark_tail(lines, reasons)
    stays = [n for n, reason in enumerate(reasons) if reason is None and n != headline]
    if not stays:
        # a text of which nothing would be left was judged wrongly
        stays, reasons, headline, teasers = list(range(len(lines))), [None] * len(lines), None, []
    asides = [n for n in teasers if n in stays] + _section_heads(lines, stays, set(teasers))
    return Cleaning(
        kept=_kept(lines, stays),
        removed=tuple(
            Removed(line.span, reason)
            for number, (line, reason) in enumerate(zip(lines, reasons, strict=True))
            if reason is not None and number != headline
        ),
        teasers=tuple(lines[number].span for number in sorted(asides)),
        headline=None if headline is None else lines[headline].span,
    )


def _scores(
    source_text: str, lines: Sequence[Line], reasons: Sequence[str | None]
) -> list[float] | None:
    """Ask the judge, who knows English only; None when it has nothing to say."""
    if len(lines) < 2 or guess_language(source_text) != "en":
        return None
    model = load_model()
    return None if model is None else model.judge(lines, [each is not None for each in reasons])


def _doubt(
    lines: Sequence[Line], reasons: list[str | None], scores: Sequence[float] | None
) -> None:
    """Take a soft rule back from a full sentence that stands among others or is surely body."""
    prose = [n for n, line in enumerate(lines) if reasons[n] is None and is_prose(line.text)]
    for number, line in enumerate(lines):
        if not is_soft(reasons[number], line.text) or not is_prose(line.text):
            continue
        among = bool(prose) and prose[0] < number < prose[-1]
        score = 1.0 if scores is None else scores[number]
        if score >= (DOUBT if among else ANCHOR) and (among or scores is not None):
            reasons[number] = None


def _body(
    lines: Sequence[Line], reasons: Sequence[str | None], scores: Sequence[float] | None
) -> range:
    """Find from which line to which the body runs: between its first and last sure sentence."""
    prose = [n for n, line in enumerate(lines) if reasons[n] is None and is_prose(line.text)]
    if not prose:
        return range(len(lines))
    sure = prose if scores is None else [n for n in prose if scores[n] >= ANCHOR]
    if scores is not None and not sure:
        sure = [max(prose, key=lambda number: scores[number])]
    return range(sure[0], sure[-1] + 1)


def _spare_breaks(lines: Sequence[Line], reasons: list[str | None], body: range) -> None:
    """Keep the strokes by which a report divides its parts: agencies print them on purpose."""
    for number in body:
        if re.fullmatch(r"_{2,}", lines[number].text):
            reasons[number] = None


def _cut(
    lines: Sequence[Line],
    reasons: list[str | None],
    scores: Sequence[float],
    body: range,
    spared: set[int],
) -> None:
    """Leave out what the judge is sure about, head and tail more readily than the middle."""
    for number, line in enumerate(lines):
        if reasons[number] is not None or number in spared or _signs(lines, reasons, number):
            continue
        least = MIDDLE if number in body else EDGE
        if is_prose(line.text):
            least *= SENTENCE
        if scores[number] < least:
            reasons[number] = "around the article" if number not in body else "not of the article"


def _signs(lines: Sequence[Line], reasons: Sequence[str | None], number: int) -> bool:
    """Say whether a line names who wrote the words in marks that are kept above it: “— Orn, Lindow”."""
    if number == 0 or reasons[number - 1] is not None:
        return False
    closed = lines[number - 1].text[-1] in '”"»'
    return closed and SIGNATURE.fullmatch(lines[number].text) is not None


def _headline(lines: Sequence[Line], reasons: Sequence[str | None], first: int) -> int | None:
    """Find the headline above the first sentence: it shares its words with the article."""
    told: set[str] = set()
    for line in lines[first : first + 12]:
        told.update(words_of(line.text))
    times = Counter(_plain(line.text) for line in lines)
    found: list[tuple[float, int]] = []
    for number in range(max(0, first - HEADLINE_REACH), first):
        text = lines[number].text
        if reasons[number] is not None or not _may_be_headline(text):
            continue
        long = {word for word in words_of(text) if len(word) > 3}
        shared = sum(word in told for word in long) / (len(long) or 1)
        near = _is_next(lines, reasons, number, first)
        if shared >= 0.3 or near or (times[_plain(text)] > 1 and len(long) > 3):
            again = min(2, times[_plain(text)] - 1)
            found.append((shared + 0.4 * again + 0.3 * near, -number))
    return -max(found)[1] if found else None


def _is_next(lines: Sequence[Line], reasons: Sequence[str | None], number: int, first: int) -> bool:
    """Say whether nothing of the article's own stands between a line and the first sentence."""
    return all(
        reasons[n] is not None or BULLET.match(lines[n].text) or STAMP.fullmatch(lines[n].text)
        for n in range(number + 1, first)
    )


def _may_be_headline(text: str) -> bool:
    fits = 3 <= len(text.split(None, 26)) <= 25 and len(text) <= 200
    return (
        fits
        and not NOT_HEADLINE.search(text)
        and not STAMP.fullmatch(text)
        and not BULLET.match(text)
        and not _is_emoji(text[0])
        and not text[0].islower()
        and not INNER_STOP.search(text)
        and sum(letter.isalpha() for letter in text) > len(text) // 2
    )


def _is_emoji(letter: str) -> bool:
    return unicodedata.category(letter) == "So" or 0x1F1E6 <= ord(letter) <= 0x1F1FF


def _plain(line: str) -> str:
    plain = re.sub(r"[‘’`´]", "'", re.sub(r"[“”]", '"', line)).casefold()
    return " ".join(plain.split())


def _mark_repeats(lines: Sequence[Line], reasons: list[str | None], headline: int | None) -> None:
    if headline is None:
        return
    wanted = _plain(lines[headline].text)
    for number, line in enumerate(lines):
        if number != headline and _plain(line.text) == wanted:
            reasons[number] = "repeated headline"


def _mark_emoji_heads(lines: Sequence[Line], reasons: list[str | None]) -> None:
    """Leave out section heads that an emoji marks as such."""
    for number, line in enumerate(lines):
        head = _is_emoji(line.text[0]) and not ENDED.search(line.text)
        if head and reasons[number] is None and len(line.text.split(None, 15)) <= 14:
            reasons[number] = "section head"


def _mark_tail(lines: Sequence[Line], reasons: list[str | None]) -> None:
    """After the last prose, what follows a foot of the page goes with it."""
    prose = [n for n, line in enumerate(lines) if reasons[n] is None and is_prose(line.text)]
    if not prose:
        return
    footed = False
    for number in range(prose[-1] + 1, len(lines)):
        footed = footed or reasons[number] in TAIL
        if footed and reasons[number] is None:
            reasons[number] = "foot of the page"


def _teasers(
    lines: Sequence[Line], reasons: Sequence[str | None], first: int, headline: int | None
) -> list[int]:
    """Find the few bullets straight above the first sentence: they tell the article in advance."""
    found: list[int] = []
    for number in range(first - 1, -1, -1):
        text = lines[number].text
        if reasons[number] is not None and not found:
            continue
        bullet = BULLET.match(text) and len(text.split(None, 5)) > 4 and not ENDED.search(text)
        if number == headline or not bullet:
            break
        found.append(number)
    return sorted(found) if len(found) <= 6 else []


def _section_heads(lines: Sequence[Line], stays: Sequence[int], teasers: set[int]) -> list[int]:
    """Find kept lines that only divide: short ones without an end mark above a sentence, strokes."""
    found = []
    for place, number in enumerate(stays[:-1]):
        text = lines[number].text
        short = len(text.split(None, 13)) <= 12 and not re.search(r"[.!?…:;,\"”’]$", text)
        above = is_prose(lines[stays[place + 1]].text) and text[0].isupper()
        stroke = text.startswith("__")
        if place and short and (above or stroke) and number not in teasers:
            found.append(number)
    return found


def _kept(lines: Sequence[Line], stays: Sequence[int]) -> tuple[Kept, ...]:
    kept: list[Kept] = []
    last: int | None = None
    for number in stays:
        near = last is not None and number == last + 1 and not lines[number].gap
        joiner = "" if last is None else "\n" if near else "\n\n"
        for part in lines[number].spans:
            kept.append(Kept(part, joiner))
            joiner = " "
        last = number
    return tuple(kept)
