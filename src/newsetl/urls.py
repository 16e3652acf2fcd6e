"""Canonical URLs, and a looser key under which the spellings of one address meet.

The canonical URL is what people click, so it stays what the outlet links to: scheme, host, path, the order of its
parameters and a trailing slash are kept. Only what never changes the page goes: letter case of scheme and host,
default port, credentials, fragment, tracking parameters, and the choice between ``ب`` and ``%D8%A8`` (the
percent-encoded form, in upper case, is used). ``url_key`` further ignores scheme, ``www.``, the order of parameters
and a trailing slash: two reports under one key are one report.
"""

import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from courlan import normalize_url

# courlan normalises scheme, host, port and path here, but not the query: it drops parameters without a value
# (story.php?4567) and names such as cid, eid, ref or source, which on Arabic sites often hold the report's number;
# losing that would merge all reports of a site into one.
_TRACKING = re.compile(
    r"(?:utm|at|mc|mtm|pk|itm|hsa|ga|_ga|fb|vero|oly|mkt|wt|cmp|xtor)_.*"
    r"|(?:fb|g|dc|yc|tw|tt|y|ysc)clid|msclkid|gbraid|wbraid|igshid?|mibextid|xtor|_ga|__twitter_impression"
    r"|traffic_source|ref_?src|ref_?url|cmpid|ocid|s_cid|ns_mchannel|ns_source|ns_campaign|ns_linkname|ns_fee",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_QUERY_SAFE = "&%!=:,-$'()*+;@/?~[]"


def canonical_url(url: str) -> str:
    """The canonical form of an http(s) URL; idempotent. Raises ValueError for anything else."""
    compact = re.sub(r"[\t\r\n]+", "", url.strip()).replace(" ", "%20").replace("&amp;", "&")
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
    path = _encode(base.path) or "/"
    pairs = [pair for pair in parts.query.split("&") if pair and not _is_tracking(pair)]
    query = _encode(quote(_LONE_PERCENT.sub("%25", "&".join(pairs)), safe=_QUERY_SAFE))
    return urlunsplit((base.scheme, base.netloc, path, query, ""))


def url_key(url: str) -> str:
    """What all spellings of one canonical URL share; not an address."""
    parts = urlsplit(url)
    query = "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}{'?' if query else ''}{query}"


def site_of(url: str) -> str:
    """The host without ``www.`` and mobile prefixes, for asking whether two pages are of one site."""
    return re.sub(r"^(?:(?:www|m|mobile|amp)\.)+", "", (urlsplit(url).hostname or "").lower())


def without_credentials(url: str) -> str:
    """The URL as it may be printed: no user, no password."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _is_tracking(pair: str) -> bool:
    return bool(_TRACKING.fullmatch(pair.partition("=")[0]))


def _encode(text: str) -> str:
    """One spelling for each percent-encoded byte: plain where it is unreserved, else in upper case."""

    def one(match: re.Match[str]) -> str:
        char = chr(int(match[1], 16))
        return char if char in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(one, text)
