"""What names a time in English news, by the way in which it is resolved."""

from __future__ import annotations

import re

from bot.dates.words import MONTHS, NUMBERS, PARTS, POWERS, SEASONS, WEEKDAYS

FULL = "|".join(month.title() for month in MONTHS)
MONTH = rf"(?-i:(?:(?:{FULL}|{FULL.upper()})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?))"
# “may” and “march” are names of months only where nothing else can stand
SURE = rf"(?-i:(?!May|March|MAY|MARCH)(?:{FULL}|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.))(?!\w)"
DAYS = "|".join(day.title() for day in WEEKDAYS)
DAY = rf"(?-i:(?:{DAYS})\b)"
NUMBER = rf"(?:{'|'.join([*NUMBERS, *POWERS])})"
SPELLED = rf"(?:(?:an? )?{NUMBER}(?:[\s-]+(?:and )?{NUMBER}){{0,4}})"
DIGITS = r"(?:\d[\d,]{0,12}(?:\.\d+)?(?: 1/2|½)?)"
COUNT = (
    rf"(?:(?:{DIGITS}|{SPELLED}) and a half"
    rf"|{DIGITS}(?:\s*(?:to|or|-)\s*{DIGITS})?|{SPELLED}(?: (?:to|or) {SPELLED})?"
    r"|half an?|another|an? couple of|the couple of|couple of|an? few|few|several|many|an?)"
)
PLAIN = "second|minute|hour|day|night|week|month|quarter|year|decade"
UNIT = rf"(?:(?:{PLAIN})s?|century|centuries)\b"
SOLAR = r"(?:day|week|month|quarter|year|decade|century)"
ABOUT = (
    r"(?:(?:nearly|almost|at least|more than|less than|fewer than|up to|over|under"
    r"|no more than|just over|just under) )?"
)
WHEN = r"(?:(?:(?:early|earlier|late|later)(?: (?:on|in))?|sometime) |mid[\s-]+)?"
LASTING = r"(?:more|additional|full|consecutive|straight|extra|whole|long|business|working|trading)"
PART = r"(?:morning|afternoon|evening|night)"
ORDINAL = r"(?:first|second|third|fourth)"
ZONE = r"(?:[ECMP][SD]?T|GMT|UTC|BST|CET|[Ee]astern(?: time)?|local time)"
CLOCK = (
    rf"(?:\d{{1,2}}(?:[:.]\d\d)?\s*[ap](?:\.\s?m\b\.?|m\b)(?:[\s,]*\(?{ZONE}\b\)?)?"
    rf"|\d{{1,2}}:?\d\d\s*(?:hours )?{ZONE}\b|noon|midday|midnight)"
)
NTH = r"\d{1,2}(?:st|nd|rd|th)?\b(?![.,:]?\d|\s*(?:percent|%|million|billion))"
YEAR = r"(?:1[5-9]|20)\d\d\b(?![.,]\d|%)"
READ = (
    r"(?:nineteen|twenty) (?:oh[\s-])?(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?\b"
)
CALENDAR = rf"(?:{MONTH} (?:the )?{NTH}(?:,? {YEAR})?|{NTH} (?:of )?{MONTH}(?:,? {YEAR})?)"
THIS_DAY = (
    rf"(?:(?:on )?(?:(?:last|next|this(?: coming)?|the (?:previous|following)) )?{DAY}"
    rf"(?:,? {CALENDAR})?|{CALENDAR}|yesterday|today|tomorrow)"
)
HOLIDAY = (
    r"(?-i:Thanksgiving(?: Day)?|Christmas(?: (?:Day|Eve))?|New Year['’]s (?:Day|Eve)"
    r"|Easter(?: (?:Sunday|Monday))?(?! Island)|Good Friday|Halloween|Valentine['’]s Day"
    r"|Independence Day|Labor Day|Memorial Day|Veterans Day|Election Day|Boxing Day)"
)
TWENTIES = "(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)"
SEASON = rf"(?:{'|'.join(SEASONS)})"
WHOSE = r"(?:(?:last|this|next|the previous) year(?:['’]s)?)"
BACK = r"(?:year-(?:earlier|ago))"
END = r"(?![\w-])"

