"""Sentence spans: exact offsets, quotations kept whole, abbreviations not mistaken for ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.model import Sentence, Span

# what ends in a full stop without ending a sentence
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof rev hon st sr jr gen col maj capt lt sgt cmdr brig adm gov sen rep pres"
    " amb supt det insp messrs mt ft v vs etc inc ltd co corp bros dept univ assn est approx no nos"
    " vol fig al cf eds viz ca jan feb mar apr jun jul aug sep sept oct nov dec"
    " mon tue tues wed thu thur thurs fri sat sun"
    " ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb"
    " nev okla ore pa tenn tex va vt wash wis wyo".split()
)
# of these the ones that are written small; “sat.”, “ill.” and “mass.” end a sentence, “Sat.” does not
SMALL = frozenset("v vs etc approx al cf ca viz inc ltd co corp jr sr dept".split())
# those that only stand before a number
NUMBERED = frozenset("no nos vol fig".split())
# abbreviations that may well end a sentence: they do when a capital follows that starts one
MAY_END = frozenset("inc ltd co corp bros etc jr sr".split())
# words that begin sentences far more often than names do
OPENERS = frozenset(
    "the a an he she it they we i you this that these those there his her its their our my in on at"
    " but and or so as if when while after before since for from by with however meanwhile what who"
    " why how where not no some many most all both each nobody nothing none neither everyone"
    " everybody others another one two then now today under despite although though because once"
    " during among between instead still yet also police officials".split()
)
# an end of sentence outside quotation marks, initials left alone
SENTENCE_END = re.compile(r"(?<![A-Z])[.!?](?=\s|$)")
# a run of end marks with the closing quotation marks and brackets that belong to it
END = re.compile(r"(?:[.!?…]+|\.\s\.\s\.)(?:[\"”’»)\]']|'')*(?=\s|$)")
# letters: what goes on for longer is no sentence, and is cut between two words
LONGEST = 4000
WORD_BEFORE = re.compile(r"([\w.&’'-]+)$")
NEXT_WORD = re.compile(r"[\s\"“‘'(\[`«]*([\w’'-]+)")
INITIALS = re.compile(r"^(?:[A-Za-z]\.)+[A-Za-z]$|^[A-Z]$")
OPENING = re.compile(r"[\"“‘'(\[`«]*")


def find_paragraphs(text: str) -> Iterator[Span]:
    """Yield the paragraphs: what stands between line breaks, white space at the ends left out."""
    at = 0
    while (end := text.find("\n", at)) >= 0:
        yield from _trimmed(text, at, end)
        at = end + 1
    yield from _trimmed(text, at, len(text))


def paragraphs_of(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, ...]]:
    """Yield the sentences of each paragraph, in order."""
    for _, group in groupby(sentences, key=lambda sentence: sentence.paragraph):
        yield tuple(group)


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Split into sentences in order; every letter of the text lies in exactly one of them."""
    return tuple(
        Sentence(span, number)
        for number, paragraph in enumerate(find_paragraphs(text))
        for span in _split(text, paragraph)
    )


def sign_before(text: str, at: int, blanks: str | None = None) -> str:
    """Return the last sign before an offset that is none of the blanks; "" where there is none.

    Without blanks it is the last one that is no white space.
    """
    while at > 0 and (text[at - 1].isspace() if blanks is None else text[at - 1] in blanks):
        at -= 1
    return text[max(0, at - 1) : at]


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        yield Span(start, end)


def _split(text: str, paragraph: Span) -> Iterator[Span]:
    at = paragraph.start
    for mark in END.finditer(text, paragraph.start, paragraph.end):
        if mark.end() < paragraph.end and _ends(text, mark, paragraph):
            yield from _cut(text, at, mark.end())
            at = mark.end()
    yield from _cut(text, at, paragraph.end)


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > LONGEST:
        blank = text.rfind(" ", start + 1, start + LONGEST)
        part = blank if blank > 0 else start + LONGEST
        yield from _trimmed(text, start, part)
        start = part
    yield from _trimmed(text, start, end)


def _ends(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    """Decide whether a run of end marks inside a paragraph ends a sentence."""
    following = NEXT_WORD.match(text, mark.end(), paragraph.end)
    if following is None:
        return True
    word = following.group(1)
    closed = mark.group()[-1] not in ".!?…"
    if word[0].islower():
        return False
    if not mark.group().startswith("."):
        # “Really?” Smith asked.: the sentence goes on to its cue when a name and a verb of saying follow
        return not (closed and _is_cue_tail(text, mark.end(), paragraph.end))
    # no abbreviation is longer than this
    before = WORD_BEFORE.search(text, max(paragraph.start, mark.start() - 40), mark.start())
    if before is None or closed:
        return True
    last = before.group(1).rstrip(".").lower()
    if INITIALS.match(before.group(1)):
        # “J. Smith” goes on; “the U.S. The” ends
        return len(last) > 1 and word.lower() in OPENERS
    if last in NUMBERED:
        return not word[0].isdigit()
    if last in ABBREVIATIONS and (before.group(1)[0].isupper() or last in SMALL):
        return last in MAY_END and word.lower() in OPENERS
    return True


CUE_TAIL = re.compile(
    r"\s+(?:[A-Z][\w’'-]*\s+){1,3}(?:said|asked|replied|added|wrote|told|says|asks|shouted|demanded)\b"
)


def _is_cue_tail(text: str, at: int, end: int) -> bool:
    return CUE_TAIL.match(text, at, end) is not None
