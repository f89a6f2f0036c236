"""Editions: a digest rendered once for all who have seen the same, stored with its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.briefing import Briefings, Button, DigestRequest, Edition, Message, Reader
from bot.briefing.corrections import Corrected
from bot.briefing.digest import Quiet
from bot.store import DossierReader
from bot.store.changes import newest
from bot.store.deliveries import Due
from bot.store.dossiers import DossierState
from bot.store.editions import EditionRow, Editions, Reading, ShownLine, Told, readings
from bot.store.news import recent, was_news

FIRST_DAYS = timedelta(days=7)
MOST_FIRST = 5
# editions that are kept in memory: many chats get the same within a minute
KEPT = 256
# so long without a digest, and a line says that there is no news
LONG_QUIET = timedelta(days=30)


@dataclass(frozen=True)
class Press:
    """Finds the edition of a delivery, or renders and stores it."""

    briefings: Briefings
    editions: Editions
    username: str | None
    clock: Callable[[], datetime]
    # the editions made last, by the dossier's state and who they are for
    _made: Callable[[DossierState, str, str, Reading], Edition] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_made", lru_cache(maxsize=KEPT)(self._make))

    def edition_for(self, due: Due) -> Edition:
        """Return what a delivery holds; without messages when nothing is to be sent.

        What was begun is finished as it was begun: parts of two editions do not mix.
        """
        if due.edition_id is not None:
            return _read(self.editions.get(due.edition_id))
        return self._made(self._state(), due.local_date, due.slot_at, due.reading)

    def _state(self) -> DossierState:
        """Return what tells whether an edition that is made now would be another one."""
        store = self.briefings.store
        with store.database.reading() as connection:
            return store.dossiers.state(connection, self.briefings.settings.key)

    def _make(
        self, state: DossierState, local_date: str, slot_at: str, reading: Reading
    ) -> Edition:
        """Find or print an edition; one that is newer than `state` serves those who ask then too."""
        del state
        on, slot = date.fromisoformat(local_date), datetime.fromisoformat(slot_at)
        with self._rows() as rows:
            request = self._request(rows, reading, on, slot)
            dossier = rows.dossier
            known = self.editions.find(
                rows.connection, dossier.id, request.from_rev, dossier.revision, request.key
            )
        return _read(known) if known is not None else self._print(dossier.id, request)

    def preview(self, subscription_id: int | None, now: datetime) -> Edition:
        """Return what a subscription's next digest would hold now; for nobody's, a first one."""
        with self._rows() as rows:
            if subscription_id is None:
                request = self._first(rows, now - FIRST_DAYS, now.date())
            else:
                reading = readings(rows.connection, [subscription_id])[subscription_id]
                on = now.astimezone(ZoneInfo(reading.zone)).date()
                request = self._request(rows, reading, on, now)
        return self.briefings.digest(request, self._reader)

    def has_news(self, now: datetime) -> Callable[[Reading], bool]:
        """Return what says whether a digest that is made now tells a reader anything new."""
        known: dict[object, bool] = {}

        @cache
        def tells(reading: Reading) -> bool:
            with self._rows() as rows:
                on = now.astimezone(ZoneInfo(reading.zone)).date()
                request = replace(self._request(rows, reading, on, now), quiet="nothing")
            # what else a request says changes the words, not whether there are any
            kind = (request.from_rev, request.without, request.corrections)
            if kind not in known:
                known[kind] = bool(self.briefings.digest(request, self._reader).messages)
            return known[kind]

        return tells

    @property
    def _reader(self) -> Reader:
        return Reader(bot_username=self.username)

    @contextmanager
    def _rows(self) -> Iterator[DossierReader]:
        store = self.briefings.store
        with store.database.reading() as connection:
            dossier = store.dossiers.get(connection, self.briefings.settings.key)
            yield DossierReader(store.database, connection, dossier)

    def _print(self, dossier_id: int, request: DigestRequest) -> Edition:
        made = self.briefings.digest(request, self._reader)
        edition_id = self.editions.save(
            dossier_id=dossier_id,
            from_rev=request.from_rev,
            to_rev=made.to_rev,
            options_key=request.key,
            messages=list(map(stored_message, made.messages)),
            lines=[
                ShownLine(line.role, line.passage, c.article, line.speaker, line.text)
                for line in made.lines
                for c in line.citations[:1]
            ],
            now=self.clock(),
        )
        return replace(made, id=edition_id)

    # ---- what a digest is to hold

    def _request(
        self, rows: DossierReader, reading: Reading, on: date, slot: datetime
    ) -> DigestRequest:
        options, zone = dict(reading.options), ZoneInfo(reading.zone)
        if reading.first_since is None:
            request = DigestRequest(from_rev=reading.seen_rev, state=_state(rows), on=on)
        else:
            since = first_from(datetime.fromisoformat(reading.first_since), slot)
            request = self._first(rows, since, on)
        missed = _day(reading.missed_on)
        if missed is not None and not was_news(rows, request.from_rev, missed):
            missed = None
        return replace(
            request,
            since=_day(reading.sent_on),
            missed=missed,
            next_at=_next(reading.next_at, zone, slot),
            full=options.get("length") == "full",
            without=options.get("without", ()),
            quiet=quiet_of(reading, on),
            corrections=tuple(corrected(each, zone) for each in reading.told),
        )

    def _first(self, rows: DossierReader, since: datetime, on: date) -> DigestRequest:
        latest = recent(rows, since, MOST_FIRST)
        return DigestRequest(
            from_rev=latest.revision,
            state=_state(rows),
            on=on,
            first_since=since.date(),
            published=latest.published,
        )


def _state(rows: DossierReader) -> tuple[int, int]:
    return rows.build_id, newest(rows.connection, rows.dossier.id)


def first_from(asked_from: datetime, slot: datetime) -> datetime:
    """Return since when a first digest tells news: seven days, and all since it was asked for.

    `asked_from` lies seven days before somebody subscribed.
    """
    return max(asked_from, min(asked_from + FIRST_DAYS, slot - FIRST_DAYS))


def quiet_of(reading: Reading, on: date) -> Quiet:
    """Say what is sent when nothing is new: nothing, that it is so, or one line a month."""
    if dict(reading.options).get("quiet") == "say":
        return "say"
    last = date.fromisoformat(reading.sent_on or reading.made_on)
    return "month" if on - last >= LONG_QUIET else "nothing"


def corrected(each: Told, zone: ZoneInfo) -> Corrected:
    """Return what became of a line, dated by its reader's calendar."""
    return Corrected(
        kind=each.kind,
        article_id=each.article_id,
        passage=each.passage,
        words=each.words,
        sent_on=date.fromisoformat(each.sent_on),
        corrected_on=datetime.fromisoformat(each.at).astimezone(zone).date(),
        before=each.before,
        after=each.after,
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _next(written: str | None, zone: ZoneInfo, slot: datetime) -> datetime | None:
    """Return the local time of the next digest, if it is known and later than this one."""
    at = datetime.fromisoformat(written) if written else slot
    return at.astimezone(zone).replace(tzinfo=None) if at > slot else None


def _read(row: EditionRow) -> Edition:
    return Edition(row.id, row.to_rev, tuple(map(read_message, row.messages)))


def stored_message(message: Message) -> dict[str, Any]:
    """Write a message as plain values."""
    return {
        "html": message.html,
        "text": message.text,
        "buttons": [[[b.text, b.data, b.url] for b in row] for row in message.buttons],
        "citations": list(message.citations),
    }


def read_message(stored: dict[str, Any]) -> Message:
    """Read what `stored_message` wrote."""
    return Message(
        html=stored["html"],
        text=stored["text"],
        buttons=tuple(tuple(Button(*parts) for parts in row) for row in stored["buttons"]),
        citations=tuple(stored["citations"]),
    )
