"""What a profile says of a crawl as a whole, as the store takes it."""

from __future__ import annotations

from aimcrawl.profiles.model import Profile
from archive.reconcile import Rules
from archive.store import CrawlRules
from archive.store.outcome import USUAL_FAILURES

__all__ = ["crawl_rules"]


def crawl_rules(profile: Profile, *, failures: int = USUAL_FAILURES) -> CrawlRules:
    """Return the rules by which crawls under a profile are settled, with how many failures in a row are news."""
    return CrawlRules(
        reconcile=Rules(
            confirm_removals=profile.confirm_removals,
            items=profile.expect.items,
            own_pages=profile.detail.follow,
        ),
        items_per_page=profile.expect.items_per_page,
        failures=failures,
    )
