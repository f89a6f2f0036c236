"""What names a time in English news, by the way in which it is resolved."""

from __future__ import annotations

import re

from bot.dates.words import MONTHS, NUMBERS, PARTS, POWERS, SEASONS, WEEKDAYS

FULL = "|".join(month.title() for month in MONTHS)
MONTH = rf"(?-i:(?:{FULL}|{FULL.upper()}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b)\.?"
# “may” and “march” are names of months only where nothing else can stand
SURE = rf"(?-i:(?!May|March|MAY|MARCH)(?:{FULL}|Jan\.|Feb\.|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.))(?!\w)"
DAYS = "|".join(day.title() for day in WEEKDAYS)
DAY = rf"(?-i:(?:{DAYS})\b)"
NUMBER = rf"(?:{'|'.join([*NUMBERS, *POWERS])})"
SPELLED = rf"(?:(?:an?\s+)?{NUMBER}(?:[\s-]+(?:and\s+)?{NUMBER})*)"
DIGITS = r"(?:\d[\d,]*(?:\.\d+)?(?:\s+1/2|½)?)"
COUNT = (
    rf"(?:{DIGITS}(?:\s*(?:to|or|-)\s*{DIGITS})?|{SPELLED}(?:\s+(?:to|or)\s+{SPELLED})?"
    r"|half\s+an?|another|an?\s+couple\s+of|the\s+couple\s+of|couple\s+of|an?\s+few|few|several|many|an?)"
)
PLAIN = "second|minute|hour|day|night|week|month|quarter|year|decade"
UNIT = rf"(?:(?:{PLAIN})s?|century|centuries)\b"
SOLAR = r"(?:day|week|month|quarter|year|decade|century)"
ABOUT = (
    r"(?:(?:nearly|almost|at\s+least|more\s+than|less\s+than|fewer\s+than|up\s+to|over|under"
    r"|no\s+more\s+than|just\s+over|just\s+under)\s+)?"
)
WHEN = r"(?:(?:(?:early|earlier|late|later)(?:\s+(?:on|in))?|sometime)\s+|mid[\s-]+)?"
LASTING = r"(?:more|additional|full|consecutive|straight|extra|whole|long|business|working|trading)"
PART = r"(?:morning|afternoon|evening|night)"
ORDINAL = r"(?:first|second|third|fourth)"
ZONE = r"(?:[ECMP][SD]?T|GMT|UTC|BST|CET|[Ee]astern(?:\s+time)?|local\s+time)"
CLOCK = (
    rf"(?:\d{{1,2}}(?:[:.]\d\d)?\s*[ap](?:\.\s?m\b\.?|m\b)(?:[\s,]*\(?{ZONE}\b\)?)?"
    rf"|\d{{1,2}}:?\d\d\s*(?:hours\s+)?{ZONE}\b|noon|midday|midnight)"
)
NTH = r"\d{1,2}(?:st|nd|rd|th)?\b(?![.,:]?\d|\s*(?:percent|%|million|billion))"
YEAR = r"(?:1[5-9]|20)\d\d\b(?![.,]\d|%)"
READ = (
    r"(?:nineteen|twenty)\s+(?:oh[\s-])?(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[\s-](?:one|two|three|four|five|six|seven|eight|nine))?\b"
)
CALENDAR = (
    rf"(?:{MONTH}\s+(?:the\s+)?{NTH}(?:,?\s+{YEAR})?|{NTH}\s+(?:of\s+)?{MONTH}(?:,?\s+{YEAR})?)"
)
THIS_DAY = (
    rf"(?:(?:on\s+)?(?:(?:last|next|this(?:\s+coming)?|the\s+(?:previous|following))\s+)?{DAY}"
    rf"(?:,?\s+{CALENDAR})?|{CALENDAR}|yesterday|today|tomorrow)"
)
HOLIDAY = (
    r"(?-i:Thanksgiving(?:\s+Day)?|Christmas(?:\s+(?:Day|Eve))?|New\s+Year['’]s\s+(?:Day|Eve)"
    r"|Easter(?:\s+(?:Sunday|Monday))?(?!\s+Island)|Good\s+Friday|Halloween|Valentine['’]s\s+Day"
    r"|Independence\s+Day|Labor\s+Day|Memorial\s+Day|Veterans\s+Day|Election\s+Day|Boxing\s+Day)"
)
SEASON = rf"(?:{'|'.join(SEASONS)})"
WHOSE = r"(?:(?:last|this|next|the\s+previous)\s+year(?:['’]s)?)"
BACK = r"(?:year-(?:earlier|ago))"
END = r"(?![\w-])"

