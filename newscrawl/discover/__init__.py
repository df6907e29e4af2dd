"""Reads sources: the bytes of a feed, sitemap or listing in, links with the source's metadata out.

The package is pure: no network, no clock, no files. Each module reads one kind of source, and :mod:`~newscrawl.discover.source`
puts them behind one protocol.

* :mod:`~newscrawl.discover.feed`: RSS, Atom, JSON Feed
* :mod:`~newscrawl.discover.sitemap`: sitemaps and their indexes, as a stream
* :mod:`~newscrawl.discover.listing`: section and home pages
  (:mod:`~newscrawl.discover.html_tree`: the parsed page; :mod:`~newscrawl.discover.page_parts`: its navigation and posts;
  :mod:`~newscrawl.discover.card`: title and summary of an article; :mod:`~newscrawl.discover.next_page`: the link to the next page)
* :mod:`~newscrawl.discover.paging`: the pages of a listing by its profile, and the JSON of load-more endpoints
* :mod:`~newscrawl.discover.date_archive`: pages that list the articles of one day
* :mod:`~newscrawl.discover.home`: feeds, sitemaps and sections of a site without a profile
* :mod:`~newscrawl.discover.sitemap_dates`: the period that a sitemap's address names
* :mod:`~newscrawl.discover.timestamps`, :mod:`~newscrawl.discover.markup`: dates, encodings and broken markup
"""

from __future__ import annotations

from newscrawl.discover.link import Link, UnreadableError

__all__ = ["Link", "UnreadableError"]
