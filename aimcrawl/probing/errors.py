"""What keeps a page from being learned."""

from __future__ import annotations

from aimcrawl.errors import AimCrawlError

__all__ = ["CannotTell"]


class CannotTell(AimCrawlError):
    """Raised where a page has no list that can be told for certain; the message shows what was seen instead."""

    exit_code = 3
