"""A postman over a real ledger: halts, faults of ours, parts, sources, the crash of a process."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.briefing import Message
from bot.briefing.digest import Edition
from bot.chat.limits import Lane, Pace
from bot.digest.delivery import LATE_WORDS, Postman
from bot.digest.editions import read_message, stored_message
from bot.digest.schedule import slot_after
from bot.errors import (
    DeliveryError,
    MessageRefused,
    OutcomeUnknown,
    RecipientGone,
    StoreError,
    TokenRefused,
    TryLater,
)
from bot.store import Store, open_store
from bot.store import schema as t
from bot.store.chats import Chats
from bot.store.deliveries import Deliveries, Due, Settlement
from bot.store.editions import Editions
from bot.store.house import recall
from bot.store.ledger import HALT
from bot.store.planning import Planner
from bot.store.secrets import Vault
from bot.store.subscribers import Hour, Subscribers
from bot.store.values import instant

VAULT = Vault(["a key of some length"])
BOT = DOSSIER = 1
SLOT = datetime(2026, 3, 26, 8, 0, tzinfo=UTC)
PARTS = (Message("one", "one", (), ("p1",)), Message("two", "two", (), ("p1",)))


def subscribed(store: Store, number: int) -> Deliveries:
    chats, subscribers = Chats(store.database, VAULT, BOT), Subscribers(store.database)
    with store.database.writing() as connection:
        dossier = store.dossiers.get(connection).id
        for chat in range(100, 100 + number):
            subscribers.save(
                connection,
                chat=chats.row(connection, chat, "private", SLOT),
                thread_id=0,
                dossier_id=dossier,
                revision=0,
                first_since=SLOT - timedelta(days=7),
                zone="UTC",
                hours=[Hour(127, "08:00", SLOT, "2026-03-26")],
                now=SLOT - timedelta(hours=1),
            )
    return Deliveries(store.database, VAULT, BOT, DOSSIER)


# from a chat, a text and how often it was tried to what goes wrong
Fault = Callable[[int, str, int], Exception | None]


class Recorder:
    """Keeps what it was told to send; `fault` says what goes wrong with it, if anything."""

    def __init__(self, fault: Fault = lambda *_: None) -> None:
        self.sent: list[tuple[int, str]] = []
        self.tries: Counter[tuple[int, str]] = Counter()
        self._fault = fault

    async def send(
        self, chat_id: int, thread_id: int, message: Message, *, silent: bool = False
    ) -> int:
        self.tries[chat_id, message.text] += 1
        fault = self._fault(chat_id, message.text, self.tries[chat_id, message.text])
        if fault is not None:
            raise fault
        self.sent.append((chat_id, message.text))
        return 1000 + len(self.sent)


def edition_of(store: Store, messages: tuple[Message, ...] = PARTS) -> Callable[[Due], Edition]:
    editions = Editions(store.database)

    def made(due: Due) -> Edition:
        if due.edition_id is not None:
            begun = editions.get(due.edition_id)
            return Edition(begun.id, begun.to_rev, tuple(map(read_message, begun.messages)))
        edition_id = editions.save(
            dossier_id=due.dossier_id,
            from_rev=due.reading.seen_rev,
            to_rev=7,
            options_key="",
            messages=[stored_message(each) for each in messages],
            lines=(),
            now=SLOT,
        )
        return Edition(edition_id, 7, messages)

    return made


def postman_of(
    ledger: Deliveries,
    sender: Recorder,
    edition_for: Callable[[Due], Edition],
    at: Callable[[], datetime],
    alarms: list[str],
) -> Postman:
    return Postman(
        deliveries=ledger,
        planner=Planner(ledger.database, BOT, DOSSIER),
        sender=sender,
        edition_for=edition_for,
        clock=at,
        alarm=alarms.append,
        name="test",
    )


def run(
    ledger: Deliveries,
    sender: Recorder,
    edition_for: Callable[[Due], Edition],
    *,
    at: Callable[[], datetime] = lambda: SLOT,
    until: Callable[[], bool] = lambda: False,
    alarms: list[str] | None = None,
) -> list[str]:
    alarms = [] if alarms is None else alarms

    async def work() -> None:
        stop = asyncio.Event()
        postman = postman_of(ledger, sender, edition_for, at, alarms)
        task = asyncio.create_task(postman.run(stop))
        for _ in range(40):
            await asyncio.sleep(0.05)
            if until():
                break
        stop.set()
        await task

    asyncio.run(work())
    return alarms


def states(store: Store) -> Counter[str]:
    with store.database.reading() as connection:
        return Counter(connection.execute(select(t.delivery.c.state)).scalars())


def left(store: Store) -> int:
    with store.database.reading() as connection:
        return len(
            connection.execute(select(t.chat.c.id).where(t.chat.c.left_at.is_not(None))).all()
        )


def is_stopped(store: Store) -> bool:
    with store.database.reading() as connection:
        return recall(connection, HALT) is not None


def marks(store: Store) -> list[int]:
    with store.database.reading() as connection:
        return list(connection.execute(select(t.subscription.c.seen_rev)).scalars())


def test_twenty_refusals_take_no_more_than_twenty_off_the_list(small_store: Store) -> None:
    ledger = subscribed(small_store, 150)
    sender = Recorder(lambda *_: RecipientGone("blocked"))
    alarms = run(ledger, sender, edition_of(small_store), until=lambda: bool(sender.tries))
    with small_store.database.reading() as connection:
        ended = connection.execute(select(t.subscription.c.state)).scalars().all().count("ended")
    assert ended <= 20
    assert len(alarms) == 1


@pytest.mark.parametrize(
    ("refusal", "lost"), [(RecipientGone("blocked"), 19), (TokenRefused("401"), 0)]
)
def test_what_a_stop_left_goes_out_once_digests_are_let_go(
    small_store: Store, refusal: DeliveryError, lost: int
) -> None:
    """In the same process: what was refused while it stopped is no more than left, and one
    refusal after it stops nothing again."""
    many, broken = 150, True
    ledger = subscribed(small_store, many)
    tried = select(t.delivery.c.attempts).where(t.delivery.c.state == "pending")
    gone = RecipientGone("blocked")
    sender = Recorder(lambda chat, *_: refusal if broken else gone if chat == 249 else None)

    async def work() -> list[int]:
        nonlocal broken
        stop = asyncio.Event()
        postman = postman_of(ledger, sender, edition_of(small_store, PARTS[:1]), lambda: SLOT, [])
        task = asyncio.create_task(postman.run(stop))
        while not is_stopped(small_store) or states(small_store)["claimed"]:
            await asyncio.sleep(0.02)
        with small_store.database.reading() as connection:
            tries = list(connection.execute(tried).scalars())
        broken = False
        ledger.go_on()
        while len(sender.sent) + states(small_store)["gone"] < many - 1:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        stop.set()
        await task
        return tries

    tries = asyncio.run(asyncio.wait_for(work(), 20))
    assert set(tries) == {0}
    assert states(small_store)["claimed"] == 0
    assert states(small_store) == {"sent": many - 1 - lost, "gone": 1 + lost}
    assert len(sender.sent) == len(set(sender.sent)) == many - 1 - lost


@pytest.mark.parametrize(("every", "stops"), [(4, 1), (1, 2)])
def test_who_lets_digests_go_on_has_seen_the_refusals(
    small_store: Store, every: int, stops: int
) -> None:
    """A quarter that truly left stops them once, however many there are; all that refuse, again."""
    many, alarms = 400, list[str]()
    ledger = subscribed(small_store, many)
    sender = Recorder(lambda chat, *_: None if chat % every else RecipientGone("blocked"))

    async def work() -> None:
        stop = asyncio.Event()
        one = edition_of(small_store, PARTS[:1])
        postman = postman_of(ledger, sender, one, lambda: SLOT, alarms)
        task = asyncio.create_task(postman.run(stop))
        for _ in range(stops):
            while not is_stopped(small_store) or states(small_store)["claimed"]:
                await asyncio.sleep(0.02)
            ledger.resume(SLOT, slot_after)
        while set(states(small_store)) - {"sent", "gone"} and every > 1:
            await asyncio.sleep(0.02)
        stop.set()
        await task

    asyncio.run(asyncio.wait_for(work(), 30))
    stopped = [each for each in alarms if "have stopped" in each]
    if every == 1:
        assert len(stopped) >= 2
    else:
        assert len(stopped) == 1
        assert states(small_store) == {"sent": many - many // every, "gone": many // every}


def test_every_process_knows_what_an_editor_has_let_go(store: Store, store_url: str) -> None:
    """A second one, that saw none of the refusals for which the first stopped, stops nothing again."""
    many, seconds, alarms = 400, open_store(store_url), list[str]()
    first, second = subscribed(store, many), Deliveries(seconds.database, VAULT, BOT, DOSSIER)
    sender = Recorder(lambda chat, *_: None if chat % 4 else RecipientGone("blocked"))

    async def work() -> None:
        stop = asyncio.Event()
        mine = postman_of(first, sender, edition_of(store, PARTS[:1]), lambda: SLOT, alarms)
        running = [asyncio.create_task(mine.run(stop))]
        while not is_stopped(store) or states(store)["claimed"]:
            await asyncio.sleep(0.02)
        stop.set()
        await running.pop()
        stop.clear()
        for ledger, its in ((first, store), (second, seconds)):
            postman = postman_of(ledger, sender, edition_of(its, PARTS[:1]), lambda: SLOT, alarms)
            running.append(asyncio.create_task(postman.run(stop)))
        second.resume(SLOT, slot_after)
        while set(states(store)) - {"sent", "gone"}:
            await asyncio.sleep(0.02)
        stop.set()
        await asyncio.gather(*running)

    asyncio.run(asyncio.wait_for(work(), 30))
    seconds.close()
    assert len([each for each in alarms if "have stopped" in each]) == 1
    assert states(store) == {"sent": many * 3 // 4, "gone": many // 4}


def test_some_fewer_refusals_for_a_while_are_no_sign_that_all_is_well(small_store: Store) -> None:
    ledger, every = subscribed(small_store, 400), (4, 4, 8, 4)
    gone = RecipientGone("blocked")
    sender = Recorder(lambda chat, *_: None if chat % every[chat // 100 - 1] else gone)
    one, stopped = edition_of(small_store, PARTS[:1]), list[str]()

    def stop() -> bool:
        return is_stopped(small_store) or not set(states(small_store)) - {"sent", "gone"}

    run(ledger, sender, one, until=stop, alarms=stopped)
    ledger.resume(SLOT, slot_after)
    run(ledger, sender, one, until=stop, alarms=stopped)
    assert len(stopped) == 1
    assert set(states(small_store)) == {"sent", "gone"}


def test_after_a_hundred_with_few_refusals_every_process_is_as_careful_as_before(
    small_store: Store,
) -> None:
    ledger, broken = subscribed(small_store, 400), False
    refuses, gone = RecipientGone("blocked"), range(100, 140)
    sender = Recorder(lambda chat, *_: refuses if broken or chat in gone else None)
    one = edition_of(small_store, PARTS[:1])
    stopped = "20 of 100 chats refused a digest: digests have stopped."
    assert run(ledger, sender, one, until=lambda: is_stopped(small_store)) == [stopped]
    ledger.resume(SLOT, slot_after)
    # started again, it knows of the release; when all is well, it tells the others
    assert run(ledger, sender, one, until=lambda: ledger.released() is None) == []
    assert ledger.released() is None
    broken, tomorrow = True, SLOT + timedelta(days=1)
    alarms = run(ledger, sender, one, at=lambda: tomorrow, until=lambda: is_stopped(small_store))
    assert alarms == [stopped]


def test_who_refused_before_the_stop_is_tried_again_when_editors_let_digests_go(
    small_store: Store,
) -> None:
    ledger, broken = subscribed(small_store, 150), True
    with small_store.database.writing() as connection:
        of_a_reader = t.subscription.c.chat_id == 1
        connection.execute(update(t.subscription).where(of_a_reader).values(state="ended"))
    sender = Recorder(lambda *_: RecipientGone("blocked") if broken else None)
    one = edition_of(small_store, PARTS[:1])
    run(ledger, sender, one, until=lambda: is_stopped(small_store))
    assert states(small_store)["gone"] == 19
    assert left(small_store) == 19
    broken, later = False, SLOT + timedelta(minutes=5)
    assert ledger.resume(later, slot_after) == 19
    assert left(small_store) == 0
    run(ledger, sender, one, at=lambda: later, until=lambda: states(small_store)["sent"] == 149)
    assert states(small_store) == {"sent": 149}
    with small_store.database.reading() as connection:
        ended = connection.execute(
            select(t.subscription.c.id).where(t.subscription.c.state == "ended")
        )
        due = connection.execute(select(t.schedule.c.next_at, t.schedule.c.next_date)).all()
    assert len(ended.all()) == 1
    assert set(due) == {(instant(SLOT + timedelta(days=1)), "2026-03-27")}


def test_a_fault_of_the_database_that_does_not_pass_ends_nothing(small_store: Store) -> None:
    """It is told to the editors, and gone about again."""
    ledger, sender = subscribed(small_store, 1), Recorder()
    claim, faults = ledger.claim, [StoreError("The database refused."), None]

    def at_second(*given: Any) -> tuple[Due, ...]:
        if (fault := faults.pop(0) if faults else None) is not None:
            raise fault
        return claim(*given)

    ledger.claim = at_second  # type: ignore[method-assign]
    alarms = run(ledger, sender, edition_of(small_store), until=lambda: bool(sender.sent))
    assert (alarms, sender.sent[:1]) == (["The database refused."], [(100, "one")])


def test_what_becomes_of_digests_is_logged(
    small_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """One line a batch and an event, with counts and nobody's id."""
    caplog.set_level(logging.INFO, "bot")
    ledger, broken = subscribed(small_store, 150), True
    sender = Recorder(lambda *_: RecipientGone("blocked") if broken else None)
    one = edition_of(small_store, PARTS[:1])

    async def work() -> None:
        nonlocal broken
        stop = asyncio.Event()
        postman = postman_of(ledger, sender, one, lambda: SLOT, [])
        task = asyncio.create_task(postman.run(stop))
        while not is_stopped(small_store) or states(small_store)["claimed"]:
            await asyncio.sleep(0.02)
        broken = False
        ledger.go_on()
        while states(small_store)["pending"] or states(small_store)["claimed"]:
            await asyncio.sleep(0.02)
        stop.set()
        await task

    asyncio.run(asyncio.wait_for(work(), 20))
    late = SLOT + timedelta(days=1, hours=4)
    run(ledger, sender, one, at=lambda: late, until=lambda: bool(states(small_store)["expired"]))
    said = Counter(record.getMessage() for record in caplog.records)
    events = {"slots planned", "digests stopped", "digests go on", "digests settled"}
    assert events | {"digests expired"} <= set(said)
    counted: Counter[str] = Counter()
    for record in caplog.records:
        if record.getMessage() == "digests settled":
            counted += Counter({name: getattr(record, name, 0) for name in ("sent", "gone")})
    assert counted == {"sent": 131, "gone": 19}


