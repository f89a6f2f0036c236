"""The ledger of digests where things go wrong: long silence, moved groups, parts, late leavers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from factories import TREATY, document
from sqlalchemy import insert, select

from bot.digest.schedule import next_slot
from bot.errors import ConfigError
from bot.model import Article
from bot.store import Store
from bot.store import schema as t
from bot.store.chats import Chats, Editors
from bot.store.deliveries import Deliveries, Due, Settlement
from bot.store.editions import Editions
from bot.store.secrets import Vault, load_or_make_key
from bot.store.subscribers import Hour, Subscribers

VAULT = Vault(["a key of some length"])
BOT = 1
DAILY = 0b1111111
# Thursday; the bot's clock when it comes back
NOW = datetime(2026, 3, 26, 8, 5, tzinfo=UTC)


def slot_after(weekdays: int, local_time: str, zone: str, after: datetime) -> tuple[datetime, str]:
    slot = next_slot(weekdays, time.fromisoformat(local_time), zone, after)
    return slot.at, slot.on.isoformat()


def subscribe(store: Store, chats: Sequence[int], first: datetime) -> Deliveries:
    known, subscribers = Chats(store.database, VAULT, BOT), Subscribers(store.database)
    with store.database.writing() as connection:
        for chat in chats:
            subscribers.save(
                connection,
                chat=known.row(connection, chat, "private", NOW),
                thread_id=0,
                dossier_id=store.dossiers.get(connection).id,
                revision=0,
                first_since=NOW - timedelta(days=7),
                zone="UTC",
                hours=[Hour(DAILY, "08:00", first, first.date().isoformat())],
                now=NOW,
            )
    return Deliveries(store.database, VAULT, BOT)


def claimed(store: Store, *chats: int) -> tuple[Deliveries, tuple[Due, ...]]:
    ledger = subscribe(store, chats, NOW.replace(minute=0))
    ledger.plan(NOW, slot_after)
    return ledger, ledger.claim("me", NOW, 9)


def test_the_migrated_schema_has_the_columns_and_indexes_of_the_code(store: Store) -> None:
    with store.database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                # the full-text index is not one of our tables
                "include_name": lambda name, kind, _: (
                    kind != "table" or not str(name).startswith("article_fts")
                )
            },
        )
        assert compare_metadata(context, t.metadata) == []


def test_after_days_of_silence_the_slot_of_today_is_still_sent(store: Store) -> None:
    ledger = subscribe(store, [500], datetime(2026, 3, 23, 8, tzinfo=UTC))
    assert ledger.plan(NOW, slot_after) == 1
    [due] = ledger.claim("me", NOW, 9)
    assert due.local_date == "2026-03-26"
    tomorrow = NOW + timedelta(days=1)
    assert ledger.plan(tomorrow, slot_after) == 1


def test_a_group_that_moved_to_a_known_chat_takes_its_digests_along(store: Store) -> None:
    ledger, (first, second) = claimed(store, 100, 101)
    moved = Settlement(first.id, first.subscription_id, "pending", due_at=NOW, moved_to=-100777)
    Chats(store.database, VAULT, BOT).remember(-100777, "supergroup", 0, 1, ["k"], NOW)
    ledger.settle([moved], NOW)
    assert [due.chat_id for due in ledger.claim("me", NOW, 9)] == [-100777]
    assert second.chat_id == 101


def test_a_group_that_moved_to_a_subscribed_chat_is_sent_one_digest(store: Store) -> None:
    ledger, (first, second) = claimed(store, 100, 101)
    moved = Settlement(first.id, first.subscription_id, "pending", due_at=NOW, moved_to=101)
    kept = Settlement(second.id, second.subscription_id, "pending", due_at=NOW)
    ledger.settle([moved, kept], NOW)
    assert [due.id for due in ledger.claim("me", NOW, 9)] == [second.id]


def test_who_leaves_while_a_digest_waits_gets_it_no_more(store: Store) -> None:
    ledger, (due,) = claimed(store, 100)
    with store.database.writing() as connection:
        Subscribers(store.database).end(connection, due.subscription_id)
    ledger.settle([Settlement(due.id, due.subscription_id, "pending", due_at=NOW)], NOW)
    assert ledger.claim("me", NOW, 9) == ()
    assert ledger.lag(NOW + timedelta(hours=1)) == timedelta()


def test_parts_that_were_sent_are_remembered_across_a_crash(store: Store) -> None:
    ledger, (due,) = claimed(store, 100)
    editions = Editions(store.database)
    edition = editions.save(
        dossier_id=due.dossier_id,
        from_rev=0,
        to_rev=4,
        options_key="",
        messages=[{"html": "one"}, {"html": "two"}],
        lines=(),
        now=NOW,
    )
    part = Settlement(
        due.id, due.subscription_id, "claimed", parts_sent=1, message_ids=(7,), edition_id=edition
    )
    ledger.settle([part], NOW)
    assert ledger.claim("me", NOW, 9) == ()  # it is still on its way
    ledger.release()
    [again] = ledger.claim("alive", NOW, 9)
    assert (again.parts_sent, again.message_ids, again.edition_id) == (1, (7,), edition)
    begun = editions.get(edition)
    assert (begun.to_rev, begun.messages) == (4, [{"html": "one"}, {"html": "two"}])


def test_the_sources_of_a_digest_are_found_by_its_messages(store: Store) -> None:
    ledger, (due,) = claimed(store, 100)
    chats = Chats(store.database, VAULT, BOT)
    chats.remember(100, "private", 0, 3, ["of an answer"], NOW)
    sent = Settlement(
        due.id, due.subscription_id, "sent", seen_rev=4, shown=((8, ("of the digest",)),)
    )
    ledger.settle([sent], NOW)
    assert chats.shown(100, 0, 8) == ("of the digest",)
    assert chats.shown(100, 0, 3) == ("of an answer",)
    assert chats.shown(100, 0, None) == ("of the digest",)


def test_only_a_delivered_digest_moves_the_mark(store: Store) -> None:
    ledger, (first, second) = claimed(store, 100, 101)
    ledger.settle(
        [
            Settlement(first.id, first.subscription_id, "sent", seen_rev=4),
            Settlement(second.id, second.subscription_id, "quiet"),
        ],
        NOW,
    )
    with store.database.reading() as connection:
        rows = connection.execute(select(t.subscription).order_by(t.subscription.c.id)).all()
    assert [(row.seen_rev, row.first_since is None) for row in rows] == [(4, True), (0, False)]


@pytest.mark.parametrize("written", ["", "\n", "short"])
def test_a_key_file_that_holds_no_key_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "data.key"
    path.write_text(written)
    with pytest.raises(ConfigError, match="holds no key"):
        load_or_make_key(path)


def test_a_code_offered_under_an_old_key_is_void_after_rotation(store: Store) -> None:
    Editors(store.database, VAULT, BOT).offer("abcd1234", NOW)
    with store.database.writing() as connection:
        VAULT.check(connection)
        Vault(["a new key", "a key of some length"]).rotate(connection)
    assert not Editors(store.database, Vault(["a new key"]), BOT).claim(1, "abcd1234", NOW)


def test_everything_of_a_chat_goes_when_it_asks(store: Store) -> None:
    ledger, (due,) = claimed(store, 100)
    chats = Chats(store.database, VAULT, BOT)
    chats.remember(100, "private", 0, 3, ["k"], NOW)
    with store.database.writing() as connection:
        connection.execute(
            insert(t.card).values(
                key="card",
                chat_id=chats.find(connection, 100),
                dossier_id=due.dossier_id,
                article_id=store.articles.save(connection, document(), Article.whole(TREATY), NOW),
                made_at="",
            )
        )
    chats.erase(100)
    with store.database.reading() as connection:
        for table in (t.chat, t.subscription, t.schedule, t.delivery, t.shown, t.card):
            assert connection.execute(select(table)).all() == [], table.name
    # the send that was under way finds nothing to settle, and breaks nothing
    ledger.settle(
        [Settlement(due.id, due.subscription_id, "sent", seen_rev=4, shown=((9, ("k",)),))], NOW
    )
