"""The pace: rates over all and by chat, answers first, 429s, paid places, a shared budget."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat.limits import CATCH_UP_PAID, Lane, Pace
from bot.errors import NotItsTurn
from bot.store import Store
from bot.store.budget import Budget

NOON = datetime(2026, 3, 26, 12, tzinfo=UTC)


class Clock:
    """A clock that jumps to the next timer when everybody sleeps: minutes pass in no time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def play(scene: Callable[[Clock], Coroutine[Any, Any, None]]) -> None:
    """Run a scene on a loop whose time is the clock's."""
    clock = Clock()
    loop = asyncio.new_event_loop()
    loop.time = clock  # type: ignore[method-assign]
    select = loop._selector.select  # type: ignore[attr-defined]

    def at_once(timeout: float | None) -> object:
        if timeout:
            clock.now += timeout
        return select(0)

    loop._selector.select = at_once  # type: ignore[attr-defined]
    try:
        loop.run_until_complete(scene(clock))
    finally:
        loop.close()


async def send_all(
    pace: Pace, clock: Clock, chats: list[int], *, answer: bool = False
) -> list[tuple[float, int, bool]]:
    """Ask for a place for each, all at once; returns when each left and whether it was paid."""
    left: list[tuple[float, int, bool]] = []

    async def one(chat: int) -> None:
        paid = await pace.wait(chat, answer=answer)
        left.append((clock.now - 1000.0, chat, paid))

    await asyncio.gather(*(one(chat) for chat in chats))
    return left


def bucket(times: list[float], rate: float, burst: float) -> bool:
    """Say whether a server's bucket lets all of them through."""
    tokens, last = burst, 0.0
    for at in times:
        tokens = min(burst, tokens + (at - last) * rate) - 1
        last = at
        if tokens < -1e-6:
            return False
    return True


def test_the_whole_rate_is_used_and_never_exceeded() -> None:
    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(30, clock), clock)
        times = [at for at, *_ in await send_all(pace, clock, list(range(1, 3001)))]
        assert bucket(times, 30, 30)
        assert len(times) / times[-1] >= 0.99 * 30

    play(scene)


def test_an_answer_takes_the_next_place() -> None:
    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(30, clock), clock)
        digests = asyncio.create_task(send_all(pace, clock, list(range(1, 301))))
        await asyncio.sleep(2)
        before = clock.now
        await pace.wait(999, answer=True)
        assert clock.now - before <= 1 / 30 + 0.003
        await digests

    play(scene)


@pytest.mark.parametrize(("chat", "rate", "burst"), [(7, 1.0, 3.0), (-7, 20 / 60, 20.0)])
def test_one_chat_gets_no_more_than_telegram_allows(chat: int, rate: float, burst: float) -> None:
    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(30, clock), clock)
        others = asyncio.create_task(send_all(pace, clock, list(range(100, 400))))
        mixed = await send_all(pace, clock, [chat] * 15)
        mixed += await send_all(pace, clock, [chat] * 30, answer=True)
        assert bucket([at for at, *_ in mixed], rate, burst)
        # a chat that has to wait holds up nobody else
        assert (await others)[-1][0] < 14

    play(scene)


def test_a_chat_that_telegram_names_is_left_alone_as_long_as_told() -> None:
    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(30, clock), clock)
        pace.hold(7, 5)
        [(at, *_)] = await send_all(pace, clock, [7], answer=True)
        [(other, *_)] = await send_all(pace, clock, [8])
        assert at >= 5
        assert other - at < 0.1

    play(scene)


@pytest.mark.parametrize("told_first", [True, False])
def test_a_digest_waits_elsewhere_when_its_chat_has_to_wait_long(told_first: bool) -> None:
    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(1, clock), clock)
        if told_first:
            pace.hold(7, 400)
        digest = asyncio.create_task(pace.wait(7, answer=False))
        other = asyncio.create_task(pace.wait(8, answer=False))
        await asyncio.sleep(0)
        if not told_first:
            pace.hold(7, 400)
        with pytest.raises(NotItsTurn) as refused:
            await digest
        assert refused.value.delay == pytest.approx(400, abs=1)
        await other
        assert clock.now < 1010

    play(scene)


def test_when_everybody_has_to_wait_long_no_digest_is_held_here() -> None:
    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(1, clock), clock)
        waiting = [asyncio.create_task(pace.wait(chat, answer=False)) for chat in (7, 8, 9)]
        await asyncio.sleep(0)
        for chat in (1, 2, 3):
            pace.hold(chat, 400)
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(each) for each in found] == [NotItsTurn] * 3
        assert clock.now < 1005

    play(scene)


