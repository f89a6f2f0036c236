"""Editions: a digest rendered once for all who have seen the same, stored with its lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.briefing import Briefings, Button, Edition, Message, Reader
from bot.store.deliveries import Due
from bot.store.editions import EditionRow, Editions, ShownLine


@dataclass(frozen=True)
class Press:
    """Finds the edition of a delivery, or renders and stores it."""

    briefings: Briefings
    editions: Editions
    username: str
    clock: Callable[[], datetime]

    def edition_for(self, due: Due) -> Edition:
        """Return what a delivery holds; without messages when nothing is new.

        What was begun is finished as it was begun: parts of two editions do not mix.
        """
        if due.edition_id is not None:
            return _read(self.editions.get(due.edition_id))
        store = self.briefings.store
        with store.database.reading() as connection:
            to_rev = store.dossiers.get(connection, self.briefings.settings.key).revision
            key = f"{due.local_date}:{(due.first_since or '')[:10]}"
            known = self.editions.find(connection, due.dossier_id, due.seen_rev, to_rev, key)
        return _read(known) if known is not None else self._print(due, key)

    def _print(self, due: Due, key: str) -> Edition:
        on, reader = date.fromisoformat(due.local_date), Reader(bot_username=self.username)
        made = self.briefings.digest(due.seen_rev, due.first_since, on, reader)
        edition_id = self.editions.save(
            dossier_id=due.dossier_id,
            from_rev=due.seen_rev,
            to_rev=made.to_rev,
            options_key=key,
            messages=list(map(stored_message, made.messages)),
            lines=_lines(made),
            now=self.clock(),
        )
        return replace(made, id=edition_id)


def _read(row: EditionRow) -> Edition:
    return Edition(row.id, row.to_rev, tuple(map(read_message, row.messages)))


def _lines(made: Edition) -> list[ShownLine]:
    return [
        ShownLine(line.role, passage, line.citations[0].article, line.speaker)
        for line in made.lines
        for passage in made.passages[line.cite.number - 1 : line.cite.number]
    ]


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
