"""How a crawl ended: complete, partial, suspect or failed, and what is written in each case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, select, update

from archive.evidence.chain import seal
from archive.models import Crawl, Item, Page, Profile, Source, StagedRecord
from archive.queries import crawl_view
from archive.reconcile import Coverage, KnownItem, Reconciliation, Rules, Sighting, reconcile
from archive.reconcile.compare import content_of
from archive.records import PageStatus
from archive.store.before import epoch_is_new, page_sizes
from archive.store.doubts import mark_cut, mark_repeats
from archive.store.importing import PastFindings, PastSettlement, is_past, past_findings
from archive.store.listing import Staged, load_known, load_known_near, load_staged, short_pages
from archive.store.notices import note_state
from archive.store.settle import Findings, Settlement
from archive.views import CrawlView

__all__ = ["USUAL_FAILURES", "CrawlRules", "LastAnswer", "WalkEnd", "pages_to_check", "settle"]

USUAL_FAILURES: Final = 3
"""So many failed crawls in a row are news about a source, where nobody says otherwise."""

_CAME = (PageStatus.READ, PageStatus.CUT, PageStatus.REPEAT)
"""List pages that came, whole or not: a crawl without any has failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkEnd:
    """How a walk over the list ended, or that a person accepts what it read.

    ``reached_end``: at the end of the list, with nothing cut off by a limit or an interruption. ``stopped_early``: an
    incremental crawl met only what is known. ``reason`` says what a person should know of another end. ``accepted``: a
    person takes the crawl although it looked suspect.
    """

    reached_end: bool
    stopped_early: bool = False
    requests: int = 0
    reason: str | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlRules:
    """What a profile says of a crawl as a whole: rules of reconciling, least and greatest number of items a page.

    ``failures``: so many failed crawls in a row are news about the source (the home's configuration says it).
    """

    reconcile: Rules = field(default_factory=Rules)
    items_per_page: tuple[int, int] | None = None
    failures: int = USUAL_FAILURES


class LastAnswer:
    """Reconciles, and remembers the last answer: most crawls ask the same at their end as before it.

    Reconciling is pure, and to compare what it is asked takes a fiftieth of its time.
    """

    def __init__(self) -> None:
        self._asked: tuple[Any, ...] | None = None
        self._answer: Reconciliation

    def __call__(
        self, known: Sequence[KnownItem], listing: Sequence[Sighting], coverage: Coverage, rules: Rules
    ) -> Reconciliation:
        """Return what a listing means, as :func:`archive.reconcile.reconcile` says."""
        asked = (known, listing, coverage, rules)
        if asked != self._asked:
            self._asked, self._answer = asked, reconcile(*asked)
        return self._answer


def settle(  # noqa: PLR0913 - what a crawl's end depends on
    connection: Connection,
    number: int,
    end: WalkEnd,
    rules: CrawlRules,
    *,
    now: dt.datetime,
    answer: LastAnswer | None = None,
) -> CrawlView:
    """End a crawl: decide how it ended, and write what it means. ``answer`` may know it from :func:`pages_to_check`."""
    crawl = _crawl(connection, number)
    mark_cut(connection, crawl)
    staged = load_staged(connection, number, full=crawl.full, reached_end=end.reached_end, now=now)
    if mark_repeats(connection, staged.pages, staged.listing, reached_end=end.reached_end):
        staged = load_staged(connection, number, full=crawl.full, reached_end=end.reached_end, now=now)
    accepting = replace(rules.reconcile, accept=end.accepted)
    findings = _meant(connection, crawl, staged, end, accepting, answer or LastAnswer())
    short = short_pages(staged.coverage, page_sizes(connection, crawl.source_id, layout=crawl.layout))
    status, reason = _ending(findings, end, rules, short)
    more: dict[str, Any] = {}
    if status in ("complete", "partial") and not findings.meaning.suspect:
        more = _write(connection, findings, now)
    if status != "suspect":
        _drop_staged(connection, number)
    outcome = {
        "status": status,
        "reason": reason,
        "ended_at": now,
        "reached_end": end.reached_end,
        "requests": end.requests or crawl.requests,
        "pages": sum(page.status == PageStatus.READ for page in staged.pages.values()),
        "items": len(staged.listing),
        "incomplete": _incomplete(findings),
    }
    connection.execute(update(Crawl).where(Crawl.id == number).values(outcome | more))
    note_state(connection, number, settled=bool(more), failures=rules.failures, now=now)
    if status != "suspect":
        seal(connection, number)
    return crawl_view(connection, number)


def pages_to_check(  # noqa: PLR0913 - as for settle
    connection: Connection, number: int, end: WalkEnd, rules: CrawlRules, *, now: dt.datetime, answer: LastAnswer
) -> list[int]:
    """Return the list pages to read again, since an item is absent that may have moved onto them during the walk."""
    crawl = _crawl(connection, number)
    if connection.execute(select(Item.id).where(Item.source_id == crawl.source_id).limit(1)).first() is None:
        return []  # nothing is known, so nothing is absent
    staged = load_staged(connection, number, full=crawl.full, reached_end=end.reached_end, now=now)
    known = _known(connection, crawl, staged, end, below=False)
    meaning = _findings(connection, crawl, staged, known, rules.reconcile, answer).meaning
    return [] if meaning.suspect else sorted(border - 1 for border in meaning.recheck)


