"""The state in which a delivery was claimed; a database made since may have it from the first."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String, inspect

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column where it is not there."""
    there = {column["name"] for column in inspect(op.get_bind()).get_columns("delivery")}
    if "before" not in there:
        op.add_column("delivery", Column("before", String(8)))
