"""One verb a file: clean, check, deduplicate, store.

Each file holds a plain function that takes and returns a :class:`archive.records.Page`, and a thin Scrapy wrapper, so
that a live crawl and a replay take one path. Nothing here fetches or parses pages; nothing here imports ``aimcrawl``.
"""
