"""What cleaning keeps and leaves out, and that its spans are exact on any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.intake import cleaning
from bot.intake.cleaning import Cleaning, clean
from bot.intake.furniture import find_reason

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
REPORT = (
    "The harbour council approved the new ferry timetable on Tuesday after two hours of debate.",
    "“We heard every village on the coast,” said the council’s chairwoman, Ada Brenn.",
    "Opponents said the last boat of the evening would now leave too early for shift workers.",
    "The ferry company has promised to look at the winter figures before it buys another boat.",
)


def kept_text(source: str, found: Cleaning) -> str:
    return "".join(kept.joiner + kept.span.of(source) for kept in found.kept)


def page(*lines: str) -> str:
    return "\n\n".join(lines)


def test_who_signs_a_letter_stays_below_it() -> None:
    signed = "― Prof. Ada Brenn, Lindow"
    letters = page(
        "Letters to the editor: the ferry",
        f"“{REPORT[0]} Nobody asked us.”\n― Tor Holm, harbour pilot",
        f"“{REPORT[2]} Let it sail at ten.”\n{signed}",
    )
    kept = kept_text(letters, clean(letters))
    assert kept.endswith(f"“{REPORT[2]} Let it sail at ten.”\n{signed}")


@pytest.mark.parametrize("stamp", ["River Post, 26 March 2025", "March 26, 2025", "26 Mar 2025"])
def test_a_day_and_a_name_below_the_headline_are_no_headline(stamp: str) -> None:
    source = page(f"Quarrel over the last boat of the day\n{stamp}", *REPORT)
    found = clean(source)
    assert found.headline
    assert found.headline.of(source) == "Quarrel over the last boat of the day"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1,204 SHARES", "share buttons"),
        ("12 Shares Share Tweet [form id=9]", "share buttons"),
        ("Share Tweet Email", "share buttons"),
        ("Join our list [newsletter id=44]", "shortcode"),
        ("Skip to main content", "skip link"),
        ("Advertisement", "advertisement"),
        ("Story continues below", "advertisement"),
        ("Listen to this article", "audio player"),
        ("0:00 / 4:12", "audio player"),
        ("Image 3 of 12", "gallery"),
        ("7", "gallery"),
        ("Published : 2 hours ago|", "date line"),
        ("3 days ago", "date line"),
        ("4 min read", "reading time"),
        ("Photo: Ada Brenn", "photo credit"),
        ("Ada Brenn (left) and Tor Holm (right)", "photo caption"),
        ("Comments (12)", "comments"),
        ("Leave a Reply", "comments"),
        ("Related Articles", "links"),
        ("Read more about ferries", "links"),
        ("Subscribe to our newsletter", "newsletter"),
        ("© 2026 The Daily Pebble", "copyright"),
        ("The Daily Pebble. All rights reserved.", "copyright"),
        ("Tags: ferries, harbour", "tags"),
        ("Privacy Policy", "navigation"),
        ("We use cookies to improve this site.", "cookies"),
        ("* * *", "ornament"),
        ("By Ada Brenn and Tor Holm", "byline"),
    ],
)
def test_furniture_is_named(line: str, reason: str) -> None:
    assert find_reason(line) == reason


@pytest.mark.parametrize(
    "line",
    [
        "200 shares were sold in the first hour of trading.",
        "Share prices fell by a tenth after the announcement.",
        "By Tuesday the ferries were running again.",
        "Home to nine thousand people, the island has one doctor.",
        "Comments by the chairwoman drew laughter from the gallery.",
        "Published in 1911, the map shows the old harbour.",
        "More stories will be told about that winter than anyone can check.",
    ],
)
def test_sentences_are_no_furniture(line: str) -> None:
    assert find_reason(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Copyright law protects the drawings of the ferry for another ten years, the court said.",
        "Register offices along the coast closed on Monday because of the storm, the mayor said.",
        "Read more than one map before you sail, the harbour master told the students.",
    ],
)
def test_a_sentence_that_looks_like_furniture_stays_inside_the_report(line: str) -> None:
    source = page(REPORT[0], REPORT[1], line, *REPORT[2:])
    assert line in kept_text(source, clean(source))


def test_a_whole_page_leaves_its_report() -> None:
    source = page(
        "Skip to content",
        "Harbour council approves ferry timetable",
        "Share Tweet",
        REPORT[0],
        "Advertisement",
        *REPORT[1:],
        "Related Articles",
        "Old pier to be painted",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
    )
    found = clean(source)
    assert kept_text(source, found) == page(*REPORT)
    assert found.headline is not None
    assert found.headline.of(source) == "Harbour council approves ferry timetable"
    assert "Advertisement" in [each.span.of(source) for each in found.removed]


def test_the_headline_is_kept_once_whatever_its_quotation_marks() -> None:
    source = page("Council calls ferry ‘a lifeline’", "Council calls ferry ‘a lifeline’", REPORT[0])
    source = page(source, "Council calls ferry 'a lifeline'", *REPORT[1:])
    found = clean(source)
    assert found.headline is not None
    assert kept_text(source, found) == page(*REPORT)
    assert [each.reason for each in found.removed] == ["repeated headline"] * 2


def test_a_text_without_headline_gets_none() -> None:
    assert clean(page(*REPORT)).headline is None


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        # the line ends in an article, so the capital below goes on with the sentence
        (
            "The council said it would follow the rules of the\nCoastal Transport Act (CTA).",
            "The council said it would follow the rules of the Coastal Transport Act (CTA).",
        ),
        (
            "The council said it would look at the figures\nbefore it bought another boat.",
            "The council said it would look at the figures before it bought another boat.",
        ),
        # two sentences on two lines stay on two
        (f"{REPORT[0]}\n{REPORT[1]}", f"{REPORT[0]}\n{REPORT[1]}"),
        (f"{REPORT[0]}\n\n{REPORT[1]}", f"{REPORT[0]}\n\n{REPORT[1]}"),
    ],
)
def test_line_breaks(source: str, kept: str) -> None:
    assert kept_text(source, clean(source)) == kept


def test_a_hard_wrapped_report_becomes_paragraphs_again() -> None:
    words = " ".join(REPORT).split()
    lines, line = [], ""
    for word in words:
        if len(line) + len(word) > 62:
            lines.append(line.strip())
            line = ""
        line += f" {word}"
    source = "\n".join([*lines, line.strip()])
    assert kept_text(source, clean(source)) == " ".join(REPORT)


def test_teasers_and_section_heads_are_kept_and_told_apart() -> None:
    source = page(
        "Harbour council approves ferry timetable",
        "• Last boat to leave at nine in the evening",
        REPORT[0],
        REPORT[1],
        "What the opponents say",
        *REPORT[2:],
    )
    found = clean(source)
    assert [span.of(source) for span in found.teasers] == [
        "• Last boat to leave at nine in the evening",
        "What the opponents say",
    ]
    assert "What the opponents say" in kept_text(source, found)


def test_an_emoji_section_head_goes() -> None:
    source = page(*REPORT[:2], "🚢 A small boat on a big sea", *REPORT[2:])
    found = clean(source)
    assert kept_text(source, found) == page(*REPORT)
    assert [each.reason for each in found.removed] == ["section head"]


def test_without_weights_the_rules_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "load_model", lambda: None)
    source = page("Skip to content", *REPORT, "Leave a Reply")
    assert kept_text(source, clean(source)) == page(*REPORT)


def test_another_language_is_kept_whole_but_for_plain_clutter() -> None:
    german = (
        "Der Rat der Stadt hat am Dienstag über die neue Fähre und die Pläne für den Hafen beraten.",
        "Die Gegner sagten, dass das letzte Schiff nun zu früh für die Arbeiter der Werft fährt.",
        "Nicht alle sind der Meinung, dass sich das mit den Zahlen für den Winter klären lässt",
    )
    source = page(german[0], "12 Shares", *german[1:])
    assert kept_text(source, clean(source)) == page(*german)


def test_a_text_of_furniture_alone_is_kept_whole() -> None:
    source = "Share\n\nComments"
    assert kept_text(source, clean(source)) == source


LINES = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [*REPORT, "Share Tweet", "• A teaser of five words", "🚢 Head", "By Ada Brenn"]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=14), st.sampled_from(["\n", "\n\n", "\n \n"]))
def test_every_sign_of_any_text_is_accounted_for(lines: list[str], gap: str) -> None:
    source = gap.join(lines)
    found = clean(source)
    kept = [each.span for each in found.kept]
    assert all(a.end <= b.start for a, b in pairwise(kept))
    spans = kept + [each.span for each in found.removed]
    if found.headline is not None:
        spans.append(found.headline)
    covered: set[int] = set()
    for span in sorted(spans):
        assert span.end <= len(source)
        signs = {at for at in range(span.start, span.end) if not source[at].isspace()}
        assert not covered & signs
        covered |= signs
    assert {at for at, sign in enumerate(source) if not sign.isspace()} == covered
    assert all(any(k.overlaps(span) for k in kept) for span in found.teasers)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not beside the project")
@pytest.mark.parametrize("number", range(5))
def test_the_seed_articles_lose_clutter_and_nothing_else(number: int) -> None:
    gold = yaml.safe_load((SEEDS / "gold.yaml").read_text("utf-8"))["seeds"][number]
    source = (SEEDS / gold["file"]).read_text("utf-8")
    found = clean(source)
    for each in [*gold["boilerplate"], *gold.get("section_heads", [])]:
        at = [n for n in range(each["start"], each["end"]) if not source[n].isspace()]
        left = [n for n in at if any(k.span.start <= n < k.span.end for k in found.kept)]
        assert not left, each["text"]
    text = " ".join(kept_text(source, found).split())
    for each in [*gold["quotes"], *(said["content"] for said in gold["indirect"])]:
        assert " ".join(each["text"].split()) in text
    headline = gold["headline"]["value"]
    assert (found.headline.of(source) if found.headline else None) == headline
