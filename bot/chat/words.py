"""Words of others in messages of ours: escaped, seen whole, and with nothing in them to tap."""

from __future__ import annotations

import html

from bot.briefing.citing import LIVE
from bot.briefing.messages import visible
from bot.errors import ChangeRefused

GONE = "This button is no longer current; please ask anew."
# so many links or commands in one text: it is shown as a block of code, where none of them lives
MOST_LIVE = 20


def safe(words: str) -> str:
    """Write a name, headline or sentence as Telegram HTML, without signs that are not seen."""
    return html.escape(visible(words), quote=False)


def inert(words: str) -> str:
    """Write what was printed as Telegram HTML in which no command, @name or link can be tapped."""
    words = visible(words)
    found = list(LIVE.finditer(words))
    if len(found) > MOST_LIVE:
        return f"<pre>{html.escape(words, quote=False)}</pre>"
    made, at = [], 0
    for live in found:
        # the pattern finds where something live begins; it ends with the word
        end = max(live.end(), _end_of_word(words, live.end()))
        if live.start() < at:
            continue
        made += [safe(words[at : live.start()]), f"<code>{safe(words[live.start() : end])}</code>"]
        at = end
    return "".join((*made, safe(words[at:])))


def _end_of_word(words: str, start: int) -> int:
    return next((n for n in range(start, len(words)) if words[n].isspace()), len(words))


def shortened(words: str, most: int) -> str:
    """Cut a text after a word, visibly, so that it has about so many letters at most."""
    if len(words) <= most:
        return words
    return f"{words[:most].rsplit(None, 1)[0]} […]"


def number_in(words: str) -> int:
    """Read the number in a button's data, 0 or more; raises ChangeRefused when none of ours is there."""
    if not (words.isdecimal() and words.isascii() and len(words) < 10):
        raise ChangeRefused(GONE)
    return int(words)


def count(number: int, noun: str) -> str:
    """Write how many there are: no article, 1 article, 2 articles."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
