"""Bytes into letters: which character set they are in, by their marks, their own word, or a guess."""

from __future__ import annotations

import codecs
import re

MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# what only programs, pictures and the like are made of
CONTROLS = frozenset(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27, 0x1C, 0x1D, 0x1E, 0x1F}
# `<meta charset=…>`, `<?xml encoding=…?>` in the first bytes of a page
DECLARED = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w:.-]+)")
# the character sets that a page may name: others (punycode, escapes) are no way to write one
TRUSTED = re.compile(
    r"cp\d+|iso8859-\d+|koi8-[rtu]|gb\w+|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+|mac-\w+|tis-620"
)
# what browsers take for what pages say
SPOKEN_FOR = {"iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
SPOKEN_FOR |= {"shift_jis": "cp932", "euc_kr": "cp949"}
# what a guess may be
LIKELY = (
    "cp1252 cp1251 koi8_r cp1250 iso8859_2 cp1254 cp1253 cp1255 cp1256 gb18030 big5 cp932 euc_jp"
    " cp949 cp866 iso8859_5"
).split()
# Latin character sets differ in the letters above ASCII only: what languages write with them
CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýžäľĺôŕ", "áéíóöőúüű", "čćđšž", "ăâîşţ")
ALPHABETS = {
    "cp1252": (
        "àâæçéèêëîïôœùûüÿ",
        "äöüß",
        "áéíñóúü",
        "àèéìòùóî",
        "áâãàçéêíóôõú",
        "åäöæøé",
        "ðþæáéíóúýö",
    ),
    "cp1254": ("çğıöşüâîû",),
    "cp1250": CENTRAL,
    "iso8859_2": CENTRAL,
}
SAMPLE = 65_536


def is_text(data: bytes) -> bool:
    """Say whether the first bytes could be letters of a one-byte character set."""
    return not any(byte in CONTROLS for byte in data[:4096])


def decode_bytes(data: bytes, *, ends_early: bool = False) -> str | None:
    """Return the text that bytes write; None when they write none.

    `ends_early` says that the bytes are the beginning of a document: a letter may be cut at the end.
    """
    errors = "ignore" if ends_early else "strict"
    charset, skip = _marked(data)
    if charset is not None:
        try:
            return data[skip:].decode(charset, errors)
        except UnicodeDecodeError:
            return None
    if not is_text(data) or b"\x00" in data:
        return None
    if b"\x1b$" in data[:SAMPLE] and (text := _in(data, "iso2022_jp")) is not None:
        return text
    try:
        return data.decode("utf-8", errors)
    except UnicodeDecodeError:
        return _undeclared(data) if (text := _in(data, _declared(data))) is None else text


def _marked(data: bytes) -> tuple[str | None, int]:
    """Return the Unicode form that bytes are in by their mark or their zeros, and the mark's length."""
    for mark, charset in MARKS:
        if data.startswith(mark):
            return charset, len(mark)
    sample = data[:4096]
    zeros = sample.count(0)
    # in a text of two bytes a letter every space has one zero, always on the same side
    if len(data) % 2 == 0 and zeros > len(sample) // 50:
        for side, charset in ((1, "utf-16-le"), (0, "utf-16-be")):
            if sample[side::2].count(0) == zeros:
                return charset, 0
    return None, 0


def _declared(data: bytes) -> str | None:
    named = DECLARED.search(data[:4096].lower())
    try:
        name = codecs.lookup(named.group(1).decode("ascii")).name if named else ""
    except (LookupError, UnicodeDecodeError):
        return None
    return SPOKEN_FOR.get(name, name) if TRUSTED.fullmatch(name) else None


def _in(data: bytes, charset: str | None) -> str | None:
    try:
        return None if charset is None else data.decode(charset)
    except UnicodeDecodeError:
        return None


def _undeclared(data: bytes) -> str:
    damaged = data.decode("utf-8", "replace")
    lost = damaged.count("\ufffd")
    # a file cut in the middle of a letter, or with a foreign line in it, is no other character set
    if sum(letter > "\x7f" for letter in damaged) - lost > 2 * lost:
        return damaged
    return data.decode(_guessed(data), "replace")


def _guessed(data: bytes) -> str:
    """Tell the character set by the letters that it makes of the bytes."""
    # a tenth of a second to import, and only what is not Unicode needs it
    from charset_normalizer import from_bytes

    sample = data[:SAMPLE]
    if len(sample) < len(data):
        # no letter cut in two at the end of the sample
        sample = sample[: max(sample.rfind(b" "), sample.rfind(b"\n")) + 1] or sample
    found = list(from_bytes(sample, cp_isolation=LIKELY, enable_fallback=False))
    if not found:
        return "cp1252"
    least = min(each.chaos for each in found)
    best = [each.encoding for each in found if each.chaos == least]
    return max(best, key=lambda charset: _fit(sample, charset))


def _fit(sample: bytes, charset: str) -> tuple[float, bool]:
    """Say how many of the letters above ASCII belong to one alphabet; western ones go first."""
    letters = [letter for letter in sample.decode(charset, "replace").lower() if letter > "\x7f"]
    shares = [sum(letter in each for letter in letters) for each in ALPHABETS.get(charset, ())]
    return max(shares, default=0) / (len(letters) or 1), charset == "cp1252"
