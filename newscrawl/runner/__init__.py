"""Runs crawls: jobs, the schedule, the configuration file, the public ``crawl()``.

Nothing here parses a command line or prints a result. Results are typed objects; what a person sees meanwhile goes to a
:class:`~newscrawl.runner.jobs.View` or to the log.
"""
