"""A page read the way a profile says.

Its selectors and date formats become the same segments, anchors and places that ``aimcrawl.reading.listing`` finds by
itself, so that both make records in one way. Where a profile is silent, the listing's own rules fill in.
"""
