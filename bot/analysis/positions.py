"""Statements that may be shown: attributions of one source in a sentence taken together, on issues."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.analysis.conditions import ALONE, BEHIND
from bot.analysis.lexicon import Institution, Lexicon, Named, Outlet, Party, Person
from bot.analysis.marks import DASHES
from bot.analysis.stance import stance_of
from bot.analysis.topics import Issue, issues_of
from bot.model import Analysis, Attribution, Pieces, Span, Stance

# the least confidence at which a name is shown: on a direct quotation, on a reported statement
NAME_DIRECT = 0.85
NAME_REPORTED = 0.67
LONGEST = 620
# the writer's own reservation about a remark: it is told with it, and is nobody's position
DISCOUNTED = re.compile(
    r",\s+(?:though|although|but|while)\s+(?:such|the|his|her|their|these|those)\s+"
    r"(?:\w+\s+)?(?:remarks?|comments?|statements?|claims?|words)\b",
    re.IGNORECASE,
)
# what a statement only stands against: it says nothing of its issue
BACKGROUND = re.compile(
    r"[,\s]+(?:amid|despite|in spite of|following|in (?:answer|reply|response|reaction) to)\b.*",
    re.DOTALL,
)
# who speaks for a body though nobody is named; its “sources” do not
OFFICIAL = re.compile(
    r"^(?!.*\b(?:sources?|anonym\w*|former)\b).*\b(?:spokes(?:man|woman|person)|ministry|embassy"
    r"|mission|government|military|army|presidency|cabinet|parliament|delegation)\b",
    re.IGNORECASE | re.DOTALL,
)
# a small letter stands where words before the source are left out: “Asked about it, he said …”
PRONOUN_START = re.compile(
    r"(?:he|she|they|it|this|that|these|those|his|her|their|its)\b", re.IGNORECASE
)

# a clause about what stands before it: “, which he described as support”, “that he said was lost”
ABOUT_BEFORE = re.compile(r"(?:which|whom|whose|that)\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says in one sentence, as a line shows it.

    `shown` are the spans that make the line: the words in marks of a direct quotation, else the
    extent from source to end of content. `attributions` are indexes into the analysis; the first
    is the main one. `stances` are in the order of the text. `retold` says that another party tells
    what its party did; `behind` that the line begins with another's claim, which it denies.
    """

    shown: Pieces
    attributions: tuple[int, ...]
    stances: tuple[Stance, ...]
    issues: tuple[str, ...]
    party: str | None
    official: bool
    position: bool
    dangling: bool
    conditional: bool
    retold: bool
    behind: bool = False

    @property
    def extent(self) -> Span:
        """From the first to the last letter shown."""
        return Span(self.shown[0].start, self.shown[-1].end)


def statements_of(
    text: str, analysis: Analysis, lexicon: Lexicon, issues: Mapping[str, Issue]
) -> tuple[Statement, ...]:
    """Group the attributions of an article into lines; what nobody may be named for falls out."""
    starts = [sentence.span.start for sentence in analysis.sentences]
    ends = [sentence.span.end for sentence in analysis.sentences]
    said = enumerate(analysis.attributions)
    usable = [(number, each) for number, each in said if _usable(text, each, starts)]
    groups = (tuple(members) for _, members in groupby(usable, key=_group))
    made = tuple(
        _statement(text, group, shown, lexicon, issues)
        for group in groups
        for shown in _shown(text, [each for _, each in group], ends)
    )
    return tuple(_without_doubles([each for each in made if _is_whole(text, each)]))


def _is_whole(text: str, made: Statement) -> bool:
    """Say whether a line can be read by itself: not too long, and no clause about what is not in it."""
    return len(made.extent) <= LONGEST and not ABOUT_BEFORE.match(made.extent.of(text))


def _usable(text: str, each: Attribution, starts: Sequence[int]) -> bool:
    if each.speaker is None or not each.speech or _is_scattered(text, each, starts):
        return False
    if each.kind == "indirect" and all(ALONE.fullmatch(piece.of(text)) for piece in each.content):
        return False
    return each.confidence >= (NAME_DIRECT if each.kind == "direct" else NAME_REPORTED)


def _is_scattered(text: str, each: Attribution, starts: Sequence[int]) -> bool:
    """Say whether a statement has its source in another sentence, so that no line can show both.

    The words of a post end with who signed it.
    """
    if each.kind != "indirect" or each.source is None:
        return False
    if each.cue and not each.cue[0].of(text).strip(DASHES):
        return "\n" in each.extent.of(text)
    first, last = sorted((each.source[0].start, each.content[0].start))
    return bisect_right(starts, first) != bisect_right(starts, last)


