"""Whether what a source says hangs on a condition that it names."""

from __future__ import annotations

import re

# what somebody says hangs on: words that always name a condition
CONDITION = re.compile(
    r"\bunless\b|\bprovid(?:ed|ing) that\b"
    r"|, provided (?:the|an?|it|he|she|they|we|all|both|its|their)\b"
    r"|\b(?:as|so) long as (?!\d|an?\b|two\b|three\b|four\b|five\b|six\b|ten\b|several\b)"
    r"|\bon (?:the |one )?condition(?! of anonymity)\b|\bin case\b|\bin the event\b"
    r"|\bassuming (?:that|the|it|he|she|they|both|all)\b"
    r"|\b(?:subject to|(?:contingent|conditional) (?:up)?on)\b"
    r"|(?:^|, |\bthat )should (?:the|an?|any|it|he|she|they|we|this|these|its|his|their) ",
    re.IGNORECASE,
)
# “if” that names one: not “even if”, “as if”, “if only”, and not where it stands for “whether”
IF = re.compile(
    r"(?<!\bas )(?<!\beven )(?<!\bwhat )(?<!\bknow )(?<!\bsee )(?<!\bsay )(?<!\btell )"
    r"(?<!\bclear )(?<!\bsure )(?<!\bunclear )(?<!\bunsure )(?<!\bcheck )(?<!\bdecide )"
    r"(?<!\bwonder )(?<!\bwonders )(?<!\bwondered )(?<!\bknew )(?<!\bconfirm )"
    r"\bif\b(?! only\b| anything\b| at all\b| any\b(?:[,.;)]|$))",
    re.IGNORECASE,
)
ASKED_IF = re.compile(r"\bask(?:s|ed|ing)?(?: [\w’'-]+){0,3} if\b", re.IGNORECASE)


def is_conditional(content: str, cue: str = "") -> bool:
    """Say whether what a source says hangs on a condition that it names."""
    if CONDITION.search(content):
        return True
    return IF.search(ASKED_IF.sub("", f"{cue} {content}")) is not None
