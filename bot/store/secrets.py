"""People's ids at rest: encrypted, found again by a keyed hash, readable with DATA_KEY only."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import ConfigError
from bot.store import schema as t
from bot.store.house import note, recall

CANARY = b"briefing-bot"
NONCE = 12
# a key file with less was cut short, as by a full disk
LEAST_KEY = 16


class Vault:
    """Encrypts and hashes with keys derived from DATA_KEY by HKDF; the first key writes."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise ConfigError("DATA_KEY is missing: it encrypts people's ids at rest.")
        self._ciphers = tuple(AESGCM(_derive(key, b"encryption")) for key in keys)
        self._hashes = tuple(_derive(key, b"lookup") for key in keys)

    def encrypt(self, data: bytes) -> bytes:
        """Encrypt with the first key."""
        nonce = os.urandom(NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, data, None)

    def decrypt(self, data: bytes) -> bytes:
        """Decrypt with whichever key wrote it; raises ConfigError when none did."""
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(data[:NONCE], data[NONCE:], None)
            except InvalidTag:
                continue
        raise ConfigError("DATA_KEY is not the key that this database was written with.")

    def hash(self, value: int) -> bytes:
        """Return the keyed hash by which an id is found."""
        return self.hashes(value)[0]

    def hashes(self, value: int) -> tuple[bytes, ...]:
        """Return the hashes of an id under every key, the first key's first."""
        data = str(value).encode()
        return tuple(hmac.new(key, data, hashlib.sha256).digest() for key in self._hashes)

    def seal(self, value: int) -> dict[str, bytes]:
        """Return the two columns that keep an id."""
        return {"id_hash": self.hash(value), "id_enc": self.encrypt(str(value).encode())}

    def open(self, data: bytes) -> int:
        """Return an id that `seal` kept."""
        return int(self.decrypt(data))

    def check(self, connection: Connection) -> None:
        """Refuse a key that did not write this database; a new database gets its canary."""
        found = recall(connection, "canary")
        if found is None:
            # of several processes that start at once, one is first
            make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            first = make(t.house).values(key="canary", value=self.encrypt(CANARY))
            connection.execute(first.on_conflict_do_nothing())
            found = recall(connection, "canary") or b""
        if self.decrypt(found) != CANARY:
            raise ConfigError("DATA_KEY is not the key that this database was written with.")

    def rotate(self, connection: Connection) -> int:
        """Rewrite everything that is encrypted with the first key; returns the rows rewritten."""
        rows = 0
        for table in (t.chat, t.editor):
            for row in connection.execute(select(table.c.id, table.c.id_enc)).all():
                sealed = self.seal(self.open(row.id_enc))
                connection.execute(update(table).where(table.c.id == row.id).values(**sealed))
                rows += 1
        for table, column in ((t.inbox, t.inbox.c.body), (t.editor, t.editor.c.name_enc)):
            query = select(table.c.id, column.label("body")).where(column.is_not(None))
            for row in connection.execute(query).all():
                values = {column.name: self.encrypt(self.decrypt(row.body))}
                connection.execute(update(table).where(table.c.id == row.id).values(**values))
                rows += 1
        for key in ("canary", "claim"):
            kept = recall(connection, key)
            if kept is not None:
                note(connection, key, self.encrypt(self.decrypt(kept)))
                rows += 1
        return rows


def _derive(key: str, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, b"briefing-bot", purpose).derive(key.encode())


def _read_key(path: Path) -> str:
    key = path.read_text("ascii").strip()
    if len(key) < LEAST_KEY:
        raise ConfigError(f"The key file {path} holds no key: restore it, or set DATA_KEY.")
    return key


def load_or_make_key(path: Path) -> str:
    """Read the key of a single machine, made once with mode 600; raises ConfigError."""
    try:
        if path.is_file():
            return _read_key(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(32)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key + "\n")
        return key
    except FileExistsError:
        return _read_key(path)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"The key file {path} cannot be read or made; set DATA_KEY instead."
        ) from error