def _group(numbered: tuple[int, Attribution]) -> tuple[object, ...]:
    """Attributions with one source span and no marks around belong to one line."""
    number, each = numbered
    if each.kind == "direct" or each.source is None:
        return ("alone", number)
    return ("source", each.source[0].start, each.via)


def _shown(text: str, group: Sequence[Attribution], ends: Sequence[int]) -> Iterator[Pieces]:
    """Yield the spans of the lines of a group: one, but for a quotation one for each paragraph.

    What is reported goes on to the end of the condition that stands behind it; `ends` are those of
    sentences.
    """
    if group[0].kind != "direct":
        start = min(each.extent.start for each in group)
        end = max(each.extent.end for each in group)
        last = ends[min(bisect_left(ends, end), len(ends) - 1)]
        if BEHIND.match(text, end, last):
            end = last
        yield (Span(start, end),)
        return
    line: list[Span] = []
    for piece in group[0].content:
        if line and "\n" in text[line[-1].end : piece.start]:
            yield tuple(line)
            line = []
        line.append(piece)
    yield tuple(line)


def _statement(
    text: str,
    group: Sequence[tuple[int, Attribution]],
    shown: Pieces,
    lexicon: Lexicon,
    issues: Mapping[str, Issue],
) -> Statement:
    first = group[0][1]
    words = " ".join(piece.of(text) for piece in shown)
    assert first.speaker is not None
    said = [(_stance(text, each, words, lexicon), each) for _, each in group]
    stances = _stances([stance for stance, _ in said])
    behind = first.kind != "direct" and shown[-1].end > max(e.extent.end for _, e in group)
    discounted = DISCOUNTED.search(words) is not None
    named = lexicon.find(first.speaker.name)
    teller = lexicon.find(first.via) if first.via else None
    retold = teller is not None and _party_of(teller) not in (None, first.speaker.party)
    official = not retold and (
        (isinstance(named, Party | Institution | Person) or first.speaker.role is not None)
        if first.speaker.named
        else OFFICIAL.search(first.speaker.name) is not None
    )
    return Statement(
        shown=shown,
        attributions=tuple(number for number, _ in group),
        stances=stances,
        issues=issues_of(BACKGROUND.sub("", words), issues),
        party=first.speaker.party,
        official=official,
        position=not discounted,
        dangling=first.kind != "direct" and PRONOUN_START.match(words) is not None,
        # what is left open is so without a condition, whatever the warning beside it has
        # and an act that is told is not, whatever else is said beside it
        conditional=stances[0] != "neither"
        and (behind or any(each.conditional for stance, each in said if stance in stances)),
        retold=retold,
        behind=_is_behind(first),
    )


def _stance(text: str, each: Attribution, words: str, lexicon: Lexicon) -> Stance:
    """Return the stance of a line: a quotation over several paragraphs has its own in each."""
    if each.kind != "direct" or len(each.content) == 1:
        return each.stance
    cue = " ".join(piece.of(text) for piece in each.cue or ())
    party = each.speaker.party if each.speaker else None
    return stance_of(cue, words.strip('“”"‘’ '), lexicon, party, spoken=True)


def _is_behind(each: Attribution) -> bool:
    source = each.source[0].start if each.source else 0
    return each.kind == "indirect" and each.stance == "denies" and each.content[-1].end <= source


def _party_of(named: Named) -> str | None:
    if isinstance(named, Party):
        return named.name
    return None if isinstance(named, Outlet) else named.party


def _stances(stances: Sequence[Stance]) -> tuple[Stance, ...]:
    """Order the stances of a line: what is left open first; “says” adds nothing to an act.

    Thanks or a question beside what is said add nothing to it.
    """
    said = tuple(dict.fromkeys(stances))
    ordered = tuple(s for s in said if s != "other") or said
    if "neither" in ordered:
        ordered = ("neither", *(s for s in ordered if s not in ("neither", "asserts")))
    return ordered if ordered[0] == "asserts" else tuple(s for s in ordered if s != "asserts")


def _without_doubles(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Leave out a line that another one holds: the inner source tells more than the outer."""
    for each in statements:
        held = any(
            other is not each
            and other.extent.covers(each.extent)
            and (other.extent != each.extent or other.attributions > each.attributions)
            and len(each.shown) == 1 == len(other.shown)
            and not (each.retold or other.retold)
            and each.behind == other.behind
            and not _is_quotation(each, statements)
            for other in statements
        )
        if not held:
            yield each


def _is_quotation(each: Statement, statements: Sequence[Statement]) -> bool:
    return (
        each.shown[0] not in [o.shown[0] for o in statements if o is not each]
        and len(each.attributions) == 1
        and each.stances == ("asserts",)
        and len(each.extent) < 40
    )
