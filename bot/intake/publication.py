"""When an article appeared: the editor's word, the page's own, or worked out from a weekday."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from bot.dates import find_dates, write_day, write_publication
from bot.intake.cleaning import Cleaning
from bot.intake.given import Found, Given
from bot.model import Metadata, Publication

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# a day with its month and year: 2026-03-05, 5 March 2026, March 5th, 2026
FULL_DATE = re.compile(
    r"(?P<iso>\b\d{4}-\d\d-\d\d)(?!\d)"
    r"|(?P<d>\b\d{1,2})(?:st|nd|rd|th)?\s+(?P<m>[A-Z][A-Za-z]{2,8})\.?,?\s+(?P<y>\d{4})\b"
    r"|(?P<m2>\b[A-Z][A-Za-z]{2,8})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4})\b"
)
# a date that the page gives as that of publication
DATED = re.compile(
    r"^(?:first )?(?:published|posted)\s*(?:on|at)?\s*[:|]?\s*(.{6,60})$", re.IGNORECASE
)
# “MOSCOW, March 5, 2026 (Agency) —” at the beginning of a report
DATELINE = re.compile(
    r"^[A-Z][A-Z .,'’/-]{2,40}[,(]\s*(?=\d|[A-Z][a-z])(.{6,30}?)\)?\s*(?:\([^)]{2,30}\))?\s*[—–-]"
)
# “8 hours ago” where the page says when it appeared
AGO = re.compile(r"\b(\d{1,3}|an?|one) (min(?:ute)?|hour|hr|day|week)s? ago\b", re.IGNORECASE)
STEPS = {"min": timedelta(minutes=1), "minute": timedelta(minutes=1), "hr": timedelta(hours=1)}
STEPS |= {"hour": timedelta(hours=1), "day": timedelta(1), "week": timedelta(7)}
WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE)
# how much of an article tells of the day on which it was written
LEDE = 700
# an upload is looked at twice when its article is older than this
OLD = timedelta(60)


def find_publication(
    source_text: str,
    cleaning: Cleaning,
    given: Given,
    found: Found,
    furniture: Collection[str],
) -> Publication:
    """Say when an article appeared and who says so; unknown when nobody does.

    A weekday or “8 hours ago” counts only from a known moment: that of the mail, or of the upload.
    """
    # who forwards a page tells its date no better than the page
    told = found.published is not None and given.basis == "forward"
    if given.published is not None and not told:
        return Publication(
            given.published, given.precision or "day", given.basis or "editor", given.basis_note
        )
    if found.published is not None:
        return Publication(found.published, "day", "page")
    stated = _stated(source_text, cleaning, furniture)
    if stated is not None:
        return stated
    inferred = _inferred(source_text, cleaning, given, found, furniture)
    if inferred is not None:
        return inferred
    mail = f"a mail of {write_day(found.sent)}" if found.sent else None
    return Publication(note=given.basis_note or mail)


def find_remarks(metadata: Metadata, received_at: datetime, now: datetime) -> tuple[str, ...]:
    """Say what an editor should look at twice before publishing, each in one sentence.

    A date is old by when the document came, which may be long ago.

    Made from what is stored, so that a card that is shown again, or was mended, says it anew.
    """
    return tuple(_remarks(metadata, received_at, now))


def _remarks(metadata: Metadata, received_at: datetime, now: datetime) -> Iterator[str]:
    publication = metadata.publication
    on, written = publication.on, write_publication(publication)
    # the day may have begun already where the outlet is
    latest = now.astimezone(UTC) + timedelta(hours=14)
    if on is not None and publication.precision != "unknown":
        if on > latest.date():
            yield f"Its date, {written}, is still to come: please check it."
        elif publication.basis != "editor" and on < received_at.astimezone(UTC).date() - OLD:
            yield f"Its date, {written}, is long before it came: please check it."
        elif publication.basis == "inferred":
            yield f"Its date, {written}, was worked out from {publication.note}: please check it."
    if metadata.language != "en":
        yield "It is not in English: it is kept, but no briefing will quote it."


def _stated(source_text: str, cleaning: Cleaning, furniture: Collection[str]) -> Publication | None:
    for line in furniture:
        dated = DATED.match(line)
        on = _calendar(dated.group(1)) if dated else None
        if on is not None:
            return Publication(on, "day", "page", " ".join(line.split()))
    # the first line may be a teaser or a caption that was kept; a dateline begins one of the first
    for kept in cleaning.kept[:3]:
        opening = DATELINE.match(kept.span.of(source_text)[:120])
        on = _calendar(opening.group(1)) if opening else None
        if opening is not None and on is not None:
            return Publication(on, "day", "stated", " ".join(opening.group().split()))
    return None


def _calendar(words: str) -> date | None:
    for match in FULL_DATE.finditer(words):
        try:
            if match["iso"]:
                return date.fromisoformat(match["iso"])
            month = MONTHS.index((match["m"] or match["m2"])[:3].lower()) + 1
            return date(int(match["y"] or match["y2"]), month, int(match["d"] or match["d2"]))
        except ValueError:
            continue
    return None


def _inferred(
    source_text: str,
    cleaning: Cleaning,
    given: Given,
    found: Found,
    furniture: Collection[str],
) -> Publication | None:
    if found.sent is not None:
        known, of = datetime.combine(found.sent, time(12), UTC), "day of the mail"
    elif given.received_at is not None:
        known, of = given.received_at, "day of the upload"
    else:
        return None
    lede = _lede(source_text, cleaning)
    for on, words in (*_ago(furniture, known), *_weekdays(lede, known.date())):
        note = f"“{words}” and the {of}, {write_day(known.date())}"
        return Publication(on, "day", "inferred", note)
    return None


def _ago(furniture: Collection[str], known: datetime) -> Iterator[tuple[date, str]]:
    for line in furniture:
        ago = AGO.search(line) if len(line) < 80 else None
        if ago is not None:
            count = int(ago.group(1)) if ago.group(1).isdigit() else 1
            yield (known - count * STEPS[ago.group(2).lower()]).date(), ago.group()


def _weekdays(lede: str, known: date) -> Iterator[tuple[date, str]]:
    """Yield the weekdays of a lede that have been: a report names the day on which it was written."""
    for each in find_dates(lede, known):
        words = each.span.of(lede)
        if WEEKDAY.fullmatch(words) and re.fullmatch(r"\d{4}-\d\d-\d\d", each.value):
            on = date.fromisoformat(each.value)
            if known - timedelta(6) <= on <= known:
                yield on, words


def _lede(source_text: str, cleaning: Cleaning) -> str:
    told: Sequence[str] = [kept.joiner + kept.span.of(source_text) for kept in cleaning.kept[:6]]
    return "".join(told)[:LEDE]
