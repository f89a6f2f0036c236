"""A digest: what is new in a dossier for who has seen it at a revision."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Literal

from bot.briefing.citing import Citing, capital
from bot.briefing.corrections import Corrected, correction_block
from bot.briefing.news import Limits, Telling, news_blocks
from bot.briefing.views import Block, Button, Line, Message, View
from bot.dates import write_day
from bot.store.news import News, Published

Quiet = Literal["nothing", "say", "month"]
# beyond so many new articles only the newest are read for positions, facts and quotations
MOST_READ = 60
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRequest:
    """What a digest is to hold: what came after `from_rev`, told to who has it on day `on`.

    `since` is the day of the last digest, None for a first one, which holds the newest of
    `published` articles since `first_since`. `missed` is the day of one that could not be sent,
    `next_at` the local time of the next. `without` names commands whose part is left out; `quiet`
    says what to do when nothing is new: nothing, say so, or say that it has been so for a month.
    `state` is what the dossier is read from, its build and its newest change: a line that an editor
    hides is in no digest that is made after that, though nothing is new by it.
    """

    from_rev: int
    state: tuple[int, int]
    on: date
    since: date | None = None
    first_since: date | None = None
    published: int = 0
    missed: date | None = None
    next_at: datetime | None = None
    full: bool = False
    without: tuple[str, ...] = ()
    quiet: Quiet = "nothing"
    corrections: tuple[Corrected, ...] = ()

    @property
    def key(self) -> str:
        """Return what tells this from other digests after the same revision, in 64 letters."""
        told = [repr(getattr(self, each.name)) for each in fields(self)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Edition:
    """One rendering of a digest: no messages when nothing is to be sent.

    `to_rev` is the revision that it covers, None for what is no digest and moves no mark.
    """

    id: int | None
    to_rev: int | None
    messages: tuple[Message, ...]
    lines: tuple[Line, ...] = ()


def compose_digest(citing: Citing, request: DigestRequest, limits: Limits) -> View | None:
    """Compose a digest within limits; None when there is nothing to send."""
    news = News(citing.reader, request.from_rev)
    published = news.published()
    corrected = correction_block(citing, request.corrections)
    telling = Telling(citing, news, limits, published[-MOST_READ:], request.without)
    blocks = (*corrected, *news_blocks(telling))
    shown = tuple(block for block in blocks if block.entries)
    if not shown and request.quiet == "nothing":
        return None
    return View(
        "digest",
        f"{citing.settings.title} · {_weekday(citing, request.on)}"
        f" {request.on.day} {request.on:%B} {request.on.year}",
        _subtitle(citing, request, published, shown),
        shown,
        citing.sources(),
        (*citing.foot(), *_next(citing, request)),
        _buttons(citing, shown),
        tuple(citing.passages),
    )


# ---- our words around the news


def _subtitle(
    citing: Citing, request: DigestRequest, published: Sequence[Published], shown: Sequence[Block]
) -> tuple[str, ...]:
    words = citing.words
    missed = request.missed
    said = []
    if missed is not None:
        said.append(words["missed"] % capital(_day(citing, missed, request.on)))
    if any(block.kind != "correction" for block in shown):
        said.append(_counted(citing, request, published, shown))
    elif request.quiet == "month" and not shown:
        said.append(words["quiet_month"])
    else:
        said.append(words["quiet"] % _since(citing, request))
    return tuple(said)


def _counted(
    citing: Citing, request: DigestRequest, published: Sequence[Published], shown: Sequence[Block]
) -> str:
    words = citing.words
    articles = count(words["new_article"], len(published))
    if request.published > len(published):
        articles = words["newest_of"] % (len(published), request.published)
    counts = {block.kind: block.count for block in shown}
    parts = [f"{articles} {_since(citing, request)}"]
    parts += [
        count(words[name], counts[kind])
        for kind, name in (("positions", "new_position"), ("new-facts", "new_fact"))
        if counts.get(kind)
    ]
    parts.append(count(words["new_dispute"], counts.get("disputes", 0)))
    if counts.get("closed"):
        parts.append(count(words["closed_dispute"], counts["closed"]))
    return " · ".join(parts)


def count(forms: Sequence[str], number: int) -> str:
    """Write a number of things: forms for none, one and several."""
    return forms[min(number, 2)] % number if number > 1 else forms[number]


def _since(citing: Citing, request: DigestRequest) -> str:
    words = citing.words
    if request.since is not None:
        return str(words["since_digest"] % _day(citing, request.since, request.on))
    first = request.first_since
    week = first is None or (request.on - first).days <= WEEK
    return str(words["last_days"] % WEEK if week else words["since_subscribed"])


def _weekday(citing: Citing, on: date) -> str:
    return str(citing.words["weekdays"][on.weekday()])


def _day(citing: Citing, day: date, on: date) -> str:
    """Write the digest of a day: by its weekday within the week, by its date before that."""
    words = citing.words
    if day == on:
        return str(words["earlier_today"])
    if (on - day).days < WEEK:
        return str(words["digest_of"] % _weekday(citing, day))
    return str(words["digest_of_date"] % write_day(day))


def _next(citing: Citing, request: DigestRequest) -> tuple[str, ...]:
    at = request.next_at
    if at is None:
        return ()
    days = (at.date() - request.on).days
    day = _weekday(citing, at.date()) if 0 < days < WEEK else write_day(at.date())
    written = f"{at:%H:%M}" if days == 0 else f"{day} {at:%H:%M}"
    return (citing.words["next_always" if request.quiet == "say" else "next"] % written,)


def _buttons(citing: Citing, shown: Sequence[Block]) -> tuple[tuple[Button, ...], ...]:
    names = [c.name for c in citing.settings.commands if c.kind in ("facts", "positions")][:2]
    row = [Button(name.title(), f"/{name}") for name in names]
    return ((*row, Button("Settings", "/settings")),)
