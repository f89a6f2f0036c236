"""Whether what a source says hangs on a condition that it names."""

from __future__ import annotations

import re

# what somebody says hangs on, in small letters: words that always name a condition
CONDITION = re.compile(
    r"\b(?:unless\b|provid(?:ed|ing) that\b"
    r"|(?<=, )provided (?:the|an?|it|he|she|they|we|all|both|its|their)\b"
    # “for as long as it takes” is how long
    r"|(?<!\bfor )(?:as|so) long as (?!\d|an?\b|two\b|three\b|four\b|five\b|six\b|ten\b|several\b)"
    r"|on (?:the |one )?condition(?! of anonymity)\b|in case\b|in the event\b"
    r"|assuming (?:that|the|it|he|she|they|both|all)\b"
    r"|(?:subject to|(?:contingent|conditional) (?:up)?on)\b"
    r"|only (?:after|once|when)\b"
    # a verb that follows “should” has no ending: this is the subject
    r"|\bshould (?:(?:the|an?|any|it|he|she|they|we|this|these|its|his|their)\b"
    r"|(?!(?:always|perhaps|thus|sometimes|besides|focus)\b)[a-z]{3,}(?<!s)s\b))"
)
_OPENED = r"(?:only\s+)?(?:if|unless|provided\s+that|(?:as|so)\s+long\s+as|on\s+condition\s+that)\b"
# nothing but a condition, of which the sentence tells before
ALONE = re.compile(rf"\W*{_OPENED}[^,]*", re.IGNORECASE)
# a condition right behind a statement, who said it perhaps between: “…, Falk said, if it is asked”
BEHIND = re.compile(
    rf"(?:,?\s+[^,.;\n]{{1,60}}\s(?:said|says|added))?,?\s+{_OPENED}"
    r"(?!\s+(?:only|anything|any|at all)\b)[^.;\n“”\"]*"
)
# “if” that names one: not “even if”, “as if”, “if only”, and not where it stands for “whether”
IF = re.compile(
    r"\bif\b(?! only\b| anything\b| at all\b| any\b(?:[,.;)]|$))"
    r"(?<!\bas if)(?<!\beven if)(?<!\bwhat if)(?<!\bknow if)(?<!\bsee if)(?<!\bsay if)(?<!\btell if)"
    r"(?<!\bclear if)(?<!\bsure if)(?<!\bunclear if)(?<!\bunsure if)(?<!\bcheck if)(?<!\bdecide if)"
    r"(?<!\bwonder if)(?<!\bwonders if)(?<!\bwondered if)(?<!\bknew if)(?<!\bconfirm if)"
)
ASKED_IF = re.compile(r"\bask(?:s|ed|ing)?(?: [\w’'-]+){0,3} if\b")


def is_conditional(content: str, cue: str = "") -> bool:
    """Say whether what a source says hangs on a condition that it names."""
    small = content.lower()
    if CONDITION.search(small):
        return True
    return IF.search(ASKED_IF.sub("", f"{cue.lower()} {small}")) is not None