def test_a_group_with_many_threads_keeps_nobody_else_waiting(small_store: Store) -> None:
    """Twenty a minute go to a group; the others of it wait without a place among those in flight."""
    ledger = subscribed(small_store, 60)
    with small_store.database.writing() as connection:
        s = t.subscription.c
        group = Chats(small_store.database, VAULT, BOT).row(connection, -100700, "supergroup", SLOT)
        connection.execute(update(t.subscription).values(chat_id=group, thread_id=s.id))
        chats = connection.execute(select(t.chat.c.id).where(t.chat.c.id != group)).scalars().all()
        connection.execute(
            update(t.subscription).where(s.id == 60).values(chat_id=chats[0], thread_id=0)
        )
    pace = Pace(Lane(300, time.monotonic), time.monotonic)

    class Paced(Recorder):
        async def send(self, chat_id: int, *given: Any, **more: Any) -> int:
            await pace.wait(chat_id, answer=False)
            return await super().send(chat_id, *given, **more)

    sender = Paced()

    async def work() -> None:
        stop = asyncio.Event()
        one = edition_of(small_store, PARTS[:1])
        postman = postman_of(ledger, sender, one, lambda: SLOT, [])
        postman.in_flight = 30
        task = asyncio.create_task(postman.run(stop))
        while states(small_store)["sent"] < 21:
            await asyncio.sleep(0.02)
        stop.set()
        await task

    asyncio.run(asyncio.wait_for(work(), 5))
    assert sorted(Counter(chat for chat, _ in sender.sent).values()) == [1, 20]
    assert states(small_store) == {"sent": 21, "pending": 39}


