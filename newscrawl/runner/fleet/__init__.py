"""Crawls the sites of a configuration with workers on several machines, over one database.

============== =====================================================================================================
`options`      how long a lease lasts, how often is planned, when lines are sealed
`queue`        the jobs in the database (Procrastinate): one job is a slice of a site's crawl
`leases`       the sites that a worker holds, renewed by a thread
`housekeeping` a thread of each worker, at work in one of them: queues due sites, takes the jobs of dead workers back, seals
`worker`       takes jobs and crawls
`memory`       what the alerts have told
`overview`     what ``newscrawl fleet`` shows
============== =====================================================================================================
"""