# the first that fits at a place wins
TABLE = {
    "clock": rf"(?:{CLOCK})(?:\s+\(\d{{4}}\s+GMT\))?(?:,?\s+{THIS_DAY})?",
    "part": (
        rf"{WHEN}(?:(?:on\s+)?(?:last|next|this)?\s*{DAY}|yesterday|tomorrow|this|last(?=\s+night\b)|that(?!\s+night\s+of)"
        rf"|the\s+(?:next|following|previous|same))\s+{PART}{END}|tonight|overnight"
        rf"|(?:the\s+)?(?:early\s+)?{PART}\s+of\s+{THIS_DAY}|{THIS_DAY}\s+at\s+{CLOCK}"
        rf"|(?<=\bin\sthe\s){PART}|mid[\s-]?(?:morning|afternoon){END}"
    ),
    "set": (
        rf"(?:every|each)\s+(?:other\s+|{ORDINAL}\s+|\d+\s+|two\s+|three\s+|four\s+)?(?:{UNIT}|{DAY}|{MONTH})(?:\s+{PART})?"
        rf"|each\s+of\s+the\s+(?:last|past|next)\s+{COUNT}\s+{UNIT}"
        rf"|(?-i:(?:{DAYS})s\b)(?!['’])|{DAY}\s+(?:morning|afternoon|evening|night)s"
        r"|(?:hourly|nightly|daily|weekly|biweekly|monthly|annually|yearly)\b"
        rf"|(?:once|twice|(?:several|two|three|four|five|\d+)\s+times)\s+an?\s+{SOLAR}\b"
    ),
    "date": rf"{WHEN}(?:(?:last|next|this)\s+)?(?:{DAY},?\s+)?{CALENDAR}(?:\s+(?:this|last|next)\s+year\b)?",
    "iso": r"\d{4}-\d\d-\d\d\b",
    "numeric": r"\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)\b",
    "month": (
        rf"{WHEN}(?:(?:last|this|next)\s+)?(?:{MONTH},?\s+(?:of\s+)?(?:{YEAR}|{WHOSE})"
        rf"|{SURE}|(?<=\bin\s)(?-i:May|March){END}(?!\s+on\b|\s+\d))"
        r"|(?:early|late|mid|last|next|this|by|since|until|from|between|of)[\s-]+(?-i:May|March)\b(?!\s+(?:of|on|for|in|\d)\b)"
    ),
    "quarter": (
        rf"(?:the\s+|its\s+)?(?:{YEAR}(?:['’]s)?\s+|{WHOSE}\s+|{BACK}\s+|latest\s+|same\s+)?(?:fiscal[\s-]+)?"
        rf"{ORDINAL}[\s-]+quarter\b(?:\s+(?:of\s+)?(?:(?:fiscal\s+)?{YEAR}|{WHOSE}|a\s+year\s+(?:earlier|ago)))?"
        rf"|{WHOSE}\s+quarter\b"
        rf"|(?:the|this|last|next)\s+(?:(?:latest|current|same|previous|prior|{BACK}|{YEAR})\s+)?quarter\b"
        r"(?:\s+a\s+year\s+(?:earlier|ago))?"
    ),
    "half": rf"the\s+(?:first|second|last)\s+half(?:\s+of\s+(?:{YEAR}|(?:this|last|next|the)\s+year\b))?(?!\s+of\b)",
    "period": (
        rf"(?:the\s+)?{BACK}(?:\s+(?:period|level|figure)s?)?\b"
        rf"|the\s+{YEAR}\s+period\b|the\s+latest\s+period\b"
        r"|the\s+(?:same|corresponding|comparable|like)\s+(?:period|month|week|time)"
        r"(?:\s+(?:of\s+)?(?:last\s+year|the\s+previous\s+year|a\s+year\s+(?:ago|earlier|before))|\s+in\s+(?:1[5-9]|20)\d\d)"
    ),
    "decade": (
        r"(?:the\s+)?(?:(?:early|mid|late)[\s-]+)?(?:(?:1[5-9]|20)\d0['’]?s\b|['’][2-9]0s\b)"
        rf"|the\s+(?:(?:early|mid|late)[\s-]+)?(?:nineteen\s+)?(?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b"
    ),
    "century": r"(?:the\s+)?(?:(?:early|mid|late)[\s-]+)?(?:1\d|2[01])(?:st|th)[\s-]century\b",
    "fiscal": rf"(?:the\s+)?fiscal\s+(?:year\s+)?{YEAR}|the\s+year\s+(?:{YEAR}|two\s+thousand|{READ})",
    "step": (
        rf"{ABOUT}{COUNT}[\s-]+(?:{UNIT})(?:\s+or\s+so)?\s+(?:ago|earlier|later|from\s+now)\b"
        rf"|(?:the|a)\s+{SOLAR}\s+(?:before|after)(?=\s*[.,;:)]|\s*$)|the\s+day\s+(?:before\s+yesterday|after\s+tomorrow)"
        rf"|{WHEN}the\s+(?:same|next|following|previous|prior)\s+(?:{SOLAR}|weekend)\b"
        rf"|{WHEN}that(?:\s+same)?\s+(?:day|week|month|year|summer|winter|weekend)\b"
    ),
    "span": (  # a stretch that ends at the day of publication or at a named one
        rf"the\s+(?:fiscal\s+)?year(?=\s+(?:ended|ending|to|through)\b)|the\s+(?:full\s+|fiscal\s+)year{END}"
    ),
    "current": (
        rf"{WHEN}(?:(?:this|last|next)(?:\s+(?:past|coming))?|the\s+current|(?:the\s+)?(?:end|middle|beginning|start)\s+of\s+(?:this|last|next|the))"
        rf"\s+(?:(?:fiscal|calendar)\s+)?(?:{SOLAR}|weekend|{SEASON})\b(?!-)"
        rf"|{WHEN}the\s+(?:weekend|week|year)(?![\w-])|(?:year['’]s|year[\s-])\s?end\b"
        rf"|(?:over|during|by|since|until|through)\s+the\s+(?:spring|summer|autumn|fall|winter)\b"
        rf"|{WHEN}the\s+(?:summer|autumn|winter|spring)\b(?:\s+of\s+(?:{YEAR}|{READ}))?|{SEASON}\s+(?:of\s+)?{YEAR}"
    ),
    "refs": (
        r"now\b(?!-)|(?:more\s+|most\s+)?(?:currently|recently|lately)\b|at\s+present\b|right\s+now\b|nowadays\b"
        r"|in\s+the\s+(?:near\s+)?future\b|the\s+(?:near\s+)?future\b(?!\s+of\b)|the\s+past\b(?!\s+\w+)|(?:the\s+)?near\s+term\b"
        rf"|(?:recent|previous|past|earlier|future|coming)\s+(?:{PLAIN})s(?:\s+and\s+(?:{PLAIN})s)?\b|(?:one|some)\s+day\b(?=\s+\w)|someday\b"
        rf"|the\s+(?:{PLAIN})s\s+ahead\b|an?\s+later\s+date\b"
    ),
    "duration": (
        rf"(?:(?:(?:the|his|her|its|their)\s+)?(?:(?:first|last|past|next|latest|coming|final|previous|{BACK})\s+))?"
        rf"(?:the\s+)?{ABOUT}{COUNT}(?:\s+{LASTING})*[\s-]+(?:{UNIT})(?:\s+and\s+a\s+half|\s+or\s+so|\s+or\s+two)?(?![\s-]+olds?\b|-(?:earlier|ago))"
        r"|(?:decades|centuries|years|months|weeks|days|hours|minutes)\b(?![\s-]+(?:old|ago)|['’])(?:\s+or\s+(?:years|months|weeks|days|hours))?"
        rf"|the\s+(?:past|coming)\s+{SOLAR}\b|an\s+additional\s+(?:{UNIT})"
    ),
    "weekday": rf"{WHEN}(?:(?:last|next|this(?:\s+coming)?|the\s+(?:previous|following))\s+)?{DAY}",
    "today": rf"{WHEN}(?:yesterday|today|tomorrow)\b",
    "holiday": rf"(?:(?:last|next|this)\s+)?{HOLIDAY}\b(?:\s+{YEAR})?",
    "year": rf"(?:(?:early|late|mid)[\s-]+)?(?<![$£€#]){YEAR}(?!\s+(?:people|men|women|troops|soldiers|miles|km|kilometers|feet|votes|points|workers|jobs|employees|shares|dollars|pounds|meters|metres|tons))|{READ}",
}
FOUND = re.compile(
    "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in TABLE.items()), re.IGNORECASE
)

