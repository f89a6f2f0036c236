"""Changes to the archive: each one transaction, logged with who and when, and undone by its log."""

from __future__ import annotations

from bot.editing.changing import LONGEST_LINK, Editing
from bot.editing.voices import Voice
from bot.store.catalogue import Listed, Stats
from bot.store.changes import Change
from bot.store.corrections import Correction, Report

__all__ = ["LONGEST_LINK", "Change", "Correction", "Editing", "Listed", "Report", "Stats", "Voice"]
