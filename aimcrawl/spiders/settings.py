"""The Scrapy settings of a home. Each is a deviation from Scrapy's default, with the default and the reason.

A home's ``scrapy.cfg`` names this module; ``aimcrawl crawl`` uses the same. What a profile says of politeness comes on
top of it (:mod:`aimcrawl.spiders.loader`).
"""

BOT_NAME = "aimcrawl"
SPIDER_LOADER_CLASS = "aimcrawl.spiders.loader.ProfileSpiderLoader"  # one spider a profile of the home, not a module

# Safety
REMOTE_CONTROL_ENABLED = False  # default True: a server on localhost that executes Python for whoever connects
TELNETCONSOLE_ENABLED = False  # default True: the same over telnet
DOWNLOAD_VERIFY_CERTIFICATES = True  # default False: an archive must know whom it quotes
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("data", "file", "ftp", "s3")),  # default: on; pages never need them
    "http": "aimcrawl.spiders.stoppable.StoppableHandler",  # default: HTTP11DownloadHandler, which it is but for Ctrl-C
    "https": "aimcrawl.spiders.stoppable.StoppableHandler",
}
METAREFRESH_ENABLED = False  # default True: a captured page that a browser would leave is kept as it is

# Politeness; profiles and aimcrawl.toml set the delay, the time-out, the tries and the size
ROBOTSTXT_OBEY = True  # default False
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # default 8: one request at a time to one site
DOWNLOAD_DELAY = 1.0  # default 0
DOWNLOAD_TIMEOUT = 60  # default 180
DOWNLOAD_MAXSIZE = (
    10_000_000  # default 1 GB: a list page has no use for more; holds for what a gzip bomb unpacks to too
)
RETRY_TIMES = 2  # Scrapy's default: three tries in all
RETRY_HTTP_CODES = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524]  # 425 and Cloudflare's besides Scrapy's
REDIRECT_MAX_TIMES = 5  # default 20
COOKIES_ENABLED = True  # Scrapy's default: some old sites show their list only with a session
REFERRER_POLICY = "no-referrer"  # default: Scrapy's own; the address of one page is no business of the next

# Cost
WARN_ON_GENERATOR_RETURN_VALUE = False  # default True: parses the callback's source anew for each response
CONCURRENT_ITEMS = 4  # default 100: starts so many tasks for each response; a page is one item here
STATS_DUMP = False  # default True: our own line says how a crawl ended
MEMUSAGE_ENABLED = False  # default True: a timer a crawl, where many crawls share a process
LOG_LEVEL = "WARNING"  # default DEBUG: cron must be quiet when all is well
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # default ERROR: the crawl's outcome says it
LOG_VERSIONS: list[str] = []  # default: logs the versions of all libraries at each start

SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,  # these three mark or drop requests by rules that
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # the walk has better ones for
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}
DOWNLOADER_MIDDLEWARES_BASE = {  # default: these, and three that are replaced below: a None there would import them
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": 100,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": 300,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": 580,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": 900,
}
DOWNLOADER_MIDDLEWARES = {
    "aimcrawl.spiders.hosts.HostGuard": 50,  # for OffsiteMiddleware: retries and their redirects are guarded too
    "aimcrawl.spiders.politeness.PoliteRetryMiddleware": 550,  # for RetryMiddleware
    "aimcrawl.spiders.cookies.CookieJarMiddleware": 700,  # for CookiesMiddleware: asks no host for public suffixes
    "aimcrawl.spiders.capture.CaptureMiddleware": 800,  # below the cache, above proxy, redirect and decompression
}
EXTENSIONS_BASE = {  # default: these, and telnet, the remote control and two watchers of memory, which import
    "scrapy.extensions.corestats.CoreStats": 0,  # aiohttp and more at each start, 0.2 s of CPU, to find that they are
    "scrapy.extensions.logcount.LogCount": 0,  # off; so they do where EXTENSIONS maps them to None
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "scrapy.extensions.spiderstate.SpiderState": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
EXTENSIONS = {
    "aimcrawl.spiders.politeness.CrawlDelay": 0,
}
ITEM_PIPELINES = {
    "pipelines.clean.CleanPipeline": 100,
    "pipelines.check.CheckPipeline": 200,
    "pipelines.deduplicate.DeduplicatePipeline": 300,
    "pipelines.store.StorePipeline": 400,
}
FEED_EXPORTERS = {
    "json": "aimcrawl.spiders.feeds.JsonRecords",  # default: one element an item; our item is a page of records
    "jsonlines": "aimcrawl.spiders.feeds.JsonLinesRecords",
    "jsonl": "aimcrawl.spiders.feeds.JsonLinesRecords",
    "jl": "aimcrawl.spiders.feeds.JsonLinesRecords",
    "csv": "aimcrawl.spiders.feeds.CsvRecords",
    "xml": "aimcrawl.spiders.feeds.XmlRecords",
    "marshal": None,  # Scrapy refuses what is None: these would write pages as Python's own objects
    "pickle": None,
}
