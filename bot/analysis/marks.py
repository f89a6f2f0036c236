"""Words between quotation marks: a state machine over paragraphs, exact to the mark."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.analysis.sentences import find_paragraphs
from bot.model import Span

# any sign that may open or close double quotation marks: “ ” „ « » " `` ''
SIGN = re.compile(r"[“”„«»\"]|``|''")
# what each sign closes: its partners, then those that it is mistyped for
CLOSES: Mapping[str, tuple[str, str]] = {
    "”": ("“„", '"”'),
    "“": ("„", "“"),
    '"': ('"', "“„”`"),
    "»": ("«", ""),
    "«": ("»", ""),
    "'": ("`", "'"),
    "`": ("", ""),
    "„": ("", ""),
}
OPENERS = "“„«`"
BRACKETS = "([{"
DASHES = "—―–-"
ENDS = ".,;:!?)]}"
# what may stand before the mark that opens a paragraph
BULLET = re.compile(rf"(?:[•·▪‣◦*{DASHES}]|\d{{1,2}}[.)])\s+")
# the writer's voice after words whose closing mark was lost: “…, said the minister”, “…, he said”
SAYING = r"(?:said|says|added|adds|told|asked|replied|wrote|noted|stressed|insisted|explained)"
NARRATED = re.compile(
    rf",\s{{1,3}}(?:{SAYING} (?:the|an?|his|her|its|he|she|they|[A-Z][\w’'-]*)\b"
    rf"|(?:he|she|they|the [\w’'-]+|(?:[A-Z][\w’'-]* ){{1,3}}?[A-Z]?[\w’'-]*) ?{SAYING}\b)"
)
SINGLE = re.compile(r"[‘’]|(?<!')'(?!')")
# words that are written with an apostrophe before them: ’tis, the ’90s, rock ’n’ roll
ELIDED = re.compile(
    r"(?:tis|twas|twere|twill|em|til|till|cause|cos|neath|n(?=[’'])|\d0s)\b", re.IGNORECASE
)
YEAR = re.compile(r"\d\d\b")


@dataclass(frozen=True, slots=True)
class Marked:
    """Words in marks. `outer` has the marks, `inner` has not; `continues` goes on from the
    paragraph before, whose mark was not closed; `closed` says that a closing mark was printed.
    """

    outer: Span
    inner: Span
    closed: bool = True
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """A printed mark and its neighbours, which are blanks at the ends of the paragraph."""

    start: int
    end: int
    kind: str
    before: str
    after: str

    @property
    def opening(self) -> bool:
        """Say whether it stands where an opening mark does: after a blank, before a word."""
        return (self.before.isspace() or self.before in BRACKETS) and self.touching

    @property
    def touching(self) -> bool:
        """Say whether a word follows at once."""
        return not (self.after.isspace() or self.after in ENDS)

    @property
    def closing(self) -> bool:
        """Say whether it stands where a closing mark does: after a word, before none."""
        free = self.after.isspace() or self.after in ENDS + DASHES + "’'["
        return free and not (self.before.isspace() or self.before in BRACKETS)


def find_marked(text: str) -> tuple[Marked, ...]:
    """Find what stands in quotation marks, in order and none in another: in double ones, and in
    single ones where these plainly are speech.

    An opening mark that is never closed counts to the end of its paragraph when it opens that
    paragraph, or when the next one opens with a mark again, as quotations over several paragraphs
    are printed; else it marks nothing.
    """
    paragraphs = list(find_paragraphs(text))
    found: list[Marked] = []
    running = False
    for number, paragraph in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else None
        goes_on = following is not None and text[_begin(text, following)] in '“"„«`‘'
        made = _in_paragraph(text, paragraph, goes_on)
        if running and made and made[0].outer.start == _begin(text, paragraph):
            made[0] = Marked(made[0].outer, made[0].inner, made[0].closed, True)
        running = bool(made) and not made[-1].closed
        found += made
    return tuple(found)


def reaching_into(marked: Sequence[Marked], span: Span) -> Sequence[Marked]:
    """Return those of a text's words in marks that stand in a span, or partly so."""
    first = bisect_right(marked, span.start, key=lambda each: each.outer.end)
    return marked[first : bisect_left(marked, span.end, key=lambda each: each.outer.start)]


