"""All articles for editors: lists of them, taking them out, undoing, and what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.briefing import Button, Message
from bot.chat.asked import Asked, Command, Done
from bot.chat.cards import card_of, doer, show, shown_anew
from bot.chat.desk import Desk
from bot.chat.place import say
from bot.chat.words import count, number_in, safe, shortened
from bot.dates import write_day, write_publication
from bot.editing import Change, Listed
from bot.errors import ArticleNotFound, BadQuery, ChangeRefused
from bot.store.catalogue import state_of

PAGE = 10
STATES = {"draft": "not published", "removed": "removed", "withdrawn": "withdrawn"}
# what of a change's details the log leaves out: what its kind says, and keys
UNTOLD = frozenset({"state", "passage", "kind"})
KINDS = {
    "publish": "published",
    "discard": "discarded",
    "edit": "edited",
    "restore": "lines restored in",
    "remove": "removed",
    "withdraw": "withdrawn",
    "replace": "replaced",
    "copy": "counted as a copy",
    "overrule": "a line overruled in",
    "editor": "who may edit",
    "undo": "undone",
}


# ---- lists


def _articles(desk: Desk, asked: Asked) -> Done:
    return Done((_list(desk, 1, asked.words),))


def _turn(desk: Desk, asked: Asked) -> Done:
    page, _, words = asked.words.partition(":")
    return Done(instead=_list(desk, max(1, number_in(page)), words))


def _list(desk: Desk, page: int, words: str) -> Message:
    total, listed = desk.editing.articles(page, words.split())
    pages = max(1, -(-total // PAGE))
    title = f"<b>{count(total, 'article')}{f' with “{safe(words)}”' if words else ''}</b>"
    if pages > 1:
        title += f", page {page} of {pages}"
    numbers = [Button(str(each.id), f"/edit {each.id}") for each in listed]
    html = "\n".join((title, *(_line(each) for each in listed)))
    return say(
        html, tuple(numbers[:5]), tuple(numbers[5:]), _turning("articles", page, total, words)
    )


def _line(each: Listed) -> str:
    state = f" — <i>{STATES[each.state]}</i>" if each.state in STATES else ""
    reason = f": {safe(shortened(each.reason, 100))}" if each.reason else ""
    headline = safe(shortened(each.headline or "no headline", 120))
    outlet = safe(each.outlet or "outlet not known")
    return (
        f"{each.id} · {headline} · {outlet} · {write_publication(each.publication)}{state}{reason}"
    )


# ---- one article


def article_in(words: str, command: str) -> tuple[int, str]:
    """Read an article's number and what follows it; raises BadQuery."""
    first, _, rest = words.strip().partition(" ")
    try:
        return number_in(first.lstrip("#").strip("[]")), rest.strip()
    except ChangeRefused:
        hint = f"Try /{command} 12; /articles lists them all."
        raise BadQuery(words, "Say which article.", hint) from None


def _edit(desk: Desk, asked: Asked) -> Done:
    number, _ = article_in(asked.words, "edit")
    _require(desk, number)
    card = card_of(desk, asked.place, number)
    return Done((show(desk, card),), card=card.key)


def _remove(desk: Desk, asked: Asked) -> Done:
    number, _ = article_in(asked.words, "remove")
    change = desk.editing.remove(number, by=doer(desk, asked))
    told = f"Article {number} is out of every briefing."
    return Done((say(told, _undoing(change)),), anew=shown_anew(desk, (number,)))


def _withdraw(desk: Desk, asked: Asked) -> Done:
    number, reason = article_in(asked.words, "withdraw")
    if not reason:
        raise BadQuery(
            asked.words,
            "Say why, readers are told it.",
            f"Try /withdraw {number} The publisher took it back.",
        )
    change = desk.editing.withdraw(number, reason, by=doer(desk, asked))
    told = f"Article {number} is withdrawn; readers are told: {safe(reason)}"
    return Done((say(told, _undoing(change)),), anew=shown_anew(desk, (number,)))


def _require(desk: Desk, number: int) -> None:
    """Raise ArticleNotFound when there is no such article in the dossier."""
    with desk.store.database.reading() as connection:
        dossier = desk.store.dossiers.get(connection, desk.dossier.key)
        if state_of(connection, dossier.id, number) is None:
            raise ArticleNotFound(number)


def _undoing(change: Change) -> tuple[Button, ...]:
    return (Button("Undo", f"undo:{change.id}"),)


def _add(desk: Desk, asked: Asked) -> Done:
    told = "Send the text of the article now; a file, a link or a forwarded post will do as well."
    return Done((say(told),), awaited=True)


# ---- the log


def _undo_list(desk: Desk, asked: Asked) -> Done:
    return Done((_log(desk, 1),))


def _turn_log(desk: Desk, asked: Asked) -> Done:
    return Done(instead=_log(desk, max(1, number_in(asked.words))))


