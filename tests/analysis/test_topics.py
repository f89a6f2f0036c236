from __future__ import annotations

from bot.analysis.sentences import split_sentences
from bot.analysis.topics import issues_of, on_topic, terms_pattern
from bot.dossier import Dossier


def test_the_agreement_counts_only_after_its_name(dossier: Dossier) -> None:
    topic = dossier.topics["treaty"]
    text = (
        "Both states keep the Non-Proliferation Treaty. The treaty is old."
        " They signed a strategic partnership in Moscow. The agreement covers energy."
    )
    found = [span.of(text) for span in on_topic(text, split_sentences(text), topic)]
    assert found == [
        "They signed a strategic partnership in Moscow.",
        "The agreement covers energy.",
    ]


def test_terms_match_whole_words_hyphens_and_both_spellings() -> None:
    pattern = terms_pattern(["air defen*", "nuclear program*", "defence pact"])
    for words in ("air-defence", "nuclear programme", "a Defense Pact"):
        assert pattern.search(words)
    assert not pattern.search("thermonuclear program")


def test_the_weightier_issue_comes_first(dossier: Dossier) -> None:
    words = "short-range ballistic missiles for the war in Ukraine, missile deliveries"
    assert issues_of(words, dossier.issues)[0] == "missiles"
    assert issues_of("a concert in the park", dossier.issues) == ()


def test_what_only_looks_like_an_issue_is_none_of_it(dossier: Dossier) -> None:
    assert issues_of("Israel had sent missiles to Ukraine", dossier.issues) == ()
    assert "missiles" not in issues_of("Russia supplied missiles to Iran", dossier.issues)
    assert issues_of("Iran has sent missiles to Russia", dossier.issues) == ("missiles",)
