"""Draw an answer as Telegram shows it, from its real HTML: python tests/bench/picture.py OUT.png

Needs Chromium (Debian: apt-get install chromium). The bubble's looks are ours; its words and tags are
those of the message.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.app import App
from bot.briefing import Reader
from bot.config import read_settings

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: #8fb7a3; font: 15px/1.38 "Noto Sans", "DejaVu Sans", sans-serif; }}
.bubble {{ background: #fff; border-radius: 12px 12px 12px 2px; margin: 14px; padding: 9px 13px 12px;
  white-space: pre-wrap; color: #111; width: 560px; }}
a {{ color: #2678b6; text-decoration: none; }}
.row {{ display: flex; gap: 5px; margin: 0 14px 5px; width: 586px; }}
.row span {{ flex: 1; text-align: center; background: #5d8873; color: #fff;
  border-radius: 8px; padding: 7px; }}
</style><div class="bubble">{html}</div>{rows}"""


def main() -> None:
    out = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory() as folder:
        environment = {"DATABASE_URL": f"sqlite:///{folder}/picture.db"}
        app = App(read_settings(environment))
        app.ready_for_reading()
        message = app.briefings.answer("/treaty", Reader(bot_username="briefing_bot")).messages[0]
        app.close()
        rows = "".join(
            '<div class="row">' + "".join(f"<span>{b.text}</span>" for b in row) + "</div>"
            for row in message.buttons
        )
        page = Path(folder) / "page.html"
        page.write_text(PAGE.format(html=message.html, rows=rows), "utf-8")
        browser = shutil.which("chromium") or "chromium"
        subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--no-first-run", f"--user-data-dir={folder}/profile",
             "--hide-scrollbars", "--window-size=614,900", f"--screenshot={out}", page.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip


if __name__ == "__main__":
    main()
