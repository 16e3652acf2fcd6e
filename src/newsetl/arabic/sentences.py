"""Where sentences end: the one table of the marks that end them, and of what may close behind such a mark."""

import re

ENDS = ".!?؟۔…"
CLOSING = "\"'”’»)]"
# A run of stops is looked at once, from its start: a page may hold thousands of dots.
SENTENCE_END = re.compile(rf"(?<![{ENDS}])[{ENDS}]++[{re.escape(CLOSING)}]*+\s++|\n++")
"""Behind a sentence that another one follows."""


def ends_sentence(text: str) -> bool:
    """Whether a text ends as sentences do, quotes and brackets closed behind the mark or not."""
    return text.rstrip().rstrip(CLOSING).endswith(tuple(ENDS))


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of ``text`` that holds [start, end), as written."""
    first = max((match.end() for match in SENTENCE_END.finditer(text, 0, start)), default=0)
    after = SENTENCE_END.search(text, end)
    return text[first : after.end() if after else len(text)].strip()
