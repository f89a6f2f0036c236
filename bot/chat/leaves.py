"""What is read in a card's place: the text in pages, and the lines that cleaning left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.briefing import Button, Message
from bot.chat.asked import Asked, Done
from bot.chat.cards import Action, button, changed, doer, look, show
from bot.chat.desk import Desk
from bot.chat.place import say
from bot.chat.words import count, inert, number_in, safe, shortened
from bot.store.cards import Card

# letters of a page of text, and removed lines of a page
PAGE = 3000
LINES = 6


def _back(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    return Done(instead=show(desk, card))


def turning(card: Card, action: str, page: int, pages: int) -> tuple[Button, ...]:
    """Return the buttons that lead to the pages before and after, and back to the card."""
    before = (button(card, "‹ Before", action, page - 1),) if page > 1 else ()
    after = (button(card, "Next ›", action, page + 1),) if page < pages else ()
    return (*before, button(card, "Back", "back"), *after)


def page_in(rest: str, pages: int) -> int:
    """Read the number of a page, one that there is."""
    return min(max(1, number_in(rest or "1")), max(1, pages))


def _text(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    pages = list(_pages(look(desk, card).article.text))
    page = page_in(rest, len(pages))
    head = f"<b>Text of article {card.article_id}</b>, page {page} of {len(pages)}"
    html = f"{head}\n\n{inert(pages[page - 1])}"
    return Done(instead=say(html, turning(card, "text", page, len(pages))))


def _pages(text: str) -> Iterator[str]:
    """Cut a text into pages, at the end of a paragraph or a word where there is one."""
    while len(text) > PAGE:
        cut = max(text.rfind("\n", PAGE // 2, PAGE), 0) or max(text.rfind(" ", PAGE // 2, PAGE), 0)
        yield text[: cut or PAGE]
        text = text[cut or PAGE :]
    yield text


def _removed(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    return Done(instead=_removed_lines(desk, card, rest))


def _removed_lines(desk: Desk, card: Card, rest: str) -> Message:
    article = look(desk, card).article
    lines = list(enumerate(article.removed))
    pages = -(-len(lines) // LINES)
    page = page_in(rest, pages)
    here = lines[(page - 1) * LINES : page * LINES]
    told = [
        f"{n + 1}. {inert(shortened(each.span.of(article.source_text), 200))} ({safe(each.reason)})"
        for n, each in here
    ]
    return say(
        "\n".join((f"<b>{count(len(lines), 'line')} removed</b>, page {page} of {pages}", *told))
        if lines
        else "No line is left out.",
        tuple(button(card, f"Restore {n + 1}", "restore", n) for n, _ in here[:3]),
        tuple(button(card, f"Restore {n + 1}", "restore", n) for n, _ in here[3:]),
        (button(card, "Restore all", "restore", "all"),) if len(lines) > 1 else (),
        turning(card, "removed", page, pages),
    )


def _restore(desk: Desk, asked: Asked, card: Card, rest: str) -> Done:
    removed = look(desk, card).article.removed
    chosen = removed if rest == "all" else removed[number_in(rest) :][:1]
    desk.editing.restore(
        card.article_id,
        [each.span for each in chosen],
        by=doer(desk, asked),
        version=card.version,
    )
    return changed(desk, card, f"Restored: {count(len(chosen), 'line')}.")


ACTIONS: Mapping[str, Action] = {
    "back": _back,
    "text": _text,
    "removed": _removed,
    "restore": _restore,
}
