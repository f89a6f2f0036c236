"""Rendered messages as an edition stores them, and back."""

from __future__ import annotations

from typing import Any

from bot.briefing import Button, Message


def stored_message(message: Message) -> dict[str, Any]:
    """Write a message as plain values."""
    return {
        "html": message.html,
        "text": message.text,
        "buttons": [[[b.text, b.data, b.url] for b in row] for row in message.buttons],
        "citations": list(message.citations),
    }


def read_message(stored: dict[str, Any]) -> Message:
    """Read what `stored_message` wrote."""
    return Message(
        html=stored["html"],
        text=stored["text"],
        buttons=tuple(tuple(Button(*parts) for parts in row) for row in stored["buttons"]),
        citations=tuple(stored["citations"]),
    )
