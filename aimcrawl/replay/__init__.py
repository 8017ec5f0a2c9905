"""Captures through the reader again: for a rebuild, a deep check, a report of what would be read otherwise, an erasure.

``pages`` makes one page again, by the functions of a live crawl; the others ask for pages. Nothing here fetches.
"""
