"""Briefings of kind `positions`: where everyone stands, who contradicts whom, and who is silent."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from bot.analysis.lexicon import Institution, Lexicon, Outlet, Party, Person, fold
from bot.analysis.topics import Issue
from bot.briefing.citing import Citing, articles
from bot.briefing.views import Block, Button, Entry, Line, View, asking
from bot.dossier import suggest
from bot.errors import UnknownTopic
from bot.store.rows import DisputeRow, StatementRow

MOST_ISSUES = 8
# issues looked at, and parties on each, the newest first
MOST_READ = 12
MOST_PARTIES = 6
MOST_DISPUTES = 3
# statements read for one party on one issue, of which the best newest one is shown
READ = 4
MOST_OF_PARTY = 60
MOST_ON_ISSUE = 6
MOST_OF_NEWEST, MOST_OF_ARTICLE = 3, 2
# other names of a party
MOST_NAMES = 3


def compose_positions(citing: Citing, argument: str = "") -> View:
    """Compose where everyone stands; with a name or an issue, what is on file about that."""
    if not argument:
        return _everybody(citing)
    issue = _find_issue(argument, citing.settings.issues.values())
    named = citing.settings.lexicon.find(argument)
    if issue is not None and named is None:
        return _on_issue(citing, issue)
    if isinstance(named, Institution):
        named = citing.settings.lexicon.party(named.party)
    if isinstance(named, Party):
        rows = citing.reader.by_party(named.name, MOST_OF_PARTY)
        return _of_one(citing, named.name, _also(named, rows, citing.settings.lexicon), rows)
    name = named.name if isinstance(named, Person | Outlet) else argument
    return _of_person(citing, name)


def _also(party: Party, rows: Sequence[StatementRow], lexicon: Lexicon) -> str:
    """Name what else a party is called, and those of its bodies that are heard, in one word each."""
    heard = [lexicon.find(name) for name in dict.fromkeys(row.speaker for row in rows)]
    bodies = [each for each in heard if isinstance(each, Institution)]
    names = [*party.aliases, *(alias for body in bodies for alias in body.aliases)]
    short = [name for name in names if len(name) < 20 and " " not in name.strip()][:MOST_NAMES]
    return f"also {', '.join(short)}" if short else ""


def _find_issue(argument: str, issues: Iterable[Issue]) -> Issue | None:
    """Find the issue that somebody names by key, title, or a word of them."""
    wanted = fold(argument)
    for issue in issues:
        if wanted in (fold(issue.key), fold(issue.title), fold(issue.short)):
            return issue
    for issue in issues:
        if set(wanted.split()) <= set(fold(f"{issue.key} {issue.title}").replace("-", " ").split()):
            return issue
    return None


# ---- everybody


def _everybody(citing: Citing) -> View:
    reader, words = citing.reader, citing.words
    standings = reader.standings()
    rank = {key: n for n, key in enumerate(citing.settings.issues)}
    known = sorted((s for s in standings if s.issue in rank), key=lambda s: (-s.day, rank[s.issue]))
    order = list(dict.fromkeys(s.issue for s in known))
    disputes = _open_first(reader.disputes(MOST_DISPUTES))
    voices = {row.attribution_id for d in disputes for _, row in d.voices}
    told = {(d.article_id, d.issue) for d in disputes}
    spoke = {(each.issue, each.party) for each in standings}
    chosen: dict[str, list[StatementRow]] = {}
    # whether the party moved, of those that have spoken before
    moved: dict[int, bool] = {}
    pairs = [
        (issue, standing.party)
        for issue in order[:MOST_READ]
        for standing in [s for s in known if s.issue == issue][:MOST_PARTIES]
    ]
    for (issue, _), found in reader.on_issues(pairs, READ).items():
        rows = [
            row
            for row in found
            if row.attribution_id not in voices
            and (row.article_id, issue) not in told
            and row.position
            and not row.dangling
        ]
        if rows:
            best = max(rows, key=weight)
            chosen.setdefault(issue, []).append(best)
            # what is undated may be the newest of all
            before = [row for row in rows if 0 < row.day < best.day]
            if before:
                moved[best.id] = any(
                    opposed(row.stances, best.stances) for row in before if not row.retold
                )
    newest = reader.newest()
    _load(citing, [r for rows in chosen.values() for r in rows], disputes, newest)
    seen: set[tuple[int, str]] = set()
    shown = list(chosen)[:MOST_ISSUES] if len(chosen) <= MOST_ISSUES else list(chosen)[:5]
    blocks = [
        _issue_block(citing, citing.settings.issues[i], chosen[i], moved, seen, spoke)
        for i in shown
    ]
    blocks += [_dispute_block(citing, each) for each in disputes]
    if not any(block.entries for block in blocks):
        nothing = words["no_position" if reader.count() else "empty_dossier"]
        return View("text", f"Positions · {citing.settings.title}", (nothing,))
    first = (asking(name, f"/positions {name}") for name in citing.settings.principals[:3])
    buttons = [tuple(itertools.chain(*first))]
    if len(shown) < len(chosen):
        rest = [citing.settings.issues[i] for i in chosen if i not in shown]
        buttons += [asking(each.short, f"/positions {each.key}") for each in rest[:6]]
    return View(
        "positions",
        f"Positions · {citing.settings.title}",
        (_counted(citing, newest, reader.count(), disputes),),
        tuple(block for block in blocks if block.entries),
        citing.sources(),
        citing.foot(),
        tuple(buttons),
        tuple(citing.passages),
    )


def _load(
    citing: Citing,
    rows: Sequence[StatementRow],
    disputes: Sequence[DisputeRow],
    newest: int | None = None,
) -> set[int]:
    """Load the articles that are shown, and the newest one; returns the numbers of those shown."""
    ids = {row.article_id for row in rows} | {d.article_id for d in disputes}
    ids |= {row.article_id for d in disputes for _, row in d.voices}
    citing.load(ids | ({newest} if newest else set()))
    return ids


def _counted(citing: Citing, newest: int | None, count: int, disputes: Sequence[DisputeRow]) -> str:
    parts = [f"newest {citing.date(newest)}"] if newest else [citing.words["date_unknown"]]
    parts.append(articles(count))
    settled = sum(each.settled is not None for each in disputes)
    if settled < len(disputes):
        parts.append(f"{len(disputes) - settled} disputed, at the end")
    if settled:
        parts.append(f"{settled} no longer disputed")
    return " · ".join(parts)


def weight(row: StatementRow) -> tuple[object, ...]:
    """Order what may stand for a party: official, the newest day, an act, its own words."""
    act = row.stances[:1] != ("asserts",)
    return (row.official, row.day, act, row.kind == "direct", -row.id)


def _issue_block(
    citing: Citing,
    issue: Issue,
    rows: Sequence[StatementRow],
    moved: Mapping[int, bool],
    seen: set[tuple[int, str]],
    spoke: Collection[tuple[str, str]],
) -> Block:
    words = citing.words
    entries: list[Entry] = []
    for row in sorted(rows, key=lambda row: (not row.official, -row.day)):
        if (row.attribution_id, issue.key) in seen:
            continue
        seen.add((row.attribution_id, issue.key))
        line = citing.statement(
            row,
            when=citing.date(row.article_id),
            who=citing.name(row) if row.kind == "direct" else None,
            issue=issue.key,
            earlier=row.id in moved,
            moved=moved.get(row.id, False),
        )
        if line is not None and (row.official or row.retold):
            entries.append(Entry(heading=row.party or row.speaker, line=line))
        elif line is not None:
            heading = f"{row.party} · {words['nothing_official']}. {words['unnamed']}"
            via = f", {words['via']} {row.via}" if row.via else ""
            entries.append(Entry(heading=heading + via, line=line))
    for silent in citing.settings.principals:
        # what is on file may be a voice of a dispute, below
        if entries and (issue.key, silent) not in spoke:
            entries.append(Entry(heading=silent, detail=words["nothing_on_file"]))
    return Block(issue.title, entries=tuple(entries), kind="issue")


def _open_first(disputes: Iterable[DisputeRow]) -> list[DisputeRow]:
    return sorted(disputes, key=lambda each: each.settled is not None)


def _dispute_block(citing: Citing, dispute: DisputeRow) -> Block:
    words = citing.words
    if dispute.settled:
        lines = [
            citing.statement(row, verb=verb, issue=dispute.issue, **_when(citing, row, stands))
            for verb, row, stands in settling(dispute)
        ]
    else:
        lines = [
            citing.statement(row, verb=verb, issue=dispute.issue) for verb, row in in_order(dispute)
        ]
    entries = [Entry(heading=line.headed, line=line) for line in lines if line is not None]
    claim = citing.text(dispute.article_id, (dispute.claim,))
    heading = f"{words['closed' if dispute.settled else 'disputed']}: {claim}"
    detail = _told_in(dispute, citing)
    if dispute.settled:
        detail = words[dispute.settled] % citing.date(dispute.article_id)
    return Block(heading, detail, tuple(entries), "dispute")


def _when(citing: Citing, row: StatementRow, stands: bool) -> dict[str, Any]:
    day = citing.date(row.article_id)
    return {"when": day} if stands else {"when": citing.words["before"] % day, "earlier": True}


def settling(dispute: DisputeRow) -> list[tuple[str, StatementRow, bool]]:
    """Return the voices of a closed dispute, each with whether it stands.

    First who closed it, the newest word first, then what the same parties said before, then all others.
    """
    verb_now = "asserts" if dispute.settled == "asserted" else "denies"
    voices = [(verb, row, verb == verb_now) for verb, row in in_order(dispute)]
    otherwise = {row.party for _, row, stands in voices if not stands}

    def order(voice: tuple[str, StatementRow, bool]) -> tuple[bool, bool, int]:
        _, row, stands = voice
        return (not (row.official and row.party in otherwise), not stands, -row.day)

    return sorted(voices, key=order)


def _told_in(dispute: DisputeRow, citing: Citing) -> str:
    """Say when a claim was disputed and in how many articles, copies counted once."""
    ids = {row.article_id for _, row in dispute.voices} | {dispute.article_id}
    known = sorted((each for each in ids if each in citing.articles), key=citing.day)
    origins = {citing.articles[each].origin_id for each in known}
    dates = dict.fromkeys((citing.date(known[0]), citing.date(known[-1])))
    if len(origins) > 1:
        return f"{' – '.join(dates)}, at least {len(origins)} articles"
    cite = citing.numbers.get(dispute.article_id)
    return f"{citing.date(dispute.article_id)}, 1 article" + (f" [{cite}]" if cite else "")


VERB_ORDER = ("asserts", "supports", "denies", "doubts", "neither")


def in_order(dispute: DisputeRow) -> list[tuple[str, StatementRow]]:
    """Return the newest word of each speaker, of each kind; copies of a story repeat their voices."""
    newest: dict[tuple[str, str], StatementRow] = {}
    for verb, row in dispute.voices:
        known = newest.get((row.speaker, verb))
        if known is None or known.day < row.day:
            newest[row.speaker, verb] = row
    return sorted(
        ((verb, row) for (_, verb), row in newest.items()),
        key=lambda voice: VERB_ORDER.index(voice[0]),
    )


# ---- one issue


def _on_issue(citing: Citing, issue: Issue) -> View:
    reader = citing.reader
    parties = [s.party for s in reader.standings() if s.issue == issue.key]
    disputes = _open_first(reader.disputes(MOST_DISPUTES, issue.key))
    voices = {row.attribution_id for d in disputes for _, row in d.voices}
    rows = [
        row
        for party in parties
        for row in reader.on_issue(issue.key, party, MOST_ON_ISSUE)
        if row.attribution_id not in voices and row.position and not row.dangling
    ]
    told = _load(citing, rows, disputes)
    entries = []
    for row in rows:
        who = citing.name(row) if row.kind == "direct" else None
        line = citing.statement(row, when=citing.date(row.article_id), who=who, issue=issue.key)
        if line is not None:
            entries.append(Entry(heading=row.party or "", line=line))
    blocks = [Block(issue.title, entries=tuple(entries), kind="issue")]
    blocks += [_dispute_block(citing, each) for each in disputes]
    shown = tuple(block for block in blocks if block.entries)
    if not shown:
        said = citing.words["nothing_about"] % issue.title
        return View("text", f"Positions · {issue.title}", (said,))
    return View(
        "positions",
        f"Positions · {issue.title}",
        (_counted(citing, citing.newest(told), len(told), disputes),),
        shown,
        citing.sources(),
        citing.foot(),
        ((Button("All parties", "/positions"),),),
        tuple(citing.passages),
    )


# ---- one party or person


def _of_person(citing: Citing, name: str) -> View:
    actors = citing.reader.actors_named(name)
    rows = citing.reader.by_actors([i for i, _ in actors], ("direct", "mixed", "indirect"), 60)
    if not rows:
        return nothing_on(citing, name)
    return _of_one(citing, rows[0].speaker, rows[0].role or "", rows)


def nothing_on(citing: Citing, name: str) -> View:
    """Say that nothing is on file; raises UnknownTopic with suggestions for what looks mistyped."""
    known = citing.settings.lexicon.find(name)
    names = [*citing.settings.lexicon.names.values()]
    candidates = [n.name for n in names] + [i.title for i in citing.settings.issues.values()]
    near = suggest(name, [*candidates, *citing.reader.actor_names()])
    if known is None and near:
        raise UnknownTopic(name, near)
    shown = known.name if known else name
    return View("text", shown, (citing.words["nothing_about"] % shown,))


def _of_one(citing: Citing, name: str, about: str, rows: Sequence[StatementRow]) -> View:
    """Compose the statements of one party or person by issue, the newest first."""
    if not rows:
        return nothing_on(citing, name)
    reader, words = citing.reader, citing.words
    disputes = {d.issue for d in reader.disputes(20) if d.issue and not d.settled}
    _load(citing, rows, ())
    rows = citing.distinct(rows)
    articles = {row.article_id for row in rows}
    newest = citing.newest(articles)
    shown = [row for row in rows if not row.dangling or row.named]
    # a statement on two issues stands under the one that it is mostly on, which comes first
    home: dict[int, str] = {}
    for row in shown:
        if row.issue and row.position:
            home.setdefault(row.attribution_id, row.issue)
    blocks = []
    for key in dict.fromkeys(home.values()):
        mine = [r for r in shown if r.issue == key and home.get(r.attribution_id) == key]
        issue = citing.settings.issues.get(key)
        title = issue.title if issue else key
        detail = words["disputed"].lower() if key in disputes else ""
        blocks.append(Block(title, detail, _dated(citing, _chosen(mine), name), "issue"))
    rest = [row for row in shown if row.attribution_id not in home]
    once = list({row.attribution_id: row for row in rest if not row.position}.values())
    blocks.append(Block(words["remarks"], "", _dated(citing, once[:3], name), "remarks"))
    told = tuple(block for block in blocks if block.entries)
    people = {row.speaker for row in rows if row.named and row.speaker != name}
    counted = [about] if about else []
    if people:
        many = len(people) > 1
        counted.append(
            f"{len(people)} people or bodies named" if many else f"with {next(iter(people))}"
        )
    counted.append(f"{len(articles)} article{'s' if len(articles) != 1 else ''}")
    if newest:
        counted.append(f"newest {citing.date(newest)}")
    buttons = [*asking("Quotations", f"/quotes {name}"), Button("All parties", "/positions")]
    for principal in citing.settings.principals:
        buttons += asking(principal, f"/positions {principal}") if principal != name else ()
    return View(
        "party",
        f"{name} · positions",
        (" · ".join(counted), words["dates_of_reports"] if told else words["off_issues"] % name),
        told,
        citing.sources(),
        citing.foot(),
        (tuple(buttons[:3]),),
        tuple(citing.passages),
    )


def _chosen(rows: Sequence[StatementRow]) -> list[StatementRow]:
    """Choose the statements of each article, most of the newest: own words and acts first.

    They stay in the order on file.
    """
    best: list[StatementRow] = []
    for number, article_id in enumerate(dict.fromkeys(row.article_id for row in rows)):
        mine = [row for row in rows if row.article_id == article_id]
        mine.sort(key=lambda r: (r.kind != "direct", r.stances[:1] == ("asserts",), r.dangling))
        most = MOST_OF_ARTICLE if number else MOST_OF_NEWEST
        best += sorted(mine[:most], key=rows.index)
    return best[:MOST_ON_ISSUE]


def _dated(citing: Citing, rows: Sequence[StatementRow], name: str) -> tuple[Entry, ...]:
    entries = []
    newest_day = max((row.day for row in rows), default=0)
    own = (row.stances for row in rows if row.day == newest_day and not row.retold)
    newest = next(own, ())
    for row in rows:
        earlier = 0 < row.day < newest_day
        line: Line | None = citing.statement(
            row,
            when=citing.date(row.article_id),
            who=_who(citing, row, name),
            earlier=earlier,
            moved=earlier and not row.retold and opposed(row.stances, newest),
        )
        if line is not None:
            entries.append(Entry(line=line))
    return tuple(entries)


def _who(citing: Citing, row: StatementRow, name: str) -> str:
    if row.speaker == name and row.retold:
        return ""
    if row.speaker == name and row.party == name:
        return f"{name}, {citing.words['no_person_named']}"
    return citing.name(row)


# acts on one issue that cannot both be held; what is asserted and denied may be two claims
OPPOSITE = (
    {"supports", "opposes"},
    {"supports", "condemns"},
    {"supports", "refuses"},
    {"calls_for", "opposes"},
    {"calls_for", "refuses"},
    {"offers", "refuses"},
)


def opposed(before: Sequence[str], now: Sequence[str]) -> bool:
    """Say whether somebody who took one stance has moved to its opposite."""
    pairs = [{a, b} for a in before[:1] for b in now[:1]]
    return any(pair in OPPOSITE for pair in pairs)
