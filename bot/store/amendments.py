"""Posts in channels whose lines were corrected since: what to show in their place, once each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select, update

from bot.store import schema as t
from bot.store.corrections import corrections_since
from bot.store.database import Database
from bot.store.editions import Told, told_of
from bot.store.secrets import Vault

AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Post:
    """A digest that stands in a channel: its messages as sent, and what has become of its lines.

    `revision` is that of the newest correction among them.
    """

    delivery_id: int
    chat_id: int
    message_ids: tuple[int, ...]
    messages: list[Any]
    told: tuple[Told, ...]
    zone: str
    revision: int


class Amendments:
    """Finds posts to amend, and marks those that were."""

    def __init__(self, database: Database, vault: Vault, bot_id: int) -> None:
        self._database, self._vault, self._bot_id = database, vault, bot_id

    def due(self, waiting: Collection[int] = ()) -> tuple[Post, ...]:
        """Return some of the posts with a correction that they do not show yet, without some."""
        stale = _stale(self._bot_id).where(t.delivery.c.id.not_in(waiting))
        with self._database.reading() as connection:
            rows = connection.execute(stale).all()
            return tuple(self._post(connection, row) for row in rows)

    def _post(self, connection: Connection, row: Any) -> Post:
        changes = corrections_since(connection, row.dossier_id, row.to_rev)
        return Post(
            delivery_id=row.id,
            chat_id=self._vault.open(row.id_enc),
            message_ids=tuple(row.message_ids),
            messages=row.messages,
            told=told_of(connection, (t.delivery.c.id == row.id,), changes),
            zone=row.zone,
            revision=row.revision,
        )

    def amended(self, post: Post) -> None:
        """Write down that a post shows its corrections."""
        with self._database.writing() as connection:
            done = update(t.delivery).where(t.delivery.c.id == post.delivery_id)
            connection.execute(done.values(amended_rev=post.revision))


def _stale(bot_id: int) -> Any:
    d, e, n, c, s = (
        t.delivery.c,
        t.edition.c,
        t.edition_line.c,
        t.correction.c,
        t.subscription.c,
    )
    newest = func.max(c.revision)
    return (
        select(
            d.id, d.message_ids, e.to_rev, e.dossier_id, e.messages, s.zone, t.chat.c.id_enc,
            newest.label("revision"),
        )
        .join(t.edition, e.id == d.edition_id)
        .join(t.edition_line, n.edition_id == e.id)
        .join(t.correction, c.article_id == n.article_id)
        .join(t.subscription, s.id == d.subscription_id)
        .join(t.chat, t.chat.c.id == s.chat_id)
        .where(
            d.bot_id == bot_id,
            d.state == "sent",
            t.chat.c.kind == "channel",
            c.dossier_id == e.dossier_id,
            c.revision > e.to_rev,
            c.revision > func.coalesce(d.amended_rev, 0),
            or_(c.passage_id.is_(None), c.passage_id == n.passage_id),
        )
        .group_by(d.id, e.id, s.id, t.chat.c.id)
        .order_by(d.id)
        .limit(AT_ONCE)
    )  # fmt: skip
