"""/subscribe, /pause, /unsubscribe and the erasing half of /privacy."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.briefing import Message
from bot.chat.asked import Asked, Command, Done
from bot.chat.desk import Desk
from bot.chat.place import Place, say
from bot.chat.subscriptions import (
    button,
    find,
    local,
    not_subscribed,
    safe,
    schedule_of,
    slots_of,
    target_of,
)
from bot.digest.editions import FIRST_DAYS
from bot.digest.schedule import HINT, Schedule, Slot, first_slots, parse_schedule
from bot.errors import BadQuery
from bot.store.subscribers import Had, Hour, Subscription

PERIOD = re.compile(r"(\d{1,3})\s*(days?|weeks?|months?|d|w|m)", re.IGNORECASE)
DAYS_OF = {"d": 1, "w": 7, "m": 30}
AWAKE = frozenset({"off", "end", "stop", "wake", "no"})
CHOICES = ("daily 08:00", "weekdays 07:30", "weekly mon 09:00", "daily 08:00,18:00")
# of so many days back a digest of the same local date can be: zones differ by more than a day
LOOKED_BACK = timedelta(days=3)


def subscribe(desk: Desk, asked: Asked) -> Done:
    """Subscribe a place; without words, offer the usual hours. Raises BadQuery."""
    place, words = target_of(asked)
    if not words:
        return Done((choices(place),))
    found = find(desk, place)
    schedule = parse_schedule(words, found.zone if found else desk.dossier.zone)
    return Done((_confirmed(desk, place, found, schedule),))


def choices(place: Place, zone: str = "") -> Message:
    """Offer the usual hours."""
    named = f"The digest of {safe(place.name)}: when" if place.name else "When"
    rows = [button(c, "subscribe", f"{c} {zone}".strip(), place) for c in CHOICES]
    return say(f"{named} should it come? Choose, or write it yourself. {HINT}", *rows)


def save(
    desk: Desk,
    place: Place,
    found: Subscription | None,
    schedule: Schedule,
    *,
    awake: bool = False,
) -> datetime:
    """Give a place these hours, and return when its next digest is due; `awake` ends a pause."""
    now = desk.clock()
    slots = _slots(schedule, now, _had(desk, place, now), found)
    hours = [
        Hour(schedule.weekdays, f"{at:%H:%M}", slot.at, slot.on.isoformat())
        for at, slot in zip(schedule.times, slots, strict=True)
    ]
    with desk.store.database.writing() as connection:
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        subscription_id = desk.subscribers.save(
            connection,
            chat=desk.chats.row(connection, place.chat_id, place.kind, now),
            thread_id=place.thread_id,
            dossier_id=dossier.id,
            revision=dossier.revision,
            first_since=now - FIRST_DAYS,
            zone=schedule.zone,
            hours=hours,
            now=now,
        )
        if awake:
            desk.subscribers.wake(connection, subscription_id)
    return min(slot.at for slot in slots)


def _had(desk: Desk, place: Place, now: datetime) -> tuple[Had, ...]:
    """Return a place's digests of the last days, from before it unsubscribed too."""
    since = (now - LOOKED_BACK).date().isoformat()
    with desk.store.database.reading() as connection:
        chat = desk.chats.find(connection, place.chat_id)
        if chat is None:
            return ()
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        return desk.subscribers.had(connection, chat, place.thread_id, dossier.id, since)


def _slots(
    schedule: Schedule, now: datetime, had: Sequence[Had], found: Subscription | None
) -> tuple[Slot, ...]:
    """Return the first slot of each hour, so that no local date has one digest more or less."""
    before = schedule_of(found) if found else schedule
    same = (before.weekdays, before.times) == (schedule.weekdays, schedule.times)
    return first_slots(
        schedule,
        now,
        Counter(date.fromisoformat(each.on) for each in had if each.sent),
        slots_of(found) if found and same and before.zone != schedule.zone else (),
        {
            (date.fromisoformat(each.on), time.fromisoformat(each.local_time))
            for each in had
            if each.weekdays == schedule.weekdays
        },
    )


