"""What an attempt means, and a postman who sends over a recording sender."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.briefing import Message
from bot.briefing.digest import Edition
from bot.digest.delivery import Postman
from bot.digest.outcomes import decide, settlement
from bot.errors import (
    ChatMoved,
    DeliveryError,
    MessageRefused,
    NotItsTurn,
    OutcomeUnknown,
    RecipientGone,
    TokenRefused,
    TryLater,
)
from bot.store.deliveries import Due, Settlement
from bot.store.editions import Reading

SLOT = datetime(2026, 3, 22, 8, 0, tzinfo=UTC)
DUE = Due(
    id=1,
    subscription_id=1,
    chat_row=1,
    chat_id=500,
    thread_id=0,
    dossier_id=1,
    reading=Reading(
        seen_rev=3,
        first_since=None,
        made_on="2026-03-01",
        zone="UTC",
        options=(),
        next_at=None,
        sent_on=None,
        missed_on=None,
    ),
    weekdays=0b1111111,
    local_date="2026-03-22",
    slot_at=SLOT.isoformat(),
    attempts=1,
    parts_sent=0,
    edition_id=None,
    before="pending",
)


@pytest.mark.parametrize(
    ("error", "due", "after", "state"),
    [
        (None, DUE, 0, "sent"),
        (RecipientGone("blocked"), DUE, 0, "gone"),
        (ChatMoved(-1007), DUE, 0, "pending"),
        (MessageRefused("bad tag"), DUE, 0, "failed"),
        (TryLater("wait", 3), DUE, 0, "pending"),
        (TryLater("down"), DUE, 0, "pending"),
        (TryLater("down"), DUE, 4 * 3600, "expired"),
        (TryLater("down"), replace(DUE, weekdays=1), 4 * 3600, "pending"),
        (TryLater("down"), replace(DUE, attempts=12), 0, "expired"),
        # being told to wait is no failure of ours, however often
        (TryLater("wait", 3), replace(DUE, attempts=12), 0, "pending"),
        (TryLater("down"), replace(DUE, before="unknown"), 0, "unknown"),
        (NotItsTurn(59), replace(DUE, attempts=12), 0, "pending"),
        (NotItsTurn(59), replace(DUE, before="unknown"), 0, "unknown"),
        # of unknown outcome: once more while it is news, then never again
        (OutcomeUnknown("cut"), DUE, 0, "unknown"),
        (OutcomeUnknown("cut"), replace(DUE, before="unknown"), 0, "expired"),
        (OutcomeUnknown("cut"), DUE, 4 * 3600, "expired"),
    ],
)
def test_what_one_attempt_means(
    error: DeliveryError | None, due: Due, after: int, state: str
) -> None:
    assert decide(error, due, SLOT + timedelta(seconds=after)).state == state


def test_a_429_waits_as_long_as_it_was_told() -> None:
    assert decide(TryLater("wait", 17), DUE, SLOT).due_at == SLOT + timedelta(seconds=17)


@pytest.mark.parametrize(
    ("error", "untried"), [(TryLater("wait", 17), False), (NotItsTurn(17), True)]
)
def test_a_chat_that_has_to_wait_is_left_alone_by_all(error: DeliveryError, untried: bool) -> None:
    outcome = decide(error, DUE, SLOT)
    assert outcome.quiet_until == SLOT + timedelta(seconds=17)
    assert outcome.untried == untried


class Ledger:
    """Hands out deliveries once and keeps what was settled."""

    def __init__(self, due: list[Due]) -> None:
        self.due, self.settled = due, list[Settlement]()
        self.halted: datetime | None = None

    def release(self) -> int:
        return 0

    def plan(self, *_: object) -> int:
        return 0

    def mend(self, *_: object) -> int:
        return 0

    def oldest(self, _now: datetime) -> None:
        return None

    def halt(self, since: datetime) -> None:
        self.halted = since

    def released(self) -> None:
        return None

    def claim(self, _who: str, _now: datetime, limit: int, _among: object = None) -> list[Due]:
        if self.halted:
            return []
        taken, self.due = self.due[:limit], self.due[limit:]
        return taken

    def settle(self, settlements: list[Settlement], _now: datetime) -> None:
        self.settled += settlements


class Recorder:
    """Records what is sent; chats in `failing` fail so."""

    def __init__(self, failing: dict[int, DeliveryError] | None = None) -> None:
        self.sent: list[tuple[int, str]] = []
        self.failing = failing or {}

    async def send(
        self, chat_id: int, thread_id: int, message: Message, *, silent: bool = False
    ) -> int:
        if chat_id in self.failing:
            raise self.failing[chat_id]
        self.sent.append((chat_id, message.text))
        return len(self.sent)


def deliver(due: list[Due], sender: Recorder, edition: Edition) -> tuple[Ledger, list[str]]:
    ledger, alarms = Ledger(due), list[str]()

    async def run() -> None:
        stop = asyncio.Event()
        postman = Postman(
            deliveries=ledger,  # type: ignore[arg-type]
            planner=ledger,  # type: ignore[arg-type]
            sender=sender,
            edition_for=lambda _: edition,
            clock=lambda: SLOT,
            alarm=alarms.append,
            name="test",
        )
        task = asyncio.create_task(postman.run(stop))
        await asyncio.sleep(0.25)
        stop.set()
        await task

    asyncio.run(run())
    return ledger, alarms


@pytest.mark.parametrize(
    ("error", "due", "to_rev", "kept"),
    [
        (TryLater("down"), DUE, 7, None),
        (TryLater("wait", 3), DUE, 7, None),
        (TryLater("down"), replace(DUE, parts_sent=1), 7, 9),
        (TryLater("down"), replace(DUE, before="unknown"), 7, 9),
        (OutcomeUnknown("cut"), DUE, 7, 9),
        (None, DUE, 7, 9),
        # an announcement
        (TryLater("down"), replace(DUE, edition_id=9), None, 9),
    ],
)
def test_only_what_may_have_arrived_in_part_is_sent_again_as_it_was(
    error: DeliveryError | None, due: Due, to_rev: int | None, kept: int | None
) -> None:
    edition = Edition(9, to_rev, (Message("a", "a"),))
    assert settlement(due, decide(error, due, SLOT), (), edition).edition_id == kept


PARTS = Edition(9, 7, (Message("a", "a"), Message("b", "b")))


def test_a_delivered_digest_moves_the_mark() -> None:
    sender = Recorder()
    ledger, _ = deliver([DUE], sender, PARTS)
    assert sender.sent == [(500, "a"), (500, "b")]
    first, last = ledger.settled
    assert (first.state, first.seen_rev, first.parts_sent) == ("claimed", None, 1)
    assert (last.state, last.seen_rev, last.parts_sent) == ("sent", 7, 2)
    assert last.message_ids == (1, 2)


def test_a_digest_in_parts_goes_on_at_the_first_unsent_one() -> None:
    sender = Recorder()
    deliver([replace(DUE, parts_sent=1)], sender, PARTS)
    assert sender.sent == [(500, "b")]


def test_nothing_new_is_not_sent_and_moves_nothing() -> None:
    sender = Recorder()
    ledger, _ = deliver([DUE], sender, Edition(9, 3, ()))
    assert sender.sent == []
    assert [(s.state, s.seen_rev) for s in ledger.settled] == [("quiet", None)]


def test_a_wrong_token_stops_everything_and_leaves_all_as_it_was() -> None:
    sender = Recorder({500: TokenRefused("401")})
    ledger, alarms = deliver([DUE], sender, PARTS)
    [left] = ledger.settled
    assert (left.state, left.untried, left.ends, left.tally) == ("pending", True, False, None)
    assert any("token" in each for each in alarms)


def test_twenty_refusals_of_a_hundred_stop_everything() -> None:
    many = [replace(DUE, id=n, chat_id=n) for n in range(1, 251)]
    sender = Recorder({n: RecipientGone("blocked") for n in range(1, 251)})
    ledger, alarms = deliver(many, sender, PARTS)
    assert sum(each.ends for each in ledger.settled) < 20
    assert len(alarms) == 1
