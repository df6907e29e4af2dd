"""Reads sources: the bytes of a feed, sitemap or listing in, links with the source's metadata out.

The package is pure: no network, no clock, no files. Each module reads one kind of source, and :mod:`~newscrawl.discover.source`
puts them behind one protocol.

* :mod:`~newscrawl.discover.feed`: RSS, Atom, JSON Feed
* :mod:`~newscrawl.discover.sitemap`: sitemaps and their indexes, as a stream
* :mod:`~newscrawl.discover.listing`: section and home pages
* :mod:`~newscrawl.discover.paging`: the next page of a listing, and the JSON of load-more endpoints
* :mod:`~newscrawl.discover.date_archive`: pages that list the articles of one day
* :mod:`~newscrawl.discover.home`: feeds, sitemaps and sections of a site without a profile
* :mod:`~newscrawl.discover.sitemap_dates`: the period that a sitemap's address names
* :mod:`~newscrawl.discover.timestamps`, :mod:`~newscrawl.discover.markup`: dates, encodings and broken markup
"""

from __future__ import annotations

from newscrawl.discover.link import Link, UnreadableError

__all__ = ["Link", "UnreadableError"]
