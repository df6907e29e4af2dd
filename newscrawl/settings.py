"""The wiring, on one screen. Scrapy's own settings first, then newscrawl's; override any with ``-s NAME=VALUE``."""

from newscrawl.version import __version__

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
NEWSPIDER_MODULE = "newscrawl.spiders"

# Who we are: say whom to write to with -s NEWSCRAWL_CONTACT=you@example.org; it becomes part of the User-Agent.
NEWSCRAWL_CONTACT = ""
USER_AGENT = f"newscrawl/{__version__} (+https://github.com/newscrawl/newscrawl)"
ROBOTSTXT_USER_AGENT = "newscrawl"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
}

# Polite: robots.txt always, one request at a time to a host, a second between two; Crawl-delay is kept up to its cap.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0
NEWSCRAWL_MAX_CRAWL_DELAY = 30.0
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 500, 502, 504, 522, 524]  # BackoffMiddleware asks again after 429 and 503
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the spider says it once, with the address

NEWSCRAWL_BACKOFF = 5.0  # the first wait after 429 or 503 where Retry-After names none; the next are twice as long
NEWSCRAWL_MAX_BACKOFF = 300.0  # a site that asks for more is left for this run
NEWSCRAWL_MAX_RETRY_AFTER = 86_400.0  # what later runs keep of a longer Retry-After
NEWSCRAWL_DAILY_BUDGET = 0  # requests to a site in a day, Vietnam's, over all runs with this state; 0: any number
NEWSCRAWL_MAX_BLOCKS = 10  # refusals in a row (401, 403, 429, 503, soft blocks) that end the site's run
NEWSCRAWL_MAX_FAILURES = 30  # requests in a row without an answer that end the site's run

# What a page asks for stands in its record. Named here, it is obeyed, and the article is not written:
# noindex, noarchive, nosnippet, noai (robots directives), tdm (text and data mining reserved: TDMRep's file, header or tag).
NEWSCRAWL_OBEY = ""

# Bounded: sizes in bytes, times in seconds.
DOWNLOAD_TIMEOUT = 30  # from the request to the last byte of the answer
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # as sent, and unpacked: feeds and sitemaps
DOWNLOAD_WARNSIZE = 0
NEWSCRAWL_MAX_PAGE = 6 * 1024 * 1024  # the same of articles and listings
NEWSCRAWL_MAX_TAGS = 250_000  # of a page
NEWSCRAWL_MAX_ATTRIBUTES = 1_000  # of a tag
REDIRECT_MAX_TIMES = 5
NEWSCRAWL_MAX_TRIES = 5  # runs in which an address may fail before it is left alone
NEWSCRAWL_MAX_PAGES = 50  # pages of one listing in one run
NEWSCRAWL_MAX_SITEMAPS = 50  # files of one sitemap index in one run
NEWSCRAWL_MAX_ENTRIES = 250_000  # of one sitemap; the protocol allows 50,000
NEWSCRAWL_MAX_TEXT = 1_000_000  # characters of an article; the longest laws in print have half as many
NEWSCRAWL_MAX_SOURCES = 3_000  # feeds, sitemaps and pages of listings of a site in one run
NEWSCRAWL_MAX_ADDRESSES = 200_000  # new addresses of a site in one run; the next goes on
NEWSCRAWL_IN_FLIGHT = 500  # requests held in memory; the rest waits in the state

# On a schedule: with NEWSCRAWL_DUE (--due) only sources whose interval is over are asked; the interval follows how often a
# source brings news. With NEWSCRAWL_REVISIT (--revisit) articles are looked at again, so long after they were first seen.
NEWSCRAWL_DUE = False
NEWSCRAWL_MIN_INTERVAL = "5m"
NEWSCRAWL_MAX_INTERVAL = "7d"
NEWSCRAWL_REVISIT = False
NEWSCRAWL_REVISITS = "1h 1d 7d"
NEWSCRAWL_REVISIT_BUDGET = 100  # articles of a site in one run

# Nobody gets in, nothing is remembered that need not be.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"

