"""The bundled sample site: a real HTTP server on loopback with invented news, for the demo, tests and first steps.

Lives here: the news (``items``, ``inventing``), the site as it was (``original``) and after its relaunch
(``rebuilt``), what it answers (``replies``), how it fails on demand (``faults``) and the server (``server``). Nothing
here reads, crawls or stores; nothing of the crawler imports this, the demo apart.

::

    with SampleSite() as site:
        crawl(site.url)                                             # 26 pages, 128 items
        site.items[3] = replace(site.items[3], title="Corrected")   # the site changes between crawls
        site.inject(faults.status(500), page=7, times=2)            # and sometimes fails
"""

from aimcrawl.sample import faults
from aimcrawl.sample.inventing import invent_items
from aimcrawl.sample.items import SampleItem
from aimcrawl.sample.replies import Reply
from aimcrawl.sample.server import DEFAULT_ROBOTS, SampleRequest, SampleSite

__all__ = ["DEFAULT_ROBOTS", "Reply", "SampleItem", "SampleRequest", "SampleSite", "faults", "invent_items"]
