"""Keys, inbox, chats, editors and the ledger of deliveries, on both engines."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select

from bot.errors import ChangeRefused, ConfigError, StoreError
from bot.store import Store, is_current, migrate, open_store
from bot.store import schema as t
from bot.store.changes import recent
from bot.store.chats import Chats, Editors, claim_bot
from bot.store.deliveries import Deliveries, Settlement
from bot.store.house import note_alarm
from bot.store.inbox import Inbox
from bot.store.migrate import MIGRATIONS, known_revisions
from bot.store.planning import Planner
from bot.store.secrets import Vault, load_or_make_key
from bot.store.subscribers import Hour, Subscribers

VAULT = Vault(["a key of some length"])
BOT = DOSSIER = 1


def test_migrating_twice_changes_nothing(store: Store) -> None:
    migrate(store.database)
    assert is_current(store.database)


def test_an_older_database_is_brought_to_the_schema_of_the_code(store: Store) -> None:
    with store.database.writing() as connection:
        connection.exec_driver_sql("DROP INDEX ix_delivery_oldest")
        connection.exec_driver_sql("DROP TABLE keyboard")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert not is_current(store.database)
    migrate(store.database)
    assert is_current(store.database)
    indexes = inspect(store.database.engine).get_indexes("delivery")
    assert "ix_delivery_oldest" in {each["name"] for each in indexes}
    assert inspect(store.database.engine).has_table("keyboard")


def test_the_migrated_schema_is_the_one_in_the_code(store: Store) -> None:
    from bot.store.schema import metadata

    found = set(inspect(store.database.engine).get_table_names())
    assert set(metadata.tables) <= found


def test_the_files_of_migrations_are_numbered_by_their_revisions() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    revisions = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    assert known_revisions() == revisions[::-1]


def test_a_database_of_a_newer_version_is_refused(store: Store) -> None:
    with store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(ConfigError, match="newer version"):
        is_current(store.database)
    with pytest.raises(ConfigError, match="newer version"):
        migrate(store.database)


def test_a_database_that_is_not_set_up_is_told_in_a_sentence(database_url: str) -> None:
    store = open_store(database_url, create=True)
    with (
        pytest.raises(StoreError, match="run `briefing-bot migrate`"),
        store.database.reading() as c,
    ):
        store.dossiers.every(c)
    store.close()


def test_ids_are_sealed_and_found_again(tmp_path: object) -> None:
    sealed = VAULT.seal(-100123)
    assert b"100123" not in sealed["id_enc"] + sealed["id_hash"]
    assert VAULT.open(sealed["id_enc"]) == -100123
    rotated = Vault(["a new key", "a key of some length"])
    assert rotated.open(sealed["id_enc"]) == -100123
    assert sealed["id_hash"] in rotated.hashes(-100123)


def test_a_wrong_key_is_refused(store: Store) -> None:
    with store.database.writing() as connection:
        VAULT.check(connection)
        VAULT.check(connection)
    with pytest.raises(ConfigError, match="not the key"), store.database.writing() as connection:
        Vault(["another key"]).check(connection)


def test_rotating_rewrites_all_that_is_encrypted(store: Store, now: datetime) -> None:
    chats, editors = Chats(store.database, VAULT, BOT), Editors(store.database, VAULT, BOT)
    chats.remember(5, "private", 0, 1, ["k"], now)
    editors.make(77, "owner", now)
    editors.offer("abcd1234", now)
    Inbox(store.database, VAULT, BOT).receive([(7, b"an update")], now)
    with store.database.writing() as connection:
        VAULT.check(connection)
        named = t.editor.update().values(name_enc=VAULT.encrypt(b"Ann"))
        connection.execute(named)
        Vault(["a new key", "a key of some length"]).rotate(connection)
    fresh = Vault(["a new key"])
    assert Chats(store.database, fresh, BOT).shown(5, 0, None) == ("k",)
    assert Editors(store.database, fresh, BOT).role(77) == "owner"
    assert Editors(store.database, fresh, BOT).claim(78, "abcd1234", now)
    [left] = Inbox(store.database, fresh, BOT).left_over(now, timedelta())
    assert left.body == b"an update"
    with store.database.writing() as connection:
        fresh.check(connection)
        name = connection.execute(select(t.editor.c.name_enc).limit(1)).scalar_one()
    assert name is not None
    assert fresh.decrypt(name) == b"Ann"


def test_the_key_of_a_machine_is_made_once_and_kept_private(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "sub" / "data.key"
    key = load_or_make_key(path)
    assert load_or_make_key(path) == key
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_update_is_kept_until_it_is_handled(store: Store, now: datetime) -> None:
    inbox = Inbox(store.database, VAULT, BOT)
    [first] = inbox.receive([(7, b"{}")], now)
    assert inbox.receive([(7, b"{}")], now) == ()
    [left] = inbox.left_over(now, timedelta())
    assert (left.id, left.body) == (first.id, b"{}")
    inbox.handled([first.id], now)
    assert inbox.left_over(now + timedelta(minutes=1), timedelta()) == ()


def test_parts_of_one_whole_are_handled_together(store: Store, now: datetime) -> None:
    inbox = Inbox(store.database, VAULT, BOT)
    parts = inbox.receive([(7, b"{}"), (8, b"{}")], now)
    inbox.handled([part.id for part in parts], now)
    assert inbox.left_over(now + timedelta(minutes=1), timedelta()) == ()


def test_what_is_held_is_taken_up_by_nobody_else(store: Store, now: datetime) -> None:
    inbox = Inbox(store.database, VAULT, BOT)
    [held, left] = inbox.receive([(7, b"{}"), (8, b"{}")], now)
    later = now + timedelta(minutes=1)
    inbox.hold([held.id], later)
    taken = inbox.left_over(later, timedelta(seconds=30))
    assert [each.id for each in taken] == [left.id]
    # who takes an update up holds it
    assert inbox.left_over(later, timedelta(seconds=30)) == ()


def test_only_an_update_that_was_begun_counts_as_tried(store: Store, now: datetime) -> None:
    inbox = Inbox(store.database, VAULT, BOT)
    [first] = inbox.receive([(7, b"{}")], now)
    assert first.attempts == 0
    tried = []
    for hour in range(1, 4):
        [again] = inbox.left_over(now + timedelta(hours=hour), timedelta())
        tried.append(again.attempts)
    assert tried == [1, 1, 1]  # the process ended before it was their turn
    inbox.begin([first.id])
    [again] = inbox.left_over(now + timedelta(hours=5), timedelta())
    assert again.attempts == 2


def test_a_chat_remembers_what_was_shown_and_forgets_on_demand(store: Store, now: datetime) -> None:
    chats = Chats(store.database, VAULT, BOT)
    for message in range(1, 26):
        chats.remember(5, "private", 0, message, [f"k{message}"], now)
    assert chats.shown(5, 0, None) == ("k25",)
    assert chats.shown(5, 0, 20) == ("k20",)
    assert chats.shown(5, 0, 2) == ("k25",)  # too long ago: the last one
    assert chats.shown(5, 9, None) == ()
    chats.erase(5)
    with store.database.reading() as connection:
        assert chats.find(connection, 5) is None


def test_a_code_makes_one_owner_within_ten_minutes(store: Store, now: datetime) -> None:
    editors = Editors(store.database, VAULT, BOT)
    editors.offer("abcd1234", now)
    assert not editors.claim(1, "wrong", now)
    assert not editors.claim(1, "abcd1234", now + timedelta(minutes=11))
    assert editors.claim(1, "abcd1234", now + timedelta(minutes=9))
    assert editors.role(1) == "owner"
    assert not editors.claim(2, "abcd1234", now)
    assert editors.role(2) is None


def test_editors_come_and_go_and_the_log_says_so(store: Store, now: datetime) -> None:
    editors = Editors(store.database, VAULT, BOT)
    editors.make(1, "owner", now)
    owner = editors.find(1)
    assert owner is not None
    made = editors.add(2, "Ada", by=owner.id, now=now)
    assert [(e.user_id, e.name, e.role) for e in editors.listed()] == [
        (1, None, "owner"),
        (2, "Ada", "editor"),
    ]
    with store.database.reading() as connection:
        assert "Ada" not in str(connection.execute(select(t.editor)).all())
    editors.remove(2, by=owner.id, now=now)
    assert editors.role(2) is None
    assert editors.ids() == (1,)
    with store.database.reading() as connection:
        log = recent(connection, store.dossiers.get(connection).id, 9)
    assert [(c.kind, c.by, c.details) for c in log] == [
        ("editor", owner.id, {"editor": made.id, "role": ["editor", "former"]}),
        ("editor", owner.id, {"editor": made.id, "role": [None, "editor"]}),
    ]


def test_owners_and_strangers_are_not_removed(store: Store, now: datetime) -> None:
    editors = Editors(store.database, VAULT, BOT)
    editors.make(1, "owner", now)
    for user_id in (1, 7):
        with pytest.raises(ChangeRefused):
            editors.remove(user_id, by=None, now=now)
    assert editors.add(1, "Ada", by=None, now=now).role == "owner"


def test_a_database_belongs_to_one_bot(store: Store) -> None:
    with store.database.writing() as connection:
        assert claim_bot(connection, 42, "ours") == claim_bot(connection, 42, "ours")
    with pytest.raises(ConfigError, match="another bot"), store.database.writing() as connection:
        claim_bot(connection, 43, "theirs")


def test_editors_are_told_of_a_cause_once_an_hour_by_whichever_process(
    store: Store, store_url: str, now: datetime
) -> None:
    other = open_store(store_url)
    with ThreadPoolExecutor(4) as together:
        told = [
            together.submit(note_alarm, each.database, "digests run late", now)
            for each in (store, other) * 4
        ]
        assert sum(each.result() for each in told) == 1
    assert note_alarm(other.database, "a template broke", now)
    other.close()
    later = now + timedelta(minutes=61)
    assert not note_alarm(store.database, "digests run late", now + timedelta(minutes=59))
    assert note_alarm(store.database, "digests run late", later)
    # a clock that ran ahead does not silence the others
    assert note_alarm(store.database, "digests run late", now)


@pytest.fixture
def ledger(store: Store, now: datetime) -> Deliveries:
    chats, subscribers = Chats(store.database, VAULT, BOT), Subscribers(store.database)
    with store.database.writing() as connection:
        for number in range(3):
            subscribers.save(
                connection,
                chat=chats.row(connection, 100 + number, "private", now),
                thread_id=0,
                dossier_id=store.dossiers.get(connection).id,
                revision=0,
                first_since=now - timedelta(days=7),
                zone="UTC",
                hours=[Hour(127, "08:00", now, "2026-03-22")],
                now=now,
            )
    return Deliveries(store.database, VAULT, BOT, DOSSIER)


def planner(ledger: Deliveries) -> Planner:
    return Planner(ledger.database, BOT, DOSSIER)


def tomorrow(now: datetime) -> tuple[datetime, str]:
    return now + timedelta(days=1), "2026-03-23"


def test_a_slot_is_planned_once_and_claimed_once(ledger: Deliveries, now: datetime) -> None:
    assert planner(ledger).plan(now, lambda *_: tomorrow(now)) == 3
    assert planner(ledger).plan(now, lambda *_: tomorrow(now)) == 0
    claimed = ledger.claim("me", now, 2)
    assert [due.chat_id for due in claimed] == [100, 101]
    assert [due.chat_id for due in ledger.claim("other", now, 9)] == [102]
    assert ledger.claim("me", now, 9) == ()


def test_only_what_was_in_flight_may_repeat(ledger: Deliveries, now: datetime) -> None:
    planner(ledger).plan(now, lambda *_: tomorrow(now))
    first, second, third = ledger.claim("dead", now, 9)
    ledger.settle([Settlement(first.id, first.subscription_id, "sent", seen_rev=4)], now)
    assert ledger.release() == 2
    again = ledger.claim("alive", now, 9)
    assert [due.id for due in again] == [second.id, third.id]
    assert {due.attempts for due in again} == {2}


def test_who_blocked_us_is_due_no_more(ledger: Deliveries, now: datetime) -> None:
    planner(ledger).plan(now, lambda *_: tomorrow(now))
    gone, *_ = ledger.claim("me", now, 9)
    ledger.settle([Settlement(gone.id, gone.subscription_id, "gone", ends=True)], now)
    later = now + timedelta(days=1)
    assert planner(ledger).plan(later, lambda *_: (later + timedelta(days=1), "2026-03-24")) == 2


def test_a_moved_group_is_written_to_its_new_id(ledger: Deliveries, now: datetime) -> None:
    planner(ledger).plan(now, lambda *_: tomorrow(now))
    due, *_ = ledger.claim("me", now, 1)
    moved = Settlement(due.id, due.subscription_id, "pending", due_at=now, moved_to=-100777)
    ledger.settle([moved], now)
    assert -100777 in {each.chat_id for each in ledger.claim("me", now, 9)}


def test_an_owner_who_is_named_no_more_is_none_and_one_who_claimed_stays(
    store: Store, now: datetime
) -> None:
    editors = Editors(store.database, VAULT, BOT)
    editors.offer("abcd1234", now)
    assert editors.claim(3, "abcd1234", now)
    assert editors.name_owners((1, 2), now) == ()
    assert editors.name_owners((1, 3), now) == (2,)
    assert editors.name_owners((1,), now) == ()
    assert [editors.role(user) for user in (1, 2, 3)] == ["owner", None, "owner"]
    with store.database.reading() as connection:
        [logged] = recent(connection, DOSSIER, 9)
    assert (logged.kind, logged.details["role"]) == ("editor", ["owner", "former"])
    assert editors.name_owners((1, 2), now) == ()
    assert editors.role(2) == "owner"