def _confirmed(desk: Desk, place: Place, found: Subscription | None, schedule: Schedule) -> Message:
    next_at = save(desk, place, found, schedule, awake=True)
    named = f"{safe(place.name)} is subscribed" if place.name else "Subscribed"
    said = f"{named}: {schedule}. The next digest comes {coming(desk, next_at, schedule.zone)},"
    return say(
        f"{said} if there is something new. /settings shows it, /unsubscribe ends it.",
        (
            *button("Settings", "settings", "", place),
            *button("Another zone", "settings", "zone", place),
            *button("Unsubscribe", "unsubscribe", "", place),
        ),
    )


def coming(desk: Desk, at: datetime, zone: str) -> str:
    """Write when a digest comes: between two times where many are due at that minute."""
    with desk.store.database.reading() as connection:
        queue = desk.subscribers.due_at(connection, at)
    minutes = math.ceil(queue / desk.rate / 60)
    written = local(at, zone)
    if minutes <= 1:
        return written
    clock = ZoneInfo(zone)
    first, last = at.astimezone(clock), (at + timedelta(minutes=minutes)).astimezone(clock)
    return written.replace(f"at {first:%H:%M}", f"between {first:%H:%M} and {last:%H:%M}")


def pause(desk: Desk, asked: Asked) -> Done:
    """Rest for some days or weeks, or wake; raises BadQuery."""
    place, words = target_of(asked)
    found = find(desk, place)
    if found is None:
        return Done((say(not_subscribed(place)),))
    if words.lower() in AWAKE:
        return Done((wake(desk, place, found),))
    period = PERIOD.fullmatch(words or "1 week")
    if period is None or int(period[1]) == 0:
        hint = "Try /pause 2 weeks, or /pause off to wake."
        raise BadQuery(words, f"“{words}” is not a time to rest.", hint)
    days = int(period[1]) * DAYS_OF[period[2][0].lower()]
    until = desk.clock() + timedelta(days=days)
    with desk.store.database.writing() as connection:
        desk.subscribers.pause(connection, found.id, until)
    said = f"No digest before {local(until, found.zone)}; the first after it tells all that is new."
    return Done((say(said, button("Wake now", "pause", "off", place)),))


def wake(desk: Desk, place: Place, found: Subscription) -> Message:
    """End a pause and say when the next digest is due."""
    with desk.store.database.writing() as connection:
        desk.subscribers.wake(connection, found.id)
    if found.next_at is None:
        return choices(place)
    return say(f"Awake: the next digest comes {coming(desk, found.next_at, found.zone)}.")


def unsubscribe(desk: Desk, asked: Asked) -> Done:
    """End a place's digests at once."""
    place, _ = target_of(asked)
    found = find(desk, place)
    if found is None:
        where = f"for {safe(place.name)}" if place.name else "here"
        return Done((say(f"No digest is set up {where}, so there is nothing to end."),))
    with desk.store.database.writing() as connection:
        desk.subscribers.end(connection, found.id)
    return Done(
        (
            say(
                "Unsubscribed: no more digests. /privacy deletes what is kept about this chat.",
                button("Subscribe again", "subscribe", str(schedule_of(found)), place),
            ),
        )
    )


def erase(desk: Desk, asked: Asked) -> Done:
    """Delete everything that is kept about a chat."""
    place, _ = target_of(asked)
    kept = desk.chats.erase(place.chat_id)
    if kept:
        said = "Deleted, but for your work as an editor: the cards of articles that you brought."
        return Done((say(said),))
    about = safe(place.name) or "this chat"
    return Done((say(f"Deleted: nothing about {about} is kept any more."),))


COMMANDS: Mapping[str, Command] = {
    "subscribe": Command(subscribe, "admin"),
    "unsubscribe": Command(unsubscribe, "admin"),
    "pause": Command(pause, "admin"),
}
# /privacy alone is a briefing of the house; with “erase” it acts
WITH_WORDS: Mapping[tuple[str, str], Command] = {
    ("privacy", "erase"): Command(erase, "admin"),
    ("privacy", "@ erase"): Command(erase, "admin"),
}
