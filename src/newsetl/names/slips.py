"""Slips of the pen and of the keyboard: two words that are one but for a letter."""

from itertools import pairwise


def is_slip(one: str, other: str, *, swapped: bool = False) -> bool:
    """Whether one letter was added, left out or mistaken, or with ``swapped`` changed places with the next."""
    if abs(len(one) - len(other)) > 1:
        return False
    pairs = enumerate(zip(one, other, strict=False))
    front = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    a, b = one[front:], other[front:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (swapped and a[:2] == b[1::-1] and a[2:] == b[2:])


_ROWS = ("دذزظضد", "صسثتطظ", "تهحخ", "جغقكج", "عا")
_MISTAKEN = frozenset(frozenset(pair) for row in _ROWS for pair in pairwise(row))
"""Letters that are mistaken for each other, by their sound or their shape: neighbours in a row."""


def is_mistaken(one: str, other: str) -> bool:
    """Whether two words are one but for a letter that is mistaken for another, or doubled."""
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        differ = [frozenset((a, b)) for a, b in zip(one, other, strict=True) if a != b]
        return len(differ) == 1 and differ[0] in _MISTAKEN
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return len(long) == len(short) + 1 and at > 0 and long[at] == long[at - 1] and long[at + 1 :] == short[at:]
