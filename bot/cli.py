"""The commands of the terminal: `python -m bot COMMAND`, installed as `briefing-bot`."""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from bot import __version__
from bot.app import App
from bot.briefing import Reader
from bot.config import Settings, read_settings
from bot.errors import BotError, BriefingError, DuplicateArticle, IntakeError
from bot.ingest import read_file
from bot.intake import Given, read_many
from bot.model import Document

cli = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Sourced briefings from an archive of news articles.",
)


def main() -> None:
    """Run a command; errors are one sentence on stderr, exit 1; a wrong call exits 2."""
    for stream in (sys.stdin, sys.stdout):
        # what a terminal cannot write or sends broken is shown as such; it ends nothing
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = cli(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except typer.Abort:
        sys.exit(130)
    except TyperException as error:
        _complain(_wrong_call(error))
        sys.exit(2)
    except BotError as error:
        _complain(str(error))
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)


def _wrong_call(error: TyperException) -> str:
    said = getattr(error, "format_message", lambda: str(error))()
    return f"{said or 'Which command?'} Try --help."


def _complain(message: str) -> None:
    print(message, file=sys.stderr)


def _json(made: object) -> str:
    """Write JSON in the letters that stdout can take, and half a surrogate pair as its escape."""
    written = json.dumps(made, ensure_ascii=False, allow_nan=False)
    try:
        written.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return json.dumps(made)
    return written


def _app(dossier: str | None = None) -> App:
    settings = read_settings()
    return App(_with_dossier(settings, dossier))


def _with_dossier(settings: Settings, dossier: str | None) -> Settings:
    return replace(settings, dossier=dossier) if dossier else settings


