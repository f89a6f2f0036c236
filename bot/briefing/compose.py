"""A request and a dossier become a view."""

from __future__ import annotations

from collections.abc import Callable

from bot.briefing.citing import Citing
from bot.briefing.facts import compose_facts
from bot.briefing.house import COMMANDS, compose_help, compose_privacy, compose_start
from bot.briefing.latest import compose_latest
from bot.briefing.passages import compose_passage, compose_search, compose_source
from bot.briefing.positions import compose_positions
from bot.briefing.quotes import compose_quotes
from bot.briefing.requests import BriefingRequest
from bot.briefing.timeline import compose_timeline
from bot.briefing.views import View
from bot.dossier import Command, Dossier, suggest
from bot.errors import BadQuery

# letters that a command's name may have in Telegram
MOST = 32


def compose(citing: Citing, request: BriefingRequest) -> View:
    """Compose the answer to a request; raises BriefingError when it cannot be answered."""
    command = citing.settings.command_names.get(request.command)
    if command is not None:
        return _of_dossier(citing, command, request.argument)
    house: dict[str, Callable[[], View]] = {
        "start": lambda: _start(citing, request.argument),
        "help": lambda: compose_help(citing),
        "privacy": lambda: compose_privacy(citing),
        "search": lambda: compose_search(citing, request.argument),
        "source": lambda: compose_source(citing, request.argument),
    }
    if request.command in house:
        return house[request.command]()
    if request.command in dict(COMMANDS):
        raise BadQuery(request.command, f"/{request.command} works in Telegram only.", "Try /help.")
    near = nearest(citing.settings, request.command)
    listed = ", ".join(f"/{name}" for name in near) if near else "/help"
    typed = request.command if len(request.command) <= MOST else f"{request.command[:MOST]}…"
    raise BadQuery(request.command, f"I do not know /{typed}.", f"Did you mean {listed}?")


def nearest(settings: Dossier, word: str) -> tuple[str, ...]:
    """Return the commands nearest to a word."""
    names = [*settings.command_names, *(name for name, _ in COMMANDS)]
    return suggest(word, names)


def _of_dossier(citing: Citing, command: Command, argument: str) -> View:
    match command.kind:
        case "facts":
            return compose_facts(citing, citing.settings.topics[command.topic or ""])
        case "positions":
            return compose_positions(citing, argument)
        case "latest":
            return compose_latest(citing, argument)
        case "timeline":
            return compose_timeline(citing)
        case _:
            return compose_quotes(citing, argument)


def _start(citing: Citing, payload: str) -> View:
    """Open what a link names: a briefing by its command, else a passage by its key."""
    if payload in citing.settings.command_names:
        return compose(citing, BriefingRequest(payload))
    return compose_passage(citing, payload) if payload else compose_start(citing)
