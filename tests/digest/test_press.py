"""Editions: rendered once for all who get the same, with corrections for those who were sent a line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from factories import document, editing, given, withdraw
from sqlalchemy import event, select

from bot.briefing import Briefings, Edition, Message, Renderer
from bot.config import bundled
from bot.digest.amending import Amending
from bot.digest.editions import Press, first_from
from bot.digest.outcomes import Outcome, settlement
from bot.digest.schedule import slot_after
from bot.dossier import Dossier
from bot.errors import MessageRefused, OutcomeUnknown, StoreError, TryLater
from bot.ingest import Ingest
from bot.model import Publication
from bot.store import Store
from bot.store import schema as t
from bot.store.amendments import Amendments
from bot.store.chats import Chats
from bot.store.corrections import correct
from bot.store.deliveries import Deliveries, Due
from bot.store.editions import Editions
from bot.store.planning import Planner
from bot.store.secrets import Vault
from bot.store.subscribers import Hour, Subscribers

VAULT = Vault(["a key of some length"])
DOSSIER = 1
FRIDAY = datetime(2026, 3, 20, 8, tzinfo=UTC)
NEWS = """Kremlin opposes truce

Russia opposes a ceasefire in Iran, Kremlin spokesman Dmitry Peskov said on Friday.

“We see no reason for a truce,” Peskov said.
"""
MORE = """Harbour closed

The harbour of Anzali was closed by ice, {n} sailors said on Saturday.
"""


class House:
    """A dossier with subscribers who get a digest at eight in the morning."""

    def __init__(self, store: Store, dossier: Dossier) -> None:
        self.store, self.at = store, FRIDAY - timedelta(hours=3)
        self.ingest = Ingest(store, dossier, lambda: self.at)
        self.ingest.refresh()
        self.deliveries = Deliveries(store.database, VAULT, 1, DOSSIER)
        self.briefings = Briefings(store, dossier, Renderer(bundled("templates")))
        self.editions = Editions(store.database)
        self.press = Press(self.briefings, self.editions, "desk_bot", lambda: self.at)

    def add(self, text: str) -> int:
        return self.ingest.add(
            document(text, f"{len(text)}.txt"), given("2026-03-20", outlet="Gazette")
        )

    def subscribe(self, chat_id: int, kind: str = "private", **options: Any) -> int:
        subscribers = Subscribers(self.store.database)
        with self.store.database.writing() as connection:
            dossier = self.store.dossiers.get(connection)
            row = subscribers.save(
                connection,
                chat=Chats(self.store.database, VAULT, 1).row(connection, chat_id, kind, self.at),
                thread_id=0,
                dossier_id=dossier.id,
                revision=dossier.revision,
                first_since=self.at - timedelta(days=7),
                zone="UTC",
                hours=[Hour(0b1111111, "08:00", FRIDAY, "2026-03-20")],
                now=self.at,
            )
            subscribers.set_options(connection, row, options)
        return row

    def due(self, at: datetime) -> tuple[Due, ...]:
        """Claim what is due at an instant."""
        self.at = at
        Planner(self.store.database, 1, DOSSIER).plan(at, slot_after)
        return self.deliveries.claim("test", at, 100)

    def deliver(self, at: datetime) -> list[Edition]:
        """Render and settle what is due at an instant as if it had been sent."""
        made = []
        for due in self.due(at):
            edition = self.press.edition_for(due)
            sent = [(100 * due.id + n, m) for n, m in enumerate(edition.messages)]
            state = "sent" if sent else "quiet"
            self.deliveries.settle([settlement(due, Outcome(state), sent, edition)], at)
            made.append(edition)
        return made

    def correct(
        self, kind: Any, article: int, passage: str | None, before: str | None, after: str | None
    ) -> None:
        """Tell readers of a change, as the editors' part does."""
        with self.store.database.writing() as connection:
            dossier = self.store.dossiers.get(connection)
            key = select(t.passage.c.id).where(t.passage.c.key == passage)
            correct(
                connection,
                dossier.id,
                kind,
                revision=self.store.dossiers.raise_revision(connection, dossier.id),
                article_id=article,
                passage_id=connection.execute(key).scalar() if passage else None,
                before=before,
                after=after,
                at=self.at,
            )


@pytest.fixture
def house(store: Store, dossier: Dossier) -> House:
    return House(store, dossier)


def text(edition: Edition) -> str:
    return "\n".join(message.text for message in edition.messages)


