"""Every error that we raise on purpose; the message is one sentence for a person."""

from __future__ import annotations

from collections.abc import Sequence


class BotError(Exception):
    """Something we raised on purpose: its text may be shown as it is."""


class ConfigError(BotError):
    """A setting is missing or wrong; the message names it and says what to do."""


class SettingsError(ConfigError):
    """A settings file has mistakes: one line each, with file, line and key."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(mistakes))


class IntakeError(BotError):
    """A document cannot become an article."""


class UnreadableDocument(IntakeError):
    """No text could be read from the document."""


class MissingMetadata(IntakeError):
    """Something that the editor gave beside a document is missing or wrong."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


class DuplicateArticle(IntakeError):
    """The archive holds this text already."""

    def __init__(self, article_id: int) -> None:
        self.article_id = article_id
        super().__init__(f"This is article {article_id} already; nothing was stored.")


class StoreError(BotError):
    """The database did not do what was asked; the driver's error is the cause."""


class StoreUnavailable(StoreError):
    """The database cannot be reached or is busy; it may pass."""


class ArticleNotFound(StoreError):
    """No article has this number."""

    def __init__(self, article_id: int) -> None:
        self.article_id = article_id
        super().__init__(f"There is no article {article_id}.")


class ChangeRefused(BotError):
    """A change to the archive cannot be made as asked; the message says why."""


class Outdated(ChangeRefused):
    """Somebody else changed the article since the editor saw it."""

    def __init__(self, article_id: int) -> None:
        self.article_id = article_id
        super().__init__(f"Article {article_id} was changed by somebody else meanwhile.")


class BriefingError(BotError):
    """The reader can mend the request; `hint` says how."""

    def __init__(self, message: str, hint: str = "") -> None:
        self.hint = hint
        super().__init__(message)


class UnknownTopic(BriefingError):
    """Nothing is known by that name."""

    def __init__(self, topic: str, suggestions: Sequence[str] = ()) -> None:
        self.topic = topic
        self.suggestions = tuple(suggestions)
        hint = f"Did you mean {', '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"Nothing on file is called “{topic}”.", hint)


class BadQuery(BriefingError):
    """A request with an argument that does not fit."""

    def __init__(self, argument: str, message: str, hint: str = "") -> None:
        self.argument = argument
        super().__init__(message, hint)


class DeliveryError(BotError):
    """A message did not reach a chat."""


class RecipientGone(DeliveryError):
    """The chat refuses us for good: blocked, deleted, kicked."""


class ChatMoved(DeliveryError):
    """The group became a supergroup with another id."""

    def __init__(self, new_chat_id: int) -> None:
        self.new_chat_id = new_chat_id
        super().__init__("The group has a new id.")


class TryLater(DeliveryError):
    """Not now: wait `delay` seconds when the server named them."""

    def __init__(self, message: str, delay: float | None = None) -> None:
        self.delay = delay
        super().__init__(message)


class NotItsTurn(DeliveryError):
    """Nothing was sent: the chat may be sent something only in `delay` seconds."""

    def __init__(self, delay: float) -> None:
        self.delay = delay
        super().__init__("The chat has to be left alone for a while.")


class OutcomeUnknown(DeliveryError):
    """The line broke after sending: the message may have arrived."""


class MessageRefused(DeliveryError):
    """Telegram will not take this message, now or later."""


class TokenRefused(DeliveryError):
    """Telegram does not accept the bot's token."""
