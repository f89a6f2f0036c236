"""What a source does with a claim or act: asserts, denies, leaves open, warns … from cue and polarity."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.analysis.acts import (
    AFTER_NOUN,
    BEING,
    CARRIERS,
    CLAUSES,
    ENDING,
    GIVEN,
    GIVERS,
    HELPERS,
    LASTING,
    MODALS,
    NEGATED,
    NEGATED_CUES,
    NEGATIONS,
    OBJECTS,
    OTHERS,
    OWN,
    OWN_BODY,
    PASSING,
    REFUSABLE,
    REFUSALS,
    SELF,
    UNDONE,
    WORDS,
)
from bot.analysis.lexicon import Lexicon
from bot.analysis.tokens import AUXILIARIES
from bot.model import Stance

# as much of a content as is read: what a source does stands at its beginning
READ = 400
MARK, WORD, BREAK = (re.compile(signs) for signs in (r"[“”\"‘]", r"[\w'-]+", r"[,;:—–(]"))
# what an object is only called: “rejected what she called an ultimatum”
SO_CALLED = re.compile(
    r"^what (?:[\w'-]+ ){1,4}?(?:call(?:ed|s)?|described as|describes as|termed|labelled|dubbed)"
    r" (?:an? |the )?"
)
# what is not said or done by who “said nothing of the kind”
NOTHING = re.compile(
    r"(?:no such [\w'-]+|nothing)(?: of (?:the|that) (?:kind|sort)| about .+| on .+| more)?"
)
CONTRACTED = (
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"\b(it|he|she|that|there)'s\b"), r"\1 is"),
)


@dataclass(frozen=True, slots=True)
class Act:
    """The words that decide, up to `end`: their base, what they do, and whether they are negated."""

    base: str
    stance: Stance
    negation: Stance
    negated: bool
    end: int

    @property
    def polar(self) -> Stance:
        """What is done once the negation has had its say."""
        return self.negation if self.negated else self.stance


def stance_of(
    cue: str, content: str, lexicon: Lexicon, party: str | None = None, *, spoken: bool = False
) -> Stance:
    """Return the stance of a cue, as printed with its helpers, towards its content.

    `party` is whose the speaker is: under its name it speaks of itself (“Russia does not support”).
    In words that are `spoken`, in marks, it says “we” of itself, and “they” of others.
    """
    words, clause = _words(cue), _clause(content[:READ])
    if words and clause and (words[-1], clause[0]) in lexicon.cue_forms:
        words, clause = [*words, clause[0]], clause[1:]  # “called | for sanctions”
    if words and all(word in HELPERS or word in NEGATIONS for word in words):
        words, clause = [*words, *clause[:2]], clause[2:]
    return _stance(words, clause, lexicon, party, spoken)


def _stance(
    cue: Sequence[str], content: Sequence[str], lexicon: Lexicon, party: str | None, spoken: bool
) -> Stance:
    act = _act(cue, lexicon)
    if act.negated:
        other = _after_nor(cue, lexicon)
        return act.polar if other is None or other.negation == act.polar else "neither"
    rest = SO_CALLED.sub("", " ".join((*cue[act.end :], *content)))
    for bases, pattern, stance in OBJECTS:
        if act.base in bases and pattern.search(rest):
            return stance
    if NOTHING.fullmatch(rest):
        return "neither"
    if act.stance != "asserts":
        return act.stance
    carried = _carried(act, cue, content, lexicon)
    return carried.polar if carried else _of_clause(content, lexicon, party, spoken)


def _words(text: str) -> list[str]:
    """Return words in lower case, contractions undone."""
    text = MARK.sub("", text.lower().replace("’", "'"))
    if "'" in text or "cannot" in text:
        for pattern, full in CONTRACTED:
            text = pattern.sub(full, text)
    return WORD.findall(text)


def _clause(content: str) -> list[str]:
    """Return the words of a content's first clause, without the “that” that only leads it in."""
    words = _words(BREAK.split(content.lstrip(",;:—–( "), maxsplit=1)[0])
    return words[1:] if words[:1] == ["that"] and words[1:2] not in (["is"], ["was"]) else words


def _entries(words: Sequence[str], lexicon: Lexicon) -> Iterator[tuple[int, Act]]:
    """Yield the words that may decide, each with its place, from left to right."""
    negated = False
    at = 0
    while at < len(words):
        negated |= words[at] in NEGATIONS or words[at] in ENDING
        act = _read(words, at, negated, lexicon)
        if act is not None:
            yield at, act
        at = act.end if act else at + 1


