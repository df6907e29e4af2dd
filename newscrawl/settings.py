"""All settings of a crawl: Scrapy's own and newscrawl's. Set any with ``-s NAME=VALUE``. Sizes are bytes, times seconds."""

from newscrawl.version import __version__

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
NEWSPIDER_MODULE = "newscrawl.spiders"

# --- Profiles of your own, besides those of newscrawl and of installed packages.
NEWSCRAWL_PROFILES = ""  # files and directories, with ":" between them

# --- Identity: a contact (-s NEWSCRAWL_CONTACT=you@example.org) becomes part of the User-Agent.
NEWSCRAWL_CONTACT = ""
USER_AGENT = f"newscrawl/{__version__} (+https://github.com/newscrawl/newscrawl)"
ROBOTSTXT_USER_AGENT = "newscrawl"
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
}

# --- Politeness: obey robots.txt, send one request at a time to a host, wait between two requests.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0  # between two requests to a site
DOWNLOAD_DELAY_JITTER = 0
NEWSCRAWL_MAX_CRAWL_DELAY = 30.0  # longest Crawl-delay of robots.txt that is kept
RETRY_TIMES = 2
RETRY_HTTP_CODES = [408, 500, 502, 504, 522, 524]  # BackoffMiddleware retries after 429 and 503
RETRY_EXCEPTIONS = [  # Scrapy's list also names errors of Twisted's HTTP client, whose import takes a quarter of a start
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    OSError,
]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the spider logs the failure once, with the address
NEWSCRAWL_BACKOFF = 5.0  # first wait after 429 or 503 without Retry-After; it doubles each time
NEWSCRAWL_MAX_BACKOFF = 300.0  # longest wait; if a site asks for more, its run ends
NEWSCRAWL_MAX_RETRY_AFTER = 86_400.0  # longest Retry-After that later runs keep
NEWSCRAWL_DAILY_BUDGET = (
    0  # most requests to a site in a day (Vietnam's time), over all runs with this state; 0: no limit
)
NEWSCRAWL_MAX_BLOCKS = 10  # refusals in a row (401, 403, 429, 503, soft blocks) that end a site's run
NEWSCRAWL_MAX_FAILURES = 30  # requests in a row without an answer that end a site's run

# Directives of a page that keep its article from being written. Every directive is in the record; only those named here are
# obeyed: noindex, noarchive, nosnippet, noai (robots directives), tdm (text and data mining reserved by TDMRep).
NEWSCRAWL_OBEY = ""
NEWSCRAWL_DENYLIST = None  # file with ids and addresses of articles that are never fetched or written, one a line

# --- Limits of an answer.
DOWNLOAD_TIMEOUT = 30  # from the request to the last byte of the answer
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024  # a feed or sitemap, before and after decompression
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
NEWSCRAWL_MAX_PAGE = 6 * 1024 * 1024  # an article or listing, before and after decompression
NEWSCRAWL_MAX_TAGS = 250_000  # tags of a page
NEWSCRAWL_MAX_ATTRIBUTES = 1_000  # attributes of a tag
NEWSCRAWL_MAX_ENTRIES = 250_000  # entries of a sitemap; the protocol allows 50,000
NEWSCRAWL_MAX_TEXT = 1_000_000  # characters of an article; the longest laws in print have half as many

# --- Limits of a run at one site.
NEWSCRAWL_MAX_TRIES = 5  # runs in which an address may fail before it is given up
NEWSCRAWL_MAX_PAGES = 50  # pages of a listing
NEWSCRAWL_MAX_SITEMAPS = 50  # sitemaps of a sitemap index
NEWSCRAWL_MAX_SOURCES = 3_000  # requests for feeds, sitemaps and listing pages
NEWSCRAWL_MAX_ADDRESSES = 200_000  # new addresses; the next run continues
NEWSCRAWL_IN_FLIGHT = 500  # article requests in memory; the others wait in the state

# --- Schedule: intervals are written 30s, 5m, 1h, 7d or 2w.
NEWSCRAWL_DUE = False  # request only the sources whose interval is over (--due); it follows how often a source has news
NEWSCRAWL_MIN_INTERVAL = "5m"  # shortest interval of a source
NEWSCRAWL_MAX_INTERVAL = "7d"  # longest interval of a source
NEWSCRAWL_REVISIT = False  # fetch known articles again (--revisit)
NEWSCRAWL_REVISITS = "1h 1d 7d"  # times after the first sight at which an article is fetched again
NEWSCRAWL_REVISIT_BUDGET = 100  # most articles of a site that a run fetches again

# --- Security: no remote access, no cookies, no Referer.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
NEWSCRAWL_ALLOW_PRIVATE = False  # allow loopback and private addresses

# --- Speed.
TWISTED_REACTOR_ENABLED = False  # asyncio without Twisted's reactor takes half the CPU time of a page
CONCURRENT_ITEMS = 1  # Scrapy's default starts 100 tasks per response, which took a fifth of the CPU time
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"  # one slot per crawler: there is nothing to balance
WARN_ON_GENERATOR_RETURN_VALUE = False  # Scrapy would parse the callback's source for every response