def test_one_edition_serves_all_who_get_the_same(house: House) -> None:
    for chat_id in range(20):
        house.subscribe(100 + chat_id)
    house.subscribe(200, length="full")
    house.add(NEWS)
    made = house.deliver(FRIDAY)
    assert len(made) == 21
    assert len({edition.id for edition in made}) == 2
    with house.store.database.reading() as connection:
        assert len(connection.execute(select(t.edition)).all()) == 2
        lines = connection.execute(select(t.edition_line)).all()
    assert all(line.words and line.passage_id for line in lines)


def test_what_many_get_is_read_once(house: House) -> None:
    """Beside Telegram's answers nothing costs a process more, where many get the same."""
    for chat_id in range(3):
        house.subscribe(100 + chat_id)
    house.add(NEWS)
    asked: list[str] = []
    event.listen(
        house.store.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2])
    )
    made, costs = [], []
    for due in house.due(FRIDAY):
        asked.clear()
        made.append(house.press.edition_for(due))
        costs.append(sum(each.startswith("SELECT") for each in asked))
    assert made[0].messages
    assert made[0] is made[1] is made[2]
    assert costs[1:] == [1, 1]


def test_the_second_digest_is_told_from_the_first(house: House) -> None:
    house.subscribe(100)
    house.add(NEWS)
    [first] = house.deliver(FRIDAY)
    assert "1 new article in the last 7 days" in text(first)
    assert "Next digest: Saturday 08:00, if" in text(first)
    house.at = FRIDAY + timedelta(hours=5)
    house.add(MORE.format(n="Two"))
    [second] = house.deliver(FRIDAY + timedelta(days=1))
    assert "1 new article since Friday’s digest" in text(second)
    assert "Anzali" in text(second)
    assert "truce" not in text(second)
    [third] = house.deliver(FRIDAY + timedelta(days=2))
    assert third.messages == ()


def test_a_digest_that_was_begun_is_finished_as_it_was_begun(house: House) -> None:
    house.subscribe(100)
    house.add(NEWS)
    [due] = house.due(FRIDAY)
    begun = house.press.edition_for(due)
    house.add(MORE.format(n="Two"))
    again = house.press.edition_for(replace(due, edition_id=begun.id))
    assert (again.id, again.messages) == (begun.id, begun.messages)
    assert text(house.press.edition_for(due)) != text(begun)


def test_what_an_editor_changes_counts_from_the_next_digest_that_leaves(house: House) -> None:
    """Hidden, dated anew, and both undone: nothing becomes new by it, and nobody gets the old one."""
    house.subscribe(100)
    article = house.add(NEWS)
    [due] = house.due(FRIDAY)
    before = house.press.edition_for(due)
    line = sent_line(house, "Russia opposes a ceasefire")
    desk = editing(house.ingest)
    hidden = desk.overrule(line.key, "hidden", True, by=None)
    without = house.press.edition_for(due)
    assert "Russia opposes a ceasefire" in text(before)
    assert "Russia opposes a ceasefire" not in text(without)
    assert without.to_rev == before.to_rev
    assert house.press.edition_for(due).id == without.id
    published = Publication(date(2026, 3, 18), "day", "editor")
    dated = desk.edit(article, publication=published, by=None)
    assert "18 Mar 2026" in text(house.press.edition_for(due))
    for change in (dated, hidden):
        desk.undo(change_id=change.id, by=None)
    assert text(house.press.edition_for(due)) == text(before)


def test_looking_at_a_digest_moves_nothing(house: House) -> None:
    row = house.subscribe(100)
    house.add(NEWS)
    seen = text(house.press.preview(row, FRIDAY))
    assert "truce" in seen
    assert text(house.press.preview(row, FRIDAY)) == seen
    [sent] = house.deliver(FRIDAY)
    assert text(sent).split("\n")[2:-1] == seen.split("\n")[2:]
    assert house.press.preview(row, FRIDAY + timedelta(hours=1)).messages == ()
    assert "in the last 7 days" in text(house.press.preview(None, FRIDAY))


def test_what_was_not_sent_in_time_is_said_by_the_next(house: House) -> None:
    house.subscribe(100)
    house.add(NEWS)
    house.deliver(FRIDAY)
    house.add(MORE.format(n="Two"))
    [late] = house.due(FRIDAY + timedelta(days=1))
    house.deliveries.settle([settlement(late, Outcome("expired", "too late"))], house.at)
    house.add(MORE.format(n="Three").replace("Harbour closed", "Harbour closed again"))
    [next_one] = house.deliver(FRIDAY + timedelta(days=2))
    assert "Saturday’s digest could not be sent." in text(next_one)
    assert "2 new articles since Friday’s digest" in text(next_one)
    house.add(MORE.format(n="Four"))
    assert "could not" not in text(house.deliver(FRIDAY + timedelta(days=3))[0])


