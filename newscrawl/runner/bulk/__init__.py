"""Reads many saved pages with all processor cores, without Scrapy: ``newscrawl extract``, ``newscrawl replay --jobs``.

- :mod:`~newscrawl.runner.bulk.pages` reads one page.
- :mod:`~newscrawl.runner.bulk.inputs` finds the pages in files, directories, archives and standard input.
- :mod:`~newscrawl.runner.bulk.workers` distributes tasks over processes, and keeps their order.
"""
