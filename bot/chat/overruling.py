"""An editor's last word on a line: who says it, with what stance, hidden, pinned, split or joined."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.briefing import Button, Message
from bot.chat.asked import Asked, Command, Done
from bot.chat.cards import Action, doer, shown_anew
from bot.chat.desk import Desk
from bot.chat.leaves import page_in, turning
from bot.chat.place import say
from bot.chat.words import GONE, count, inert, number_in, safe, shortened
from bot.editing import Voice
from bot.errors import ArticleNotFound, ChangeRefused, Outdated
from bot.model import Stance
from bot.store.cards import Card

# lines and names of a page
LINES = 6
NAMES = 8
# the closed list of stances, each named by its first
STANCES: tuple[Stance, ...] = (
    "asserts",
    "denies",
    "doubts",
    "neither",
    "opposes",
    "supports",
    "calls_for",
    "offers",
    "warns",
    "condemns",
)
MEANWHILE = "Somebody changed this article meanwhile; this is how the line stands now."


@dataclass(frozen=True, slots=True)
class Line:
    """A line under an editor's eyes: its article, that one's version, and the card that led to it."""

    voice: Voice
    article_id: int
    version: int
    card: str = ""

    def button(self, text: str, action: str, rest: object = "") -> Button:
        """Make a button of the line: its passage's key, its version, and what it does."""
        parts = ("line", self.voice.passage, self.version, action, rest, self.card)
        return Button(text, ":".join(map(str, parts)))


def find_line(desk: Desk, key: str, card: str = "") -> Line:
    """Find the line of a passage; raises ChangeRefused when it is gone."""
    article_id, _ = desk.editing.voice_at(key)
    # the version is read before what it is the version of, so that it can only be too old
    version = desk.editing.version_of(article_id)
    return Line(desk.editing.voice_at(key)[1], article_id, version, card)


# ---- the lines of an article