# Fast: asyncio without Twisted's reactor, one item at a time (100 tasks a response cost a fifth of the CPU).
TWISTED_REACTOR_ENABLED = False
CONCURRENT_ITEMS = 1
SCHEDULER_PRIORITY_QUEUE = (
    "scrapy.pqueues.ScrapyPriorityQueue"  # a crawler has one slot: nothing to balance between hosts
)
WARN_ON_GENERATOR_RETURN_VALUE = False  # Scrapy parses the callback's source anew for every response
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "newscrawl.middlewares.connections.GuardedHandler")
DOWNLOADER_MIDDLEWARES = {
    "newscrawl.middlewares.addresses.AddressMiddleware": 50,
    "newscrawl.middlewares.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # AddressMiddleware knows the site's hosts
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # RobotsMiddleware is built on it
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "newscrawl.middlewares.backoff.BackoffMiddleware": 560,
    "newscrawl.middlewares.cookie_script.CookieScriptMiddleware": 580,
    "newscrawl.middlewares.bodies.BodyMiddleware": 590,
    "newscrawl.middlewares.redirects.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # BodyMiddleware is built on it
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,  # ours names its reasons
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,  # a page that refreshes itself is a soft block
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # newscrawl.urls bounds addresses
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
EXTENSIONS = {
    "newscrawl.extensions.health.HealthExtension": -10,  # before the run's, which builds its report from the verdict
    "newscrawl.extensions.run.RunExtension": 0,
    "newscrawl.extensions.warc.WarcExtension": 10,
    "newscrawl.extensions.metrics.MetricsExtension": 20,
    "scrapy.extensions.telnet.TelnetConsole": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.spiderstate.SpiderState": None,
}
ITEM_PIPELINES = {
    "newscrawl.pipelines.normalize.NormalizePipeline": 100,
    "newscrawl.pipelines.validate.ValidatePipeline": 200,
    "newscrawl.pipelines.dedupe.DedupePipeline": 300,
    "newscrawl.extensions.warc.WarcPipeline": 800,
    "newscrawl.pipelines.commit.CommitPipeline": 900,
}

# Output: NEWSCRAWL_OUTPUT is a directory; with Scrapy's -O and no NEWSCRAWL_OUTPUT the feed alone is written.
NEWSCRAWL_OUTPUT = None
NEWSCRAWL_STATE = None  # directory; by default .state inside the output
NEWSCRAWL_COMPRESS = None  # "gz", "zst": the files of lines, when the run ends
NEWSCRAWL_PARTITION = "run"  # "site-date": site=NAME/date=DAY/articles-CRAWL_ID.jsonl
NEWSCRAWL_ROUND = ""  # sets the runs of one process apart; `newscrawl run` gives one to each round
NEWSCRAWL_WARC = False  # keep every response as WARC in the output's warc/
NEWSCRAWL_WARC_SIZE = 1_000_000_000  # bytes at which the next file is begun
NEWSCRAWL_WARC_LEVEL = 1  # gzip level of what did not come compressed
NEWSCRAWL_ALLOW_PRIVATE = False  # loopback and private addresses are refused
NEWSCRAWL_TONE_STYLE = "first"  # hòa; "second": hoà; "keep"
NEWSCRAWL_NEAR_DUPLICATES = "mark"  # "drop"; "longest": only what is longer than all it is a copy of; "off"
NEWSCRAWL_NEAR_DUPLICATES_MONTHS = 1  # months before and after that of publication that are searched
NEWSCRAWL_NEAR_DUPLICATES_KEEP = 0  # months back from now for which copies of what was published can be found; 0: all
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = dict.fromkeys(("jsonl", "jsonlines", "jl"), "newscrawl.exporters.ArticleJsonLinesExporter")
LOG_LEVEL = "INFO"
NEWSCRAWL_LOG_FORMAT = "text"  # "json": one object a line
NEWSCRAWL_METRICS_FILE = None  # counts of all runs, in Prometheus's text format
NEWSCRAWL_METRICS_INTERVAL = 15.0  # seconds from one writing of it to the next, during a run
NEWSCRAWL_METRICS_PORT = 0  # a port where Prometheus asks for the same; 0: nothing listens
NEWSCRAWL_METRICS_ADDRESS = "127.0.0.1"
LOG_FORMATTER = "newscrawl.extensions.log.LogFormatter"
