"""Chats: found by a keyed hash, with the passages last shown there; editors and their rights."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Delete, Row, bindparam, case, delete, insert, select, update

from bot.errors import ChangeRefused, ConfigError
from bot.store import changes
from bot.store import schema as t
from bot.store.database import Database
from bot.store.house import note, recall
from bot.store.secrets import Vault
from bot.store.subscribers import Subscribers
from bot.store.values import instant

# messages of a chat and thread whose sources are remembered
REMEMBERED = 20
# for so long what is kept about a chat that has put the bot out waits for it to come back: nobody can
# ask there to have it deleted
KEPT_FOR = timedelta(days=30)
CLAIM_FOR = timedelta(minutes=10)
# the role of those who may not any more
FORMER = "former"
# the note that keeps which owners were named by ADMIN_IDS: the rows of editors
NAMED = "owners"


class Chats:
    """The chats of one bot."""

    def __init__(self, database: Database, vault: Vault, bot_id: int) -> None:
        self._database, self._vault, self._bot_id = database, vault, bot_id

    def row(self, connection: Connection, chat_id: int, kind: str, now: datetime) -> int:
        """Return the row of a chat, made when there is none."""
        found = self.find(connection, chat_id)
        if found is not None:
            self.stay(connection, [found])
            return found
        made = connection.execute(
            insert(t.chat).values(
                bot_id=self._bot_id,
                kind=kind,
                language="en",
                made_at=instant(now),
                **self._vault.seal(chat_id),
            )
        ).inserted_primary_key
        assert made is not None
        return int(made[0])

    def find(self, connection: Connection, chat_id: int) -> int | None:
        """Find the row of a chat."""
        query = select(t.chat.c.id).where(
            t.chat.c.bot_id == self._bot_id, t.chat.c.id_hash.in_(self._vault.hashes(chat_id))
        )
        return connection.execute(query).scalar()

    def stay(self, connection: Connection, rows: Sequence[int]) -> None:
        """Note that chats have the bot, again."""
        c = t.chat.c
        connection.execute(
            update(t.chat).where(c.id.in_(rows), c.left_at.is_not(None)).values(left_at=None)
        )

    def leave(self, connection: Connection, rows: Sequence[int], now: datetime) -> None:
        """Note that chats have put the bot out."""
        connection.execute(update(t.chat).where(t.chat.c.id.in_(rows)).values(left_at=instant(now)))

    def stand(self, chat_id: int, *, out: bool, now: datetime) -> None:
        """Note that a chat has put the bot out, which ends its digests, or let it in."""
        with self._database.writing() as connection:
            row = self.find(connection, chat_id)
            if row is None:
                return
            if out:
                self.leave(connection, [row], now)
                Subscribers(self._database).end_chat(connection, row)
            else:
                self.stay(connection, [row])

    def forget_left(self, now: datetime) -> int:
        """Delete what is kept about chats that put the bot out long ago; returns how many."""
        c = t.chat.c
        gone = select(c.id).where(c.bot_id == self._bot_id, c.left_at <= instant(now - KEPT_FOR))
        with self._database.reading() as connection:
            rows = connection.execute(gone).scalars().all()
        for row in rows:
            with self._database.writing() as connection:
                # it may have come back meanwhile
                if connection.execute(gone.where(c.id == row)).first():
                    self._erase(connection, row)
        return len(rows)

    def chat_id(self, connection: Connection, row: int) -> int:
        """Return Telegram's id of a chat."""
        query = select(t.chat.c.id_enc).where(t.chat.c.id == row)
        return self._vault.open(connection.execute(query).scalar_one())

    def move(self, connection: Connection, row: int, chat_id: int) -> None:
        """Give a group that became a supergroup its new id; a chat known by that id takes its digests."""
        known = self.find(connection, chat_id)
        if known == row:
            return
        if known is None:
            values = {"kind": "supergroup", **self._vault.seal(chat_id)}
            connection.execute(update(t.chat).where(t.chat.c.id == row).values(**values))
            return
        s = t.subscription.c
        place = (s.id, s.thread_id, s.dossier_id)
        there = connection.execute(select(*place).where(s.chat_id == known)).all()
        taken = {each[1:] for each in there}
        for each in connection.execute(select(*place).where(s.chat_id == row)).all():
            if each[1:] in taken:
                Subscribers(self._database).end(connection, each.id)
            else:
                mine = update(t.subscription).where(s.id == each.id)
                connection.execute(mine.values(chat_id=known))

    def remember(
        self,
        chat_id: int,
        kind: str,
        thread_id: int,
        message_id: int,
        passages: Sequence[str],
        now: datetime,
    ) -> None:
        """Remember which passages stand behind the numbers of a message."""
        with self._database.writing() as connection:
            row = self.row(connection, chat_id, kind, now)
            hold_shown(connection, [(row, thread_id, message_id, passages)], now)

    def shown(self, chat_id: int, thread_id: int, message_id: int | None) -> tuple[str, ...]:
        """Return the passages behind a message's numbers, or behind the last one's there."""
        with self._database.reading() as connection:
            row = self.find(connection, chat_id)
            if row is None:
                return ()
            query = select(t.shown.c.passages).where(
                t.shown.c.chat_id == row, t.shown.c.thread_id == thread_id
            )
            if message_id is not None:
                exact = connection.execute(query.where(t.shown.c.message_id == message_id)).scalar()
                if exact:
                    return tuple(exact)
            last = connection.execute(query.order_by(t.shown.c.id.desc()).limit(1)).scalar()
            return tuple(last or ())

    def erase(self, chat_id: int) -> bool:
        """Delete everything that is kept about a chat; says whether an editor's cards stay there.

        A card is the desk's, not the person's: without it an article could not be settled any more.
        """
        with self._database.writing() as connection:
            row = self.find(connection, chat_id)
            return row is not None and self._erase(connection, row)

    def _erase(self, connection: Connection, row: int) -> bool:
        subscriptions = select(t.subscription.c.id).where(t.subscription.c.chat_id == row)
        for table, where in (
            (t.delivery, t.delivery.c.subscription_id.in_(subscriptions)),
            (t.schedule, t.schedule.c.subscription_id.in_(subscriptions)),
            (t.subscription, t.subscription.c.chat_id == row),
            (t.shown, t.shown.c.chat_id == row),
        ):
            connection.execute(table.delete().where(where))
        cards = select(t.card.c.id).where(t.card.c.chat_id == row).limit(1)
        if connection.execute(cards).first() is not None:
            self.stay(connection, [row])
            return True
        connection.execute(t.keyboard.delete().where(t.keyboard.c.chat_id == row))
        connection.execute(t.chat.delete().where(t.chat.c.id == row))
        return False


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who may change the archive, or might: `id` is what the log calls them.

    `role` is owner, editor, or former: one who may not any more, kept for the log.
    """

    id: int
    user_id: int
    name: str | None
    role: str


class Editors:
    """Who may change the archive: owners named at start or by a claimed code, and editors."""

    def __init__(self, database: Database, vault: Vault, bot_id: int) -> None:
        self._database, self._vault, self._bot_id = database, vault, bot_id

    def role(self, user_id: int) -> str | None:
        """Return owner or editor; None for everybody else."""
        with self._database.reading() as connection:
            query = select(t.editor.c.role).where(*self._is(user_id), self._active)
            return connection.execute(query).scalar()

    def find(self, user_id: int) -> Editor | None:
        """Find an editor, former ones too."""
        with self._database.reading() as connection:
            row = connection.execute(select(t.editor).where(*self._is(user_id))).first()
        return self._editor(row) if row else None

    def listed(self) -> tuple[Editor, ...]:
        """Return all who may change the archive and all who might, owners first."""
        e = t.editor.c
        order = case((e.role == "owner", 0), (e.role == "editor", 1), else_=2)
        query = select(t.editor).where(e.bot_id == self._bot_id).order_by(order, e.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(map(self._editor, rows))

    def _editor(self, row: Row[Any]) -> Editor:
        name = self._vault.decrypt(row.name_enc).decode() if row.name_enc else None
        return Editor(row.id, self._vault.open(row.id_enc), name, row.role)

    def _is(self, user_id: int) -> tuple[Any, ...]:
        e = t.editor.c
        return (e.bot_id == self._bot_id, e.id_hash.in_(self._vault.hashes(user_id)))

    @property
    def _active(self) -> Any:
        return t.editor.c.role != FORMER

    def add(self, user_id: int, name: str, *, by: int | None, now: datetime) -> Editor:
        """Let somebody change the archive, and log who let them; an owner stays an owner."""
        return self._set(user_id, name, "editor", by, now)

    def remove(self, user_id: int, *, by: int | None, now: datetime) -> Editor:
        """Let somebody change the archive no more; raises ChangeRefused for owners and strangers."""
        known = self.find(user_id)
        if known is None or known.role == FORMER:
            raise ChangeRefused("That is no editor.")
        if known.role == "owner":
            raise ChangeRefused("An owner is named by ADMIN_IDS and cannot be removed here.")
        return self._set(user_id, known.name, FORMER, by, now)

    def _set(
        self, user_id: int, name: str | None, role: str, by: int | None, now: datetime
    ) -> Editor:
        known = self.find(user_id)
        if known is not None and known.role == "owner":
            return known
        with self._database.writing() as connection:
            self._write(connection, user_id, role, now, name)
            number = connection.execute(
                select(t.editor.c.id).where(*self._is(user_id))
            ).scalar_one()
            self._log(connection, number, known.role if known else None, role, by, now)
        return Editor(number, user_id, name, role)

    def name_owners(self, user_ids: Sequence[int], now: datetime) -> tuple[int, ...]:
        """Make people owners, and those former who were made so here before and are not named now.

        Who claimed with a code stays. Returns those who are former now.
        """
        with self._database.writing() as connection:
            noted = recall(connection, NAMED)
            earlier = frozenset(json.loads(noted or b"[]"))
            named, former = set(), []
            for user_id in user_ids:
                known = connection.execute(select(t.editor).where(*self._is(user_id))).first()
                self._write(connection, user_id, "owner", now)
                number = connection.execute(
                    select(t.editor.c.id).where(*self._is(user_id))
                ).scalar_one()
                claimed = known is not None and known.role == "owner" and number not in earlier
                if noted is None or not claimed:
                    named.add(number)
            gone = (t.editor.c.id.in_(earlier - named), t.editor.c.role == "owner")
            for row in connection.execute(select(t.editor).where(*gone)).all():
                connection.execute(
                    update(t.editor).where(t.editor.c.id == row.id).values(role=FORMER)
                )
                self._log(connection, row.id, "owner", FORMER, None, now)
                former.append(self._vault.open(row.id_enc))
            note(connection, NAMED, json.dumps(sorted(named)).encode())
        return tuple(former)

    def _log(
        self,
        connection: Connection,
        number: int,
        before: str | None,
        role: str,
        by: int | None,
        now: datetime,
    ) -> None:
        changes.write(
            connection,
            "editor",
            dossier_id=None,
            article_id=None,
            by=by,
            at=now,
            details={"editor": number, "role": [before, role]},
        )

    def make(self, user_id: int, role: str, now: datetime) -> None:
        """Give somebody a role, in place of one they have."""
        with self._database.writing() as connection:
            self._write(connection, user_id, role, now)

    def _write(
        self,
        connection: Connection,
        user_id: int,
        role: str,
        now: datetime,
        name: str | None = None,
    ) -> None:
        values: dict[str, Any] = {"role": role}
        if name is not None:
            values["name_enc"] = self._vault.encrypt(name.encode())
        done = connection.execute(update(t.editor).where(*self._is(user_id)).values(**values))
        if done.rowcount == 0:
            values |= {"bot_id": self._bot_id, "made_at": instant(now)}
            connection.execute(insert(t.editor).values(**values, **self._vault.seal(user_id)))

    def ids(self) -> tuple[int, ...]:
        """Return the Telegram ids of all editors."""
        with self._database.reading() as connection:
            query = select(t.editor.c.id_enc).where(t.editor.c.bot_id == self._bot_id, self._active)
            rows = connection.execute(query).scalars().all()
        return tuple(self._vault.open(row) for row in rows)

    def offer(self, code: str, now: datetime) -> None:
        """Let whoever sends a code within ten minutes become the owner."""
        value = self._vault.encrypt(f"{instant(now)} {code}".encode())
        with self._database.writing() as connection:
            connection.execute(delete(t.house).where(t.house.c.key == "claim"))
            connection.execute(insert(t.house).values(key="claim", value=value))

    def claim(self, user_id: int, code: str, now: datetime) -> bool:
        """Make somebody the owner by the code that `run` printed; a code works once."""
        with self._database.writing() as connection:
            query = select(t.house.c.value).where(t.house.c.key == "claim")
            value = connection.execute(query).scalar()
            if value is None:
                return False
            offered_at, expected = self._vault.decrypt(value).decode().split(" ")
            fresh = now - datetime.fromisoformat(offered_at) <= CLAIM_FOR
            if not (fresh and hmac.compare_digest(expected, code)):
                return False
            connection.execute(delete(t.house).where(t.house.c.key == "claim"))
        self.make(user_id, "owner", now)
        return True


def hold_shown(
    connection: Connection,
    messages: Sequence[tuple[int, int, int, Sequence[str]]],
    now: datetime,
) -> None:
    """Keep the passages behind the numbers of messages, and forget the oldest of each thread.

    A message is its chat's row, its thread, its id and the passages.
    """
    if not messages:
        return
    connection.execute(
        insert(t.shown),
        [
            {
                "chat_id": chat,
                "thread_id": thread,
                "message_id": message_id,
                "passages": list(passages),
                "shown_at": instant(now),
            }
            for chat, thread, message_id, passages in messages
        ],
    )
    threads = {(chat, thread) for chat, thread, *_ in messages}
    connection.execute(
        FORGET_OLDEST, [{"chat": chat, "thread": thread} for chat, thread in threads]
    )


def _forget_oldest() -> Delete:
    here, shown = t.shown.alias("here").c, t.shown.c
    newest = (
        select(here.id)
        .where(here.chat_id == bindparam("chat"), here.thread_id == bindparam("thread"))
        .order_by(here.id.desc())
        .offset(REMEMBERED)
        .limit(1)
    )
    return delete(t.shown).where(
        shown.chat_id == bindparam("chat"),
        shown.thread_id == bindparam("thread"),
        shown.id <= newest.scalar_subquery(),
    )


# put together once: it runs for every digest
FORGET_OLDEST = _forget_oldest()


def claim_bot(connection: Connection, telegram_id: int, username: str) -> int:
    """Return the bot's row; a database belongs to one bot, another's token is refused."""
    row = connection.execute(select(t.bot).order_by(t.bot.c.id).limit(1)).one()
    if row.telegram_id not in (None, telegram_id):
        raise ConfigError(
            "This database belongs to another bot: use that bot's token, or another database."
        )
    connection.execute(
        update(t.bot).where(t.bot.c.id == row.id).values(telegram_id=telegram_id, username=username)
    )
    return int(row.id)
