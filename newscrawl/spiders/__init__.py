"""The spider of all sites.

:func:`spider_class` makes a subclass for a :class:`~newscrawl.sites.profile.Site`. :mod:`newscrawl.spiders.by_name` has one for each site
with a profile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newscrawl.sites.profile import Site
    from newscrawl.spiders.news import NewsSpider

__all__ = ["NewsSpider", "spider_class"]


def spider_class(site: Site, *, module: str = __name__) -> type[NewsSpider]:
    """Return the spider class of one site, as a class of ``module``."""
    from newscrawl.spiders.news import NewsSpider  # noqa: PLC0415 - Scrapy; much of what reads profiles needs none

    domains = sorted(site.all_hosts)
    return type(
        f"{site.name.title()}Spider",
        (NewsSpider,),
        {
            "__module__": module,
            "__doc__": f"{site.publisher}: {site.home}",
            "name": site.name,
            "site": site,
            "allowed_domains": domains,
        },
    )


def __getattr__(name: str) -> Any:
    if name != "NewsSpider":
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from newscrawl.spiders.news import NewsSpider  # noqa: PLC0415 - as above

    return NewsSpider