def _undo(desk: Desk, asked: Asked) -> Done:
    change = desk.editing.undo(by=doer(desk, asked), change_id=number_in(asked.words))
    return Done(instead=_log(desk, 1, "Undone."), anew=shown_anew(desk, _articles_of(change)))


def _articles_of(change: Change) -> tuple[int, ...]:
    """Return the articles that a change is about: a newer version, and the one it stands for."""
    both = change.details.get("article")
    pair = both if isinstance(both, list | tuple) else ()
    return tuple(dict.fromkeys(n for n in (change.article_id, *pair) if isinstance(n, int)))


def _log(desk: Desk, page: int, notice: str = "") -> Message:
    """Show a page of the changes, each of the last ones that stand with a button that undoes it."""
    total = desk.editing.changes()
    if not total:
        return say("Nothing was changed yet.")
    before = (page - 1) * PAGE
    here = list(enumerate(desk.editing.log(PAGE, before), before + 1))
    names = {each.id: each.name or "an editor" for each in desk.editors.listed()}
    zone = ZoneInfo(desk.dossier.zone)
    told = [f"{n}. {_told(each, names, zone)}" for n, each in here]
    undoing = [Button(f"Undo {n}", f"undo:{c.id}") for n, c in here if c.stands]
    head = [f"<i>{notice}</i>"] if notice else []
    title = "<b>The last changes</b>" if page == 1 else f"<b>Changes, page {page}</b>"
    html = "\n".join((*head, title, *told))
    rows = (tuple(undoing[at : at + 3]) for at in range(0, len(undoing), 3))
    return say(html, *rows, _turning("changes", page, total, labels=("‹ Newer", "Older ›")))


def _turning(
    press: str,
    page: int,
    total: int,
    words: str = "",
    labels: tuple[str, str] = ("‹ Before", "Next ›"),
) -> tuple[Button, ...]:
    """Return the buttons that lead to the pages before and after."""
    pages = -(-total // PAGE)
    return tuple(
        Button(text, f"{press}:{to}{f':{words}' if words else ''}")
        for text, to in zip(labels, (page - 1, page + 1), strict=True)
        if 1 <= to <= pages
    )


def _told(change: Change, names: Mapping[int, str], zone: ZoneInfo) -> str:
    """Write one change: when, what, and who did it."""
    local = change.at.astimezone(zone)
    who = names.get(change.by, "an editor") if change.by is not None else "the terminal"
    what = KINDS[change.kind]
    if change.article_id is not None:
        what += f" article {change.article_id}"
    told = ((k, v) for k, v in change.details.items() if k not in UNTOLD)
    details = "; ".join(_detail(name, value) for name, value in told)
    undone = " — <i>undone</i>" if change.undone_by is not None else ""
    details = f" ({safe(shortened(details, 160))})" if details else ""
    return f"{write_day(local.date())} {local:%H:%M} · {what}{details} · {safe(who)}{undone}"


def _detail(name: str, value: object) -> str:
    if isinstance(value, list) and len(value) == 2:
        return f"{name}: {_written(value[0])} → {_written(value[1])}"
    return f"{name}: {_written(value)}"


def _written(value: object) -> str:
    return "nothing" if value in (None, "") else str(value)


# ---- what is there


def _stats(desk: Desk, asked: Asked) -> Done:
    stats = desk.editing.stats()
    states = ", ".join(f"{n} {_state(s)}" for s, n in stats.states.items() if n) or "none yet"
    outlets = (f"• {safe(name or 'outlet not known')}: {n}" for name, n in stats.outlets[:PAGE])
    last = _last_digest(desk, stats.last_digest_at)
    lines = (
        "<b>What is there</b>",
        f"Articles: {states}",
        *outlets,
        f"{count(stats.subscribers, 'subscriber').capitalize()}; {last}.",
        f"{count(stats.changes_this_week, 'change').capitalize()} in the last week;"
        # the message that asks for this waits too until it is answered
        f" {count(max(0, stats.inbox - 1), 'message')} waiting.",
    )
    return Done((say("\n".join(lines)),))


def _state(state: str) -> str:
    return "published" if state == "public" else STATES.get(state, state)


def _last_digest(desk: Desk, at: datetime | None) -> str:
    if at is None:
        return "no digest went out yet"
    local = at.astimezone(ZoneInfo(desk.dossier.zone))
    return f"the last digest went out {write_day(local.date())} at {local:%H:%M} ({local:%Z})"


COMMANDS: Mapping[str, Command] = {
    "articles": Command(_articles, "editor"),
    "edit": Command(_edit, "editor"),
    "remove": Command(_remove, "editor"),
    "withdraw": Command(_withdraw, "editor", free=True),
    "undo": Command(_undo_list, "editor"),
    "stats": Command(_stats, "editor"),
    "add": Command(_add, "editor"),
}
PRESSES: Mapping[str, Command] = {
    "articles": Command(_turn, "editor"),
    "changes": Command(_turn_log, "editor"),
    "undo": Command(_undo, "editor"),
}
