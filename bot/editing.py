"""Changes to the archive: every one is a transaction, logged with who and when, and undone by its log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.dossier import Dossier
from bot.model import Publication, Span
from bot.store import Store
from bot.store.changes import Change, Correction, Field, Listed, Report, Stats


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
    overruled: dict[str, Any]


@dataclass(frozen=True)
class Editing:
    """Changes the articles of one dossier.

    `by` is the editor's row, None for the terminal. `version` is the article's `version_of` as
    the editor saw it; when it has changed since, Outdated is raised and nothing is done. Every
    method raises ArticleNotFound or another BotError in one sentence; each change is one transaction.
    """

    store: Store
    settings: Dossier
    clock: Callable[[], datetime]

    # ---- articles

    def publish(self, article_id: int, *, by: int | None, version: int | None = None) -> Change:
        """Make a draft public."""
        raise NotImplementedError

    def discard(self, article_id: int, *, by: int | None, version: int | None = None) -> Change:
        """Put a draft away; it is erased when its change can no longer be undone."""
        raise NotImplementedError

    def edit(
        self,
        article_id: int,
        *,
        by: int | None,
        headline: str | None = None,
        outlet: str | None = None,
        url: str | None = None,
        publication: Publication | None = None,
        version: int | None = None,
    ) -> Change:
        """Set what is known of an article, on the editor's word; a field that is None is left alone.

        An empty text makes a field unknown. What hangs on the date is dated anew.
        """
        raise NotImplementedError

    def restore(
        self,
        article_id: int,
        lines: Sequence[Span],
        *,
        by: int | None,
        version: int | None = None,
    ) -> Change:
        """Take removed lines back into an article: spans of its source text, from `Article.removed`."""
        raise NotImplementedError

    def remove(self, article_id: int, *, by: int | None, version: int | None = None) -> Change:
        """Take a public article out of every briefing, without a trace for readers."""
        raise NotImplementedError

    def withdraw(
        self, article_id: int, reason: str, *, by: int | None, version: int | None = None
    ) -> Change:
        """Take a public article out of every briefing and tell readers why."""
        raise NotImplementedError

    def replace(self, old_id: int, new_id: int, *, by: int | None) -> Change:
        """Let a newer version stand for an article: the new one is public, the old one is out."""
        raise NotImplementedError

    def mark_copy(self, article_id: int, of: int, *, by: int | None) -> Change:
        """Count an article, and those that are copies of it, as copies of another one.

        With `of` the article itself it counts as a story of its own.
        """
        raise NotImplementedError

    # ---- lines

    def overrule(self, passage_key: str, field: Field, value: Any, *, by: int | None) -> Change:
        """Set what is said of a line, above what the rules find.

        speaker: a name of `names_in`, None for nobody · stance: one of the closed list · hidden,
        pinned: True or False · apart: True, the line is no telling of the fact it stands under ·
        joined: the key of a passage of the fact that it tells too.
        """
        raise NotImplementedError

    def voices_of(self, article_id: int) -> tuple[Voice, ...]:
        """Return the lines of an article that an editor can overrule, in the order of the text."""
        raise NotImplementedError

    def voice_at(self, passage_key: str) -> tuple[int, Voice]:
        """Return the article of a passage and the line there that an editor can overrule."""
        raise NotImplementedError

    def names_in(self, article_id: int) -> tuple[str, ...]:
        """Return whom an editor may name as a speaker: speakers first, then other names of the text."""
        raise NotImplementedError

    def joinable(self, passage_key: str, limit: int = 5) -> tuple[Voice, ...]:
        """Return the best wordings of other facts that a line may be joined with, the likeliest first."""
        raise NotImplementedError

    # ---- the log

    def undo(self, *, by: int | None, change_id: int | None = None) -> Change:
        """Undo a change of the last 50, without a number the last one that stands.

        An undoing is a change and is itself undone by its number. Refused when a later change
        depends on it, which is named.
        """
        raise NotImplementedError

    def log(self, limit: int = 50) -> tuple[Change, ...]:
        """Return the last changes, the newest first."""
        raise NotImplementedError

    def version_of(self, article_id: int) -> int:
        """Return the number of an article's last change, 0 when there is none."""
        raise NotImplementedError

    def articles(
        self, page: int = 1, words: Sequence[str] | None = None
    ) -> tuple[int, tuple[Listed, ...]]:
        """Return how many articles there are, drafts too, and ten of them, the newest number first.

        With words, those that have them all in headline or text.
        """
        raise NotImplementedError

    def stats(self) -> Stats:
        """Count what is there."""
        raise NotImplementedError

    # ---- what readers report, and what they are told

    def report(self, passage_key: str) -> Report:
        """Keep that a reader finds a passage wrong; nothing of the reader is kept."""
        raise NotImplementedError

    def reports(self) -> tuple[Report, ...]:
        """Return what readers reported and nobody has settled, the oldest first."""
        raise NotImplementedError

    def settle_report(self, report_id: int) -> bool:
        """Erase a report that was answered; False when somebody else did so before."""
        raise NotImplementedError

    def corrections_since(self, revision: int) -> tuple[Correction, ...]:
        """Return what readers must be told of that was shown at a revision, in order."""
        raise NotImplementedError
