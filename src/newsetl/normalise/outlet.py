"""What the outlet behind a page calls itself, so that its name is not taken for a headline."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from newsetl.arabic.forms import to_norm
from newsetl.normalise.blocks import key_of, one_line
from newsetl.normalise.metadata import PageData

_LONGEST_NAME = 60
_NAME_WORDS = 6
_MOST_IMAGES = 12
_RIGHTS = re.compile(r"©|\(c\)|copyright|(?:الحقوق|حقوق \w+(?: \w+)?) محفوظه", re.IGNORECASE)
_LOGO = re.compile(r"logo|masthead|brand|banner|entete|en-tete|head(?:er)?\b", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:(?:site|blog|brand)[-_]?(?:name|title)|\w{0,6}logo\w?|brand)(?:$|[\s_-])", re.IGNORECASE
)
_HOME = frozenset(["الرئيسيه", "الصفحه الرئيسيه", "الرييسيه", "home", "البدايه"])
_KINDS = frozenset(
    ["قناه", "صحيفه", "جريده", "موقع", "وكاله", "شبكه", "بوابه", "مجله", "راديو", "اذاعه", "منصه", "تلفزيون"]
)
"""What an outlet is, before its name proper."""
_FRONT = frozenset(
    [
        *("/", "./", "index.php", "index.html", "/index.php", "/index.html", "default.aspx", "/default.aspx"),
        *("/ar", "/ar/", "index.asp", "/index.asp", "index.aspx", "/index.aspx"),
    ]
)


@dataclass(frozen=True)
class Outlet:
    """The outlet's names and the lines that claim its rights, all as keys (``key_of``)."""

    names: frozenset[str]
    rights: tuple[str, ...] = ()
    domain: str = ""

    def is_name(self, text: str) -> bool:
        """Whether a text is the outlet's name, perhaps with a word such as «جريدة» or «موقع» around it."""
        key = key_of(text)
        if not key or key in self.names or key.replace(" ", "") == self.domain:
            return True
        words = key.split()
        if any(f" {name} " in f" {key} " and len(words) <= len(name.split()) + 2 for name in self.names):
            return True
        return len(words) <= _NAME_WORDS and any(_in_rights(key, line) for line in self.rights)


def _in_rights(key: str, line: str) -> bool:
    """Whether a line such as «جميع الحقوق محفوظة لوكالة النهر 2022» names ``key`` as who holds them."""
    forms = [key, f"ل{key}", f"لل{key[2:]}" if key.startswith("ال") else f"ل{key}"]
    return any(f" {form} " in f" {line} " for form in forms)


def outlet_of(tree: Any, data: PageData, url: str, lines: Iterable[str], document: str) -> Outlet:
    """The names that a page gives its outlet; ``lines`` are the page's, ``document`` is the text of its title element.

    Declared names, the link to the front page, elements named for the site's name, pictures named as logos, the
    title of the feed; and the first picture's text where the document's title begins or ends with it.
    """
    shown = list(data.site_names)
    for link in tree.iter("a"):
        if is_front(link.get("href")):
            shown += [link.get("title"), *(image.get("alt") for image in link.iter("img")), str(link.text_content())]
    for element in tree.xpath(
        "//*[self::div or self::span or self::p or self::h1 or self::h2 or self::a][@class or @id]"
    ):
        if _NAMED.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            shown.append(str(element.text_content())[: _LONGEST_NAME + 1])
    for feed in tree.xpath("//link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom')]/@title"):
        shown.append(re.split(r"\s[«»|\-–—]\s|\s?»", str(feed))[0])
    shown += _logos(tree, key_of(document))
    names = {key_of(text) for text in shown if text and len(one_line(text)) <= _LONGEST_NAME}
    names |= {rest for name in names if (rest := name.partition(" ")[2]) and name.partition(" ")[0] in _KINDS}
    rights = tuple(key_of(line) for line in lines if len(line) < 300 and _RIGHTS.search(to_norm(line)))
    return Outlet(frozenset(names - _HOME - {""}), rights, _domain(url))


def _logos(tree: Any, document: str) -> list[str]:
    """The texts of pictures that are named as logos or banners, and of those with which the document's title begins."""
    found = []
    for image, number in zip(tree.iter("img", "amp-img"), range(_MOST_IMAGES), strict=False):
        text = image.get("alt") or ""
        key = key_of(text)
        if len(key.split()) > _NAME_WORDS:
            continue
        named = _LOGO.search(f"{_path(image.get('src'))} {image.get('class') or ''} {image.get('id') or ''}")
        first = number == 0 and f" {document} ".startswith(f" {key} ") | f" {document} ".endswith(f" {key} ")
        if key and (named or first):
            found.append(text)
    return found


def _path(address: str | None) -> str:
    """The path of an address; empty for one that is none."""
    try:
        return urlsplit(address or "").path
    except ValueError:
        return ""


def _domain(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    labels = host.removeprefix("www.").split(".")
    return labels[-2] if len(labels) > 1 else ""


def is_front(href: str | None) -> bool:
    """Whether a link goes to the front page of a site."""
    href = (href or "").strip()
    if href in _FRONT:
        return True
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return bool(parts.netloc) and parts.path in ("", "/") and not parts.query and not parts.fragment
