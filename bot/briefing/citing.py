"""Lines and their sources: numbers in order of appearance, links, dates with their basis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from bot.analysis.disputes import AGAINST
from bot.analysis.lexicon import Institution, Person
from bot.briefing.views import Citation, Cite, Line, Note, Reader, Role, SourceView
from bot.dates import write_publication
from bot.dossier import Dossier
from bot.model import Pieces
from bot.store import DossierReader
from bot.store.rows import ArticleRow, EventRow, StatementRow, SupportRow
from bot.store.values import last_day

# where a visible cut stands between the pieces of a line
GAP = " […] "
# what Telegram would make a command, a name or a link of its own
LIVE = re.compile(
    r"(?:^|(?<=[\s(]))/[A-Za-z]\w*|(?:^|(?<=[\s(]))@\w{3,}|https?://|www\.\w"
    r"|(?<![\w@.])[\w-]{2,}\.(?:com|org|net|ru|ir|info|news|io|me|tv|co|uk|eu|de|fr)\b(?!\w)"
)
# copies print the same words with other marks
STRAIGHT = str.maketrans("“”„«»’‘", '"""""\'\'')
# the most words of a passage that a link to a publisher's page names
FRAGMENT_WORDS = 6


def articles(number: int) -> str:
    """Write a number of articles: “1 article”, “5 articles”."""
    return f"{number} article{'s' if number != 1 else ''}"


