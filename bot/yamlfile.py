"""YAML settings read with their lines, so that every mistake can be said with file, line and key."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.errors import SettingsError

# libyaml reads ten times as fast, where PyYAML was built with it
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class SettingsFile:
    """One settings file being read; mistakes are collected and told together by `finish`."""

    name: str
    mistakes: list[str] = field(default_factory=list)

    def wrong(self, node: yaml.Node | None, key: str, what: str) -> None:
        """Note a mistake at a node."""
        line = node.start_mark.line + 1 if node is not None else 1
        self.mistakes.append(f"{self.name}, line {line}, {key or 'top'}: {what}")

    def finish(self) -> None:
        """Raise SettingsError with all mistakes, if there are any."""
        if self.mistakes:
            raise SettingsError(self.mistakes)

    def root(self, text: str) -> Setting:
        """Parse the file; raises SettingsError when it is no YAML."""
        try:
            node = yaml.compose(text, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise SettingsError([f"{self.name}, line {line}: {error.problem}"]) from error
        except yaml.YAMLError as error:
            raise SettingsError([f"{self.name}: this is not YAML"]) from error
        return Setting(self, "", node)


@dataclass(frozen=True)
class Setting:
    """A value of a settings file with its place; reading it as the wrong thing is noted."""

    file: SettingsFile
    key: str
    node: yaml.Node | None

    def items(self, known: Collection[str] | None = None) -> Iterator[tuple[str, Setting]]:
        """Yield the keys of a mapping with their values; keys outside `known` are mistakes."""
        if self.node is None or _is_null(self.node):
            return
        if not isinstance(self.node, yaml.MappingNode):
            self.file.wrong(self.node, self.key, "should be a mapping of keys to values")
            return
        seen: set[str] = set()
        for key_node, value in self.node.value:
            name = str(key_node.value)
            path = f"{self.key}.{name}" if self.key else name
            if name in seen:
                self.file.wrong(key_node, path, "stands here twice")
            elif known is not None and name not in known:
                listed = ", ".join(sorted(known))
                self.file.wrong(key_node, path, f"is not a key; known here are {listed}")
            else:
                yield name, Setting(self.file, path, value)
            seen.add(name)

    def get(self, name: str) -> Setting:
        """Return the value of a key; an empty one when the mapping does not have it."""
        path = f"{self.key}.{name}" if self.key else name
        if isinstance(self.node, yaml.MappingNode):
            for key_node, value in self.node.value:
                if key_node.value == name:
                    return Setting(self.file, path, value)
        return Setting(self.file, path, None)

    @property
    def missing(self) -> bool:
        """Say whether nothing was written."""
        return self.node is None or _is_null(self.node)

    def text(self, default: str | None = None) -> str:
        """Read a text; without a default it must be there."""
        if self.missing:
            if default is None:
                self.file.wrong(self.node, self.key, "is missing")
            return default or ""
        if not isinstance(self.node, yaml.ScalarNode):
            self.file.wrong(self.node, self.key, "should be a text")
            return default or ""
        return str(self.node.value)

    def choice(self, allowed: Collection[str], default: str | None = None) -> str:
        """Read one of some words."""
        value = self.text(default)
        if value and value not in allowed:
            self.file.wrong(self.node, self.key, f"“{value}” is not one of {', '.join(allowed)}")
        return value

    def texts(self) -> tuple[str, ...]:
        """Read a list of texts, or a text with commas."""
        if self.missing:
            return ()
        if isinstance(self.node, yaml.ScalarNode):
            return tuple(part.strip() for part in str(self.node.value).split(",") if part.strip())
        if not isinstance(self.node, yaml.SequenceNode):
            self.file.wrong(self.node, self.key, "should be a list of texts")
            return ()
        for item in self.node.value:
            if not isinstance(item, yaml.ScalarNode):
                self.file.wrong(item, self.key, "should hold texts only")
        return tuple(str(i.value) for i in self.node.value if isinstance(i, yaml.ScalarNode))

    def flag(self) -> bool:
        """Read yes or no; no when nothing was written."""
        if self.missing:
            return False
        value = self.text("").lower()
        if value not in ("true", "false", "yes", "no"):
            self.file.wrong(self.node, self.key, "should be true or false")
        return value in ("true", "yes")


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def read_settings(path: Path) -> tuple[SettingsFile, Setting]:
    """Read one settings file; raises SettingsError when it is missing or no YAML."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        where = path.parent
        raise SettingsError([f"{path.name} is missing in {where}"]) from error
    except UnicodeDecodeError as error:
        raise SettingsError([f"{path.name} is not UTF-8 text"]) from error
    except OSError as error:
        raise SettingsError([f"{path.name} cannot be read: {error.strerror}"]) from error
    return parse_settings(path.name, text)


def parse_settings(name: str, text: str) -> tuple[SettingsFile, Setting]:
    """Parse the text of a settings file; raises SettingsError when it is no YAML."""
    file = SettingsFile(name)
    return file, file.root(text)
