"""Names in Latin script that no pack has, as Arabic reports may spell them: «Zolotukhin» is «زولوتوخين».

Sounds have one spelling or a few, and short vowels are written or not: all combinations are asked for, the likeliest
first.
"""

import re
from functools import lru_cache
from itertools import product
from math import prod

MOST = 64
"""Spellings of one word; of a longer one the rarer are left out."""
SHORTEST = 3
"""Letters of a name that says enough to be looked for by its sounds."""


def _table(lines: str) -> dict[str, tuple[str, ...]]:
    """Sound → its spellings; «-» is none."""
    return {
        sound: tuple(ways.replace("-", "").split(",")) for sound, ways in map(str.split, lines.strip().splitlines())
    }


_SOUNDS = _table("""
sch ش
kh خ
gh غ
sh ش
ch ش,تش
th ث,ت
dh ذ,ض
zh ج
ph ف
ck ك
ts تس
dj ج
qu ق,كو
b ب
c ك,س
d د,ض
f ف
g غ,ج
h ه,ح
j ج
k ك,ق
l ل
m م
n ن
p ب
q ق
r ر
s س,ز,ص
t ت,ط
v ف
w و
x كس
z ز,ظ
ou و
oo و
ee ي
ie ي
ei ي,اي
ai ي,اي
ay ي,اي
ey ي
aa ا
au او,و
aw او,و
ia يا
ya يا
yu يو
a -,ا
e ي,-
i ي,-
o و,-
u و,-
y ي
""")
_FIRST = _table("""
a ا,ع
e ا,اي,ع
i ا,اي,ع
o او,ع
u ا,او,ع
yu يو,ي
""")
_LAST = _table("""
a ا,ه,ي
ah ه,ا
e -,ي,ه
i ي
ie ي
ey ي
y ي
o و
ou و
u و
""")
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_DOUBLED = re.compile(r"([^aeou])\1")
_ENDING = re.compile(f"(?<=.)(?:{'|'.join(sorted(_LAST, key=len, reverse=True))})$")


@lru_cache(1_000)
def spellings(norm: str) -> tuple[str, ...]:
    """Arabic spellings of a normalised Latin word; none of one that is too short, or has other signs than a to z."""
    if len(norm) < SHORTEST or not (norm.isascii() and norm.isalpha()):
        return ()
    end = _ENDING.search(norm)
    parts = _SOUND.findall(_DOUBLED.sub(r"\1", norm[: end.start()] if end else norm))
    ways = [_FIRST.get(part, _SOUNDS[part]) if at == 0 else _SOUNDS[part] for at, part in enumerate(parts)]
    ways += [_LAST[end.group()]] if end else []
    while prod(map(len, ways)) > MOST:
        # of the sounds with most spellings the last one loses its rarest
        at = max(range(len(ways)), key=lambda i: (len(ways[i]), i))
        ways[at] = ways[at][:-1]
    return tuple(dict.fromkeys(map("".join, product(*ways))))
