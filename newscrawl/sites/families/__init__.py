"""Layouts, listings and article addresses that many sites share. One module per content system.

A content system (CMS) serves dozens of newspapers, so its selectors are here once. A profile uses a family's layouts
unchanged, or adds the site's own selectors before them with :func:`newscrawl.sites.profile.extended`.

A family offers some of:

* layouts: ``HEMERA``, and ``HEMERA_2018`` for an older template;
* requests for further pages of a listing: ``HEMERA_MORE``; several of them in the order to try: ``ONECMS_PAGES``;
* date archives: ``VCCORP_DAYS``;
* paths that are never articles: ``ONECMS_NOT``;
* a function that returns the article addresses: ``hemera_articles("https://…", no="https://… https://…")``. Its arguments are
  example addresses of one site. Each must match the pattern. The addresses in ``no``, separated by blanks, must not match.
"""

from newscrawl.sites.families.box_detail import BOX_DETAIL
from newscrawl.sites.families.hemera import HEMERA, HEMERA_2018, HEMERA_MORE, hemera_articles
from newscrawl.sites.families.mastercms import MASTERCMS, MASTERCMS_PAGES, mastercms_articles
from newscrawl.sites.families.microdata import MICRODATA
from newscrawl.sites.families.onecms import (
    ONECMS,
    ONECMS_CLASSIC,
    ONECMS_LONGFORM,
    ONECMS_MORE,
    ONECMS_NOT,
    ONECMS_OLD_MORE,
    ONECMS_PAGES,
    onecms_articles,
)
from newscrawl.sites.families.portal import PORTAL, PORTAL_PAGES, portal_articles
from newscrawl.sites.families.vccorp import (
    VCCORP,
    VCCORP_2012,
    VCCORP_2017,
    VCCORP_DAYS,
    VCCORP_KNC,
    VCCORP_MORE,
    VCCORP_OLD_MORE,
    VCCORP_PAGES,
    vccorp_articles,
    vccorp_old_articles,
)
from newscrawl.sites.families.vnexpress import (
    IONE_2012,
    VNEXPRESS,
    VNEXPRESS_2012,
    VNEXPRESS_2015,
    VNEXPRESS_DAYS,
    VNEXPRESS_LIVE_2015,
    VNEXPRESS_PHOTO,
    VNEXPRESS_SLIDES_2015,
)

__all__ = [
    "BOX_DETAIL",
    "HEMERA",
    "HEMERA_2018",
    "HEMERA_MORE",
    "IONE_2012",
    "MASTERCMS",
    "MASTERCMS_PAGES",
    "MICRODATA",
    "ONECMS",
    "ONECMS_CLASSIC",
    "ONECMS_LONGFORM",
    "ONECMS_MORE",
    "ONECMS_NOT",
    "ONECMS_OLD_MORE",
    "ONECMS_PAGES",
    "PORTAL",
    "PORTAL_PAGES",
    "VCCORP",
    "VCCORP_2012",
    "VCCORP_2017",
    "VCCORP_DAYS",
    "VCCORP_KNC",
    "VCCORP_MORE",
    "VCCORP_OLD_MORE",
    "VCCORP_PAGES",
    "VNEXPRESS",
    "VNEXPRESS_2012",
    "VNEXPRESS_2015",
    "VNEXPRESS_DAYS",
    "VNEXPRESS_LIVE_2015",
    "VNEXPRESS_PHOTO",
    "VNEXPRESS_SLIDES_2015",
    "hemera_articles",
    "mastercms_articles",
    "onecms_articles",
    "portal_articles",
    "vccorp_articles",
    "vccorp_old_articles",
]
