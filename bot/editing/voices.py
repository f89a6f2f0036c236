"""The lines of an article with who says them, and what an editor may set of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import Connection

from bot.analysis.overrules import SHARE, choosable, lines_of, meant_by, share_of
from bot.analysis.similarity import same_fact
from bot.dossier import Dossier
from bot.errors import ChangeRefused
from bot.model import Analysis, Article, Span, Stance
from bot.store import Store, wordings
from bot.store.wordings import Wording

FIELDS = ("speaker", "stance", "hidden", "pinned", "apart", "joined")
# wordings of a fact that a line is set apart from, and facts that it may be joined with
APART_FROM = 5
LIKELY = 40


@dataclass(frozen=True, slots=True)
class Voice:
    """A line of an article that an editor can overrule: who says it by the rules or by an editor.

    `passage` is its key. `kind` is direct, mixed or indirect for words of somebody, else fact.
    `overruled` has the fields that an editor has set, with their values.
    """

    passage: str
    words: str
    kind: str
    speaker: str | None
    party: str | None
    stance: str | None
    overruled: Mapping[str, Any]


@dataclass(frozen=True)
class _Open:
    """One article with its live analysis and what editors set."""

    id: int
    article: Article
    analysis: Analysis
    overruled: Mapping[Span, Mapping[str, Any]]
    keys: Mapping[Span, str]

    def voice(self, key: str, numbers: Sequence[int], span: Span) -> Voice:
        """Make the voice of a line: of some attributions, or of none."""
        first = self.analysis.attributions[numbers[0]] if numbers else None
        speaker = first.speaker if first else None
        set_here = [s for where, s in self.overruled.items() if share_of(where, span) >= SHARE]
        return Voice(
            passage=key,
            words=span.of(self.article.text),
            kind=first.kind if first else "fact",
            speaker=speaker.name if speaker else None,
            party=speaker.party if speaker else None,
            stance=first.stance if first else None,
            overruled={field: value for each in set_here for field, value in each.items()},
        )


@dataclass(frozen=True)
class Voices:
    """Reads and sets the lines of one dossier's articles; takes the transaction that it belongs to."""

    store: Store
    settings: Dossier

    def of(self, connection: Connection, article_id: int) -> tuple[Voice, ...]:
        """Return the lines of an article in the order of the text: words of somebody, and facts."""
        opened = self._open(connection, article_id)
        keys = self.store.articles.attribution_keys(connection, article_id)
        found = [
            (span, opened.voice(keys[numbers[0]], numbers, span))
            for span, numbers in lines_of(opened.analysis.attributions)
        ]
        for each in wordings.of_article(connection, self._build(connection), article_id):
            if not any(span.covers(each.span) for span, _ in found):
                found.append((each.span, opened.voice(each.passage, (), each.span)))
        for span, fields in opened.overruled.items():
            if fields.get("hidden"):
                found.append((span, opened.voice(opened.keys[span], (), span)))
        return tuple(voice for _, voice in sorted(found, key=lambda pair: pair[0]))

    def at(self, connection: Connection, key: str) -> tuple[int, Voice]:
        """Return the article of a passage and the line that it means; raises ChangeRefused."""
        opened, span = self._find(connection, key)
        return opened.id, opened.voice(key, meant_by(span, opened.analysis.attributions), span)

    def speaker(self, connection: Connection, passage_id: int) -> str | None:
        """Return who says the words of a passage; None when nobody is named, or they are not kept."""
        key = self.store.articles.passage_key(connection, passage_id)
        try:
            return self.at(connection, key)[1].speaker
        except ChangeRefused:
            return None

    def names(self, connection: Connection, article_id: int) -> tuple[str, ...]:
        """Return whom an editor may name as a speaker."""
        opened = self._open(connection, article_id)
        return choosable(opened.article.text, opened.analysis, self.settings.lexicon)

    def joinable(self, connection: Connection, key: str, limit: int) -> tuple[Voice, ...]:
        """Return the best wordings of other facts, those most like a line first."""
        mine = self._wording(connection, key)
        others = wordings.best_of_topic(
            connection, self._build(connection), mine.topic, LIKELY, but=(mine.fact_id,)
        )
        ordered = sorted(others, key=lambda each: -same_fact(mine.words, each.words))
        return tuple(
            Voice(each.passage, each.words, "fact", None, None, None, {})
            for each in ordered[:limit]
        )

    def set(self, connection: Connection, key: str, field: str, value: Any) -> None:
        """Set a field of a line; raises ChangeRefused when it cannot be so."""
        opened, span = self._find(connection, key)
        found = self.store.articles.passage(connection, key)
        assert found is not None
        if field not in FIELDS:
            raise ChangeRefused(f"“{field}” is nothing that can be set of a line.")
        if field in ("speaker", "stance"):
            self._check_words(opened, span, field, value)
        elif field in ("apart", "joined"):
            value = self._other_wordings(connection, opened, key, field, value)
        unset = value is False
        self.store.articles.override(connection, found[1], field, value, unset=unset)
        if field in ("apart", "joined"):
            other = "joined" if field == "apart" else "apart"
            self.store.articles.override(connection, found[1], other, None, unset=True)

    def _check_words(self, opened: _Open, span: Span, field: str, value: Any) -> None:
        if not meant_by(span, opened.analysis.attributions):
            raise ChangeRefused("No words of somebody stand there.")
        if field == "stance" and value not in get_args(Stance):
            raise ChangeRefused(f"“{value}” is no stance; one is {', '.join(get_args(Stance))}.")
        names = choosable(opened.article.text, opened.analysis, self.settings.lexicon)
        if field == "speaker" and value is not None and value not in names:
            raise ChangeRefused(f"“{value}” is not named in article {opened.id}.")

    def _other_wordings(
        self, connection: Connection, opened: _Open, key: str, field: str, value: Any
    ) -> list[str]:
        """Return the keys of the wordings that a line is joined with or set apart from."""
        mine, build = self._wording(connection, key), self._build(connection)
        if field == "joined":
            if self._wording(connection, value).fact_id == mine.fact_id:
                raise ChangeRefused("These are one fact already.")
            return [value]
        same = wordings.of_fact(connection, build, mine.fact_id, APART_FROM + 1)
        others = [each.passage for each in same if each.article_id != opened.id]
        if not others:
            raise ChangeRefused("No other article tells this fact.")
        known = [k for set_here in opened.overruled.values() for k in set_here.get("apart", [])]
        return list(dict.fromkeys((*known, *others[:APART_FROM])))

    # ---- reading

    def _build(self, connection: Connection) -> int:
        return self.store.dossiers.get(connection, self.settings.key).build_id

    def _open(self, connection: Connection, article_id: int) -> _Open:
        article = self.store.articles.get(connection, article_id).article
        analysis, _ = self.store.articles.analysis_of(connection, article_id)
        overruled: dict[Span, dict[str, Any]] = {}
        keys: dict[Span, str] = {}
        for each in self.store.articles.overrides(connection, article_id):
            span = article.from_source(each.span)
            if span is not None:
                overruled.setdefault(span, {})[each.field] = each.value
                keys[span] = each.key
        return _Open(article_id, article, analysis, overruled, keys)

    def _find(self, connection: Connection, key: str) -> tuple[_Open, Span]:
        found = self.store.articles.passage(connection, key)
        if found is None:
            raise ChangeRefused("That passage is not on file any more.")
        opened = self._open(connection, found[0])
        span = opened.article.from_source(found[2])
        if span is None:
            raise ChangeRefused(f"That line is not in article {found[0]} any more.")
        return opened, span

    def _wording(self, connection: Connection, key: str) -> Wording:
        """Return the wording of a fact that a passage means; raises ChangeRefused."""
        opened, span = self._find(connection, key)
        told = wordings.of_article(connection, self._build(connection), opened.id)
        best = max(told, key=lambda each: share_of(each.span, span), default=None)
        if best is None or share_of(best.span, span) < SHARE:
            raise ChangeRefused("No fact is told there.")
        return best
