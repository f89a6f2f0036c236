"""What buttons do, behind random keys; a database made since has the table from the first."""

from __future__ import annotations

from alembic import op

from bot.store.schema import keyboard

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table where it is not there."""
    keyboard.create(op.get_bind(), checkfirst=True)
