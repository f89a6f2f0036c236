"""The days that most stories tell of: counted as events come and go, which a new build does."""

from __future__ import annotations

from alembic import op

from bot.store.schema import event, event_day

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table, and the index by which the events of a day are found."""
    event_day.create(op.get_bind(), checkfirst=True)
    [index] = [each for each in event.indexes if each.name == "ix_event_value"]
    index.create(op.get_bind(), checkfirst=True)