DOWNLOADER = "newscrawl.middlewares.downloader.ShortChainDownloader"  # awaits only middlewares that are awaitable
STATS_CLASS = "newscrawl.extensions.stats.CrawlStats"  # counts without a check for deprecated arguments

# --- Components.
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("http", "https"), "newscrawl.middlewares.connections.GuardedHandler"),
    **dict.fromkeys(("data", "file", "ftp", "s3")),  # a site has no such addresses
}
# The components of Scrapy that a crawl uses. Scrapy imports every component that is named, also one that is switched off by
# None: the cookies alone load the list of public suffixes.
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "newscrawl.middlewares.prepared.PreparedHeadersMiddleware": 400,  # extends Scrapy's, as the next does
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": 550,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "newscrawl.middlewares.prepared.ShortDownloaderStats": 850,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": 900,
}
DOWNLOADER_MIDDLEWARES = {
    "newscrawl.middlewares.addresses.AddressMiddleware": 50,  # checks the hosts: no OffsiteMiddleware
    "newscrawl.middlewares.robots.RobotsMiddleware": 100,  # extends Scrapy's
    "newscrawl.middlewares.backoff.BackoffMiddleware": 560,
    "newscrawl.middlewares.cookie_script.CookieScriptMiddleware": 580,
    "newscrawl.middlewares.bodies.BodyMiddleware": 590,  # extends HttpCompressionMiddleware
    "newscrawl.middlewares.redirects.RedirectMiddleware": 600,  # extends Scrapy's; a page that refreshes itself is a soft block
}
SPIDER_MIDDLEWARES_BASE = {
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": 50,
    "newscrawl.spiders.output_chain.NoRefererMiddleware": 700,  # without one of its kind, Scrapy warns at every start
}
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
EXTENSIONS = {
    "newscrawl.extensions.health.HealthExtension": -10,  # closed before the run, whose report contains the verdict
    "newscrawl.extensions.run.RunExtension": 0,
    "newscrawl.extensions.limits.CloseSpider": 0,  # extends Scrapy's
    "newscrawl.extensions.warc.WarcExtension": 10,
    "newscrawl.extensions.metrics.MetricsExtension": 20,
}
ITEM_PIPELINES = {
    "newscrawl.pipelines.normalize.NormalizePipeline": 100,
    "newscrawl.pipelines.validate.ValidatePipeline": 200,
    "newscrawl.pipelines.dedupe.DedupePipeline": 300,
    "newscrawl.extensions.warc.WarcPipeline": 800,
    "newscrawl.pipelines.commit.CommitPipeline": 900,
}

# --- Output and state. With Scrapy's -O and no NEWSCRAWL_OUTPUT, only Scrapy's feed is written.
NEWSCRAWL_OUTPUT = None  # output directory, or a bucket: s3://, gs:// or az://BUCKET/PREFIX; None: "output"
NEWSCRAWL_SPOOL = None  # local directory of a run into a bucket; None: output/.spool/SCHEME/BUCKET/PREFIX
NEWSCRAWL_STATE = None  # state directory; None: .state in the output directory
NEWSCRAWL_COMPRESS = None  # "gz" or "zst": compress the files when the run ends
NEWSCRAWL_PARTITION = "run"  # one file per run; "site-date": site=NAME/date=DAY/articles-CRAWL_ID.jsonl
NEWSCRAWL_ROUND = ""  # distinguishes the runs of one process; `newscrawl run` sets it for each round
NEWSCRAWL_WARC = False  # record all responses as WARC in the directory warc/ of the output
NEWSCRAWL_WARC_SIZE = 1_000_000_000  # size at which the next WARC file is started
NEWSCRAWL_WARC_LEVEL = 1  # gzip level of responses that came uncompressed
FEED_EXPORT_ENCODING = "utf-8"
FEED_EXPORTERS = dict.fromkeys(("jsonl", "jsonlines", "jl"), "newscrawl.exporters.ArticleJsonLinesExporter")

# --- Text and duplicates.
NEWSCRAWL_TONE_STYLE = "first"  # tone marks: "first" (hòa), "second" (hoà), "keep"
NEWSCRAWL_NEAR_DUPLICATES = (
    "mark"  # "mark", "drop", "longest" (write only what is longer than what it duplicates), "off"
)
NEWSCRAWL_NEAR_DUPLICATES_MONTHS = 1  # months before and after publication in which near duplicates are searched
NEWSCRAWL_NEAR_DUPLICATES_RENEWED = (
    5000  # articles of a run whose signatures are made anew after an update that changes them
)
NEWSCRAWL_NEAR_DUPLICATES_KEEP = 0  # months back from now in which near duplicates are found; 0: all

# --- Log and metrics.
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.extensions.log.LogFormatter"
NEWSCRAWL_LOG_FORMAT = "text"  # "json": one JSON object per line
NEWSCRAWL_METRICS_FILE = None  # file for the counts of all runs, in Prometheus's text format
NEWSCRAWL_METRICS_INTERVAL = 15.0  # between two updates of the file during a run
NEWSCRAWL_METRICS_PORT = 0  # port that serves the same counts; 0: none
NEWSCRAWL_METRICS_ADDRESS = "127.0.0.1"  # address of that port