def test_a_missed_digest_without_news_is_not_missed(house: House) -> None:
    house.subscribe(100)
    house.add(NEWS)
    house.deliver(FRIDAY)
    [late] = house.due(FRIDAY + timedelta(days=1))
    house.deliveries.settle([settlement(late, Outcome("expired", "too late"))], house.at)
    house.at = FRIDAY + timedelta(days=1, hours=20)
    house.add(MORE.format(n="Two"))
    assert "could not" not in text(house.deliver(FRIDAY + timedelta(days=2))[0])


def test_quiet_days_are_quiet_unless_asked_and_once_a_month(house: House) -> None:
    house.subscribe(100)
    house.subscribe(200, quiet="say")
    house.add(NEWS)
    house.deliver(FRIDAY)
    said = [
        [
            text(edition).split("\n")[1]
            for edition in house.deliver(FRIDAY + timedelta(days=n))
            if edition.messages
        ]
        for n in range(1, 62)
    ]
    assert said[0] == ["Nothing new since Friday’s digest."]
    assert all(len(each) == 1 for each in said[1:29])
    months = [n for n, each in enumerate(said, 1) if any("for a month" in line for line in each)]
    assert months == [30, 60]


@pytest.mark.parametrize(
    ("asked_from", "slot", "since"),
    [
        # the next morning: what was there when somebody subscribed, seven days back
        ("2026-03-10", "2026-03-18", "2026-03-11"),
        ("2026-03-10", "2026-03-17", "2026-03-10"),
        # a week later: the last seven days
        ("2026-03-10", "2026-03-24", "2026-03-17"),
        # long quiet: all since it was asked for
        ("2026-03-10", "2026-05-01", "2026-03-17"),
    ],
)
def test_a_first_digest_looks_back_seven_days_and_loses_nothing_since(
    asked_from: str, slot: str, since: str
) -> None:
    moments = [datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (asked_from, slot)]
    assert first_from(*moments).date().isoformat() == since


# ---- corrections


def sent_line(house: House, words: str) -> Any:
    with house.store.database.reading() as connection:
        rows = connection.execute(
            select(t.edition_line, t.passage.c.key)
            .join(t.passage, t.passage.c.id == t.edition_line.c.passage_id)
            .where(t.edition_line.c.words.contains(words))
        ).all()
    return rows[0]


def test_a_withdrawn_line_opens_the_next_digest_of_its_readers(house: House) -> None:
    house.subscribe(100)
    article = house.add(NEWS)
    house.deliver(FRIDAY)
    house.at = FRIDAY + timedelta(hours=4)
    house.subscribe(200)
    withdraw(house.ingest, article, "the report was wrong")
    edition, *others = house.deliver(FRIDAY + timedelta(days=1))
    assert all(other.messages == () for other in others)
    told = text(edition)
    assert told.split("\n")[1] == "Nothing new since Friday’s digest."
    assert "Correction" in told
    assert "sent on 20 Mar 2026, withdrawn on 20 Mar 2026: the report was wrong" in told
    assert "<s>Russia opposes a ceasefire in Iran" in edition.messages[0].html
    [after] = house.deliver(FRIDAY + timedelta(days=2))[:1]
    assert after.messages == ()


def test_words_of_another_speaker_open_the_next_digest(house: House) -> None:
    house.subscribe(100)
    article = house.add(NEWS)
    house.deliver(FRIDAY)
    line = sent_line(house, "Russia opposes a ceasefire")
    house.at = FRIDAY + timedelta(hours=4)
    house.correct("speaker", article, line.key, "Dmitry Peskov", "Maria Zakharova")
    house.add(MORE.format(n="Two"))
    [edition] = house.deliver(FRIDAY + timedelta(days=1))
    told = text(edition)
    assert told.index("Correction") < told.index("New articles")
    said = "corrected on 20 Mar 2026: these are the words of Maria Zakharova, not of Dmitry Peskov"
    assert said in told
    assert "<s>" not in edition.messages[0].html


def test_what_was_taken_back_before_the_digest_is_not_told(house: House) -> None:
    house.subscribe(100)
    article = house.add(NEWS)
    house.deliver(FRIDAY)
    house.correct("withdrawn", article, None, None, "the report was wrong")
    house.correct("withdrawn", article, None, "the report was wrong", None)
    [edition] = house.deliver(FRIDAY + timedelta(days=1))
    assert edition.messages == ()


class Recorder:
    """Keeps what it was told to edit, or fails as told."""

    def __init__(self, *failures: Exception) -> None:
        self.edits: list[tuple[int, int, str]] = []
        self.failures = list(failures)

    async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.edits.append((chat_id, message_id, message.html))


