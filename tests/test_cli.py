"""The commands as a shell meets them: output, exit codes, one sentence for every mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest
from factories import TREATY
from papers import REPORT, archive, mail

from bot.config import bundled

README = Path(__file__).parents[1] / "README.md"


def run(
    folder: Path, *words: str, given: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "PYTHONPATH")}
    environment = {
        **kept,
        "DATABASE_URL": f"sqlite:///{folder / 'data' / 'x.db'}",
        "XDG_CONFIG_HOME": str(folder / "config"),
        **settings,
    }
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        capture_output=True,
        encoding="utf-8",
        input=given,
        env=environment,
        timeout=60,
        check=False,
    )


def test_a_newcomers_first_command_answers(tmp_path: Path) -> None:
    done = run(tmp_path, "ask", "/treaty", "/positions", "/latest")
    assert (done.returncode, done.stderr) == (0, "")
    assert "at least 3 articles" in done.stdout
    assert "Demonstration text" in done.stdout
    objects = run(tmp_path, "ask", "--json", "/treaty", "/latest 2").stdout.splitlines()
    assert [json.loads(each)["request"] for each in objects] == ["/treaty", "/latest 2"]


def test_the_readme_shows_what_it_answers(tmp_path: Path) -> None:
    shown = README.read_text("utf-8").split("```text\n", 1)[1].split("```", 1)[0]
    answer = " ".join(run(tmp_path, "ask", "/treaty").stdout.split())
    assert [part for part in shown.split("\n…\n") if " ".join(part.split()) not in answer] == []


def test_add_prints_a_receipt_a_file_and_keeps_what_is_known(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    good, empty = tmp_path / "good.txt", tmp_path / "empty.txt"
    good.write_text(TREATY, "utf-8")
    good.with_suffix(".yaml").write_text("outlet: The Daily\npublished: 2026-03-21\n", "utf-8")
    empty.write_text("", "utf-8")
    done = run(tmp_path, "add", "--json", str(good), str(empty), str(tmp_path / "none.txt"))
    receipts = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [r["status"] for r in receipts] == ["stored", "refused", "refused"]
    assert "empty" in receipts[1]["reason"]
    again = run(tmp_path, "add", "--json", str(good))
    assert again.returncode == 0
    assert json.loads(again.stdout) == receipts[0] | {
        "status": "duplicate",
        "reason": "This is article 1 already; nothing was stored.",
    }
    shown = json.loads(run(tmp_path, "article", "1", "--json").stdout)
    assert (shown["outlet"], shown["published"], shown["basis"]) == (
        "The Daily",
        "2026-03-21",
        "editor",
    )
    assert "nothing damaged" in run(tmp_path, "verify").stdout


def test_add_gives_a_receipt_for_each_document_in_another(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    packed, letter = tmp_path / "two.zip", tmp_path / "letter.eml"
    second = TREATY.replace("Moscow", "the Kremlin")
    packed.write_bytes(archive({"a.txt": TREATY, "b.txt": second, "c.txt": ""}))
    letter.write_bytes(
        mail("\n\n".join(REPORT), {"d.txt": second.replace("2025", "2024").encode()})
    )
    letter.with_suffix(".yaml").write_text("outlet: The Daily\n", "utf-8")
    done = run(tmp_path, "add", "--json", str(packed), str(letter))
    receipts = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [(Path(r["path"]).relative_to(tmp_path).as_posix(), r["status"]) for r in receipts] == [
        ("two.zip/a.txt", "stored"),
        ("two.zip/b.txt", "stored"),
        ("two.zip/c.txt", "refused"),
        ("letter.eml", "stored"),
        ("letter.eml/d.txt", "stored"),
    ]
    outlets = [
        json.loads(run(tmp_path, "article", str(receipts[n]["article"]), "--json").stdout)["outlet"]
        for n in (3, 4)
    ]
    assert outlets[0] == "The Daily"
    assert outlets[1] != "The Daily"


def test_a_wrong_sidecar_is_told_with_its_key(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    path = tmp_path / "a.txt"
    path.write_text(TREATY, "utf-8")
    path.with_suffix(".yaml").write_text("published: spring\n", "utf-8")
    done = run(tmp_path, "add", str(path))
    assert done.returncode == 1
    assert "a.yaml: published: spring is not a date; write YYYY-MM-DD." in done.stdout


def test_seeding_twice_changes_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "seed").stdout == "5 new, 0 known already.\n"
    assert run(tmp_path, "seed").stdout == "0 new, 5 known already.\n"


def test_seeding_tells_of_what_it_refuses(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    copytree(bundled("seeds"), folder)
    wrong = sorted((folder / "articles").glob("*.yaml"))[0]
    wrong.write_text("published: spring\n", "utf-8")
    done = run(tmp_path, "seed", str(folder))
    assert (done.returncode, done.stdout) == (1, "4 new, 0 known already.\n")
    told = f"{wrong.name}: published: spring is not a date; write YYYY-MM-DD."
    assert done.stderr == f"{wrong.stem}.txt: refused: {told}\n"


def test_a_backup_is_a_whole_database(tmp_path: Path) -> None:
    run(tmp_path, "seed")
    copy = tmp_path / "copy.db"
    assert run(tmp_path, "backup", str(copy)).returncode == 0
    answer = run(tmp_path, "ask", "/treaty", DATABASE_URL=f"sqlite:///{copy}")
    assert "at least 3 articles" in answer.stdout
    again = run(tmp_path, "backup", str(copy))
    assert (again.returncode, "is there already" in again.stderr) == (1, True)


@pytest.mark.parametrize("chat", ["5", "-100123456"])
def test_a_digest_of_nobody_is_told_so(tmp_path: Path, chat: str) -> None:
    run(tmp_path, "seed")
    done = run(tmp_path, "digest", chat)
    assert (done.returncode, done.stderr) == (1, f"Chat {chat} has no digest set up.\n")
    assert run(tmp_path, "digest", chat, "--colour").returncode == 2


def test_the_filters_give_one_line_for_each_line(tmp_path: Path) -> None:
    said = "Peskov said the talks of day {} were over."
    given = [{"id": n, "text": said.format(n), "published": "2026-03-21T08:00"} for n in range(3)]
    done = run(tmp_path, "analyse", given="\n".join(map(json.dumps, given)))
    made = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["id"] for each in made] == [0, 1, 2]
    [found] = made[0]["attributions"]
    assert found["speaker"]["name"] == "Dmitry Peskov"
    start, end = found["content"][0]
    assert given[0]["text"][start:end] == "the talks of day 0 were over"  # type: ignore[index]


def test_articles_are_summarised_and_put_on_a_timeline(tmp_path: Path) -> None:
    text = "A crane fell in Lindow on Monday. The harbour of Lindow will stay closed until May."
    given = {
        "id": 7,
        "query": ["crane"],
        "articles": [{"title": "", "date": "2026-03-10", "text": text}],
        "dates": 1,
        "sentences": 1,
        "start": "2026-03-01",
        "end": "2026-03-31",
    }
    path = tmp_path / "given.jsonl"
    path.write_text(json.dumps(given) + "\n", "utf-8")
    made = json.loads(run(tmp_path, "summarise", "--words", "5", str(path)).stdout)
    assert made == {"id": 7, "summary": ["A crane fell in Lindow on Monday."]}
    told = json.loads(run(tmp_path, "timeline", str(path)).stdout)
    assert told == {"id": 7, "timeline": {"2026-03-09": ["A crane fell in Lindow on Monday."]}}


@pytest.mark.parametrize(
    ("words", "settings", "code", "said"),
    [
        (("nosuch",), {}, 2, "No such command"),
        (("ask",), {}, 2, "--help"),
        (("article", "1"), {}, 1, "run `briefing-bot migrate` first"),
        (("run",), {}, 1, "BOT_TOKEN is missing"),
        (("migrate",), {"DATABASE_URL": "mysql://x"}, 1, "DATABASE_URL must begin with"),
        (("migrate",), {"DATABASE_URL": "nonsense"}, 1, "not a database address"),
        (("ask", "/treaty"), {"TEMPLATES_DIR": "/nowhere"}, 1, "TEMPLATES_DIR names /nowhere"),
        (
            ("run",),
            {"BOT_TOKEN": "1:x", "TELEGRAM_API_URL": "http://127.0.0.1:9"},
            1,
            "cannot be reached",
        ),
        (("run",), {"BOT_TOKEN": "1:x", "ADMIN_IDS": "@ann"}, 1, "ADMIN_IDS should be numbers"),
        (("analyse",), {}, 1, "Line 1 is not the JSON"),
        (("summarise", "--words", "9"), {}, 1, "Line 1 is not the JSON"),
        (("summarise",), {}, 2, "Missing option"),
        (("summarise", "--words", "0"), {}, 2, "--words"),
        (("timeline",), {}, 1, "Line 1 is not the JSON"),
        (("doctor",), {}, 1, ""),
    ],
)
def test_every_mistake_gets_one_sentence_and_no_traceback(
    tmp_path: Path, words: tuple[str, ...], settings: dict[str, str], code: int, said: str
) -> None:
    done = run(tmp_path, *words, given="no json\n", **settings)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    import shutil

    from bot.config import bundled

    shutil.copytree(bundled("templates"), tmp_path / "templates")
    (tmp_path / "templates" / "facts.html.j2").unlink()
    done = run(tmp_path, "ask", "/treaty", TEMPLATES_DIR=str(tmp_path / "templates"))
    assert done.returncode == 1
    assert "facts.html.j2 is missing" in done.stderr


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (("analyse",), DEEP),
        (("analyse",), '{"id": 1}'),
        (("analyse",), '{"id": NaN, "text": "It rained."}'),
        (("clean",), b'{"id": 1, "noisy": "caf\xe9"}'),
        (("timeline",), '{"id": 1, "articles": [], "dates": 1e400, "sentences": 1}'),
        (("timeline",), '{"id": 1, "articles": [], "dates": 1, "sentences": 1, "query": "rain"}'),
    ],
)
def test_a_line_that_no_filter_reads_is_named(
    tmp_path: Path, command: tuple[str, ...], line: str | bytes
) -> None:
    path = tmp_path / "given.jsonl"
    path.write_bytes(line if isinstance(line, bytes) else line.encode())
    done = run(tmp_path, *command, str(path))
    said = "Line 1 is not the JSON that this command reads.\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


def test_what_has_no_letters_goes_through_the_filters_as_its_escape(tmp_path: Path) -> None:
    path = tmp_path / "given.jsonl"
    # a byte order mark, and half a surrogate pair
    path.write_bytes(b'\xef\xbb\xbf{"id": 1, "noisy": "It rained \\ud800 in Lindow."}\n')
    done = run(tmp_path, "clean", str(path))
    assert json.loads(done.stdout) == {"id": 1, "clean": "It rained \ud800 in Lindow."}
    path.write_text('{"id": 2, "noisy": "It rained in Łódź."}\n', "utf-8")
    done = run(tmp_path, "clean", str(path), PYTHONIOENCODING="latin-1")
    assert json.loads(done.stdout)["clean"] == "It rained in Łódź."


def test_no_letter_of_a_request_or_a_terminal_ends_an_answer(tmp_path: Path) -> None:
    run(tmp_path, "seed")
    typed = os.fsdecode(b"/quotes \xff")
    done = run(tmp_path, "ask", "/source \N{SUPERSCRIPT TWO}", "/latest \N{SUPERSCRIPT TWO}", typed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Say which number. ")
    assert "is not a number from 1 to 20" in done.stdout
    narrow = run(tmp_path, "ask", "/latest 1", PYTHONIOENCODING="ascii")
    assert (narrow.returncode, narrow.stderr) == (0, "")
    assert "Latest \\xb7 Russia" in narrow.stdout


def test_no_number_is_too_large_for_an_answer(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    done = run(tmp_path, "article", "9" * 30)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


@pytest.mark.parametrize(
    ("url", "command", "said"),
    [
        ("sqlite:///{}/notes.txt", "migrate", "is no database, or a damaged one"),
        ("sqlite:///{}/notes.txt", "ask", "is no database, or a damaged one"),
        ("sqlite:///{}/notes.txt", "doctor", "is no database, or a damaged one"),
        ("sqlite:///{}", "migrate", "cannot be opened"),
        ("sqlite://", "migrate", "names no file"),
        ("sqlite:///:memory:", "ask", "names no file"),
        ("postgresql://ann@localhost:port/x", "migrate", "is not a database address"),
    ],
)
def test_what_is_no_database_is_told_so_and_left_alone(
    tmp_path: Path, url: str, command: str, said: str
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("Buy bread.\n" * 100)
    words = (command, "/latest") if command == "ask" else (command,)
    done = run(tmp_path, *words, DATABASE_URL=url.format(tmp_path))
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert said in done.stderr + done.stdout
    assert notes.read_text() == "Buy bread.\n" * 100


def test_a_copy_that_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    for command in ("backup", "export"):
        done = run(tmp_path, command, str(tmp_path / "nowhere" / "copy"))
        said = f"{tmp_path / 'nowhere' / 'copy'} cannot be written: No such file or directory.\n"
        assert (done.returncode, done.stderr) == (1, said)


def test_an_article_of_the_last_week_of_the_calendar_is_stored(tmp_path: Path) -> None:
    run(tmp_path, "migrate")
    path = tmp_path / "a.txt"
    path.write_text(TREATY, "utf-8")
    path.with_suffix(".yaml").write_text("published: 9999-12-31\nprecision: week\n", "utf-8")
    assert run(tmp_path, "add", str(path)).stdout == "a.txt: stored as article 1\n"
    assert "week of 27 Dec 9999" in run(tmp_path, "ask", "/latest").stdout


def test_source_follows_what_was_shown_before_it(tmp_path: Path) -> None:
    done = run(tmp_path, "ask", "--json", "/latest 3", "/source 2", "/source 9")
    latest, source, beyond = [json.loads(each) for each in done.stdout.splitlines()]
    opened = [each["citations"][0]["article"] for each in source["lines"]]
    assert opened == [latest["lines"][2]["citations"][0]["article"]]
    assert "has one source" in beyond["messages"][0]["text"]
    talked = run(tmp_path, "chat", given="/source 1\n/latest 3\n/source 1\n").stdout.split("> ")
    assert "No briefing with sources" in talked[1]
    assert latest["lines"][0]["text"] in talked[3]


def test_what_is_for_chats_is_not_asked_back(tmp_path: Path) -> None:
    assert run(tmp_path, "ask", "/subscribe").stdout == (
        "/subscribe works in Telegram only. Try /help.\n"
    )


def test_each_dossier_of_a_database_is_asked_by_its_key(tmp_path: Path) -> None:
    run(tmp_path, "seed")
    folder = tmp_path / "own"
    copytree(bundled("seeds"), folder, ignore=lambda *_: ["articles"])
    settings = folder / "dossier.yaml"
    written = settings.read_text("utf-8").replace("key: russia-iran", "key: dams")
    settings.write_text(written.replace("title: Russia–Iran", "title: Dams"), "utf-8")
    early = run(tmp_path, "ask", "/start", SEEDS_DIR=str(folder))
    assert early.stderr == (
        "There is no dossier “dams” in this database: `briefing-bot seed` stores the one of"
        " SEEDS_DIR.\n"
    )
    assert run(tmp_path, "seed", SEEDS_DIR=str(folder)).returncode == 0
    assert "Dams" in run(tmp_path, "ask", "/start", SEEDS_DIR=str(folder)).stdout
    assert "Dams" in run(tmp_path, "ask", "/start", "--dossier", "dams").stdout
    assert "Russia–Iran" in run(tmp_path, "ask", "/start").stdout
    wrong = run(tmp_path, "ask", "/start", DOSSIER="damms")
    assert (wrong.returncode, "no dossier “damms”" in wrong.stderr) == (1, True)
