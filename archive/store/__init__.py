"""The writing side: sources, and the life of a crawl from its start to its outcome. Reading is in ``queries``."""

from archive.store.outcome import CrawlRules, WalkEnd
from archive.store.session import CrawlSession, CrawlStart
from archive.store.sources import rename_source, set_source_status, upsert_source
from archive.store.staging import Verdict

__all__ = [
    "CrawlRules",
    "CrawlSession",
    "CrawlStart",
    "Verdict",
    "WalkEnd",
    "rename_source",
    "set_source_status",
    "upsert_source",
]