DossierOption = Annotated[
    str | None, typer.Option("--dossier", help="Which dossier, where there are several.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]


@cli.callback(invoke_without_command=True)
def top(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Sourced briefings from an archive of news articles."""
    if version:
        print(f"briefing-bot {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(2)


@cli.command("migrate")
def migrate_command() -> None:
    """Create or upgrade the database of DATABASE_URL."""
    _app().migrate()


@cli.command()
def seed(
    folder: Annotated[Path | None, typer.Argument(help="Settings and articles/.")] = None,
) -> None:
    """Update the dossier's settings and load its articles; twice changes nothing."""
    app = _app()
    source = folder or app.settings.seeds_dir
    if not source.is_dir():
        raise IntakeError(f"{source} is not a folder.")
    seeded = app.seed(source)
    print(f"{seeded.new} new, {seeded.known} known already.")
    for each in seeded.refused:
        print(each, file=sys.stderr)
    if seeded.refused:
        raise typer.Exit(1)


@cli.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, or folders of them.")],
    as_json: JsonOption = False,
    dossier: DossierOption = None,
) -> None:
    """Store and publish documents; NAME.yaml beside NAME.txt says what is known of it."""
    app = _app(dossier)
    refused = False
    for path in _with_progress(tuple(_files(paths))):
        for receipt in _receive(app, path):
            refused = refused or receipt["status"] == "refused"
            # given as soon as the article is stored, so that none is lost when this is ended
            said = _json(receipt) if as_json else _written(receipt)
            print(said, flush=True)
    if refused:
        raise typer.Exit(1)


def _with_progress(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield paths, with a bar on a terminal when there are several."""
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(
        console=Console(stderr=True),
        transient=True,
        # receipts for a pipe must not be drawn above the bar
        redirect_stdout=sys.stdout.isatty(),
        disable=len(paths) < 2 or not sys.stderr.isatty(),
    )
    with bar:
        yield from bar.track(paths, description="adding")


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix != ".yaml")
        else:
            yield path


def _receive(app: App, path: Path) -> Iterator[dict[str, Any]]:
    """Store a document, or each of those that it holds; what stands beside it is told of it alone."""
    try:
        document, given = read_file(path)
        parts = read_many(document)
    except IntakeError as error:
        yield _receipt(path) | {"status": "refused", "reason": str(error)}
        return
    for part in parts:
        alone = len(parts) == 1 or part is document
        where = path if alone else path / part.name
        yield _added(app, where, part, given if alone else Given())


def _receipt(path: Path) -> dict[str, Any]:
    return {"path": str(path), "status": "stored", "article": None, "reason": None}


def _added(app: App, path: Path, document: Document, given: Given) -> dict[str, Any]:
    receipt = _receipt(path)
    try:
        receipt["article"] = app.ingest.add(document, given)
    except DuplicateArticle as error:
        receipt |= {"status": "duplicate", "article": error.article_id, "reason": str(error)}
    except IntakeError as error:
        receipt |= {"status": "refused", "reason": str(error)}
    return receipt


def _written(receipt: dict[str, Any]) -> str:
    number = f" as article {receipt['article']}" if receipt["article"] else ""
    reason = f": {receipt['reason']}" if receipt["reason"] else ""
    return f"{Path(receipt['path']).name}: {receipt['status']}{number}{reason}"


@cli.command()
def ask(
    requests: Annotated[list[str], typer.Argument(help='"/treaty", "/positions Russia"')],
    as_json: JsonOption = False,
    dossier: DossierOption = None,
) -> None:
    """Answer requests as the bot would."""
    app = _app(dossier)
    app.ready_for_reading()
    reader = Reader()
    for number, request in enumerate(requests):
        answer, reader = _answer(app, request, reader)
        if as_json:
            print(_json(answer))
        else:
            print("\n\n".join(m["text"] for m in answer["messages"]))
            if number < len(requests) - 1:
                print()


def _answer(app: App, request: str, reader: Reader) -> tuple[dict[str, Any], Reader]:
    """Answer a request; returns also the reader as the next one finds them, with what was shown."""
    from bot.briefing.messages import plain

    # bytes of another encoding reach us as half surrogate pairs, which nothing can store or send
    request = request.encode(errors="replace").decode()
    try:
        answer = app.briefings.answer(request, reader)
    except BriefingError as error:
        text = f"{error} {error.hint}".strip()
        message = {"html": html.escape(text, quote=False), "text": text, "buttons": []}
        message["text"] = plain(str(message["html"]))
        return {"request": request, "messages": [message], "lines": []}, reader
    said = {
        "request": request,
        "messages": [
            {
                "html": each.html,
                "text": each.text,
                "buttons": [
                    [{"text": b.text, "data": b.data or b.url} for b in row] for row in each.buttons
                ],
            }
            for each in answer.messages
        ],
        "lines": [line.as_json() for line in answer.lines],
    }
    shown = next((each.citations for each in reversed(answer.messages) if each.citations), None)
    return said, replace(reader, shown=shown) if shown else reader


@cli.command()
def chat(dossier: DossierOption = None) -> None:
    """Talk to the bot at a prompt; an empty line or Ctrl-D ends it."""
    app = _app(dossier)
    app.ready_for_reading()
    reader = Reader()
    print("Ask /treaty, /positions, /latest … or /help. An empty line ends this.")
    while True:
        try:
            request = input("> ").strip()
        except EOFError:
            break
        if not request:
            break
        answer, reader = _answer(app, request, reader)
        print("\n\n".join(m["text"] for m in answer["messages"]), end="\n\n")


# what a database can number
HIGHEST = 2**63 - 1


@cli.command()
def article(
    number: Annotated[int, typer.Argument(help="The article's number.", max=HIGHEST)],
    as_json: JsonOption = False,
) -> None:
    """Show one stored article, with the lines that cleaning removed."""
    app = _app()
    with app.store.database.reading() as connection:
        stored = app.store.articles.get(connection, number)
    about, publication = stored.article.metadata, stored.article.metadata.publication
    removed = [each.span.of(stored.article.source_text) for each in stored.article.removed]
    shown = {
        "id": stored.id,
        "key": stored.key,
        "document": stored.document,
        "sha256": stored.sha256,
        "headline": about.headline,
        "outlet": about.outlet,
        "url": about.url,
        "published": publication.on.isoformat() if publication.on else None,
        "precision": publication.precision,
        "basis": publication.basis,
        "basis_note": publication.note,
        "text": stored.article.text,
        "removed": removed,
    }
    if as_json:
        print(_json(shown))
        return
    print(f"Article {stored.id} · {about.headline or 'no headline'}")
    print(f"{about.outlet or 'outlet not known'} · {shown['published'] or 'date not stated'}\n")
    print(stored.article.text)
    if removed:
        print("\nRemoved lines:\n" + "\n".join(f"- {line}" for line in removed))


@cli.command()
def analyse(files: Annotated[list[Path] | None, typer.Argument()] = None) -> None:
    """Say what is understood of texts: JSONL in, JSONL out."""
    from bot.filters import analyse_one

    lexicon = _app().dossier.lexicon
    _filter(files, lambda given: analyse_one(given, lexicon))


@cli.command()
def clean(files: Annotated[list[Path] | None, typer.Argument()] = None) -> None:
    """Clean pasted texts: {"id","noisy"} in, {"id","clean"} out."""
    from bot.filters import clean_one

    _filter(files, clean_one)


@cli.command("summarise")
def summarise_command(
    words: Annotated[int, typer.Option(min=1, help="About how many words.")],
    files: Annotated[list[Path] | None, typer.Argument()] = None,
) -> None:
    """Choose the sentences that tell most: {"id","articles"} in, {"id","summary"} out."""
    from bot.filters import summarise_one

    _filter(files, lambda given: summarise_one(given, words))


@cli.command()
def timeline(files: Annotated[list[Path] | None, typer.Argument()] = None) -> None:
    """Choose days and what happened on them: {"id","articles",...} in, {"id","timeline"} out."""
    from bot.filters import timeline_one

    _filter(files, timeline_one)


@cli.command()
def pairs(files: Annotated[list[Path] | None, typer.Argument()] = None) -> None:
    """Say how sure it is that two sentences state the same fact, 0 to 1."""
    from bot.filters import pair_one

    _filter(files, pair_one)


def _filter(files: list[Path] | None, work: Callable[[Any], Any]) -> None:
    for number, line in enumerate(_lines(files), 1):
        try:
            made = _json(work(json.loads(line)))
        except NOT_READ as error:
            raise IntakeError(f"Line {number} is not the JSON that this command reads.") from error
        print(made)


# a value that is missing, of another kind, beyond all numbers, or nested without an end
NOT_READ = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


def _lines(files: list[Path] | None) -> Iterator[bytes]:
    """Yield lines as they are: what is no UTF-8 is a mistake of its line."""
    if not files:
        yield from (line for line in sys.stdin.buffer if line.strip())
        return
    for path in files:
        try:
            with path.open("rb") as opened:
                yield from (line for line in opened if line.strip())
        except OSError as error:
            raise IntakeError(f"{path} cannot be opened: {error.strerror}.") from error


@cli.command()
def verify() -> None:
    """Check the whole store again: every span equals its text, every line has its source."""
    from bot.store.verify import check

    app = _app()
    report = check(app.store.database)
    for line in report.lines:
        print(line)
    if report.damage:
        raise typer.Exit(1)


@cli.command()
def doctor() -> None:
    """Say what is configured, reachable and missing."""
    from bot.doctor import examine

    found = examine(read_settings())
    for line in found.lines:
        print(line)
    if not found.can_run:
        raise typer.Exit(1)


# the id of a group or channel begins with a minus, and is no option
@cli.command(context_settings={"ignore_unknown_options": True})
def digest(
    chat: Annotated[int, typer.Argument(help="The chat's Telegram id.")],
    dossier: DossierOption = None,
) -> None:
    """Print the digest that a subscriber would get now; sends nothing."""
    messages = _app(dossier).digest(chat)
    print("\n\n".join(messages) or "Nothing is new since the last digest.")


KEY_APART = "The key is not in it: keep DATA_KEY or its file apart."


@cli.command()
def backup(path: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Copy the database of a running bot, consistent and without the key."""
    _app().backup(path)
    print(f"Copied to {path}. {KEY_APART}")


@cli.command()
def export(path: Annotated[Path, typer.Argument(help="The archive to write.")]) -> None:
    """Write articles, settings and subscribers to one archive, for either kind of database."""
    from bot.store.archive import write_archive

    rows = write_archive(_app().store.database, path)
    print(f"{rows} rows written to {path}. {KEY_APART}")


@cli.command("import")
def import_command(path: Annotated[Path, typer.Argument(help="What `export` wrote.")]) -> None:
    """Fill an empty instance from an archive; its DATA_KEY stays the one that it was written with."""
    from bot.store.archive import read_archive

    app = _app()
    app.migrate()
    rows = read_archive(app.store.database, path)
    print(f"{rows} rows read from {path}. Run with the DATA_KEY of the instance that wrote it.")


@cli.command("rotate-key")
def rotate_key() -> None:
    """Rewrite what is encrypted with the first key of DATA_KEY."""
    app = _app()
    with app.store.database.writing() as connection:
        app.vault.check(connection)
        rows = app.vault.rotate(connection)
    print(f"{rows} rows are encrypted with the first key now.")


@cli.command()
def run() -> None:
    """Run everything in one process: long polling, digests, intake."""
    _app().work("run")


@cli.command()
def web() -> None:
    """Receive updates by webhook on PORT, with /healthz and /metrics; needs PostgreSQL."""
    _app().work("web")


@cli.command()
def worker() -> None:
    """Send digests and take up what was left, beside any number of others; needs PostgreSQL."""
    _app().work("worker")
