"""The card of a draft: what was understood of a document, and the buttons that settle it."""

from __future__ import annotations

import html
from collections.abc import Mapping

from bot.briefing import Button, Message
from bot.chat.asked import Asked, Command, Done
from bot.chat.desk import Desk
from bot.chat.place import Place, say
from bot.dates import write_publication
from bot.errors import ChangeRefused, DuplicateArticle
from bot.ingest import Draft
from bot.intake import Given
from bot.model import Attribution, Document
from bot.store.cards import Card

PREVIEWED = 3


def receive(desk: Desk, place: Place, document: Document, given: Given | None = None) -> Message:
    """Read a document and show it as a card; raises IntakeError in one sentence."""
    try:
        draft = desk.ingest.draft(document, given)
    except DuplicateArticle as known:
        for card in desk.cards.of_article(known.article_id):
            if card.state == "draft":
                return say(
                    f"This is article {known.article_id} already, and not published yet.",
                    _buttons(card),
                )
        return say(f"Already on file: this is article {known.article_id}. Nothing was stored.")
    now = desk.clock()
    with desk.store.database.writing() as connection:
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        chat = desk.chats.row(connection, place.chat_id, place.kind, now)
    card = desk.cards.make(chat, dossier.id, draft.article_id, now)
    return say(preview(draft, document.name), _buttons(card))


def _buttons(card: Card) -> tuple[Button, ...]:
    return tuple(
        Button(label, f"card:{card.key}:{card.version}:{action}")
        for label, action in (
            ("Publish", "publish"),
            ("Removed lines", "removed"),
            ("Discard", "discard"),
        )
    )


def preview(draft: Draft, name: str) -> str:
    """Write the card of a draft: what was understood, and verbatim lines of it."""
    article, analysis = draft.article, draft.analysis
    about = article.metadata
    first = next((s.span.of(article.text) for s in analysis.sentences), "")
    lines = [
        f"<b>{_safe(about.headline or 'No headline')}</b>",
        f"{_safe(about.outlet or 'Outlet not known')} · {write_publication(about.publication)}",
        f"{len(article.text.split())} words, {len(analysis.attributions)} attributions,"
        f" {len(article.removed)} lines removed · {_safe(name)}",
        "",
        _safe(first[:400]),
    ]
    quoted = [a for a in analysis.attributions if a.kind == "direct" and a.speaker][:PREVIEWED]
    if quoted:
        lines += ["", "<b>Quotations</b>", *(_quotation(article.text, each) for each in quoted)]
    lines += ["", "Not public yet. Publish shows it to readers."]
    return "\n".join(lines)


def _quotation(text: str, each: Attribution) -> str:
    words = " […] ".join(piece.of(text) for piece in each.content)
    speaker = each.speaker.name if each.speaker else ""
    return f"{_safe(words[:300])} — {_safe(speaker)}"


def _safe(words: str) -> str:
    return html.escape(words, quote=False)


def press(desk: Desk, asked: Asked) -> Done:
    """Do what a button of a card says; a card that moved on says so."""
    key, version, action = (*asked.words.split(":"), "", "", "")[:3]
    card = desk.cards.find(key)
    if card is None or str(card.version) != version or card.state != "draft":
        state = f": it is {card.state} already" if card and card.state != "draft" else ""
        return Done((say(f"This card is no longer current{state}."),))
    try:
        return Done((_settle(desk, card, action),))
    except ChangeRefused as refused:
        return Done((say(str(refused)),))


def _settle(desk: Desk, card: Card, action: str) -> Message:
    if action == "publish":
        desk.editing.publish(card.article_id, by=None, version=card.version)
        return say(f"Published as article {card.article_id}: readers see it now.")
    if action == "discard":
        desk.editing.discard(card.article_id, by=None, version=card.version)
        return say("Discarded: readers never saw it.")
    return say(_removed(desk, card), _buttons(card))


def _removed(desk: Desk, card: Card) -> str:
    with desk.store.database.reading() as connection:
        article = desk.store.articles.get(connection, card.article_id).article
    lines = [
        f"• {_safe(r.span.of(article.source_text)[:200])} ({r.reason})" for r in article.removed
    ]
    return "\n".join(["<b>Removed lines</b>", *lines[:30]]) if lines else "No line was removed."


PRESSES: Mapping[str, Command] = {"card": Command(press, "editor")}
