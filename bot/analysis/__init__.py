"""Understanding one article: `analyse(article, lexicon)`, pure and without I/O."""

from __future__ import annotations

from bot.analysis.attributions import attribute
from bot.analysis.facts import rank_facts
from bot.analysis.lexicon import Lexicon
from bot.analysis.sentences import split_sentences
from bot.analysis.spans import Spans
from bot.dates import find_dates
from bot.model import Analysis, Article

# raised whenever the rules or weights change what is found, so that a build knows its age
VERSION = "2026.58"


def analyse(article: Article, lexicon: Lexicon) -> Analysis:
    """Find sentences, attributions, dates and key facts of an article; offsets are into its text.

    Of an article in another language than English the sentences alone are found.
    """
    text = article.text
    sentences = split_sentences(text)
    if article.metadata.language != "en":
        return Analysis(VERSION, sentences, attributions=(), dates=(), facts=())
    publication = article.metadata.publication
    asides = Spans(article.asides)
    skip = {n for n, sentence in enumerate(sentences) if asides.touching(sentence.span)}
    running = tuple(s for n, s in enumerate(sentences) if n not in skip)
    return Analysis(
        version=VERSION,
        sentences=sentences,
        attributions=attribute(text, running, lexicon),
        dates=find_dates(
            text, publication.on if publication.precision in ("hour", "day") else None
        ),
        facts=rank_facts(text, sentences, skip),
    )