def _incomplete(findings: Findings) -> int:
    """Return how many records have no title or no date: not in the list, not on their own page, now or before."""
    known = {item.id: item.content for item in findings.known}
    before = {match.sighting: known[match.item] for match in findings.meaning.matches if match.item in known}
    contents = ((content_of(sighting), before.get(index)) for index, sighting in enumerate(findings.staged.listing))
    return sum(
        (now.title or (old and old.title)) is None or (now.published or (old and old.published)) is None
        for now, old in contents
    )


def _crawl(connection: Connection, number: int) -> Row[Any]:
    columns: list[Any] = [Crawl.__table__, Source.slug, Profile.layout]
    joined = select(*columns).join(Source, Source.id == Crawl.source_id)
    return connection.execute(joined.join(Profile, Profile.hash == Crawl.profile_hash).where(Crawl.id == number)).one()


def _meant(  # noqa: PLR0913, PLR0917 - as for settle
    connection: Connection, crawl: Row[Any], staged: Staged, end: WalkEnd, rules: Rules, answer: LastAnswer
) -> Findings:
    """Hold what a crawl has staged against what was known; what an import of the past has, against what was so then."""
    if crawl.kind == "import":
        rules = replace(rules, items=None)  # what a profile expects of today's list
    if is_past(connection, crawl, staged):
        return past_findings(connection, crawl, staged, rules)
    return _findings(connection, crawl, staged, _known(connection, crawl, staged, end), rules, answer)


def _write(connection: Connection, findings: Findings, now: dt.datetime) -> dict[str, Any]:
    """Write what a crawl means; return what its row is to say of that."""
    if isinstance(findings, PastFindings):
        return dict(PastSettlement(connection, findings, now=now).write())
    return Settlement(connection, findings, now=now).write() | {"sweep": findings.meaning.sweep}


def _findings(  # noqa: PLR0913, PLR0917 - as for settle
    connection: Connection,
    crawl: Row[Any],
    staged: Staged,
    known: Sequence[KnownItem],
    rules: Rules,
    answer: LastAnswer,
) -> Findings:
    """Reconcile what a crawl has staged with what was known before it."""
    merged = select(Item.id, Item.merged_into).where(Item.source_id == crawl.source_id, Item.merged_into.is_not(None))
    rules = replace(
        rules,
        new_epoch=epoch_is_new(connection, crawl.source_id, crawl.id, layout=crawl.layout),
        page_sizes=page_sizes(connection, crawl.source_id, layout=crawl.layout),
        merged={row.id: row.merged_into for row in connection.execute(merged)},
    )
    return Findings(crawl, known, staged, answer(known, staged.listing, staged.coverage, rules))


def _known(
    connection: Connection, crawl: Row[Any], staged: Staged, end: WalkEnd, *, below: bool = True
) -> list[KnownItem]:
    """Return what was known before a crawl, as far as the crawl can bear on it.

    Without ``below``, of a crawl that stopped early that is the top of the list alone: it tells what is absent there,
    not what has moved there.
    """
    if end.stopped_early:
        return load_known_near(connection, crawl.source_id, staged.listing, layout=crawl.layout, below=below)
    return load_known(connection, crawl.source_id, layout=crawl.layout)


def _ending(findings: Findings, end: WalkEnd, rules: CrawlRules, short: Sequence[int]) -> tuple[str, str | None]:
    """Return the status of a crawl and the reason to give: failed before partial, partial before suspect."""
    staged = findings.staged
    failures = _failures(staged.failed)
    if not any(page.status in _CAME for page in staged.pages.values()):
        return "failed", end.reason or failures or "no page was read"
    doubt = None if end.accepted else findings.meaning.suspect or _unexpected(findings, rules)
    if not (end.reached_end or end.stopped_early or end.reason or failures):
        failures = "the walk did not reach the end of the list"
    if findings.crawl.kind == "import" and findings.meaning.suspect and doubt:
        return "suspect", doubt  # a part of a list is all that most imports have
    if end.reason or failures:
        unchanged = f"nothing was changed: {doubt}" if findings.meaning.suspect else None
        return "partial", "; ".join(filter(None, (end.reason, failures, unchanged)))
    if doubt:
        return "suspect", doubt
    if short:
        return "partial", f"page {short[0]} holds fewer items than the pages beside it"
    return "complete", None


def _failures(failed: Sequence[Row[Any]]) -> str | None:
    if not failed:
        return None
    first = failed[0]
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    return f"{first.url}: {first.reason or first.status}{more}"


def _unexpected(findings: Findings, rules: CrawlRules) -> str | None:
    """Return what of a whole crawl's pages is not as the profile expects."""
    staged = findings.staged
    if not staged.listing:
        return f"no items were found; look at the page and the profile with: aimcrawl check {findings.crawl.slug}"
    if rules.items_per_page:
        least, most = rules.items_per_page
        last = max(staged.pages)
        for number, page in staged.pages.items():
            if page.records > most or (page.records < least and number != last):
                return f"page {number} holds {page.records} items where the profile expects {least} to {most}"
    return None


def _drop_staged(connection: Connection, number: int) -> None:
    pages = select(Page.id).where(Page.crawl_id == number)
    connection.execute(delete(StagedRecord).where(StagedRecord.page_id.in_(pages)))
