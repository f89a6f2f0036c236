"""The first schema: every table, the full-text index, and the bot that owns the database."""

from __future__ import annotations

from alembic import op
from sqlalchemy import insert

from bot.store.schema import bot, metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    connection = op.get_bind()
    metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE article_fts USING fts5("
            "words, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
    else:
        op.execute(
            "CREATE TABLE article_fts (article_id bigint PRIMARY KEY, words tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_article_fts_words ON article_fts USING gin (words)")
    connection.execute(insert(bot).values(telegram_id=None, username=None))
