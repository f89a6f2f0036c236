"""Disputed claims: what some assert and others deny, doubt or leave open, within one article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.claims import CLAIM
from bot.analysis.lexicon import Lexicon, Outlet, fold
from bot.model import Attribution, Span, Stance, without_that

# words that point back at a claim: “the allegations”, “them”, “the media reports”, “this claim”
POINTING = re.compile(
    r"^(?:that\s+)?(?:(?:from|to)\s+(?:\w+ly\s+)?\w+\s+)?(?:awareness of\s+)?"
    r"(?:(?:the|these|those|this|that|such|any|all|its|their|his|her)\s+)?"
    rf"(?:\w+\s+){{0,2}}(?:{CLAIM}s?|information|accuracy)\b",
    re.IGNORECASE,
)
# the same where it is no subject of a clause: “denied it, saying …”, not “denied that he had …”
POINTING_ALONE = re.compile(
    r"^(?P<word>them|it|this|that)\b(?=\W*$|\s*[,;:.–—]|\s+(?:on|in|at|late|early|again|yesterday|outright|but"
    r"|and|as|while|when|because|with|to|through)\b)",
    re.IGNORECASE,
)
# the same with no more than a time or a place after it: “denied it on Friday”
POINTING_ONLY = re.compile(
    r"(?:them|it|this|that|both)(?:\s+(?:on|in|at|late|early|again|yesterday|outright)\b.*)?\W*",
    re.IGNORECASE,
)
POINTING_END = re.compile(
    r"\b(?:on|about|of|to) (?:this|that|it|them|the matter)\b[^\w]*$", re.IGNORECASE
)
LEAST_WORDS = 4
# how far before an answer that only points back its claim may end
NEAR = 300
# the content of an accusation is no sentence: “Arland of holding back water”
OF_DOING = re.compile(r"(?:\S+ ){1,5}of \w+ing\b")
# what a source says of its own plans is no claim that others may answer
PLAN = re.compile(
    r"(?:that\s+)?(?:it|he|she|they|we|I)\s+"
    r"(?:would|will|plans?|planned|intends?|intended|hopes?|hoped|wants?|wanted|(?:is|are|was|were)\s+ready)\b"
    r"|(?:we|I)[’'](?:ll|d)\b",
    re.IGNORECASE,
)
# stems that a claim and its answer share at least, and how much of the shorter one
SHARED, SHARE = 2, 0.5
# who tells a claim of others: reports, outlets, sources
TELLER = re.compile(
    rf"\b(?:{CLAIM}|source)s?\b",
    re.IGNORECASE,
)
# cues that make a claim against somebody
ACCUSING = re.compile(r"\b(?:alleg|accus|claim)\w*\b", re.IGNORECASE)
# what answers a claim without asserting it
AGAINST = frozenset(("denies", "doubts", "neither"))
WORD = re.compile(r"[^\W\d_]{4,}")
COMMON = frozenset(
    "that this with from have been were will would could should about after before they their"
    " there which while been said also more over into than some such ongoing".split()
)


@dataclass(frozen=True, slots=True)
class Voice:
    """One party's word on a claim: an index into the attributions, and the verb."""

    attribution: int
    verb: Stance


@dataclass(frozen=True, slots=True)
class Dispute:
    """A claim, as somebody in the article states it, and all who spoke on it."""

    claim: Span
    voices: tuple[Voice, ...]


def disputes_of(
    text: str, attributions: Sequence[Attribution], lexicon: Lexicon
) -> tuple[Dispute, ...]:
    """Find the claims of an article that are asserted by one and not by another."""
    made: list[Dispute] = []
    taken: set[int] = set()
    for number, each in enumerate(attributions):
        if number in taken or not _states_claim(text, each, lexicon):
            continue
        voices = tuple(_voices(text, number, attributions, lexicon))
        against = {v.attribution for v in voices if v.verb in AGAINST}
        if against - taken and any(v.verb == "asserts" for v in voices):
            made.append(Dispute(without_that(text, each.content[0]), voices))
            taken |= {voice.attribution for voice in voices}
    return (*made, *_answered(text, attributions, taken, lexicon))


