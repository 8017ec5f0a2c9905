"""The pager: from one list page to the next.

``find_next`` needs to know nothing of the page; ``next_page`` follows what a profile says. Both are pure and never
leave the site. Not here: which addresses are one page (``aimcrawl.reading.addresses``), and when a walk ends.
"""

from aimcrawl.reading.pager.find import NextPage, find_next, likely_next
from aimcrawl.reading.pager.follow import next_page

__all__ = ["NextPage", "find_next", "likely_next", "next_page"]
