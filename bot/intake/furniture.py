"""Lines that are never a sentence of an article: share buttons, adverts, comment forms and the like."""

from __future__ import annotations

import re

# what a line of page furniture looks like, with the reason that an editor is told
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern, re.IGNORECASE))
    for reason, pattern in (
        # “444 SHARES Share Tweet”, not “200 shares were sold in the first hour of trade”
        (
            "share buttons",
            r"^[\d.,]+[km]?\s*(?:shares?|views?|likes?|reads?|comments?|retweets?)\b(?!(?:\s+\w+){4})",
        ),
        (
            "share buttons",
            r"^(?:(?:share|tweet|pin(?: it)?|e-?mail|print|whatsapp|facebook|twitter|x|telegram"
            r"|linkedin|reddit|pinterest|tumblr|copy link|save|bookmark|on|via|this|article|story"
            r"|with|friends|link|more|share this|flipboard|instagram|youtube|messenger|viber)"
            r"(?:[\s|·•,:/]+|$))+$",
        ),
        ("shortcode", r"^(?:\S+\s+){0,6}\[[a-z0-9_]+(?:\s+[a-z0-9_]+=[^\]]*)?\]$"),
        (
            "skip link",
            r"^(?:press .{1,12} to )?(?:skip|jump) to"
            r" (?:main |the |primary )?(?:content|navigation|menu|footer|search)",
        ),
        (
            "advertisement",
            r"^(?:advertisements?|advertising|advertorial|sponsored(?: content| links)?|promoted"
            r"|ad|ads by \w+|advertise with us)\W*$",
        ),
        ("advertisement", r"^(?:(?:story|article) continues (?:below|after)|scroll to continue)\b"),
        ("audio player", r"^listen to (?:this|the) (?:story|article|audio)\b.{0,20}$"),
        ("audio player", r"^(?:\d{1,2}:)?\d{1,2}:\d\d(?:\s*/\s*\d{1,2}:\d\d)?$"),
        ("audio player", r"^note: ?ai technology was used\b"),
        ("gallery", r"^(?:image|photo|picture|slide) \d+ (?:from|of|in)\b.{0,30}$"),
        ("gallery", r"^\d{1,3}(?:\s*(?:/|of)\s*\d{1,3})?$"),
        (
            "date line",
            r"^(?:first )?(?:published|posted|updated|last (?:updated|modified))"
            r"(?:\s*(?:on|at)?\s*[:|]|\s*(?:on|at)?\s*(?=(?:\w+,?\s+){0,2}\S*\d)[^.]{0,40}$)",
        ),
        (
            "date line",
            r"^\d+\s+(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago\W*$",
        ),
        ("reading time", r"^\d+\s*-?(?:min(?:ute)?s?)\s+read\W*$"),
        ("greeting", r"^welcome to .{2,60}(?:stay|your|news|read)\b"),
        (
            "photo credit",
            r"^\W{0,2}(?:photo|image|picture|credit|file photo|photograph)s?"
            r"\s*(?:credit|by|courtesy)?\s*[:|/©].{0,100}$",
        ),
        (
            "photo caption",
            r"^[^.]{0,90}\((?:left|right|l|r|centre|center|[lr] to [lr])\)[^.]{0,90}$",
        ),
        (
            "photo credit",
            r"^.{0,90}(?:getty images|/reuters|/afp|via ap|ap photo|shutterstock)\S{0,12}\W*$",
        ),
        ("comments", r"^(?:\d+\s+|no\s+)?comments?(?:\s*\(\d+\))?\W*$"),
        (
            "comments",
            r"^(?:leave a (?:reply|comment)|post a comment|join the (?:conversation|discussion)"
            r"|add a comment|(?:view|show|read) (?:all )?(?:\d+ )?comments)\b.{0,40}$",
        ),
        ("comments", r"^your e-?mail address will not be published"),
        ("comments", r"^required fields are marked"),
        (
            "links",
            r"^(?:related|more|recommended|popular|trending|latest|further|similar)\s+(?:articles?"
            r"|stories|posts?|news|reading|topics?|from|on|coverage|content|videos?)\b[^.]{0,50}$",
        ),
        ("links", r"^(?:read|see|watch|view)\s+(?:more|also|next|all|the full)\b[^.]{0,90}$"),
        (
            "links",
            r"^(?:you may (?:also )?like|you might (?:also )?like|most (?:read|popular|viewed)"
            r"|editors?['’]?s? picks?|don['’]t miss|also read|must read|up next|next article"
            r"|previous article|next story|next post|previous post|related)\b[^.]{0,80}$",
        ),
        (
            "newsletter",
            r"^(?:subscribe|sign up|sign in|log ?in|register|follow us|join us"
            r"|download (?:our|the) app|get (?:our|the) (?:newsletter|app))\b.{0,120}$",
        ),
        ("copyright", r"^(?:©|\(c\)|copyright\b).{0,120}$"),
        ("copyright", r"^.{0,100}\ball rights reserved\b.{0,40}$"),
        (
            "tags",
            r"^(?:tags?|topics?|filed under|categories|category|keywords|posted in|related topics)"
            r"\s*[:|].{0,160}$",
        ),
        (
            "navigation",
            r"^(?:home|menu|search|close|news|world|politics|business|sports?|opinion|contact(?: us)?"
            r"|about(?: us)?|privacy(?: policy| notice)?|terms(?: of (?:use|service))?"
            r"|cookies?(?: policy)?|back to top|skip ad|loading\W*|faq|archives?|newsletters?"
            r"|careers?|site ?map|my account|toggle navigation)$",
        ),
        (
            "cookies",
            r"^(?:we use cookies|this (?:site|website) uses cookies|accept (?:all )?cookies)\b",
        ),
    )
)
# “By Ann Lee”, “By our correspondent”, “Written by Ann Lee and Bo Chen”; the name starts large
BYLINE = re.compile(
    r"^(?:By|BY|Written by|Reported by|From)\s+(?:our\s+\w+|[A-Z][\w.’'-]+)"
    r"(?:[\s,]+(?:and\s+)?[A-Z][\w.’'-]+){0,6}$"
)
# kinds of furniture whose words begin true sentences too: “Copyright law protects …”
SOFT = frozenset(
    {"copyright", "newsletter", "links", "tags", "comments", "photo credit", "greeting"}
)
LONGEST = 240


def is_soft(reason: str | None, line: str) -> bool:
    """Say whether a line may be a sentence all the same; none begins with the sign of copyright."""
    return reason in SOFT and not line.startswith("©")


def find_reason(line: str) -> str | None:
    """Return why a line is no part of an article; None when it may be."""
    if not any(letter.isalnum() for letter in line):
        return "ornament"
    if len(line) > LONGEST:
        return None
    for reason, pattern in PATTERNS:
        if pattern.search(line):
            return reason
    return "byline" if BYLINE.match(line) else None
