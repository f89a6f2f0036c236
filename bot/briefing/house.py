"""What the bot says of itself: /start, /help, /privacy."""

from __future__ import annotations

from bot.briefing.citing import Citing, articles
from bot.briefing.views import Block, Button, Entry, View

# commands of the house with the line that menus and /help show
COMMANDS = (
    ("search", "Find words in the articles: /search ceasefire"),
    ("source", "The passage behind a number: /source 2"),
    ("subscribe", "A digest at your hour: /subscribe daily 08:00 Europe/Paris"),
    ("settings", "See and change your digests"),
    ("pause", "Rest for a while: /pause 2 weeks"),
    ("unsubscribe", "No more digests"),
    ("digest", "What your next digest would hold now"),
    ("privacy", "What is kept about you, and how to have it deleted"),
    ("help", "What this bot can do"),
    ("start", "Begin"),
)
ARGUMENTS = {"positions": " [NAME or ISSUE]", "latest": " [N]", "quotes": " [NAME]"}


def compose_start(citing: Citing) -> View:
    """Compose the greeting: one sentence, what is on file, four buttons."""
    count, newest = citing.reader.count(), citing.reader.newest()
    citing.load([newest] if newest else [])
    on_file = f"{articles(count)} on file"
    on_file += f", the newest of {citing.date(newest)}" if newest else ""
    about = citing.settings.about or citing.settings.title
    names = [command.name for command in citing.settings.commands][:4]
    rows = [tuple(Button(n.title(), f"/{n}") for n in names[i : i + 2]) for i in (0, 2)]
    return View(
        "text",
        citing.settings.title,
        (
            f"{about} Briefings from news articles: every line is printed in one, with its source.",
            f"{on_file}. /help says what you can ask.",
        ),
        buttons=tuple(row for row in rows if row),
    )


def compose_help(citing: Citing) -> View:
    """Compose the list of commands."""
    dossier = tuple(
        Entry(f"/{command.name}{ARGUMENTS.get(command.kind, '')}", command.says)
        for command in citing.settings.commands
    )
    house = tuple(Entry(f"/{name}", says) for name, says in COMMANDS)
    return View(
        "text",
        f"Help · {citing.settings.title}",
        (
            "Every line that I show is a verbatim piece of an article; tap its [number] to see where.",
        ),
        (Block("Briefings", entries=dossier), Block("Everything else", entries=house)),
    )


def compose_privacy(_: Citing) -> View:
    """Compose what is kept about a reader, and why."""
    return View(
        "text",
        "Privacy",
        ("What is kept, and why:",),
        (
            Block(
                entries=(
                    Entry(
                        "",
                        "• Who only asks: nothing but the numbers of the passages last shown"
                        " in the chat, so that /source works.",
                    ),
                    Entry(
                        "",
                        "• Who subscribes: the chat’s id, encrypted, with zone, hours and what"
                        " was already sent, so that each digest comes once.",
                    ),
                    Entry("", "• A message is stored, encrypted, only until it is answered."),
                )
            ),
            Block(
                entries=(
                    Entry(
                        "",
                        "Press the button, or send /privacy erase, and all of it is deleted"
                        " at once; of a channel that you run, send /privacy @channel erase."
                        " /unsubscribe stops digests and keeps your settings. Of a chat, group or"
                        " channel that puts me out, all is deleted after 30 days.",
                    ),
                )
            ),
        ),
        buttons=((Button("Delete what is kept about this chat", "/privacy erase"),),),
    )
