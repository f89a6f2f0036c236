"""Which readings stand together: never two that share a word, and always those worth most."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.tagger.packing import Option, pack

readings = st.tuples(st.integers(1, 40), st.frozensets(st.integers(0, 7), min_size=1, max_size=4))


def options(cues: list[list[tuple[int, frozenset[int]]]]) -> list[list[Option]]:
    rows = iter(range(1000))
    made = [[Option(w / 10, next(rows), taken) for w, taken in cue] for cue in cues]
    ordered = [sorted(cue, key=lambda each: -each.worth) for cue in made]
    return sorted(ordered, key=lambda cue: -cue[0].worth)


@given(st.lists(st.lists(readings, min_size=1, max_size=3), max_size=5).map(options))
def test_no_other_choice_is_worth_more(cues: list[list[Option]]) -> None:
    found = {each.row: each for cue in cues for each in cue}
    chosen = [found[row] for row in pack(cues)]
    assert len(set().union(*(each.taken for each in chosen))) == sum(len(e.taken) for e in chosen)
    assert all(sum(each.row in {c.row for c in chosen} for each in cue) <= 1 for cue in cues)
    best = max(
        sum(each.worth for each in picked if each)
        for picked in product(*([None, *cue] for cue in cues))
        if len(frozenset().union(*(e.taken for e in picked if e)))
        == sum(len(e.taken) for e in picked if e)
    )
    assert abs(sum(each.worth for each in chosen) - best) < 1e-9


def test_a_reading_that_swallows_its_neighbour_gives_way_to_a_shorter_one() -> None:
    swallowing = Option(0.8, 0, frozenset({1, 2, 3, 7, 8}))
    shorter = Option(0.4, 1, frozenset({1, 2, 3}))
    neighbour = Option(0.6, 2, frozenset({7, 8, 9}))
    assert sorted(pack([[swallowing, shorter], [neighbour]])) == [1, 2]
