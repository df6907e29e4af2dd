"""Where the news is: feed, sitemap and listing bytes in, links with what their source says about them out.

Pure: no network, no clock, no files. Each module reads one kind of source.

* :mod:`~newscrawl.discover.feed`: RSS, Atom, JSON Feed
* :mod:`~newscrawl.discover.sitemap`: sitemaps and their indexes, as a stream
* :mod:`~newscrawl.discover.listing`: section and home pages
* :mod:`~newscrawl.discover.paging`: how a listing goes on, and the JSON that load-more buttons ask for
* :mod:`~newscrawl.discover.archives`: pages that list what a day brought
* :mod:`~newscrawl.discover.home`: feeds, sitemaps and sections of a site that has no profile
"""

from __future__ import annotations

from newscrawl.discover.link import Link, UnreadableError

__all__ = ["Link", "UnreadableError"]
