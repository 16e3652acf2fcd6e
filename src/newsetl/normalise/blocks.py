"""A page's text as blocks in reading order, each with the element that holds it and how much of it is linked.

The page is walked once, without recursion, so that markup nested thousands deep costs time in proportion and no stack.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from newsetl.arabic.forms import INVISIBLE, to_norm
from newsetl.arabic.sentences import ends_sentence
from newsetl.normalise.boilerplate import is_label

BLOCK_TAGS = frozenset(
    [
        *("p", "div", "section", "article", "main", "aside", "header", "footer", "nav", "blockquote", "pre", "address"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "form", "fieldset", "details"),
        *("table", "tbody", "thead", "tr", "td", "th", "caption", "figure", "figcaption", "summary", "center", "body"),
    ]
)
_NO_TEXT = frozenset(
    [
        *("script", "style", "noscript", "template", "svg", "iframe", "object", "select", "button", "textarea"),
        *(
            "head",
            "canvas",
            "math",
            "map",
            "video",
            "audio",
            "datalist",
            "marquee",
            "amp-ad",
            "amp-embed",
            "amp-iframe",
        ),
        *("amp-sidebar", "amp-consent", "amp-user-notification", "amp-social-share"),
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_PARAGRAPH_LIKE = frozenset(["p", "li", "dd", "dt", "tr", "blockquote", *_HEADINGS])
_PROSE_WORDS = 8
_LONG_PROSE_WORDS = 20
_PROSE_LINKED = 0.4
_WORD = re.compile(r"\w+")
_KEY = 400
"""Characters by which texts are compared."""
_READ_ALSO = re.compile(
    r"[\s(\[«\"]*(?:و?(?:اقرا|اقراوا|طالع|شاهد|انظر|للمزيد|تابع)(?:وا|ي)?)(?: ?/? ?ي)?"
    r"(?: (?:ايضا|كذلك|المزيد|عن|حول))?\s*[:：]?\s*"
)
"""What stands before the link to another report, in the form for matching."""
_SINCE_STOP = re.compile(r"[^.!?؟…]{0,60}+\Z")
_LINKED_HEADLINE = 4
_MOST_CELLS = 40
_CELL = 160
"""Characters of a cell of figures, at most."""


@dataclass(slots=True)
class Block:
    """A run of text between two block boundaries (``<br>`` and ``<hr>`` are some), on one line."""

    text: str
    element: Any
    words: int
    linked: int
    """Words inside links to other pages."""
    opening: int = 0
    """Words of the link that the block begins with."""
    asides: tuple[str, ...] = ()
    """Links to other reports that stood in the text and were taken out of it, with the words leading to them."""
    spaced: str = ""
    """The text with a space between all its elements, as a browser's layout shows lines of labels."""

    @property
    def heading(self) -> int:
        """1 to 6 for h1 to h6, else 0."""
        return _HEADINGS.get(self.element.tag, 0)

    @property
    def is_link(self) -> bool:
        """Whether the whole line is a link to another page, or as good as that."""
        return self.linked >= 0.8 * self.words > 0

    @property
    def is_prose(self) -> bool:
        """Whether it is running text rather than a label, a headline or a link."""
        if self.words < _PROSE_WORDS or self.linked > _PROSE_LINKED * self.words:
            return False
        return self.words >= _LONG_PROSE_WORDS or ends_sentence(self.text)

    @property
    def container(self) -> Any:
        """The element whose paragraph this is."""
        element = self.element
        parent = element.getparent()
        return parent if element.tag in _PARAGRAPH_LIKE and parent is not None else element


def key_of(text: str) -> str:
    """The words of a text in the form for matching, by which two texts are told to be the same."""
    return " ".join(_WORD.findall(to_norm(text[:_KEY])))


def one_line(text: str) -> str:
    """White space as single spaces; invisible characters stay (they are ``text``'s to remove)."""
    return " ".join(text.split())


def leads_away(href: str | None, url: str) -> bool:
    """Whether a link goes to another page than ``url``, or wherever a script says; anchors and pictures do not."""
    href = (href or "").strip()
    if href == "#" or href.startswith("javascript:"):
        return True
    if not href or href.startswith(("#", "mailto:", "tel:", "whatsapp:", "data:")):
        return False
    if href.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".gif")):
        return False  # a picture that opens in its full size
    try:
        there, here = urlsplit(urljoin(url, href)), urlsplit(url)
    except ValueError:
        return False
    return (there.netloc, unquote(there.path).rstrip("/"), there.query) != (
        here.netloc,
        unquote(here.path).rstrip("/"),
        here.query,
    )


