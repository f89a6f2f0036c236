"""The card of an article in an editor's chat: what it shows, its buttons, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.briefing import Button, Message
from bot.chat.asked import Asked, Done, Shown
from bot.chat.desk import Desk
from bot.chat.place import Place, say
from bot.chat.preview import Seen, preview
from bot.intake import find_remarks
from bot.store.cards import Card
from bot.store.catalogue import State, state_of
from bot.store.copies import likeness

CHANGED = "Somebody changed this article meanwhile; this is how it stands now."
# an article is likened to those that readers or editors still see
ALIKE: frozenset[State] = frozenset({"draft", "public"})

Action = Callable[[Desk, Asked, Card, str], Done]
"""What a button of a card does, given what stands in its data after the action's name."""


def card_of(desk: Desk, place: Place, article_id: int) -> Card:
    """Return the card of an article in an editor's chat, made when there is none."""
    at = desk.clock()
    with desk.store.database.writing() as connection:
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        chat = desk.chats.row(connection, place.chat_id, place.kind, at)
    return desk.cards.make(chat, dossier.id, article_id, at)


def now(desk: Desk, card: Card) -> Card:
    """Return a card as it stands after a change."""
    return desk.cards.find(card.key) or card


def show(desk: Desk, card: Card, notice: str = "") -> Message:
    """Show an article as it stands; the buttons are bound to the version of `card`."""
    seen = look(desk, card)
    return say(preview(seen, notice), *_rows(card, seen))


def look(desk: Desk, card: Card) -> Seen:
    """Read what a card shows; a draft with what an editor should know before publishing it."""
    store = desk.store
    with store.database.reading() as connection:
        stored = store.articles.get(connection, card.article_id)
        analysis, _ = store.articles.analysis_of(connection, card.article_id)
        seen = Seen(card.article_id, card.state, stored.document, stored.article, analysis)
        if card.state != "draft":
            return seen
        alike = likeness(
            connection,
            stored.article.text,
            lambda other: (
                other != card.article_id and state_of(connection, card.dossier_id, other) in ALIKE
            ),
        )
    remarks = find_remarks(stored.article.metadata, stored.added_at, desk.clock())
    return replace(seen, remarks=remarks, likeness=alike)


def button(card: Card, text: str, action: str, *rest: object) -> Button:
    """Make a button of a card: its key, its version, and what it does."""
    return Button(text, ":".join(map(str, ("card", card.key, card.version, action, *rest))))


def _rows(card: Card, seen: Seen) -> Sequence[tuple[Button, ...]]:
    edit = button(card, "Edit", "edit")
    read = [button(card, "Show text", "text", 1), button(card, "Lines", "lines", 1)]
    if seen.article.removed:
        read.insert(1, button(card, "Restore lines", "removed", 1))
    match card.state:
        case "draft":
            first = (button(card, "Publish", "publish"), edit)
            return (first, tuple(read), _alike(card, seen), (button(card, "Discard", "discard"),))
        case "public":
            out = (button(card, "Remove", "remove"), button(card, "Withdraw", "ask", "reason"))
            return ((edit, *out), tuple(read))
        case "removed" | "withdrawn":
            return ((button(card, "Publish again", "publish"), edit), tuple(read))
    return ((Button("Undo", f"undo:{card.version}"),),)


def _alike(card: Card, seen: Seen) -> tuple[Button, ...]:
    if seen.likeness is None:
        return ()
    other = seen.likeness.article_id
    return (
        button(card, f"New version of #{other}", "newer", other),
        button(card, "Copy", "copy", other),
        button(card, "Follow-up", "follow", other),
    )


def changed(desk: Desk, card: Card, notice: str, *also: int) -> Done:
    """Show a card after a change, and every other card of the article, in the places they have."""
    return Done(
        instead=show(desk, now(desk, card), notice),
        anew=shown_anew(desk, (card.article_id, *also), but=card.key),
    )


def shown_anew(desk: Desk, articles: Sequence[int], but: str = "") -> tuple[Shown, ...]:
    """Return the cards of articles that stand in editors' chats, as they are now."""
    found = []
    for card in (each for number in articles for each in desk.cards.of_article(number)):
        if card.key == but or card.message_id is None:
            continue
        with desk.store.database.reading() as connection:
            chat_id = desk.chats.chat_id(connection, card.chat_row)
        # who is no editor any more is shown no draft
        if desk.editors.role(chat_id) is not None:
            place = Place(chat_id, "private", 0)
            found.append(Shown(place, card.message_id, show(desk, card)))
    return tuple(found)


def version_of(desk: Desk, articles: Sequence[int]) -> str:
    """Return what is another after any change of some articles: of one, or of which they are."""
    newest = max(map(desk.editing.version_of, articles), default=0)
    return f"{len(articles)}.{max(articles, default=0)}.{newest}"


def doer(desk: Desk, asked: Asked) -> int | None:
    """Return who does something, as the log of changes names them."""
    found = desk.editors.find(asked.user_id or 0)
    return found.id if found else None