def test_a_fault_of_ours_fails_one_digest_and_no_other(small_store: Store) -> None:
    ledger = subscribed(small_store, 3)
    sender = Recorder(lambda chat, *_: KeyError("bug") if chat == 101 else None)
    alarms = run(ledger, sender, edition_of(small_store), until=lambda: len(sender.sent) == 4)
    assert states(small_store) == {"sent": 2, "failed": 1}
    assert marks(small_store) == [7, 0, 7]
    assert ["fault of the program" in each for each in alarms] == [True]


def test_editors_hear_of_a_refused_message(small_store: Store) -> None:
    ledger = subscribed(small_store, 1)
    sender = Recorder(lambda *_: MessageRefused("unsupported start tag"))
    alarms = run(ledger, sender, edition_of(small_store), until=lambda: bool(sender.tries))
    assert ["unsupported start tag" in each for each in alarms] == [True]


def test_the_sources_of_every_part_are_remembered(small_store: Store) -> None:
    ledger = subscribed(small_store, 1)
    sender = Recorder()
    run(ledger, sender, edition_of(small_store), until=lambda: len(sender.sent) == 2)
    chats = Chats(small_store.database, VAULT, BOT)
    assert chats.shown(100, 0, 1001) == chats.shown(100, 0, 1002) == ("p1",)