class _Run:
    """The pieces of the block under way: (text, whether it is linked)."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.blocks: list[Block] = []
        self.pieces: list[tuple[str, bool]] = []
        self.figures: dict[Any, bool] = {}

    def is_block(self, element: Any) -> bool:
        """Whether an element begins a block; a cell of a row of figures does not."""
        tag = element.tag
        if tag not in ("td", "th"):
            return tag in BLOCK_TAGS
        row = element.getparent()
        if row not in self.figures:
            self.figures[row] = _is_figures(row)
        return not self.figures[row]

    def close(self, element: Any) -> None:
        if not self.pieces:
            return
        spaced = one_line(" ".join(text for text, _ in self.pieces))
        pieces, asides = _without_asides(_merged(self.pieces))
        self.pieces = []
        text = one_line("".join(text for text, _ in pieces))
        words = len(text.split())
        if words and any(char.isalnum() and char not in INVISIBLE for char in text):
            linked = sum(len(text.split()) for text, link in pieces if link)
            opening = len(pieces[0][0].split()) if pieces[0][1] else 0
            self.blocks.append(Block(text, element, words, min(linked, words), opening, asides, spaced))
        elif asides:
            text = one_line(" ".join(asides))
            self.blocks.append(Block(text, element, len(text.split()), len(text.split())))


def blocks_of(body: Any, url: str) -> list[Block]:
    """The blocks of an lxml element. Scripts, controls and frames hold none; a row of figures is one."""
    run = _Run(url)
    holder = [body]  # the block-level elements around the place where the walk is
    linked = 0
    todo: list[tuple[Any, bool]] = [(body, False)]
    while todo:
        element, leaving = todo.pop()
        tag = element.tag
        block = run.is_block(element)
        silent = not isinstance(tag, str) or tag in _NO_TEXT
        if leaving or silent:
            if block and not silent:
                run.close(holder.pop())
            elif tag == "a":
                linked -= leads_away(element.get("href"), url)
            elif tag in ("td", "th"):
                run.pieces.append((" ", False))
            if element is not body and element.tail:
                run.pieces.append((element.tail, linked > 0))
            continue
        if tag in ("br", "hr"):
            run.close(holder[-1])
        elif block:
            run.close(holder[-1])
            holder.append(element)
        elif tag == "a":
            linked += leads_away(element.get("href"), url)
        if element.text:
            run.pieces.append((element.text, linked > 0))
        todo.append((element, True))
        todo.extend((child, False) for child in reversed(element))
    run.close(body)
    return run.blocks


def _is_figures(row: Any) -> bool:
    """Whether a row belongs to a table of figures and not to one that lays the page out."""
    if row is None or row.tag != "tr" or not 2 <= len(row) <= _MOST_CELLS:
        return False
    return all(_is_small(cell) for cell in row if cell.tag in ("td", "th"))


def _is_small(cell: Any) -> bool:
    size = len(cell.text or "")
    for element in cell.iterdescendants():
        if element.tag in BLOCK_TAGS and element.tag != "p":
            return False
        size += len(element.text or "") + len(element.tail or "")
        if size > _CELL or element.tag == "br":
            return False
    return size <= _CELL


def _merged(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Neighbouring pieces of one kind as one."""
    result: list[tuple[str, bool]] = []
    for text, link in pieces:
        if result and (result[-1][1] == link or not text.strip()):
            result[-1] = (result[-1][0] + text, result[-1][1])
        else:
            result.append((text, link))
    return result


def _without_asides(pieces: list[tuple[str, bool]]) -> tuple[list[tuple[str, bool]], tuple[str, ...]]:
    """A paragraph's pieces without the links to other reports in it: behind «اقرأ أيضاً:» or its last sentence."""
    if not any(link for _, link in pieces) or all(link or not text.strip() for text, link in pieces):
        return pieces, ()
    kept: list[tuple[str, bool]] = []
    asides: list[str] = []
    for index, (text, link) in enumerate(pieces):
        if link and kept and len(text.split()) >= _LINKED_HEADLINE:
            before = kept[-1][0]
            start = _SINCE_STOP.search(before)
            opening = before[start.start() :] if start else ""
            if opening.strip() and (_READ_ALSO.fullmatch(to_norm(opening)) or is_label(opening)):
                kept[-1] = (before[: len(before) - len(opening)], kept[-1][1])
                asides.append(one_line(opening + text))
                continue
            rest = "".join(more for more, _ in pieces[index + 1 :]).strip()
            if not rest and ends_sentence(before) and not ends_sentence(text):
                asides.append(one_line(text))
                continue
        kept.append((text, link))
    return kept, tuple(asides)
