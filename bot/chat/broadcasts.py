"""/digest, and what editors do with everybody's: announce, hold, release, send early."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from bot.briefing import Button
from bot.briefing.messages import LONGEST, fits, length
from bot.chat.asked import Asked, Command, Done, in_place
from bot.chat.desk import Desk
from bot.chat.place import say
from bot.chat.subscriptions import find, safe, target_of
from bot.digest.editions import stored_message
from bot.digest.schedule import slot_after
from bot.errors import BadQuery

log = logging.getLogger(__name__)

# a digest that is sent early is one that is due within a day
AHEAD = timedelta(hours=24)


def digest(desk: Desk, asked: Asked) -> Done:
    """Show what the next digest would hold; moves no mark."""
    place, _ = target_of(asked)
    found = find(desk, place)
    edition = desk.press.preview(found.id if found else None, desk.clock())
    return Done(edition.messages or (say("Nothing is new since your last digest."),))


# ---- announcements


def announce(desk: Desk, asked: Asked) -> Done:
    """Show an announcement as its readers will get it, with a button that sends it."""
    text = "".join(asked.text.split(maxsplit=1)[1:]).strip()
    if not text:
        hint = "Write it after the command: /announce The archive moves tonight."
        raise BadQuery("", "What should be announced?", hint)
    message = say(f"<b>From the editors · {safe(desk.dossier.title)}</b>\n\n{safe(text)}")
    if not fits(message.html):
        over = length(message.html) - LONGEST
        letters = "1 letter" if over == 1 else f"{over:,} letters"
        raise BadQuery(text, f"That is {letters} too long; most emoji count as two.")
    now = desk.clock()
    with desk.store.database.reading() as connection:
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        count = desk.broadcasts.readers(connection, dossier.id, now)
    key = desk.broadcasts.draft(dossier.id, stored_message(message), now)
    question = say(
        f"So it will look. Send it to the {_chats(count)} that asked for digests?",
        (Button("Send", f"announce:{key}:send"), Button("Drop", f"announce:{key}:drop")),
    )
    return Done((message, question))


def settle(desk: Desk, asked: Asked) -> Done:
    """Send or drop an announcement, once."""
    key, _, action = asked.words.partition(":")
    if action == "drop" and desk.broadcasts.drop(key):
        return in_place(asked, say("Dropped: nobody was sent it."))
    sent = desk.broadcasts.announce(key, desk.clock()) if action == "send" else None
    if sent is None:
        return in_place(asked, say("This announcement was sent or dropped before."))
    return in_place(asked, say(f"On its way to {_chats(sent)}."))


def _chats(count: int) -> str:
    return "1 chat" if count == 1 else f"{count:,} chats"


# ---- everybody's digests


def early(desk: Desk, asked: Asked) -> Done:
    """Ask whether the digests of the next day shall go out now, or send them."""
    if not asked.words.endswith("yes"):
        said = "Send now, to everybody, the digest that is due within 24 hours? It is not sent again then."
        return Done((say(said, (Button("Send them now", "/digest now yes"),)),))
    now = desk.clock()
    count = desk.planner.plan_early(now, now + AHEAD, slot_after, desk.press.has_news(now))
    if not count:
        return in_place(asked, say("Nothing is new to anybody: no digest was sent."))
    return in_place(asked, say(f"On their way to {_chats(count)}, where something is new."))


def hold(desk: Desk, _: Asked) -> Done:
    """Keep everybody's digests until they are released."""
    desk.deliveries.hold()
    log.info("digests held")
    said = (
        "Held: no digest and no announcement goes out before an editor releases them, also when the"
        " bot is started anew. What waits for more than three hours (a weekly one twelve) is not"
        " sent late; the next one says so."
    )
    return Done((say(said, (Button("Release them", "/digest release"),)),))


def release(desk: Desk, _: Asked) -> Done:
    """Let digests go out again; who refused one before they stopped is tried once more."""
    count = desk.deliveries.resume(desk.clock(), slot_after)
    log.info("digests released", extra={"revived": count})
    again = f" {_chats(count)} that refused one before they stopped will be tried again."
    return Done((say("Released: digests go out again." + (again if count else "")),))


COMMANDS: Mapping[str, Command] = {
    "digest": Command(digest),
    "announce": Command(announce, "editor", free=True),
}
PRESSES: Mapping[str, Command] = {"announce": Command(settle, "editor")}
WITH_WORDS: Mapping[tuple[str, str], Command] = {
    ("digest", "@"): Command(digest, "admin"),
    ("digest", "now"): Command(early, "editor"),
    ("digest", "now yes"): Command(early, "editor"),
    ("digest", "hold"): Command(hold, "editor"),
    ("digest", "release"): Command(release, "editor"),
}
