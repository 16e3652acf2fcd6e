"""Slips of the pen and of the keyboard: two words that are one but for a letter."""


def is_slip(one: str, other: str, *, swapped: bool = False) -> bool:
    """Whether one letter was added, left out or mistaken, or with ``swapped`` changed places with the next."""
    if abs(len(one) - len(other)) > 1:
        return False
    pairs = enumerate(zip(one, other, strict=False))
    front = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    a, b = one[front:], other[front:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (swapped and a[:2] == b[1::-1] and a[2:] == b[2:])
