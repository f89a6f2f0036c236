"""What a digest holds: what became public after a revision, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from factories import document, given, take_out

from bot.briefing import Briefings, DigestRequest, Edition, Reader, Renderer
from bot.config import bundled
from bot.dossier import Dossier
from bot.ingest import Ingest
from bot.store import Store

SUNDAY = date(2026, 3, 22)
NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)
OLDER = """Moscow calls for a truce

Russia called for an immediate ceasefire in Iran, Kremlin spokesman Dmitry Peskov said.

The strategic partnership between Moscow and Tehran does not include a mutual defence clause.
"""
NEWER = """Kremlin opposes truce

Russia opposes a ceasefire in Iran, Kremlin spokesman Dmitry Peskov said on Saturday.
“We see no reason for a truce,” Peskov said.

The strategic partnership between Moscow and Tehran does not include a mutual defence clause.
The strategic partnership obliges both sides to hold joint exercises in the Caspian Sea each year.

Iranian sources cited by Reuters said Tehran has received practical assistance from Moscow.
"""
CLAIMED = """Paper reports missile deliveries

The Wall Street Journal reported that Iran is supplying missiles to Russia.
Iranian Foreign Ministry spokesman Nasser Kanaani denied that Iran is supplying missiles to Russia.
"""


CONFIRMED = """Tehran admits deliveries

Iranian Foreign Ministry spokesman Nasser Kanaani confirmed that Iran is supplying missiles to Russia.
"""
AGAIN = """Deliveries go on

