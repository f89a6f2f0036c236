"""Where the tagger and the rules differ on who is heard."""

from __future__ import annotations

import pytest

from bot.analysis.attributions import attribute
from bot.analysis.found import Found
from bot.analysis.joining import join
from bot.analysis.sentences import split_sentences
from bot.dossier import Dossier
from bot.model import Kind, Span


def span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def find(
    text: str, kind: Kind, source: str, cue: str, *content: str, sure: float, chained: bool = False
) -> Found:
    return Found(
        kind,
        tuple(span(text, words) for words in content),
        (span(text, source),) if source else None,
        (span(text, cue),),
        sure,
        chained=chained,
    )


def told(text: str, found: tuple[Found, ...]) -> list[tuple[str, str]]:
    return [
        (each.source[0].of(text) if each.source else "", each.content[0].of(text)) for each in found
    ]


def test_whom_words_were_said_to_is_not_who_said_them(dossier: Dossier) -> None:
    text = "“We are late,” Lia Orn said in reply to a question from a reader. “It rained.”"
    tagged = find(
        text,
        "direct",
        "a reader",
        "said in reply to a question from",
        "“We are late,”",
        "“It rained.”",
        sure=0.97,
    )
    rule = find(text, "direct", "Lia Orn", "said", "“We are late,”", sure=0.96)
    [only] = join(text, [tagged], [rule], dossier.lexicon)
    assert only.source == rule.source
    assert only.content == tagged.content
    assert only.confidence == 0.96
    [nobody] = join(text, [tagged], [], dossier.lexicon)
    assert nobody.source is None


def test_whom_words_are_about_did_not_say_them(dossier: Dossier) -> None:
    text = "“He promised to come,” she said about Jo Bell, who has been away."
    words = "“He promised to come,”"
    tagged = find(text, "direct", "Jo Bell", "said about", words, sure=0.92)
    rule = find(text, "direct", "she", "said", words, sure=0.96)
    [only] = join(text, [tagged], [rule], dossier.lexicon)
    assert only.source == rule.source


def test_what_rules_alone_found_by_a_doubted_cue_is_nobodys(dossier: Dossier) -> None:
    text = "The camp wrote to the islanders who pledged loyalty to the council."
    rule = find(text, "indirect", "the islanders", "pledged", "loyalty to the council", sure=0.89)
    assert join(text, [], [rule], dossier.lexicon)
    assert not join(text, [], [rule], dossier.lexicon, {span(text, "pledged")})


def test_the_tagger_doubts_a_cue_that_is_an_adverb(dossier: Dossier) -> None:
    text = "Jo Bell came to the attention of the police back in 2011."
    assert not attribute(text, split_sentences(text), dossier.lexicon)


def test_a_body_stays_the_source_of_what_somebody_in_it_stressed(dossier: Dossier) -> None:
    text = "Lia Orn greeted the crew, stressing that the ferry was safe, the port said on Monday."
    whole = "Lia Orn greeted the crew, stressing that the ferry was safe"
    tagged = find(text, "indirect", "the port", "said", whole, sure=0.9)
    outer = find(text, "indirect", "the port", "said", whole, sure=0.89)
    inner = find(
        text, "indirect", "Lia Orn", "stressing", "the ferry was safe", sure=0.86, chained=True
    )
    joined = join(text, [tagged], [outer, inner], dossier.lexicon)
    assert ("the port", whole) in told(text, joined)


def test_source_and_content_are_not_turned_about(dossier: Dossier) -> None:
    text = "The bill is dead, said a senator who asked not to be named."
    tagged = find(
        text, "indirect", "The bill", "said", "a senator who asked not to be named", sure=0.8
    )
    rule = find(text, "indirect", "a senator", "said", "The bill is dead", sure=0.89)
    joined = join(text, [tagged], [rule], dossier.lexicon)
    assert told(text, joined) == [("a senator", "The bill is dead")]


def test_a_writers_comment_on_words_in_marks_is_left_out(dossier: Dossier) -> None:
    text = "Lia Orn hoped the crew would leave “with dignity,” signaling support for the strike."
    said = "the crew would leave “with dignity,” signaling support for the strike"
    tagged = find(text, "mixed", "Lia Orn", "hoped", said, sure=0.9)
    [only] = join(text, [tagged], [], dossier.lexicon)
    assert only.content[0].of(text) == "the crew would leave “with dignity,”"


def test_what_another_says_behind_a_semicolon_is_not_the_first_ones(dossier: Dossier) -> None:
    text = "Lena Orn said the land was ready; a clerk said it was not."
    tagged = [
        find(text, "indirect", "Lena Orn", "said", "the land was ready; a clerk", sure=0.8),
        find(text, "indirect", "a clerk", "said", "it was not", sure=0.8),
    ]
    assert told(text, join(text, tagged, [], dossier.lexicon)) == [
        ("Lena Orn", "the land was ready"),
        ("a clerk", "it was not"),
    ]


@pytest.mark.parametrize("found", ["two clerks, that the ferry had been sold", "two clerks"])
def test_whom_a_report_cites_is_not_what_it_says(dossier: Dossier, found: str) -> None:
    text = "The Courier reported, citing two clerks, that the ferry had been sold. It rained."
    tagged = find(text, "indirect", "The Courier", "citing", found, sure=0.8)
    [only] = join(text, [tagged], [], dossier.lexicon)
    assert told(text, (only,)) == [("The Courier", "that the ferry had been sold")]
    assert only.cue == (span(text, "reported"),)


