"""A view becomes Telegram HTML: Jinja2 templates with autoescape, fixed words from one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)

from bot.briefing.messages import CUT, plain, split, visible
from bot.briefing.views import Message, View
from bot.errors import ConfigError


class Renderer:
    """Renders views through the templates of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
        )
        self._environment.globals["cut"] = CUT
        self._environment.filters["visible"] = visible
        self._words: dict[str, Mapping[str, Any]] = {}

    def words(self, language: str) -> Mapping[str, Any]:
        """Return the fixed words of a language, English where there are none of it."""
        if language not in self._words:
            path = self._folder / f"words.{language}.yaml"
            if not path.is_file():
                path = self._folder / "words.en.yaml"
            try:
                self._words[language] = yaml.safe_load(path.read_text("utf-8"))
            except (OSError, yaml.YAMLError) as error:
                raise ConfigError(
                    f"The words of the templates, {path.name} in {self._folder}, cannot be read."
                ) from error
        return self._words[language]

    def render(self, view: View, language: str = "en") -> tuple[Message, ...]:
        """Render a view as messages; buttons stand under the last one."""
        markup = self.markup(view, language)
        parts = split(markup)
        return tuple(
            Message(
                html=part,
                text=plain(part),
                buttons=view.buttons if number == len(parts) else (),
                citations=view.passages,
            )
            for number, part in enumerate(parts, 1)
        )

    def markup(self, view: View, language: str = "en") -> str:
        """Render a view whole, with cuts where it may be split; raises ConfigError."""
        template = self.load(view.template)
        try:
            return template.render(view=view, w=self.words(language))
        except TemplateError as error:
            raise ConfigError(f"The template {view.template} failed: {error.message}.") from error

    def load(self, name: str) -> Template:
        """Load one template; raises ConfigError when it is missing or wrong."""
        try:
            return self._environment.get_template(f"{name}.html.j2")
        except TemplateNotFound as error:
            raise ConfigError(
                f"The template {error.name} is missing in {self._folder}; check TEMPLATES_DIR."
            ) from error
        except TemplateSyntaxError as error:
            raise ConfigError(
                f"The template {error.name}, line {error.lineno}, is wrong: {error.message}."
            ) from error