def _answered(
    text: str, attributions: Sequence[Attribution], taken: set[int], lexicon: Lexicon
) -> Iterator[Dispute]:
    """Find what somebody plainly says or accuses others of, and another one answers thereafter."""
    answers: dict[int, list[Voice]] = {}
    for number, each in enumerate(attributions):
        if number in taken or each.stance not in AGAINST or each.speaker is None:
            continue
        claim = _answered_by(text, number, attributions, lexicon)
        if claim is not None and claim not in taken:
            answers.setdefault(claim, []).append(Voice(number, each.stance))
    for claim, voices in answers.items():
        told = attributions[claim]
        span = claim_of(told.content[0].of(text), told.content[0], told.extent)
        yield Dispute(without_that(text, span), (Voice(claim, "asserts"), *voices))


def claim_of(words: str, content: Span, extent: Span) -> Span:
    """Return where a claim stands: with who makes it where the content's words are no sentence."""
    return Span(extent.start, content.end) if OF_DOING.match(words) else content


def _answered_by(
    text: str, number: int, attributions: Sequence[Attribution], lexicon: Lexicon
) -> int | None:
    """Return the claim that an answer is to: the last one of its words, or the one just before."""
    each = attributions[number]
    words = object_of(text, each, lexicon)
    points = POINTING.match(words) or POINTING_ONLY.fullmatch(words) or POINTING_END.search(words)
    about = stems(words, lexicon)
    for before in range(number - 1, -1, -1):
        claim = attributions[before]
        if not _tells(text, claim, lexicon) or _one_side(claim, each):
            continue
        told = stems(claim.content[0].of(text), lexicon)
        least = max(SHARED, SHARE * min(len(about), len(told)))
        near = each.extent.start - claim.extent.end <= NEAR
        if len(about & told) >= least or (points and near):
            return before
    return None


def _tells(text: str, each: Attribution, lexicon: Lexicon) -> bool:
    words = each.content[0].of(text)
    cue = " ".join(piece.of(text) for piece in each.cue or ())
    if each.stance != "asserts" and ACCUSING.search(cue) is None:
        return False
    return is_claim(words) and each.stance not in AGAINST and len(stems(words, lexicon)) >= SHARED


def is_claim(words: str) -> bool:
    """Say whether words state something in full that others may answer."""
    plain = words.lstrip("“\"‘' ")
    full = len(words.split()) >= LEAST_WORDS
    return full and POINTING.match(plain) is None and PLAN.match(plain) is None


def _one_side(a: Attribution, b: Attribution) -> bool:
    if a.speaker is None or b.speaker is None:
        return True
    return (a.speaker.party or a.speaker.name) == (b.speaker.party or b.speaker.name)


def _states_claim(text: str, each: Attribution, lexicon: Lexicon) -> bool:
    """Say whether an attribution tells a claim in full that others may answer."""
    if each.stance != "asserts" or each.kind == "direct" or len(each.content) != 1:
        return False
    words = object_of(text, each, lexicon)
    if not is_claim(words) or len(stems(words, lexicon)) < SHARED:
        return False
    told = " ".join(piece.of(text) for piece in (*(each.source or ()), *(each.cue or ())))
    outlet = each.speaker is not None and isinstance(lexicon.find(each.speaker.name), Outlet)
    return outlet or TELLER.search(told) is not None or ACCUSING.search(told) is not None


def _voices(
    text: str, claim: int, attributions: Sequence[Attribution], lexicon: Lexicon
) -> list[Voice]:
    about = stems(object_of(text, attributions[claim], lexicon), lexicon)
    found: list[Voice] = []
    others = {a.content for a in attributions if a.stance not in AGAINST}
    others.discard(attributions[claim].content)
    for number, each in enumerate(attributions):
        if each.speaker is None or _tells_of(each, attributions[claim]):
            continue
        if each.stance in AGAINST and each.content in others:
            continue  # it answers the claim that it stands behind, and no other
        words = object_of(text, each, lexicon)
        if number > claim and _points_elsewhere(text, number, claim, words, attributions, lexicon):
            continue
        verb = _verb(each, number, claim, words, about, lexicon)
        if verb is not None:
            found.append(Voice(number, verb))
    return _one_each(text, found, attributions, lexicon)


