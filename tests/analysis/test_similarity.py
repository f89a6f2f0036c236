"""Same fact or not, on pairs and clusters of our own that were labelled before they were scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, zip_longest
from pathlib import Path

import pytest
import yaml

from bot.analysis import alignment
from bot.analysis.clusters import SAME, differs, nearest
from bot.analysis.guards import contradicts
from bot.analysis.similarity import same_fact
from bot.analysis.vectors import load_vectors

CASES = Path(__file__).parent / "cases"
PAIRS = yaml.safe_load((CASES / "pairs.yaml").read_text("utf-8"))
CLUSTERS = yaml.safe_load((CASES / "clusters.yaml").read_text("utf-8"))
HARDER = tuple(PAIRS[name] for name in ("harder", "hardest", "newsroom", "turned"))
SAME_PAIRS = [*PAIRS["same"], *(pair for each in HARDER for pair in each["same"])]
OTHER_PAIRS = [
    *(each[1:] for each in PAIRS["other"]),
    *(pair for each in HARDER for pair in each["other"]),
]
NEVER = [each for each in PAIRS["other"] if each[0] != "aspect"]


def merged(a: str, b: str) -> bool:
    return nearest(a, [[b]]).verdict == "same"


def test_the_cases_are_many() -> None:
    assert len(PAIRS["same"]) + len(PAIRS["other"]) >= 160
    assert sum(len(fact) for facts in CLUSTERS.values() for fact in facts) >= 160


def test_what_is_merged_is_one_fact() -> None:
    right = sum(merged(a, b) for a, b in SAME_PAIRS)
    wrong = sum(merged(a, b) for a, b in OTHER_PAIRS)
    assert right / (right + wrong) >= 0.95
    assert right / len(SAME_PAIRS) >= 0.5


@pytest.fixture
def no_vectors(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program of an operator who took the words' vectors away."""
    remembering = (alignment.align, alignment._told, alignment._meaning)
    for each in remembering:
        each.cache_clear()
    monkeypatch.setattr(alignment, "load_vectors", lambda: None)
    yield
    for each in remembering:
        each.cache_clear()


@pytest.mark.usefixtures("no_vectors")
def test_without_vectors_what_is_merged_is_one_fact() -> None:
    test_what_is_merged_is_one_fact()


def test_vectors_tell_words_of_like_use(no_vectors: None) -> None:
    told, again = "The firm shut its branch in Marn", "The firm closed its branch in Marn"
    without = same_fact(told, again)
    for each in (alignment.align, alignment._told, alignment._meaning):
        each.cache_clear()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(alignment, "load_vectors", load_vectors)
        assert same_fact(told, again) > without


def test_sentences_of_one_matter_are_alike_in_whole() -> None:
    told = "The navy escorted two tankers through the strait"
    like = alignment.align(told, "Warships guarded a pair of oil vessels in the channel")
    other = alignment.align(told, "The ministry printed two forms for the pupils")
    assert like is not None
    assert other is not None
    assert like.whole > other.whole


def test_what_each_adds_parts_two_sentences() -> None:
    told = "The bank lent the port 40 million euros"
    short = "The bank lent the port 40 million euros on Friday"
    long = (
        "The bank lent the port 40 million euros on Friday for cranes, a pier and a customs house"
    )
    assert same_fact(told, told) > same_fact(told, short) > same_fact(told, long)


def test_a_word_in_the_place_of_another_is_another_fact() -> None:
    told = "Bird flu was detected on a farm near Halden"
    assert not merged(told, "Bird flu was ruled out on a farm near Halden")
    assert merged(told, "Bird flu was detected on a farm near Halden on Friday")


@pytest.mark.parametrize(("why", "a", "b"), NEVER)
def test_a_difference_that_matters_forbids_a_merge(why: str, a: str, b: str) -> None:
    assert contradicts(a, b)
    assert contradicts(b, a)


def clustered(sentences: list[str]) -> list[list[str]]:
    made: list[list[str]] = []
    for sentence in sentences:
        found = nearest(sentence, made)
        if found.at is not None and found.verdict == "same":
            made[found.at].append(sentence)
        else:
            made.append([sentence])
    return made


def b_cubed(made: list[list[str]], gold: list[list[str]]) -> float:
    """Average over sentences how pure and how whole the cluster of each is; their harmonic mean."""
    fact_of = {sentence: n for n, fact in enumerate(gold) for sentence in fact}
    pure, whole = [], []
    for cluster in made:
        counts = Counter(fact_of[sentence] for sentence in cluster)
        for sentence in cluster:
            shared = counts[fact_of[sentence]]
            pure.append(shared / len(cluster))
            whole.append(shared / len(gold[fact_of[sentence]]))
    precision, recall = sum(pure) / len(pure), sum(whole) / len(whole)
    return 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize("subject", CLUSTERS)
def test_wordings_of_a_fact_come_together(subject: str) -> None:
    gold = CLUSTERS[subject]
    # as articles bring them: the first wording of every fact, then the second
    order = [each for each in chain(*zip_longest(*gold)) if each]
    assert b_cubed(clustered(order), gold) >= 0.8
    assert b_cubed(clustered(order[::-1]), gold) >= 0.8


def test_a_clause_that_only_one_has_is_no_difference() -> None:
    assert not contradicts("the fleet lost 12 ships", "the fleet lost ships")


def test_other_words_for_one_fact_score_above_other_facts() -> None:
    fact = "the treaty does not include a mutual defence clause"
    again = "it does not contain a mutual defense clause"
    other = "the treaty does not set any tariffs on grain"
    assert same_fact(fact, again) > SAME > same_fact(fact, other)
    assert same_fact(fact, fact) > 0.9


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("The ex-mayor of Marn was arrested", "The former mayor of Marn was arrested", True),
        ("They signed a five-year lease", "They signed a lease of five years", True),
        ("They signed a five-year lease", "They signed a four-year lease", False),
        ("The council passed a non-binding motion", "The council passed a binding motion", False),
        ("The council passed a nonbinding motion", "The council passed a non-binding motion", True),
        ("Marn banned an anti-war march", "Marn banned a war march", False),
    ],
)
def test_a_hyphen_parts_words_but_not_a_prefix_from_its_word(
    a: str, b: str, expected: bool
) -> None:
    assert merged(a, b) is expected
    assert merged(b, a) is expected


def test_stems_in_common_say_nothing() -> None:
    assert same_fact("the treaty", "the treaty", {"treaty"}) == 0.0


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Some 280 houses burned in Marn", "Some 300 houses burned in Marn", True),
        ("Twelve villages were flooded", "Fourteen villages were flooded", True),
        ("They signed the treaty in 1994", "They signed the treaty in 2019", False),
        ("The court meets on 4 December", "The court meets on 9 December", False),
        ("Some 280 houses burned in Marn", "Some 300 houses burned in Halden", False),
        ("Some 280 houses burned in Marn", "Some 300 houses were sold in Marn", False),
    ],
)
def test_another_figure_for_the_same_is_a_difference_to_show(
    a: str, b: str, expected: bool
) -> None:
    assert (nearest(a, [[b]]).verdict == "differs") is expected
    assert differs(b, a) is expected
