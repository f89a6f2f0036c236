"""The tables. Coordinates live in a text that never changes; what is derived hangs on versions.

Spans of `source_text` are called `start`, `end`; spans of an article version's text are kept as
JSON lists of `[start, end]` (`content`, `source`, `cue`) or as `text_start`, `text_end`.
Instants are UTC in ISO form with a "Z"; days are ordinals (`date.toordinal`) where order matters.
"""

from __future__ import annotations

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
    literal_column,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only where the key is a plain INTEGER
Id = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, *, null: bool = False, index: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=null, index=index)


# ---- text: what arrived, and which of it is kept

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
    # the digest of the article's words alone, by which a second copy is known
    Column("words_sha256", String(64), nullable=False, index=True),
    # the first article of those that are copies of one wire story, itself included
    Column("origin_id", Id, nullable=True, index=True),
    Column("live_version_id", Id, nullable=True),
    Column("added_at", String(32), nullable=False),
    # a draft that was put away: brought back by undoing, erased when that is no longer possible
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
    # the last day of the publication's interval; NULL when it is not known
    Column("last_day", Integer),
    # the analysis that everything reads: the rules' with the editors' overrules applied
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

# ---- analysis: what was understood, by which version of the rules

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
    # the name without case and accents, and its last word, for whoever types only that
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

# ---- dossier: what can be asked