# what is counted by a number that is no year
COUNTED = (
    "(?:people|men|women|troops|soldiers|miles|km|kilometers|feet|votes|points|workers|jobs|employees"
    "|shares|dollars|pounds|meters|metres|tons)"
)
# the first that fits at a place wins; a space stands for any white space
TABLE = {
    "clock": rf"(?:{CLOCK})(?: \(\d{{4}} GMT\))?(?:,? (?:on )?{THIS_DAY})?",
    "part": (
        rf"{WHEN}(?:(?:(?:last|next|this) )?{DAY}|yesterday|tomorrow|this|last(?= night\b)|that(?! night of)"
        rf"|the (?:next|following|previous|same)) {PART}{END}|tonight|overnight"
        rf"|(?:the )?(?:early )?{PART} of {THIS_DAY}|{THIS_DAY} at {CLOCK}"
        rf"|(?<=\bin\sthe\s){PART}|mid[\s-]?(?:morning|afternoon){END}"
    ),
    "set": (
        rf"(?:every|each) (?:other |{ORDINAL} |\d+ |two |three |four )?"
        rf"(?:{UNIT}|{DAY}|{MONTH})(?: {PART})?"
        rf"|each of the (?:last|past|next) {COUNT} {UNIT}"
        rf"|(?-i:(?:{DAYS})s\b)(?!['’])|{DAY} (?:morning|afternoon|evening|night)s"
        r"|(?:hourly|nightly|daily|weekly|biweekly|monthly|annually|yearly)\b"
        rf"|(?:once|twice|(?:several|two|three|four|five|\d+) times) an? {SOLAR}\b"
    ),
    "date": rf"{WHEN}(?:(?:last|next|this) )?(?:{DAY},? )?{CALENDAR}(?: (?:this|last|next) year\b)?",
    "iso": r"\d{4}-\d\d-\d\d\b",
    "numeric": r"\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b",
    "month": (
        rf"{WHEN}(?:(?:last|this|next) )?(?:{MONTH},? (?:of )?(?:{YEAR}|{WHOSE})"
        rf"|{SURE}|(?<=\bin\s)(?-i:May|March){END}(?! on\b| \d))"
        r"|(?:early|late|mid|last|next|this|by|since|until|from|between)[\s-]+(?-i:May|March)\b"
        r"(?! (?:of|on|for|in)\b| \d)"
    ),
    "quarter": (
        rf"(?:the |its )?(?:{YEAR}(?:['’]s)? |{WHOSE} |{BACK} |latest |same )?(?:fiscal[\s-]+)?"
        rf"{ORDINAL}[\s-]+quarter\b(?: (?:of )?(?:(?:fiscal )?{YEAR}|{WHOSE}|a year (?:earlier|ago)))?"
        rf"|{WHOSE} quarter\b"
        rf"|(?:the|this|last|next) (?:(?:latest|current|same|previous|prior|{BACK}|{YEAR}) )?quarter\b"
        r"(?: a year (?:earlier|ago))?"
    ),
    "half": (
        rf"the (?:first|second|last) half(?: of (?:{YEAR}|(?:this|last|next|the) year\b))?(?! of\b)"
    ),
    "period": (
        rf"(?:the )?{BACK}(?: (?:period|level|figure)s?)?\b"
        rf"|the {YEAR} period\b|the latest period\b"
        r"|the (?:same|corresponding|comparable|like) (?:period|month|week|time)"
        rf"(?: (?:of )?(?:last year|the previous year|a year (?:ago|earlier|before))| in {YEAR})"
    ),
    "decade": (
        r"(?:the )?(?:(?:early|mid|late)[\s-]+)?(?:(?:1[5-9]|20)\d0['’]?s\b|['’][2-9]0s\b)"
        rf"|the (?:(?:early|mid|late)[\s-]+)?(?:nineteen )?{TWENTIES}\b"
    ),
    "century": r"(?:the )?(?:(?:early|mid|late)[\s-]+)?(?:1\d|2[01])(?:st|th)[\s-]century\b",
    "fiscal": rf"(?:the )?fiscal (?:year )?{YEAR}|the year (?:{YEAR}|two thousand|{READ})",
    "step": (
        rf"{ABOUT}{COUNT}[\s-]+(?:{UNIT})(?: or so)? (?:ago|earlier|later|from now)\b"
        rf"|(?:the|a) {SOLAR} (?:before|after)(?=\s*[.,;:)]|\s*$)"
        r"|the day (?:before yesterday|after tomorrow)"
        rf"|{WHEN}the (?:same|next|following|previous|prior) (?:{SOLAR}|weekend)\b"
        rf"|{WHEN}that(?: same)? (?:day|week|month|year|summer|winter|weekend)\b"
    ),
    "span": (  # a stretch that ends at the day of publication or at a named one
        r"the (?:fiscal )?year(?= (?:ended|ending|to|through)\b)"
        rf"|the (?:full |fiscal )year{END}"
    ),
    "current": (
        rf"{WHEN}(?:(?:this|last|next)(?: (?:past|coming))?|the current"
        r"|(?:the )?(?:end|middle|beginning|start) of (?:this|last|next|the))"
        rf" (?:(?:fiscal|calendar) )?(?:{SOLAR}|weekend|{SEASON})\b(?!-)"
        rf"|{WHEN}the (?:weekend|week|year)(?![\w-])|(?:year['’]s|year[\s-])\s?end\b"
        rf"|(?:over|during|by|since|until|through) the (?:spring|summer|autumn|fall|winter)\b"
        rf"|{WHEN}the (?:summer|autumn|winter|spring)\b(?: of (?:{YEAR}|{READ}))?"
        rf"|{SEASON} (?:of )?{YEAR}"
    ),
    "refs": (
        r"now\b(?!-)|(?:more |most )?(?:currently|recently|lately)\b|at present\b|right now\b|nowadays\b"
        r"|the (?:near )?future\b(?! of\b)|the past\b(?! \w+)|(?:the )?near term\b"
        rf"|(?:recent|previous|past|earlier|future|coming) (?:{PLAIN})s(?: and (?:{PLAIN})s)?\b"
        rf"|(?:one|some) day\b(?= \w)|someday\b|the (?:{PLAIN})s ahead\b|an? later date\b"
    ),
    "duration": (
        rf"(?:(?:the )?(?:(?:first|last|past|next|latest|coming|final|previous|{BACK}) ))?"
        rf"(?:the )?{ABOUT}{COUNT}(?: {LASTING}){{0,3}}[\s-]+(?:{UNIT})(?: and a half| or so| or two)?"
        r"(?![\s-]+olds?\b|-(?:earlier|ago))"
        r"|(?:decades|centuries|years|months|weeks|days|hours|minutes)\b(?![\s-]+(?:old|ago)|['’])"
        r"(?: or (?:years|months|weeks|days|hours))?"
        rf"|the (?:past|coming) {SOLAR}\b|an additional (?:{UNIT})"
    ),
    "weekday": rf"{WHEN}(?:(?:last|next|this(?: coming)?|the (?:previous|following)) )?{DAY}",
    "today": rf"{WHEN}(?:yesterday|today|tomorrow)\b",
    "holiday": rf"(?:(?:last|next|this) )?{HOLIDAY}\b(?: {YEAR})?",
    "year": rf"(?:(?:early|late|mid)[\s-]+)?(?<![$£€#]){YEAR}(?! {COUNTED}\b)|{READ}",
}
FOUND = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in TABLE.items()).replace(" ", r"\s+"),
    re.IGNORECASE,
)