def test_when_many_chats_are_told_to_wait_everybody_waits() -> None:
    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(30, clock), clock)
        for chat in (1, 2, 3):
            pace.hold(chat, 4)
        [(at, *_)] = await send_all(pace, clock, [8], answer=True)
        assert at >= 4

    play(scene)


def test_digests_take_paid_places_too_and_answers_never() -> None:
    async def reserve(*_: float) -> float | None:
        return 0.0

    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(30, clock), clock, Lane(1000, clock, reserve))
        left = await send_all(pace, clock, list(range(1, 3001)))
        answers = await send_all(pace, clock, list(range(5001, 5020)), answer=True)
        free = [at for at, _, paid in left if not paid]
        assert bucket(free, 30, 30)
        assert bucket([at for at, _, paid in left if paid], 1000, 1000)
        assert left[-1][0] < 3.1
        assert not any(paid for *_, paid in answers)

    play(scene)


def test_nobody_pays_while_there_is_a_free_place() -> None:
    async def reserve(*_: float) -> float | None:
        return 0.0

    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(30, clock), clock, Lane(1000, clock, reserve, CATCH_UP_PAID))
        for _ in range(3):
            left = await send_all(pace, clock, list(range(1, 6)))
            assert not any(paid for *_, paid in left)
            await asyncio.sleep(5)

    play(scene)


def test_when_the_days_paid_places_are_used_up_the_free_ones_go_on() -> None:
    granted = iter([0.0, 0.0])

    async def reserve(*_: float) -> float | None:
        return next(granted, None)

    async def scene(clock: Clock) -> None:
        pace = Pace(Lane(30, clock), clock, Lane(1000, clock, reserve))
        left = await send_all(pace, clock, list(range(1, 401)))
        assert sum(paid for *_, paid in left) == 100
        assert 9 < left[-1][0] < 11

    play(scene)


def test_processes_that_share_a_budget_keep_one_rate(store: Store) -> None:
    budgets = [Budget(store.database, 1) for _ in range(3)]

    def reserve(each: int, clock: Clock) -> Callable[[int, float], Awaitable[float | None]]:
        async def ask(places: int, late: float) -> float | None:
            now = NOON + timedelta(seconds=clock.now)
            return budgets[each].reserve("free", 30, places, now, late)

        return ask

    async def scene(clock: Clock) -> None:
        paces = [Pace(Lane(30, clock, reserve(n, clock)), clock) for n in range(3)]
        sent = await asyncio.gather(
            *(
                send_all(pace, clock, list(range(1000 * n, 1000 * n + 100)))
                for n, pace in enumerate(paces, 1)
            )
        )
        times = list(heapq.merge(*([at for at, *_ in each] for each in sent)))
        assert bucket(times, 30, 30)
        assert times[-1] <= 300 / 30 * 1.03

    play(scene)


def test_a_process_that_stands_still_now_and_then_makes_up_for_it(store: Store) -> None:
    budget = Budget(store.database, 1)

    async def scene(clock: Clock) -> None:
        async def reserve(places: int, late: float) -> float | None:
            now = NOON + timedelta(seconds=clock.now)
            return budget.reserve("paid", 1000, places, now, late)

        async def stand_still() -> None:
            while True:
                await asyncio.sleep(0.53)
                clock.now += 0.4

        standing = asyncio.create_task(stand_still())
        pace = Pace(Lane(0.1, clock), clock, Lane(1000, clock, reserve, CATCH_UP_PAID))
        left = await send_all(pace, clock, list(range(1, 4001)))
        standing.cancel()
        assert bucket([at for at, _, paid in left if paid], 1000, 1000)
        assert left[-1][0] < 4.1

    play(scene)


def test_a_day_has_no_more_paid_places_than_allowed(store: Store) -> None:
    budget = Budget(store.database, 1)
    taken = [budget.reserve("paid", 1000, 50, NOON, 0.0, 120) for _ in range(3)]
    assert [each is not None for each in taken] == [True, True, False]
    assert budget.reserve("paid", 1000, 50, NOON + timedelta(days=1), 0.0, 120) is not None


def test_a_process_whose_clock_runs_ahead_makes_nobody_wait(store: Store) -> None:
    budget = Budget(store.database, 1)
    assert budget.reserve("free", 30, 1, NOON + timedelta(hours=1)) == 0
    assert budget.reserve("free", 30, 1, NOON) == 0
    assert budget.reserve("free", 30, 1, NOON) == pytest.approx(1 / 30)