def test_what_leads_in_a_quotation_is_the_writers(dossier: Dossier) -> None:
    text = "A scholar was brief: “Both are tired,” he said."
    tagged = find(text, "mixed", "he", "said", "A scholar was brief: “Both are tired,”", sure=0.9)
    rule = find(text, "direct", "he", "said", "“Both are tired,”", sure=0.96)
    assert told(text, join(text, [tagged], [rule], dossier.lexicon)) == [
        ("he", "“Both are tired,”")
    ]


def test_words_that_the_tagger_took_for_anothers_are_not_lost(dossier: Dossier) -> None:
    text = "“We left early,” Orn said. Bell joked: “Nobody saw you go.”"
    one, other = "“We left early,”", "“Nobody saw you go.”"
    tagged = find(text, "mixed", "Orn", "said", one, other, sure=0.9)
    rules = [
        find(text, "direct", "Orn", "said", one, sure=0.96),
        find(text, "direct", "Bell", "joked", other, sure=0.95),
    ]
    assert told(text, join(text, [tagged], rules, dossier.lexicon)) == [
        ("Orn", one),
        ("Bell", other),
    ]


def test_what_the_next_said_by_the_same_verb_is_not_the_first_ones(dossier: Dossier) -> None:
    text = "Lena Orn said it had been a good talk; Kaya, that it had been a short one."
    for found in attribute(text, split_sentences(text), dossier.lexicon):
        assert "short" not in " ".join(piece.of(text) for piece in found.content)


def test_what_hangs_on_a_condition_is_said_with_it(dossier: Dossier) -> None:
    text = "Iran said if Russia leaves, it would close the port."
    [found] = attribute(text, split_sentences(text), dossier.lexicon)
    assert [piece.of(text) for piece in found.content] == [
        "if Russia leaves, it would close the port"
    ]
    assert found.conditional


def test_who_rejects_a_claim_does_not_make_it(dossier: Dossier) -> None:
    text = "Iran rejected as “baseless” a U.S. claim that Tehran had trained pilots."

    def place(words: str) -> tuple[Span]:
        return (Span(text.index(words), text.index(words) + len(words)),)

    tagged = Found(
        "indirect", place("that Tehran had trained pilots"), place("Iran"), place("claim"), 0.9
    )
    [found] = join(text, [tagged], (), dossier.lexicon)
    assert found.cue == place("rejected as “baseless” a U.S. claim")


@pytest.mark.parametrize(
    ("source", "cue", "content"),
    [
        ("The port neither", "confirmed nor", ("denied the sale",)),
        ("neither", "confirmed nor denied", ("The port", "the sale")),
        ("The port", "confirmed nor denied", ("the sale",)),
    ],
)
def test_neither_belongs_to_the_verb_and_to_no_source(
    dossier: Dossier, source: str, cue: str, content: tuple[str, ...]
) -> None:
    text = "The port neither confirmed nor denied the sale."
    tagged = find(text, "indirect", source, cue, *content, sure=0.9)
    [only] = join(text, [tagged], [], dossier.lexicon)
    assert told(text, (only,)) == [("The port", "the sale")]
    assert only.cue == (span(text, "neither confirmed nor denied"),)


def test_neither_alone_is_no_source_where_a_rule_knows_one(dossier: Dossier) -> None:
    text = "The port neither confirmed nor denied the sale."
    tagged = find(text, "indirect", "neither", "confirmed nor denied", "the sale", sure=0.4)
    rule = find(text, "indirect", "The port", "neither confirmed nor denied", "the sale", sure=0.74)
    assert told(text, join(text, [tagged], [rule], dossier.lexicon)) == [("The port", "the sale")]


@pytest.mark.parametrize(
    ("text", "source", "own"),
    [
        ("Courier: The mayor said the gate was shut.", "Courier: The mayor", "The mayor"),
        ("After the vote a clerk said the gate was shut.", "the vote a clerk", "a clerk"),
        ("The mayor said the gate was shut.", "The mayor", "The mayor"),
    ],
)
def test_a_label_or_a_time_is_no_part_of_the_source(
    dossier: Dossier, text: str, source: str, own: str
) -> None:
    tagged = find(text, "indirect", source, "said", "the gate was shut", sure=0.9)
    [only] = join(text, [tagged], [], dossier.lexicon)
    assert told(text, (only,)) == [(own, "the gate was shut")]


def test_what_was_done_on_a_question_is_no_part_of_it(dossier: Dossier) -> None:
    text = "Asked if, in May, he had been there, Idris Kaya laughed."
    asked = "if, in May, he had been there, Idris Kaya laughed"
    tagged = find(text, "indirect", "", "Asked", asked, sure=0.5)
    [only] = join(text, [tagged], [], dossier.lexicon)
    assert only.content[0].of(text) == "if, in May, he had been there"


def test_both_parts_of_a_clause_are_said_by_who_interrupts_it(dossier: Dossier) -> None:
    text = "There was, according to Orn, the envoy, no ship."
    tagged = find(
        text, "indirect", "Orn, the envoy, no ship", "according to", "There was", sure=0.7
    )
    rule = find(text, "indirect", "Orn", "according to", "There was", "no ship", sure=0.76)
    [only] = join(text, [tagged], [rule], dossier.lexicon)
    assert (only.source, only.content) == (rule.source, rule.content)