def _lines(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    """List the lines of a card's article, each behind a button."""
    voices = desk.editing.voices_of(card.article_id)
    pages = -(-len(voices) // LINES)
    page = page_in(rest, pages)
    here = list(enumerate(voices, 1))[(page - 1) * LINES : page * LINES]
    told = [f"{n}. {_told(desk, voice, 160)}" for n, voice in here]
    numbers = [
        Line(voice, card.article_id, card.version, card.key).button(str(n), "open")
        for n, voice in here
    ]
    head = f"<b>{count(len(voices), 'line')} of article {card.article_id}</b>"
    html = "\n".join((f"{head}, page {page} of {max(1, pages)}", *told))
    return Done(instead=say(html, tuple(numbers), turning(card, "lines", page, pages)))


def _told(desk: Desk, voice: Voice, most: int) -> str:
    said = inert(shortened(voice.words, most))
    if voice.kind == "fact":
        return said
    return f"{said} — {safe(voice.speaker or 'nobody named')}, {_stance(desk, voice.stance)}"


def _stance(desk: Desk, stance: str | None) -> str:
    words: Mapping[str, str] = desk.briefings.renderer.words("en")["stances"]
    return words.get(stance or "", "says")


# ---- one line


def show_line(desk: Desk, line: Line, notice: str = "") -> Message:
    """Show a line with what an editor can set of it."""
    voice = line.voice
    set_here = ", ".join(sorted(voice.overruled))
    parts = (
        f"<i>{safe(notice)}</i>" if notice else "",
        f"<b>Line of article {line.article_id}</b>",
        _quoted(voice, 1500),
        _told_of(desk, voice),
        f"Set by an editor: {set_here}." if set_here else "",
    )
    back = Button("Back", f"card:{line.card}:{line.version}:lines:1")
    html = "\n".join(part for part in parts if part)
    return say(html, *buttons(line), (back,) if line.card else ())


def _quoted(voice: Voice, most: int = 600) -> str:
    return f"<blockquote>{inert(shortened(voice.words, most))}</blockquote>"


def _told_of(desk: Desk, voice: Voice) -> str:
    if voice.kind == "fact":
        return "A fact, in the article’s own voice."
    party = f" ({safe(voice.party)})" if voice.party else ""
    speaker = f"{safe(voice.speaker)}{party}" if voice.speaker else "nobody named"
    return f"By: {speaker} · {_stance(desk, voice.stance)} · {voice.kind}"


def buttons(line: Line) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons that overrule a line."""
    set_here = line.voice.overruled
    keep = (
        line.button("Show again", "show")
        if set_here.get("hidden")
        else line.button("Hide", "hide"),
        line.button("Unpin", "unpin") if set_here.get("pinned") else line.button("Pin", "pin"),
    )
    if line.voice.kind != "fact":
        return ((line.button("Speaker", "speakers", 1), line.button("Stance", "stances")), keep)
    apart = ("Undo the split", "together") if set_here.get("apart") else ("Split off", "apart")
    return (keep, (line.button(*apart), line.button("Join with…", "likely")))


def press(desk: Desk, asked: Asked) -> Done:
    """Do what a button of a line says; one of an older version shows the line anew."""
    key, version, action, rest, card = (*asked.words.split(":"), "", "", "", "", "")[:5]
    try:
        line = find_line(desk, key, card)
        if action not in LINE_ACTIONS or str(line.version) != version:
            return Done(instead=show_line(desk, line, MEANWHILE))
        return LINE_ACTIONS[action](desk, asked, line, rest)
    except Outdated:
        return Done(instead=show_line(desk, find_line(desk, key, card), MEANWHILE))
    except (ChangeRefused, ArticleNotFound) as refused:
        return Done((say(safe(str(refused))),))


def _open(desk: Desk, asked: Asked, line: Line, rest: str) -> Done:
    return Done(instead=show_line(desk, line))


def _speakers(desk: Desk, asked: Asked, line: Line, rest: str) -> Done:
    names = list(enumerate(desk.editing.names_in(line.article_id)))
    pages = -(-len(names) // NAMES)
    page = page_in(rest, pages)
    here = names[(page - 1) * NAMES : page * NAMES]
    made = [line.button(name[:60], "by", number) for number, name in here]
    turn = [
        line.button(text, "speakers", to)
        for text, to in (("‹ Before", page - 1), ("Next ›", page + 1))
        if 1 <= to <= pages
    ]
    last = (line.button("Nobody", "nobody"), line.button("Back", "open"))
    html = f"{_quoted(line.voice)}\nWho says this?"
    return Done(instead=say(html, *_rows(made, 2), tuple(turn), last))


def _stances(desk: Desk, asked: Asked, line: Line, rest: str) -> Done:
    made = [line.button(_stance(desk, stance), "is", stance) for stance in STANCES]
    html = f"{_quoted(line.voice)}\nWith what stance?"
    return Done(instead=say(html, *_rows(made, 3), (line.button("Back", "open"),)))


def _rows(made: Sequence[Button], wide: int) -> Iterator[tuple[Button, ...]]:
    return (tuple(made[at : at + wide]) for at in range(0, len(made), wide))


def _likely(desk: Desk, asked: Asked, line: Line, rest: str) -> Done:
    others = list(enumerate(desk.editing.joinable(line.voice.passage), 1))
    told = [f"{n}. {inert(shortened(other.words, 300))}" for n, other in others]
    numbers = tuple(line.button(str(n), "with", other.passage) for n, other in others)
    asks = "It tells the same as:" if others else "There is no other fact to join it with."
    html = "\n".join((_quoted(line.voice), asks, *told))
    return Done(instead=say(html, numbers, (line.button("Back", "open"),)))


# ---- what is set


def _set(desk: Desk, asked: Asked, line: Line, field: str, value: Any, notice: str) -> Done:
    """Set a field of a line; readers' reports of it are answered by that."""
    key = line.voice.passage
    desk.editing.overrule(key, field, value, by=doer(desk, asked), version=line.version)
    desk.editing.settle_reports(key)
    return Done(
        instead=show_line(desk, find_line(desk, key, line.card), notice),
        anew=shown_anew(desk, (line.article_id,), but=line.card),
    )


def _by(desk: Desk, asked: Asked, line: Line, rest: str) -> Done:
    names = desk.editing.names_in(line.article_id)
    number = number_in(rest)
    if number >= len(names):
        raise ChangeRefused(GONE)
    name = names[number]
    return _set(desk, asked, line, "speaker", name, f"Said by {name}.")


def _is(desk: Desk, asked: Asked, line: Line, rest: str) -> Done:
    return _set(desk, asked, line, "stance", rest, f"Stance: {_stance(desk, rest)}.")


def _with(desk: Desk, asked: Asked, line: Line, rest: str) -> Done:
    return _set(desk, asked, line, "joined", rest, "Joined: they tell one fact.")


def _fine(desk: Desk, asked: Asked, line: Line, rest: str) -> Done:
    if desk.editing.settle_reports(line.voice.passage):
        return Done(instead=say("Settled: the passage stays as it is."))
    return Done(instead=say("Another editor has settled this already."))


def _setting(field: str, value: Any, notice: str) -> LineAction:
    """Make the action of a button that sets one field to one value."""
    return lambda desk, asked, line, _: _set(desk, asked, line, field, value, notice)


LineAction = Callable[[Desk, Asked, Line, str], Done]
"""What a button of a line does, given what stands in its data after the action's name."""

LINE_ACTIONS: Mapping[str, LineAction] = {
    "open": _open,
    "speakers": _speakers,
    "stances": _stances,
    "likely": _likely,
    "by": _by,
    "is": _is,
    "with": _with,
    "fine": _fine,
    "nobody": _setting("speaker", None, "Said by nobody named."),
    "hide": _setting("hidden", True, "Hidden: no briefing shows it."),
    "show": _setting("hidden", False, "Briefings may show it again."),
    "pin": _setting("pinned", True, "Pinned: briefings choose it first."),
    "unpin": _setting("pinned", False, "No longer pinned."),
    "apart": _setting("apart", True, "Split off: it counts as a fact of its own."),
    "together": _setting("apart", False, "It counts as the rules find again."),
}
ACTIONS: Mapping[str, Action] = {"lines": _lines}
PRESSES: Mapping[str, Command] = {"line": Command(press, "editor")}
