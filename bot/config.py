"""Settings: what the environment says, read once."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError

PACKAGE = Path(__file__).parent
# messages a second that Telegram lets a bot send for nothing, and the most beside them for Stars
FREE_RATE, PAID_RATE = 30, 1000


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment of CONTRACT.md, with its defaults."""

    database_url: str
    seeds_dir: Path
    templates_dir: Path
    dossier: str | None
    bot_token: str | None
    telegram_api_url: str
    admin_ids: tuple[int, ...]
    webhook_url: str | None
    webhook_secret: str
    port: int
    data_keys: tuple[str, ...]
    key_file: Path
    broadcast_rate: float
    paid_broadcast: int
    metrics_token: str | None
    log_level: str
    log_format: str
    ephemeral_disk: bool


def bundled(name: str) -> Path:
    """Return a folder that comes with the program: from a checkout, else from the package."""
    beside = PACKAGE.parent / name
    packaged = PACKAGE / "bundled" / name
    return packaged if packaged.is_dir() else beside


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises ConfigError for the first that makes no sense."""
    given = os.environ if environment is None else environment
    values = {key: value.strip() for key, value in given.items() if value.strip()}
    config_home = values.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Settings(
        database_url=values.get("DATABASE_URL", "sqlite:///data/briefings.db"),
        seeds_dir=_folder(values, "SEEDS_DIR", "seeds"),
        templates_dir=_folder(values, "TEMPLATES_DIR", "templates"),
        dossier=values.get("DOSSIER"),
        bot_token=values.get("BOT_TOKEN"),
        telegram_api_url=values.get("TELEGRAM_API_URL", "https://api.telegram.org").rstrip("/"),
        admin_ids=_ids(values),
        webhook_url=values.get("WEBHOOK_URL"),
        webhook_secret=values.get("WEBHOOK_SECRET") or _secret(values.get("BOT_TOKEN", "")),
        port=int(_number(values, "PORT", 8080, 1, 65535)),
        data_keys=tuple(k.strip() for k in values.get("DATA_KEY", "").split(",") if k.strip()),
        key_file=Path(config_home) / "briefing-bot" / "data.key",
        broadcast_rate=_rate(values),
        paid_broadcast=int(_number(values, "PAID_BROADCAST", 0, 0, 100_000_000)),
        metrics_token=values.get("METRICS_TOKEN"),
        log_level=_choice(values, "LOG_LEVEL", "INFO", "DEBUG INFO WARNING ERROR"),
        log_format=_choice(values, "LOG_FORMAT", "text", "text json"),
        ephemeral_disk="DYNO" in values,
    )


def _secret(token: str) -> str:
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


def _rate(values: Mapping[str, str]) -> float:
    """Return the rate of all messages; who pays for more than 30 a second gets what is for sale."""
    paid = _number(values, "PAID_BROADCAST", 0, 0, 100_000_000) > 0
    return _number(
        values, "BROADCAST_RATE", FREE_RATE + PAID_RATE if paid else FREE_RATE, 0.1, 10_000
    )


def _folder(values: Mapping[str, str], name: str, default: str) -> Path:
    if name not in values:
        return bundled(default)
    path = Path(values[name])
    if not path.is_dir():
        raise ConfigError(f"{name} names {path}, which is not a folder.")
    return path


def _ids(values: Mapping[str, str]) -> tuple[int, ...]:
    written = values.get("ADMIN_IDS", "")
    try:
        return tuple(int(part) for part in written.replace(",", " ").split())
    except ValueError as error:
        raise ConfigError(
            "ADMIN_IDS should be numbers with commas between, as 12345,67890; @names do not work."
        ) from error


def _number(
    values: Mapping[str, str], name: str, default: float, least: float, most: float
) -> float:
    try:
        number = float(values.get(name, default))
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise ConfigError(f"{name} should be a number from {least:g} to {most:g}.")
    return number


def _choice(values: Mapping[str, str], name: str, default: str, allowed: str) -> str:
    written = values.get(name, default)
    for each in allowed.split():
        if written.upper() == each.upper():
            return each
    raise ConfigError(f"{name} should be one of {', '.join(allowed.split())}.")
