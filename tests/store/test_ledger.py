"""The ledger of digests where things go wrong: long silence, moved groups, parts, late leavers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.digest.schedule import slot_after, slot_on
from bot.errors import ConfigError
from bot.store import Store
from bot.store import schema as t
from bot.store.chats import Chats
from bot.store.deliveries import Deliveries, Due, Settlement
from bot.store.editions import Editions
from bot.store.planning import Planner, Waiting
from bot.store.secrets import Vault, load_or_make_key
from bot.store.subscribers import Hour, Subscribers
from bot.store.values import instant

VAULT = Vault(["a key of some length"])
BOT = DOSSIER = 1
DAILY = 0b1111111
# Thursday; the bot's clock when it comes back
NOW = datetime(2026, 3, 26, 8, 5, tzinfo=UTC)


def subscribe(store: Store, chats: Sequence[int], *first: datetime) -> Deliveries:
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
                hours=[Hour(DAILY, f"{at:%H:%M}", at, at.date().isoformat()) for at in first],
                now=NOW,
            )
    return Deliveries(store.database, VAULT, BOT, DOSSIER)


def claimed(store: Store, *chats: int) -> tuple[Deliveries, tuple[Due, ...]]:
    ledger = subscribe(store, chats, NOW.replace(minute=0))
    Planner(store.database, BOT, DOSSIER).plan(NOW, slot_after)
    return ledger, ledger.claim("me", NOW, 9)


def test_after_days_of_silence_the_slot_of_today_is_still_sent(store: Store) -> None:
    ledger = subscribe(store, [500], datetime(2026, 3, 23, 8, tzinfo=UTC))
    planner = Planner(store.database, BOT, DOSSIER)
    assert planner.plan(NOW, slot_after) == 1
    [due] = ledger.claim("me", NOW, 9)
    assert due.local_date == "2026-03-26"
    tomorrow = NOW + timedelta(days=1)
    assert planner.plan(tomorrow, slot_after) == 1


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
    assert Planner(store.database, BOT, DOSSIER).oldest(NOW + timedelta(hours=1)) is None


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


def test_what_may_have_arrived_stays_so_across_a_crash(store: Store) -> None:
    """It is sent once more at most while the outcome of that is known."""
    ledger, (due,) = claimed(store, 100)
    ledger.settle([Settlement(due.id, due.subscription_id, "unknown", due_at=NOW)], NOW)
    for _ in range(2):
        [again] = ledger.claim("dead", NOW, 9)
        assert again.before == "unknown"
        assert ledger.release() == 1


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


def test_two_hours_of_one_chat_go_one_after_the_other(store: Store) -> None:
    """After a silence both are due: the second must see what the first has moved."""
    ledger = subscribe(store, [100], NOW.replace(hour=7, minute=0), NOW.replace(minute=0))
    Planner(store.database, BOT, DOSSIER).plan(NOW, slot_after)
    [first] = ledger.claim("me", NOW, 9)
    assert ledger.claim("me", NOW, 9) == ()
    ledger.settle([Settlement(first.id, first.subscription_id, "sent", seen_rev=4)], NOW)
    [second] = ledger.claim("me", NOW, 9)
    assert (first.slot_at < second.slot_at, second.reading.seen_rev) == (True, 4)


def test_a_chat_that_is_left_alone_keeps_nobody_else_waiting(store: Store) -> None:
    """What one process was told holds for all, and for other digests of the chat."""
    ledger = subscribe(store, [100, 101, 102], NOW.replace(minute=0))
    Planner(store.database, BOT, DOSSIER).plan(NOW, slot_after)
    [first] = ledger.claim("me", NOW, 1)
    until = NOW + timedelta(seconds=300)
    told = Settlement(
        first.id, first.subscription_id, "pending", due_at=NOW, quiet_until=until, untried=True
    )
    ledger.settle([told], NOW)
    assert [due.chat_id for due in ledger.claim("other", NOW, 1)] == [101]
    assert [due.chat_id for due in ledger.claim("other", NOW, 1)] == [102]
    assert ledger.claim("other", NOW, 9) == ()
    [again] = ledger.claim("other", until, 9)
    assert (again.chat_id, again.attempts) == (100, 1)


def test_a_digest_too_late_to_send_is_told_to_the_next(store: Store) -> None:
    ledger, (due,) = claimed(store, 100)
    late = Settlement(due.id, due.subscription_id, "expired", local_date=due.local_date)
    ledger.settle([late], NOW)
    planner, tomorrow = Planner(store.database, BOT, DOSSIER), NOW + timedelta(days=1)
    planner.plan(tomorrow, slot_after)
    [again] = ledger.claim("me", tomorrow, 9)
    assert (again.reading.missed_on, again.reading.seen_rev) == (
        "2026-03-26",
        due.reading.seen_rev,
    )
    ledger.settle([Settlement(again.id, again.subscription_id, "sent", seen_rev=4)], tomorrow)
    later = tomorrow + timedelta(days=1)
    planner.plan(later, slot_after)
    assert [due.reading.missed_on for due in ledger.claim("me", later, 9)] == [None]


def test_nothing_is_claimed_while_digests_are_stopped(store: Store) -> None:
    ledger = subscribe(store, [100], NOW.replace(minute=0))
    Planner(store.database, BOT, DOSSIER).plan(NOW, slot_after)
    ledger.halt(NOW)
    assert ledger.claim("me", NOW, 9) == ledger.queue(NOW, 9) == ()
    ledger.go_on()
    assert len(ledger.claim("me", NOW, 9)) == 1


def test_each_dossier_ends_for_itself_what_an_editor_let_go(store: Store) -> None:
    mine = subscribe(store, [100], NOW.replace(minute=0))
    with store.database.writing() as connection:
        store.dossiers.save_settings(connection, "harbours", "Harbours", {}, NOW)
        dossier = store.dossiers.get(connection, "harbours").id
    other = Deliveries(store.database, VAULT, BOT, dossier)
    mine.halt(NOW)
    mine.resume(NOW, slot_after)
    other.trust(NOW - timedelta(days=1))
    assert mine.released() == other.released() == NOW
    other.trust(NOW)
    assert (mine.released(), other.released()) == (NOW, None)


def test_what_waits_is_counted_by_dossier(store: Store) -> None:
    subscribe(store, [100, 101], NOW.replace(minute=0))
    planner = Planner(store.database, BOT, DOSSIER)
    planner.plan(NOW, slot_after)
    d, s = t.delivery.c, t.subscription.c
    with store.database.writing() as connection:
        store.dossiers.save_settings(connection, "harbours", "Harbours", {}, NOW)
        other = store.dossiers.get(connection, "harbours").id
        store.dossiers.save_settings(connection, "quiet", "Quiet", {}, NOW)
        put_off, _ = connection.scalars(select(d.subscription_id)).all()
        connection.execute(update(t.subscription).where(s.id == put_off).values(dossier_id=other))
        connection.execute(
            update(t.delivery)
            .where(d.subscription_id == put_off)
            .values(due_at=instant(NOW + timedelta(minutes=9)))
        )
    of_both = planner.waiting(NOW)
    at = NOW.replace(minute=0)
    assert of_both.pop("quiet") == Waiting()
    assert of_both.pop("harbours") == Waiting(0, at)
    assert list(of_both.values()) == [Waiting(1, at)]
    later = planner.waiting(NOW + timedelta(minutes=10))
    assert later["harbours"] == Waiting(1, at)
    assert all(due == Waiting() for due in planner.waiting(NOW - timedelta(hours=1)).values())


def test_a_process_leaves_the_digests_of_another_dossier_to_its_own(store: Store) -> None:
    ledger = subscribe(store, [100], NOW.replace(minute=0))
    with store.database.writing() as connection:
        store.dossiers.save_settings(connection, "harbours", "Harbours", {}, NOW)
        other = store.dossiers.get(connection, "harbours").id
        connection.execute(update(t.subscription).values(dossier_id=other))
    mine, theirs = (Planner(store.database, BOT, each) for each in (DOSSIER, other))
    assert (mine.plan(NOW, slot_after), theirs.plan(NOW, slot_after)) == (0, 1)
    assert ledger.queue(NOW, 9) == ledger.claim("me", NOW, 9) == ()
    assert len(Deliveries(store.database, VAULT, BOT, other).claim("they", NOW, 9)) == 1


def test_what_a_job_took_along_is_taken_again_only_when_the_job_was_lost(store: Store) -> None:
    ledger = subscribe(store, [100, 101], NOW.replace(minute=0))
    Planner(store.database, BOT, DOSSIER).plan(NOW, slot_after)
    [first] = ledger.queue(NOW, 1)
    [second] = ledger.queue(NOW, 9)
    assert first != second
    later = NOW + timedelta(seconds=20)
    ledger.unqueue_lost(set(), NOW)
    ledger.unqueue_lost({first, second}, later)
    assert ledger.queue(later, 9) == ()
    ledger.unqueue_lost({first}, later)
    assert ledger.queue(later, 9) == (second,)


def test_only_the_claims_of_one_job_are_given_back(store: Store) -> None:
    ledger = subscribe(store, [100, 101], NOW.replace(minute=0))
    Planner(store.database, BOT, DOSSIER).plan(NOW, slot_after)
    [first] = ledger.claim("dead", NOW, 1)
    [second] = ledger.claim("alive", NOW, 1, among=[first.id, first.id + 1])
    assert ledger.release("dead") == 1
    assert [due.id for due in ledger.claim("heir", NOW, 9)] == [first.id]
    assert ledger.claimants() == {"heir", "alive"}
    assert second.chat_id == 101


def test_what_was_settled_is_counted(store: Store) -> None:
    ledger, (first, second) = claimed(store, 100, 101)
    for each in (first, second):
        ledger.settle([Settlement(each.id, each.subscription_id, "sent", tally="sent")], NOW)
    assert ledger.tallies() == {"sent": 2}


def test_new_zone_data_moves_the_slots_to_come(store: Store) -> None:
    ledger = subscribe(store, [100], NOW.replace(minute=0))
    wrong = {"next_at": instant(NOW.replace(hour=9, minute=0))}  # as an old clock had it
    with store.database.writing() as connection:
        connection.execute(update(t.schedule).values(**wrong))
    planner = Planner(store.database, BOT, DOSSIER)
    assert planner.plan(NOW, slot_after) == 0
    assert planner.mend(NOW, slot_on, slot_after) == 1
    assert planner.mend(NOW, slot_on, slot_after) == 0
    assert planner.plan(NOW, slot_after) == 1
    [due] = ledger.claim("me", NOW, 9)
    assert (due.local_date, due.slot_at[11:16]) == ("2026-03-26", "08:00")


def next_slots(store: Store) -> list[tuple[str | None, str | None]]:
    h = t.schedule.c
    with store.database.reading() as connection:
        rows = connection.execute(select(h.next_at, h.next_date).order_by(h.id))
        return [(row.next_at, row.next_date) for row in rows]


def test_after_a_clock_that_was_days_ahead_the_days_between_have_their_digests(
    store: Store,
) -> None:
    ledger = subscribe(store, [100, 101], NOW.replace(minute=0))
    planner = Planner(store.database, BOT, DOSSIER)
    planner.plan(NOW, slot_after)
    planner.plan(NOW + timedelta(days=10), slot_after)
    assert {on for _, on in next_slots(store)} == {"2026-04-06"}
    assert planner.mend(NOW, slot_on, slot_after) == 2
    assert {on for _, on in next_slots(store)} == {"2026-03-27"}
    assert planner.mend(NOW, slot_on, slot_after) == 0
    for day in range(1, 13):
        planner.plan(NOW + timedelta(days=day), slot_after)
    with store.database.reading() as connection:
        dates = connection.execute(select(t.delivery.c.local_date)).scalars().all()
    assert sorted(set(dates))[:2] == ["2026-03-26", "2026-03-27"]
    assert len(dates) == 2 * len(set(dates)) == 26
    assert len(ledger.claim("me", NOW, 9)) == 2


def test_a_day_that_was_passed_over_since_one_was_sent_stays_so(store: Store) -> None:
    """New hours bring no second digest of a day, mended or not."""
    subscribe(store, [100], NOW.replace(minute=0))
    planner = Planner(store.database, BOT, DOSSIER)
    planner.plan(NOW, slot_after)
    subscribe(store, [100], NOW.replace(hour=18, minute=0) + timedelta(days=1))
    assert planner.mend(NOW, slot_on, slot_after) == 0


def test_an_hour_of_another_zone_that_was_kept_is_not_moved_out_of_its_time(store: Store) -> None:
    subscribe(store, [100], NOW.replace(hour=20, minute=0))
    with store.database.writing() as connection:
        connection.execute(update(t.subscription).values(zone="Asia/Tokyo"))
        connection.execute(update(t.schedule).values(local_time="08:00"))
    assert Planner(store.database, BOT, DOSSIER).mend(NOW, slot_on, slot_after) == 0


def test_an_hour_that_is_given_up_while_it_is_planned_stays_given_up(store: Store) -> None:
    ledger = subscribe(store, [100, 101], NOW.replace(minute=0))

    def give_up(*given: Any) -> tuple[datetime, str]:
        with store.database.engine.begin() as connection:
            connection.execute(
                update(t.schedule).where(t.schedule.c.id == 1).values(next_at=None, next_date=None)
            )
        return slot_after(*given)

    if store.database.sqlite:
        pytest.skip("its one writer lets nobody between")
    Planner(store.database, BOT, DOSSIER).plan(NOW, give_up)
    assert [at is None for at, _ in next_slots(store)] == [True, False]
    assert len(ledger.claim("me", NOW, 9)) == 1


@pytest.mark.parametrize("written", ["", "\n", "short"])
def test_a_key_file_that_holds_no_key_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "data.key"
    path.write_text(written)
    with pytest.raises(ConfigError, match="holds no key"):
        load_or_make_key(path)


def test_everything_of_a_chat_goes_when_it_asks(store: Store) -> None:
    ledger, (due,) = claimed(store, 100)
    chats = Chats(store.database, VAULT, BOT)
    chats.remember(100, "private", 0, 3, ["k"], NOW)
    assert not chats.erase(100)
    with store.database.reading() as connection:
        for table in (t.chat, t.subscription, t.schedule, t.delivery, t.shown):
            assert connection.execute(select(table)).all() == [], table.name
    # the send that was under way finds nothing to settle, and breaks nothing
    ledger.settle(
        [Settlement(due.id, due.subscription_id, "sent", seen_rev=4, shown=((9, ("k",)),))], NOW
    )
