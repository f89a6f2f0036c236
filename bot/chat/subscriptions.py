"""/subscribe, /settings, /pause, /unsubscribe, /digest and the erasing half of /privacy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefing import Button, Message
from bot.chat.asked import Command, Done
from bot.chat.desk import Desk
from bot.chat.place import Place, say
from bot.dates import write_day
from bot.digest.schedule import HINT, Schedule, next_slot, parse_schedule
from bot.errors import BadQuery
from bot.store.subscribers import Hour, Subscription

FIRST_DAYS = 7
PERIOD = re.compile(r"(\d{1,3})\s*(days?|weeks?|months?|d|w|m)", re.IGNORECASE)
DAYS_OF = {"d": 1, "w": 7, "m": 30}
CHOICES = ("daily 08:00", "weekdays 07:30", "weekly mon 09:00", "daily 08:00,18:00")


def subscribe(desk: Desk, place: Place, words: str) -> Message:
    """Subscribe a chat; without words, offer the usual hours. Raises BadQuery."""
    if not words:
        rows = [(Button(choice, f"/subscribe {choice}"),) for choice in CHOICES]
        return say(f"When should the digest come? Choose, or write it yourself. {HINT}", *rows)
    asked = parse_schedule(words, desk.dossier.zone)
    now = desk.clock()
    hours = tuple(_hour(asked, number, now) for number in range(len(asked.times)))
    with desk.store.database.writing() as connection:
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        chat = desk.chats.row(connection, place.chat_id, place.kind, now)
        desk.subscribers.save(
            connection,
            chat=chat,
            thread_id=place.thread_id,
            dossier_id=dossier.id,
            revision=dossier.revision,
            first_since=now - timedelta(days=FIRST_DAYS),
            zone=asked.zone,
            hours=hours,
            now=now,
        )
    first = min(hours, key=lambda hour: hour.next_at)
    return say(
        f"Subscribed: {asked}. The next digest comes {_local(first.next_at, asked.zone)},"
        " if there is something new. /settings shows it, /unsubscribe ends it.",
        (Button("Settings", "/settings"), Button("Unsubscribe", "/unsubscribe")),
    )


def _hour(asked: Schedule, number: int, now: datetime) -> Hour:
    at = asked.times[number]
    slot = next_slot(asked.weekdays, at, asked.zone, now)
    return Hour(asked.weekdays, f"{at:%H:%M}", slot.at, slot.on.isoformat())


def _local(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A}, {write_day(local.date())} at {local:%H:%M} ({zone})"


def _find(desk: Desk, place: Place) -> Subscription | None:
    with desk.store.database.reading() as connection:
        chat = desk.chats.find(connection, place.chat_id)
        if chat is None:
            return None
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        return desk.subscribers.find(connection, chat, place.thread_id, dossier.id)


NOT_SUBSCRIBED = f"No digest is set up here. {HINT}"


def settings(desk: Desk, place: Place, words: str = "") -> Message:
    """Show a chat's digests and change how they are sent: `silent`, `loud`."""
    found = _find(desk, place)
    if found is None:
        return say(NOT_SUBSCRIBED, (Button("Subscribe", "/subscribe"),))
    silent = bool(found.options.get("silent"))
    if words in ("silent", "loud"):
        silent = words == "silent"
        with desk.store.database.writing() as connection:
            desk.subscribers.set_options(connection, found.id, {**found.options, "silent": silent})
    times = ", ".join(time for _, time in found.schedules) or "none"
    next_at = datetime.fromisoformat(found.next_at) if found.next_at else None
    lines = [
        f"<b>Settings · {desk.dossier.title}</b>",
        f"Digest at {times} ({found.zone}), {'paused' if found.state == 'paused' else 'active'}.",
        f"Sent {'without a sound' if silent else 'with a sound'}; quiet when nothing is new.",
    ]
    if next_at is not None:
        lines.append(f"The next one is due {_local(next_at, found.zone)}.")
    switch = ("With sound", "loud") if silent else ("Without sound", "silent")
    return say(
        "\n".join(lines),
        (Button("Other hours", "/subscribe"), Button(switch[0], f"/settings {switch[1]}")),
        (Button("Pause a week", "/pause 1 week"), Button("Unsubscribe", "/unsubscribe")),
    )


def pause(desk: Desk, place: Place, words: str) -> Message:
    """Rest for some days or weeks; raises BadQuery."""
    found = _find(desk, place)
    if found is None:
        return say(NOT_SUBSCRIBED)
    period = PERIOD.fullmatch(words.strip() or "1 week")
    if period is None:
        raise BadQuery(words, f"“{words}” is not a time to rest.", "Try /pause 2 weeks.")
    days = int(period[1]) * DAYS_OF[period[2][0].lower()]
    until = desk.clock() + timedelta(days=days)
    with desk.store.database.writing() as connection:
        desk.subscribers.pause(connection, found.id, until)
    return say(f"No digest before {_local(until, found.zone)}. /subscribe wakes it sooner.")


def unsubscribe(desk: Desk, place: Place) -> Message:
    """End a chat's digests at once."""
    found = _find(desk, place)
    if found is None:
        return say("No digest is set up here, so there is nothing to end.")
    with desk.store.database.writing() as connection:
        desk.subscribers.end(connection, found.id)
    return say("Unsubscribed: no more digests. /privacy deletes what is kept about this chat.")


def digest_now(desk: Desk, place: Place) -> tuple[Message, ...]:
    """Show what the next digest would hold; moves no mark."""
    found = _find(desk, place)
    now = desk.clock()
    if found is None:
        since = (now - timedelta(days=FIRST_DAYS)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        edition = desk.briefings.digest(0, since, now.date())
    else:
        on = now.astimezone(ZoneInfo(found.zone)).date()
        edition = desk.briefings.digest(found.seen_rev, found.first_since, on)
    if not edition.messages:
        return (say("Nothing is new since your last digest."),)
    return edition.messages


def erase(desk: Desk, place: Place) -> Message:
    """Delete everything that is kept about a chat."""
    desk.chats.erase(place.chat_id)
    return say("Deleted: nothing about this chat is kept any more.")


COMMANDS: Mapping[str, Command] = {
    "subscribe": Command(lambda d, a: Done((subscribe(d, a.place, a.words),)), "admin"),
    "unsubscribe": Command(lambda d, a: Done((unsubscribe(d, a.place),)), "admin"),
    "settings": Command(lambda d, a: Done((settings(d, a.place, a.words),)), "admin"),
    "pause": Command(lambda d, a: Done((pause(d, a.place, a.words),)), "admin"),
    "digest": Command(lambda d, a: Done(digest_now(d, a.place))),
}
# /privacy alone is a briefing of the house; with “erase” it acts
ERASE = Command(lambda d, a: Done((erase(d, a.place),)), "admin")
