"""Marks in texts of a million letters that are hard to pair: seconds for each.

python tests/bench/marks.py
"""

from __future__ import annotations

import random
import time

from bot.analysis.marks import find_marked

LENGTH = 1_000_000
chance = random.Random(7)
TEXTS = {
    "straight": '"' * LENGTH,
    "opening": "“" * LENGTH,
    "closing": "”" * LENGTH,
    "opened in words": "“a " * (LENGTH // 3),
    "opened, closed as others": "“a " * (LENGTH // 6) + "a» " * (LENGTH // 6),
    "nested": "“" * (LENGTH // 2) + "a" + "”" * (LENGTH // 2),
    "inches": '12" ' * (LENGTH // 4),
    "single": "‘a b’ " * (LENGTH // 6),
    "single, opened": "‘a " * (LENGTH // 3),
    "single, genitives": "‘a " + "dogs’ a " * (LENGTH // 8),
    "single around double": "‘“a b” c,’ " * (LENGTH // 11),
    "paragraphs": "“a\n" * (LENGTH // 3),
    "commas": "“a" + ", he A " * (LENGTH // 7),
    "capitals": "“a" + ", A B C " * (LENGTH // 8),
    "long words": "“a, " + "A" * LENGTH,
    "blanks": "“a" + " " * LENGTH + "b”",
    "commas and blanks": "“a" + ",   " * (LENGTH // 4),
    "any": "".join(chance.choices("ab s1.,-(“”„\"'‘’«»`\n", k=LENGTH)),
}


if __name__ == "__main__":
    for name, text in TEXTS.items():
        began = time.perf_counter()
        found = find_marked(text)
        print(f"{name:26} {time.perf_counter() - began:6.2f} s  {len(found):7} marked")
