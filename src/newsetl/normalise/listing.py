"""Whether a page is one report, or a list of them.

What a page declares comes first. A declaration that proves little (many sites put ``og:type=article`` on everything,
most old ones declare nothing) is checked against the page's shape: on a list, each paragraph sits alone in a box with
a link to another page of headline length; in a report, paragraphs sit together.
"""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

from newsetl.arabic.sentences import ends_sentence
from newsetl.normalise.boilerplate import is_bare_date
from newsetl.normalise.metadata import ARTICLE_TYPES, LISTING_TYPES, PageData
from newsetl.urls import site_of

_PROSE_WORDS = 12
_HEADLINE_WORDS = 4
_LONE_PARAGRAPH_WORDS = 30
_BOX_DEPTH = 4
_KEY = 60
_TEASERS = 2
_FRAME = re.compile(
    r"(?<![\w-])(?:(?:site|page|main|top)-)?(?:header|nav|navbar|menu|footer|breaking|ticker|breadcrumb)(?![\w-])",
    re.IGNORECASE,
)
"""In an id or a class. Only short lines are refused for it: an unclosed header holds the whole report."""
_BLOCKS = ("p", "li", "td", "dd", "blockquote", "div", "span", "h2", "h3", "h4")


def why_no_article(tree: Any, url: str, data: PageData, paragraphs: list[str]) -> str | None:
    """The reason why a page (lxml tree, its data, its extracted paragraphs) holds no report; None where it does."""
    declared = bool(data.types & ARTICLE_TYPES) or any("published_time" in where for _, where in data.published)
    if data.types & LISTING_TYPES and not data.types & ARTICLE_TYPES:
        return f"declared as {', '.join(sorted(data.types & LISTING_TYPES))}"
    parts = urlsplit(url)
    if url.startswith("http") and parts.path in ("", "/") and not parts.query and not declared:
        return "the front page of a site"
    linked = {_flat(link) for link in tree.iter("a")}
    prose = [p for p in paragraphs if len(p.split()) >= _PROSE_WORDS and " ".join(p.split()) not in linked]
    boxed = len(_boxed(tree, url, paragraphs, linked))
    if boxed >= _TEASERS + declared and boxed >= 0.6 * len(prose):
        return f"a list of teasers: {boxed} of {len(prose)} paragraphs stand alone beside a headline link"
    if declared:
        return None
    if not prose:
        return "no paragraph of running text"
    if len(prose) == 1 and data.og_type != "article" and len(prose[0].split()) < _LONE_PARAGRAPH_WORDS:
        return "one short paragraph, and nothing that declares it a report"
    return None


def is_junk(tree: Any, paragraphs: list[str], heading: str = "") -> bool:
    """Whether extraction found nothing but scraps, as it does where a page has no text at all.

    Scraps are link texts, date lines, the heading with what stands around it, and short lines out of the page's frame
    (a ticker).
    """
    linked = {_flat(link) for link in tree.iter("a")}
    framed: set[str] | None = None
    for paragraph in paragraphs:
        text = " ".join(paragraph.split())
        words = len(text.split())
        if ends_sentence(text) and not text.endswith("…") and words >= _HEADLINE_WORDS and text not in linked:
            return False  # a ticker, a byline and a share bar are no sentences; a flash of one line is
        if heading and text.startswith(heading):
            words = len(text.removeprefix(heading).split())
            if words < _PROSE_WORDS:
                continue
        if words < _HEADLINE_WORDS or text in linked or is_bare_date(text):
            continue
        if words >= _PROSE_WORDS:
            return False
        framed = _framed(tree) if framed is None else framed
        if _key(text) not in framed:
            return False
    return True


def _framed(tree: Any) -> set[str]:
    """The keys of the texts in the page's frame: what stands around the report on every page of a site."""
    frames = (element for element in tree.iter("header", "nav", "footer", "div", "section", "aside", "ul"))
    return {
        _flat(inner, _KEY)
        for frame in frames
        if next(frame.iterancestors("article", "main"), None) is None
        if frame.tag in ("header", "nav", "footer") or _FRAME.search(f"{frame.get('id', '')} {frame.get('class', '')}")
        for inner in frame.iter(*_BLOCKS)
    }


def cut_teasers(tree: Any, url: str, paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Paragraphs → (the report's, teasers of other reports behind them), for short reports that bring theirs along.

    One teaser alone is not believed: it may be a short report's only paragraph.
    """
    linked = {_flat(link) for link in tree.iter("a")}
    boxed = _boxed(tree, url, paragraphs, linked)
    end = len(paragraphs)
    while end and (_key(paragraphs[end - 1]) in boxed or paragraphs[end - 1] in linked):
        end -= 1
    if sum(_key(p) in boxed for p in paragraphs[end:]) < _TEASERS:
        return paragraphs, []
    return paragraphs[:end], paragraphs[end:]


def _boxed(tree: Any, url: str, paragraphs: list[str], linked: set[str]) -> set[str]:
    """The keys of the paragraphs of prose that stand alone in a box with a headline link."""
    own = [p for p in paragraphs if len(p.split()) > _HEADLINE_WORDS and " ".join(p.split()) not in linked]
    prose = {_key(p) for p in own if len(p.split()) >= _PROSE_WORDS}
    wanted = {_key(p) for p in own}
    place: dict[str, Any] = {}
    for element in tree.iter(*_BLOCKS):
        # the innermost element comes last in document order and so is the one kept
        if (key := _flat(element, _KEY)) in wanted:
            place[key] = element
    holders = set(place.values())
    return {key for key, element in place.items() if key in prose and _in_box(element, holders, url)}


def _in_box(element: Any, holders: set[Any], url: str) -> bool:
    """Whether an element, or a box around it without other paragraphs and without the page's heading, is a teaser."""
    if any(_is_headline(link, url) and _flat(element).startswith(_flat(link)) for link in element.iter("a")):
        return True
    inside = set(element.iter("a"))
    box = element.getparent()
    for _ in range(_BOX_DEPTH):
        if box is None or box.tag == "body":
            return False
        if box.tag == "a" and _leads_away(box, url):
            return True
        alone = not any(other in holders and other is not element for other in box.iter(*_BLOCKS))
        if not alone or any(not list(h1.iter("a")) for h1 in box.iter("h1")):
            return False
        if any(_is_headline(link, url) for link in box.iter("a") if link not in inside):
            return True
        box = box.getparent()
    return False


def _is_headline(link: Any, url: str) -> bool:
    """A link of headline length, or one inside a heading, to another page of the site."""
    in_heading = link.getparent() is not None and link.getparent().tag in ("h2", "h3", "h4", "h5")
    return (in_heading or len(_flat(link).split()) >= _HEADLINE_WORDS) and _leads_away(link, url)


def _leads_away(link: Any, url: str) -> bool:
    try:
        target = urljoin(url, (link.get("href") or "#").strip())
        same = target.partition("#")[0] == url.partition("#")[0]
        return (
            not same and target.startswith("http") and (site_of(target) == site_of(url) or not url.startswith("http"))
        )
    except ValueError:
        return False


def _flat(element: Any, limit: int = 300) -> str:
    """An element's text on one line, cut; long containers are not read to their end."""
    parts: list[str] = []
    size = 0
    for text in element.itertext():
        parts.append(text)
        size += len(text.strip())
        if size > limit:
            break
    return " ".join(" ".join(parts).split())[:limit]


def _key(paragraph: str) -> str:
    return " ".join(paragraph.split())[:_KEY]
