"""Canonical URLs, and a looser key under which the spellings of one address meet.

The canonical URL is what people click, so it stays what the outlet links to: scheme, host, path, the order of its
parameters and a trailing slash are kept. Only what never changes the page goes: letter case of scheme and host,
default port, credentials, fragments that are no route, tracking and session parameters, what Google's viewers add,
the redirector around an address, and the choice between ``ب`` and ``%D8%A8`` (the percent-encoded form, in upper
case, is used).

``url_key`` further ignores what leads to another page of the same report: scheme, ``www.``, mobile and AMP twins,
default documents, print views, the order of parameters, a trailing slash, double encoding, invisible characters, and
on sites known to number their reports all but the number. Two reports under one key are one report, so a rule stands
here only where it cannot join two: numbers, and parameters that may hold one (id, p, news, cid, ref=57), always stay.
"""

import re
import unicodedata
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from courlan import normalize_url

from newsetl.arabic.forms import INVISIBLE
from newsetl.url_parameters import is_tracking, is_view
from newsetl.url_wrappers import wrapped_address

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_QUERY_SAFE = "&%!=:,-$'()*+;@/?~[]"
# & as feeds write it: once too often, or as WordPress does
_AMPERSAND = re.compile(r"&(?:amp;|#0*38;)+")
# a session in the path, as servlets and ASP.NET write it (after courlan's quoting)
_PATH_SESSION = re.compile(r"(?:;|%3B)jsessionid=[^/;%]*|/%28S%28[a-z0-9]{24}%29%29(?=/)", re.IGNORECASE)

_MOST_WRAPPERS = 5
_TWIN_HOST = re.compile(r"(?:(?:www\d?|m|mobile|wap|touch|amp)\.)+(?=[^.]+\.)")
_TWIN_ENDING = re.compile(r"\.amp(\.html?)?$|\.amp(html)$", re.IGNORECASE)
_DEFAULT_DOCUMENT = re.compile(r"(?:index|default)\.(?:html?|php\d?|aspx?|jsp|cfm)", re.IGNORECASE)
# bytes of a letter that was percent-encoded twice or more
_ENCODED_AGAIN = re.compile(r"(?:%(?:25)+[89A-F][0-9A-F]){2,}|%(?:25)+20", re.IGNORECASE)
_BYTES = re.compile(r"(?:%[89A-F][0-9A-F])+")
_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE))

_ONE_SITE = {"bbc.co.uk": "bbc.com", "telegram.me": "t.me"}
# Sites that serve a report under any section or wording as long as its number is there; what the groups match is the
# report. Only for sites where that is known: a number at the same place elsewhere is a date, or counts per section.
_REPORT_NUMBER = {
    "sana.sy": re.compile(r"(/[a-z]{2})?(?:/[a-z-]+)+/(\d{6,})"),
    "skynewsarabia.com": re.compile(r"/[a-z-]+/(\d{6,})(?:-.*)?"),
    "arabic.rt.com": re.compile(r"/[a-z_]+/(\d{6,})(?:-.*)?"),
    "enabbaladi.net": re.compile(r"/(?:archives/)?(\d{5,})(?:/[^/]+)?"),
    "bbc.com": re.compile(r"(?:/[a-z]+)+/articles/(c[a-z0-9]{10,12}o)"),
    "t.me": re.compile(r"(?:/s)?/([a-z]\w{3,31}/\d+)", re.IGNORECASE),
}


def canonical_url(url: str) -> str:
    """The canonical form of an http(s) URL; idempotent. Raises ValueError for anything else."""
    canonical = outer = _canonical(url)
    for _ in range(_MOST_WRAPPERS):
        target = wrapped_address(canonical)
        if not target:
            return canonical
        try:
            canonical = _canonical(target)
        except ValueError:
            return canonical  # a wrapper around nothing usable stays what it is
    return outer  # nobody's link: left alone


