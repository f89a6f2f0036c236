from __future__ import annotations

import pytest

from bot.analysis import analyse
from bot.analysis.answers import Said, verb_on
from bot.analysis.disputes import disputes_of
from bot.dossier import Dossier
from bot.model import Article

TEXT = (
    "The Daily Bugle reported on Friday that Arland is sending drones to Borland."
    " Arland's foreign minister, Ines Falk, denied the report."
    " Washington said it could not confirm the drone deliveries. The EU has supported this claim."
)


def test_every_voice_on_a_claim_is_found_with_its_verb(dossier: Dossier) -> None:
    text = TEXT.replace("The Daily Bugle", "Reuters")
    attributions = analyse(Article.whole(text), dossier.lexicon).attributions
    [dispute] = disputes_of(text, attributions, dossier.lexicon)
    assert dispute.claim.of(text) == "Arland is sending drones to Borland"
    voices = {
        attributions[v.attribution].speaker.name: v.verb  # type: ignore[union-attr]
        for v in dispute.voices
    }
    assert voices == {
        "Reuters": "asserts",
        "Ines Falk": "denies",
        "United States": "neither",
        "European Union": "asserts",
    }


def test_what_nobody_answers_is_no_dispute(dossier: Dossier) -> None:
    text = "Reuters reported on Friday that the harbour of Anzali will be closed for a week."
    attributions = analyse(Article.whole(text), dossier.lexicon).attributions
    assert disputes_of(text, attributions, dossier.lexicon) == ()


def voices(text: str, dossier: Dossier) -> list[tuple[str, str]]:
    attributions = analyse(Article.whole(text), dossier.lexicon).attributions
    return [
        (each.speaker.name, voice.verb)
        for dispute in disputes_of(text, attributions, dossier.lexicon)
        for voice in dispute.voices
        if (each := attributions[voice.attribution]).speaker
    ]


CLAIM = "Ukraine said on Monday that Iranian engineers were repairing drones near Smolensk. "


@pytest.mark.parametrize(
    ("answer", "voice"),
    [
        ("Iran denied it.", ("Iran", "denies")),
        ("Iran denied this on Friday.", ("Iran", "denies")),
        ("Iran rejected the allegations.", ("Iran", "denies")),
        ("Iran dismissed the claims.", ("Iran", "denies")),
        ("Iran denied that engineers were repairing drones there.", ("Iran", "denies")),
        ("NATO questioned the claim.", ("NATO", "doubts")),
        ("NATO said it had no information on this.", ("NATO", "neither")),
    ],
)
def test_an_answer_in_a_later_sentence_makes_a_dispute(
    dossier: Dossier, answer: str, voice: tuple[str, str]
) -> None:
    assert voices(CLAIM + answer, dossier) == [("Ukraine", "asserts"), voice]


@pytest.mark.parametrize(
    "answer",
    [
        "Iran denied that the harbour of Anzali was to be sold.",
        "Ukraine denied the allegations.",
        "Iran said it would answer in time.",
    ],
)
def test_an_answer_to_something_else_makes_none(dossier: Dossier, answer: str) -> None:
    assert voices(CLAIM + answer, dossier) == []


@pytest.mark.parametrize(
    "plan",
    [
        "Ukraine said it would bomb any engineers who were repairing Iranian drones. ",
        "Ukraine said that it will bomb the engineers if drones were repaired near Smolensk. ",
        "Ukraine said it was ready to bomb engineers who were repairing drones. ",
    ],
)
def test_what_a_source_says_of_its_own_plans_is_no_claim(dossier: Dossier, plan: str) -> None:
    assert voices(plan + "Iran denied that engineers were repairing drones there.", dossier) == []


def test_two_words_in_common_make_no_answer_to_a_long_claim(dossier: Dossier) -> None:
    other = "Iran denied that engineers had sold drones for gold to a museum in Basra last summer."
    assert voices(CLAIM + other, dossier) == []


CHARGE = Said("Ukraine", "asserts", "Iran is sending drones to Russia by ship", "said")


