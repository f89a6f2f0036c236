"""The index by which the oldest digest that waits is found; a database made since has it from the first."""

from __future__ import annotations

from alembic import op

from bot.store.schema import delivery

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the index where it is not there."""
    [index] = [each for each in delivery.indexes if each.name == "ix_delivery_oldest"]
    index.create(op.get_bind(), checkfirst=True)