def _read(words: Sequence[str], at: int, negated: bool, lexicon: Lexicon) -> Act | None:
    if words[at] == "back" and at and words[at - 1] not in HELPERS | NEGATIONS:
        return None  # “hit back at”
    for length in (3, 2, 1):
        phrase = tuple(words[at : at + length])
        if len(phrase) < length:
            continue
        end = at + length
        if phrase in WORDS:
            return Act(" ".join(phrase), *WORDS[phrase], negated, end)
        cue = lexicon.cue_forms.get(phrase)
        if cue is not None:
            negation = NEGATED_CUES.get(cue.base, NEGATED.get(cue.stance, "neither"))
            return Act(cue.base, cue.stance, negation, negated, end)
    if negated and words[at] in REFUSABLE and MODALS.intersection(words[:at]):
        return Act(words[at], "asserts", "refuses", True, at + 1)
    return None


def _act(cue: Sequence[str], lexicon: Lexicon) -> Act:
    """Return what decides in a cue: its first word with a stance, else the verb that says."""
    said: Act | None = None
    for _, act in _entries(cue, lexicon):
        if act.polar != "asserts" or act.negated:
            return act
        said = said or act
        if act.base not in CARRIERS:
            break
    if said is not None:
        return said
    negated = any(word in NEGATIONS or word in ENDING for word in cue)
    return Act("", "asserts", "neither", negated, len(cue))


def _after_nor(cue: Sequence[str], lexicon: Lexicon) -> Act | None:
    """Return what else is not done: “neither backed nor opposed” leaves open."""
    at = cue.index("nor") + 1 if "nor" in cue else len(cue)
    return _read(cue, at, True, lexicon) if at < len(cue) else None


def _carried(act: Act, cue: Sequence[str], content: Sequence[str], lexicon: Lexicon) -> Act | None:
    """Read the noun that a verb carries: “voiced [its full support for the treaty]”."""
    gives = not act.base and any(word in GIVERS for word in cue)
    if not (gives or act.base in CARRIERS):
        return None
    for at, noun in _entries(content[:6], lexicon):
        before, after = content[:at], content[noun.end : noun.end + 1]
        last = not after or bool(AFTER_NOUN.intersection((content[noun.end - 1], after[0])))
        article = (
            not gives and act.base not in {"express", "voice"} and before[:1] in (["the"], ["a"])
        )
        clause = (AUXILIARIES | SELF | AFTER_NOUN).intersection(before) or _verb_follows(
            content, noun.end
        )
        if last and not article and not clause:
            return noun
        break
    return None


def _verb_follows(content: Sequence[str], at: int) -> bool:
    """Say whether a noun is only the subject: “its support for the plan remains firm”."""
    for word in content[at:]:
        if word in ("that", "which", "who", "what", "whether"):
            return False
        if word in AUXILIARIES or word in LASTING:
            return True
    return False


def _of_clause(content: Sequence[str], lexicon: Lexicon, party: str | None, spoken: bool) -> Stance:
    """Read the stance that stands in what is said: “he could not confirm”, “it does not support”."""
    line = " ".join(content)
    for pattern, stance in CLAUSES:
        if pattern.search(line):
            return stance
    others = spoken and content and content[0] in OTHERS
    subject = 0 if others else _own_subject(content, lexicon, party)
    if not subject:
        return "asserts"
    verb = content[subject:]
    for at, act in _entries(verb, lexicon):
        helpers = verb[:at]
        if not all(w in HELPERS or w in NEGATIONS or w.endswith("ly") for w in helpers):
            break
        listed = tuple(verb[at : act.end]) not in WORDS
        passive = BEING.intersection(helpers) and not verb[at].endswith("ing")
        noun = GIVEN.intersection(helpers) and "longer" not in helpers
        if listed and (passive or noun):
            break
        # what “had offered” and, of oneself, “we offered” tell is past
        told = listed and content[0] in ("i", "we") and verb[at].endswith("ed")
        # and “we did not ask for help” leaves nothing open
        undone = act.negated and not UNDONE.isdisjoint(helpers)
        past = told or undone or "had" in helpers
        stance = _stance(verb[: act.end], verb[act.end :], lexicon, party, spoken)
        over = PASSING.intersection((stance, act.stance)) or (act.negated and act.base in REFUSALS)
        return "asserts" if past and over else stance
    return "asserts"


def _own_subject(content: Sequence[str], lexicon: Lexicon, party: str | None) -> int:
    """Return how many words name the speaker itself at the beginning of a clause."""
    first = content[0] if content else ""
    if first in SELF:
        return 1
    for length in range(1, min(5, len(content))):
        if first in OWN and length > 1 and _is_verbal(content, length, lexicon):
            return 0 if AFTER_NOUN.intersection(content[:length]) else length
        if first == "the" and content[length] in OWN_BODY:
            return length + 1
        if _is_verbal(content, length, lexicon):
            names = {each.name for each in lexicon.parties_in(" ".join(content[:length]))}
            if names:
                return length if party in names else 0
    return 0


def _is_verbal(words: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    word = words[at]
    return (
        word in AUXILIARIES
        or word in NEGATIONS
        or (word,) in lexicon.cue_forms
        or word.endswith("ly")
        or word in LASTING
    )
