"""What is sent to a chat, thread or channel: the subscription, and words about its hours."""

from __future__ import annotations

import html
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.briefing import Button, asking
from bot.chat.asked import Asked
from bot.chat.desk import Desk
from bot.chat.place import Place
from bot.dates import write_day
from bot.digest.schedule import HINT, Schedule, Slot
from bot.store.subscribers import Subscription


def target_of(asked: Asked) -> tuple[Place, str]:
    """Return the place that is spoken of, and the words without its name.

    A channel is named in the private chat of one of its admins; else it is the chat itself.
    """
    if asked.target is None:
        return asked.place, asked.words
    return asked.target, asked.words.partition(" ")[2].strip()


def find(desk: Desk, place: Place) -> Subscription | None:
    """Find the subscription of a place."""
    with desk.store.database.reading() as connection:
        chat = desk.chats.find(connection, place.chat_id)
        if chat is None:
            return None
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        return desk.subscribers.find(connection, chat, place.thread_id, dossier.id)


def not_subscribed(place: Place) -> str:
    """Say that a place has no digest, and how it gets one."""
    where = f"for {place.name}" if place.name else "here"
    return f"No digest is set up {where}. {HINT}"


def schedule_of(found: Subscription) -> Schedule:
    """Return the hours of a subscription as a schedule."""
    times = sorted({time.fromisoformat(hour.local_time) for hour in found.hours})
    return Schedule(found.hours[0].weekdays if found.hours else 0, tuple(times), found.zone)


def slots_of(found: Subscription) -> tuple[Slot, ...]:
    """Return the coming slots of a subscription, in the order of its times."""
    hours = sorted(found.hours, key=lambda hour: hour.local_time)
    return tuple(Slot(hour.next_at, date.fromisoformat(hour.next_date)) for hour in hours)


def local(at: datetime, zone: str) -> str:
    """Write an instant as the subscriber's clock and calendar have it."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{there:%A}, {write_day(there.date())} at {there:%H:%M} ({zone})"


def safe(words: str) -> str:
    """Return words as they stand in HTML."""
    return html.escape(words, quote=False)


def button(text: str, command: str, words: str, place: Place) -> tuple[Button, ...]:
    """Make a button that says a command about a place; none where Telegram has no room for it."""
    return asking(text, " ".join(part for part in (f"/{command}", place.name, words) if part))