def _points_elsewhere(
    text: str,
    number: int,
    claim: int,
    words: str,
    attributions: Sequence[Attribution],
    lexicon: Lexicon,
) -> bool:
    """Say whether “it” points back at another claim, the last one that somebody else makes."""
    alone = POINTING_ALONE.match(words)
    if alone is None or alone["word"].lower() == "them":
        return False
    about = stems(object_of(text, attributions[claim], lexicon), lexicon)
    for before in range(number - 1, claim, -1):
        other = attributions[before]
        if _tells(text, other, lexicon) and not _one_side(other, attributions[number]):
            return len(stems(other.content[0].of(text), lexicon) & about) < SHARED
    return False


def _tells_of(each: Attribution, claim: Attribution) -> bool:
    """Say whether an attribution only mentions the claim inside its own content."""
    inner, outer = claim.content[0], each.content[0]
    return inner != outer and outer.covers(inner)


def _one_each(
    text: str, voices: Sequence[Voice], attributions: Sequence[Attribution], lexicon: Lexicon
) -> list[Voice]:
    """Keep one voice a speaker, the one that answers the claim by name if there is one.

    A party's own voice falls away where one of its people says the same.
    """
    best: dict[str, Voice] = {}
    for voice in voices:
        each = attributions[voice.attribution]
        assert each.speaker is not None
        known = best.get(each.speaker.name)
        points = POINTING.match(object_of(text, each, lexicon)) is not None
        if known is None or (points and known.verb == "asserts"):
            best[each.speaker.name] = voice
    people = {
        (s.party, voice.verb)
        for voice in best.values()
        if (s := attributions[voice.attribution].speaker) and s.party != s.name
    }
    kept = [
        voice
        for voice in best.values()
        if (s := attributions[voice.attribution].speaker)
        and not (s.party == s.name and (s.party, voice.verb) in people)
    ]
    return sorted(kept, key=lambda voice: voice.attribution)


def _verb(
    each: Attribution, number: int, claim: int, words: str, about: frozenset[str], lexicon: Lexicon
) -> Stance | None:
    """Return what an attribution does to the claim; None when it does not speak of it."""
    later = number > claim
    points = later and any(
        found is not None
        for found in (
            POINTING.match(words),
            POINTING_ALONE.match(words),
            POINTING_END.search(words),
        )
    )
    shared = stems(words, lexicon) & about
    if each.stance in AGAINST:
        # a denial is of what it says; what is left open may be told in a word: “the transfer”
        least = min(SHARED, len(about)) if each.stance == "denies" else 1
        return each.stance if points or (later and len(shared) >= least) else None
    if each.stance == "asserts":
        if number == claim:
            return "asserts"
        if (points and "claim" in words.lower()) or len(shared) > 1:
            return "asserts"
        strong = TELLER.search(words) is None and bool(shared) and each.via is None
        return "asserts" if strong and _intelligence(words) else None
    return None


def _intelligence(words: str) -> bool:
    return re.search(r"\b(?:intelligence|evidence|proof)\b", words, re.IGNORECASE) is not None


def object_of(text: str, each: Attribution, lexicon: Lexicon) -> str:
    """Return what a cue's verb takes: “claims that …” of the cue “questioned claims”, and the content."""
    words = " ".join(piece.of(text) for piece in each.content)
    if not each.cue or each.cue[0].start > each.content[0].start:
        return words
    cue = each.cue[-1].of(text).split()
    verb = next(lexicon.cues_in([word.lower() for word in cue]), None)
    return " ".join([*cue[verb[1] :], words]) if verb else words


def stems(told: str, lexicon: Lexicon) -> frozenset[str]:
    """Return what a claim is about: stems of its words, names of parties left out."""
    plain = lexicon.in_text.sub(" ", fold(told))
    words = (word for word in WORD.findall(plain) if word not in COMMON)
    return frozenset(word.removesuffix("s")[:6].rstrip("e") for word in words)
