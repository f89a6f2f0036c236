"""The bot in Telegram; the only package that imports the library."""

import os

# the library's own switch to durations as timedelta, which will be the only way in its next version
os.environ.setdefault("PTB_TIMEDELTA", "true")
