"""Addresses that only lead to another one, where that one is written out in them.

Redirectors of search engines and networks, and copies of pages that Google and Bing keep (AMP caches). Only hosts
whose addresses can mean nothing else are listed: ``?url=`` on any other host may well name the report. Wrappers that
hide their target (feedproxy.google.com, news.google.com, t.co) stay: what they lead to is known once they are fetched.
"""

import re
from urllib.parse import SplitResult, unquote, urlsplit

_REDIRECTORS = {
    # host without www.: (path, parameter that holds the target)
    "l.facebook.com": ("/l.php", "u"),
    "lm.facebook.com": ("/l.php", "u"),
    "l.instagram.com": ("/", "u"),
    "youtube.com": ("/redirect", "q"),
    "vk.com": ("/away.php", "to"),
    "away.vk.com": ("/away.php", "to"),
    "out.reddit.com": ("/", "url"),
    "t.umblr.com": ("/redirect", "z"),
    "bing.com": ("/news/apiclick.aspx", "url"),
    "slack-redir.net": ("/link", "url"),
    "safelinks.protection.outlook.com": ("/", "url"),
}
_GOOGLE = re.compile(r"(?:www\.|news\.)?google\.(?:com?\.)?[a-z]{2,3}")
_AMP_VIEWER = re.compile(r"/amp/(s/)?([^/]+\.[^/]+(?:/.*)?)")
# https://amp.dev/documentation/guides-and-tutorials/learn/amp-caches-and-cors/amp-cache-urls
_AMP_CACHE = re.compile(r"/[a-z]{1,2}/(s/)?([^/]+\.[^/]+(?:/.*)?)")


def wrapped_address(url: str) -> str | None:
    """The http(s) address that an address of a redirector or AMP cache leads to; None for every other address.

    It is shorter than the given one, and may itself be of a wrapper. Raises ValueError where urlsplit does.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    google = bool(_GOOGLE.fullmatch(host))
    if host.endswith(".cdn.ampproject.org"):
        return _cached(_AMP_CACHE, parts)
    if (google or host in ("bing.com", "www.bing.com")) and parts.path.startswith("/amp/"):
        return _cached(_AMP_VIEWER, parts)
    if google:
        return _target(parts, "/url", ("url", "q"))
    path, name = _REDIRECTORS.get(_redirector(host), ("", ""))
    return _target(parts, path, (name,)) if path else None


def _redirector(host: str) -> str:
    suffix = "safelinks.protection.outlook.com"
    return suffix if host.endswith(f".{suffix}") else host.removeprefix("www.")


def _cached(form: re.Pattern[str], parts: SplitResult) -> str | None:
    match = form.fullmatch(parts.path)
    if not match:
        return None
    return f"http{'s' if match[1] else ''}://{match[2]}{'?' if parts.query else ''}{parts.query}"


def _target(parts: SplitResult, path: str, names: tuple[str, ...]) -> str | None:
    if (parts.path or "/") != path:
        return None
    pairs = dict(pair.partition("=")[::2] for pair in parts.query.split("&"))
    for name in names:
        target = unquote(pairs.get(name, ""))
        if re.match(r"https?://[^/]", target, re.IGNORECASE):
            return target
    return None