@dataclass
class Citing:
    """Makes the lines of one briefing and keeps which articles it cites, in order."""

    reader: DossierReader
    settings: Dossier
    words: Any
    who: Reader
    numbers: dict[int, int] = field(default_factory=dict)
    passages: list[str] = field(default_factory=list)
    articles: dict[int, ArticleRow] = field(default_factory=dict)

    def load(self, ids: Iterable[int]) -> None:
        """Read the articles that lines will cite, once."""
        missing = {each for each in ids if each not in self.articles}
        self.articles |= self.reader.articles(missing)

    def cite(self, article_id: int, passage: str, text: str = "") -> Cite:
        """Number an article by its first appearance and link the number to a passage."""
        if article_id not in self.numbers:
            self.numbers[article_id] = len(self.numbers) + 1
            self.passages.append(passage)
        return Cite(self.numbers[article_id], self.href(self.articles[article_id], passage, text))

    def href(self, article: ArticleRow, passage: str, text: str = "") -> str | None:
        """Return the link of a passage: the publisher's page at the words, else this bot's."""
        if article.url and article.url.startswith(("http://", "https://")):
            words = text.split()
            if not words or "#" in article.url:
                return article.url
            start = quote(" ".join(words[:FRAGMENT_WORDS]), safe="")
            end = quote(" ".join(words[-FRAGMENT_WORDS:]), safe="")
            short = len(words) <= FRAGMENT_WORDS * 2
            return f"{article.url}#:~:text={quote(text, safe='') if short else f'{start},{end}'}"
        if self.who.bot_username:
            return f"https://t.me/{self.who.bot_username}?start={passage}"
        return None

    def text(self, article_id: int, pieces: Pieces) -> str:
        """Return the words of spans of an article, cuts visible."""
        return GAP.join(piece.of(self.articles[article_id].text) for piece in pieces)

    def distinct(self, rows: Iterable[StatementRow]) -> list[StatementRow]:
        """Leave out what another article, a copy, has word for word of the same speaker on an issue."""
        seen: set[tuple[str, str | None, str]] = set()
        kept = []
        for row in rows:
            words = self.text(row.article_id, row.shown).translate(STRAIGHT)
            if (row.speaker, row.issue, words) not in seen:
                seen.add((row.speaker, row.issue, words))
                kept.append(row)
        return kept

    def citations(
        self, article_id: int, pieces: Pieces, kind: Literal["words", "same"] = "words"
    ) -> tuple[Citation, ...]:
        """Say where spans stand."""
        article = self.articles[article_id]
        return tuple(
            Citation(
                kind, article.id, article.document, piece.start, piece.end, piece.of(article.text)
            )
            for piece in pieces
        )

    def line(
        self, article_id: int, pieces: Pieces, passage: str, role: Role, **more: Any
    ) -> Line | None:
        """Make a line of spans of an article; None when Telegram would find something live in it."""
        if article_id not in self.articles:
            return None
        text = self.text(article_id, pieces)
        if not text.strip() or LIVE.search(text):
            return None
        same = more.pop("same", ())
        return Line(
            text=text,
            role=role,
            cite=self.cite(article_id, passage, text),
            citations=(*self.citations(article_id, pieces), *same),
            passage=passage,
            **more,
        )

    def statement(self, row: StatementRow, *, verb: str | None = None, **more: Any) -> Line | None:
        """Make the line of a statement: words in marks as a quotation, reported speech whole."""
        return self.line(
            row.article_id,
            row.shown,
            row.passage,
            "quotation" if row.kind == "direct" else "statement",
            speaker=row.speaker if row.named else None,
            role_of_speaker=row.role,
            party=row.party,
            headed=_headed(row),
            via=row.via,
            told_by=self._teller(row),
            stance=verb or (row.stances[0] if row.stances else None),
            stances=more.pop("stances", (verb,) if verb else row.stances),
            # whoever denies, doubts or leaves open does so; the condition is of what is said beside it
            conditional=row.conditional and verb not in AGAINST,
            issue=more.pop("issue", row.issue),
            **more,
        )

    def _teller(self, row: StatementRow) -> str | None:
        """Write who tells of another party's act: “Russia’s Maria Zakharova”."""
        if not row.retold or row.via is None:
            return None
        named = self.settings.lexicon.find(row.via)
        party = named.party if isinstance(named, Person | Institution) else None
        if not isinstance(named, Person) or not party:
            return small(row.via)
        return f"{party}{'’' if party.endswith('s') else '’s'} {row.via}"

    def same(self, support: SupportRow) -> tuple[Citation, ...]:
        """Cite another article's wording of a line."""
        return self.citations(support.article_id, (support.span,), "same")

    def date(self, article_id: int) -> str:
        """Write when an article appeared."""
        return write_publication(self.articles[article_id].publication)

    def day(self, article_id: int) -> int:
        """Return the last day on which an article may have appeared, as an ordinal; 0 for unknown."""
        found = self.articles.get(article_id)
        return (last_day(found.publication) or 0) if found else 0

    def newest(self, article_ids: Iterable[int]) -> int | None:
        """Return the article with the latest date; None when none is dated."""
        return max(filter(self.day, article_ids), key=self.day, default=None)

    def name(self, row: StatementRow) -> str:
        """Write who speaks, with the role."""
        named = row.speaker if row.named else capital(row.speaker)
        role = f", {row.role}" if row.role and row.role.lower() not in named.lower() else ""
        via = f", {self.words['via']} {small(row.via)}" if row.via and not row.retold else ""
        return f"{named}{role}{via}"

    def sources(self) -> tuple[SourceView, ...]:
        """Return the articles cited, in the order of their numbers."""
        ordered = sorted(self.numbers.items(), key=lambda pair: pair[1])
        return tuple(self._source(self.articles[i], number) for i, number in ordered)

    def _source(self, article: ArticleRow, number: int) -> SourceView:
        basis = basis_of(article)
        return SourceView(
            number=number,
            name=article.headline or self.words["no_headline"],
            outlet=article.outlet or self.words["outlet_unknown"],
            date=write_publication(article.publication),
            basis=basis,
        )

    def foot(self) -> tuple[str, ...]:
        """Return what must be said under a briefing: that demonstration texts are such."""
        demonstration = any(self.articles[i].demonstration for i in self.numbers)
        return (self.words["demonstration"],) if demonstration else ()

    def note(self, before: str, supports: Sequence[SupportRow | EventRow], after: str = "") -> Note:
        """Make a note with citations between our words."""
        cites = tuple(
            self.cite(each.article_id, each.passage, self.text(each.article_id, (each.span,)))
            for each in supports
        )
        return Note(before, cites, after)


def _headed(row: StatementRow) -> str:
    if row.behind:
        return row.party or row.speaker
    return row.party if row.party and row.party != row.speaker else ""


def basis_of(article: ArticleRow) -> str:
    """Say who gave an article's outlet and date: “outlet, date: editor”."""
    publication = article.publication
    by_editor = [
        name
        for name, basis in (("outlet", article.outlet_basis), ("date", publication.basis))
        if basis == "editor"
    ]
    if by_editor:
        return f"{', '.join(by_editor)}: editor"
    if publication.on is None:
        return ""
    note = (
        f" from {publication.note}" if publication.note and publication.basis == "inferred" else ""
    )
    return f"date: {publication.basis}{note}" if publication.basis != "stated" else ""


def small(name: str) -> str:
    """Write a name inside a sentence: “the Kremlin”."""
    return f"the{name[3:]}" if name.startswith("The ") else name


def capital(words: str) -> str:
    """Begin words with a capital."""
    return words[:1].upper() + words[1:]
