"""Keep what was read, and answer questions about it.

Lives here: the data classes that travel through the house (``records``), the database (``models``, ``engine``,
``migrations``), the writing side (``store``), the reading side (``queries``), identity and change (``reconcile``) and
the raw evidence (``captures``). Knows neither Scrapy nor how HTML is read. People import :mod:`aimcrawl`, not this.
"""
