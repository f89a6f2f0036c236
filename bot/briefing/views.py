"""View models: all that a template may see, and what `ask --json` says of each line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["fact", "quotation", "statement", "event", "lede", "context"]

# the longest data, in bytes, that Telegram takes with a button
MOST_DATA = 64


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: `data` is a request sent as if typed, or a key; `url` a link."""

    text: str
    data: str = ""
    url: str = ""


def asking(text: str, request: str) -> tuple[Button, ...]:
    """Make a button that asks something as if typed; none where Telegram has no room for it."""
    return (Button(text, request),) if len(request.encode()) <= MOST_DATA else ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where words stand: code points of an article's text; `same` is another wording of a line."""

    kind: Literal["words", "same"]
    article: int
    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Cite:
    """A number in brackets that leads to its passage."""

    number: int
    href: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A verbatim line with its source; `notes` are our own words beside it, `passage` is a key.

    `headed` is the party that stands before it among the voices of a dispute; "" where the line
    itself begins with it.
    """

    text: str
    role: Role
    cite: Cite
    citations: tuple[Citation, ...]
    speaker: str | None = None
    role_of_speaker: str | None = None
    party: str | None = None
    headed: str = ""
    via: str | None = None
    told_by: str | None = None
    stance: str | None = None
    stances: tuple[str, ...] = ()
    conditional: bool = False
    issue: str | None = None
    when: str | None = None
    who: str | None = None
    notes: tuple[Note, ...] = ()
    earlier: bool = False
    moved: bool = False
    marked: tuple[tuple[str, bool], ...] = ()
    passage: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the line as CONTRACT.md gives it."""
        return {
            "text": self.text,
            "role": self.role,
            "speaker": self.speaker,
            "party": self.party,
            "via": self.via,
            "stance": self.stance,
            "conditional": self.conditional,
            "issue": self.issue,
            "citations": [
                {
                    "kind": each.kind,
                    "article": each.article,
                    "document": each.document,
                    "start": each.start,
                    "end": each.end,
                    "text": each.text,
                }
                for each in self.citations
            ],
        }


@dataclass(frozen=True, slots=True)
class Note:
    """Our words under a line, with citations between them: “also in [2]”."""

    before: str
    cites: tuple[Cite, ...] = ()
    after: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a block: a line, or words of ours where there is none; `struck` no longer stand."""

    heading: str = ""
    detail: str = ""
    line: Line | None = None
    more: tuple[Line, ...] = ()
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """What stands together and is never split: a heading, what is said of it, its entries.

    `count` is how many there are, shown or not, where a template tells it.
    """

    heading: str = ""
    detail: str = ""
    entries: tuple[Entry, ...] = ()
    kind: str = "entries"
    count: int = 0


@dataclass(frozen=True, slots=True)
class SourceView:
    """An article at the foot of a briefing."""

    number: int
    name: str
    outlet: str
    date: str
    basis: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """One briefing: what its template is given."""

    template: str
    title: str
    subtitle: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    sources: tuple[SourceView, ...] = ()
    foot: tuple[str, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    passages: tuple[str, ...] = field(default=())

    def lines(self) -> Iterator[Line]:
        """Yield every line of content in the order shown."""
        for block in self.blocks:
            for entry in block.entries:
                if entry.line is not None:
                    yield entry.line
                yield from entry.more


@dataclass(frozen=True, slots=True)
class Message:
    """One Telegram message. `citations` are the passage keys behind [1], [2], … of the briefing."""

    html: str
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered with."""

    request: str
    messages: tuple[Message, ...]
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """What an answer may depend on beside the archive.

    `shown` are the passage keys behind the numbers of the briefing replied to or last shown.
    """

    language: str = "en"
    bot_username: str | None = None
    shown: tuple[str, ...] = ()
    private: bool = True
