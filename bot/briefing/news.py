"""The parts of a digest: positions, disputes, facts, quotations and articles that are new."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar

from bot.briefing.citing import Citing
from bot.briefing.latest import lede_of
from bot.briefing.positions import in_order, opposed, weight
from bot.briefing.views import Block, Entry, Line, Note
from bot.dates import publication_interval
from bot.store.news import DisputeNews, FactNews, News, Published
from bot.store.rows import StatementRow

# what is older when it is added is no news
OLD_AFTER = timedelta(days=14)
# an earlier line of a party is told where it is no longer than this, else where it stands
LONGEST_BEFORE = 300
# earlier statements of a party on an issue among which the last before the news is looked for
READ_BACK = 12

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of each that one digest shows."""

    positions: int
    unofficial: int
    disputes: int
    voices: int
    facts: int
    supported: int
    quotations: int
    articles: int
    every_article: bool = False


FULL = Limits(20, 8, 5, 9, 12, 12, 10, 30, every_article=True)
# the first that makes one message is sent
SHORT = (
    Limits(5, 2, 2, 7, 3, 3, 2, 5),
    Limits(4, 1, 1, 6, 2, 2, 1, 4),
    Limits(3, 1, 1, 4, 1, 1, 0, 3),
    Limits(2, 0, 1, 2, 1, 0, 0, 2),
    Limits(1, 0, 0, 0, 0, 0, 0, 2),
)


Make = Callable[["Telling", DisputeNews], Entry | None]


@dataclass
class Telling:
    """One digest being made: what is new, what of it is fresh, and which statements were told."""

    citing: Citing
    news: News
    limits: Limits
    published: Sequence[Published]
    without: Collection[str]
    told: set[int] = field(default_factory=set)

    @cached_property
    def new(self) -> tuple[int, ...]:
        """The articles that became public, in that order."""
        self.citing.load(each.article_id for each in self.published)
        ids = (each.article_id for each in self.published)
        return tuple(each for each in ids if each in self.citing.articles)

    @cached_property
    def late(self) -> tuple[int, ...]:
        """Those that were old news when they were added."""
        added = {each.article_id: each.at.date() for each in self.published}
        days = {
            each: publication_interval(self.citing.articles[each].publication) for each in self.new
        }
        return tuple(i for i, day in days.items() if day and day[1] < added[i] - OLD_AFTER)

    @cached_property
    def fresh(self) -> tuple[int, ...]:
        """The others."""
        return tuple(each for each in self.new if each not in self.late)

    @cached_property
    def statements(self) -> tuple[StatementRow, ...]:
        """What the fresh ones report that somebody said."""
        return self.citing.reader.of_articles(self.fresh)

    def command(self, kind: str) -> str | None:
        """Return the first command of a kind that is not left out."""
        commands = self.citing.settings.commands
        return next(
            (c.name for c in commands if c.kind == kind and c.name not in self.without), None
        )

    def block(
        self,
        name: str,
        kind: str,
        rows: Iterable[Row],
        make: Callable[[Row], Entry | None],
        most: int,
        more: str | None = None,
    ) -> Block:
        """Make a block of the first rows that make an entry, and count those left over."""
        entries: list[Entry] = []
        left = 0
        for row in rows:
            entry = make(row) if len(entries) < most else None
            entries += [entry] if entry is not None else []
            left += entry is None and len(entries) >= most
        words = self.citing.words
        detail = words["more_at"] % (left, f"/{more}") if left and more else ""
        return Block(words[name], detail, tuple(entries), kind, len(entries) + left)


def news_blocks(telling: Telling) -> tuple[Block, ...]:
    """Compose what articles that became public bring, the parts of commands left out apart."""
    blocks: list[Block] = []
    if telling.command("positions"):
        disputes = telling.news.disputes(telling.fresh)
        telling.told |= {row.attribution_id for d in disputes for _, row in d.dispute.voices}
        blocks += [*_positions(telling), *_disputes(telling, disputes)]
    if telling.command("facts"):
        blocks += _facts(telling)
    if telling.command("quotes"):
        blocks.append(_quotations(telling))
    if telling.command("latest"):
        blocks.append(_articles(telling, "new_articles", telling.fresh))
        blocks.append(_articles(telling, "also_added", telling.late))
    return tuple(blocks)


# ---- positions


def _positions(telling: Telling) -> tuple[Block, Block]:
    """Choose the best new statement of each party on each issue; unnamed voices apart."""
    grouped: dict[tuple[str, str, bool], list[StatementRow]] = {}
    for row in telling.statements:
        told = row.dangling or row.attribution_id in telling.told
        if row.issue and row.party and row.position and not told:
            grouped.setdefault((row.issue, row.party, row.official), []).append(row)
    best = [max(rows, key=weight) for rows in grouped.values()]
    limits = telling.limits
    return (
        telling.block(
            "new_positions",
            "positions",
            _ranked(telling, [row for row in best if row.official]),
            lambda pair: _position(telling, *pair),
            limits.positions,
            telling.command("positions"),
        ),
        telling.block(
            "unofficial",
            "unofficial",
            [row for row in best if not row.official],
            lambda row: _position(telling, row, None),
            limits.unofficial,
        ),
    )