@pytest.mark.parametrize(
    ("each", "verb"),
    [
        (Said("Iran", "denies", "Iran is sending drones to Russia", "denied"), "denies"),
        (Said("Iran", "denies", "it is sending drones by ship", "denied"), "denies"),
        (Said("NATO", "neither", "Iran was sending drones by ship", "confirm"), "neither"),
        (Said("Russia", "doubts", "Iran sends drones by ship", "questioned"), "doubts"),
        (Said("Israel", "asserts", "Iran is sending drones by ship", "said"), "asserts"),
        (Said("Israel", "condemns", "Iran of sending drones by ship", "accused"), "asserts"),
        # another actor, another thing, another number, its own party, a word of no claim
        (Said("Israel", "denies", "it is sending drones by ship", "denied"), None),
        (Said("Iran", "denies", "Russia is sending drones to Iran by ship", "denied"), None),
        (Said("Iran", "denies", "Iran is closing the harbour of Anzali", "denied"), None),
        (Said("Ukraine", "denies", "Iran is sending drones by ship", "denied"), None),
        (Said("Israel", "asserts", "Iran is not sending drones by ship", "said"), None),
        (Said("Iran", "denies", "the allegations", "denied"), None),
        (Said("NATO", "warns", "Iran is sending drones by ship", "warned"), None),
        (
            Said("Israel", "asserts", "it would sink drones that Iran is sending by ship", "said"),
            None,
        ),
    ],
)
def test_claims_are_answered_across_articles(
    dossier: Dossier, each: Said, verb: str | None
) -> None:
    assert verb_on(CHARGE, each, dossier.lexicon) == verb


SAYS = "Ukraine said that Iran is sending missiles to Russia"


@pytest.mark.parametrize(
    ("behind", "speaker"),
    [
        (", a claim the Kremlin denies.", "The Kremlin"),
        (", a claim that the Kremlin has repeatedly denied.", "The Kremlin"),
        (", allegations that Tehran has rejected.", "Iran"),
        (", an accusation Iran also rejected on Friday.", "Iran"),
        (", which Tehran denies.", "Iran"),
        (", a charge denied by Tehran.", "Iran"),
        (
            ", reports that have been dismissed by the Iranian foreign ministry.",
            "Iranian Foreign Ministry",
        ),
        (", a claim Iranian Foreign Minister Abbas Araghchi denied in Oslo.", "Abbas Araghchi"),
        (" — a claim Moscow and Tehran deny.", "Moscow and Tehran"),
    ],
)
def test_who_denies_a_claim_behind_it_is_a_voice(
    dossier: Dossier, behind: str, speaker: str
) -> None:
    assert voices(SAYS + behind, dossier) == [("Ukraine", "asserts"), (speaker, "denies")]
    accused = f"Ukraine accused Iran of sending missiles to Russia{behind}"
    assert voices(accused, dossier) == [("Ukraine", "asserts"), (speaker, "denies")]


@pytest.mark.parametrize(
    "behind",
    [
        ", a claim the Kremlin did not deny.",
        ", a claim the Kremlin has not denied.",
        ", a claim the Kremlin never denied.",
        ", a claim the Kremlin is expected to deny.",
        ", a claim the Kremlin may deny.",
        ", a claim the Kremlin would deny.",
        ", a claim the Kremlin has yet to deny.",
        ", a claim the Kremlin reportedly denied.",
        ", a claim neither state has denied.",
        ", allegations Russia denied having heard of.",
        ", a claim that surprised the Kremlin.",
        ", a claim repeated by the Kremlin.",
        ", a claim not denied by the Kremlin.",
        ", a harbour the Kremlin denies any interest in.",
    ],
)
def test_what_is_no_denial_behind_a_claim_makes_no_voice(dossier: Dossier, behind: str) -> None:
    assert "denies" not in [verb for _, verb in voices(SAYS + behind, dossier)]


@pytest.mark.parametrize(
    ("answer", "voice"),
    [
        ("Russia later denied that it had offered to mediate.", ("Russia", "denies")),
        (
            "In Marn a leaked recording said that Russia had sunk the ferry. Russia denied it at the time.",
            ("Russia", "denies"),
        ),
    ],
)
def test_who_denies_something_else_is_no_voice(
    dossier: Dossier, answer: str, voice: tuple[str, str]
) -> None:
    claim = "Reuters claimed that officials in Smolensk had complained about the wages. "
    disputes = disputes_of(
        claim + answer,
        attributions := analyse(Article.whole(claim + answer), dossier.lexicon).attributions,
        dossier.lexicon,
    )
    on_wages = [d for d in disputes if "wages" in d.claim.of(claim + answer)]
    told = [attributions[v.attribution].speaker for d in on_wages for v in d.voices]
    assert voice[0] not in [speaker.name for speaker in told if speaker]


def test_who_doubts_that_it_was_so_answers_nobody_who_says_that_it_was_not(
    dossier: Dossier,
) -> None:
    never = Said("United States", "asserts", "Iran will never have a nuclear weapon", "wrote")
    doubt = Said("Russia", "doubts", "that Iran was pursuing nuclear weapons", "questioned")
    assert verb_on(never, doubt, dossier.lexicon) is None
    claim = Said("United States", "asserts", "Iran was pursuing a nuclear weapon", "said")
    assert verb_on(claim, doubt, dossier.lexicon) == "doubts"
