"""Passages: a line in its paragraph with its article's data, and the search for words."""

from __future__ import annotations

import re
from datetime import date

from bot.briefing.citing import Citing, basis_of
from bot.briefing.views import Block, Button, Entry, Line, View
from bot.dates import write_day
from bot.errors import BadQuery
from bot.model import Span

# articles that are shown, and words that are looked for at once
MOST_FOUND = MOST_WORDS = 8
WORD = re.compile(r"\w+")
# of a longer paragraph, or of one that is nearly all of its article, what stands beside the sentence
LONGEST_PARAGRAPH, NEARLY_ALL, BESIDE = 1500, 0.9, 300


def compose_passage(citing: Citing, key: str) -> View:
    """Compose the passage that a key stands for, or say why its article was withdrawn.

    Raises BadQuery when it is not on file any more.
    """
    found = citing.reader.passage(key)
    if found is None:
        gone = citing.reader.withdrawn(key)
        if gone is not None:
            return _withdrawn(citing, *gone)
        raise BadQuery(key, "That passage is not on file any more.", "Ask for the briefing again.")
    article_id, source = found
    citing.load([article_id])
    article = citing.articles[article_id]
    span = _in_text(citing, article_id, source)
    paragraph = _paragraph(article.text, span)
    before, after = Span(paragraph.start, span.start), Span(span.end, paragraph.end)
    text = article.text
    line = Line(
        text=paragraph.of(text),
        role="context",
        cite=citing.cite(article_id, key, span.of(text)),
        citations=citing.citations(article_id, (paragraph,)),
        marked=((before.of(text), False), (span.of(text), True), (after.of(text), False)),
    )
    basis = basis_of(article)
    foot = [
        f"{article.outlet or citing.words['outlet_unknown']} · {citing.date(article_id)}"
        + (f" ({basis})" if basis else ""),
        *citing.foot(),
    ]
    buttons = [Button("Publisher’s page", url=article.url)] if article.url else []
    buttons.append(Button("Wrong?", f"/wrong {key}"))
    return View(
        "passage",
        article.headline or citing.words["no_headline"],
        (),
        (Block(entries=(Entry(line=line),)),),
        foot=tuple(foot),
        buttons=(tuple(buttons),),
        passages=(key,),
    )


def _withdrawn(citing: Citing, article_id: int, on: date, reason: str) -> View:
    citing.load([article_id])
    article = citing.articles[article_id]
    outlet = article.outlet or citing.words["outlet_unknown"]
    when = write_day(on)
    return View(
        "text",
        article.headline or citing.words["no_headline"],
        (f"{outlet} · {citing.date(article_id)}", f"{citing.words['withdrawn']} {when}: {reason}"),
    )


def compose_source(citing: Citing, argument: str) -> View:
    """Compose the passage behind [N] of the briefing that was last shown; raises BadQuery."""
    shown = citing.who.shown
    if not argument.strip("[]").isdecimal():
        raise BadQuery(
            argument, "Say which number.", "Try /source 2, or tap the [2] in a briefing."
        )
    number = int(argument.strip("[]"))
    if not shown:
        raise BadQuery(
            argument, "No briefing with sources was shown here yet.", "Try /latest first."
        )
    if not 1 <= number <= len(shown):
        last = f"sources 1 to {len(shown)}" if len(shown) > 1 else "one source"
        raise BadQuery(argument, f"What was shown last has {last}.", "Ask for the briefing again.")
    return compose_passage(citing, shown[number - 1])


def _in_text(citing: Citing, article_id: int, source: Span) -> Span:
    span = citing.reader.in_text(article_id, source)
    return span or Span(0, min(200, len(citing.articles[article_id].text)))


def _paragraph(text: str, span: Span) -> Span:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end
    whole = end - start > NEARLY_ALL * len(text)
    if not whole and end - start <= LONGEST_PARAGRAPH:
        return Span(start, end)
    beside = min(BESIDE, (end - start) // 4) if whole else BESIDE
    return _whole_words(text, Span(start, end), span, beside)


def _whole_words(text: str, paragraph: Span, span: Span, beside: int) -> Span:
    """Return a span with so many letters of its paragraph on either side, cut between words."""
    start, end = span.start - beside, span.end + beside
    if start > paragraph.start:
        blank = text.find(" ", start, span.start)
        start = blank + 1 if blank >= 0 else span.start
    if end < paragraph.end:
        blank = text.rfind(" ", span.end, end + 1)
        end = blank if blank >= 0 else span.end
    return Span(max(start, paragraph.start), min(end, paragraph.end))


def compose_search(citing: Citing, argument: str) -> View:
    """Compose the sentences that hold all the words, the best articles first; raises BadQuery."""
    words = list(dict.fromkeys(w.lower() for w in WORD.findall(argument)))
    if len(words) > MOST_WORDS:
        raise BadQuery(argument, f"That is too much at once: {MOST_WORDS} words at most.")
    if not words:
        raise BadQuery(argument, "Say what to search for.", "Try /search military assistance.")
    total, ids = citing.reader.search(words, MOST_FOUND)
    citing.load(ids)
    sentences = citing.reader.sentences(ids) if ids else {}
    entries = []
    for article_id in ids:
        best = _best(citing.articles[article_id].text, sentences.get(article_id, ()), words)
        if best is None:
            continue
        text = citing.articles[article_id].text
        line = citing.line(
            article_id,
            (best,),
            citing.reader.passage_at(article_id, best) or citing.articles[article_id].key,
            "context",
            marked=_marked(best.of(text), words),
        )
        entries += [Entry(line=line)] if line else []
    title = f"Search · {argument}"
    if not entries:
        return View("text", title, (f"No article has all of these words: {', '.join(words)}.",))
    return View(
        "search",
        title,
        (f"{total} article{'s' if total != 1 else ''} with these words, the best {len(entries)}",),
        tuple(Block(entries=(entry,)) for entry in entries),
        citing.sources(),
        citing.foot(),
        passages=tuple(citing.passages),
    )


def _best(text: str, sentences: tuple[Span, ...], words: list[str]) -> Span | None:
    """Choose the sentence with most of the words, the first of equals."""
    if not sentences:
        return None
    stems = [word[:6] for word in words]
    counted = [
        (sum(stem in span.of(text).lower() for stem in stems), -n, span)
        for n, span in enumerate(sentences)
    ]
    best = max(counted)
    return best[2] if best[0] else None


def _marked(text: str, words: list[str]) -> tuple[tuple[str, bool], ...]:
    stems = "|".join(re.escape(word[: max(4, len(word) - 2)]) for word in words)
    parts = re.split(rf"(\b(?:{stems})\w*)", text, flags=re.IGNORECASE)
    return tuple((part, bool(n % 2)) for n, part in enumerate(parts) if part)