def _ranked(
    telling: Telling, rows: Iterable[StatementRow]
) -> list[tuple[StatementRow, StatementRow | None]]:
    """Order positions: who moved, then the principals, then as the dossier lists its issues."""
    settings = telling.citing.settings
    issues, principals = list(settings.issues), list(settings.principals)
    return sorted(
        ((row, _before(telling, row)) for row in rows),
        key=lambda pair: (
            pair[1] is None,
            pair[0].party not in principals,
            issues.index(pair[0].issue) if pair[0].issue in issues else len(issues),
            -pair[0].day,
        ),
    )


def _before(telling: Telling, row: StatementRow) -> StatementRow | None:
    """Return what the party said last before, where it took another stance."""
    rows = telling.citing.reader.on_issue(row.issue or "", row.party or "", READ_BACK)
    earlier = next(
        (
            each
            for each in rows
            if each.article_id not in telling.new
            and each.day <= row.day
            and each.official
            and each.position
            and not each.dangling
        ),
        None,
    )
    return earlier if earlier is not None and opposed(earlier.stances, row.stances) else None


def _position(telling: Telling, row: StatementRow, before: StatementRow | None) -> Entry | None:
    citing, direct = telling.citing, row.kind == "direct"
    line = citing.statement(row, who=citing.name(row) if direct else None)
    if line is None:
        return None
    telling.told.add(row.attribution_id)
    issue = citing.settings.issues.get(row.issue or "")
    short = issue.short if issue else row.issue or ""
    if line.told_by:
        told = f"{citing.words['as_told_by']} {line.told_by}"
        return Entry(f"{short} · {citing.name(row)}", told, line)
    if not row.official:
        return Entry(f"{short} · {_unofficial(citing, row)}", line=line)
    apart = not direct and row.speaker != row.party
    entry = Entry(f"{short} · {row.party}", citing.name(row) if apart else "", line)
    return _with_before(citing, entry, line, before) if before is not None else entry


def _unofficial(citing: Citing, row: StatementRow) -> str:
    """Write who speaks for nobody officially: “unnamed Iranian sources, via Reuters”."""
    if row.named:
        return citing.name(row)
    return f"{citing.words['unnamed'].lower()} {citing.name(replace(row, named=True))}"


def _with_before(citing: Citing, entry: Entry, line: Line, row: StatementRow) -> Entry:
    """Add what was said before: its words where they are few, else where they stand."""
    citing.load([row.article_id])
    when = citing.words["before"] % citing.date(row.article_id)
    text = citing.text(row.article_id, row.shown)
    if len(text) <= LONGEST_BEFORE:
        earlier = citing.statement(row, when=when, earlier=True)
        return replace(entry, more=(earlier,)) if earlier is not None else entry
    cite = citing.cite(row.article_id, row.passage, text)
    return replace(entry, line=replace(line, notes=(Note(f"{when}: ", (cite,)),)))


# ---- disputes


def _disputes(telling: Telling, found: Sequence[DisputeNews]) -> tuple[Block, Block]:
    """Tell disputes that opened or go on, and apart from them those that are none any more."""

    def told(name: str, rows: Sequence[DisputeNews], make: Make) -> Block:
        most, more = telling.limits.disputes, telling.command("positions")
        return telling.block(name, name, rows, lambda each: make(telling, each), most, more)

    opened = sum(each.state == "opened" for each in found)
    return (
        replace(told("disputes", [d for d in found if not d.closed], _dispute), count=opened),
        told("closed", [d for d in found if d.closed], _closed),
    )


def _dispute(telling: Telling, each: DisputeNews) -> Entry | None:
    """Tell a dispute that opened with every voice, one that went on with its new ones."""
    voices = _voices(telling, each)
    if each.state != "opened":
        voices = [(verb, row) for verb, row in voices if row.attribution_id in each.added]
    lines = [_voice(telling, each, *voice) for voice in voices[: telling.limits.voices]]
    return _disputed(telling, each, lines)


def _closed(telling: Telling, each: DisputeNews) -> Entry | None:
    """Tell a dispute that closed: who came over, and what the same parties said before."""
    citing, stands = telling.citing, "asserts" if each.state == "asserted" else "denies"
    official = [(verb, row) for verb, row in _voices(telling, each) if row.official]
    new = [row for verb, row in official if verb == stands and row.attribution_id in each.added]
    parties = {row.party for row in new}
    before = [
        _voice(
            telling,
            each,
            verb,
            row,
            when=citing.words["before"] % citing.date(row.article_id),
            earlier=True,
        )
        for verb, row in official
        if verb != stands and row.party in parties
    ]
    lines = [*(_voice(telling, each, stands, row) for row in new), *before]
    return _disputed(telling, each, lines[: telling.limits.voices])


