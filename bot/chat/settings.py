"""/settings: shows and changes all that a subscription can be, by buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.briefing import Button, Message
from bot.chat.asked import Asked, Command, Done, in_place
from bot.chat.desk import Desk
from bot.chat.place import Place, say
from bot.chat.subscribing import CHOICES, choices, coming, save, wake
from bot.chat.subscriptions import (
    button,
    find,
    local,
    not_subscribed,
    safe,
    schedule_of,
    target_of,
)
from bot.digest.schedule import parse_schedule
from bot.digest.zones import find_zone, near
from bot.errors import BadQuery
from bot.store.subscribers import Subscription

# zones that are offered before anybody has named one
OFFERED = (
    "Europe/London",
    "Europe/Paris",
    "Europe/Moscow",
    "Asia/Tehran",
    "America/New_York",
    "UTC",
)
POINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)[ ,]+(-?\d{1,3}(?:\.\d+)?)")
# what a digest holds, by the kind of command that asks for the same
PARTS = ("facts", "positions", "quotes", "latest")
HINT = "Try /settings alone: it has a button for everything."

Change = Callable[[Desk, Place, Subscription, str], Message]
"""From what somebody asks of a subscription to what is shown in the place of the settings."""


def settings(desk: Desk, asked: Asked) -> Done:
    """Show a subscription, or change it as the words say; raises BadQuery."""
    place, words = target_of(asked)
    found = find(desk, place)
    name, _, rest = words.partition(" ")
    if found is None:
        at = POINT.fullmatch(rest) if name == "near" else None
        offered = _here(desk, at) if at else say(not_subscribed(place), *_subscribe(place))
        return Done((offered,))
    if not words:
        return Done((show(desk, place, found),))
    if name not in CHANGES:
        raise BadQuery(words, f"“{words}” is no setting.", HINT)
    return in_place(asked, CHANGES[name](desk, place, found, rest.strip()))


def _subscribe(place: Place) -> tuple[tuple[Button, ...], ...]:
    return (button("Subscribe", "subscribe", "", place),)


def show(desk: Desk, place: Place, found: Subscription, said: str = "") -> Message:
    """Write all settings, with buttons that change them."""
    options, schedule = found.options, schedule_of(found)
    title = " · ".join(filter(None, ("Settings", desk.dossier.title, place.name)))
    quiet = "say so" if options.get("quiet") == "say" else "send nothing"
    full, silent = options.get("length") == "full", bool(options.get("silent"))
    parts = [name for name in _parts(desk) if name not in options.get("without", ())]
    lines = [
        f"<b>{safe(title)}</b>",
        f"Digest: {schedule}",
        _when(desk, found),
        f"When nothing is new: {quiet}",
        f"Length: {'full' if full else 'short, one message'}",
        f"Sound: {'none' if silent else 'as your Telegram has it'}",
        f"Holds: {', '.join(parts) or 'nothing'}",
        "Link previews: never",
    ]
    if said:
        lines += ["", safe(said)]
    asleep = _is_paused(found, desk.clock())
    return say("\n".join(lines), *_buttons(place, quiet, full, silent, asleep))


def _buttons(
    place: Place, quiet: str, full: bool, silent: bool, asleep: bool
) -> tuple[tuple[Button, ...], ...]:
    def change(text: str, words: str) -> tuple[Button, ...]:
        return button(text, "settings", words, place)

    rows = (
        (*change("Hours", "hours"), *change("Zone", "zone"), *change("What it holds", "holds")),
        (
            *(
                change("Send nothing when quiet", "quiet nothing")
                if quiet == "say so"
                else change("Say when it is quiet", "quiet say")
            ),
            *(change("Short", "length short") if full else change("Full length", "length full")),
        ),
        (
            *(change("With sound", "sound on") if silent else change("Without sound", "sound off")),
            *(
                change("Wake", "wake")
                if asleep
                else button("Pause a week", "pause", "1 week", place)
            ),
            *button("Unsubscribe", "unsubscribe", "", place),
        ),
    )
    return tuple(row for row in rows if row)


def _is_paused(found: Subscription, now: datetime) -> bool:
    until = found.paused_until
    return found.state == "paused" and until is not None and datetime.fromisoformat(until) > now


def _when(desk: Desk, found: Subscription) -> str:
    if _is_paused(found, desk.clock()) and found.paused_until:
        return (
            f"Paused: none before {local(datetime.fromisoformat(found.paused_until), found.zone)}"
        )
    if found.next_at is None:
        return "Next: none is due"
    return f"Next: {coming(desk, found.next_at, found.zone)}"


# ---- changes


def _hours(desk: Desk, place: Place, found: Subscription, words: str) -> Message:
    if not words:
        rows = [button(each, "settings", f"hours {each}", place) for each in CHOICES]
        said = f"Now {schedule_of(found)}. Choose other hours, or write /subscribe and your own."
        return say(said, *rows, button("Back", "settings", "show", place))
    return _moved(desk, place, found, words)


def _moved(desk: Desk, place: Place, found: Subscription, words: str) -> Message:
    save(desk, place, found, parse_schedule(words, found.zone))
    return _shown_anew(desk, place, "Changed.")


def _shown_anew(desk: Desk, place: Place, said: str = "") -> Message:
    found = find(desk, place)
    return show(desk, place, found, said) if found else say(not_subscribed(place))


def _zone(desk: Desk, place: Place, found: Subscription, words: str) -> Message:
    if not words:
        rows = [
            (*button(a, "settings", f"zone {a}", place), *button(b, "settings", f"zone {b}", place))
            for a, b in zip(OFFERED[::2], OFFERED[1::2], strict=True)
        ]
        how = "/settings " + f"{place.name} zone CITY".strip()
        said = (
            f"Your digest keeps the clock of {found.zone}, where it is {_clock(desk, found.zone)}."
            f" Choose another, write {safe(how)}, or send me a location (in our private chat)."
        )
        return say(said, *rows, button("Back", "settings", "show", place))
    return _set_zone(desk, place, found, find_zone(words))


def _set_zone(desk: Desk, place: Place, found: Subscription, zone: str) -> Message:
    save(desk, place, found, replace(schedule_of(found), zone=zone))
    return _shown_anew(desk, place, f"It is {_clock(desk, zone)} in {zone} now.")


def _near(desk: Desk, place: Place, found: Subscription, words: str) -> Message:
    """Take the zone of a shared location, and offer its neighbours where their clocks differ."""
    at = POINT.fullmatch(words)
    if at is None:
        raise BadQuery(words, "That is no place on Earth.", HINT)
    zones = near(float(at[1]), float(at[2]))
    message = _set_zone(desk, place, found, zones[0])
    here = _clock(desk, zones[0])
    rows = [
        button(f"Rather {zone}, {_clock(desk, zone)}", "settings", f"zone {zone}", place)
        for zone in zones[1:]
        if _clock(desk, zone) != here
    ]
    return replace(message, buttons=(*rows, *message.buttons))


def _here(desk: Desk, at: re.Match[str]) -> Message:
    """Offer hours in the zone of a location to who is not subscribed."""
    zone = near(float(at[1]), float(at[2]))[0]
    offered = choices(Place(0, "private", 0), zone)
    said = f"You seem to be in {zone}, where it is {_clock(desk, zone)} now."
    return say(f"{said} {offered.html}", *offered.buttons)


def _clock(desk: Desk, zone: str) -> str:
    return f"{desk.clock().astimezone(ZoneInfo(zone)):%H:%M}"


def _option(name: str, values: Mapping[str, object]) -> Change:
    """Make the change of an option to one of some values."""

    def change(desk: Desk, place: Place, found: Subscription, words: str) -> Message:
        if words not in values:
            listed = " or ".join(f"/settings {name} {each}" for each in values)
            raise BadQuery(words, f"“{words}” is no value of {name}.", f"Try {listed}.")
        option = "silent" if name == "sound" else name
        return _set(desk, place, found, {option: values[words]})

    return change


def _set(
    desk: Desk, place: Place, found: Subscription, options: Mapping[str, object], said: str = ""
) -> Message:
    with desk.store.database.writing() as connection:
        desk.subscribers.set_options(connection, found.id, {**found.options, **options})
    return _shown_anew(desk, place, said)


def _parts(desk: Desk) -> list[str]:
    """Return the dossier's commands of which a digest can hold the news."""
    return [command.name for command in desk.dossier.commands if command.kind in PARTS]


