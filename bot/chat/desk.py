"""All that the chat part needs of the rest, named in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.briefing import Briefings
from bot.digest.editions import Press
from bot.dossier import Dossier
from bot.editing import Editing
from bot.ingest import Ingest
from bot.store import Store
from bot.store.broadcasts import Broadcasts
from bot.store.cards import Cards
from bot.store.chats import Chats, Editors
from bot.store.deliveries import Deliveries
from bot.store.inbox import Inbox
from bot.store.keyboards import Keyboards
from bot.store.planning import Planner
from bot.store.subscribers import Subscribers


@dataclass(frozen=True)
class Desk:
    """The parts that handlers work with; made once by the composition root."""

    briefings: Briefings
    ingest: Ingest
    store: Store
    chats: Chats
    editors: Editors
    inbox: Inbox
    subscribers: Subscribers
    cards: Cards
    keyboards: Keyboards
    deliveries: Deliveries
    planner: Planner
    broadcasts: Broadcasts
    press: Press
    clock: Callable[[], datetime]
    username: str
    # messages a second
    rate: float

    @property
    def editing(self) -> Editing:
        """What changes the archive."""
        return Editing(self.store, self.dossier, self.clock)

    @property
    def dossier(self) -> Dossier:
        """The dossier that is answered from."""
        return self.briefings.settings
