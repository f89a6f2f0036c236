"""The index by which the oldest digest that waits is found; a database made since has it from the first."""

from __future__ import annotations

from alembic import op
from sqlalchemy import ColumnElement, literal_column

revision = "0002"
down_revision = "0001"

WAITING: ColumnElement[bool] = literal_column("state IN ('pending', 'unknown')")


def upgrade() -> None:
    """Create the index where it is not there."""
    op.create_index(
        "ix_delivery_oldest",
        "delivery",
        ["bot_id", "slot_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
        if_not_exists=True,
    )
