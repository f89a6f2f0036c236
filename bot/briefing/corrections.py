"""Corrections: what readers are told of lines that they were sent and that no longer stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from markupsafe import escape

from bot.briefing.citing import Citing
from bot.briefing.messages import fits, split
from bot.briefing.views import Block, Entry
from bot.dates import write_day

# lines of one withdrawn article that are told again; the others are counted
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Corrected:
    """A line that was sent on a day and is withdrawn, or its words given to another speaker.

    `words` are the line as it was shown, `passage` its key. withdrawn: `after` is the reason;
    back: it stands again; speaker: from `before` to `after`, None for nobody named.
    """

    kind: Literal["withdrawn", "back", "speaker"]
    article_id: int
    passage: str
    words: str
    sent_on: date
    corrected_on: date
    before: str | None
    after: str | None


def correction_block(citing: Citing, corrected: Sequence[Corrected]) -> tuple[Block, ...]:
    """Compose what opens the next digest of those who were sent the lines; () without any."""
    if not corrected:
        return ()
    citing.load(each.article_id for each in corrected)
    entries: list[Entry] = []
    told: dict[tuple[int, str], int] = {}
    for each in corrected:
        key = (each.article_id, each.kind)
        told[key] = told.get(key, 0) + 1
        if each.kind == "speaker" or told[key] <= MOST_LINES:
            entries.append(_entry(citing, each))
    left = sum(max(0, n - MOST_LINES) for (_, kind), n in told.items() if kind != "speaker")
    detail = citing.words["more_lines"] % left if left else ""
    return (Block(citing.words["correction"], detail, tuple(entries), "correction"),)


def _entry(citing: Citing, each: Corrected) -> Entry:
    sent = citing.words["sent_on"] % write_day(each.sent_on)
    said = f"{sent}, {write_correction(citing.words, each)}"
    if each.kind == "withdrawn":
        return Entry(each.words, said, struck=True)
    rows = citing.reader.of_articles([each.article_id])
    row = next((row for row in rows if row.passage == each.passage), None)
    line = citing.statement(row, who=citing.name(row)) if row is not None else None
    return Entry("" if line is not None else each.words, said, line)


def write_correction(words: Mapping[str, Any], each: Corrected) -> str:
    """Write what became of a line: withdrawn when and why, or who said it."""
    on = write_day(each.corrected_on)
    if each.kind == "withdrawn":
        return str(words["line_withdrawn"] % (on, each.after))
    if each.kind == "back":
        return str(words["stands_again"] % on)
    now, before = each.after or words["nobody"], each.before or words["nobody"]
    return str(words["other_speaker"] % (on, now, before))


def amend(markup: str, corrected: Sequence[Corrected], words: Mapping[str, Any]) -> str:
    """Return a message that was sent with its corrections in it.

    The words of a withdrawn line give way to what became of them; others have it after them.
    """
    for each in corrected:
        if each.kind != "back":
            markup = _amend_line(markup, each, words)
    return markup if fits(markup) else split(markup)[0]


def _amend_line(markup: str, each: Corrected, words: Mapping[str, Any]) -> str:
    said = f"<i>({escape(write_correction(words, each))})</i>"

    def amended(found: re.Match[str]) -> str:
        line, named = found[1], (found[2] or "").rstrip()
        if each.kind == "withdrawn":
            return said
        return f"{line}{f'<s>{named}</s>' if named else ''} {said}"

    # the line, and who was named after it
    return re.sub(f"({re.escape(str(escape(each.words)))})( — [^<\n]*(?= <))?", amended, markup)