# what can follow an article, or stand there without one
PLAIN_OPENERS = {
    *MONTHS,
    *WEEKDAYS,
    *(day + "s" for day in WEEKDAYS),
    *NUMBERS,
    *POWERS,
    *SEASONS,
    *PARTS,
    *"""every each another early earlier late later mid sometime last next this same following previous
    prior past latest coming final first second third fourth fiscal year decades centuries years months weeks
    days hours minutes recent future one some someday hourly nightly daily weekly biweekly monthly annually
    yearly once twice several two three nearly almost more most less fewer up over under no just half couple
    few many now currently recently lately right nowadays near yesterday today tomorrow thanksgiving christmas
    new easter good halloween valentine independence labor memorial veterans election boxing jan feb mar apr
    jun jul aug sep sept oct nov dec""".split(),
}
AFTER_ARTICLE = frozenset(PLAIN_OPENERS) | frozenset(
    """second minute hour day night week month quarter decade century weekend current corresponding
    comparable like full end middle beginning start additional nineteen twenties thirties forties fifties
    sixties seventies eighties nineties""".split()
)
AFTER_THAT = frozenset("same day week month year summer winter weekend".split()) | PARTS.keys()
AFTER_PREPOSITION = frozenset("the may march".split())
# what must follow some words where an expression begins with them
FOLLOWERS = {
    **dict.fromkeys(("a", "an", "the"), AFTER_ARTICLE),
    "that": AFTER_THAT,
    **dict.fromkeys("during by since until through from between".split(), AFTER_PREPOSITION),
}
# the words with which one can begin; a number may always
OPENERS = frozenset(PLAIN_OPENERS | FOLLOWERS.keys())
WORD = re.compile(
    r"(?<![\w$£€#])(?<!\d[.,])(?:[A-Za-z]+|(?P<number>\d+))|(?P<decade>(?<=\s)['’]\d0s)"
)
NEXT_WORD = re.compile(r"\s+([A-Za-z]+)")
