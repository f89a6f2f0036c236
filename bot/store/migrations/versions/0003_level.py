"""Indexes by which a change and an answer find their rows however large the archive is."""

from __future__ import annotations

from alembic import op

from bot.store.schema import dispute, event, fact_support, statement, voice

revision = "0003"
down_revision = "0002"

MADE = {
    "ix_statement_article",
    "ix_statement_by_party",
    "ix_statement_by_actor",
    "ix_statement_by_topic",
    "ix_statement_by_kind",
    "ix_fact_support_article",
    "ix_dispute_issue",
    "ix_voice_article",
    "ix_event_article",
}
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
    for table in (statement, fact_support, dispute, voice, event):
        for index in table.indexes:
            if index.name in MADE:
                index.create(op.get_bind(), checkfirst=True)
    for name in DROPPED:
        op.execute(f"DROP INDEX IF EXISTS {name}")