def test_a_digest_that_was_begun_is_finished_as_it_was_begun(small_store: Store) -> None:
    ledger = subscribed(small_store, 1)
    down = Recorder(lambda _, text, __: TryLater("down", 1) if text == "two" else None)
    run(ledger, down, edition_of(small_store), until=lambda: bool(down.tries[100, "two"]))
    news = (Message("other", "other"), Message("news", "news"))
    up = Recorder()
    late = SLOT + timedelta(seconds=5)
    run(ledger, up, edition_of(small_store, news), at=lambda: late, until=lambda: bool(up.sent))
    assert down.sent + up.sent == [(100, "one"), (100, "two")]
    assert marks(small_store) == [7]


def test_a_cut_line_repeats_once_even_when_telegram_is_away_between(small_store: Store) -> None:
    faults = [OutcomeUnknown("cut"), TryLater("down"), OutcomeUnknown("cut"), None]

    def fault(_: int, __: str, tries: int) -> DeliveryError | None:
        return faults[tries - 1]

    ledger, sender = subscribed(small_store, 1), Recorder(fault)
    begun = time.monotonic()

    def hurried() -> datetime:  # a minute a second, so that nobody waits for the pauses
        return SLOT + timedelta(seconds=60 * (time.monotonic() - begun))

    one = PARTS[:1]
    for tries in (1, 2, 3):
        run(
            ledger,
            sender,
            edition_of(small_store, one),
            at=hurried,
            until=lambda tries=tries: sender.tries[100, "one"] == tries,
        )
    run(ledger, sender, edition_of(small_store, one), at=hurried)
    assert sender.tries[100, "one"] == 3
    assert states(small_store) == {"expired": 1}
    assert marks(small_store) == [0]


