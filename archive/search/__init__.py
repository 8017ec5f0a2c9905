"""Searching titles and texts, and finding texts that are on several pages. One answer, whichever database.

Texts are folded and cut into words in Python (:mod:`folding`); the databases' own indexes, FTS5 and ``tsvector``, only
hold what they are given. :mod:`language` reads queries, :mod:`conditions` makes SQL of them, :mod:`index` keeps the
index up to date.
"""

from archive.search.find import SearchFilter, count, facets, matching, search
from archive.search.similar import similar

__all__ = ["SearchFilter", "count", "facets", "matching", "search", "similar"]
