from __future__ import annotations

from datetime import date

from bot.analysis.days import Question, Report, make_timeline

REPORTS = (
    Report(
        "A crane fell on two ships in the harbour of Lindow on Monday morning.\n"
        "It had stood on the quay since 1974.\n"
        "The harbour was closed after the crane fell, the port authority said.",
        "",
        date(2026, 3, 10),
    ),
    Report(
        "The harbour of Lindow opened again on 14 March, the port authority said.\n"
        "The crane fell on 9 March and damaged two ships.\n"
        "A bakery in the old town won a prize for its rye bread.",
        "",
        date(2026, 3, 16),
    ),
    Report(
        "Inspectors found rust in the crane that fell in Lindow on 9 March 2026.\n"
        "The harbour will get a new crane on 31 February, a notice on the quay says.",
        "",
        date(2026, 4, 2),
    ),
)


def told(question: Question, reports: tuple[Report, ...] = REPORTS) -> dict[str, list[str]]:
    return {
        day.isoformat(): [each.span.of(reports[each.article].text) for each in choices]
        for day, choices in make_timeline(reports, question).items()
    }


def test_the_day_that_most_articles_name_comes_first() -> None:
    made = told(Question(("crane",), days=1, sentences=1))
    assert list(made) == ["2026-03-09"]
    assert "crane" in made["2026-03-09"][0]


def test_days_stand_in_order_and_within_the_bounds() -> None:
    made = told(Question(("crane",), 9, 2, date(2026, 3, 10), date(2026, 3, 31)))
    assert list(made) == sorted(made)
    assert "2026-03-14" in made
    assert all("2026-03-10" <= day <= "2026-03-31" for day in made)


def test_no_more_days_and_sentences_than_asked_for() -> None:
    made = told(Question((), days=2, sentences=1))
    assert len(made) == 2
    assert all(len(lines) == 1 for lines in made.values())


def test_a_loose_pronoun_tells_of_no_day() -> None:
    lines = [line for day in told(Question((), 99, 9)).values() for line in day]
    assert lines
    assert not any(line.startswith("It ") for line in lines)


def test_articles_without_a_day_are_read_by_the_days_that_they_spell_out() -> None:
    undated = (Report("The crane fell on 9 March 2026 in the harbour of Lindow."),)
    assert list(told(Question(("crane",), 3, 3), undated)) == ["2026-03-09"]
