"""An article as it is understood: the rules' analysis, with what editors set above it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from bot.analysis import analyse
from bot.analysis.lexicon import Lexicon
from bot.analysis.overrules import Overrule, overrule
from bot.model import Analysis, Article
from bot.store import Store


class Foreseen(NamedTuple):
    """What an article is about to become, and its analysis."""

    article: Article
    analysis: Analysis


def foresee(article: Article, lexicon: Lexicon) -> Foreseen:
    """Analyse what an article is about to become, while nobody waits for a transaction to end."""
    return Foreseen(article, analyse(article, lexicon))


def understand(
    store: Store,
    connection: Connection,
    article_id: int,
    lexicon: Lexicon,
    now: datetime,
    foreseen: Foreseen | None = None,
) -> None:
    """Analyse the live version of a stored article anew and keep what editors set.

    What was foreseen is taken for it where it came true.
    """
    article = store.articles.get(connection, article_id).article
    if foreseen is None or _analysed_of(foreseen.article) != _analysed_of(article):
        foreseen = foresee(article, lexicon)
    found = foreseen.analysis
    overrules = overrules_of(store, connection, article_id, article)
    made = overrule(article.text, found, overrules, lexicon)
    store.articles.save_analysis(connection, article_id, article, made, now)


def _analysed_of(article: Article) -> tuple[object, ...]:
    """Return all of an article that its analysis is made of."""
    about = article.metadata
    return article.text, article.asides, about.language, about.publication


def overrules_of(
    store: Store, connection: Connection, article_id: int, article: Article
) -> tuple[Overrule, ...]:
    """Return what editors set of an article, in offsets into its text; what is not kept is left out."""
    placed = (
        (article.from_source(each.span), each)
        for each in store.articles.overrides(connection, article_id)
    )
    return tuple(Overrule(span, each.field, each.value) for span, each in placed if span)