def _begin(text: str, paragraph: Span) -> int:
    """Return where the words of a paragraph begin, a bullet left out."""
    bullet = BULLET.match(text, paragraph.start, paragraph.end)
    return bullet.end() if bullet and bullet.end() < paragraph.end else paragraph.start


def _in_paragraph(text: str, paragraph: Span, goes_on: bool) -> list[Marked]:
    signs = _signs(text, paragraph, SIGN)
    double = _in_double(text, paragraph, signs, goes_on) if signs else []
    single = list(_in_single(text, paragraph, goes_on))
    if not single:
        return double
    return list(_outermost(text, [*double, *single], bool(signs)))


def _outermost(text: str, found: Sequence[Marked], mixed: bool) -> Iterator[Marked]:
    """Yield the marks that stand in no others.

    Beside double marks, single ones count only around them or where they end as speech does.
    """
    end = 0
    ordered = sorted(found, key=lambda m: (m.outer.start, -m.outer.end))
    for number, each in enumerate(ordered):
        if each.outer.start < end:
            continue
        if mixed and text[each.outer.start] in "‘'" and not text.startswith("''", each.outer.start):
            within = ordered[number + 1 : number + 2]
            around = bool(within) and each.outer.covers(within[0].outer)
            astride = bool(within) and each.outer.overlaps(within[0].outer) and not around
            spoken = text[each.inner.end - 1] in ".,!?…"
            if astride or not (around or spoken):
                continue
        end = each.outer.end
        yield each


def _signs(text: str, paragraph: Span, pattern: re.Pattern[str]) -> list[Sign]:
    return [
        Sign(
            found.start(),
            found.end(),
            found.group()[0],
            text[found.start() - 1] if found.start() > paragraph.start else " ",
            _after(text, found.end(), paragraph.end),
        )
        for found in pattern.finditer(text, paragraph.start, paragraph.end)
    ]


def _after(text: str, at: int, end: int) -> str:
    """Return the letter there: an ellipsis may be typed as full stops."""
    if at == end:
        return " "
    return "…" if text.startswith("..", at, end) else text[at]


