"""What may stand in a briefing by itself: no captions, adverts, bylines, stubs or loose pronouns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import ne

from bot.analysis.loose import is_loose
from bot.analysis.sentences import split_sentences
from bot.analysis.turns import ROLES
from bot.model import Span

LEAST_WORDS = 6
ENDED = re.compile(r"[.!?…][”\"’'»)\]\s]*$")
# how adverts, captions, bylines and other furniture of a page begin when they end like sentences
OPENING = re.compile(
    r"\W*(?:scroll down|click|tap |sign up|subscribe|follow (?:us|@)|share (?:this|your|on|tweet)"
    r"|read (?:more|also|the full)|see (?:also|more)|listen to this|related\b|advertis|sponsored"
    r"|copyright|all rights|photos?\b\W|photograph|image|picture[ds]?\b|video\b|file\b\W|caption"
    r"|credit|getty|media playback|(?:additional |further )?(?:reporting|editing|writing|compiled) by"
    r"|(?:last )?(?:updated|published|posted)\b|view (?:all|gallery)|embed|autoplay|play facebook"
    r"|(?:this|the) (?:article|story|copy|material|page|site|video|transcript) (?:was|may|has|is|ori|cont)"
    r"|(?:please )?(?:contact|e-?mail|call) (?:us|the (?:writer|reporter|author))|we use cookies"
    r"|(?:the )?associated press writers?|your (?:e-?mail|browser)|by (?-i:[A-Z][\w’'-]+ [A-Z])"
    r"|[^.]{0,60}\bposes? (?:for|with|in)\b|in this (?:[\w.,-]+ ){1,8}(?:photo|image))",
    re.IGNORECASE,
)
# what gives a caption, a credit or an advert away anywhere in it, in small letters
WITHIN = (
    *("all rights reserved", "cookie policy", "terms of use", "terms of service", "privacy policy"),
    *(
        "javascript",
        "http:",
        "https:",
        "www.",
        "pic.twitter",
        "@",
        "sign up for our",
        "sign up to our",
    ),
    *("newsletter to", "newsletter for", "newsletter in", "internet archive", "wayback machine"),
    *(
        "your tweet",
        "legacy twitter",
        "your website",
        "warc file",
        "hide caption",
        "image copyright",
    ),
    *("getty images", " ap photo", "(ap photo", "file photo", "reuters photo", "afp photo"),
    *(
        "(photo",
        "(image",
        "(picture",
        "(credit",
        "(left",
        "(right",
        "/reuters",
        "/afp",
        "/getty",
        "/ap ",
    ),
    *(
        "pictured above",
        "pictured below",
        "pictured left",
        "pictured right",
        "pictured in",
        "pictured at",
    ),
    *(", seen from", ", seen here", ", pictured"),
    *("seen in this", "shown in this", "is seen on", "is seen at", "are seen on", "are seen at"),
)
# “Mercy: the dog in the yard”: a label before what a picture shows
LABEL = re.compile(r"[A-Z][^.:,\"“]{2,40}\s?:\s+(?![“\"‘'`])")
# who asks or answers in an interview, when no name tells
ASKED = re.compile(rf"(?:{'|'.join(sorted(ROLES))})\s?:\s", re.IGNORECASE)
# who they are, or which one more, the sentence before tells
SEVERAL = re.compile(
    r"\W*(?:the\s+(?:two|three|pair|duo|couple)|another|both|neither|either)\b(?!-)", re.IGNORECASE
)
# where a line break was lost: “of the town.Police said”
RUN_ON = re.compile(r"[.!?](?<=[a-z\d)]{3}.)[”\"’]?(?=[“\"]?[A-Z][a-z])")
# all of it in quotation marks, or from a mark on
BARE = re.compile(r"(?:[“\"«]|``|'')[^”\"»]*[”\"»]?\s?")
# “LINDOW (Reuters) - ”, “LINDOW (Lindow Courier) – ”, “LINDOW, March 3 — ”, “Lindow, Arland – ”, “(CNN) ”:
# a line begins after it
DATELINE = re.compile(
    r"(?:[^()\n]{0,90}\((?:Reuters|AP|AFP|UPI|CNN|Xinhua|Bloomberg|dpa)\)\s*[-–—]+\s*|\(CNN\)\s*[-–—]*\s*"
    r"|[A-Z][A-Z .,/’'-]{2,40}(?:, [A-Z][\w. ]{1,20})?\s?\([A-Z][\w .&’'-]{1,30}\)\s*[-–—:]+\s*"
    r"|[A-Z][A-Z .,/’'-]{2,40}(?:, [A-Z][\w. ]{1,20})?\s?[–—]\s*"
    r"|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?(?:, [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)? [–—] "
    # “Falk – Arland’s minister – said”: what stands between two dashes begins no report
    r"(?![^–—.\n]{0,90}\s[–—]\s))(?=[“\"]?[A-Z])"
)
# a dateline that ends with a full stop is a sentence of its own: “MOSCOW, January 17.”
PLACED = re.compile(
    r"[A-Z][\w .’'-]{2,30}(?:, [A-Z][\w .’'-]{2,20})?,\s+"
    r"(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8})"
    r"(?:,?\s+\d{4})?(?:\s+/\w[\w ]*/)?\W*"
)
MARKS = re.compile(r"[“”\"«»]|``|''")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the report; `needs` says that the one before it, `place` - 1, must go with it."""

    span: Span
    words: str
    place: int
    needs: bool