def test_editors_hear_once_that_digests_run_late(small_store: Store) -> None:
    ledger = subscribed(small_store, 1)
    wait = Recorder(lambda *_: TryLater("down", 3600))
    run(ledger, wait, edition_of(small_store), until=lambda: bool(wait.tries))
    in_time = run(ledger, wait, edition_of(small_store), until=lambda: True)
    late = SLOT + timedelta(hours=1, minutes=11)
    alarms: list[str] = []
    run(
        ledger,
        wait,
        edition_of(small_store),
        at=lambda: late,
        until=lambda: bool(alarms),
        alarms=alarms,
    )
    assert (LATE_WORDS in in_time, LATE_WORDS in alarms) == (False, True)


def test_what_is_not_written_down_yet_is_under_way(small_store: Store) -> None:
    """A crash repeats no more than `in_flight`, however fast the network and slow the disk."""
    ledger, sent = subscribed(small_store, 60), Recorder()
    open_at_most, written = 0, 0
    settle = ledger.settle

    def slowly(batch: Sequence[Settlement], now: datetime) -> None:
        nonlocal open_at_most, written
        open_at_most = max(open_at_most, len(sent.sent) - written)
        time.sleep(0.05)
        settle(batch, now)
        written += len(batch)

    ledger.settle = slowly  # type: ignore[method-assign]

    async def work() -> None:
        stop = asyncio.Event()
        postman = postman_of(ledger, sent, edition_of(small_store, PARTS[:1]), lambda: SLOT, [])
        postman.in_flight = 10
        task = asyncio.create_task(postman.run(stop))
        while written < 60:
            await asyncio.sleep(0.02)
        stop.set()
        await task

    asyncio.run(work())
    assert states(small_store) == {"sent": 60}
    assert 0 < open_at_most <= 10


