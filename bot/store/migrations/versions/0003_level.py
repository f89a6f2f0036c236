"""Indexes by which a change and an answer find their rows however large the archive is."""

from __future__ import annotations

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"

NEWEST_FIRST = (text("day DESC"), text("article_id DESC"), "place", "id")
MADE = (
    ("ix_statement_article", "statement", ("article_id", "build_id")),
    ("ix_statement_by_party", "statement", ("build_id", "party", "main", "kind", *NEWEST_FIRST)),
    ("ix_statement_by_actor", "statement", ("build_id", "actor_id", "main", "kind", *NEWEST_FIRST)),
    ("ix_statement_by_topic", "statement", ("build_id", "topic", "main", "kind", *NEWEST_FIRST)),
    ("ix_statement_by_kind", "statement", ("build_id", "main", "kind", *NEWEST_FIRST)),
    ("ix_fact_support_article", "fact_support", ("article_id", "fact_id")),
    ("ix_dispute_issue", "dispute", ("build_id", "issue", "day")),
    ("ix_voice_article", "voice", ("article_id", "dispute_id")),
    ("ix_event_article", "event", ("article_id", "build_id")),
)
# what these take the place of
DROPPED = (
    "ix_statement_article_id",
    "ix_statement_party",
    "ix_statement_actor",
    "ix_statement_topic",
    "ix_statement_newest",
    "ix_fact_support_article_id",
    "ix_voice_article_id",
    "ix_event_article_id",
)


def upgrade() -> None:
    """Create the indexes that are not there, and drop those that nothing asks for any more."""
    for name, table, columns in MADE:
        op.create_index(name, table, columns, if_not_exists=True)
    for name in DROPPED:
        op.execute(f"DROP INDEX IF EXISTS {name}")
