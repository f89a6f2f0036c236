"""What a source does with a claim or act: asserts, denies, leaves open, warns … from cue and polarity."""

from __future__ import annotations

import re

from bot.analysis.lexicon import Lexicon
from bot.model import Stance

# what a claim is called when it is pointed at: “the allegations”, “this claim”
CLAIM = re.compile(
    r"\b(?:claims?|allegations?|accusations?|reports?|charges?|assertions?|suggestions?|rumou?rs?"
    r"|notion|account|story|them|it|that|any|having|being)\b",
    re.IGNORECASE,
)
CLAIM_NOUN = re.compile(
    r"^(?:\w+\s+){0,3}(?:claims?|allegations?|accusations?|assertions?|reports?|account)\b",
    re.IGNORECASE,
)
# what somebody may be asked to do: to reject it is to refuse
PROPOSAL = re.compile(
    r"^(?:\w+\W+){0,4}(?:offers?|proposals?|plans?|calls?|demands?|requests?|invitations?|appeals?"
    r"|ultimatum|deal|ceasefire|truce|talks|terms|idea)\b",
    re.IGNORECASE,
)
# verbs that, denied or declined, leave a claim open
OPEN = re.compile(
    r"\b(?:den(?:y|ied|ying)|refut\w+|rul\w+ out|confirm\w*|verif\w+|comment\w*|dismiss\w*"
    r"|reject\w*|say\w*|disput\w+|elaborat\w+|corroborat\w+|vouch\w*)\b",
    re.IGNORECASE,
)
# content that leaves a claim open: “he could not confirm …”, “could neither confirm nor deny”
LEFT_OPEN = re.compile(
    r"^(?:that\s+)?(?:\w+\s+){0,3}(?:could|can|would|will|did|does|do|was|were|is|are)?\s*"
    r"(?:not|n[’']t|neither|unable to|cannot|in no position to)\s+"
    r"(?:\w+ly\s+)?(?:able to\s+)?(?:independently\s+)?"
    r"(?:confirm|verify|deny|refute|rule out|say whether|comment|corroborate|know)",
    re.IGNORECASE,
)
CONTRACTED = re.compile(
    r"^(?:that\s+)?(?:\w+\s+){0,2}(?:couldn|can|wouldn|didn|don|doesn)[’']?t\s+"
    r"(?:confirm|verify|deny|refute|rule out|say whether|comment|know)",
    re.IGNORECASE,
)
REFRAINED = re.compile(
    r"\b(?:refrain\w*|declin\w+|refus\w+|stopped short|avoided)\s+(?:from|to|of)?\s*(?:\w+ly\s+)?"
    r"(?:either\s+)?(?:confirm|verif|comment|den|refut|rul\w+ out|say)",
    re.IGNORECASE,
)
OPPOSING = re.compile(
    r"^(?:that\s+)?(?:\w+\s+){0,3}(?:(?:does|do|did|would|will|could|can)\s+not|never|no longer)\s+"
    r"(?:support|accept|back|endorse|favou?r|tolerate|agree|recogni[sz]e|allow|let|permit)"
    r"|^(?:that\s+)?(?:\w+\s+){0,3}(?:is|are|was|were|remains?|stands?)\s+(?:\w+ly\s+)?"
    r"(?:opposed to|against)\b|^(?:that\s+)?(?:\w+\s+){0,3}opposes?d?\b",
    re.IGNORECASE,
)
SUPPORTING = re.compile(
    r"^(?:that\s+)?(?:\w+\s+){1,3}?(?:supports|backs|endorses|welcomes|supported|backed|welcomed)\b"
    r"|^(?:that\s+)?(?:we|they|I)\s+(?:\w+ly\s+)?(?:support|back|endorse|welcome)\b",
    re.IGNORECASE,
)
PLEDGING = re.compile(
    r"^(?:that\s+)?(?:\w+\s+){0,3}(?:would|will)\s+(?:never\s+)?(?:continue to|keep|always|do everything)",
    re.IGNORECASE,
)
# “its readiness to”, “his government’s willingness to”: an offer
READY = re.compile(
    r"^(?:that\s+)?(?:its|his|her|their|our|my)\s+(?:\w+[’']s\s+|\w+\s+)?"
    r"(?:readiness|willingness|preparedness)\s+(?:to|for)\b"
    r"|^(?:that\s+)?(?:[Ww]e|I|[Ii]t|[Hh]e|[Ss]he|[Tt]hey|[A-Z]\w+)\s+"
    r"(?:is|are|was|were|am|remains?|stands?)\s+(?:\w+\s+)?(?:ready|willing|prepared)\s+to\b"
)
CONDITION = re.compile(
    r"(?<!as )(?<!even )(?<!what )(?<!only )\bif\b|\bunless\b|\bprovided (?:that)?\b"
    r"|\bas long as\b|\bon (?:the )?condition\b|\bonly if\b|\bin case\b",
    re.IGNORECASE,
)
NEGATED = re.compile(r"\b(?:not|never|no longer|neither)\b|n[’']t\b", re.IGNORECASE)
CLAIMING = frozenset({"supports", "asserts"})


def is_conditional(content: str) -> bool:
    """Say whether what a source says hangs on a condition that it names."""
    return CONDITION.search(content) is not None


def stance_of(cue: str, content: str, lexicon: Lexicon) -> Stance:
    """Return the stance of a cue, as printed with its helpers, towards its content."""
    words = cue.lower()
    base = _listed(words, lexicon)
    negated = NEGATED.search(words) is not None
    if REFRAINED.search(f"{words} {content}") or (base == "neither" and not negated):
        return "neither"
    if negated and base not in ("supports", "asserts", "condemns", "offers", "pledges"):
        return "neither" if base in ("denies", "doubts") or OPEN.search(words) else base
    if negated:
        if OPEN.search(words):
            return "neither"
        return {"supports": "opposes", "asserts": "denies", "offers": "refuses"}.get(
            base, "neither"
        )  # type: ignore[return-value]
    return _by_object(base, words, content)


def _by_object(base: Stance, words: str, content: str) -> Stance:
    if base == "supports" and CLAIM_NOUN.match(content):
        return "asserts"
    if base == "denies" and PROPOSAL.match(content):
        return "refuses"
    if base == "refuses" and OPEN.match(content.removeprefix("to ")):
        return "neither"
    if base == "asserts":
        return _of_content(content)
    return base


def _of_content(content: str) -> Stance:
    """Read the stance that stands in what is said: “he could not confirm”, “it does not support”."""
    if LEFT_OPEN.match(content) or CONTRACTED.match(content):
        return "neither"
    if OPPOSING.match(content):
        return "opposes"
    if READY.match(content):
        return "offers"
    if PLEDGING.match(content):
        return "pledges"
    if SUPPORTING.match(content):
        return "supports"
    return "asserts"


def _listed(words: str, lexicon: Lexicon) -> Stance:
    """Return the stance of the last listed cue in the words, the longest first."""
    split = words.replace("’", "'").split()
    for at in range(len(split) - 1, -1, -1):
        for length in (3, 2, 1):
            cue = lexicon.cue_forms.get(tuple(split[at : at + length]))
            if cue is not None and at + length <= len(split):
                return cue.stance
    return "asserts"