def amended(house: House, sender: Recorder) -> list[tuple[int, int, str]]:
    asyncio.run(amending_of(house, sender).amend_some())
    return sender.edits


def amending_of(
    house: House, sender: Recorder, alarm: Callable[[str], Any] = lambda _: None
) -> Amending:
    amendments = Amendments(house.store.database, VAULT, 1)
    return Amending(amendments, sender, house.briefings.renderer.words("en"), alarm)


def test_a_fault_of_the_database_does_not_end_the_amending(house: House) -> None:
    stop, alarms = asyncio.Event(), list[str]()
    amending = amending_of(house, Recorder(), alarms.append)

    def broken(waiting: object) -> tuple[Any, ...]:
        raise StoreError("The database refused.")

    amending.amendments.due = broken  # type: ignore[method-assign]

    async def work() -> bool:
        task = asyncio.create_task(amending.run(stop))
        await asyncio.sleep(0.1)
        alive = not task.done()
        stop.set()
        await task
        return alive

    assert asyncio.run(work())
    assert alarms == ["The database refused."]


def test_a_post_in_a_channel_is_edited_in_place_once(house: House) -> None:
    house.subscribe(-1001, "channel")
    house.subscribe(100)
    article = house.add(NEWS)
    house.deliver(FRIDAY)
    assert amended(house, Recorder()) == []
    house.correct("withdrawn", article, None, None, "wrong <name>")
    assert amended(house, Recorder(TryLater("down"))) == []
    # to show it once more does no harm: where no answer came, it is tried again
    assert amended(house, Recorder(OutcomeUnknown("cut"))) == []
    [(chat_id, message_id, html)] = amended(house, Recorder())
    assert (chat_id, message_id % 100) == (-1001, 0)
    assert "Russia opposes a ceasefire" not in html
    assert "<i>(withdrawn on 20 Mar 2026: wrong &lt;name&gt;)</i>" in html
    assert amended(house, Recorder()) == []
    # taken back: the post is as it was
    house.correct("withdrawn", article, None, "wrong <name>", None)
    [(_, _, html)] = amended(house, Recorder())
    assert "Russia opposes a ceasefire" in html
    assert "withdrawn" not in html


def test_a_post_names_who_said_it_and_strikes_who_did_not(house: House) -> None:
    house.subscribe(-1001, "channel", length="full")
    article = house.add(NEWS)
    house.deliver(FRIDAY)
    line = sent_line(house, "no reason for a truce")
    house.correct("speaker", article, line.key, "Dmitry Peskov", "Maria Zakharova")
    [(_, _, html)] = amended(house, Recorder())
    said = "corrected on 20 Mar 2026: these are the words of Maria Zakharova, not of Dmitry Peskov"
    assert f"{line.words}<s> — Dmitry Peskov" in html
    assert f"</s> <i>({said})</i> <a href" in html


def test_a_post_that_cannot_be_edited_is_not_tried_for_ever(house: House) -> None:
    house.subscribe(-1001, "channel")
    article = house.add(NEWS)
    house.deliver(FRIDAY)
    line = sent_line(house, "Russia opposes a ceasefire")
    house.correct("speaker", article, line.key, "Dmitry Peskov", None)
    assert amended(house, Recorder(MessageRefused("message can't be edited"))) == []
    assert amended(house, Recorder()) == []


