"""Slips of the pen: a word of a query that is a known one but for a letter."""


def is_slip(written: str, meant: str) -> bool:
    """Whether one word becomes the other by one letter put in, left out or changed; the first is always right."""
    if written[0] != meant[0] or abs(len(written) - len(meant)) > 1:
        return False
    pairs = zip(written, meant, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(written), len(meant)))
    longer = written if len(written) >= len(meant) else meant
    shorter = meant if longer is written else written
    rest = longer[same + 1 :]
    return rest == (shorter[same + 1 :] if len(written) == len(meant) else shorter[same:])
