"""The crawl policy: what is due, what is requested next, and when to stop.

The policy is pure. It does not know Scrapy, reads no clock and writes nothing: events go in (an answer, a failure, "nothing is
in flight", each with the current time), commands come out (:mod:`.commands`: requests, and changes of the state). It reads the
state through :class:`.state_view.StateView`. The spider is the adapter that executes the commands.

* :mod:`.crawl`: :class:`CrawlPolicy`, one method for each event
* :mod:`.sources`, :mod:`.articles`: the decisions about sources and about articles
* :mod:`.strategies`: live, due, backfill, dry run and replay
* :mod:`.requests`, :mod:`.commands`: what the policy returns
* :mod:`.frontier`: which links are fetched
* :mod:`.source_visit`: what the state keeps of a source
* :mod:`.schedule`, :mod:`.revisits`: intervals of sources and of articles
* :mod:`.backfill`: the past of a site, day by day
"""

from __future__ import annotations

from newscrawl.policy.crawl import CrawlOptions, CrawlPolicy
from newscrawl.policy.limits import Limits
from newscrawl.policy.strategies import CrawlPlan

__all__ = ["CrawlOptions", "CrawlPlan", "CrawlPolicy", "Limits"]
