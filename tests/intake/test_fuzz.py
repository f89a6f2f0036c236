"""Any bytes and any text: no exception but ours, one sentence each, spans exact."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from papers import HEADLINE, REPORT, archive, mail, page, pdf, word

from bot.errors import IntakeError
from bot.intake import Given, child, find_remarks, parse_sidecar, parsing, read_article, read_text
from bot.intake.charsets import decode_bytes
from bot.intake.documents import decode, find_kind, plain_line, shown_name
from bot.intake.markdown import read_markdown
from bot.model import Article, Document

Read = TypeVar("Read")
BODY = "\n\n".join(REPORT)
SUNDAY = datetime(2026, 3, 22, 8, 0, tzinfo=UTC)
HONEST = {
    "html": page().encode(),
    "pdf": pdf([REPORT, REPORT]),
    "word": word(table=("a", "b")),
    "zip": archive({"a.txt": BODY, "b.html": page()}),
    "mail": mail(BODY, {"a.txt": b"words"}, html=page()),
}
PIECES = [
    *REPORT, HEADLINE, "Share", "• x", "# ", "[a](b)", "**", "---\n", "Published: 5 March 2026", "\n\n", "\r",
    "8 hours ago", "on Saturday", "© 2026 The Daily", "MOSCOW, March 5, 2026 (A) — ", "\u202e",
    "\u200b", "\ufeff", "\x85",
    "\u2028", "“", "«", "😀", "👩‍🚀", "İ", "ß", "ﬁ", "Ж", "中", "\x1b", "<p>", " ", "\n",
]  # fmt: skip
TEXT = st.lists(st.one_of(st.text(max_size=30), st.sampled_from(PIECES)), max_size=25).map("".join)


def told(reading: Callable[[], Read]) -> Read | None:
    """Return what was read; None when it was refused in one sentence of ours."""
    try:
        return reading()
    except IntakeError as error:
        said = str(error)
    assert "\n" not in said
    assert said.endswith(".")
    return None


def check(article: Article) -> None:
    """See that every span of an article is where it says, in order, and none is there twice."""
    source = article.source_text
    covered: set[int] = set()
    spans = [*(kept.span for kept in article.kept), *(each.span for each in article.removed)]
    for span in [*spans, *([article.headline] if article.headline else [])]:
        assert span.end <= len(source)
        seen = {at for at in range(span.start, span.end) if not source[at].isspace()}
        assert not covered & seen
        covered |= seen
    assert covered == {at for at, sign in enumerate(source) if not sign.isspace()}
    assert article.text == "".join(k.joiner + k.span.of(source) for k in article.kept)
    about = article.metadata
    for field in (about.headline, about.outlet, about.url):
        assert field is None or (field.isprintable() and field == field.strip() != "")
    assert all("\n" not in remark for remark in find_remarks(about, SUNDAY, SUNDAY))
    article.text.encode()


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_any_text_is_an_article_with_exact_spans(text: str) -> None:
    source = told(lambda: decode(Document("x", text.encode("utf-8", "surrogatepass"))))
    if source is not None:
        check(read_text(source, Given(received_at=SUNDAY)))
        read_markdown(source)


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_any_words_of_an_editor_fit_their_fields(headline: str, outlet: str) -> None:
    given_ = Given(headline=headline, outlet=outlet, received_at=SUNDAY)
    check(read_text(BODY, given_))
    assert plain_line(headline, 20).isprintable()
    assert shown_name(outlet)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_not(data: bytes) -> None:
    find_kind(data)
    text = decode_bytes(data)
    assert text is None or isinstance(text, str)
    decode_bytes(data, ends_early=True)
    told(lambda: parse_sidecar(data, "a.yaml"))


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """An honest document with some of its bytes changed, lost or doubled."""
    kind = draw(st.sampled_from(sorted(HONEST)))
    data = bytearray(HONEST[kind])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 3)):
            case 0:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=3))
            case 1:
                del data[at : at + draw(st.integers(1, 60))]
            case 2:
                data[at:at] = data[at : at + draw(st.integers(1, 60))]
            case _:
                del data[at + 1 :]
    return kind, bytes(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of its own for what a parser unpacks."""
    before, made = Path.cwd(), tmp_path_factory.mktemp("parser")
    os.chdir(made)
    yield made
    os.chdir(before)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(paper=damaged())
def test_a_damaged_document_is_read_or_refused_in_words(
    folder: Path, paper: tuple[str, bytes]
) -> None:
    kind, data = paper
    answer = parsing.parse(kind, data)
    assert answer.get("refused") or isinstance(answer.get("text", ""), str)
    (folder / "answer.json").write_text(json.dumps(answer), "utf-8")
    parsed = told(lambda: child._answer(folder, "a"))
    assert parsed is None or all(isinstance(part, Document) for part in parsed.parts)


@settings(max_examples=8, deadline=None)
@given(paper=damaged())
def test_a_damaged_document_goes_the_whole_way(paper: tuple[str, bytes]) -> None:
    article = told(lambda: read_article(Document("a", paper[1]), Given(received_at=SUNDAY)))
    if article is not None:
        check(article)


KEYS = st.sampled_from("text parts refused file name headline url sent cleaned".split())
ANSWERS = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(answer=ANSWERS)
@example(answer={"refused": "\n"})
def test_no_answer_of_a_parser_is_trusted(folder: Path, answer: object) -> None:
    (folder / "answer.json").write_text(json.dumps(answer), "utf-8")
    parsed = told(lambda: child._answer(folder, "a"))
    assert parsed is None or isinstance(parsed.text, str)