def _holds(desk: Desk, place: Place, found: Subscription, words: str) -> Message:
    """Show what the digest holds, or leave out and take in the part of one command."""
    without = set(found.options.get("without", ()))
    if words:
        if words not in _parts(desk):
            raise BadQuery(words, f"“{words}” is no part of a digest.", HINT)
        without ^= {words}
        if without >= set(_parts(desk)):
            raise BadQuery(words, "A digest must hold something.", "/unsubscribe ends it.")
        _set(desk, place, found, {"without": sorted(without)})
    rows = [
        button(f"{'Take in' if n in without else 'Leave out'} {n}", "settings", f"holds {n}", place)
        for n in _parts(desk)
    ]
    held = ", ".join(name for name in _parts(desk) if name not in without)
    return say(
        f"Your digest holds what is new for: {held}.",
        *rows,
        button("Back", "settings", "show", place),
    )


def _wake(desk: Desk, place: Place, found: Subscription, _: str) -> Message:
    wake(desk, place, found)
    return _shown_anew(desk, place, "Awake.")


CHANGES: Mapping[str, Change] = {
    "show": lambda desk, place, found, _: show(desk, place, found),
    "hours": _hours,
    "zone": _zone,
    "near": _near,
    "quiet": _option("quiet", {"say": "say", "nothing": "nothing"}),
    "sound": _option("sound", {"on": False, "off": True}),
    "length": _option("length", {"short": "short", "full": "full"}),
    "holds": _holds,
    "wake": _wake,
}
COMMANDS: Mapping[str, Command] = {"settings": Command(settings, "admin")}