def _marked(text: str, outer: Span, start: int, end: int, closed: bool = True) -> Marked | None:
    """Make a mark whose inner span has no blanks at its ends; None when nothing is inside."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Marked(outer, Span(start, end), closed) if end > start else None


def _in_double(text: str, paragraph: Span, signs: Sequence[Sign], goes_on: bool) -> list[Marked]:
    """Pair the double marks of a paragraph on a stack; keep the outermost pairs."""
    stack: list[Sign] = []
    waiting: Counter[str] = Counter()
    done: list[tuple[Sign, Sign]] = []
    inches = _inches(signs)
    for number, sign in enumerate(signs):
        if number in inches:
            continue
        following = signs[number + 1] if number + 1 < len(signs) else None
        partners = _partners(sign, waiting)
        if partners:
            while stack[-1].kind not in partners:
                waiting[stack.pop().kind] -= 1
            opened = stack.pop()
            waiting[opened.kind] -= 1
            while done and done[-1][0].start > opened.start:
                done.pop()
            done.append((opened, sign))
        elif _opens(sign, following):
            stack.append(sign)
            waiting[sign.kind] += 1
    pairs = [
        _marked(text, Span(first.start, last.end), first.end, last.start) for first, last in done
    ]
    made = [each for each in pairs if each is not None]
    last = _unclosed(text, paragraph, stack, done, goes_on)
    if last is not None:
        made = [*(each for each in made if each.outer.end <= last.outer.start), last]
    return made


def _inches(signs: Sequence[Sign]) -> frozenset[int]:
    """Return which signs are inches: after a digit, where the next mark closes and none opens."""
    found: set[int] = set()
    closes = False
    for number in range(len(signs) - 1, -1, -1):
        sign = signs[number]
        if sign.kind in "\"'" and sign.before.isdigit():
            if closes:
                found.add(number)
        else:
            closes = sign.closing and not sign.opening
    return frozenset(found)


def _partners(sign: Sign, waiting: Mapping[str, int]) -> str:
    """Return the kinds of the open marks that a sign closes: its own, else those it is typed for."""
    if sign.kind in OPENERS and not sign.closing:
        return ""
    if sign.kind in '"' and sign.opening:
        return ""
    own, mistyped = CLOSES[sign.kind]
    for kinds in (own, mistyped):
        if any(waiting[kind] > 0 for kind in kinds):
            return kinds
    return ""


def _opens(sign: Sign, following: Sign | None) -> bool:
    if sign.kind in OPENERS:
        return not sign.closing
    if sign.opening or (sign.touching and sign.before in DASHES + ":;,/“”„«‘'\""):
        return True
    # a mark between blanks opens only what the next one closes
    alone = sign.kind == '"' and sign.before.isspace() and sign.after.isspace()
    return alone and following is not None and not following.opening


def _unclosed(
    text: str,
    paragraph: Span,
    stack: Sequence[Sign],
    done: Sequence[tuple[Sign, Sign]],
    goes_on: bool,
) -> Marked | None:
    """Read to the end of the paragraph what is opened and not closed, where it may be speech."""
    inner = {first.kind: first.start for first, _ in done}
    opened = next((sign for sign in stack if inner.get(sign.kind, -1) < sign.start), None)
    if opened is None or not (goes_on or opened.start == _begin(text, paragraph)):
        return None
    if NARRATED.search(text, opened.end, paragraph.end):
        return None
    return _marked(text, Span(opened.start, paragraph.end), opened.end, paragraph.end, closed=False)


def _in_single(text: str, paragraph: Span, goes_on: bool) -> Iterator[Marked]:
    """Read single marks as speech where they open and close plainly."""
    opened: Sign | None = None
    apostrophes: list[Sign] = []
    for sign in _signs(text, paragraph, SINGLE):
        if _opens_single(text, sign):
            yield from _closed(text, opened, _best(text, opened, apostrophes))
            opened, apostrophes = sign, []
        elif opened is not None and _closes_single(text, sign):
            if sign.before.isalnum():
                apostrophes.append(sign)
            else:
                yield from _closed(text, opened, sign)
                opened, apostrophes = None, []
    yield from _closed(text, opened, _best(text, opened, apostrophes))
    if (
        opened is not None
        and not apostrophes
        and opened.start == _begin(text, paragraph)
        and (opened.kind == "‘" or goes_on)
        and not NARRATED.search(text, opened.end, paragraph.end)
    ):
        outer = Span(opened.start, paragraph.end)
        made = _marked(text, outer, opened.end, paragraph.end, closed=False)
        yield from (made,) if made else ()


def _best(text: str, opened: Sign | None, apostrophes: Sequence[Sign]) -> Sign | None:
    """Choose which mark after a letter closes: one after an s, as in “dogs’”, as the last resort.

    One that closes a single word closes that word: what it marks is no speech.
    """
    if opened is None or not apostrophes or " " not in text[opened.end : apostrophes[0].start]:
        return None
    plain = (sign for sign in apostrophes if sign.before not in "sS")
    return next(plain, apostrophes[-1])


def _closed(text: str, opened: Sign | None, closing: Sign | None) -> Iterator[Marked]:
    if opened is not None and closing is not None:
        outer = Span(opened.start, closing.end)
        made = _marked(text, outer, opened.end, closing.start)
        yield from (made,) if made else ()


def _opens_single(text: str, sign: Sign) -> bool:
    if sign.kind == "’" or not (sign.touching and not sign.before.isalnum()):
        return False
    if not (sign.before.isspace() or sign.before in BRACKETS + DASHES + '“„"«'):
        return False
    year = sign.kind == "'" and YEAR.match(text, sign.end)
    return not (year or ELIDED.match(text, sign.end))


def _closes_single(text: str, sign: Sign) -> bool:
    # ’n’ and the like end no quotation
    if text[max(0, sign.start - 2) : sign.start].lower() in ("’n", "'n", "‘n"):
        return False
    noted = sign.before in ".,!?…" and sign.after.isdigit()
    return sign.closing or noted or (sign.after in '”"' and not sign.before.isspace())
