"""Which parameters of an address say nothing about the page, and which only choose another view of it.

Neither ever includes a parameter that may number a report on some site: id, p, news, cid, sid, eid, ref=57, m=57.
"""

import re

_TRACKING_PREFIXES = (
    # campaign tags of Google, AT Internet, Matomo, HubSpot, Facebook, Vero, Omeda, Marketo, Webtrends
    *("utm_", "at_", "mtm_", "itm_", "hsa_", "ga_", "_ga_", "_gac_", "fb_", "vero_", "oly_", "mkt_", "wt_", "cmp_"),
    *("xtor", "__cft__", "__xts__", "__hs", "_hsenc", "_hsmi"),
    # sessions of classic ASP: a letter or more follow
    "aspsessionid",
)
_TRACKING = re.compile(
    # clicks
    r"(?:fb|g|dc?|yc?|ys|tw|tt|ms)clid|gclsrc|[gw]braid|li_fat_id|srsltid|igshi?d?|epik|_gl|__tn__|mibextid|sfnsn|s_kwcid|ef_id"
    # campaigns and referrers
    r"|mc_[ce]id|pk_(?:campaign|kwd|keyword|source|medium|content|cid)|_gac?"
    r"|traffic_source|ref_?src|ref_?url|cmpid|ocid|s_cid|ns_(?:mchannel|source|campaign|linkname|fee)|__twitter_impression"
    # what Google's viewer of AMP pages adds
    r"|amp_(?:js_v|gsa|r|ct|tf|markup|kit)|usqp|aoh"
    # WordPress: a job's marker, the comment that is answered
    r"|doing_wp_cron|replytocom"
    # sessions, by the names that frameworks give them
    r"|phpsessid|jsessionid|oscsid|zenid"
)
_CHANNEL_NAMES = frozenset({"ref", "source", "src", "from", "via", "share", "shared", "cmp", "smid"})
_CHANNEL = (
    r"(?:rss|atom|feeds?|newsletter|news-?showcase|facebook|fb|twitter|tw|telegram|whatsapp|linkedin|instagram|tumblr"
    r"|reddit|pocket|e?mail|push|notifications?|home(?:page)?|share|social)"
)
_CHANNELS = re.compile(rf"{_CHANNEL}(?:[-_](?:{_CHANNEL}|btn|url|link|nytimes))*")
_VIEWS = re.compile(
    r"(?:amp|isamp|is_amp|mobile|nomobile|noamp)(?:=(?:|0|1|true|false|yes|no|mobile|available))?"
    r"|(?:output_?type|output|view|mode|type|format|device|layout|platform)=(?:amp(?:-type|html)?|mobile|print)"
    r"|print=(?:1|true|yes|y)|printable=(?:1|true|yes)"
    # Joomla's page without its surroundings
    r"|tmpl=component",
    re.IGNORECASE,
)
# https://www.blogger.com has ?m=1 for phones; in a script's address it may be a section, at the root a month's archive
_BLOGGER_VIEW = re.compile(r"m=[01]")
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|cfm|cgi|pl)/?$", re.IGNORECASE)


def is_tracking(pair: str) -> bool:
    """Whether ``name=value``, as it stands in a query, tells only where the reader came from, or the session."""
    name, _, value = pair.lower().partition("=")
    if _TRACKING.fullmatch(name) or name.startswith(_TRACKING_PREFIXES):
        return True
    return name in _CHANNEL_NAMES and bool(_CHANNELS.fullmatch(value))


def is_view(pair: str, path: str) -> bool:
    """Whether ``name=value`` of an address with this path asks for the same report for phones, AMP or print."""
    if _VIEWS.fullmatch(pair):
        return True
    return bool(_BLOGGER_VIEW.fullmatch(pair)) and path != "/" and not _SCRIPT.search(path)