def lines_of(text: str, title: str = "") -> Iterator[Line]:
    """Yield the sentences that may be shown, with their places among all of the report."""
    place, paragraph, marked = -1, -1, False
    signs = signs_in(text)
    for sentence in split_sentences(text):
        if sentence.paragraph != paragraph:
            paragraph, marked = sentence.paragraph, False
        for piece in pieces(text, sentence.span):
            span = without_dateline(text, piece)
            words = span.of(text)
            inside, marked = marked, (marked + len(MARKS.findall(words))) % 2 == 1
            if is_furniture(words, title, signs):
                continue
            place += 1
            if _states(words):
                yield Line(span, words, place, inside or _needs_another(words))


def all_lines(text: str) -> Iterator[Line]:
    """Yield the sentences without judging, for what seems to hold nothing but furniture."""
    for place, sentence in enumerate(split_sentences(text)):
        yield Line(sentence.span, sentence.span.of(text), place, needs=False)


def pieces(text: str, sentence: Span) -> Iterator[Span]:
    """Yield a sentence, cut where it holds several that were run together."""
    at = sentence.start
    for found in RUN_ON.finditer(text, sentence.start, sentence.end):
        yield Span(at, found.end())
        at = found.end()
    yield Span(at, sentence.end)


def is_quoted(text: str, sentence: Span) -> bool:
    """Say whether a sentence stands inside words in marks that its paragraph has opened before it."""
    before = text[text.rfind("\n", 0, sentence.start) + 1 : sentence.start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def without_dateline(text: str, sentence: Span) -> Span:
    """Cut the dateline from a sentence: where and when the report was written is no part of it."""
    opening = DATELINE.match(text, sentence.start, sentence.end)
    return Span(opening.end(), sentence.end) if opening else sentence


def stands_alone(words: str, signs: Sequence[str]) -> bool:
    """Say whether a sentence tells something by itself; `signs` are those of its text."""
    return _states(words) and not is_furniture(words, signs=signs) and not _needs_another(words)


def _states(words: str) -> bool:
    """Say whether a sentence is long enough to state something, and asks nothing."""
    return words.count(" ") >= LEAST_WORDS - 1 and not words.rstrip("”\"’' ").endswith("?")


def _needs_another(words: str) -> bool:
    """Say whether a sentence begins with a loose pronoun, or is all quotation without a speaker."""
    return is_loose(words) or SEVERAL.match(words) is not None or BARE.fullmatch(words) is not None


def signs_in(text: str) -> tuple[str, ...]:
    """Return what a text has that gives a caption, a credit or an advert away."""
    small = text.lower()
    return tuple(sign for sign in WITHIN if sign in small)


def is_furniture(words: str, title: str = "", signs: Sequence[str] = WITHIN) -> bool:
    """Say whether a sentence belongs to the page around the report, or is its headline again.

    `signs` are those that its text has at all.
    """
    small = words.lower()
    return (
        ENDED.search(words, max(0, len(words) - 6)) is None
        or OPENING.match(words) is not None
        or LABEL.match(words) is not None
        or PLACED.fullmatch(words) is not None
        or ASKED.match(words) is not None
        or any(map(small.__contains__, signs))
        or _shouts(words, small)
        or (bool(title) and small.rstrip(".!? ") == title.lower().rstrip(".!? "))
    )


def _shouts(words: str, small: str) -> bool:
    """Say whether most letters are capitals, as in headings."""
    capitals: int = sum(map(ne, words, small))
    return capitals > 0.4 * len(words)
