"""Many articles at once, from an archive or an album: one summary, and one button that publishes all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.briefing import Button, Message
from bot.chat.asked import Asked, Command, Done
from bot.chat.cards import doer, shown_anew, version_of
from bot.chat.desk import Desk
from bot.chat.leaves import page_in
from bot.chat.place import say
from bot.chat.preview import date_of
from bot.chat.settling import offer
from bot.chat.words import GONE, count, safe, shortened
from bot.errors import ChangeRefused
from bot.store.cards import Card

PAGE = 10
MEANWHILE = "Somebody changed some of these articles meanwhile; this is how they stand now."


def summary(
    desk: Desk, batch: str, page: int = 1, notice: str = "", refused: Sequence[str] = ()
) -> Message:
    """List the articles of a batch, with what could not be read the first time that it is shown."""
    cards = desk.cards.of_batch(batch)
    drafts = sum(card.state == "draft" for card in cards)
    pages = max(1, -(-len(cards) // PAGE))
    page = page_in(str(page), pages)
    here = cards[(page - 1) * PAGE : page * PAGE]
    head = f"<b>{count(len(cards), 'article')}</b>, {count(drafts, 'draft')}"
    html = "\n".join(
        (
            *([f"<i>{safe(notice)}</i>"] if notice else []),
            f"{head}, page {page} of {pages}",
            *_lines(desk, here),
            *(["", not_stored(refused)] if refused else []),
        )
    )
    numbers = [Button(str(card.article_id), f"/edit {card.article_id}") for card in here]
    turn = [
        Button(text, f"batch:{batch}:page:{to}")
        for text, to in (("‹ Before", page - 1), ("Next ›", page + 1))
        if 1 <= to <= pages
    ]
    version = version_of(desk, [card.article_id for card in cards])
    publish = Button(f"Publish all ({drafts})", f"batch:{batch}:publish:{version}")
    all_of_them = (publish,) if drafts else ()
    return say(html, all_of_them, tuple(numbers[:5]), tuple(numbers[5:]), tuple(turn))


def not_stored(refused: Sequence[str]) -> str:
    """List why documents were not stored, the first of many."""
    told = [f"• {safe(shortened(each, 150))}" for each in refused[:PAGE]]
    more = [f"and {len(refused) - PAGE} more"] if len(refused) > PAGE else []
    return "\n".join((f"<b>{len(refused)} not stored</b>", *told, *more))


def _lines(desk: Desk, cards: Sequence[Card]) -> list[str]:
    with desk.store.database.reading() as connection:
        stored = desk.store.articles.get_many(connection, [card.article_id for card in cards])
    told = []
    for card in cards:
        about = stored[card.article_id].article.metadata
        headline = safe(shortened(about.headline or "no headline", 120))
        outlet = safe(about.outlet or "outlet not known")
        state = "" if card.state == "draft" else f" — <i>{card.state}</i>"
        told.append(f"{card.article_id} · {headline} · {outlet} · {date_of(about)}{state}")
    return told


def _press(desk: Desk, asked: Asked) -> Done:
    batch, action, rest = (*asked.words.split(":"), "", "", "")[:3]
    cards = desk.cards.of_batch(batch)
    if not cards:
        return Done((say(GONE),))
    if action != "publish":
        return Done(instead=summary(desk, batch, page_in(rest, len(cards))))
    if version_of(desk, [card.article_id for card in cards]) != rest:
        return Done(instead=summary(desk, batch, 1, MEANWHILE))
    drafts = [card for card in cards if card.state == "draft"]
    published = 0
    for number, card in enumerate(drafts, 1):
        asked.tell(f"Publishing … {number} of {len(drafts)}")
        published += _published(desk, asked, card)
    notice = f"Published: {count(published, 'article')}."
    anew = shown_anew(desk, [card.article_id for card in drafts])
    return Done(offer(desk), instead=summary(desk, batch, 1, notice), anew=anew)


def _published(desk: Desk, asked: Asked, card: Card) -> bool:
    """Publish one of many; one that an editor changes at this moment is left alone."""
    try:
        desk.editing.publish(card.article_id, by=doer(desk, asked), version=card.version)
    except ChangeRefused:
        return False
    return True


PRESSES: Mapping[str, Command] = {"batch": Command(_press, "editor")}
