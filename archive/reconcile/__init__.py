"""Know an item again, and say truthfully what changed: pure functions, no database.

``reconcile(known, listing, coverage)`` aligns what the archive knows of a source with the ordered listing of one
crawl, and says which records are which items, what was revised, and which events that makes.
"""

from archive.reconcile.engine import reconcile
from archive.reconcile.model import (
    Change,
    Coverage,
    KnownItem,
    Match,
    PageCoverage,
    Reconciliation,
    Rules,
    Sighting,
)

__all__ = [
    "Change",
    "Coverage",
    "KnownItem",
    "Match",
    "PageCoverage",
    "Reconciliation",
    "Rules",
    "Sighting",
    "reconcile",
]
