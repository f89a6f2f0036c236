"""Which topics a sentence speaks of and which issues a statement is on, by terms of the settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.model import Sentence, Span


def terms_pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Compile terms into one pattern: whole words, any case, `*` ends a word early."""
    ordered = sorted(terms, key=len, reverse=True)
    if not ordered:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(_term, ordered))})(?!\w)", re.IGNORECASE)


def _term(term: str) -> str:
    words = re.split(r"[\s‐‑–-]+", term.strip())
    made = r"[\s‐‑–-]+".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    return made.replace("defense", "defen[cs]e").replace("defence", "defen[cs]e")


@dataclass(frozen=True)
class Topic:
    """What a command of kind `facts` is about, and the names by which texts call it."""

    key: str
    title: str
    names: tuple[str, ...]
    terms: tuple[str, ...]
    referring: tuple[str, ...]
    other: tuple[str, ...]
    parties: tuple[str, ...]

    @cached_property
    def full(self) -> re.Pattern[str]:
        """Matches a full name."""
        return terms_pattern(self.names)

    @cached_property
    def sure(self) -> re.Pattern[str]:
        """Matches what is enough by itself."""
        return terms_pattern((*self.names, *self.terms))

    @cached_property
    def back(self) -> re.Pattern[str]:
        """Matches what counts after a sure name in the same article."""
        return terms_pattern(self.referring)

    @cached_property
    def lookalike(self) -> re.Pattern[str]:
        """Matches the names of other things of the kind."""
        return terms_pattern(self.other)


@dataclass(frozen=True)
class Issue:
    """What positions are about."""

    key: str
    title: str
    short: str
    terms: tuple[str, ...]
    other: tuple[str, ...] = ()

    @cached_property
    def lookalike(self) -> re.Pattern[str]:
        """Matches what has words of the terms and is something else: “missiles to Iran”."""
        return terms_pattern(self.other)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches any term."""
        return terms_pattern(self.terms)


def on_topic(text: str, sentences: Sequence[Sentence], topic: Topic) -> tuple[Span, ...]:
    """Find the sentences that speak of a topic, in order.

    A sentence does by a name of its own, or by a referring word (“the agreement”) when the last
    thing of the kind that the article named was this one and not a lookalike.
    """
    found: list[Span] = []
    # “our treaty” before the name is the one that the article goes on to name, if it names one only
    named = topic.sure.search(text) is not None and topic.lookalike.search(text) is None
    for sentence in sentences:
        words = sentence.span.of(text)
        sure, other = bool(topic.sure.search(words)), bool(topic.lookalike.search(words))
        if sure or (named and not other and topic.back.search(words)):
            found.append(sentence.span)
        named = sure or (named and not other)
    return tuple(found)


def issues_of(words: str, issues: Mapping[str, Issue], limit: int = 2) -> tuple[str, ...]:
    """Return the issues that a statement is on, the best first: by how much of it their terms cover."""
    scored = [(_weight(words, issue), -n, key) for n, (key, issue) in enumerate(issues.items())]
    best = sorted((each for each in scored if each[0] > 0), reverse=True)[:limit]
    if not best:
        return ()
    # a second issue counts only where it weighs nearly as much
    return tuple(key for weight, _, key in best if weight >= 0.5 * best[0][0])


def _weight(words: str, issue: Issue) -> float:
    words = issue.lookalike.sub(" ", words)
    found = {match.group().lower() for match in issue.pattern.finditer(words)}
    return float(sum(1 + term.count(" ") + term.count("-") for term in found))
