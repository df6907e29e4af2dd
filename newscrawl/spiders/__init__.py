"""The spider of all sites, and a subclass for each site with a profile, so that ``scrapy list`` names them.

:func:`spider_class` makes such a subclass for any :class:`~newscrawl.sites.profile.Site`.
"""

from __future__ import annotations

from newscrawl import sites
from newscrawl.spiders.news import NewsSpider

__all__ = ["NewsSpider", "spider_class"]


def spider_class(site: sites.Site) -> type[NewsSpider]:
    """Return the spider class of one site."""
    domains = sorted(site.all_hosts)
    return type(
        f"{site.name.title()}Spider",
        (NewsSpider,),
        {
            "__module__": __name__,
            "__doc__": f"{site.publisher}: {site.home}",
            "name": site.name,
            "site": site,
            "allowed_domains": domains,
        },
    )


globals().update({f"{name}_spider": spider_class(site) for name, site in sites.load().items()})
