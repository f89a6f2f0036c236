"""Articles and attributions as rows: how they are written, and how they are read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from bot.model import (
    Article,
    Attribution,
    Kept,
    Metadata,
    Pieces,
    Publication,
    Removed,
    Span,
    Speaker,
)
from bot.store import schema as t
from bot.store.values import last_day


@dataclass(frozen=True, slots=True)
class Stored:
    """An article with its places in the database."""

    id: int
    key: str
    document: str
    sha256: str
    article: Article
    origin_id: int
    added_at: datetime


def of_versions(joined: ColumnElement[bool]) -> Select[Any]:
    """Select versions of articles with all that is stored of them."""
    return (
        select(
            t.article.c.id.label("number"),
            t.article.c.key.label("article_key"),
            t.article.c.origin_id,
            t.article.c.added_at,
            t.document.c.name,
            t.document.c.sha256,
            t.source_text.c.text.label("source"),
            t.article_version,
        )
        .join(t.source_text, t.source_text.c.id == t.article.c.source_text_id)
        .join(t.document, t.document.c.id == t.source_text.c.document_id)
        .join(t.article_version, joined)
    )


def write_version(article: Article) -> dict[str, Any]:
    """Return what a row keeps of a version of an article."""
    about, headline = article.metadata, article.headline
    publication = about.publication
    days = last_day(publication)
    return {
        "kept": [[k.span.start, k.span.end, k.joiner] for k in article.kept],
        "removed": [[r.span.start, r.span.end, r.reason] for r in article.removed],
        "teasers": [[s.start, s.end] for s in article.teasers],
        "text": article.text,
        "headline": about.headline,
        "headline_start": headline.start if headline else None,
        "headline_end": headline.end if headline else None,
        "outlet": about.outlet,
        "outlet_basis": about.outlet_basis,
        "url": about.url,
        "published": publication.on.isoformat() if publication.on else None,
        "precision": publication.precision,
        "basis": publication.basis,
        "basis_note": publication.note,
        "language": about.language,
        "demonstration": about.demonstration,
        "last_day": days,
    }


def read_stored(row: Row[Any]) -> Stored:
    """Make an article of a row that `of_versions` selects."""
    values = row._mapping
    publication = Publication(
        date.fromisoformat(values["published"]) if values["published"] else None,
        values["precision"],
        values["basis"],
        values["basis_note"],
    )
    headline = None
    if values["headline_start"] is not None:
        headline = Span(values["headline_start"], values["headline_end"])
    article = Article(
        source_text=values["source"],
        kept=tuple(Kept(Span(s, e), joiner) for s, e, joiner in values["kept"]),
        metadata=Metadata(
            headline=values["headline"],
            outlet=values["outlet"],
            outlet_basis=values["outlet_basis"],
            url=values["url"],
            publication=publication,
            language=values["language"],
            demonstration=values["demonstration"],
        ),
        removed=tuple(Removed(Span(s, e), reason) for s, e, reason in values["removed"]),
        teasers=tuple(Span(s, e) for s, e in values["teasers"]),
        headline=headline,
    )
    return Stored(
        values["number"],
        values["article_key"],
        values["name"],
        values["sha256"],
        article,
        values["origin_id"],
        datetime.fromisoformat(values["added_at"]),
    )


def write_attribution(each: Attribution) -> dict[str, Any]:
    """Return what a row keeps of an attribution, but for its actor and its passage."""
    return {
        "kind": each.kind,
        "content": _pairs(each.content),
        "source": _pairs(each.source),
        "cue": _pairs(each.cue),
        "text_start": each.extent.start,
        "text_end": each.extent.end,
        "role": each.speaker.role if each.speaker else None,
        "party": each.speaker.party if each.speaker else None,
        "named": bool(each.speaker and each.speaker.named),
        "via": each.via,
        "stance": each.stance,
        "conditional": each.conditional,
        "confidence": each.confidence,
        "speech": each.speech,
    }


def read_attribution(row: Row[Any]) -> Attribution:
    """Make an attribution of its row, joined with the actor's name."""
    speaker = Speaker(row.actor, row.role, row.party, row.named) if row.actor else None
    return Attribution(
        kind=row.kind,
        content=_pieces(row.content) or (),
        source=_pieces(row.source),
        cue=_pieces(row.cue),
        extent=Span(row.text_start, row.text_end),
        speaker=speaker,
        via=row.via,
        stance=row.stance,
        conditional=row.conditional,
        confidence=row.confidence,
        speech=row.speech,
    )


def _pairs(pieces: Pieces | None) -> list[list[int]] | None:
    return None if pieces is None else [[span.start, span.end] for span in pieces]


def _pieces(pairs: Sequence[Sequence[int]] | None) -> Pieces | None:
    return None if pairs is None else tuple(Span(start, end) for start, end in pairs)
