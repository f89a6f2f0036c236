"""Briefings: what readers ask, answered in lines that were printed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.briefing.citing import Citing
from bot.briefing.compose import compose, nearest
from bot.briefing.digest import DigestRequest, Edition, compose_digest
from bot.briefing.house import COMMANDS
from bot.briefing.news import FULL, SHORT
from bot.briefing.render import Renderer
from bot.briefing.requests import BriefingRequest, parse_request, refuse_long
from bot.briefing.views import Answer, Button, Line, Message, Reader, View, asking
from bot.dossier import Dossier
from bot.errors import BadQuery
from bot.store import DossierReader, Store

__all__ = [
    "Answer",
    "Briefings",
    "Button",
    "DigestRequest",
    "Edition",
    "Line",
    "Message",
    "Reader",
    "Renderer",
    "asking",
    "parse_request",
    "refuse_long",
]


@dataclass(frozen=True)
class Briefings:
    """Answers requests on one dossier; reads one snapshot an answer."""

    store: Store
    settings: Dossier
    renderer: Renderer

    def answer(self, request: str, reader: Reader | None = None) -> Answer:
        """Answer what somebody typed; raises BriefingError with a hint for what they can mend."""
        reader = reader or Reader()
        parsed = parse_request(request)
        if parsed is None:
            raise BadQuery(request, "That is not a command.", "Try /latest, or /help for all.")
        refuse_long(parsed.argument)
        view = self.view(parsed, reader)
        messages = self.renderer.render(view, reader.language)
        return Answer(request, messages, tuple(view.lines()))

    def view(self, request: BriefingRequest, reader: Reader) -> View:
        """Compose a request's view."""
        with self.store.database.reading() as connection:
            dossier = self.store.dossiers.get(connection, self.settings.key)
            words = self.renderer.words(reader.language)
            rows = DossierReader(self.store.database, connection, dossier)
            citing = Citing(rows, self.settings, words, reader)
            return compose(citing, request)

    def digest(self, request: DigestRequest, reader: Reader | None = None) -> Edition:
        """Render a digest, a short one in one message; without messages when none is to be sent."""
        reader = reader or Reader()
        with self.store.database.reading() as connection:
            dossier = self.store.dossiers.get(connection, self.settings.key)
            rows = DossierReader(self.store.database, connection, dossier)
            for limits in (FULL,) if request.full else SHORT:
                citing = Citing(rows, self.settings, self.renderer.words(reader.language), reader)
                view = compose_digest(citing, request, limits)
                messages = self.renderer.render(view, reader.language) if view else ()
                if len(messages) <= 1:
                    break
        lines = tuple(view.lines()) if view else ()
        return Edition(None, dossier.revision, messages, lines)

    def commands(self) -> tuple[tuple[str, str], ...]:
        """Return the commands of everybody's menu with a line on each."""
        dossier = tuple((command.name, command.says) for command in self.settings.commands)
        return (*dossier, *COMMANDS)

    def nearest(self, word: str) -> tuple[str, ...]:
        """Return the commands nearest to a word."""
        return nearest(self.settings, word)
