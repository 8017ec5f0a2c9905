"""When a whole crawl looks wrong: then nothing is changed until a person has looked. Each check gives its reason."""

from __future__ import annotations

from collections.abc import Sequence

from archive.reconcile.align import Alignment
from archive.reconcile.model import Change, Coverage, KnownItem, Rules, Sighting
from archive.reconcile.walk import Walk

__all__ = ["Doubts"]

_EXPECTED = ("present", "missing")
_FEW = 0.5  # of the items that were expected, in a full sweep
_KNOWN_AGAIN = 0.5
_UNDATED = 0.3
_EDITED = 0.4
_FEWEST = 10  # items below which a share of them says nothing
_FEWEST_EDITED = 20
_FEWEST_UNDATED = 3


class Doubts:
    """The checks over one crawl that has been aligned."""

    def __init__(
        self, known: Sequence[KnownItem], listing: Sequence[Sighting], alignment: Alignment, rules: Rules
    ) -> None:
        self._known, self._listing, self._alignment, self._rules = known, listing, alignment, rules
        self._expected = sum(item.status in _EXPECTED for item in known)

    def suspicion(self, coverage: Coverage, walk: Walk, changes: Sequence[Change]) -> str | None:
        """Return what is wrong with the crawl as a whole, or None."""
        if not self._listing:
            return self._nothing(coverage)
        reasons = [self._undated(), self._edited(changes)]
        if coverage.full and walk.is_whole:
            reasons += [self._count(), self._strange()]
        return "; ".join(reason for reason in reasons if reason) or None

    def _nothing(self, coverage: Coverage) -> str | None:
        is_read = any(page.complete for page in coverage.pages) and not any(page.records for page in coverage.pages)
        return f"no items, where {self._expected} were expected" if self._expected and is_read else None

    def _count(self) -> str | None:
        met, limits = len(self._alignment.seen), self._rules.items
        if limits is not None and not limits[0] <= met <= limits[1]:
            return f"{met} items, where the profile expects {limits[0]} to {limits[1]}"
        if not self._rules.new_epoch and self._expected >= _FEWEST and met < _FEW * self._expected:
            return f"{met} items, where {self._expected} were expected"
        return None

    def _strange(self) -> str | None:
        """Most known items are gone, and what stands there instead is not newer than they are."""
        again = len(self._alignment.by_known)
        if self._expected < _FEWEST or again >= _KNOWN_AGAIN * self._expected:
            return None
        newest = max((item.listed.published or "" for item in self._known), default="")
        old = [seen for seen in self._alignment.free_seen() if (self._listing[seen].listed.published or "") <= newest]
        if len(old) < _FEW * len(self._alignment.seen):
            return None
        return f"{again} of {self._expected} items known again, and {len(old)} unknown ones that are not newer"

    def _undated(self) -> str | None:
        dated = sum(item.listed.published is not None for item in self._known)
        if not self._known or dated < (1 - _UNDATED) * len(self._known):
            return None
        lost = [seen for seen in self._alignment.seen if not _has_date(self._listing[seen]) and self._had_date(seen)]
        if len(lost) < max(_FEWEST_UNDATED, _UNDATED * len(self._alignment.seen)):
            return None
        return f"{len(lost)} of {len(self._alignment.seen)} items without a date, where items used to have one"

    def _had_date(self, seen: int) -> bool:
        pair = self._alignment.by_seen.get(seen)
        return pair is None or self._known[pair.known].listed.published is not None

    def _edited(self, changes: Sequence[Change]) -> str | None:
        edited = sum(change.kind == "edited" and not change.trivial for change in changes)
        matched = len(self._alignment.by_seen)
        if matched < _FEWEST_EDITED or edited < _EDITED * matched:
            return None
        return f"{edited} of {matched} items edited at once"


def _has_date(sighting: Sighting) -> bool:
    return any(record is not None and record.published is not None for record in (sighting.listed, sighting.detail))