def test_a_post_that_never_gets_through_is_tried_less_often_and_stops_no_other(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mute(Recorder):
        async def edit(self, chat_id: int, message_id: int, message: Message) -> None:
            if chat_id == -1001:
                tried.append(round(at[0]))
                raise OutcomeUnknown("no answer")
            await super().edit(chat_id, message_id, message)

    # as many as are looked at together: what waits must not stand before the others
    monkeypatch.setattr("bot.store.amendments.AT_ONCE", 1)
    tried, at = list[int](), [0.0]
    house.subscribe(-1001, "channel")
    house.subscribe(-1002, "channel")
    article = house.add(NEWS)
    house.deliver(FRIDAY)
    house.correct("withdrawn", article, None, None, "wrong")
    sender = Mute()
    amending = replace(amending_of(house, sender), clock=lambda: at[0])

    async def looks() -> None:
        while at[0] <= 2500:
            await amending.amend_some()
            at[0] += 20

    asyncio.run(looks())
    assert [chat for chat, *_ in sender.edits] == [-1002]
    assert tried == [0, 20, 60, 140, 300, 620, 1220, 1820, 2420]


def test_processes_that_print_the_same_edition_at_once_have_one(house: House) -> None:
    def save(_: int) -> int:
        return house.editions.save(
            dossier_id=DOSSIER,
            from_rev=0,
            to_rev=7,
            options_key="same",
            messages=[],
            lines=(),
            now=FRIDAY,
        )

    with ThreadPoolExecutor(8) as together:
        assert len(set(together.map(save, range(16)))) == 1


# ---- announcements


def test_an_announcement_goes_to_all_who_asked_once_and_moves_no_mark(house: House) -> None:
    from bot.store.broadcasts import Broadcasts

    rows = [house.subscribe(100 + n) for n in range(3)]
    with house.store.database.writing() as connection:
        Subscribers(house.store.database).end(connection, rows[0])
        Subscribers(house.store.database).pause(connection, rows[1], FRIDAY + timedelta(days=9))
        marks = connection.execute(
            select(t.subscription.c.seen_rev, t.subscription.c.first_since)
        ).all()
    broadcasts = Broadcasts(house.store.database, 1)
    key = broadcasts.draft(1, {"html": "x", "text": "x", "buttons": [], "citations": []}, house.at)
    assert house.deliveries.claim("test", house.at, 9) == ()
    assert broadcasts.announce(key, house.at) == 1
    assert broadcasts.announce(key, house.at) is None
    assert not broadcasts.drop(key)
    [due] = house.deliveries.claim("test", house.at, 9)
    edition = house.press.edition_for(due)
    assert (text(edition), edition.to_rev) == ("x", None)
    house.deliveries.settle(
        [settlement(due, Outcome("sent"), [(1, edition.messages[0])], edition)], house.at
    )
    with house.store.database.reading() as connection:
        now = connection.execute(
            select(t.subscription.c.seen_rev, t.subscription.c.first_since)
        ).all()
        missed = connection.execute(select(t.subscription.c.missed_on)).scalars().all()
    assert now == marks
    assert missed == [None] * 3


def early(house: House, at: datetime) -> int:
    """Send what is due within a day."""
    house.at = at
    planner = Planner(house.store.database, 1, DOSSIER)
    return planner.plan_early(at, at + timedelta(hours=24), slot_after, house.press.has_news(at))


def test_a_digest_sent_early_is_not_sent_again(house: House) -> None:
    house.subscribe(100)
    house.add(NEWS)
    at = FRIDAY - timedelta(hours=2)
    assert early(house, at) == 1
    [sent] = house.deliver(at)
    assert "truce" in text(sent)
    assert house.due(FRIDAY + timedelta(minutes=1)) == ()
    assert len(house.due(FRIDAY + timedelta(days=1))) == 1


def test_who_has_nothing_new_keeps_the_digest_of_the_day(house: House) -> None:
    """What is published after the early ones went out reaches them at their hour."""
    house.subscribe(100, without=["latest", "quotes", "positions", "treaty"])
    house.subscribe(101, quiet="say")
    house.add(NEWS)
    house.deliver(FRIDAY)
    at = FRIDAY + timedelta(hours=22)
    assert early(house, at) == 0
    house.add(MORE.format(n="Two"))
    assert sorted(due.chat_id for due in house.due(FRIDAY + timedelta(days=1))) == [100, 101]


def test_an_early_digest_tells_of_a_correction(house: House) -> None:
    house.subscribe(100)
    article = house.add(NEWS)
    house.deliver(FRIDAY)
    house.at = FRIDAY + timedelta(hours=4)
    house.correct("withdrawn", article, None, None, "the report was wrong")
    assert early(house, FRIDAY + timedelta(hours=5)) == 1


def test_a_hold_keeps_digests_until_an_editor_ends_it(house: House) -> None:
    """The program's own stop, before it or after it, ends by itself at the next start."""
    house.subscribe(100)
    house.add(NEWS)
    house.deliveries.halt(FRIDAY)
    house.deliveries.hold()
    house.deliveries.halt(FRIDAY)
    house.deliveries.go_on()
    assert house.due(FRIDAY) == ()
    assert house.deliveries.resume(FRIDAY, slot_after) == 0
    assert len(house.due(FRIDAY)) == 1


def test_a_reader_who_was_sent_nothing_is_told_of_no_correction(house: House) -> None:
    house.subscribe(100)
    article = house.add(NEWS)
    [due] = house.due(FRIDAY)
    house.press.edition_for(due)
    failed = replace(settlement(due, Outcome("failed", "refused")), edition_id=None)
    house.deliveries.settle([failed], FRIDAY)
    withdraw(house.ingest, article, "wrong")
    [edition] = house.deliver(FRIDAY + timedelta(days=1))
    assert edition.messages == ()
