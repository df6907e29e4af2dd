"""The spider, once, and a class of it for every site with a profile: ``scrapy list`` names them.

``spiders.cls(site)`` makes such a class for any :class:`~newscrawl.sites.profile.Site`.
"""

from __future__ import annotations

from newscrawl import sites
from newscrawl.spiders.news import NewsSpider

__all__ = ["NewsSpider", "spider_class"]


def spider_class(site: sites.Site) -> type[NewsSpider]:
    """The spider of one site."""
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