def test_a_message_is_stored_and_read_back_whole() -> None:
    from bot.briefing import Button

    message = Message("<b>x</b>", "x", ((Button("a", "/a"), Button("b", url="https://x")),), ("k",))
    assert read_message(stored_message(message)) == message


DRIVER = Path(__file__).with_name("crash_driver.py")


@pytest.mark.long
@pytest.mark.parametrize("kills", [1, 3])
def test_a_killed_process_loses_nobody_and_repeats_only_what_was_in_flight(
    store: Store, store_url: str, tmp_path: Path, kills: int
) -> None:
    many = 200
    subscribed(store, many)
    ledger = tmp_path / "sent.txt"
    ledger.touch()
    in_flight = 0
    for attempt in range(kills + 1):
        process = subprocess.Popen(
            [sys.executable, str(DRIVER), store_url, str(ledger)],
            env={**os.environ, "PYTHONPATH": str(DRIVER.parents[2])},
        )
        wanted = many * (attempt + 1) // (kills + 1) if attempt < kills else many
        _wait(lambda n=wanted: len({line.split()[0] for line in _lines(ledger)}) >= n, process)
        if attempt < kills:
            killed_at = time.time()
            os.kill(process.pid, signal.SIGKILL)
            in_flight += sum(float(line.split()[1]) > killed_at - 0.25 for line in _lines(ledger))
        else:
            _wait(lambda: states(store) == {"sent": many}, process)
            process.terminate()
        process.wait(10)
    copies = Counter(line.split()[0] for line in _lines(ledger))
    repeated = sum(count - 1 for count in copies.values())
    assert len(copies) == many
    assert repeated <= in_flight
    assert kills > 1 or max(copies.values()) <= 2
    assert set(marks(store)) == {7}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.endswith(".")]


def _wait(done: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert process.poll() is None, "the driver ended by itself"
        assert time.monotonic() < end, "the driver sends nothing"
        time.sleep(0.01)
