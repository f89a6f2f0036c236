"""The interpreter that parses what strangers send: what it may not do, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from pathlib import Path

import pytest
from papers import REPORT, bomb, pdf

from bot.errors import UnreadableDocument
from bot.intake import child, parsing, read_article
from bot.intake.child import FOLDER_PREFIX, sweep
from bot.model import Document

# runs in the place of the parser, shut in like it
PROBE = """
import json, os, sys, runpy
parsing = runpy.run_path({parsing!r})
parsing["shut_in"]()
def answer(text): open("answer.json", "w").write(json.dumps({{"text": text}}))
def tried(what):
    try:
        what()
    except BaseException as error:
        return type(error).__name__
    return "done"
{body}
"""


def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str) -> str:
    probe = tmp_path / "probe.py"
    body = textwrap.dedent(body)
    probe.write_text(PROBE.format(parsing=parsing.__file__, body=body), "utf-8")
    monkeypatch.setattr(child, "PARSER", probe)
    return child.parse_in_child(Document("a.pdf", b"words"), "pdf").text


def test_it_sees_nothing_of_the_bot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BOT_TOKEN", "123:secret")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    body = """
    answer(json.dumps({"environment": dict(os.environ), "folder": os.getcwd(), "listed": os.listdir(),
        "isolated": [sys.flags.isolated, sys.flags.ignore_environment], "alone": os.getsid(0) == os.getpid(),
        "open": [os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")
                 if os.path.exists(f"/proc/self/fd/{n}")]}))
    """
    with socket.socket() as listening, (tmp_path / "secret").open("w") as opened:
        listening.bind(("127.0.0.1", 0))
        for each in (listening, opened):
            os.set_inheritable(each.fileno(), True)
        seen = json.loads(run(monkeypatch, tmp_path, body))
    folder = seen["folder"]
    assert set(seen["environment"]) - {"LC_CTYPE"} == {"HOME", "TMPDIR"}
    assert seen["environment"]["TMPDIR"] == folder
    assert Path(folder).parent == Path(tempfile.gettempdir())
    assert seen["listed"] == ["document"]
    assert seen["isolated"] == [1, 1]
    assert seen["alone"]
    assert set(seen["open"]) == {"/dev/null"}
    assert not Path(folder).exists()


@pytest.mark.parametrize(
    "deed",
    [
        "__import__('socket').socket()",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('socket').getaddrinfo('x.example', 80)",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
        "__import__('subprocess').run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "os.kill(os.getppid(), 0)",
        "open('large', 'wb').write(bytes(65 * 1024 * 1024))",
        "bytearray(1100 * 1024 * 1024)",
        "[open('/dev/null') for _ in range(99)]",
    ],
)
def test_it_may_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, deed: str) -> None:
    # a file that grows too large ends the process; told, it is an error
    body = f"""
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    kept = []
    answer(tried(lambda: kept.append({deed})))
    """
    assert run(monkeypatch, tmp_path, body) in (
        "PermissionError",
        "OSError",
        "MemoryError",
        "URLError",
    )


def test_its_memory_is_watched_from_outside(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(child, "MEMORY", 100 * 1024 * 1024)
    body = "import time; held = bytearray(b'x') * (300 * 1024 * 1024); time.sleep(15)"
    started = time.monotonic()
    with pytest.raises(UnreadableDocument, match="needs more memory"):
        run(monkeypatch, tmp_path, body)
    assert time.monotonic() - started < 10


def test_its_time_is_up_for_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A process that slipped through all the same goes with it."""
    monkeypatch.setattr(child, "SECONDS", 3)
    beside = tmp_path / "pid"
    body = f"""
    import time
    open({str(beside)!r}, "w").write(str(os.getpid()))
    signal = __import__("signal"); signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(60)
    """
    probe = textwrap.dedent(body).replace("\n", "\n    ")
    # the second process is started before it is shut in
    (tmp_path / "second.py").write_text(f"import os\nif True:\n    {probe}", "utf-8")
    started = time.monotonic()
    monkeypatch.setattr(child, "PARSER", tmp_path / "first.py")
    (tmp_path / "first.py").write_text(
        f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, {str(tmp_path / 'second.py')!r}])\n"
        "time.sleep(60)",
        "utf-8",
    )
    with pytest.raises(UnreadableDocument, match="takes too long"):
        child.parse_in_child(Document("a.pdf", b"words"), "pdf")
    assert time.monotonic() - started < 10
    pid = int(beside.read_text("ascii"))
    deadline = time.monotonic() + 5
    while _runs(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("os._exit(3)", "its parser gave up"),
        ("os.abort()", "its parser gave up"),
        ("__import__('signal').raise_signal(24)", "takes too long"),
        ("__import__('signal').raise_signal(9)", "needs more memory"),
        ("answer('x' * 17 * 1024 * 1024)", "has too much in it"),
        ("open('answer.json', 'w').write('[1, 2')", "its parser gave up"),
        ("open('answer.json', 'w').write('[1, 2]')", "cannot be read"),
        ("os.symlink('/etc/passwd', 'answer.json')", "has too much in it|its parser gave up"),
    ],
)
def test_however_it_ends_there_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str, words: str
) -> None:
    with pytest.raises(UnreadableDocument, match=words) as raised:
        run(monkeypatch, tmp_path, body)
    assert str(raised.value).startswith("a.pdf ")
    assert str(raised.value).endswith(".")


def test_left_alone_it_ends_by_itself(tmp_path: Path) -> None:
    """Its bot was killed: the alarm that it set goes off."""
    probe = f"import runpy, signal, time\nrunpy.run_path({parsing.__file__!r})['shut_in']()\n"
    probe += "left = signal.alarm(1)\nassert 0 < left <= 30\ntime.sleep(60)"
    ended = subprocess.run([sys.executable, "-I", "-c", probe], cwd=tmp_path, timeout=20)
    assert ended.returncode == -signal.SIGALRM


def test_a_slow_document_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "SECONDS", 4)
    slow = Document("slow.pdf", pdf([REPORT] * 400, bomb(40)))
    refused: list[str] = []

    def read() -> None:
        try:
            read_article(slow)
        except UnreadableDocument as error:
            refused.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    answered = 0
    while reader.is_alive():
        assert read_article(Document("a.pdf", pdf([REPORT]))).text
        answered += 1
    assert answered >= 1
    assert refused
    assert refused[0].endswith(".")


def test_what_a_killed_process_left_is_swept_up_an_hour_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, others = tmp_path / f"{FOLDER_PREFIX}left", tmp_path / "somebody else's"
    for folder in (left, others):
        folder.mkdir()
        (folder / "document").write_text("a draft")
    sweep(time.time() + 60)
    assert left.is_dir()
    sweep(time.time() + 3700)
    assert not left.exists()
    assert others.is_dir()
