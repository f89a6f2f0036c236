"""Words that stand whole beside who says them, without marks: turns of a transcript, and posts.

A turn is a paragraph that begins with who speaks, “LAVROV: Nobody asked for one.”; a post is one that
ends with who signed it, “… — Sergei Lavrov (@lavrov) May 3, 2025”.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.lexicon import Lexicon, Person
from bot.analysis.marks import DASHES
from bot.analysis.names import find, gender_by_name
from bot.analysis.sentences import paragraphs_of
from bot.analysis.tokens import TITLES
from bot.model import Sentence, Span

NAME = r"[A-Z][\w.’'-]*"
# a transcript that is quoted has a mark before each of its turns
LABEL = re.compile(
    rf"(?P<mark>[\"“„«]?)(?P<who>{NAME}(?:[ \t]+{NAME}){{0,4}})(?:[ \t]*\([^()\n]{{2,60}}\))?"
    r"[ \t]*(?P<sign>:)[ \t]+(?=\S)"
)
# a dash, a name and a handle at the end of a paragraph, perhaps with the day behind it
POSTED = re.compile(
    rf"(?P<sign>[{DASHES}]{{1,2}})[ \t]*(?P<who>{NAME}(?:[ \t]+{NAME}){{0,5}})[ \t]*\(@\w{{1,20}}\)"
    r"[^\n.!?]{0,40}\.?\s*"
)
# links at the end of a post
LINKS = re.compile(r"(?:\s*(?:https?://|pic\.twitter\.com/)\S+)*\s*$")
DOUBLE = re.compile(r"[\"“”„«»]")
CLOSING = re.compile(r"\s*[\"”“»]$")
# two words of a name, wherever one stands after another
FULL = re.compile(rf"\b({NAME})(?=[ \t]+({NAME}))")
# those who ask and answer without a name
ROLES = frozenset(
    "q question questioner reporter journalist interviewer moderator host a answer".split()
)
# what somebody says has two words in small letters at least; a list of numbers has none
SAYS = re.compile(r"\b[a-z]{2,}\b[^a-z]+[a-z]{2,}\b")
END = re.compile(r"[.?!…][”\"’')\]]*$")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: who speaks as printed, the colon, and the words, to the end of the paragraph.

    Of a post the sign is its dash, and the words stand before it. Of a `quoted` one the marks stand
    around who speaks and the words.
    """

    who: Span
    sign: Span
    words: Span
    quoted: bool

    def is_named(self, text: str) -> bool:
        """Say whether it is somebody's by name, and not only that of who asks or answers."""
        return self.who.of(text).casefold() not in ROLES


def turns_of(text: str, sentences: Sequence[Sentence], lexicon: Lexicon) -> tuple[Turn, ...]:
    """Return the turns of a transcript, and then the posts that a text shows, each in order."""
    paragraphs = [
        Span(group[0].span.start, group[-1].span.end) for group in paragraphs_of(sentences)
    ]
    return (*_spoken(text, paragraphs, lexicon), *_posted(text, paragraphs))


def _spoken(text: str, paragraphs: Sequence[Span], lexicon: Lexicon) -> tuple[Turn, ...]:
    """Return the turns of a transcript in order; none where a text is no transcript.

    A label is a speaker when it is a person's name or a role of an interview. Somebody must have two
    turns at least.
    """
    turns = list(_labelled(text, paragraphs))
    if len(turns) < 2:
        return ()
    people = _people(text)
    turns = [turn for turn in turns if _speaks(turn.who.of(text), people, lexicon)]
    often = Counter(_last(turn.who.of(text)) for turn in turns)
    return tuple(turns) if any(count > 1 for count in often.values()) else ()


def _posted(text: str, paragraphs: Sequence[Span]) -> Iterator[Turn]:
    """Yield the posts that a text shows, in order: each signed at its end or in a line below it."""
    before = None
    for paragraph in paragraphs if "(@" in text else ():
        signature = next(POSTED.finditer(text, paragraph.start, paragraph.end), None)
        if signature is None or signature.end() < paragraph.end:
            before = paragraph
            continue
        own = Span(paragraph.start, signature.start())
        words = before if not own.of(text).strip() else own
        before = None
        if words is not None:
            words = Span(words.start, _end_of_post(text, words))
            if SAYS.search(text, words.start, words.end):
                who, sign = (Span(*signature.span(name)) for name in ("who", "sign"))
                yield Turn(who, sign, words, quoted=False)


def _end_of_post(text: str, words: Span) -> int:
    links = LINKS.search(text, words.start, words.end)
    return links.start() if links else words.end


def _labelled(text: str, paragraphs: Sequence[Span]) -> Iterator[Turn]:
    for paragraph in paragraphs:
        end = paragraph.end
        label = LABEL.match(text, paragraph.start, end)
        if label is None:
            continue
        quoted = bool(label["mark"])
        words = Span(label.end(), _end_inside(text, label.end(), end) if quoted else end)
        if END.search(words.of(text)) and SAYS.search(text, words.start, words.end):
            yield Turn(Span(*label.span("who")), Span(*label.span("sign")), words, quoted)


def _end_inside(text: str, start: int, end: int) -> int:
    """Return where the words of a turn end before the mark that closes it, if one does."""
    closing = CLOSING.search(text, start, end)
    closes = closing is not None and len(DOUBLE.findall(text, start, end)) % 2 == 1
    return closing.start() if closing is not None and closes else end


def _people(text: str) -> set[str]:
    """Return the last names of all who are named with a common given name, without their case."""
    pairs = (found.group(1, 2) for found in FULL.finditer(text))
    return {_last(last) for given, last in pairs if gender_by_name(given) is not None}


def _last(name: str) -> str:
    """Return the last word of a name, without the full stop behind it or what it owns."""
    return re.sub(r"[’']s$|\.$", "", name.split()[-1]).casefold()


def _speaks(label: str, people: Container[str], lexicon: Lexicon) -> bool:
    """Say whether a label is somebody: a role, a known or common name, or the end of a full name."""
    if label.casefold() in ROLES or isinstance(find(lexicon, label), Person):
        return True
    first, *rest = label.split()
    if rest and (first.rstrip(".").lower() in TITLES or gender_by_name(first) is not None):
        return True
    return _last(label) in people
