"""What the archive can prove: checks of everything it holds, copies, the chain of crawls, citations.

Knows WARC files and rows; reading captures again needs a reader of pages, and stands in ``aimcrawl.replay``.
"""
