"""Which language a text is in, told by its commonest little words or its script."""

from __future__ import annotations

import re
from collections import Counter

# words that are frequent in one language and rare in the others
COMMON: dict[str, frozenset[str]] = {
    "en": frozenset(
        "the of and to in is that was for with as are by from has this it on said".split()
    ),
    "fr": frozenset("le la les des et du une est pour dans que qui sur pas au avec ce il".split()),
    "de": frozenset(
        "der die das und den von zu mit ist des im dem nicht ein eine auf für sich".split()
    ),
    "es": frozenset("el los las del que una por con para es su al lo como más pero se ha".split()),
    "it": frozenset("il di che gli della per una del con non sono le nel alla dei è anche".split()),
    "pt": frozenset("o os as do da dos das em um uma para com não que por mais na no foi".split()),
    "nl": frozenset("de het een van en dat op te voor met zijn niet aan er die ook door".split()),
    "tr": frozenset("ve bir bu için ile olarak da de olan çok daha gibi sonra kadar ise".split()),
    "pl": frozenset("i w na z że się do nie jest to od przez oraz o jak po".split()),
    "id": frozenset("yang dan di dengan untuk ini itu dari pada tidak dalam akan ke".split()),
    "sv": frozenset("och att det som en på är av för med till den har inte om ett".split()),
}
# a script that alone tells a language, or one of few
SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("uk", re.compile(r"[іїєґ]", re.IGNORECASE)),
    ("ru", re.compile(r"[а-яё]", re.IGNORECASE)),
    ("fa", re.compile(r"[پچژگ]")),
    ("ar", re.compile(r"[\u0621-\u064a]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("el", re.compile(r"[α-ω]", re.IGNORECASE)),
    ("hi", re.compile(r"[\u0904-\u0939]")),
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7a3]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
)
WORD_LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W\d_]+")
# letters looked at, in the middle of the text: menus stand at its ends
SAMPLE = 5_000


def guess_language(text: str) -> str:
    """Return the two letters of the likeliest language; "en" when nothing tells."""
    start = max(0, (len(text) - SAMPLE) // 2)
    sample = text[start : start + SAMPLE]
    if not sample.isascii():
        letters = len(WORD_LETTER.findall(sample)) or 1
        for language, script in SCRIPTS:
            # a name or a quotation in another script makes no language
            share = len(script.findall(sample)) / letters
            if share > (0.03 if language in ("uk", "fa", "ja") else 0.4):
                return language
    words = Counter(WORD.findall(sample.lower()))
    counts = {code: sum(words[word] for word in common) for code, common in COMMON.items()}
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    # a page of menus has few little words of any language
    return best if counts[best] > 1.3 * counts["en"] and counts[best] >= 5 else "en"
