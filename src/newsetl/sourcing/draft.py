"""The pack of an outlet, drafted: YAML that says where each value is from, and what a person must decide."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel.core import get_global

from newsetl.arabic.forms import to_line
from newsetl.sourcing.discover import Discovery
from newsetl.sourcing.feeds import FeedFacts
from newsetl.sourcing.scope import Scope
from newsetl.sourcing.sitemaps import SitemapFacts

DECIDE = "decide:"
"""Begins the comment on what a person must decide."""
_SECOND_LEVEL = frozenset({"com", "co", "net", "org", "gov", "edu", "ac", "info", "press", "news"})
_DEFAULT_INTERVAL = 1.0
_LONGEST_ID = 64
_AFFILIATIONS = "state, party, force (an armed one), independent, or unknown"


@dataclass(frozen=True)
class Given:
    """What a person says of the outlet; empty where that is left to the draft."""

    name_ar: str = ""
    name_en: str = ""
    country: str = ""
    follow: str = ""
    """``never`` where the trial showed that pages cannot be read and the feed's own text will do."""


def source_id_of(scope: Scope) -> str:
    """An id made of the address: the part of the site that the outlet is, or the name of the site; may be empty."""
    parts = [part for part in scope.path.split("/") if part]
    site = _site_name(scope.site)
    if not parts:
        return site
    last = _slug(parts[-1])
    return f"{site}-{last}"[:_LONGEST_ID].strip("-") if site and len(last) <= 3 else (last or site)


def _site_name(site: str) -> str:
    labels = site.split(".")
    if len(labels) < 2 or site.replace(".", "").isdigit():
        return ""
    labels.pop()
    while len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels.pop()
    return _slug("-".join(labels))


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_LONGEST_ID].strip("-")


def draft(found: Discovery, source_id: str, given: Given, now: datetime) -> str:
    """The pack as YAML with comments."""
    lines = [
        f"# Drafted by `newsetl source add {found.homepage.url}` on {now.date()}.",
        f"# Behind «{DECIDE}» stands what a person must decide; the keys are explained in docs/sources.md.",
        f"id: {source_id}",
        *_names(found, source_id, given),
        _line("homepage", found.homepage.url),
        *_country(found, given),
        *_language(found),
        f"affiliation: unknown  # {DECIDE} {_AFFILIATIONS}",
        *_entries("feeds", [(feed.facts.address, feed_said(feed.facts)) for feed in found.feeds]),
        *_entries("sitemaps", [(one.facts.address, sitemap_said(one.facts, now)) for one in found.sitemaps]),
        *_include(found),
    ]
    if given.follow:
        lines.append(f"follow: {given.follow}  # the pages that the feed links to could not be read, its own text can")
    if found.robots.delay > _DEFAULT_INTERVAL:
        lines += ["fetch:", f"  interval: {found.robots.delay:g}  # Crawl-delay of {found.robots.address}"]
    lines.append(f"verified: {now.date()}")
    return "\n".join([*lines, ""])


def _names(found: Discovery, source_id: str, given: Given) -> list[str]:
    names = found.homepage.names
    ar, ar_how = (given.name_ar, "") if given.name_ar else names.get("ar", ("", ""))
    en, en_how = (given.name_en, "") if given.name_en else names.get("en", ("", ""))
    if not en:
        en, en_how = source_id.replace("-", " ").title(), f"{DECIDE} made of the address"
    if not ar:
        ar, ar_how = en, f"{DECIDE} no Arabic name was found"
    return ["name:", _line("  ar", to_line(ar), _certain(ar_how)), _line("  en", to_line(en), _certain(en_how))]


def _certain(how: str) -> str:
    return f"{DECIDE} {how}; is that the name?" if how and not how.startswith((DECIDE, "declared")) else how


def _country(found: Discovery, given: Given) -> list[str]:
    front = found.homepage
    country, how = (given.country, "") if given.country else (front.country, front.country_how)
    offsets = sorted({offset for feed in found.feeds for offset in feed.facts.offsets})
    seen = f"; its dates state {', '.join(offsets)}" if offsets else ""
    if not country:
        return [
            f"# country: SY  # {DECIDE} ISO 3166-1; nothing tells it for certain",
            f"# time_zone: Asia/Damascus  # {DECIDE} for dates that state no offset{seen}",
        ]
    zones = list(get_global("territory_zones").get(country, []))
    lines = [_line("country", country, how)]
    if len(zones) == 1 or country == "PS":
        return lines  # the country tells it
    fitting = [zone for zone in zones if _fits(zone, found)]
    if len(fitting) == 1:
        return [*lines, _line("time_zone", fitting[0], f"the only one of the country in which it can be {offsets[0]}")]
    example = (fitting or zones or ["Asia/Beirut"])[0]
    return [*lines, f"# time_zone: {example}  # {DECIDE} the country has {len(zones) or 'no known'} time zones{seen}"]


def _fits(zone: str, found: Discovery) -> bool:
    """Whether the offsets that the feeds state can be this zone's; never where they state none, or only UTC."""
    known = [
        (feed.facts.newest, feed.facts.offsets[0])
        for feed in found.feeds
        if feed.facts.newest and len(feed.facts.offsets) == 1 and feed.facts.offsets[0] != "+00:00"
    ]
    return bool(known) and all(
        moment.astimezone(ZoneInfo(zone)).isoformat().endswith(offset) for moment, offset in known
    )


def _language(found: Discovery) -> list[str]:
    front = found.homepage
    if not front.language:
        return [f"language: ar  # {DECIDE} the page does not tell"]
    return [_line("language", front.language, f"homepage: {front.language_how}" if front.language != "ar" else "")]


def feed_said(facts: FeedFacts) -> str:
    """A feed in a few words."""
    newest = f"newest {facts.newest:%Y-%m-%d %H:%M} UTC" if facts.newest else "no dates"
    text = "full text" if facts.full_text * 2 > facts.items else "teasers, so pages are fetched"
    return f"{facts.items} items, {newest}, {text}"


def sitemap_said(facts: SitemapFacts, now: datetime) -> str:
    """A sitemap in a few words."""
    what = {"news": "news", "index": f"index of {facts.entries} sitemaps", "pages": f"{facts.entries} pages"}[
        facts.kind
    ]
    if facts.kind == "news":
        what = f"news, {facts.entries} pages"
    if facts.newest is None:
        return f"{what}, tells no dates: each page is fetched to learn its own"
    back = f", back to {facts.oldest:%Y-%m-%d}" if facts.oldest else ""
    return f"{what}, newest {min(facts.newest, now):%Y-%m-%d}{back}"


def _include(found: Discovery) -> list[str]:
    """A pattern where a sitemap lists more than the part of the site that the outlet is."""
    if found.scope.path == "/" or all(one.facts.ours == one.facts.entries for one in found.sitemaps):
        return []
    path = re.escape(found.scope.path.rstrip("/")).replace("\\-", "-")
    return [
        "include:",
        f"  - {_quoted(f'^https?://[^/]+{path}(?:/|$)')}  # its sitemaps list other parts of the site too",
    ]


def _entries(key: str, entries: list[tuple[str, str]]) -> list[str]:
    return [f"{key}:", *(f"  - {_quoted(address)}  # {said}" for address, said in entries)] if entries else []


def _line(key: str, value: str, how: str = "") -> str:
    return f"{key}: {_quoted(value)}{f'  # {how}' if how else ''}"


def _quoted(value: Any) -> str:
    """A value as YAML writes it on one line."""
    return yaml.safe_dump(value, allow_unicode=True, width=10_000).removesuffix("\n").removesuffix("\n...").strip()
