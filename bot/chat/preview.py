"""What a card says: what was understood of an article, in lines that were printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.briefing.citing import GAP
from bot.chat.words import count, inert, safe, shortened
from bot.dates import write_publication
from bot.model import Analysis, Article, Attribution, Metadata
from bot.store.catalogue import State
from bot.store.copies import Likeness

# facts and speakers that a card shows
PREVIEWED = 3
LONGEST_LINE = 300
LANGUAGES: Mapping[str, str] = {
    "ar": "Arabic",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
STANDS: Mapping[State, str] = {
    "draft": "Not public yet. Publish shows it to readers.",
    "public": "Published: readers see it.",
    "removed": "Removed: readers do not see it.",
    "withdrawn": "Withdrawn: readers are told so, and do not see it.",
    "discarded": "Discarded. /undo brings it back.",
}
BASES = {
    "page": "from the page",
    "stated": "stated in the text",
    "forward": "of the post",
    "editor": "by an editor",
    "inferred": "inferred",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as its card shows it; `remarks` are sentences about what looks wrong."""

    number: int
    state: State
    document: str
    article: Article
    analysis: Analysis
    remarks: tuple[str, ...] = ()
    likeness: Likeness | None = None


def preview(seen: Seen, notice: str = "") -> str:
    """Write a card; `notice` is what just happened."""
    return "\n".join(_lines(seen, notice))


def _lines(seen: Seen, notice: str) -> Iterator[str]:
    article, about = seen.article, seen.article.metadata
    if notice:
        yield f"<i>{safe(notice)}</i>"
        yield ""
    yield f"<b>{safe(shortened(about.headline or 'No headline', LONGEST_LINE))}</b>"
    yield f"{safe(about.outlet or 'Outlet not known')} · {date_of(about)}"
    yield (
        f"Article {seen.number} · {count(len(article.text.split()), 'word')} ·"
        f" {LANGUAGES.get(about.language, about.language)} ·"
        f" {count(len(article.removed), 'line')} removed · {safe(seen.document)}"
    )
    if about.url:
        yield f"<code>{safe(shortened(about.url, LONGEST_LINE))}</code>"
    for remark in seen.remarks:
        yield f"<b>{safe(remark)}</b>"
    if seen.likeness is not None:
        yield f"{seen.likeness.share:.0%} of its words are those of article {seen.likeness.article_id}."
    yield from _understood(seen)
    yield ""
    yield STANDS[seen.state]


def date_of(about: Metadata) -> str:
    """Write when an article appeared and how that is known."""
    publication = about.publication
    written = write_publication(publication)
    if publication.on is None:
        return written
    basis = BASES.get(publication.basis, publication.basis)
    note = safe(publication.note or "")
    if publication.basis == "inferred" and note:
        return f"{written} ({basis} from {note})"
    # who wrote a forwarded post stands in its note
    return f"{written} ({note if publication.basis == 'forward' and note else basis})"


def _understood(seen: Seen) -> Iterator[str]:
    text, analysis = seen.article.text, seen.analysis
    ranked = sorted(analysis.facts, key=lambda fact: fact.rank)[:PREVIEWED]
    facts = [fact.span.of(text) for fact in ranked]
    if facts:
        yield ""
        yield "<b>Facts</b>"
        yield from (f"• {inert(shortened(each, LONGEST_LINE))}" for each in facts)
    spoken = _by_speaker(text, analysis.attributions, facts)
    for speaker, words in list(spoken.items())[:PREVIEWED]:
        yield ""
        yield f"<b>{safe(speaker)}</b>"
        yield f"• {inert(shortened(words[0], LONGEST_LINE))}"
        if len(words) > 1:
            yield f"  and {count(len(words) - 1, 'more line')}"
    if not facts and not spoken:
        yield ""
        yield inert(shortened(text, LONGEST_LINE))


def _by_speaker(
    text: str, found: Sequence[Attribution], told: Sequence[str]
) -> dict[str, list[str]]:
    """Return the words of each speaker who is named, quotations first; nothing of what is told."""
    spoken: dict[str, list[str]] = {}
    for each in sorted(found, key=lambda a: (a.kind != "direct", a.extent)):
        pieces = each.content if each.kind == "direct" else (each.extent,)
        words = GAP.join(piece.of(text) for piece in pieces)
        if each.speaker is not None and each.speaker.named and words not in told:
            spoken.setdefault(each.speaker.name, []).append(words)
    return spoken
