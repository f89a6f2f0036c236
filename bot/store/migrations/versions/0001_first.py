"""The first schema: every table as it was then, the full-text index, and the bot that owns the database.

Written out and never changed: what the model has gained since, later migrations bring.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    literal_column,
    text,
)

revision = "0001"
down_revision = None

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, *, null: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=null, index=index)


document = Table(
    "document",
    metadata,
    _id(),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("received_at", String(32), nullable=False),
)

source_text = Table(
    "source_text",
    metadata,
    _id(),
    _ref("document_id", "document", index=True),
    Column("text", Text, nullable=False),
)

article = Table(
    "article",
    metadata,
    _id(),
    Column("key", String(24), nullable=False, unique=True),
    _ref("source_text_id", "source_text", index=True),
    Column("words_sha256", String(64), nullable=False, index=True),
    Column("origin_id", Id, nullable=True, index=True),
    Column("live_version_id", Id, nullable=True),
    Column("added_at", String(32), nullable=False),
    Column("discarded_at", String(32), index=True),
)

article_version = Table(
    "article_version",
    metadata,
    _id(),
    _ref("article_id", "article", index=True),
    Column("n", Integer, nullable=False),
    Column("kept", JSON, nullable=False),
    Column("removed", JSON, nullable=False),
    Column("teasers", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("headline", Text),
    Column("headline_start", Integer),
    Column("headline_end", Integer),
    Column("outlet", Text),
    Column("outlet_basis", String(16), nullable=False),
    Column("url", Text),
    Column("published", String(10)),
    Column("precision", String(8), nullable=False),
    Column("basis", String(8), nullable=False),
    Column("basis_note", Text),
    Column("language", String(8), nullable=False),
    Column("demonstration", Boolean, nullable=False),
    Column("last_day", Integer),
    Column("live_analysis_id", Id, nullable=True),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("article_id", "n"),
)

passage = Table(
    "passage",
    metadata,
    _id(),
    Column("key", String(24), nullable=False, unique=True),
    _ref("source_text_id", "source_text"),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    UniqueConstraint("source_text_id", "start", "end"),
)

analysis = Table(
    "analysis",
    metadata,
    _id(),
    _ref("article_version_id", "article_version", index=True),
    Column("version", String(32), nullable=False),
    Column("sentences", JSON, nullable=False),
    Column("dates", JSON, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("made_at", String(32), nullable=False),
)

actor = Table(
    "actor",
    metadata,
    _id(),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    Column("last_name", Text, nullable=False, index=True),
)

attribution = Table(
    "attribution",
    metadata,
    _id(),
    _ref("analysis_id", "analysis", index=True),
    Column("n", Integer, nullable=False),
    _ref("passage_id", "passage"),
    Column("kind", String(8), nullable=False),
    Column("content", JSON, nullable=False),
    Column("source", JSON),
    Column("cue", JSON),
    Column("text_start", Integer, nullable=False),
    Column("text_end", Integer, nullable=False),
    _ref("actor_id", "actor", null=True),
    Column("role", Text),
    Column("party", Text),
    Column("named", Boolean, nullable=False),
    Column("via", Text),
    Column("stance", String(12), nullable=False),
    Column("conditional", Boolean, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("speech", Boolean, nullable=False),
    UniqueConstraint("analysis_id", "n"),
)

override = Table(
    "override",
    metadata,
    _id(),
    _ref("passage_id", "passage", index=True),
    Column("field", String(16), nullable=False),
    Column("value", JSON),
    UniqueConstraint("passage_id", "field"),
)

bot = Table(
    "bot",
    metadata,
    _id(),
    Column("telegram_id", BigInteger, unique=True),
    Column("username", Text),
)

dossier = Table(
    "dossier",
    metadata,
    _id(),
    _ref("bot_id", "bot"),
    Column("key", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("revision", Integer, nullable=False, default=0),
    Column("live_build_id", Id, nullable=True),
    UniqueConstraint("bot_id", "key"),
)

dossier_article = Table(
    "dossier_article",
    metadata,
    _ref("dossier_id", "dossier"),
    _ref("article_id", "article", index=True),
    Column("public_rev", Integer, nullable=False),
    Column("public_at", String(32), nullable=False),
    Column("withdrawn_rev", Integer),
    Column("withdrawn_at", String(32)),
    Column("reason", Text),
    Column("last_day", Integer),
    UniqueConstraint("dossier_id", "article_id"),
    Index("ix_dossier_article_newest", "dossier_id", "withdrawn_rev", "last_day", "article_id"),
    Index("ix_dossier_article_rev", "dossier_id", "public_rev"),
)

build = Table(
    "build",
    metadata,
    _id(),
    _ref("dossier_id", "dossier", index=True),
    Column("version", String(32), nullable=False),
    Column("articles", Integer, nullable=False, default=0),
    Column("newest_article_id", Id),
    Column("made_at", String(32), nullable=False),
)

statement = Table(
    "statement",
    metadata,
    _id(),
    _ref("build_id", "build"),
    _ref("article_id", "article", index=True),
    _ref("attribution_id", "attribution", index=True),
    _ref("passage_id", "passage"),
    _ref("actor_id", "actor", null=True),
    Column("party", Text),
    Column("issue", String(64)),
    Column("topic", String(64)),
    Column("kind", String(8), nullable=False),
    Column("shown", JSON, nullable=False),
    Column("stances", JSON, nullable=False),
    Column("conditional", Boolean, nullable=False),
    Column("dangling", Boolean, nullable=False),
    Column("official", Boolean, nullable=False),
    Column("position", Boolean, nullable=False),
    Column("retold", Boolean, nullable=False),
    Column("main", Boolean, nullable=False),
    Column("day", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    Index("ix_statement_issue", "build_id", "issue", "party", "day", "article_id", "position"),
    Index("ix_statement_party", "build_id", "party", "day", "article_id"),
    Index("ix_statement_actor", "build_id", "actor_id", "main", "day", "article_id", "kind"),
    Index("ix_statement_topic", "build_id", "topic", "main", "day", "article_id", "kind"),
    Index("ix_statement_newest", "build_id", "main", "day", "article_id", "kind"),
)

standing = Table(
    "standing",
    metadata,
    _id(),
    _ref("build_id", "build"),
    Column("issue", String(64), nullable=False),
    Column("party", Text, nullable=False),
    Column("day", Integer, nullable=False),
    Column("statements", Integer, nullable=False),
    UniqueConstraint("build_id", "issue", "party"),
)

fact = Table(
    "fact",
    metadata,
    _id(),
    _ref("build_id", "build"),
    Column("topic", String(64), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("origins", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("best_support_id", Id),
    Column("day", Integer, nullable=False),
    Index(
        "ix_fact_topic",
        "build_id",
        "topic",
        "kind",
        text("pinned DESC"),
        text("origins DESC"),
        text("score DESC"),
        "id",
    ),
)

fact_support = Table(
    "fact_support",
    metadata,
    _id(),
    _ref("fact_id", "fact"),
    _ref("article_id", "article", index=True),
    _ref("passage_id", "passage"),
    Column("origin_id", Id, nullable=False, index=True),
    Column("text_start", Integer, nullable=False),
    Column("text_end", Integer, nullable=False),
    Column("citing", Text),
    Column("score", Float, nullable=False),
    Column("same", Boolean, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Index(
        "ix_fact_support_best",
        "fact_id",
        text("same DESC"),
        text("pinned DESC"),
        text("score DESC"),
        "article_id",
        "text_start",
    ),
    Index("ix_fact_support_origins", "fact_id", "same", "origin_id"),
)

fact_word = Table(
    "fact_word",
    metadata,
    _ref("build_id", "build"),
    Column("topic", String(64), nullable=False),
    Column("word", Text, nullable=False),
    _ref("fact_id", "fact", index=True),
    Index("ix_fact_word_lookup", "build_id", "topic", "word", "fact_id"),
)

topic_count = Table(
    "topic_count",
    metadata,
    _ref("build_id", "build"),
    Column("topic", String(64), nullable=False),
    Column("articles", Integer, nullable=False),
    UniqueConstraint("build_id", "topic"),
)

dispute = Table(
    "dispute",
    metadata,
    _id(),
    _ref("build_id", "build"),
    _ref("article_id", "article", index=True),
    _ref("passage_id", "passage"),
    Column("text_start", Integer, nullable=False),
    Column("text_end", Integer, nullable=False),
    Column("issue", String(64)),
    Column("day", Integer, nullable=False),
    Index("ix_dispute_newest", "build_id", "day"),
)

voice = Table(
    "voice",
    metadata,
    _id(),
    _ref("dispute_id", "dispute"),
    _ref("attribution_id", "attribution", index=True),
    _ref("article_id", "article", index=True),
    Column("verb", String(12), nullable=False),
    _ref("claim_passage_id", "passage", null=True),
    Column("claim_start", Integer),
    Column("claim_end", Integer),
    Column("day", Integer, nullable=False),
    Index("ix_voice_newest", "dispute_id", "day", "id"),
    Index("ix_voice_first", "dispute_id", "verb", "article_id", "id"),
)

sketch = Table(
    "sketch",
    metadata,
    _ref("article_id", "article", index=True),
    Column("hash", BigInteger, nullable=False, index=True),
)

event = Table(
    "event",
    metadata,
    _id(),
    _ref("build_id", "build"),
    _ref("article_id", "article", index=True),
    _ref("passage_id", "passage"),
    Column("text_start", Integer, nullable=False),
    Column("text_end", Integer, nullable=False),
    Column("value", String(32), nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("background", Boolean, nullable=False),
    Column("inferred", Boolean, nullable=False),
    _ref("attribution_id", "attribution", null=True),
    Column("origin_id", Id, nullable=False),
    Index("ix_event_newest", "build_id", "background", "last_day"),
)

chat = Table(
    "chat",
    metadata,
    _id(),
    _ref("bot_id", "bot"),
    Column("id_hash", LargeBinary, nullable=False),
    Column("id_enc", LargeBinary, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("language", String(8), nullable=False, default="en"),
    _ref("dossier_id", "dossier", null=True),
    Column("quiet_until", String(32)),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("bot_id", "id_hash"),
)

subscription = Table(
    "subscription",
    metadata,
    _id(),
    _ref("chat_id", "chat"),
    Column("thread_id", BigInteger, nullable=False, default=0),
    _ref("dossier_id", "dossier"),
    Column("zone", Text, nullable=False),
    Column("seen_rev", Integer, nullable=False),
    Column("first_since", String(32)),
    Column("options", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("paused_until", String(32)),
    Column("missed_on", String(10)),
    Column("sent_on", String(10)),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("chat_id", "thread_id", "dossier_id"),
)

schedule = Table(
    "schedule",
    metadata,
    _id(),
    _ref("subscription_id", "subscription"),
    Column("weekdays", Integer, nullable=False),
    Column("local_time", String(5), nullable=False),
    Column("next_at", String(32), index=True),
    Column("next_date", String(10)),
    UniqueConstraint("subscription_id", "local_time", "weekdays"),
)

edition = Table(
    "edition",
    metadata,
    _id(),
    _ref("dossier_id", "dossier"),
    Column("from_rev", Integer, nullable=False),
    Column("to_rev", Integer),
    Column("options_key", String(64), nullable=False),
    Column("messages", JSON, nullable=False),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("dossier_id", "from_rev", "to_rev", "options_key"),
)

edition_line = Table(
    "edition_line",
    metadata,
    _id(),
    _ref("edition_id", "edition", index=True),
    Column("n", Integer, nullable=False),
    Column("role", String(12), nullable=False),
    _ref("passage_id", "passage", index=True),
    _ref("article_id", "article", index=True),
    Column("speaker", Text),
    Column("words", Text, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    _id(),
    Column("bot_id", Id, nullable=False),
    Column("subscription_id", Id, nullable=False, index=True),
    Column("schedule_id", Id, nullable=True),
    Column("local_date", String(10), nullable=False),
    Column("slot_at", String(32), nullable=False),
    _ref("edition_id", "edition", null=True),
    Column("state", String(8), nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", String(32), nullable=False),
    Column("claimed_by", String(40)),
    Column("claimed_at", String(32)),
    Column("parts_sent", Integer, nullable=False, default=0),
    Column("message_ids", JSON, nullable=False),
    Column("settled_at", String(32)),
    Column("amended_rev", Integer),
    Column("queued_at", String(32)),
    UniqueConstraint("schedule_id", "local_date"),
)
WAITING: ColumnElement[bool] = literal_column("state IN ('pending', 'unknown')")
UNDER_WAY: ColumnElement[bool] = literal_column("state = 'claimed'")
Index(
    "ix_delivery_waiting",
    delivery.c.bot_id,
    delivery.c.due_at,
    delivery.c.id,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
Index(
    "ix_delivery_under_way",
    delivery.c.subscription_id,
    sqlite_where=UNDER_WAY,
    postgresql_where=UNDER_WAY,
)

budget = Table(
    "budget",
    metadata,
    _ref("bot_id", "bot"),
    Column("lane", String(8), nullable=False),
    Column("next_at", Float, nullable=False),
    Column("day", String(10), nullable=False),
    Column("used", Integer, nullable=False),
    UniqueConstraint("bot_id", "lane"),
)

tally = Table(
    "tally",
    metadata,
    _ref("bot_id", "bot"),
    Column("name", String(48), nullable=False),
    Column("count", BigInteger, nullable=False),
    UniqueConstraint("bot_id", "name"),
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    _ref("bot_id", "bot"),
    Column("update_id", BigInteger, nullable=False),
    Column("body", LargeBinary),
    Column("received_at", String(32), nullable=False),
    Column("handled_at", String(32)),
    Column("attempts", Integer, nullable=False, default=0),
    UniqueConstraint("bot_id", "update_id"),
    Index("ix_inbox_open", "bot_id", "handled_at", "received_at"),
)

shown = Table(
    "shown",
    metadata,
    _id(),
    _ref("chat_id", "chat"),
    Column("thread_id", BigInteger, nullable=False, default=0),
    Column("message_id", BigInteger, nullable=False),
    Column("passages", JSON, nullable=False),
    Column("shown_at", String(32), nullable=False),
    Index("ix_shown_last", "chat_id", "thread_id", "message_id"),
)

card = Table(
    "card",
    metadata,
    _id(),
    Column("key", String(24), nullable=False, unique=True),
    _ref("chat_id", "chat"),
    _ref("dossier_id", "dossier"),
    _ref("article_id", "article", index=True),
    Column("message_id", BigInteger),
    Column("asking", String(32)),
    Column("batch", String(24), index=True),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("chat_id", "article_id"),
)

card_source = Table(
    "card_source",
    metadata,
    Column("card_id", Id, ForeignKey("card.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("message_id", BigInteger, nullable=False),
)

editor = Table(
    "editor",
    metadata,
    _id(),
    _ref("bot_id", "bot"),
    Column("id_hash", LargeBinary, nullable=False),
    Column("id_enc", LargeBinary, nullable=False),
    Column("name_enc", LargeBinary),
    Column("role", String(8), nullable=False),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("bot_id", "id_hash"),
)

change = Table(
    "change",
    metadata,
    _id(),
    _ref("bot_id", "bot"),
    _ref("dossier_id", "dossier", null=True),
    Column("at", String(32), nullable=False, index=True),
    _ref("editor_id", "editor", null=True),
    Column("kind", String(16), nullable=False),
    Column("article_id", Id, index=True),
    Column("details", JSON, nullable=False),
    Column("undoes", Id),
    Column("undone_by", Id),
)

change_row = Table(
    "change_row",
    metadata,
    _id(),
    _ref("change_id", "change", index=True),
    Column("table", String(32), nullable=False),
    Column("before", JSON),
    Column("after", JSON),
)

correction = Table(
    "correction",
    metadata,
    _id(),
    _ref("dossier_id", "dossier"),
    Column("revision", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    _ref("article_id", "article", index=True),
    _ref("passage_id", "passage", null=True),
    Column("before", Text),
    Column("after", Text),
    Column("at", String(32), nullable=False),
    Index("ix_correction_rev", "dossier_id", "revision"),
)

report = Table(
    "report",
    metadata,
    _id(),
    _ref("passage_id", "passage", index=True),
    Column("at", String(32), nullable=False),
)

house = Table(
    "house",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)


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
