"""What buttons do, behind random keys; a database made since has the table from the first."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, BigInteger, Column, ForeignKey, Integer, String, UniqueConstraint

revision = "0004"
down_revision = "0003"

Id = BigInteger().with_variant(Integer, "sqlite")


def upgrade() -> None:
    """Create the table where it is not there."""
    op.create_table(
        "keyboard",
        Column("id", Id, primary_key=True, autoincrement=True),
        Column("key", String(24), nullable=False, unique=True),
        Column("chat_id", Id, ForeignKey("chat.id"), nullable=False),
        Column("digest", String(64), nullable=False),
        Column("presses", JSON, nullable=False),
        Column("shown_at", String(32), nullable=False),
        UniqueConstraint("chat_id", "digest"),
        if_not_exists=True,
    )
    op.create_index("ix_keyboard_shown_at", "keyboard", ["shown_at"], if_not_exists=True)
