"""Classes of common words from WordNet: what kind of verb or noun the first sense of a form is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

# files of the lexicographers, by WordNet's own numbers
VERB_BODY, VERB_COMMUNICATION, NOUN_TOPS, NOUN_PERSON = 29, 32, 3, 18
SIBILANT = re.compile(r"(?:s|sh|ch|x|z)$")
DOUBLING = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$")


def read_senses(folder: Path) -> Mapping[str, tuple[int, int]]:
    """Return for each form of a verb or noun the number of its verb class and of its noun class.

    A class is that of the first sense, raised when one of the first senses is communication (verbs)
    or a person (nouns); 0 is none. `folder` has WordNet's index, data and exception files.
    """
    verbs = _forms(folder, "verb", _verb_forms, 4)
    nouns = _forms(folder, "noun", _noun_forms, 3)
    return {
        form: (_verb_class(verbs.get(form)), _noun_class(nouns.get(form)))
        for form in {*verbs, *nouns}
    }


def _verb_class(senses: tuple[int, ...] | None) -> int:
    if senses is None:
        return 0
    return senses[0] - VERB_BODY + 2 + 16 * (1 + (VERB_COMMUNICATION in senses))


def _noun_class(senses: tuple[int, ...] | None) -> int:
    if senses is None:
        return 0
    return senses[0] - NOUN_TOPS + 2 + 27 * (NOUN_PERSON in senses)


def _forms(
    folder: Path, kind: str, inflect: Callable[[str], list[str]], depth: int
) -> dict[str, tuple[int, ...]]:
    classes = {
        line[:8]: int(line[9:11])
        for line in (folder / f"data.{kind}").read_text("latin-1").splitlines()
        if not line.startswith(" ")
    }
    irregular: dict[str, list[str]] = {}
    for line in (folder / f"{kind}.exc").read_text("latin-1").splitlines():
        form, *bases = line.split()
        for base in bases:
            irregular.setdefault(base, []).append(form)
    found: dict[str, tuple[int, ...]] = {}
    for line in (folder / f"index.{kind}").read_text("latin-1").splitlines():
        fields = line.split()
        if line.startswith(" ") or "_" in fields[0]:
            continue
        base, count = fields[0], int(fields[2])
        senses = tuple(classes[offset] for offset in fields[-count:])[:depth]
        for form in (*inflect(base), *irregular.get(base, ())):
            if form not in found or form == base:
                found[form] = senses
    return found


def _verb_forms(base: str) -> list[str]:
    if base.endswith("e"):
        forms = [base + "s", base[:-1] + "ing", base + "d"]
    elif base.endswith("y") and base[-2:-1] not in "aeiou":
        forms = [base[:-1] + "ies", base + "ing", base[:-1] + "ied"]
    else:
        forms = [base + ("es" if SIBILANT.search(base) else "s"), base + "ing", base + "ed"]
    if DOUBLING.search(base):
        forms += [base + base[-1] + "ing", base + base[-1] + "ed"]
    return [base, *forms]


def _noun_forms(base: str) -> list[str]:
    if base.endswith("y") and base[-2:-1] not in "aeiou":
        return [base, base[:-1] + "ies"]
    if SIBILANT.search(base):
        return [base, base + "es"]
    return [base, base[:-3] + "men" if base.endswith("man") else base + "s"]
