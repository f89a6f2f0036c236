"""Who says what: tables of cases in our own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.analysis import analyse
from bot.analysis.attributions import name_speakers
from bot.analysis.found import Found
from bot.analysis.marks import find_marked
from bot.analysis.positions import statements_of
from bot.analysis.quotations import find_attributions
from bot.analysis.sentences import split_sentences
from bot.dossier import Dossier
from bot.model import Article, Attribution, Span


def said(dossier: Dossier, text: str, words: str) -> list[Attribution]:
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    return [a for a in found if words in " ".join(p.of(text) for p in (*(a.cue or ()), *a.content))]


SPEAKERS = [
    # the cue after, before, inverted
    ("“The bridge is safe,” Ana Bellic said.", "The bridge is safe", "Ana Bellic"),
    ("“The bridge is safe,” said Ana Bellic, head of the port authority.", "bridge", "Ana Bellic"),
    ("Ana Bellic said: “The bridge is safe.”", "bridge", "Ana Bellic"),
    ("The mayor, Ana Bellic, said that the bridge was safe.", "bridge was safe", "Ana Bellic"),
    # a short name after the full one
    (
        "Minister Ana Bellic spoke. Bellic said the bridge would open in May.",
        "open in May",
        "Ana Bellic",
    ),
    # a pronoun is who spoke last
    (
        "“We open in May,” Minister Ana Bellic said. “The bridge is safe,” she added.",
        "bridge is safe",
        "Ana Bellic",
    ),
    (
        "Peskov said the talks went on. He stressed that nothing was agreed.",
        "nothing was agreed",
        "Dmitry Peskov",
    ),
    # what stands before its source, though the sentence goes on after it
    (
        "Lena Orn will host her colleague from Bergen on Friday, her office said, and the two would sign.",
        "will host her colleague",
        "her office",
    ),
    (
        "The lease obliges nobody and will not, the Kremlin said on Sunday, after Orn claimed that it did.",
        "obliges nobody",
        "The Kremlin",
    ),
    # a clause about the source ends before the sentence goes on
    (
        "The clerk, Idris Kaya, who had promised that the boats would come in May, has since left.",
        "the boats would come",
        "Idris Kaya",
    ),
    # the nearest noun is a listener
    ("“Not yet,” Lavrov said in answer to a reporter from Oslo.", "Not yet", "Sergei Lavrov"),
    # an appositive between name and cue
    (
        "Idris Kaya, who leads the harbour board, said that the port would close.",
        "port would close",
        "Idris Kaya",
    ),
    # bodies under their own names, capitals as their states
    ("“All is well,” said the Kremlin.", "All is well", "The Kremlin"),
    ("Tehran announced that the border would reopen.", "border would reopen", "Iran"),
    ("The White House said the report was being studied.", "being studied", "White House"),
    # according to
    ("According to Zakharova, the talks will go on.", "talks will go on", "Maria Zakharova"),
    ("The talks will go on, according to Zakharova.", "The talks will go on", "Maria Zakharova"),
    # the subject inside the quotation does not speak
    (
        "“Putin wished everybody well on the feast day,” said the Kremlin.",
        "Putin wished",
        "The Kremlin",
    ),
    # passed on by an agency
    (
        "Peskov was quoted by TASS as saying that the visit was over.",
        "visit was over",
        "Dmitry Peskov",
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker"), SPEAKERS)
def test_the_speaker_is_right(dossier: Dossier, text: str, words: str, speaker: str) -> None:
    found = said(dossier, text, words)
    assert found, "no attribution"
    assert {a.speaker.name if a.speaker else None for a in found} == {speaker}


def test_who_passes_it_on_is_said(dossier: Dossier) -> None:
    text = "Iranian sources cited by Reuters said Tehran had received little help."
    [found] = said(dossier, text, "little help")
    assert found.via == "Reuters"
    assert found.speaker is not None
    assert not found.speaker.named
    assert found.speaker.party == "Iran"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("“The levy is dead,” Lena Orn said on Radio Marn's “Morning Talk.”", "Morning Talk"),
        ('"We paid twice," Lena Orn told the hosts of "The Late Hour."', "Late Hour"),
        ("“It was a hard winter,” Lena Orn wrote in “The Long Road Home,” her book.", "Long Road"),
        ("Lena Orn said on “Face the Town.”", "Face the Town"),
    ],
)
def test_a_title_is_nothing_that_somebody_says(dossier: Dossier, text: str, title: str) -> None:
    assert said(dossier, text, title) == []


def test_what_a_crowd_calls_out_is_no_title(dossier: Dossier) -> None:
    text = "The dockers responded with chants of “No Toll For Us” and marched to the town hall."
    assert said(dossier, text, "No Toll For Us")


@pytest.mark.parametrize(
    ("text", "words", "via"),
    [
        (
            "The ad shows Lena Orn saying: “Nobody asked us about the winter timetable.”",
            "Nobody asked us",
            "The ad",
        ),
        (
            "The network aired a recording of Lena Orn telling a crowd that the ferry would never run.",
            "the ferry would never run",
            None,
        ),
        (
            "The spot ends with footage of Lena Orn asking, “Why is nobody here at noon?”",
            "Why is nobody here",
            None,
        ),
        (
            "The club released a video in which Lena Orn says the council lied.",
            "council lied",
            None,
        ),
    ],
)
def test_who_is_heard_in_a_recording_speaks(
    dossier: Dossier, text: str, words: str, via: str | None
) -> None:
    [found] = said(dossier, text, words)
    assert found.speaker is not None
    assert found.speaker.name == "Lena Orn"
    assert found.via == via


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TASS quoted the engineer Lena Orn as saying that the dam had 47 gates.", "47 gates"),
        ("“The gates are shut,” Lena Orn was quoted as saying by TASS.", "The gates are shut"),
        ("Lena Orn was cited by TASS as having said that the gates were shut.", "gates were shut"),
    ],
)
def test_who_is_quoted_by_an_agency_speaks(dossier: Dossier, text: str, words: str) -> None:
    [found] = said(dossier, text, words)
    assert found.speaker is not None
    assert (found.speaker.name, found.via) == ("Lena Orn", "TASS")
    assert all("by TASS" not in piece.of(text) for piece in found.content)


def test_a_clause_about_the_source_ends_where_the_sentence_goes_on(dossier: Dossier) -> None:
    text = (
        "The clerk, Idris Kaya, who had promised that the boats would come in May, has since left."
    )
    for found in said(dossier, text, "boats would come"):
        assert "has since" not in found.content[-1].of(text)


def test_an_institution_that_passes_on_a_person_is_via(dossier: Dossier) -> None:
    text = "Putin thanked the crew, stressing that the work was “hard but done”, the Kremlin said Friday."
    person = [a for a in said(dossier, text, "hard but done") if a.via]
    assert [(a.speaker.name, a.via) for a in person if a.speaker] == [
        ("Vladimir Putin", "The Kremlin")
    ]


@pytest.mark.parametrize(
    "text",
    [
        'Press "Enter" to skip to content',
        "The so-called “shadow fleet” left the port at dawn.",
        "She has read “The Master and Margarita” four times.",
        "Western sanctions have driven prices up.",
        "The agreement covers trade, energy and transport.",
        "The report was long, and the offer came late.",
    ],
)
def test_what_is_no_speech_is_given_to_nobody(dossier: Dossier, text: str) -> None:
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    assert [a for a in found if a.speaker is not None] == []


STANCES = [
    ("Peskov did not refute the reports.", "the reports", "neither"),
    ("Kirby said he could not confirm the transfer.", "he could not confirm", "neither"),
    ("NATO refrained from confirming the claim.", "confirming", "neither"),
    ("The ministry declined to comment on the report.", "comment", "neither"),
    ("Kanaani rejected the allegations.", "the allegations", "denies"),
    ("Lavrov questioned claims that a bomb was being built.", "claims that", "doubts"),
    ("The EU supported this claim.", "this claim", "asserts"),
    ("Russia has stated that it does not support the plan.", "does not support", "opposes"),
    ("Moscow announced its readiness to mediate.", "readiness", "offers"),
    ("Kyiv called for more pressure.", "more pressure", "calls_for"),
    ("Russia condemned the strikes as “reckless”.", "the strikes", "condemns"),
    ("NATO warned that the war could spread.", "could spread", "warns"),
    ("Iran vowed to answer any attack.", "answer any attack", "pledges"),
    ("Washington welcomed the ceasefire.", "the ceasefire", "supports"),
]


@pytest.mark.parametrize(("text", "words", "stance"), STANCES)
def test_the_stance_follows_cue_and_polarity(
    dossier: Dossier, text: str, words: str, stance: str
) -> None:
    found = said(dossier, text, words)
    assert found, "no attribution"
    assert {a.stance for a in found} == {stance}


def test_a_condition_stays_with_what_it_governs(dossier: Dossier) -> None:
    text = "The EU warned of sanctions if the reports are confirmed."
    [found] = said(dossier, text, "sanctions")
    assert found.conditional


def test_chained_cues_share_their_source(dossier: Dossier) -> None:
    text = "Russia has called for a truce and offered mediation, warning that the war could spread."
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    assert [a.stance for a in found] == ["calls_for", "offers", "warns"]
    assert {a.extent.start for a in found} == {0}


def test_a_text_that_is_all_teasers_says_nothing(dossier: Dossier) -> None:
    article = Article.whole("“The bridge is safe,” Ana Bellic said.")
    teasers = replace(article, teasers=(Span(0, len(article.text)),))
    assert analyse(article, dossier.lexicon).attributions
    assert analyse(teasers, dossier.lexicon).attributions == ()


def test_two_witnesses_are_no_less_sure_than_one(dossier: Dossier) -> None:
    """What rules alone would have shown stays when the tagger finds the same, less sure."""
    text = (
        "The Wall Street Journal reported on Friday that Iran is sending the missiles, and the EU has"
        " supported this claim, warning of new sanctions if the allegations are confirmed."
    )
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    [supporting] = [each for each in found if each.cue and "supported" in each.cue[0].of(text)]
    assert supporting.confidence >= 0.75


def test_what_the_writer_makes_of_words_is_nobodys_word(dossier: Dossier) -> None:
    text = "“We offered help, and they were not keen,” Peskov stated, hinting at Tehran’s pride."
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    assert [each.kind for each in found if each.speech] == ["direct"]


def test_who_repeated_a_claim_is_not_the_source_of_what_is_denied(dossier: Dossier) -> None:
    text = "The Kremlin denies sending missiles to Iran, a claim Kyiv repeated on Monday."
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    assert [a.source[0].of(text) for a in found if a.source] == ["The Kremlin"]


def test_a_clause_about_what_stands_before_it_is_no_line(dossier: Dossier) -> None:
    text = "Peskov spoke of the two offers and the loan, which he described as support for Iran."
    analysis = analyse(Article.whole(text), dossier.lexicon)
    lines = statements_of(text, analysis, dossier.lexicon, dossier.issues)
    assert [line.extent.of(text) for line in lines if "which he" in line.extent.of(text)[:8]] == []


def test_a_line_that_begins_with_a_pronoun_in_a_small_letter_dangles_too(dossier: Dossier) -> None:
    text = "The mayor, Lena Orn, spoke at noon. Asked about the ferry, she said it was late."
    analysis = analyse(Article.whole(text), dossier.lexicon)
    lines = statements_of(text, analysis, dossier.lexicon, dossier.issues)
    assert [line.dangling for line in lines if line.extent.of(text).startswith("she")] == [True]


@pytest.mark.parametrize("name", ["Lena Orn", "Jean-Noël Carré"])
def test_whose_somebody_is_is_no_role(dossier: Dossier, name: str) -> None:
    [found] = said(dossier, f"“We will wait,” said Ukraine’s {name}.", "We will wait")
    assert found.speaker is not None
    assert (found.speaker.name, found.speaker.role) == (name, None)
    assert found.speaker.party == "Ukraine"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Iran rejected a U.S. claim that Tehran had trained Russian drone pilots.", "denies"),
        ("Iran questioned a U.S. claim that Tehran had trained Russian drone pilots.", "doubts"),
    ],
)
def test_who_answers_a_claim_does_not_make_it(dossier: Dossier, text: str, stance: str) -> None:
    made = [each for each in said(dossier, text, "had trained") if each.confidence > 0.6]
    assert [each.stance for each in made if each.speaker and "US" not in each.speaker.name] == [
        stance
    ]


def test_a_day_is_no_part_of_a_source(dossier: Dossier) -> None:
    text = "Iran on Monday dismissed the American accusation that it had trained pilots."
    [found] = said(dossier, text, "trained pilots")
    assert found.speaker is not None
    assert (found.speaker.name, found.stance) == ("Iran", "denies")


def test_who_replies_next_did_not_say_the_quotation_before(dossier: Dossier) -> None:
    text = (
        "In a message seen by Reuters, Erik Dahl wrote to her: “Say nothing.” She replied: “I did.”"
    )
    [first] = said(dossier, text, "Say nothing")
    assert first.speaker is not None
    assert first.speaker.name == "Erik Dahl"
    assert said(dossier, text, "seen by Reuters") == []


@pytest.mark.parametrize(
    ("text", "source", "contents"),
    [
        # a source that interrupts the clause it is the source of
        ("There was, according to Orn, the envoy, no ship.", "Orn", ["There was", "no ship"]),
        ("The levy is, Orn said on Monday, a tax.", "Orn", ["The levy is", "a tax"]),
        ("Kaya was wrong: the levy was, he said, a tax.", "he", ["the levy was", "a tax"]),
        # and one that does not
        ("The ship sank, according to Orn, and two men died.", "Orn", ["The ship sank"]),
        # another one's behind a semicolon is none of the first one's
        ("Orn has claimed that it burned; Kaya said it had not.", "Orn", ["it burned"]),
        # two verbs are one cue
        ("Borland neither confirmed nor denied that Orn was there.", "Borland", ["Orn was there"]),
        # a clause about the source ends at its verb
        ("Lia Orn, who backed a draft, said she would vote for it.", "Lia Orn", ["a draft"]),
        # what somebody is said not to have asked is not what he asked
        (
            "Lia Orn said Borland had not asked for a berth, “and it never will”.",
            "Lia Orn",
            ["Borland had not asked for a berth, “and it never will”"],
        ),
    ],
)
def test_the_rules_find_what_is_said(
    dossier: Dossier, text: str, source: str, contents: list[str]
) -> None:
    found = find_attributions(text, split_sentences(text), find_marked(text), dossier.lexicon)
    [first, *_] = found
    assert first.source is not None
    assert first.source[0].of(text) == source
    assert [piece.of(text) for piece in first.content] == contents


def test_what_somebody_tells_that_another_said_is_told_through_the_first(dossier: Dossier) -> None:
    text = "Clara Bell told the court that the mayor, Omar Hale, had said: “I was told to wait.”"

    def place(words: str) -> tuple[Span]:
        return (Span(text.index(words), text.index(words) + len(words)),)

    outer = "that the mayor, Omar Hale, had said: “I was told to wait.”"
    told = [
        Found("mixed", place(outer), place("Clara Bell"), place("told"), 0.9),
        Found("direct", place("“I was told to wait.”"), place("Omar Hale"), place("said"), 0.9),
    ]
    _, quoted = name_speakers(text, split_sentences(text), told, dossier.lexicon)
    assert quoted.speaker is not None
    assert (quoted.speaker.name, quoted.via) == ("Omar Hale", "Clara Bell")
    assert quoted.extent.of(text) == "Omar Hale, had said: “I was told to wait.”"


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        ("Neither Lena Orn nor her office has said whether the gate will open.", "gate", "Neither"),
        ("Neither Moscow nor Tehran confirmed that the ships had left.", "ships", "Neither"),
        ("Neither side said it wanted a longer strike.", "strike", "Neither"),
        ("No Iranian official has said that the talks were over.", "talks were over", None),
        ("None of the ministers said they would resign.", "would resign", None),
        ("Nobody at the ministry said the deal was dead.", "deal was dead", None),
        ("Not one official confirmed that the claim was true.", "claim was true", None),
    ],
)
def test_what_nobody_says_is_said_by_nobody(
    dossier: Dossier, text: str, words: str, speaker: str | None
) -> None:
    for each in said(dossier, text, words):
        assert each.stance == "neither"
        assert (each.speaker.name.split()[0] if each.speaker else None) == speaker


def test_what_is_said_without_marks_ends_with_its_sentence(dossier: Dossier) -> None:
    text = "Tom Orn said Lena Kaya was. Sand, reached by phone, said neither was."
    [found] = said(dossier, text, "Lena Kaya was")
    assert [piece.of(text) for piece in found.content] == ["Lena Kaya was"]


def test_whom_another_quotes_is_who_speaks(dossier: Dossier) -> None:
    text = "Olga Brandt was pale. “It is over,” her lawyer, Simon Vale, quoted her as saying."
    found = find_attributions(text, split_sentences(text), find_marked(text), dossier.lexicon)
    [quoted] = name_speakers(text, split_sentences(text), found, dossier.lexicon)
    assert quoted.speaker is not None
    assert (quoted.speaker.name, quoted.via) == ("Olga Brandt", "Simon Vale")


def test_what_a_new_sentence_says_is_no_cue_of_the_quotation_before(dossier: Dossier) -> None:
    text = "“It is late.” Kari Moen said that the bridge was shut."
    found = find_attributions(text, split_sentences(text), find_marked(text), dossier.lexicon)
    assert [each.content[0].of(text) for each in found] == ["the bridge was shut"]


def test_a_dateline_is_no_part_of_who_speaks(dossier: Dossier) -> None:
    text = "ORLA, Jan 12 (AP) — The mayor of Orla, Signe Dahl, said the island was not for sale."
    [found] = said(dossier, text, "not for sale")
    assert found.speaker is not None
    assert found.speaker.name == "Signe Dahl"
    assert found.extent.of(text).startswith("The mayor")


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "Masoud Pezeshkian spoke on Sunday. He did so a day after the bloc's foreign policy chief,"
            " Kaja Kallas, warned Tehran that a transfer would be met with a “swift” response.",
            "swift",
            "Kaja Kallas",
        ),
        (
            "Tom Bell left. He spoke hours after the mayor of Marn, Lena Orn, said that the gate was shut.",
            "gate was shut",
            "Lena Orn",
        ),
        (
            "The Iranian mission to the UN called the report “fake news.”",
            "fake news",
            "The Iranian mission to the UN",
        ),
        (
            "Government spokeswoman Lena Orn asked for proof.\n\nIn London, a Foreign Office spokesperson"
            " said: “We condemn it.” The spokesperson said that the proof was at hand.",
            "proof was at hand",
            "a Foreign Office spokesperson",
        ),
        (
            "The paper is short, Tom Bell said. According to him, it “is not aimed at anybody.”",
            "aimed at anybody",
            "Tom Bell",
        ),
        (
            "The mayor of Marn, for her part, told the council: “We shall dig in May.”",
            "dig in May",
            "The mayor of Marn",
        ),
    ],
)
def test_the_subject_of_the_cue_speaks(
    dossier: Dossier, text: str, words: str, speaker: str
) -> None:
    assert [a.speaker.name for a in said(dossier, text, words) if a.speaker] == [speaker]


def test_a_word_that_only_leads_on_is_no_part_of_what_is_said(dossier: Dossier) -> None:
    text = "Earlier, the Courier reported, citing sources, that Marn had refused to sell the ferry."
    [found] = said(dossier, text, "that Marn had refused to sell")
    assert [piece.of(text) for piece in found.content] == [
        "that Marn had refused to sell the ferry"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "BERGEN (Courier) - Norway, Sweden and Denmark said on Thursday they had opened the strait.",
            [("Norway, Sweden and Denmark", "they had opened the strait")],
        ),
        (
            "“We are not offering mediation, we are offering ideas,” Lena Orn said, according to the"
            " council transcript.",
            [("Lena Orn", "“We are not offering mediation, we are offering ideas,”")],
        ),
        (
            "According to Tom Bell, who leads the union, the strike will go on.",
            [("Tom Bell", "the strike will go on")],
        ),
        (
            "Lena Orn came late. Orn herself told reporters that the harbour was shut.",
            [("Lena Orn", "that the harbour was shut")],
        ),
    ],
)
def test_each_statement_is_told_once_and_alone(
    dossier: Dossier, text: str, expected: list[tuple[str, str]]
) -> None:
    found = analyse(Article.whole(text), dossier.lexicon).attributions
    shown = [a for a in found if a.confidence > 0.6 and a.speaker]
    assert [(a.speaker.name, a.content[0].of(text)) for a in shown if a.speaker] == expected


def test_what_the_next_one_says_is_not_told_with_it(dossier: Dossier) -> None:
    text = "According to two diplomats, Tehran had been offered a delay; a third said it had not."
    [found] = said(dossier, text, "offered a delay")
    assert [piece.of(text) for piece in found.content] == ["Tehran had been offered a delay"]


@pytest.mark.parametrize(
    ("source", "party"),
    [
        ("Iran International", None),
        ("The Moscow Times", None),
        ("The National Council of Resistance of Iran", None),
        ("An Iranian dissident", None),
        ("Iran hawks", None),
        ("Iran's opposition leader Reza Azadi", None),
        ("The Iranian mission in Geneva", "Iran"),
        ("Russian state television", "Russia"),
    ],
)
def test_a_country_in_a_name_makes_nobody_its_voice(
    dossier: Dossier, source: str, party: str | None
) -> None:
    [found] = said(dossier, f"{source} said that the talks had failed.", "talks had failed")
    assert found.speaker is not None
    assert found.speaker.party == party