bot = Table(
    "bot",
    metadata,
    _id(),
    # the numeric id before the colon of the token; NULL until a token was seen
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
    # the settings as they were read, so that answers need no files
    Column("settings", JSON, nullable=False),
    # counts publications, withdrawals and corrections: what says that something is new
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
    # what readers are told of a withdrawal; NULL when the article went without a trace
    Column("reason", Text),
    # copied from the live version, so that the newest are found without a join
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

# the order of statements: the newest first, those of one article as they stand there
NEWEST_FIRST = (text("day DESC"), text("article_id DESC"), "place", "id")

# one row an attribution and issue; one row without an issue when it is on none
statement = Table(
    "statement",
    metadata,
    _id(),
    _ref("build_id", "build"),
    _ref("article_id", "article"),
    _ref("attribution_id", "attribution", index=True),
    _ref("passage_id", "passage"),
    _ref("actor_id", "actor", null=True),
    Column("party", Text),
    Column("issue", String(64)),
    Column("topic", String(64)),
    # direct, mixed, indirect
    Column("kind", String(8), nullable=False),
    # the spans of the article's text that make the line
    Column("shown", JSON, nullable=False),
    Column("stances", JSON, nullable=False),
    Column("conditional", Boolean, nullable=False),
    # a line that begins with a pronoun needs its speaker's name before it
    Column("dangling", Boolean, nullable=False),
    # official word of a party; unnamed and second-hand voices are not
    Column("official", Boolean, nullable=False),
    # a remark that the writer discounts is nobody's position
    Column("position", Boolean, nullable=False),
    # what a party did, as another one tells it
    Column("retold", Boolean, nullable=False),
    # the first row of an attribution, whatever its issue: lists of quotations read these only
    Column("main", Boolean, nullable=False),
    # last day of publication, 0 when unknown; with article and place in it, the newest first
    Column("day", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    # the build too, or SQLite reads all of it where it looks for an article's
    Index("ix_statement_article", "article_id", "build_id"),
    Index("ix_statement_issue", "build_id", "issue", "party", "day", "article_id", "position"),
    # each kind in the order in which it is shown, so that none is passed over for the others
    Index("ix_statement_by_party", "build_id", "party", "main", "kind", *NEWEST_FIRST),
    Index("ix_statement_by_actor", "build_id", "actor_id", "main", "kind", *NEWEST_FIRST),
    Index("ix_statement_by_topic", "build_id", "topic", "main", "kind", *NEWEST_FIRST),
    Index("ix_statement_by_kind", "build_id", "main", "kind", *NEWEST_FIRST),
)

# the newest of a party on an issue, kept as statements come and go: what /positions reads
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
    # definition, fact, or voice (what is told on somebody's word only)
    Column("kind", String(12), nullable=False),
    Column("origins", Integer, nullable=False),
    Column("score", Float, nullable=False),
    # an editor wants it at the top of its section
    Column("pinned", Boolean, nullable=False),
    Column("best_support_id", Id),
    Column("day", Integer, nullable=False),
    # as they are shown, so that the first few are read without the rest
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
    _ref("article_id", "article"),
    _ref("passage_id", "passage"),
    Column("origin_id", Id, nullable=False, index=True),
    Column("text_start", Integer, nullable=False),
    Column("text_end", Integer, nullable=False),
    # who the article has it from, as printed; NULL in the article's own voice
    Column("citing", Text),
    Column("score", Float, nullable=False),
    # False where the wording is only similar: shown as such, not counted
    Column("same", Boolean, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Index("ix_fact_support_article", "article_id", "fact_id"),
    # the best wordings first
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

# the words by which a fact's likely copies are found
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
    Index("ix_dispute_issue", "build_id", "issue", "day"),
)

voice = Table(
    "voice",
    metadata,
    _id(),
    _ref("dispute_id", "dispute"),
    _ref("attribution_id", "attribution", index=True),
    _ref("article_id", "article"),
    Column("verb", String(12), nullable=False),
    # where its article tells the claim in full; NULL where it only points back
    _ref("claim_passage_id", "passage", null=True),
    Column("claim_start", Integer),
    Column("claim_end", Integer),
    # the day of its article
    Column("day", Integer, nullable=False),
    Index("ix_voice_article", "article_id", "dispute_id"),
    Index("ix_voice_newest", "dispute_id", "day", "id"),
    Index("ix_voice_first", "dispute_id", "verb", "article_id", "id"),
)

# copies of one wire story are found by the least hashes of their word runs
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
    _ref("article_id", "article"),
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
    Index("ix_event_article", "article_id", "build_id"),
    Index("ix_event_newest", "build_id", "background", "last_day"),
    Index("ix_event_value", "build_id", "background", "value", "origin_id", "article_id"),
)

# how many stories tell of a day (or a month, a year) that is no background, kept as events come and go
event_day = Table(
    "event_day",
    metadata,
    _id(),
    _ref("build_id", "build"),
    Column("value", String(32), nullable=False),
    Column("stories", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    UniqueConstraint("build_id", "value"),
    Index(
        "ix_event_day_main",
        "build_id",
        text("stories DESC"),
        text("last_day DESC"),
        text("value DESC"),
    ),
)

# ---- sending: who asked for what, and what became of it

chat = Table(
    "chat",
    metadata,
    _id(),
    _ref("bot_id", "bot"),
    Column("id_hash", LargeBinary, nullable=False),
    Column("id_enc", LargeBinary, nullable=False),
    # private, group, supergroup, channel
    Column("kind", String(12), nullable=False),
    Column("language", String(8), nullable=False, default="en"),
    _ref("dossier_id", "dossier", null=True),
    # the instant before which no digest is sent there: Telegram asked to wait, or others came first
    Column("quiet_until", String(32)),
    # since when it has put the bot out, or refused it; NULL while it has not
    Column("left_at", String(32), index=True),
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
    # the instant from which the first digest looks back; NULL once one was delivered
    Column("first_since", String(32)),
    Column("options", JSON, nullable=False),
    # active, paused, ended
    Column("state", String(8), nullable=False),
    Column("paused_until", String(32)),
    # the local date of a digest that came too late to be sent; NULL once one was delivered
    Column("missed_on", String(10)),
    # the local date of the last digest that was delivered
    Column("sent_on", String(10)),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("chat_id", "thread_id", "dossier_id"),
)

schedule = Table(
    "schedule",
    metadata,
    _id(),
    _ref("subscription_id", "subscription"),
    # Monday is bit 0
    Column("weekdays", Integer, nullable=False),
    Column("local_time", String(5), nullable=False),
    Column("next_at", String(32), index=True),
    # the local date that `next_at` is, or was for when the subscription ended; NULL: given up
    Column("next_date", String(10)),
    UniqueConstraint("subscription_id", "local_time", "weekdays"),
)

edition = Table(
    "edition",
    metadata,
    _id(),
    _ref("dossier_id", "dossier"),
    Column("from_rev", Integer, nullable=False),
    # NULL for an announcement, which moves no mark
    Column("to_rev", Integer),
    Column("options_key", String(64), nullable=False),
    # the messages as rendered: html and buttons; an empty list says that nothing is new
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
    # as it was sent, whatever becomes of the article
    Column("words", Text, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    _id(),
    # no foreign keys here: a tick would look rows up 300,000 times that it has just read
    Column("bot_id", Id, nullable=False),
    Column("subscription_id", Id, nullable=False, index=True),
    Column("schedule_id", Id, nullable=True),
    Column("local_date", String(10), nullable=False),
    Column("slot_at", String(32), nullable=False),
    _ref("edition_id", "edition", null=True),
    # pending, claimed, sent, quiet, gone, failed, expired, unknown
    Column("state", String(8), nullable=False),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", String(32), nullable=False),
    # the state in which it was claimed last: pending, unknown
    Column("before", String(8)),
    Column("claimed_by", String(40)),
    Column("claimed_at", String(32)),
    Column("parts_sent", Integer, nullable=False, default=0),
    Column("message_ids", JSON, nullable=False),
    Column("settled_at", String(32)),
    # the newest correction that its messages show; NULL for none
    Column("amended_rev", Integer),
    # when a worker's job took it along; NULL while none has
    Column("queued_at", String(32)),
    UniqueConstraint("schedule_id", "local_date"),
)
# what waits and what is under way is little beside what was sent: only that is indexed
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
# for whoever watches how late digests run: what is put off keeps its slot
Index(
    "ix_delivery_oldest",
    delivery.c.bot_id,
    delivery.c.slot_at,
    sqlite_where=WAITING,
    postgresql_where=WAITING,
)
Index(
    "ix_delivery_under_way",
    delivery.c.subscription_id,
    sqlite_where=UNDER_WAY,
    postgresql_where=UNDER_WAY,
)

# when the next message may leave, for processes that share one rate; what was paid for today
budget = Table(
    "budget",
    metadata,
    _ref("bot_id", "bot"),
    Column("lane", String(8), nullable=False),
    # seconds since 1970, of which thousandths count
    Column("next_at", Float, nullable=False),
    Column("day", String(10), nullable=False),
    Column("used", Integer, nullable=False),
    UniqueConstraint("bot_id", "lane"),
)

# counted as deliveries are settled, for whoever watches: sent, failed by reason
tally = Table(
    "tally",
    metadata,
    _ref("bot_id", "bot"),
    Column("name", String(48), nullable=False),
    Column("count", BigInteger, nullable=False),
    UniqueConstraint("bot_id", "name"),
)

# ---- house: updates, cards, editors, and what they changed

inbox = Table(
    "inbox",
    metadata,
    _id(),
    _ref("bot_id", "bot"),
    Column("update_id", BigInteger, nullable=False),
    # encrypted; NULL once handled
    Column("body", LargeBinary),
    Column("received_at", String(32), nullable=False),
    Column("handled_at", String(32)),
    Column("attempts", Integer, nullable=False, default=0),
    UniqueConstraint("bot_id", "update_id"),
    Index("ix_inbox_open", "bot_id", "handled_at", "received_at"),
)

# which passages stood behind the [N] of a message that was shown
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
    # what the editor is being asked for, when the next message answers it
    Column("asking", String(32)),
    # what the cards of one upload have in common
    Column("batch", String(24), index=True),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("chat_id", "article_id"),
)

# the messages that a card's article was sent in
card_source = Table(
    "card_source",
    metadata,
    Column("card_id", Id, ForeignKey("card.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("message_id", BigInteger, nullable=False),
)

# what the buttons of a message do: each carries the key and its place among them
keyboard = Table(
    "keyboard",
    metadata,
    _id(),
    Column("key", String(24), nullable=False, unique=True),
    _ref("chat_id", "chat"),
    # of what the buttons do: the same ones have the same key
    Column("digest", String(64), nullable=False),
    Column("presses", JSON, nullable=False),
    Column("shown_at", String(32), nullable=False, index=True),
    UniqueConstraint("chat_id", "digest"),
)

editor = Table(
    "editor",
    metadata,
    _id(),
    _ref("bot_id", "bot"),
    Column("id_hash", LargeBinary, nullable=False),
    Column("id_enc", LargeBinary, nullable=False),
    Column("name_enc", LargeBinary),
    # owner, editor, former (kept for the log)
    Column("role", String(8), nullable=False),
    Column("made_at", String(32), nullable=False),
    UniqueConstraint("bot_id", "id_hash"),
)

change = Table(
    "change",
    metadata,
    _id(),
    _ref("bot_id", "bot"),
    # NULL for what is of no dossier: who may edit
    _ref("dossier_id", "dossier", null=True),
    Column("at", String(32), nullable=False, index=True),
    # NULL for the terminal
    _ref("editor_id", "editor", null=True),
    Column("kind", String(16), nullable=False),
    Column("article_id", Id, index=True),
    # what an editor reads of it: [before, after] by field
    Column("details", JSON, nullable=False),
    Column("undoes", Id),
    Column("undone_by", Id),
)

# the rows of other tables that a change made, altered or took out: its opposite
change_row = Table(
    "change_row",
    metadata,
    _id(),
    _ref("change_id", "change", index=True),
    Column("table", String(32), nullable=False),
    Column("before", JSON),
    Column("after", JSON),
)

# what readers must be told of that they were shown: one row a withdrawal or another speaker,
# and one more when that is undone
correction = Table(
    "correction",
    metadata,
    _id(),
    _ref("dossier_id", "dossier"),
    Column("revision", Integer, nullable=False),
    # withdrawn, speaker
    Column("kind", String(12), nullable=False),
    _ref("article_id", "article", index=True),
    _ref("passage_id", "passage", null=True),
    Column("before", Text),
    Column("after", Text),
    Column("at", String(32), nullable=False),
    Index("ix_correction_rev", "dossier_id", "revision"),
)

# passages that readers find wrong, until an editor answers; nothing of the reader is kept
report = Table(
    "report",
    metadata,
    _id(),
    _ref("passage_id", "passage", index=True),
    Column("at", String(32), nullable=False),
)

# single values: the canary of the key, the bot's identity, the code to claim
house = Table(
    "house",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
