"""Dossiers: their settings, what is public in them, and which build answers read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from bot.errors import ArticleNotFound, ConfigError
from bot.store import schema as t
from bot.store.database import Database
from bot.store.values import instant


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A dossier as the database has it; `settings` are its files by name."""

    id: int
    key: str
    title: str
    settings: Mapping[str, str]
    revision: int
    build_id: int


class DossierState(NamedTuple):
    """What is public, what it was read from, and its newest change: equal ones tell the same."""

    revision: int
    build_id: int
    newest_change: int


def _state() -> Select[int, int, int]:
    d, c = t.dossier.c, t.change.c
    changes = select(c.id).where(c.dossier_id == d.id).order_by(c.id.desc()).limit(1)
    newest = func.coalesce(changes.scalar_subquery(), 0)
    query = select(d.revision, func.coalesce(d.live_build_id, 0), newest)
    return query.where(d.key == bindparam("key"))


# put together once: it runs for every digest that many get
STATE = _state()


class Dossiers:
    """Writes dossiers, what is public in them, and their builds; opens them for reading."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_settings(
        self,
        connection: Connection,
        key: str,
        title: str,
        settings: Mapping[str, str],
        now: datetime,
    ) -> DossierRow:
        """Store the settings of a dossier; a new one gets an empty build."""
        bot_id = connection.execute(select(t.bot.c.id).order_by(t.bot.c.id).limit(1)).scalar_one()
        known = connection.execute(
            select(t.dossier.c.id).where(t.dossier.c.bot_id == bot_id, t.dossier.c.key == key)
        ).scalar()
        if known is None:
            made = connection.execute(
                insert(t.dossier).values(
                    bot_id=bot_id, key=key, title=title, settings=dict(settings), revision=0
                )
            ).inserted_primary_key
            assert made is not None
            self.start_build(connection, int(made[0]), "", now)
        else:
            connection.execute(
                update(t.dossier)
                .where(t.dossier.c.id == known)
                .values(title=title, settings=dict(settings))
            )
        return self.get(connection, key)

    def find(self, connection: Connection, key: str | None = None) -> DossierRow | None:
        """Find a dossier by key; without one, the only one there is."""
        query = select(t.dossier).order_by(t.dossier.c.id)
        rows = connection.execute(query.where(t.dossier.c.key == key) if key else query).all()
        if not rows:
            return None
        if len(rows) > 1:
            keys = ", ".join(row.key for row in rows)
            raise ConfigError(f"There are several dossiers ({keys}): name one with --dossier.")
        return _dossier(rows[0])

    def get(self, connection: Connection, key: str | None = None) -> DossierRow:
        """Return a dossier; raises ConfigError when it is not there."""
        found = self.find(connection, key)
        if found is None:
            named = (
                f"There is no dossier “{key}” in this database"
                if key
                else "There is no dossier yet"
            )
            raise ConfigError(f"{named}: `briefing-bot seed` stores the one of SEEDS_DIR.")
        return found

    def state(self, connection: Connection, key: str) -> DossierState:
        """Return what a dossier's readers are told from, without its settings: in no time."""
        return DossierState(*connection.execute(STATE, {"key": key}).one())

    def lock(self, connection: Connection, key: str) -> DossierRow:
        """Return a dossier that nobody else changes before this transaction ends."""
        connection.execute(select(t.dossier.c.id).where(t.dossier.c.key == key).with_for_update())
        return self.get(connection, key)

    def every(self, connection: Connection) -> tuple[DossierRow, ...]:
        """Return all dossiers in the order in which they were made."""
        rows = connection.execute(select(t.dossier).order_by(t.dossier.c.id)).all()
        return tuple(_dossier(row) for row in rows)

    # ---- what is public

    def publish(
        self,
        connection: Connection,
        dossier: DossierRow,
        article_id: int,
        day: int | None,
        now: datetime,
    ) -> int:
        """Make an article public in a dossier; returns the revision that says so."""
        revision = self.raise_revision(connection, dossier.id)
        values = {"public_rev": revision, "public_at": instant(now), "last_day": day}
        known = and_(
            t.dossier_article.c.dossier_id == dossier.id,
            t.dossier_article.c.article_id == article_id,
        )
        done = connection.execute(
            update(t.dossier_article)
            .where(known)
            .values(**values, withdrawn_rev=None, withdrawn_at=None, reason=None)
        )
        if done.rowcount == 0:
            connection.execute(
                insert(t.dossier_article).values(
                    dossier_id=dossier.id, article_id=article_id, **values
                )
            )
        return revision

    def withdraw(
        self,
        connection: Connection,
        dossier: DossierRow,
        article_id: int,
        reason: str | None,
        now: datetime,
    ) -> int:
        """Take an article out of a dossier; with a reason, readers are told."""
        revision = self.raise_revision(connection, dossier.id)
        done = connection.execute(
            update(t.dossier_article)
            .where(
                t.dossier_article.c.dossier_id == dossier.id,
                t.dossier_article.c.article_id == article_id,
                t.dossier_article.c.withdrawn_rev.is_(None),
            )
            .values(withdrawn_rev=revision, withdrawn_at=instant(now), reason=reason)
        )
        if done.rowcount == 0:
            raise ArticleNotFound(article_id)
        return revision

    def redate(
        self, connection: Connection, dossier: DossierRow, article_id: int, day: int | None
    ) -> None:
        """Order a public article by another day; raises ArticleNotFound when it is not public."""
        d = t.dossier_article.c
        public = (d.dossier_id == dossier.id, d.article_id == article_id, d.withdrawn_rev.is_(None))
        change = update(t.dossier_article).where(*public).values(last_day=day)
        if connection.execute(change).rowcount == 0:
            raise ArticleNotFound(article_id)

    def raise_revision(self, connection: Connection, dossier_id: int) -> int:
        """Count one more publication, withdrawal or correction."""
        connection.execute(
            update(t.dossier)
            .where(t.dossier.c.id == dossier_id)
            .values(revision=t.dossier.c.revision + 1)
        )
        query = select(t.dossier.c.revision).where(t.dossier.c.id == dossier_id)
        return int(connection.execute(query).scalar_one())

    def public_ids(self, connection: Connection, dossier_id: int) -> tuple[int, ...]:
        """Return the articles that are public, in the order in which they became so."""
        query = (
            select(t.dossier_article.c.article_id)
            .where(
                t.dossier_article.c.dossier_id == dossier_id,
                t.dossier_article.c.withdrawn_rev.is_(None),
            )
            .order_by(t.dossier_article.c.public_rev)
        )
        return tuple(connection.execute(query).scalars().all())

    def demonstrations(self, connection: Connection, dossier_id: int) -> tuple[int, ...]:
        """Return the demonstration articles that are public."""
        d, version = t.dossier_article.c, t.article_version
        query = (
            select(d.article_id)
            .join(t.article, t.article.c.id == d.article_id)
            .join(version, version.c.id == t.article.c.live_version_id)
            .where(
                d.dossier_id == dossier_id,
                d.withdrawn_rev.is_(None),
                version.c.demonstration.is_(True),
            )
            .order_by(d.article_id)
        )
        return tuple(connection.execute(query).scalars().all())

    # ---- builds

    def start_build(
        self, connection: Connection, dossier_id: int, version: str, now: datetime
    ) -> int:
        """Make an empty build and switch it in; the one before is dropped."""
        before = connection.execute(
            select(t.dossier.c.live_build_id).where(t.dossier.c.id == dossier_id)
        ).scalar()
        made = connection.execute(
            insert(t.build).values(
                dossier_id=dossier_id, version=version, articles=0, made_at=instant(now)
            )
        ).inserted_primary_key
        assert made is not None
        connection.execute(
            update(t.dossier).where(t.dossier.c.id == dossier_id).values(live_build_id=made[0])
        )
        if before is not None:
            self._drop_build(connection, before)
        return int(made[0])

    def _drop_build(self, connection: Connection, build_id: int) -> None:
        disputes = select(t.dispute.c.id).where(t.dispute.c.build_id == build_id)
        facts = select(t.fact.c.id).where(t.fact.c.build_id == build_id)
        connection.execute(delete(t.voice).where(t.voice.c.dispute_id.in_(disputes)))
        connection.execute(delete(t.fact_support).where(t.fact_support.c.fact_id.in_(facts)))
        for table in (
            t.fact_word,
            t.fact,
            t.dispute,
            t.event,
            t.event_day,
            t.statement,
            t.standing,
            t.topic_count,
        ):
            connection.execute(delete(table).where(table.c.build_id == build_id))
        connection.execute(delete(t.build).where(t.build.c.id == build_id))

    def build_version(self, connection: Connection, build_id: int) -> str:
        """Return which rules and settings made a build."""
        query = select(t.build.c.version).where(t.build.c.id == build_id)
        return str(connection.execute(query).scalar_one())


def _dossier(row: Row[Any]) -> DossierRow:
    settings = row.settings if isinstance(row.settings, dict) else json.loads(row.settings)
    return DossierRow(row.id, row.key, row.title, settings, row.revision, row.live_build_id or 0)
