"""Whether a day's event is said not to have happened."""

from __future__ import annotations

import pytest

from bot.analysis.undone import is_undone
from bot.model import Span

DAY = "3 May 2026"


def undone(sentence: str) -> bool:
    at = sentence.index(DAY)
    return is_undone(sentence, Span(at, at + len(DAY)))


@pytest.mark.parametrize(
    "sentence",
    [
        "The two states did not sign the treaty on 3 May 2026.",
        "No talks took place on 3 May 2026.",
        "On 3 May 2026, the two states did not sign the treaty.",
        "On 3 May 2026 no talks were held.",
        "On 3 May 2026 neither side signed.",
        "The treaty was not signed on 3 May 2026.",
        "The treaty wasn’t signed in Tarn on 3 May 2026.",
        "The treaty will not be signed on 3 May 2026.",
        "The ministers never met on 3 May 2026.",
        "There were no talks on 3 May 2026.",
        "Arland did not send missiles on 3 May 2026.",
        "The treaty was signed not on 3 May 2026 but on 4 May.",
        "Borland, which has three ports, did not open any of them on 3 May 2026.",
        "Peskov on 3 May 2026 did not comment on the strikes.",
        "The board has not yet signed the lease for 3 May 2026.",
        "The three said they hoped that Arland would sign by 3 May 2026.",
        "The union urged the port to open on 3 May 2026.",
    ],
)
def test_what_did_not_happen_is_no_event_of_its_day(sentence: str) -> None:
    assert undone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The two states signed the treaty on 3 May 2026.",
        "The talks of 3 May 2026 did not bring an agreement.",
        "The mayor said on 3 May 2026 she hoped that the port would open.",
        "The talks on 3 May 2026 did not bring an agreement.",
        "The minister refused to sign the treaty on 3 May 2026.",
        "The board cancelled the meeting of 3 May 2026.",
        "The board postponed the vote on 3 May 2026.",
        "The treaty, which does not include a clause on defence, was signed on 3 May 2026.",
        "If Arland does not sign, the talks of 3 May 2026 go on.",
        "The treaty, though it was not printed, was signed on 3 May 2026.",
        "On 3 May 2026 the states signed a treaty that does not include a clause on defence.",
        "The harbour did not open until 3 May 2026.",
        "The two have not met since 3 May 2026.",
        "The board decided on 3 May 2026 not to sign.",
        "The board voted on 3 May 2026 not to join.",
        "Not only Arland but also Borland signed on 3 May 2026.",
        "No fewer than three ships sank on 3 May 2026.",
        "Nobody was hurt when the crane fell on 3 May 2026.",
        "No one was killed in the fire on 3 May 2026.",
        "The minister did not attend, but the treaty was signed on 3 May 2026.",
        "The minister did not sign and the talks ended on 3 May 2026.",
        "Because the minister did not come, the talks ended on 3 May 2026.",
        "After the talks on 3 May 2026, the two did not meet again.",
        "The treaty signed on 3 May 2026 is not an alliance.",
        "The spokesman said on 3 May 2026 that Arland had not closed the gates.",
        "The two had not met for years when they signed on 3 May 2026.",
        "Not long after the vote on 3 May 2026 the chairwoman left.",
        "The talks ended on 3 May 2026 without an agreement.",
        "The treaty failed in parliament on 3 May 2026.",
        "Arland did not wait and signed the lease on 3 May 2026.",
        "Arland and Borland did not wait and they signed the lease on 3 May 2026.",
    ],
)
def test_what_happened_beside_a_negation_is_one(sentence: str) -> None:
    assert not undone(sentence)
