"""A spider for each site with a profile, so that ``scrapy list`` names them.

newscrawl's own commands do not import this module: it loads the profiles of all sites.
"""

from __future__ import annotations

from newscrawl import sites
from newscrawl.spiders import spider_class

globals().update({f"{name}_spider": spider_class(site, module=__name__) for name, site in sites.load().items()})
