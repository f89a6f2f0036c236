"""A press under a card: done to the version of the article that the card showed, and to no other."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import leaves, mending, overruling, settling
from bot.chat.asked import Asked, Command, Done
from bot.chat.cards import CHANGED, Action, now, show
from bot.chat.desk import Desk
from bot.chat.place import say
from bot.chat.words import GONE
from bot.errors import ChangeRefused, Outdated

ACTIONS: Mapping[str, Action] = {
    **leaves.ACTIONS,
    **mending.ACTIONS,
    **overruling.ACTIONS,
    **settling.ACTIONS,
}


def press(desk: Desk, asked: Asked) -> Done:
    """Do what a button of a card says; a button of an older version shows the card anew."""
    key, version, action, rest = (*asked.words.split(":", 3), "", "", "")[:4]
    card = desk.cards.find(key)
    if card is None or action not in ACTIONS:
        return Done((say(GONE),))
    if asked.message_id is not None and asked.message_id != card.message_id:
        desk.cards.show(key, asked.message_id)
    if str(card.version) != version:
        return Done(instead=show(desk, card, CHANGED))
    try:
        return ACTIONS[action](desk, asked, card, rest)
    except Outdated:
        return Done(instead=show(desk, now(desk, card), CHANGED))
    except ChangeRefused as refused:
        return Done(instead=show(desk, now(desk, card), str(refused)))


PRESSES: Mapping[str, Command] = {"card": Command(press, "editor"), **settling.PRESSES}
