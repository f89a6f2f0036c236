"""Since when a chat has put the bot out: what is kept about it is deleted a month later."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String, inspect

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column and its index where they are not there."""
    there = {column["name"] for column in inspect(op.get_bind()).get_columns("chat")}
    if "left_at" not in there:
        op.add_column("chat", Column("left_at", String(32)))
    op.create_index("ix_chat_left_at", "chat", ["left_at"], if_not_exists=True)
