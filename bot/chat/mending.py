"""What an editor sets of an article from its card: asked for by a button, answered by a message."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.chat.asked import Asked, Done, Shown
from bot.chat.brought import LINK
from bot.chat.cards import CHANGED, Action, button, changed, doer, look, now, show
from bot.chat.desk import Desk
from bot.chat.place import say
from bot.chat.words import safe, shortened
from bot.dates import parse_date, write_publication
from bot.editing import LONGEST_LINK
from bot.errors import BadQuery, ChangeRefused, Outdated
from bot.model import Metadata, Publication
from bot.store.cards import Card

# what can be set: its name in words, and what an editor is asked for
FIELDS: Mapping[str, tuple[str, str]] = {
    "headline": ("Headline", "Send the headline as a message."),
    "outlet": ("Outlet", "Send the outlet’s name as a message."),
    "date": ("Date", "Send the date as a message: 21 March 2026, last Saturday, week of 2 March."),
    "link": ("Link", "Send the link to the article as a message."),
}
WHY = "Why is it withdrawn? Send the reason as a message; readers are told it."
# letters of a text that may answer; a longer one is an article
ANSWER = 500
# how long a card waits for it
# of what could not be carried over, so much is told
SHOWN_LOST = 3
MARKS = '“”"'
WAITING_FOR = timedelta(minutes=15)


def _edit(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    desk.cards.ask(card.key, None)
    about = look(desk, card).article.metadata
    told = [f"{name}: {safe(value(about, field))}" for field, (name, _) in FIELDS.items()]
    names = [button(card, name, "ask", field) for field, (name, _) in FIELDS.items()]
    html = "\n".join((f"<b>Article {card.article_id}: what shall be set?</b>", *told))
    return Done(instead=say(html, tuple(names), (button(card, "Back", "back"),)))


def value(about: Metadata, field: str) -> str:
    """Write what is known of a field."""
    known = {"headline": about.headline, "outlet": about.outlet, "link": about.url}
    if field == "date":
        return write_publication(about.publication)
    return known.get(field) or "not known"


def _ask(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    if rest not in FIELDS and rest != "reason":
        return Done(instead=show(desk, card))
    desk.cards.ask(card.key, f"{rest}:{card.version}:{desk.clock().timestamp():.0f}")
    leave = button(card, "Leave it", "leave")
    if rest == "reason":
        return Done(instead=say(WHY, (leave,)))
    known = safe(value(look(desk, card).article.metadata, rest))
    unknown = button(card, "It is not known", "unknown", rest)
    return Done(instead=say(f"{FIELDS[rest][1]} Now: {known}.", (unknown, leave)))


def _leave(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    desk.cards.ask(card.key, None)
    return Done(instead=show(desk, card))


def _unknown(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    desk.cards.ask(card.key, None)
    _set(desk, asked, card, rest, "", card.version)
    return changed(desk, card, f"{FIELDS[rest][0]}: not known.")


def may_answer(card: Card, words: str, now: datetime) -> bool:
    """Say whether a text may be what a card has asked for of late; a link may where one was asked for."""
    field, _, asked_at = _asked(card)
    if not words or now - asked_at > WAITING_FOR:
        return False
    if field == "link":
        return len(words) <= LONGEST_LINK
    # a reason may point somewhere; any other text with a link brings an article
    plain = LINK.search(words) is None or (field == "reason" and bool(LINK.sub("", words).strip()))
    return len(words) <= ANSWER and plain


def _asked(card: Card) -> tuple[str, int, datetime]:
    """Return what a card asks for, of which version of its article, and since when."""
    field, version, seconds = (*(card.asking or "").split(":"), "", "")[:3]
    return field, int(version or 0), datetime.fromtimestamp(int(seconds or 0), UTC)


def answer(desk: Desk, asked: Asked, card: Card) -> Done:
    """Take a message for what a card asked; what cannot be read is asked for again."""
    field, version, _ = _asked(card)
    words = " ".join(asked.text.split())
    try:
        _set(desk, asked, card, field, words, version)
    except BadQuery as error:
        return Done((say(safe(f"{error} {error.hint}")),))
    except Outdated:
        desk.cards.ask(card.key, None)
        return _in_place(asked, card, Done(instead=show(desk, now(desk, card), CHANGED)))
    except ChangeRefused as error:
        return Done((say(safe(str(error))),))
    desk.cards.ask(card.key, None)
    name = FIELDS[field][0] if field in FIELDS else "Withdrawn"
    return _in_place(asked, card, changed(desk, card, f"{name}: {words}"))


def _in_place(asked: Asked, card: Card, done: Done) -> Done:
    """Show the card where it stands: a message, unlike a press, stands elsewhere."""
    assert done.instead is not None
    if card.message_id is None:
        return replace(done, here=(done.instead,), instead=None, card=card.key)
    shown = Shown(asked.place, card.message_id, done.instead, card.key)
    return replace(done, instead=None, anew=(shown, *done.anew))


def _set(desk: Desk, asked: Asked, card: Card, field: str, words: str, version: int) -> None:
    """Set a field in the words of an editor; raises BadQuery or ChangeRefused."""
    by, edit = doer(desk, asked), desk.editing.edit
    match field:
        case "headline":
            edit(card.article_id, by=by, headline=words, version=version)
        case "outlet":
            edit(card.article_id, by=by, outlet=words, version=version)
        case "link":
            edit(card.article_id, by=by, url=words, version=version)
        case "date":
            on = parse_date(words, desk.clock(), desk.dossier.zone) if words else Publication()
            edit(card.article_id, by=by, publication=on, version=version)
        case "reason":
            desk.editing.withdraw(card.article_id, words, by=by, version=version)


def carry_over(desk: Desk, before: int, after: int, by: int | None) -> str:
    """Set of an article what editors had set of the one that it takes the place of.

    Returns a sentence about what could not be carried over, or nothing.
    """
    with desk.store.database.reading() as connection:
        article = desk.store.articles.get(connection, before).article
    about = article.metadata
    printed = article.headline.of(article.source_text) if article.headline else None
    with contextlib.suppress(ChangeRefused):  # nothing was set
        desk.editing.edit(
            after,
            by=by,
            headline=about.headline if about.headline != printed else None,
            outlet=about.outlet if about.outlet_basis == "editor" else None,
            url=about.url,
            publication=about.publication if about.publication.basis == "editor" else None,
        )
    lost = desk.editing.carry_over(before, after, by=by)
    told = ", ".join(f"“{shortened(words.strip(MARKS), 80)}”" for words in lost[:SHOWN_LOST])
    more = " and more" if len(lost) > SHOWN_LOST else ""
    return f"What was set of these words is gone with them: {told}{more}." if lost else ""


ACTIONS: Mapping[str, Action] = {
    "edit": _edit,
    "ask": _ask,
    "leave": _leave,
    "unknown": _unknown,
}
