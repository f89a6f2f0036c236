from __future__ import annotations

from bot.analysis import analyse
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