def _canonical(url: str) -> str:
    compact = _AMPERSAND.sub("&", re.sub(r"[\t\r\n]+", "", url.strip()).replace(" ", "%20"))
    compact = compact.encode("utf-8", "replace").decode()
    parts = urlsplit(compact)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme.lower() not in ("http", "https") or not host:
        raise ValueError(f"not an http(s) address: {url[:200]}")
    try:
        netloc = (f"[{host}]" if ":" in host else host) + (f":{parts.port}" if parts.port else "")
        base = urlsplit(normalize_url(SplitResult(parts.scheme, netloc, _LONE_PERCENT.sub("%25", parts.path), "", "")))
    except ValueError as error:
        raise ValueError(f"not an http(s) address: {url[:200]}: {error}") from error
    path = _PATH_SESSION.sub("", _encode(base.path)) or "/"
    pairs = [pair for pair in parts.query.split("&") if pair and not is_tracking(pair)]
    return urlunsplit((base.scheme, base.netloc, path, _quoted("&".join(pairs)), _route(parts.fragment)))


def url_key(url: str) -> str:
    """What all spellings and twins of one address share; not an address. Text that is no http(s) URL is its own key."""
    try:
        parts = urlsplit(canonical_url(url))
    except ValueError:
        return url
    site = _TWIN_HOST.sub("", parts.netloc, count=1)
    site = _ONE_SITE.get(site, site)
    path = _plain_path(parts.path)
    number = _REPORT_NUMBER[site].fullmatch(path) if site in _REPORT_NUMBER else None
    if number:
        return f"{site}#{'/'.join(filter(None, number.groups())).lower()}"
    pairs = sorted(_text(pair.replace("+", "%20")) for pair in parts.query.split("&") if not is_view(pair, parts.path))
    query = "&".join(filter(None, pairs))
    return f"{site}{_text(path)}{'?' if query else ''}{query}{'#' if parts.fragment else ''}{parts.fragment}"


def site_of(url: str) -> str:
    """The host without ``www.``, mobile and AMP prefixes, for asking whether two pages are of one site."""
    return _TWIN_HOST.sub("", (urlsplit(url).hostname or "").lower(), count=1)


def is_front_page(url: str) -> bool:
    """Whether a canonical URL is a site's front page: no path, no parameters, no route."""
    parts = urlsplit(url)
    return url.startswith("http") and parts.path in ("", "/") and not parts.query and not parts.fragment


def without_credentials(url: str) -> str:
    """The URL as it may be printed: no user, no password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _route(fragment: str) -> str:
    """The fragment where a script reads from it which page to show (``#!/news/5``), else nothing."""
    return _quoted(fragment) if re.match(r"(?:!|!?/)[\w%]", fragment) else ""


def _quoted(text: str) -> str:
    return _encode(quote(_LONE_PERCENT.sub("%25", text), safe=_QUERY_SAFE))


def _encode(text: str) -> str:
    """One spelling for each percent-encoded byte: plain where it is unreserved, else in upper case."""

    def one(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(one, text)


def _plain_path(path: str) -> str:
    """The path without what chooses a view of the page, a default document, or a slash at its end."""
    segments = [segment for segment in path.split("/") if segment]
    while segments and (_DEFAULT_DOCUMENT.fullmatch(segments[-1]) or _is_view(segments[-1], len(segments))):
        segments.pop()
    if len(segments) > 1 and segments[0].lower() in ("amp", "index.php"):
        del segments[0]
    elif len(segments) > 2 and len(segments[0]) == 2 and segments[1] == "amp":  # /ar/amp/...
        del segments[1]
    plain = "".join(f"/{segment}" for segment in segments)
    return _TWIN_ENDING.sub(lambda match: match[1] or (".html" if match[2] else ""), plain)


def _is_view(last_segment: str, position: int) -> bool:
    return position > 1 and last_segment.lower() in ("amp", "amp.html", "amphtml", "print")


def _text(encoded: str) -> str:
    """Letters for their percent-encoding, however often encoded, in UTF-8 or windows-1256; nothing invisible."""
    once = _ENCODED_AGAIN.sub(lambda match: re.sub("%(?:25)+", "%", match[0]).upper(), encoded)
    text = _BYTES.sub(lambda match: _letters(bytes.fromhex(match[0].replace("%", ""))), once)
    return unicodedata.normalize("NFC", text.translate(_INVISIBLE))


def _letters(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1256")