# the words with which an expression can begin, and those that can follow an article in one
OPENERS = {
    *MONTHS,
    *WEEKDAYS,
    *(day + "s" for day in WEEKDAYS),
    *NUMBERS,
    *POWERS,
    *SEASONS,
    *PARTS,
    *"""every each another early earlier late later mid sometime last next this that same following previous
    prior past latest coming final first second third fourth fiscal year decades centuries years months weeks
    days hours minutes recent future one some someday hourly nightly daily weekly biweekly monthly annually
    yearly once twice several two three nearly almost more most less fewer up over under no just half couple
    few many now currently recently lately right nowadays near yesterday today tomorrow thanksgiving christmas
    new easter good halloween valentine independence labor memorial veterans election boxing jan feb mar apr
    jun jul aug sep sept oct nov dec during by since until through from between""".split(),
}
ARTICLES = {"a", "an", "the"}
AFTER_ARTICLE = OPENERS | {
    *"""second minute hour day night week month quarter decade century weekend current corresponding comparable
    like full end middle beginning start additional nineteen twenties thirties forties fifties sixties
    seventies eighties nineties seconds days quarters weeks""".split()
}
WORD = re.compile(
    r"(?<![\w$£€#])(?<!\d[.,])(?:\d+|(?P<word>[A-Za-z]+)(?=(?:\s+(?P<next>[A-Za-z]+))?))|(?<=\s)['’]\d0s"
)
