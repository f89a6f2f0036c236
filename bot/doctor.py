"""What is configured, reachable and missing, in words that a person can act on."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.analysis.tagger import WEIGHTS as TAGGER_WEIGHTS
from bot.briefing import Renderer
from bot.config import FREE_RATE, Settings
from bot.dossier import read_dossier
from bot.errors import BotError, ConfigError
from bot.intake.classifier import WEIGHTS as LINE_WEIGHTS
from bot.store import is_current, open_store
from bot.store.database import parse_url

TEMPLATES = "facts positions party latest timeline quotes search passage text digest".split()

# what was learned, and what goes on without it
WEIGHTS = {
    TAGGER_WEIGHTS: "who says what is found by rules alone, and of statements only about half",
    LINE_WEIGHTS: "pages are cleaned by rules alone, and more furniture stays",
}


@dataclass
class Findings:
    """Lines to print, and whether the bot could run."""

    lines: list[str] = field(default_factory=list)
    can_run: bool = True

    def good(self, what: str) -> None:
        """Note what is in order."""
        self.lines.append(f"ok       {what}")

    def note(self, what: str) -> None:
        """Note what works but is worth knowing."""
        self.lines.append(f"note     {what}")

    def missing(self, what: str) -> None:
        """Note what keeps the bot from running."""
        self.lines.append(f"missing  {what}")
        self.can_run = False


def examine(settings: Settings) -> Findings:
    """Look at the settings, the dossier, the templates and the database."""
    found = Findings()
    for look in (_token, _owner, _dossier, _templates, _weights, _disk, _database, _web):
        _try(found, look, settings)
    return found


def _try(found: Findings, look: Callable[[Findings, Settings], None], settings: Settings) -> None:
    try:
        look(found, settings)
    except BotError as error:
        for line in str(error).splitlines():
            found.missing(line)


def _token(found: Findings, settings: Settings) -> None:
    if not settings.bot_token:
        raise ConfigError("BOT_TOKEN is not set: ask @BotFather for a token. `ask` works without.")
    if ":" not in settings.bot_token:
        raise ConfigError("BOT_TOKEN does not look like a token (123456:ABC…).")
    found.good("BOT_TOKEN is set")


def _owner(found: Findings, settings: Settings) -> None:
    if settings.admin_ids:
        found.good(f"{len(settings.admin_ids)} owner(s) in ADMIN_IDS")
    else:
        found.note("ADMIN_IDS is not set: `run` prints a code, and whoever sends it is the owner")


def _dossier(found: Findings, settings: Settings) -> None:
    dossier = read_dossier(settings.seeds_dir)
    found.good(
        f"dossier “{dossier.title}”: {len(dossier.commands)} commands,"
        f" {len(dossier.lexicon.parties)} parties, {len(dossier.issues)} issues"
    )


def _templates(found: Findings, settings: Settings) -> None:
    renderer = Renderer(settings.templates_dir)
    renderer.words("en")
    for name in TEMPLATES:
        renderer.load(name)
    found.good(f"{len(TEMPLATES)} templates")


def _weights(found: Findings, settings: Settings) -> None:
    del settings
    for weights, without in WEIGHTS.items():
        if weights.exists():
            found.good(f"weights {weights.name}")
        else:
            found.note(f"weights {weights.name} are not there: {without}")


def _disk(found: Findings, settings: Settings) -> None:
    if settings.ephemeral_disk and settings.database_url.startswith("sqlite"):
        raise ConfigError(
            "This machine forgets its disk at every restart: use PostgreSQL, not SQLite."
        )


def _web(found: Findings, settings: Settings) -> None:
    if settings.webhook_url and not settings.webhook_url.startswith("https://"):
        raise ConfigError("WEBHOOK_URL must begin with https://: Telegram calls no other.")
    if settings.webhook_url and settings.database_url.startswith("sqlite"):
        found.note(
            "WEBHOOK_URL is of no use with SQLite: `web` needs PostgreSQL, `run` asks itself"
        )
    if settings.broadcast_rate > FREE_RATE and not settings.paid_broadcast:
        found.note(
            f"BROADCAST_RATE is above {FREE_RATE}, which Telegram refuses without PAID_BROADCAST"
        )


def _database(found: Findings, settings: Settings) -> None:
    url = parse_url(settings.database_url)
    drivers = ("psycopg", "procrastinate")
    missing = any(importlib.util.find_spec(name) is None for name in drivers)
    if url.get_backend_name() == "postgresql" and missing:
        raise ConfigError("PostgreSQL needs its driver: pip install 'briefing-bot[postgres]'.")
    if url.get_backend_name() == "postgresql" and not settings.data_keys:
        raise ConfigError("DATA_KEY is not set: with PostgreSQL it must be.")
    store = open_store(settings.database_url)
    try:
        if not is_current(store.database):
            raise ConfigError("The database is of an older version: run `briefing-bot migrate`.")
        with store.database.reading() as connection:
            dossiers = store.dossiers.every(connection)
        found.good(f"database {url.get_backend_name()}, {len(dossiers)} dossier(s)")
    finally:
        store.close()
