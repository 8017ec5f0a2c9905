"""Look at a site before, or beside, its crawls: fetch single pages, learn a profile, hold a profile against the site.

Lives here: ``fetch`` (a page at a time, politely, each exchange captured), ``learn`` (from an address to a profile that
is proven on the site's own pages) and ``check`` (what of a profile has drifted). Crawling is in ``spiders``.
"""
