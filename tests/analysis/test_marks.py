from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.analysis.marks import find_marked

# by class: the text and what stands in marks, the outermost ones only
CASES: dict[str, list[tuple[str, list[str]]]] = {
    "curly": [
        ("“Yes,” she said. “But not today.”", ["Yes,", "But not today."]),
        ("The clerk called it “a fair price”.", ["a fair price"]),
        ("“Is it open?” he asked.", ["Is it open?"]),
        ("“It came,” she said, “and it went.”", ["It came,", "and it went."]),
        # inner apostrophes close nothing
        (
            "“It respects Iran’s rights and Israel’s safety,” he added.",
            ["It respects Iran’s rights and Israel’s safety,"],
        ),
    ],
    "straight": [
        ('"Yes," she said. "But not today."', ["Yes,", "But not today."]),
        ('He called it "a fair price".', ["a fair price"]),
        ("\"It's the dogs' dinner,\" she said.", ["It's the dogs' dinner,"]),
        ('He said:"We go."', ["We go."]),
        ('"One" and "two" and "three"', ["One", "two", "three"]),
    ],
    "backticks": [
        ("He said ``no'' twice.", ["no"]),
        ("``We go,'' she said. ``Now.''", ["We go,", "Now."]),
        ('``We go," she said.', ["We go,"]),
        ("''We go,'' she said.", ["We go,"]),
    ],
    "german and french": [
        ("„Wir gehen“, sagte sie.", ["Wir gehen"]),
        ("„Wir gehen”, sagte sie.", ["Wir gehen"]),
        ('„Wir gehen", sagte sie.', ["Wir gehen"]),
        ("»Wir gehen«, sagte sie.", ["Wir gehen"]),
        ("«Nous partons», dit-elle.", ["Nous partons"]),
        ("« Nous partons », dit-elle.", ["Nous partons"]),
        ("”Vi går”, sade hon.", ["Vi går"]),
        ("Der „kleine“ Hafen und das „große“ Schiff", ["kleine", "große"]),
    ],
    "nested": [
        ("“He told me ‘go home’ and left,” she said.", ["He told me ‘go home’ and left,"]),
        ("\"He told me 'go home' and left,\" she said.", ["He told me 'go home' and left,"]),
        ("‘He told me “go home” and left,’ she said.", ["He told me “go home” and left,"]),
        ("'He told me \"go home\" and left,' she said.", ['He told me "go home" and left,']),
        ('“He told me "go home" and left,” she said.', ['He told me "go home" and left,']),
        ("“He told me “go home” and left,” she said.", ["He told me “go home” and left,"]),
        ("“He told me ‘go home,’” she said.", ["He told me ‘go home,’"]),
        ("‘They said “go home,”’ she said.", ["They said “go home,”"]),
        ("«Il a dit “non” hier», dit-elle.", ["Il a dit “non” hier"]),
    ],
    "apostrophes": [
        ("It’s the dogs’ dinner.", []),
        ("’Tis the season, and James’ car won’t start.", []),
        ("In the ’90s the miners’ sons played rock ’n’ roll.", []),
        ("In the '90s the miners' sons played rock 'n' roll.", []),
        ("The ‘90s were the farmers’ best years.", []),
        ("Give ’em the workers’ share.", []),
        ("The class of '98 met at Jones' house.", []),
        ("The boys’ and girls’ teams won.", []),
        ("“We loved the ’90s,” he said.", ["We loved the ’90s,"]),
        ("She sang 'til the neighbours' lights went on.", []),
    ],
    "single": [
        ("‘We are ready to go,’ she said.", ["We are ready to go,"]),
        ("'We are ready to go,' she said.", ["We are ready to go,"]),
        ("‘Yes,’ she said. ‘But not today.’", ["Yes,", "But not today."]),
        ("‘The dogs’ dinner is late,’ she said.", ["The dogs’ dinner is late,"]),
        ("‘We don’t know James’ age,’ he said.", ["We don’t know James’ age,"]),
        ("He called it ‘a fair price’ and left.", ["a fair price"]),
        ("The two ‘sides’ of the players’ deal", []),
        (
            "The players’ union said ‘the workers’ rights are safe’ on Monday.",
            ["the workers’ rights are safe"],
        ),
        ("‘I’m goin’ home,’ he said.", ["I’m goin’ home,"]),
        ("Tom said, 'I heard \"no\".'", ['I heard "no".']),
        ("‘Rock ’n’ roll is dead,’ he said.", ["Rock ’n’ roll is dead,"]),
        ("‘20 people came,’ he said.", ["20 people came,"]),
        ("‘We go now.’", ["We go now."]),
        ("She said: ‘Is it open?’", ["Is it open?"]),
        # beside double marks, single ones count where they end as speech does
        ("‘We go,’ she said of the “plan”.", ["We go,", "plan"]),
        ("The ‘old’ harbour has a “new” gate.", ["new"]),
    ],
    "never closed": [
        ("“We will sign and go home.", ["We will sign and go home."]),
        ("“We will sign.\n\nThe hall was full.", ["We will sign."]),
        ('"We will sign and go home.', ["We will sign and go home."]),
        ("‘We will sign and go home.", ["We will sign and go home."]),
        # narration after it shows that the closing mark was lost
        ("“We will sign, said the minister.", []),
        ("“We will sign, Ana Bellic said. The hall was full.", []),
        ("He said “we will sign and left.", []),
        ('He said "we will sign and left.\n\nThe hall was full.', []),
        ("He said ‘we will sign and left.", []),
        ("“We never closed. He said “yes” twice.", ["yes"]),
        ('"We never closed. He said "yes" twice.', ["yes"]),
        ("He said “no. She said “yes” twice.", ["yes"]),
        ("We never opened.” He left.", []),
    ],
    "over paragraphs": [
        ("“One.\n\n“Two,” he said.", ["One.", "Two,"]),
        ('"One.\n\n"Two," he said.', ["One.", "Two,"]),
        ("‘One is here.\n\n‘Two is there,’ he said.", ["One is here.", "Two is there,"]),
        ("“One.\n\n“Two.\n\n“Three.”", ["One.", "Two.", "Three."]),
        ("He said: “One.\n\n“Two.”", ["One.", "Two."]),
        ("«Un.\n\n«Deux», dit-il.", ["Un.", "Deux"]),
        ("„Eins.\n\n„Zwei“, sagte er.", ["Eins.", "Zwei"]),
        ("``One.\n\n``Two,'' he said.", ["One.", "Two,"]),
    ],
    "inches and feet": [
        ("He is 5'11\" and she is 5'2\".", []),
        ('The 12" pipe and the 15" pipe', []),
        ('"The 12" screen broke," he said.', ['The 12" screen broke,']),
        ('“The 12" screen broke,” he said.', ['The 12" screen broke,']),
        ('The 12" pipe burst. "Go," he said.', ["Go,"]),
        ('The 12 " pipe burst. "Go," he said.', ["Go,"]),
        ('"We sold 12" he said. "And more," he added.', ["We sold 12", "And more,"]),
        ('He is "12" and she is "13".', ["12", "13"]),
        ("'He is 6' tall,' she said.", ["He is 6' tall,"]),
        ("The wreck lies at 51°30'26\" north.", []),
    ],
    "footnotes": [
        ("“We go.”1 He left.", ["We go."]),
        ('"We go."1 He left.', ["We go."]),
        ('"We go"[2] was his word.', ["We go"]),
        ("‘We go now.’3 He left.", ["We go now."]),
        ("“We go”² and “we stay”³.", ["We go", "we stay"]),
    ],
    "mistyped": [
        ("The “shadow“ fleet left.", ["shadow"]),
        ("The ”shadow” fleet left.", ["shadow"]),
        ("“We go,“ she said. “Now.“", ["We go,", "Now."]),
        ('“We go," she said.', ["We go,"]),
        ('"We go,” she said.', ["We go,"]),
        ("‘We go now,‘ she said.", ["We go now,"]),
        ('" We go, " she said.', ["We go,"]),
    ],
    "dashes, brackets, bullets": [
        ('He paused—"well," he said, "yes."', ["well,", "yes."]),
        ('He paused – "well," he said.', ["well,"]),
        ('"I was going to—" he began.', ["I was going to—"]),
        ('"Go"—"now," he said.', ["Go", "now,"]),
        ('The fleet ("shadow fleet") left.', ["shadow fleet"]),
        ("The fleet (“shadow fleet”) left.", ["shadow fleet"]),
        ('The note ["We go"] was short.', ["We go"]),
        ("The fleet (‘the shadow fleet’) left.", ["the shadow fleet"]),
        ('• "We go," she said.', ["We go,"]),
        ("- “We go,” she said.", ["We go,"]),
        ("• “We will sign and go home.", ["We will sign and go home."]),
        ('1. "We go."\n2. "We stay."', ["We go.", "We stay."]),
        ('"...and so we go," she said.', ["...and so we go,"]),
        ('He read "" and left.', []),
        ('"We go.""We stay."', ["We go.", "We stay."]),
        ('He said "yes"/"no" to it.', ["yes", "no"]),
        ('"We go ".', ["We go"]),
    ],
}


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        pytest.param(text, inner, id=f"{name}: {text}")
        for name, cases in CASES.items()
        for text, inner in cases
    ],
)
def test_marks_hold_what_was_said(text: str, inner: list[str]) -> None:
    assert [m.inner.of(text) for m in find_marked(text)] == inner


def test_a_continued_quotation_says_so() -> None:
    first, second = find_marked("“One.\n\n“Two,” he said.")
    assert not first.closed
    assert second.closed
    assert second.continues


def test_a_quotation_after_a_closed_one_continues_nothing() -> None:
    assert not any(m.continues for m in find_marked("“One.”\n\n“Two,” he said."))


@given(st.text(alphabet="ab s1.,-(“”„\"'‘’«»`\n", max_size=160) | st.text(max_size=80))
def test_marked_spans_are_in_order_and_inside(text: str) -> None:
    found = find_marked(text)
    for each in found:
        assert each.outer.covers(each.inner)
        assert each.outer.start < each.inner.start
        assert each.outer.of(text)[0] in "“”„«»\"`'‘"
        assert each.inner.of(text).strip() == each.inner.of(text) != ""
        assert not each.closed or each.outer.of(text)[-1] in "“”«»\"'‘’"
    assert all(a.outer.end <= b.outer.start for a, b in pairwise(found))
