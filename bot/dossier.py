"""Settings of a dossier, read from YAML and checked: commands, topics, issues, names, cues."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args
from zoneinfo import available_timezones

from bot.analysis.lexicon import Cue, Gender, Institution, Lexicon, Outlet, Party, Person, fold
from bot.analysis.topics import Issue, Topic
from bot.errors import SettingsError
from bot.model import Stance
from bot.yamlfile import Setting, SettingsFile, parse_settings, read_settings

KINDS = ("facts", "positions", "latest", "timeline", "quotes")
COMMAND = re.compile(r"[a-z][a-z0-9_]{0,31}")
# commands of the house, which no dossier may take for itself
HOUSE = frozenset(
    "start help search source privacy subscribe unsubscribe settings pause digest dossier claim add"
    " articles edit remove withdraw undo stats editors announce".split()
)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a dossier: its name, its kind, the topic it is about, a line for menus."""

    name: str
    kind: str
    says: str
    topic: str | None = None


@dataclass(frozen=True)
class Dossier:
    """All settings of one dossier; built by `read_dossier`, so it is right when it is there."""

    key: str
    title: str
    language: str
    zone: str
    about: str
    commands: tuple[Command, ...]
    topics: Mapping[str, Topic]
    issues: Mapping[str, Issue]
    lexicon: Lexicon

    @cached_property
    def command_names(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {command.name: command for command in self.commands}

    @cached_property
    def principals(self) -> tuple[str, ...]:
        """The parties whose silence is said."""
        return tuple(party.name for party in self.lexicon.parties if party.principal)


FILES = ("dossier.yaml", "parties.yaml", "outlets.yaml", "cues.yaml")


def read_dossier(folder: Path) -> Dossier:
    """Read the settings of a folder; raises SettingsError with every mistake it has."""
    return _read(lambda name: read_settings(folder / name))


def parse_dossier(files: Mapping[str, str]) -> Dossier:
    """Parse settings that were stored by the names of their files; raises SettingsError."""
    return _read(lambda name: parse_settings(name, files[name]))


def _read(read_one: Callable[[str], tuple[SettingsFile, Setting]]) -> Dossier:
    mistakes: list[str] = []
    read: dict[str, tuple[SettingsFile, Setting]] = {}
    for name in FILES:
        try:
            read[name] = read_one(name)
        except SettingsError as error:
            mistakes += error.mistakes
    if mistakes:
        raise SettingsError(mistakes)
    dossier = _build(read)
    mistakes = [each for file, _ in read.values() for each in file.mistakes]
    if mistakes:
        raise SettingsError(mistakes)
    return dossier


def _build(read: Mapping[str, tuple[SettingsFile, Setting]]) -> Dossier:
    top = read["dossier.yaml"][1]
    dict(top.items({"key", "title", "language", "zone", "about", "commands", "topics", "issues"}))
    topics = {key: _topic(key, value) for key, value in top.get("topics").items()}
    zone = top.get("zone").text("UTC")
    if zone not in available_timezones():
        top.file.wrong(top.get("zone").node, "zone", f"“{zone}” is no IANA zone, as Europe/Paris")
    parties, institutions, people = _parties(read["parties.yaml"][1])
    cues, irregular = _cues(read["cues.yaml"][1])
    return Dossier(
        key=top.get("key").text(),
        title=top.get("title").text(),
        language=top.get("language").text("en"),
        zone=zone,
        about=top.get("about").text(""),
        commands=tuple(_command(k, v, topics) for k, v in top.get("commands").items()),
        topics=topics,
        issues={key: _issue(key, value) for key, value in top.get("issues").items()},
        lexicon=Lexicon(
            parties, institutions, people, _outlets(read["outlets.yaml"][1]), cues, irregular
        ),
    )


def _command(name: str, value: Setting, topics: Mapping[str, Topic]) -> Command:
    dict(value.items({"kind", "topic", "says"}))
    if not COMMAND.fullmatch(name):
        value.file.wrong(value.node, value.key, "a command is a-z, 0-9 and _, 32 at most")
    if name in HOUSE:
        value.file.wrong(value.node, value.key, "is a command of the bot itself")
    kind = value.get("kind").choice(KINDS)
    topic = value.get("topic").text("") or None
    if kind == "facts" and topic not in topics:
        value.file.wrong(value.node, f"{value.key}.topic", "should name one of the topics")
    return Command(name, kind, value.get("says").text(), topic)


def _topic(key: str, value: Setting) -> Topic:
    dict(value.items({"title", "names", "terms", "referring", "other", "parties"}))
    return Topic(
        key,
        value.get("title").text(),
        value.get("names").texts(),
        value.get("terms").texts(),
        value.get("referring").texts(),
        value.get("other").texts(),
        value.get("parties").texts(),
    )


def _issue(key: str, value: Setting) -> Issue:
    dict(value.items({"title", "short", "terms", "other"}))
    title = value.get("title").text()
    terms = value.get("terms").texts()
    if not terms:
        value.file.wrong(value.node, f"{value.key}.terms", "is missing")
    return Issue(key, title, value.get("short").text(title), terms, value.get("other").texts())


def _parties(
    top: Setting,
) -> tuple[tuple[Party, ...], tuple[Institution, ...], tuple[Person, ...]]:
    dict(top.items({"parties"}))
    parties: list[Party] = []
    institutions: list[Institution] = []
    people: list[Person] = []
    for name, value in top.get("parties").items():
        dict(value.items({"aliases", "adjectives", "principal", "institutions", "people"}))
        parties.append(
            Party(
                name,
                value.get("aliases").texts(),
                value.get("adjectives").texts(),
                value.get("principal").flag(),
            )
        )
        for body, aliases in value.get("institutions").items():
            institutions.append(Institution(body, name, aliases.texts()))
        for person, about in value.get("people").items():
            people.append(_person(person, about, name))
    if not parties:
        top.file.wrong(top.node, "parties", "is missing")
    return tuple(parties), tuple(institutions), tuple(people)


def _person(name: str, about: Setting, party: str) -> Person:
    dict(about.items({"role", "gender", "aliases"}))
    gender = about.get("gender").choice(get_args(Gender), "") or None
    return Person(
        name,
        party,
        about.get("role").text("") or None,
        about.get("aliases").texts(),
        gender,  # type: ignore[arg-type]
    )


def _outlets(top: Setting) -> tuple[Outlet, ...]:
    dict(top.items({"outlets"}))
    found = []
    for name, value in top.get("outlets").items():
        dict(value.items({"aliases", "domains", "wire"}))
        found.append(
            Outlet(
                name,
                value.get("aliases").texts(),
                value.get("domains").texts(),
                value.get("wire").flag(),
            )
        )
    return tuple(found)


def _cues(top: Setting) -> tuple[tuple[Cue, ...], Mapping[str, tuple[str, ...]]]:
    stances = get_args(Stance)
    cues: list[Cue] = []
    for stance, value in top.items({*stances, "irregular"}):
        if stance != "irregular":
            cues += [Cue(base, stance) for base in value.texts()]  # type: ignore[arg-type]
    irregular = {verb: tuple(forms.text().split()) for verb, forms in top.get("irregular").items()}
    return tuple(cues), irregular


def settings_of(folder: Path) -> dict[str, Any]:
    """Return the settings files of a folder as they are, to be stored beside the dossier."""
    return {name: (folder / name).read_text("utf-8") for name in FILES}


def suggest(word: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return the known names nearest to a word, the nearest first."""
    import difflib

    names = list(known)
    by_fold = {fold(name.split()[-1]): name for name in reversed(names) if name.strip()}
    by_fold |= {fold(name): name for name in names}
    close = difflib.get_close_matches(fold(word), by_fold, n=limit, cutoff=0.6)
    return tuple(dict.fromkeys(by_fold[each] for each in close))
