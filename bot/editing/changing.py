"""What editors can do, each change in one transaction and in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

from bot.dossier import Dossier
from bot.editing.archive import Archive
from bot.editing.telling import speakers, withdrawals
from bot.editing.voices import Voice, Voices
from bot.errors import ChangeRefused, Outdated
from bot.intake import is_link
from bot.model import Article, Publication, Span
from bot.store import Store, catalogue, changes, corrections
from bot.store.catalogue import Listed, Stats
from bot.store.changes import Change, ChangeKind
from bot.store.corrections import Correction, Report
from bot.store.dossiers import DossierRow
from bot.store.journal import Difference, differences, way_back
from bot.understanding import Foreseen, foresee

Details = dict[str, Any]
Work = Callable[[Archive], Details]
NOTHING: Mapping[int, Foreseen] = MappingProxyType({})
# more letters than this are no headline, outlet or reason; a link may have as many as one to print
LONGEST, LONGEST_LINK = 300, 2000


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
        """Make a draft public, or an article that is out."""

        def work(archive: Archive) -> Details:
            return {"state": [archive.publish(article_id), "public"]}

        return self._make("publish", article_id, work, by=by, version=version)

    def discard(self, article_id: int, *, by: int | None, version: int | None = None) -> Change:
        """Put a draft away; it is erased when its change can no longer be undone."""

        def work(archive: Archive) -> Details:
            archive.discard(article_id)
            return {"state": ["draft", "discarded"]}

        return self._make("discard", article_id, work, by=by, version=version)

    def remove(self, article_id: int, *, by: int | None, version: int | None = None) -> Change:
        """Take a public article out of every briefing, without a trace for readers."""

        def work(archive: Archive) -> Details:
            archive.take_out(article_id, None)
            return {"state": ["public", "removed"]}

        return self._make("remove", article_id, work, by=by, version=version)

    def withdraw(
        self, article_id: int, reason: str, *, by: int | None, version: int | None = None
    ) -> Change:
        """Take a public article out of every briefing and tell readers why."""
        said = _plain(reason)
        if not said:
            raise ChangeRefused("Say why, so that readers can be told.")

        def work(archive: Archive) -> Details:
            archive.take_out(article_id, said)
            return {"state": ["public", "withdrawn"], "reason": [None, said]}

        return self._make("withdraw", article_id, work, by=by, version=version)

    def replace(self, old_id: int, new_id: int, *, by: int | None) -> Change:
        """Let a newer version stand for an article: the new one is public, the old one is out."""
        if old_id == new_id:
            raise ChangeRefused("An article is no newer version of itself.")

        def work(archive: Archive) -> Details:
            archive.take_out(old_id, None)
            if archive.state(new_id) != "public":
                archive.publish(new_id)
            return {"article": [old_id, new_id]}

        return self._make("replace", old_id, work, by=by, others=(new_id,))

    def mark_copy(self, article_id: int, of: int, *, by: int | None) -> Change:
        """Count an article, and those that are copies of it, as copies of another one.

        With `of` the article itself it counts as a story of its own.
        """
        with self.store.database.reading() as connection:
            family = self.store.articles.copies_of(connection, article_id)
            before = self.store.articles.get(connection, article_id).origin_id
            origin = self.store.articles.get(connection, of).origin_id
        after = article_id if of == article_id else origin

        def work(archive: Archive) -> Details:
            archive.set_origin(family, after)
            return {"origin": [before, after]}

        return self._make("copy", article_id, work, by=by, others=family)

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
        texts = (("headline", headline), ("outlet", outlet), ("url", url))
        given: Details = {
            name: _plain(said, LONGEST_LINK if name == "url" else LONGEST) or None
            for name, said in texts
            if said is not None
        }
        if given.get("url") and not is_link(given["url"]):
            raise ChangeRefused("That is not a link; write https://….")
        if "outlet" in given:
            given["outlet_basis"] = "editor" if given["outlet"] else "unknown"
        if publication is not None:
            given["publication"] = replace(publication, basis="editor")

        def becomes(known: Article) -> Article:
            return replace(known, metadata=replace(known.metadata, **given))

        def work(archive: Archive) -> Details:
            known = archive.article(article_id)
            edited = becomes(known)
            archive.save(article_id, edited)
            pairs = {n: [getattr(a.metadata, n) for a in (known, edited)] for n in given}
            return {n: [_written(v) for v in pair] for n, pair in pairs.items() if len({*pair}) > 1}

        foreseen = self._foresee(article_id, becomes) if publication is not None else {}
        return self._make("edit", article_id, work, by=by, version=version, foreseen=foreseen)

    def restore(
        self, article_id: int, lines: Sequence[Span], *, by: int | None, version: int | None = None
    ) -> Change:
        """Take removed lines back into an article: spans of its source text, from `Article.removed`."""

        def work(archive: Archive) -> Details:
            known = archive.article(article_id)
            whole = known.restored(lines)
            archive.save(article_id, whole)
            return {"removed": [len(known.removed), len(whole.removed)]}

        foreseen = self._foresee(article_id, lambda known: known.restored(lines))
        return self._make("restore", article_id, work, by=by, version=version, foreseen=foreseen)

    # ---- lines

    def overrule(
        self,
        passage_key: str,
        field: str,
        value: Any,
        *,
        by: int | None,
        version: int | None = None,
    ) -> Change:
        """Set what is said of a line, above what the rules find.

        speaker: a name of `names_in`, None for nobody · stance: one of the closed list · hidden,
        pinned: True or False · apart: True, the line is no telling of the fact it stands under ·
        joined: the key of a passage of the fact that it tells too.
        """
        article_id, before = self.voice_at(passage_key)

        def work(archive: Archive) -> Details:
            self._voices.set(archive.connection, passage_key, field, value)
            with archive.out_of_the_build([article_id]):
                archive.understand(article_id)
            words = field in ("speaker", "stance")
            old = getattr(before, field) if words else before.overruled.get(field)
            return {"passage": passage_key, "words": before.words, field: [old, value]}

        foreseen = self._foresee(article_id, lambda known: known)
        return self._make("overrule", article_id, work, by=by, version=version, foreseen=foreseen)

    def carry_over(self, before: int, after: int, *, by: int | None) -> tuple[str, ...]:
        """Restore and overrule in an article what is so in the one that it takes the place of.

        Lines are the same by their words. Returns the words of which something was set and cannot
        be: they are not there any more.
        """
        with self.store.database.reading() as connection:
            old, new = (self.store.articles.get(connection, n).article for n in (before, after))
            set_there = self.store.articles.overrides(connection, before)
        if lines := _restored(old, new):
            self.restore(after, lines, by=by)
        lost: dict[str, None] = {}
        for each in set_there:
            words = each.span.of(old.source_text)
            at = new.source_text.find(words)
            try:
                if at < 0:
                    raise ChangeRefused("These words are not there any more.")
                key = self._passage_at(after, Span(at, at + len(words)))
                self.overrule(key, each.field, each.value, by=by)
            except ChangeRefused:
                lost[words] = None
        return tuple(lost)

    def _passage_at(self, article_id: int, span: Span) -> str:
        articles = self.store.articles
        with self.store.database.writing() as connection:
            text = articles.source_text_id(connection, article_id)
            return articles.passage_key(
                connection, articles.passages(connection, text, [span])[span]
            )

    def voices_of(self, article_id: int) -> tuple[Voice, ...]:
        """Return the lines of an article that an editor can overrule, in the order of the text."""
        with self.store.database.reading() as connection:
            return self._voices.of(connection, article_id)

    def voice_at(self, passage_key: str) -> tuple[int, Voice]:
        """Return the article of a passage and the line there that an editor can overrule."""
        with self.store.database.reading() as connection:
            return self._voices.at(connection, passage_key)

    def names_in(self, article_id: int) -> tuple[str, ...]:
        """Return whom an editor may name as a speaker: speakers first, then other names of the text."""
        with self.store.database.reading() as connection:
            return self._voices.names(connection, article_id)

    def joinable(self, passage_key: str, limit: int = 5) -> tuple[Voice, ...]:
        """Return the best wordings of other facts that a line may be joined with, the likeliest first."""
        with self.store.database.reading() as connection:
            return self._voices.joinable(connection, passage_key, limit)

    @property
    def _voices(self) -> Voices:
        return Voices(self.store, self.settings)

    # ---- the log

    def undo(self, *, by: int | None, change_id: int | None = None) -> Change:
        """Undo a change of the last 50, without a number the last one that stands.

        An undoing is a change and is itself undone by its number. Refused when a later change
        depends on it, which is named.
        """
        with self.store.database.reading() as connection:
            change = self._undoable(connection, self._dossier(connection), change_id)
            rows = changes.rows(connection, change.id)
            ids = _articles_of(change, rows)
            anew = way_back(connection, rows) == "anew"
            become = self._before(connection, rows, ids) if anew else {}
        foreseen = {n: foresee(article, self.settings.lexicon) for n, article in become.items()}

        def work(archive: Archive) -> Details:
            archive.put_back(change, rows, ids)
            return {"kind": change.kind, **change.details}

        return self._make(
            "undo", ids[0], work, by=by, others=ids, undoes=change.id, foreseen=foreseen
        )

    def _before(
        self, connection: Connection, rows: Sequence[Difference], ids: Sequence[int]
    ) -> dict[int, Article]:
        """Return articles as they were before a change."""
        versions = {
            row.before["id"]: row.before["live_version_id"]
            for row in rows
            if row.table == "article" and row.before is not None
        }
        articles = self.store.articles
        return {
            n: articles.at_version(connection, versions[n])
            if n in versions
            else articles.get(connection, n).article
            for n in ids
        }

    def _undoable(
        self, connection: Connection, dossier: DossierRow, change_id: int | None
    ) -> Change:
        if change_id is None:
            found = changes.last_standing(connection, dossier.id)
            if found is None:
                raise ChangeRefused("There is nothing to undo.")
            return found
        found = changes.find(connection, dossier.id, change_id)
        if found is None:
            raise ChangeRefused(f"Change {change_id} is none of the last {changes.UNDOABLE}.")
        if found.undone_by is not None:
            raise ChangeRefused(f"Change {change_id} is undone already.")
        return found

    def log(self, limit: int = 50, skip: int = 0) -> tuple[Change, ...]:
        """Return changes, the newest first, but for the last `skip`."""
        with self.store.database.reading() as connection:
            return changes.recent(connection, self._dossier(connection).id, limit, skip)

    def changes(self) -> int:
        """Count the changes that there ever were."""
        with self.store.database.reading() as connection:
            return changes.count(connection, self._dossier(connection).id)

    def version_of(self, article_id: int) -> int:
        """Return the number of an article's last change, 0 when there is none."""
        with self.store.database.reading() as connection:
            return changes.last_of(connection, article_id)

    def articles(self, page: int = 1, words: Sequence[str] = ()) -> tuple[int, tuple[Listed, ...]]:
        """Return how many articles there are, drafts too, and ten of them, the newest number first.

        With words, those that have them all in headline or text.
        """
        with self.store.database.reading() as connection:
            dossier = self._dossier(connection)
            return catalogue.page_of(self.store.database, connection, dossier.id, page, words)

    def stats(self) -> Stats:
        """Count what is there."""
        with self.store.database.reading() as connection:
            return catalogue.count_all(connection, self._dossier(connection).id, self.clock())

    # ---- what readers report, and what they are told

    def report(self, passage_key: str) -> Report:
        """Keep that a reader finds a passage wrong; nothing of the reader is kept."""
        with self.store.database.writing() as connection:
            made = corrections.report(connection, passage_key, self.clock())
        if made is None:
            raise ChangeRefused("That passage is not on file any more.")
        return made

    def reports(self) -> tuple[Report, ...]:
        """Return what readers reported and nobody has settled, the oldest first."""
        with self.store.database.reading() as connection:
            return corrections.reports(connection)

    def settle_reports(self, passage_key: str) -> bool:
        """Erase what was reported of a passage; False when somebody answered that before."""
        with self.store.database.writing() as connection:
            return corrections.settle(connection, passage_key)

    def corrections_since(self, revision: int) -> tuple[Correction, ...]:
        """Return what readers must be told of that was shown at a revision, in order."""
        with self.store.database.reading() as connection:
            dossier = self._dossier(connection)
            return corrections.corrections_since(connection, dossier.id, revision)

    # ---- how a change is made

    def _dossier(self, connection: Connection) -> DossierRow:
        return self.store.dossiers.get(connection, self.settings.key)

    def _foresee(
        self, article_id: int, becomes: Callable[[Article], Article]
    ) -> dict[int, Foreseen]:
        """Analyse what an article becomes: a long one takes a second, and others write meanwhile."""
        with self.store.database.reading() as connection:
            known = self.store.articles.get(connection, article_id).article
        return {article_id: foresee(becomes(known), self.settings.lexicon)}

    def _make(
        self,
        kind: ChangeKind,
        article_id: int,
        work: Work,
        *,
        by: int | None,
        version: int | None = None,
        others: Sequence[int] = (),
        undoes: int | None = None,
        foreseen: Mapping[int, Foreseen] = NOTHING,
    ) -> Change:
        """Change an article (and others) and write down which rows are others now."""
        with self.store.database.writing() as connection:
            dossier = self.store.dossiers.lock(connection, self.settings.key)
            if version is not None and changes.last_of(connection, article_id) != version:
                raise Outdated(article_id)
            archive = Archive(self.store, self.settings, self.clock, connection, dossier, foreseen)
            # what was committed before this transaction is what the change is compared with
            with self.store.database.reading() as before:
                details = work(archive)
                ids = {article_id, *others}
                rows = differences(
                    before, connection, dossier.id, dossier.build_id, ids, archive.touched
                )
                if not any(row.editorial for row in rows):
                    raise ChangeRefused("Nothing changes by that: it is so already.")
                self._tell_readers(before, archive, article_id, rows)
            made = changes.write(
                connection,
                kind,
                dossier_id=dossier.id,
                article_id=article_id,
                by=by,
                at=self.clock(),
                details=details,
                rows=rows,
                undoes=undoes,
            )
            for forgotten in changes.forgotten_drafts(connection):
                self.store.articles.erase(connection, forgotten)
        return made

    def _tell_readers(
        self, before: Connection, archive: Archive, article_id: int, rows: Sequence[Difference]
    ) -> None:
        """Keep a withdrawal and another speaker, so that digests say so."""

        def speakers_at(passage_id: int) -> Sequence[str | None]:
            return [self._voices.speaker(c, passage_id) for c in (before, archive.connection)]

        told = [*withdrawals(rows)]
        if archive.state(article_id) == "public":
            told += speakers(rows, article_id, speakers_at)
        if not told:
            return
        revision = self.store.dossiers.raise_revision(archive.connection, archive.dossier.id)
        for each in told:
            corrections.correct(
                archive.connection,
                archive.dossier.id,
                each.kind,
                revision=revision,
                article_id=each.article_id,
                passage_id=each.passage_id,
                before=each.before,
                after=each.after,
                at=self.clock(),
            )


