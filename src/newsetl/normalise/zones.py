"""Parts of a page that belong to every page of a site or to other reports, told by their element's name or kind.

Names are those that content systems and their themes give (WordPress, Drupal, Blogger, AMP, Bootstrap): a class or an
id counts where one of its hyphenated pieces, or two of them together, is listed.
"""

import re
from typing import Any, Literal

Zone = Literal["frame", "others", "service", "about", "caption", "embed"]

_NAMES: dict[Zone, str] = {
    "frame": """nav navbar navigation menu submenu megamenu mainmenu topmenu breadcrumb breadcrumbs crumbs footer foot
        colophon copyright copyrights masthead topbar logo skip site-header page-header-top header-top""",
    "others": """related relateds relatedposts relatednews related-posts related-news related-articles recommended
        lire-aussi aussi-lire plus-lus autres-articles
        recommendation recommendations recommend more-news more-stories more-from also readalso read-also see-also
        you-may youmaylike mostread most-read mostviewed most-viewed popular trending trends latest latest-news
        sidebar sidebar-right sidebar-left aside side ticker newsticker news-ticker breaking breakingnews breaking-news
        marquee headlines teasers next-article prev-article next-post prev-post post-navigation nextprev
        widget widgets jp-relatedposts crp yarpp taboola outbrain mgid rail right-rail left-rail
        inline-related suggested suggestions up-next upnext next-story promo-box promobox""",
    "service": """share sharing sharebar sharethis share-bar share-buttons social socials social-share addtoany a2a
        addthis sharedaddy newsletter subscribe subscription subscribe-box signup sign-up follow follow-us followus
        comment comments commentlist comment-list disqus respond reply cookie cookies cookie-notice consent gdpr cmp ad
        ads advert advertisement adsense adslot ad-slot adbox banner sponsor sponsored promo toolbar tools player modal
        popup overlay lightbox toast whatsapp telegram app-banner appbanner download-app print font-size fontsize rating
        ratings poll survey login search search-form searchform pagination pager paging donate donation cta notice
        disclaimer listen audio-player partage publicite abonnement infolettre""",
    "about": """tags tagcloud tag-list taglist post-tags entry-tags tags-links keywords topics author-box authorbox
        author-bio author-info authorinfo about-author author-card author-description author-profile bio byline
        post-author author-name entry-meta post-meta article-meta meta metadata meta-data post-info postinfo
        article-info dateline date time timestamp datetime post-date entry-date published pubdate publish-date updated
        kicker overline overtitle over-title eyebrow strap strapline supertitle surtitre signature mots-cles
        reading-time read-time readtime views-count counter""",
    "caption": """caption captions figcaption wp-caption-text wp-caption image-caption img-caption photo-caption credit
        credits photo-credit image-credit copyright-image gallery-caption legende""",
    "embed": """twitter-tweet twitter-video instagram-media fb-post fb-video tiktok-embed telegram-post embed oembed
        twitter-timeline social-embed tweet""",
}
_BY_NAME: dict[str, Zone] = {name: zone for zone, names in _NAMES.items() for name in names.split()}
_BY_TAG: dict[str, Zone] = {
    "nav": "frame",
    "footer": "frame",
    "header": "frame",
    "aside": "others",
    "figcaption": "caption",
    "time": "about",
    "menu": "frame",
}
_BY_ROLE: dict[str, Zone] = {
    "navigation": "frame",
    "contentinfo": "frame",
    "banner": "frame",
    "search": "service",
    "complementary": "others",
    "dialog": "service",
    "alertdialog": "service",
}
# What a class says of the report itself (its tags, its layout, Blogger's boxes for a day) and not of the part.
_OF_THE_REPORT = re.compile(
    r"(?:tag|category|cat|has|with|no|is|not|js|type|format|status|hentry|layout|col|elementor|et|vc)[-_]|date-(?:outer|posts)"
)
_PIECES = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_REPORT = re.compile(
    r"(?:article|story|entry|post|news|single|detail|details|main)[-_]*(?:body|content|text|details?|txt|description)"
    r"|(?:^|[-_ ])(?:content|text|body|details|entry|story|maincontent|articlebody|paragraphs?|fulltext|artbody)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_LONGEST_NAME = 300
_BLOGGER = re.compile(r"(?:^|\s)Blog\d?(?:\s|$)")
"""Blogger's name for the widget that holds the page's posts."""


def zone_of(element: Any) -> Zone | None:
    """What an element declares itself to be; None for the report, for layout, and for what says nothing."""
    tag = element.tag
    if tag in _BY_TAG:
        return _BY_TAG[tag]
    role = element.get("role")
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not names.strip() or tag in ("body", "html") or _BLOGGER.search(names):
        return None
    for name in names[:_LONGEST_NAME].split():
        if zone := _zone_by_name(name):
            return zone
    return None


def names_report(element: Any) -> bool:
    """Whether an element declares itself to be a report's text."""
    if "articlebody" in (element.get("itemprop") or "").lower():
        return True
    return bool(_REPORT.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAME]))


_KNOWN: dict[str, Zone | None] = {}
_MOST_KNOWN = 20_000


def _zone_by_name(name: str) -> Zone | None:
    """The zone of one class or id; remembered, since a site's pages repeat them."""
    if name not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[name] = _read_name(name)
    return _KNOWN[name]


def _read_name(name: str) -> Zone | None:
    if _OF_THE_REPORT.match(name.lower()):
        return None
    pieces = [piece.lower() for piece in _PIECES.findall(name)]
    for size in (2, 1):
        for at in range(len(pieces) - size + 1):
            if zone := _BY_NAME.get("-".join(pieces[at : at + size])):
                return zone
    return None
