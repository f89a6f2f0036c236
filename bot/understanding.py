"""An article as it is understood: the rules' analysis, with what editors set above it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.analysis import analyse
from bot.analysis.lexicon import Lexicon
from bot.analysis.overrules import Overrule, overrule
from bot.model import Article
from bot.store import Store


def understand(
    store: Store, connection: Connection, article_id: int, lexicon: Lexicon, now: datetime
) -> None:
    """Analyse the live version of a stored article anew and keep what editors set."""
    article = store.articles.get(connection, article_id).article
    found = analyse(article, lexicon)
    overrules = overrules_of(store, connection, article_id, article)
    made = overrule(article.text, found, overrules, lexicon)
    store.articles.save_analysis(connection, article_id, article, made, now)


def overrules_of(
    store: Store, connection: Connection, article_id: int, article: Article
) -> tuple[Overrule, ...]:
    """Return what editors set of an article, in offsets into its text; what is not kept is left out."""
    placed = (
        (article.from_source(each.span), each)
        for each in store.articles.overrides(connection, article_id)
    )
    return tuple(Overrule(span, each.field, each.value) for span, each in placed if span)