def _restored(old: Article, new: Article) -> list[Span]:
    """Return the lines that cleaning left out of an article while an older one has them."""
    kept = {line.strip() for line in old.text.split("\n")}
    left = {each.span.of(old.source_text).strip() for each in old.removed}
    out = {each.span: each.span.of(new.source_text).strip() for each in new.removed}
    return [span for span, words in out.items() if words in kept and words not in left]


def _plain(said: str, most: int = LONGEST) -> str:
    """Return words on one line, without signs that hide or turn letters; refuses more than `most`."""
    words = "".join(letter for letter in " ".join(said.split()) if letter.isprintable())
    if len(words) > most:
        raise ChangeRefused(f"That is too long: {most} letters at most are kept.")
    return words


def _written(value: Any) -> Any:
    """Write a value of an article's metadata for the log."""
    if isinstance(value, Publication):
        return [value.on.isoformat() if value.on else None, value.precision, value.basis]
    return value


def _articles_of(change: Change, rows: Sequence[Difference]) -> tuple[int, ...]:
    """Return the articles that a change altered, its own first."""
    keys = {"article": "id", "dossier_article": "article_id"}
    found = ((row.after or row.before or {})[keys[row.table]] for row in rows if row.table in keys)
    own = () if change.article_id is None else (change.article_id,)
    return tuple(dict.fromkeys((*own, *found)))