def _voices(telling: Telling, each: DisputeNews) -> list[tuple[str, StatementRow]]:
    dispute = each.dispute
    telling.citing.load({dispute.article_id, *(row.article_id for _, row in dispute.voices)})
    return in_order(dispute)


def _voice(
    telling: Telling, each: DisputeNews, verb: str, row: StatementRow, **more: Any
) -> Line | None:
    return telling.citing.statement(row, verb=verb, issue=each.dispute.issue, **more)


def _disputed(telling: Telling, each: DisputeNews, lines: Sequence[Line | None]) -> Entry | None:
    """Write what is claimed and what became of it, with the lines that can be shown."""
    citing, dispute = telling.citing, each.dispute
    shown = tuple(line for line in lines if line is not None)
    if dispute.article_id not in citing.articles or not shown:
        return None
    claim = citing.text(dispute.article_id, (dispute.claim,))
    said = citing.words[each.state] % citing.date(dispute.article_id)
    return Entry(heading=claim, detail=said, more=shown)


# ---- facts


def _facts(telling: Telling) -> tuple[Block, Block]:
    """Tell facts that only new articles tell, then those that more of them tell than before."""
    commands = telling.citing.settings.commands
    topics = {c.topic for c in commands if c.kind == "facts" and c.name not in telling.without}
    facts = [each for each in telling.news.facts(telling.new) if each.topic in topics]
    more = telling.command("facts")
    return (
        telling.block(
            "new_facts",
            "new-facts",
            # an old article's facts are no news
            [each for each in facts if each.before == 0 and _told_by(each, telling.fresh)],
            lambda each: _fact(telling, each, telling.fresh),
            telling.limits.facts,
            more,
        ),
        telling.block(
            "better_supported",
            "facts",
            [each for each in facts if 0 < each.before < each.fact.origins],
            lambda each: _fact(telling, each, telling.new),
            telling.limits.supported,
            more,
        ),
    )


def _told_by(each: FactNews, articles: Collection[int]) -> bool:
    return any(support.same and support.article_id in articles for support in each.fact.supports)


def _fact(telling: Telling, each: FactNews, among: Collection[int]) -> Entry | None:
    """Tell a fact in the best wording of some articles, the others cited beside it."""
    citing = telling.citing
    same = [support for support in each.fact.supports if support.same]
    best = next((support for support in same if support.article_id in among), None)
    if best is None:
        return None
    citing.load(support.article_id for support in same)
    line = citing.line(
        best.article_id,
        (best.span,),
        best.passage,
        "fact",
        same=tuple(c for support in same if support is not best for c in citing.same(support)),
    )
    return Entry(detail=_support(citing, each), line=line) if line is not None else None


def _support(citing: Citing, each: FactNews) -> str:
    now, before = each.fact.origins, each.before
    if before:
        return str(citing.words["was"] % (now, before))
    return str(citing.words["told_by"] % now) if now > 1 else ""


# ---- quotations and articles


def _quotations(telling: Telling) -> Block:
    """Tell direct quotations of parties that no part above has."""
    rows = [
        row
        for row in telling.statements
        if row.kind == "direct"
        and row.named
        and row.party
        and row.attribution_id not in telling.told
    ]
    return telling.block(
        "new_quotations",
        "quotations",
        sorted(rows, key=lambda row: (-row.day, row.id)),
        lambda row: _quotation(telling, row),
        telling.limits.quotations,
        telling.command("quotes"),
    )


def _quotation(telling: Telling, row: StatementRow) -> Entry | None:
    line = telling.citing.statement(row, who=telling.citing.name(row))
    return Entry(line=line) if line is not None else None


def _articles(telling: Telling, name: str, ids: Sequence[int]) -> Block:
    """Tell articles by headline and lede, the newest first; a short digest those not cited yet."""
    citing, every = telling.citing, telling.limits.every_article
    untold = [each for each in reversed(ids) if every or each not in citing.numbers]
    sentences = citing.reader.sentences(untold) if untold else {}

    def made(article_id: int) -> Entry | None:
        article = citing.articles[article_id]
        lede = lede_of(article, sentences.get(article_id, ()))
        if lede is None:
            return None
        passage = citing.reader.passage_at(article_id, lede) or article.key
        line = citing.line(article_id, (lede,), passage, "lede")
        return Entry(heading=article.headline or "", line=line) if line is not None else None

    return telling.block(
        name, "articles", untold, made, telling.limits.articles, telling.command("latest")
    )
