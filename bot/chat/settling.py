"""What becomes of an article: published, discarded, a newer version, a copy, taken out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.briefing import Button, Message
from bot.chat.asked import Asked, Command, Done
from bot.chat.cards import Action, button, changed, doer, shown_anew, version_of
from bot.chat.desk import Desk
from bot.chat.place import say
from bot.chat.words import count, number_in
from bot.store.cards import Card


def _publish(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    desk.editing.publish(card.article_id, by=doer(desk, asked), version=card.version)
    done = changed(desk, card, f"Published as article {card.article_id}.")
    return replace(done, here=offer(desk))


def _discard(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    desk.editing.discard(card.article_id, by=doer(desk, asked), version=card.version)
    return changed(desk, card, "")


def _remove(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    desk.editing.remove(card.article_id, by=doer(desk, asked), version=card.version)
    return changed(desk, card, "Removed from every briefing; /undo brings it back.")


def _newer(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    other = number_in(rest)
    sure = f"Article {other} goes out of every briefing, and this one takes its place."
    publish = button(card, f"Publish in place of #{other}", "replace", other)
    return Done(instead=say(sure, (publish, button(card, "Back", "back"))))


def _replace(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    desk.editing.replace(number_in(rest), card.article_id, by=doer(desk, asked))
    notice = f"Published as article {card.article_id}, in place of article {rest}."
    done = changed(desk, card, notice, number_in(rest))
    return replace(done, here=offer(desk))


def _copy(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    desk.editing.mark_copy(card.article_id, number_in(rest), by=doer(desk, asked))
    return changed(desk, card, f"It counts as a copy of article {rest}.")


def _follow(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    desk.editing.mark_copy(card.article_id, card.article_id, by=doer(desk, asked))
    return changed(desk, card, "It counts as a story of its own.")


ACTIONS: Mapping[str, Action] = {
    "publish": _publish,
    "discard": _discard,
    "remove": _remove,
    "newer": _newer,
    "replace": _replace,
    "copy": _copy,
    "follow": _follow,
}


# ---- the demonstration articles


def offer(desk: Desk) -> tuple[Message, ...]:
    """Offer to remove the demonstration articles once the first article of an editor is public."""
    with desk.store.database.reading() as connection:
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        shown = desk.store.dossiers.demonstrations(connection, dossier.id)
        public = desk.store.dossiers.public_ids(connection, dossier.id) if shown else ()
    if len(public) - len(shown) != 1:
        return ()
    version = version_of(desk, shown)
    return (
        say(
            f"This is your first article. {count(len(shown), 'demonstration article').capitalize()}"
            " still stand beside it; shall they go?",
            (
                Button("Remove them", f"demonstration:remove:{version}"),
                Button("Keep them", "demonstration:keep"),
            ),
        ),
    )


def _demonstration(desk: Desk, asked: Asked) -> Done:
    action, _, version = asked.words.partition(":")
    if action != "remove":
        return Done(instead=say("The demonstration articles stay; /articles lists them."))
    with desk.store.database.reading() as connection:
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        shown = desk.store.dossiers.demonstrations(connection, dossier.id)
    if version_of(desk, shown) != version:
        return Done(instead=say("Somebody changed these articles meanwhile; /articles lists them."))
    for number in shown:
        desk.editing.remove(number, by=doer(desk, asked))
    told = f"Removed: {count(len(shown), 'demonstration article')}. /undo brings them back."
    return Done(instead=say(told), anew=shown_anew(desk, shown))


PRESSES: Mapping[str, Command] = {"demonstration": Command(_demonstration, "editor")}
