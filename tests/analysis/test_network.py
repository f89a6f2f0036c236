"""The tagger's arithmetic: many windows and cues at once are read as one alone would be."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from bot.analysis.sentences import split_sentences
from bot.analysis.tagger import load_tagger
from bot.analysis.tagger.chain import Chain
from bot.analysis.tagger.network import Floats, Layer, Network, Packing
from bot.analysis.tagger.windows import Window, windows_of

TEXT = """The mayor of Orla, Ana Bellić, said on Monday that the bridge would be closed until spring.

“Nobody was asked,” Idris Kaya told reporters. He added: “We heard of it on the radio, and then we
went to see for ourselves.”

The river rose again."""


@pytest.fixture(scope="module")
def network() -> Network:
    tagger = load_tagger()
    if tagger is None:
        pytest.skip("an operator has taken the weights out")
    return tagger.network


@pytest.fixture(scope="module")
def windows() -> tuple[Window, ...]:
    return windows_of(TEXT, split_sentences(TEXT), ())


def floats(*shape: int) -> Floats:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(np.float32)


def test_a_layer_steps_from_token_to_token_as_an_lstm_does() -> None:
    into, bias, again = floats(2, 3, 16), floats(2, 16), floats(2, 4, 16)
    # two windows of three tokens and of one, side by side
    given = floats(2, 4, 16)
    signs = np.repeat([-1, 1], [12, 4])
    states = Layer.of(into, bias, again).run(given * signs, (2, 1, 1))
    for way, rows in product(range(2), ((0, 2, 3), (1,))):
        hidden, cell = np.zeros((2, 4))
        for row in rows:
            gates = given[way, row] + hidden @ again[way]
            opens = 1 / (1 + np.exp(-gates[:12]))
            cell = opens[4:8] * cell + opens[:4] * np.tanh(gates[12:])
            hidden = opens[8:] * np.tanh(cell)
            np.testing.assert_allclose(states[way, row], hidden, atol=1e-5)


def test_windows_are_packed_in_both_directions() -> None:
    packing = Packing.of([1, 3])
    assert packing.active == (2, 1, 1)
    assert packing.forward.tolist() == [1, 0, 2, 3]
    assert packing.backward.tolist() == [3, 0, 2, 1]


def test_a_window_is_read_alike_beside_others(
    network: Network, windows: tuple[Window, ...]
) -> None:
    together = network.read(windows)
    for number, window in enumerate(windows):
        alone = network.read([window])
        rows = slice(together.starts[number], together.starts[number + 1])
        np.testing.assert_allclose(together.states[rows], alone.states, atol=1e-4)
        np.testing.assert_allclose(together.cues[rows], alone.cues, atol=1e-4)


def test_roles_around_a_cue_are_scored_alike_beside_other_cues(
    network: Network, windows: tuple[Window, ...]
) -> None:
    read = network.read(windows)
    cues = np.array([[1, 7, 8], [1, 10, 12], [0, 9, 10]])
    together = network.roles(windows, read, cues)
    for scores, cue in zip(together, cues, strict=True):
        number, first, end = cue
        [alone] = network.roles(windows, read, cue[None])
        size = len(windows[number].tokens)
        np.testing.assert_allclose(scores[:size], alone, atol=1e-3)
        assert not scores[size:].any()
        assert (scores[first:end].argmax(1) == 0).all()


@pytest.mark.parametrize("lengths", [(3,), (3, 2), (3, 3, 1)])
def test_a_chain_knows_all_sequences_of_roles(lengths: tuple[int, ...]) -> None:
    chain = Chain.of(floats(5), floats(5, 5))
    sizes = np.array(lengths)
    scores = floats(len(lengths), 3, 5) * (np.arange(3) < sizes[:, None])[:, :, None]
    biases = np.array([[0, 0, 0, 0, 0], [2, 0, 0, -1, 0]], np.float32)
    kept = scores.copy()
    posteriors, total = chain.posteriors(scores, sizes)
    best = chain.best(scores, sizes, biases)
    assert (scores == kept).all()
    for cue, size in enumerate(lengths):
        all_roles = np.array(list(product(range(5), repeat=size)))
        worth = chain.first[all_roles[:, 0]] + chain.step[all_roles[:, :-1], all_roles[:, 1:]].sum(
            1
        )
        own = scores[cue, np.arange(size), all_roles].sum(1)
        chance = np.exp(worth + own - total[cue])
        assert chance.sum() == pytest.approx(1, abs=1e-4)
        for role in range(5):
            expected = (chance[:, None] * (all_roles == role)).sum(0)
            np.testing.assert_allclose(posteriors[cue, :size, role], expected, atol=1e-4)
        for bias, way in zip(biases, best, strict=True):
            most = (worth + own + bias[all_roles].sum(1)).argmax()
            assert way[cue, :size].tolist() == all_roles[most].tolist()
            assert not way[cue, size:].any()
