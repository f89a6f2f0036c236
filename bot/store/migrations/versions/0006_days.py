"""The days that most stories tell of: counted as events come and go, which a new build does."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, UniqueConstraint, text

revision = "0006"
down_revision = "0005"

Id = BigInteger().with_variant(Integer, "sqlite")
MOST_FIRST = (text("stories DESC"), text("last_day DESC"), text("value DESC"))
OF_A_DAY = ("build_id", "background", "value", "origin_id", "article_id")


def upgrade() -> None:
    """Create the table, and the index by which the events of a day are found."""
    op.create_table(
        "event_day",
        Column("id", Id, primary_key=True, autoincrement=True),
        Column("build_id", Id, ForeignKey("build.id"), nullable=False),
        Column("value", String(32), nullable=False),
        Column("stories", Integer, nullable=False),
        Column("last_day", Integer, nullable=False),
        UniqueConstraint("build_id", "value"),
        if_not_exists=True,
    )
    main = ("build_id", *MOST_FIRST)
    op.create_index("ix_event_day_main", "event_day", main, if_not_exists=True)
    op.create_index("ix_event_value", "event", OF_A_DAY, if_not_exists=True)
