"""Whether a sentence looks back or ahead at a time that it names."""

from __future__ import annotations

import re

# a sentence is not read farther than this on either side
REACH = 160
BOUNDARY = re.compile(
    r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bGen)(?<!\bSen)(?<!\bRep)(?<!\bGov)(?<!\bSt)"
    r"(?:(?<=\w\w)|(?<=\d))[.!?]['\"”’)]*\s+(?=[A-Z“\"‘`'])|\n\s*\n"
)
CUE = re.compile(
    r"\b(?:(?P<undone>had (?:previously |originally |already )?been (?:scheduled|due|set|expected)"
    r"|not be|couldn|could not)"
    r"|(?P<ahead>will|won['’]t|shall|would|going to|to be(?!en)|scheduled|slated|due|set (?:to|for)"
    r"|expect(?:s|ed|ing)?|plan(?:s|ned|ning)?(?= (?:to|an?|another)\b)|planned for|hop(?:es?|ed|ing) to"
    r"|(?:decid|agre|pledg|vow|promis|threaten|vot|want|propos)\w* to"
    r"|agreement to|intends?|intended to|aim(?:s|ed) to|may|might|should|must|upcoming|payable|effective"
    r"|deadline|as (?:soon|early|late) as|is to|are to|(?<!to )(?:meet|resume|expire)s?|begins|starts|opens"
    r"|take effect)"
    r"|(?P<said>said|says|told|announced|reported|added|agreed|according to|wrote)"
    # a participle after “be” or an article is no verb in the past
    r"|(?P<back>had|has|was|were|did|since|ended"
    r"|(?<!\bbe )(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bits )(?<!still )"
    r"(?:went|came|took|made|met|gave|got|found|saw|began|fell|rose|left|lost|won|held|sent|led|ran|spoke"
    r"|paid|sold|bought|shot|broke|brought|thought|kept|felt|stood|became|knew|drew|grew|flew|fled|drove"
    r"|struck|hit|(?!United|hundred|sacred)\w{2,}(?<!e)ed)))\b"
    r"|(?P<shall>['’]ll\b)",
    re.IGNORECASE,
)
UNTIL = re.compile(
    r"\b(?:by|until|till)\s+(?:(?:at\s+least|the|early|late|mid)[\s-]+)*$",
    re.IGNORECASE,
)
AHEAD_OF = re.compile(r"\b(?:ahead of|as (?:soon|early|late) as)\s+$", re.IGNORECASE)
HELD = re.compile(
    r"\bhad\b|\bdid(?:n['’]t)?\b|\bnot until\b|n['’]t until\b|\bup until\b|\bwas\b|\bwere\b",
    re.IGNORECASE,
)


def outlook(text: str, start: int, end: int, *, speech: bool = True) -> int:
    """Return 1 for a sentence that looks ahead at text[start:end], -1 for one that looks back, else 0.

    The nearest verb before decides, or else the first after; the time of speaking counts when
    `speech` is true (“said Monday”).
    """
    left = text[max(0, start - REACH) : start]
    if ends := [boundary.end() for boundary in BOUNDARY.finditer(left)]:
        left = left[ends[-1] :]
    right = text[end : end + REACH]
    if boundary := BOUNDARY.search(right):
        right = right[: boundary.start()]
    if AHEAD_OF.search(left):
        return 1
    if UNTIL.search(left):
        return -1 if HELD.search(left[-60:] + right[:60]) else 1
    found = [cue for cue in CUE.finditer(left) if speech or cue.lastgroup != "said"]
    if found:
        return 1 if found[-1].lastgroup in ("ahead", "shall") else -1
    if right.startswith(("'s ", "’s ")):  # “Wednesday’s ruling” has been
        return -1
    if cue := CUE.search(right):
        return 1 if cue.lastgroup in ("ahead", "shall") else -1
    return 0


def same_sentence(text: str, start: int, end: int) -> bool:
    """Say whether no sentence ends between two places."""
    return end - start < 2 * REACH and BOUNDARY.search(text, start, end) is None
