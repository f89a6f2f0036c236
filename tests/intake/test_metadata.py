"""What is known of an article: the editor's word, the page's own, and never a guess."""

from __future__ import annotations

from datetime import date

import pytest

from bot.errors import MissingMetadata
from bot.intake import Given, parse_sidecar, read_text
from bot.intake.given import Found
from bot.model import Publication

BODY = (
    "The harbour council approved the new ferry timetable on Tuesday, the agency Nordwire said.\n\n"
    "In January 2025 the council had refused it, the Coastal Times reported 8 hours ago last week."
)


@pytest.mark.parametrize(
    ("yaml", "given"),
    [
        (b"", Given()),
        (b"# nothing but a remark\n", Given()),
        (b"outlet: The Daily Pebble\nheadline:\n", Given(outlet="The Daily Pebble")),
        (
            b"published: 2026-03-05\nprecision: week\n",
            Given(published=date(2026, 3, 5), precision="week"),
        ),
        (b"published: 2026-03-05T10:00:00Z\n", Given(published=date(2026, 3, 5))),
        (b"headline: 1984\ndemonstration: true\n", Given(headline="1984", demonstration=True)),
        (
            b"url: https://pebble.example/a?b=c\nlanguage: en\n",
            Given(url="https://pebble.example/a?b=c", language="en"),
        ),
    ],
)
def test_parse_sidecar(yaml: bytes, given: Given) -> None:
    assert parse_sidecar(yaml, "a.yaml") == given


@pytest.mark.parametrize(
    ("yaml", "field", "words"),
    [
        (
            b"published: last Tuesday",
            "published",
            "a.yaml: published: last Tuesday is not a date; write YYYY-MM-DD.",
        ),
        (b"published: 2026-02-30", "published", "2026-02-30 is not a date"),
        (b"published: 2026", "published", "2026 is not a date"),
        (b"published: [2026]", "published", "should be a text"),
        (b"precision: fortnight", "precision", "fortnight is not one of hour, day"),
        (b"basis: rumour", "basis", "rumour is not one of"),
        (b"author: Ada", "author", "author is not a key"),
        (b"outlet: [a, b]", "outlet", "should be a text"),
        (b"url: javascript:alert(1)", "url", "is not a link"),
        (b"demonstration: perhaps", "demonstration", "perhaps is not one of"),
        (b"- a\n- b", "", "should hold keys and values"),
        (b"a: [b", "", "is not YAML"),
        (b"\xff\xfe\x00", "", "is not YAML"),
        (b"[" * 5000, "", "is not YAML"),
        (b"!!python/object/apply:os.system [ls]", "", "a.yaml"),
    ],
)
def test_a_wrong_sidecar_says_what_and_where(yaml: bytes, field: str, words: str) -> None:
    with pytest.raises(MissingMetadata) as raised:
        parse_sidecar(yaml, "a.yaml")
    assert raised.value.field == field
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("around", "outlet"),
    [
        ("{}", None),
        ("Welcome to Pebble News, your news of the coast.\n\n{}", "Pebble News"),
        ("{}\n\n© 2026 The Daily Pebble. All rights reserved.", "The Daily Pebble"),
        ("{}\n\nCopyright © 2024-2026 The Daily Pebble", "The Daily Pebble"),
        ("{}\n\n© 2026 all rights reserved", None),
        # a photographer's agency is no publisher
        ("Photo: Nordwire\n\n{}", None),
    ],
)
def test_an_outlet_comes_from_the_page_and_never_from_the_report(
    around: str, outlet: str | None
) -> None:
    metadata = read_text(around.format(BODY)).metadata
    assert metadata.outlet == outlet
    assert metadata.outlet_basis == ("stated" if outlet else "unknown")


def test_a_known_outlet_is_spelled_as_it_is_known() -> None:
    article = read_text(f"{BODY}\n\n© 2026 THE DAILY PEBBLE", known_outlets=["The Daily Pebble"])
    assert article.metadata.outlet == "The Daily Pebble"


@pytest.mark.parametrize(
    ("around", "publication"),
    [
        ("{}", Publication()),
        ("Published: 8 hours ago\n\n{}", Publication()),
        ("Published: March 2026\n\n{}", Publication()),
        ("Published: 31 February 2026\n\n{}", Publication()),
        (
            "Published: 5 March 2026\n\n{}",
            Publication(date(2026, 3, 5), "day", "page", "Published: 5 March 2026"),
        ),
        (
            "Posted on Thursday, March 5th, 2026 10:15\n\n{}",
            Publication(
                date(2026, 3, 5), "day", "page", "Posted on Thursday, March 5th, 2026 10:15"
            ),
        ),
        (
            "OSTHAVEN, March 5, 2026 (Nordwire) — {}",
            Publication(date(2026, 3, 5), "day", "stated", "OSTHAVEN, March 5, 2026 (Nordwire) —"),
        ),
        ("OSTHAVEN, March 5 (Nordwire) — {}", Publication()),
        ("{}\n\nUpdated: 5 March 2026", Publication()),
    ],
)
def test_a_date_is_taken_only_where_the_page_states_it_in_full(
    around: str, publication: Publication
) -> None:
    assert read_text(around.format(BODY)).metadata.publication == publication


def test_the_editors_word_goes_first() -> None:
    source = f"Welcome to Pebble News, your news.\n\nPublished: 5 March 2026\n\n{BODY}"
    given = Given("My headline", "Editor’s Outlet", "https://e.example", date(2025, 1, 2), "month")
    found = Found("Page headline", "Page", "https://p.example", date(2024, 1, 1))
    metadata = read_text(source, given, found=found).metadata
    assert metadata.headline == "My headline"
    assert (metadata.outlet, metadata.outlet_basis) == ("Editor’s Outlet", "editor")
    assert metadata.url == "https://e.example"
    assert metadata.publication == Publication(date(2025, 1, 2), "month", "editor")


def test_what_the_markup_says_goes_before_the_text() -> None:
    found = Found("Page headline", "Page", "https://p.example", date(2024, 1, 1))
    metadata = read_text(BODY, found=found).metadata
    assert (metadata.headline, metadata.outlet, metadata.outlet_basis) == (
        "Page headline",
        "Page",
        "page",
    )
    assert metadata.publication == Publication(date(2024, 1, 1), "day", "page")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        (
            "Le conseil a dit que les bateaux ne sont pas pour la ville et que le port est dans une crise.",
            "fr",
        ),
        (
            "Der Rat hat gesagt, dass die Schiffe nicht für die Stadt und den Hafen von heute sind.",
            "de",
        ),
        ("Министр заявил, что переговоры продолжатся.", "ru"),
        ("港口委员会周二批准了新的渡轮时间表。", "zh"),
        ("1 2 3", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert read_text(text).metadata.language == language
