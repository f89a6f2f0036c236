"""Copies are found however they were cut and cluttered; reports on one matter stay apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest
from conftest import NOW
from reports import report

from bot.intake import read_text
from bot.model import Article, Document
from bot.store import Store
from bot.store.copies import find_origin, likeness

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
TEXTS = 24
HEAD = (
    "Skip to main content",
    "Home News Sport Weather",
    "By Ada Brenn and Tor Holm",
    "Share Tweet Email",
    "3 min read",
)
FOOT = (
    "Tags: council, vote, money",
    "Read more about the winter storms",
    "Our reporters follow the council of the coast all year round; write to us when you know more.",
    "Sign up for our newsletter and never miss a story from the coast again",
    "Leave a Reply",
    "© 2026 The Daily Pebble. All rights reserved.",
)
MARKS = str.maketrans({"“": '"', "”": '"', "’": "'"})


def cut(told: Sequence[str], chance: Random) -> list[str]:
    """Leave 70 % of the words, as an editor cuts: from the end."""
    words, most, kept = 0, 0.7 * len(" ".join(told).split()), []
    for paragraph in told:
        left = paragraph.split()[: max(0, round(most) - words)]
        words += len(left)
        kept += [" ".join(left)] if left else []
    return kept


def signed(told: Sequence[str], chance: Random) -> list[str]:
    return [
        f"Nordwire, {chance.randint(1, 28)} March, by our reporter {chance.random():.3f}",
        *told,
    ]


def furnished(told: Sequence[str], chance: Random) -> list[str]:
    return [*chance.sample(HEAD, 4), *told, *chance.sample(FOOT, 5)]


def shuffled(told: Sequence[str], chance: Random) -> list[str]:
    return chance.sample(list(told), len(told))


def marked(told: Sequence[str], chance: Random) -> list[str]:
    return [paragraph.translate(MARKS) for paragraph in told]


def all_at_once(told: Sequence[str], chance: Random) -> list[str]:
    for change in (cut, shuffled, marked, signed, furnished):
        told = change(told, chance)
    return list(told)


CHANGES = (cut, signed, furnished, shuffled, marked, all_at_once)


def save_all(store: Store, texts: Sequence[str]) -> list[int]:
    with store.database.writing() as connection:
        return [
            store.articles.save(
                connection, Document(f"{n}", text.encode()), Article.whole(text), NOW
            )
            for n, text in enumerate(texts)
        ]


@pytest.fixture
def archive(small_store: Store) -> list[int]:
    """The numbers of as many articles as there are reports."""
    return save_all(small_store, ["\n\n".join(report(n)) for n in range(TEXTS)])


def test_every_copy_finds_its_own_origin(small_store: Store, archive: list[int]) -> None:
    missed = []
    with small_store.database.reading() as connection:
        for number, article_id in enumerate(archive):
            for change in CHANGES:
                text = "\n\n".join(change(report(number), Random(number)))
                # as pasted, and as cleaned
                for words in {text, read_text(text).text}:
                    if find_origin(connection, words) != article_id:
                        missed.append((number, change.__name__))
    assert missed == []


def later(number: int, repeated: float, chance: Random) -> str:
    """Return a later report on the matter of another one, which repeats some of its paragraphs."""
    old = report(number)
    again = chance.sample(old, round(repeated * len(old)))
    return "\n\n".join([*report(number + 1000)[: len(old) - len(again)], *again])


@pytest.mark.parametrize("repeated", [0.15, 0.3, 0.5, 0.6])
def test_a_follow_up_is_no_copy(small_store: Store, archive: list[int], repeated: float) -> None:
    with small_store.database.reading() as connection:
        for number in range(len(archive)):
            assert find_origin(connection, later(number, repeated, Random(number))) is None


def test_an_article_of_an_older_one_and_as_much_again_is_no_copy(
    small_store: Store, archive: list[int]
) -> None:
    with small_store.database.reading() as connection:
        for number in range(len(archive)):
            words = "\n\n".join([*report(number), *report(number + 1000, 9)])
            assert find_origin(connection, words) is None


def test_reports_of_one_kind_stay_apart(small_store: Store, archive: list[int]) -> None:
    with small_store.database.reading() as connection:
        origins = {small_store.articles.get(connection, each).origin_id for each in archive}
    assert origins == set(archive)


def test_the_fiftieth_copy_is_one_too(store: Store) -> None:
    told = report(0)
    ids = save_all(store, ["\n\n".join([*told, f"Number {n} in {n} words."]) for n in range(50)])
    with store.database.reading() as connection:
        assert {store.articles.get(connection, each).origin_id for each in ids} == {ids[0]}


@pytest.mark.parametrize(
    ("change", "least", "most"),
    [
        (lambda n: "\n\n".join(report(n)), 1.0, 1.0),
        (lambda n: "\n\n".join(cut(report(n), Random(0))), 0.99, 1.0),
        (lambda n: later(n, 0.6, Random(n)), 0.4, 0.75),
    ],
)
def test_likeness_says_how_much_of_which_article(
    small_store: Store, archive: list[int], change: Callable[[int], str], least: float, most: float
) -> None:
    with small_store.database.reading() as connection:
        for number, article_id in enumerate(archive):
            found = likeness(connection, change(number))
            assert found is not None
            assert found.article_id == article_id
            assert least <= found.share <= most


def test_nothing_is_like_another_matter_nor_an_article_like_itself(
    small_store: Store, archive: list[int]
) -> None:
    with small_store.database.reading() as connection:
        assert likeness(connection, "\n\n".join(report(5000))) is None
        assert likeness(connection, "Three short words") is None
        assert likeness(connection, "") is None
        assert likeness(connection, "\n\n".join(report(3)), lambda n: n != archive[3]) is None


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles are not beside the project")
def test_the_seed_articles_stay_apart(store: Store) -> None:
    texts = [read_text(each.read_text("utf-8")).text for each in sorted(SEEDS.glob("*.txt"))]
    ids = save_all(store, texts)
    with store.database.reading() as connection:
        assert [store.articles.get(connection, each).origin_id for each in ids] == ids
        for own, text in zip(ids, texts, strict=True):
            assert likeness(connection, text, own.__ne__) is None
