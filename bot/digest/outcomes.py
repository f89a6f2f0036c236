"""What one attempt to deliver means: decided on plain values, written down by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.briefing import Edition, Message
from bot.errors import (
    ChatMoved,
    DeliveryError,
    MessageRefused,
    NotItsTurn,
    OutcomeUnknown,
    RecipientGone,
    TryLater,
)
from bot.store.deliveries import Due, Settlement

# of those that Telegram itself did not ask for
MOST_ATTEMPTS = 12
# how long a digest is news: later it is not sent, and the next one says what this one would have
FRESH_DAILY, FRESH_WEEKLY = timedelta(hours=3), timedelta(hours=12)
# a message of unknown outcome is sent once more, when the line had a moment to mend
ASK_AGAIN = timedelta(seconds=2)

# what each end is counted as
BLOCKED, REFUSED, FAULT = "failed:blocked", "failed:refused", "failed:fault"
LATE, UNREACHED, UNANSWERED = "expired:late", "expired:unreachable", "expired:unanswered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt means for its delivery; one that is `untried` does not count.

    Its chat is sent nothing before `quiet_until`.
    """

    state: str
    reason: str | None = None
    due_at: datetime | None = None
    ends: bool = False
    moved_to: int | None = None
    tally: str | None = None
    untried: bool = False
    quiet_until: datetime | None = None


def decide(error: DeliveryError | None, due: Due, now: datetime) -> Outcome:
    """Say what one attempt means; the caller writes it down."""
    match error:
        case None:
            return Outcome("sent", tally="sent")
        case RecipientGone():
            return Outcome("gone", "the chat refuses the bot", ends=True, tally=BLOCKED)
        case ChatMoved(new_chat_id=new):
            return Outcome("pending", "the group moved", now, moved_to=new)
        case MessageRefused():
            return Outcome("failed", str(error)[:200], tally=REFUSED)
        case OutcomeUnknown() if due.before == "unknown" or not is_fresh(due, now):
            return Outcome("expired", "no answer came; it may have arrived", tally=UNANSWERED)
        case OutcomeUnknown():
            return Outcome("unknown", "no answer came", now + ASK_AGAIN)
        case NotItsTurn(delay=delay):
            outcome = _later("others to the chat came first", due, now, timedelta(seconds=delay))
            return replace(outcome, untried=True, quiet_until=now + timedelta(seconds=delay))
        case TryLater(delay=delay) if delay is not None:
            outcome = _later("Telegram asked to wait", due, now, timedelta(seconds=delay))
            return replace(outcome, quiet_until=now + timedelta(seconds=delay))
        case TryLater() if due.attempts >= MOST_ATTEMPTS:
            return Outcome("expired", "Telegram could not be reached", tally=UNREACHED)
        case TryLater():
            pause = timedelta(seconds=min(600, 2**due.attempts))
            return _later("Telegram could not be reached", due, now, pause)
        case _:
            return Outcome("failed", str(error)[:200], tally=FAULT)


def _later(reason: str, due: Due, now: datetime, pause: timedelta) -> Outcome:
    if not is_fresh(due, now + pause):
        return Outcome("expired", reason, tally=UNREACHED)
    # what may have arrived already stays so: it is sent once more at most, whatever comes between
    return Outcome("unknown" if due.before == "unknown" else "pending", reason, now + pause)


def given_back(due: Due, now: datetime, reason: str) -> Outcome:
    """Leave a delivery as it was before it was claimed: the attempt says nothing about it."""
    return Outcome(due.before, reason, now, untried=True)


def is_fresh(due: Due, now: datetime) -> bool:
    """Say whether a digest is still news at an instant."""
    weekly = due.weekdays.bit_count() == 1
    window = FRESH_WEEKLY if weekly else FRESH_DAILY
    return now - datetime.fromisoformat(due.slot_at) <= window


def settlement(
    due: Due,
    outcome: Outcome,
    sent: Sequence[tuple[int, Message]] = (),
    edition: Edition | None = None,
) -> Settlement:
    """Return what to write down of an outcome; `sent` are the parts that arrived just now."""
    delivered = outcome.state == "sent" and edition is not None
    return Settlement(
        delivery_id=due.id,
        subscription_id=due.subscription_id,
        state=outcome.state,
        reason=outcome.reason,
        due_at=outcome.due_at,
        parts_sent=due.parts_sent + len(sent),
        message_ids=(*due.message_ids, *(message_id for message_id, _ in sent)),
        edition_id=_pinned(due, outcome, edition),
        seen_rev=edition.to_rev if delivered and edition else None,
        ends=outcome.ends,
        moved_to=outcome.moved_to,
        local_date=due.local_date,
        tally=outcome.tally,
        untried=outcome.untried,
        quiet_until=outcome.quiet_until,
        shown=tuple((message_id, part.citations) for message_id, part in sent if part.citations),
    )


def _pinned(due: Due, outcome: Outcome, edition: Edition | None) -> int | None:
    """Return the edition that a delivery keeps to; one of which nothing can have arrived has none.

    Made anew when it is tried again, it leaves out what is withdrawn by then. An announcement is
    its edition.
    """
    if edition is None:
        return due.edition_id
    anew = outcome.state == "pending" and not due.parts_sent and edition.to_rev is not None
    return None if anew else edition.id