The United States said on Sunday that Iran is supplying missiles to Russia.
"""


class Desk:
    """A dossier into which articles come at instants."""

    def __init__(self, store: Store, dossier: Dossier) -> None:
        self.at = NOON
        self.ingest = Ingest(store, dossier, lambda: self.at)
        self.ingest.refresh()
        self.briefings = Briefings(store, dossier, Renderer(bundled("templates")))

    def add(self, text: str, on: str | None = "2026-03-21", **more: object) -> int:
        return self.ingest.add(document(text, f"{len(text)}.txt"), given(on, **more))

    def digest(self, from_rev: int, **more: object) -> Edition:
        request = DigestRequest(from_rev=from_rev, state=(0, 0), on=SUNDAY, since=date(2026, 3, 20))
        return self.briefings.digest(replace(request, **more), Reader())  # type: ignore[arg-type]

    def ask(self, request: str) -> str:
        return "\n".join(message.text for message in self.briefings.answer(request).messages)

    def text(self, from_rev: int, **more: object) -> str:
        return "\n".join(message.text for message in self.digest(from_rev, **more).messages)


@pytest.fixture
def desk(small_store: Store, dossier: Dossier) -> Desk:
    return Desk(small_store, dossier)


def test_only_what_came_after_the_revision_is_told(desk: Desk) -> None:
    desk.add(OLDER, "2026-03-10")
    desk.add(NEWER)
    told = desk.text(1)
    assert "1 new article since Friday’s digest" in told
    assert "no reason for a truce" in told or "opposes a ceasefire" in told
    assert "2 new articles" in desk.text(0)
    assert desk.digest(2).messages == ()


def test_a_party_that_moved_stands_first_beside_what_it_said_before(desk: Desk) -> None:
    desk.add(OLDER, "2026-03-10", outlet="Gazette")
    desk.add(NEWER, outlet="Gazette")
    told = desk.text(1)
    head, _, rest = told.partition("New positions\n")
    assert rest.startswith("Ceasefire, mediation · Russia · opposes")
    assert "before, 10 Mar 2026: calls for · Russia called for an immediate ceasefire" in rest
    assert "new position" in head


def test_unnamed_voices_stand_apart(desk: Desk) -> None:
    desk.add(NEWER)
    told = desk.text(0)
    unofficial = told[told.index("Unofficial") :]
    assert "unnamed Iranian sources, via Reuters" in unofficial.split("\n")[1]


def test_new_facts_and_facts_with_more_support(desk: Desk) -> None:
    desk.add(OLDER, "2026-03-10")
    desk.add(NEWER)
    told = desk.text(1)
    assert "joint exercises" in told[told.index("New facts") : told.index("Now better supported")]
    better = told[told.index("Now better supported") :]
    assert "mutual defence clause" in better
    assert "at least 2 articles, was 1" in better


def test_copies_of_one_story_support_nothing_more(desk: Desk) -> None:
    story = OLDER + "".join(
        f"\nThe envoys met in room {n} of the palace and spoke of grain, gas and the price of ships.\n"
        for n in "first second third fourth fifth sixth seventh eighth".split()
    )
    desk.add(story, "2026-03-10")
    desk.add(f"{story}\nThe talks are to go on next week in the same palace.\n")
    assert "1 new article" in desk.text(1)
    assert "Now better supported" not in desk.text(1)


def test_a_dispute_is_news_when_it_opens(desk: Desk) -> None:
    desk.add(CLAIMED)
    told = desk.text(0)
    assert "1 new dispute" in told
    assert "Newly disputed" in told
    assert "denies · Iran: Iranian Foreign Ministry spokesman" in told
    desk.add(NEWER)
    assert "no new dispute" in desk.text(1)


def test_a_dispute_closes_when_who_denied_comes_over(desk: Desk) -> None:
    desk.add(CLAIMED, "2026-03-15")
    desk.add(CONFIRMED)
    told = desk.text(1)
    assert "no new dispute · 1 dispute closed" in told
    assert told.split("\n\n")[1] == (
        "No longer disputed\n"
        "First told 15 Mar 2026, now said by all on file who spoke of it:"
        " Iran is supplying missiles to Russia\n"
        f"says · Iran: {CONFIRMED.splitlines()[2]} [2]\n"
        f"   before, 15 Mar 2026: denies · Iran: {CLAIMED.splitlines()[3]} [1]"
    )
    # opened and closed between two digests: told as closed
    assert "Newly disputed" not in desk.text(0)
    assert "No longer disputed" in desk.text(0)
    desk.add(AGAIN, "2026-03-22")
    assert "disputed" not in desk.text(2)


def test_who_denies_behind_a_claim_stands_before_the_line(desk: Desk) -> None:
    line = "Ukraine accused Iran of sending missiles to Russia, a charge rejected by Tehran."
    desk.add(f"A charge\n\n{line}\n")
    for told in (desk.ask("/positions"), desk.text(0)):
        assert "Ukraine accused Iran of sending missiles to Russia\n" in told.replace(" · ", "\n")
        assert f"denies · Iran: {line} [1]" in told
    assert f"denies · Iran, no person named\n{line}" in desk.ask("/positions Iran")


def test_positions_tell_who_closed_a_dispute_and_call_it_disputed_no_more(desk: Desk) -> None:
    desk.add(CLAIMED, "2026-03-15")
    assert "1 disputed, at the end" in desk.ask("/positions")
    assert "Disputed: Iran is supplying missiles" in desk.ask("/positions missiles")
    desk.add(CONFIRMED)
    for request in ("/positions", "/positions missiles"):
        told = desk.ask(request)
        assert "· 1 no longer disputed\n" in told
        block = told[told.index("\nNo longer disputed") + 1 :].split("\n\n")[0]
        assert block.splitlines()[1:] == [
            f"21 Mar 2026: says · Iran: {CONFIRMED.splitlines()[2]} [1]",
            f"   before, 15 Mar 2026: denies · Iran: {CLAIMED.splitlines()[3]} [2]",
            f"15 Mar 2026: says · {CLAIMED.splitlines()[2]} [2]",
        ]
        assert block.splitlines()[0] == (
            "No longer disputed: Iran is supplying missiles to Russia"
            " · First told 15 Mar 2026, now said by all on file who spoke of it"
        )
    assert "disputed" not in desk.ask("/positions Iran").lower()


@pytest.mark.parametrize(
    ("said", "on"),
    [
        # of one day nobody knows which word came last
        ("Iranian Foreign Ministry spokesman Nasser Kanaani confirmed", "2026-03-15"),
        # of an unknown one neither
        ("Iranian Foreign Ministry spokesman Nasser Kanaani confirmed", None),
        # these do not speak for Iran, nor for the paper
        ("Iranian sources cited by Reuters said", "2026-03-21"),
        ("The United States said", "2026-03-21"),
    ],
)
def test_a_dispute_stays_open_while_it_is_not_sure_that_two_sides_agree(
    desk: Desk, said: str, on: str | None
) -> None:
    desk.add(CLAIMED, "2026-03-15")
    desk.add(f"Deliveries\n\n{said} that Iran is supplying missiles to Russia.\n", on)
    told = desk.text(1)
    assert "New voices on what is disputed, 15 Mar 2026" in told
    assert "closed" not in told


def test_old_articles_stand_apart_and_bring_no_news(desk: Desk) -> None:
    desk.add(NEWER, "2026-03-01")
    told = desk.text(0)
    assert "Also added" in told
    assert "New positions" not in told
    assert "New facts" not in told
    assert "Kremlin opposes truce" in told


@pytest.mark.parametrize(
    ("published", "precision", "heading"),
    [
        ("2026-03-07", "day", "New"),
        ("2026-03-06", "day", "Also added"),
        # a week is over on its last day
        ("2026-03-02", "week", "New"),
        (None, None, "New"),
    ],
)
def test_two_weeks_before_it_was_added_an_article_is_old(
    desk: Desk, published: str | None, precision: str | None, heading: str
) -> None:
    about = given(published)
    about = replace(about, precision=precision) if precision else about
    desk.ingest.add(
        document("A report\n\nThe harbour of Anzali was closed by ice on Friday.\n"), about
    )
    assert heading in desk.text(0)
    assert ("Also added" in desk.text(0)) == (heading == "Also added")


def test_a_first_digest_says_how_many_it_leaves_out(desk: Desk) -> None:
    for n in range(7):
        desk.at = NOON + timedelta(minutes=n)
        desk.add(f"Report {n}\n\nThe harbour of Anzali number {n} was closed by ice on Friday.\n")
    told = desk.text(2, since=None, first_since=date(2026, 3, 15), published=7)
    assert "the newest 5 of 7 articles in the last 7 days" in told
    assert "number 6" in told
    assert "number 1 " not in told


def test_a_short_digest_is_one_message_and_says_where_more_is(desk: Desk) -> None:
    for n in range(40):
        desk.at = NOON + timedelta(minutes=n)
        desk.add(
            f"Report {n}\n\nThe harbour of Anzali number {n} was closed by ice on Friday, and ships"
            f" that had waited for {n} days turned back to the ports where their cargo came from.\n"
        )
    [short] = desk.digest(0).messages
    assert "and 35 more: /latest" in short.text
    assert "40 new articles" in short.text
    full = desk.digest(0, full=True).messages
    assert len(full) > 1
    assert "and 10 more: /latest" in "\n".join(message.text for message in full)


def test_the_next_digest_is_said(desk: Desk) -> None:
    desk.add(NEWER)
    told = desk.text(0, next_at=datetime(2026, 3, 23, 8))
    assert told.endswith("Next digest: Monday 08:00, if there is something new.")
    assert "Next digest: 18:00, if" in desk.text(0, next_at=datetime(2026, 3, 22, 18))
    assert "Next digest: 5 Apr 2026 08:00, if" in desk.text(0, next_at=datetime(2026, 4, 5, 8))


@pytest.mark.parametrize(
    ("quiet", "said"),
    [
        ("nothing", ""),
        ("say", "Nothing new since Friday’s digest."),
        ("month", "Nothing new for a month"),
    ],
)
def test_when_nothing_is_new(desk: Desk, quiet: str, said: str) -> None:
    desk.add(NEWER)
    assert said in desk.text(1, quiet=quiet)
    assert bool(desk.text(1, quiet=quiet)) == bool(said)


def test_what_could_not_be_sent_is_said(desk: Desk) -> None:
    desk.add(NEWER)
    told = desk.text(0, since=date(2026, 3, 19), missed=date(2026, 3, 20))
    assert told.split("\n")[1] == "Friday’s digest could not be sent."
    assert "since Thursday’s digest" in told
    assert "The digest of 9 Mar 2026 could not" in desk.text(0, missed=date(2026, 3, 9))


@pytest.mark.parametrize(
    ("without", "gone"),
    [
        ("positions", ("New positions", "Unofficial", "new position")),
        ("treaty", ("New facts", "new fact")),
        ("quotes", ("New quotations",)),
    ],
)
def test_a_part_that_is_left_out_is_left_out(
    desk: Desk, without: str, gone: tuple[str, ...]
) -> None:
    desk.add(NEWER + "\n“Ships sail on,” Iranian Foreign Minister Abbas Araghchi said.\n")
    told = desk.text(0, full=True)
    assert all(heading in told for heading in gone)
    less = desk.text(0, full=True, without=(without,))
    assert not any(heading in less for heading in gone)


def test_a_withdrawn_article_is_no_news(desk: Desk) -> None:
    take_out(desk.ingest, desk.add(NEWER))
    assert desk.digest(0).messages == ()


def test_a_new_analysis_makes_nothing_new(desk: Desk, small_store: Store) -> None:
    desk.add(OLDER, "2026-03-10")
    desk.add(NEWER)
    before = desk.text(1)
    with small_store.database.writing() as connection:
        row = small_store.dossiers.get(connection)
        small_store.dossiers.start_build(connection, row.id, "of other rules", NOON)
    assert desk.ingest.refresh()
    assert desk.text(1) == before
    assert desk.digest(2).messages == ()


def test_every_line_is_verbatim_and_knows_its_passage(desk: Desk) -> None:
    desk.add(OLDER, "2026-03-10")
    desk.add(NEWER + CLAIMED)
    lines = desk.digest(0, full=True).lines
    assert len(lines) > 4
    for line in lines:
        words = " […] ".join(c.text for c in line.citations if c.kind == "words")
        assert line.text == words
        assert line.passage
