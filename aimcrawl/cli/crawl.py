"""``aimcrawl crawl``: which sources, how their crawls ended, and the exit code. The crawling is in ``spiders``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import INTERRUPTED, Command, current_home, worst
from aimcrawl.cli.crawls import changes_of, remark_on
from aimcrawl.cli.options import SLUG, json_option
from aimcrawl.cli.output import print_json, print_rows, talk
from aimcrawl.errors import AimCrawlError, ConfigurationError, SourceBusy, UsageError

if TYPE_CHECKING:
    from aimcrawl.home import Home
    from aimcrawl.spiders.running import Ending, Progress
    from archive.archive import Archive
    from archive.records import Page
    from archive.views import CrawlView

__all__ = ["crawl", "log_line"]

_EXIT_CODES = {"complete": 0, "failed": 1, "suspect": 3, "partial": 4, "busy": 5}


@click.command(cls=Command)
@click.argument("slugs", nargs=-1, type=SLUG, metavar="[SLUG]...")
@click.option("--all", "every", is_flag=True, help="All sources that are not paused.")
@click.option("--due", is_flag=True, help="Those of them whose turn it is.")
@click.option("--quiet", is_flag=True, help="For cron: say nothing but what a person should look at.")
@click.option("--full", is_flag=True, help="Walk to the end of the list, whatever is known already.")
@json_option
def crawl(slugs: tuple[str, ...], every: bool, due: bool, quiet: bool, full: bool, as_json: bool) -> int:  # noqa: PLR0913, PLR0917 - the command's options
    """Crawl sources: some by name, --all, or those --due.

    Prints a line for each source. The exit code is the worst of them, in the order 2, 1, 3, 4, 5, 0. A source that is
    named is crawled even if it is paused. With --quiet, sources that fail now and then, and busy ones, are passed over.
    At the end alerts are sent, as `aimcrawl alerts flush` does.
    """
    from aimcrawl.spiders.running import run_crawls

    if (bool(slugs), every, due).count(True) != 1:
        raise UsageError("say what to crawl: slugs, --all or --due, and only one of them")
    home = current_home()
    for slug in slugs:
        home.require(slug)
    with home.open_archive() as archive:
        chosen, endings = _named(home, archive, slugs) if slugs else _chosen(home, archive, only_due=due)
        with _progress(0 if quiet else len(chosen)) as progress:
            endings += run_crawls(home, chosen, archive=archive, full=full, progress=progress) if chosen else []
        views = [_view(ending, full=full) for ending in endings]
        codes = [_exit_code(ending) for ending in endings]
        if quiet:
            codes = _codes_to_speak_of(home, archive, endings, codes)
        _tell(views, codes, as_json=as_json, quiet=quiet)
        if not (endings or quiet):
            talk("nothing to crawl")
        stopped = len(endings) < len(chosen)
        if not stopped:
            _send_alerts(home, archive, quiet=quiet)
    return worst([*codes, INTERRUPTED] if stopped else codes)


def _tell(views: Sequence[CrawlView], codes: Sequence[int], *, as_json: bool, quiet: bool) -> None:
    """Write the outcomes as JSON, as a table on a terminal, or as lines of a log; and on stderr why some are bad."""
    if as_json:
        print_json(views)
    elif quiet:
        pass
    elif sys.stdout.isatty():
        rows = [(v.source, v.status, v.pages, v.items, changes_of(v), remark_on(v)) for v in views]
        print_rows(("source", "status", "pages", "items", "changes", "reason"), rows, fold="reason")
        return  # with the reasons
    else:
        click.echo("".join(log_line(view) + "\n" for view in views), nl=False)
    for view in (view for view, code in zip(views, codes, strict=True) if code):
        talk(f"{view.source}: {view.status}: {view.reason or 'no reason is known'}")


def _send_alerts(home: Home, archive: Archive, *, quiet: bool) -> None:
    """Send what there is to tell. What cannot be sent is tried again later, and says nothing of the crawls."""
    from aimcrawl.cli.alerts import tell_of
    from aimcrawl.home.alerting import send_waiting
    from archive.alerts.lock import FlushBusy

    try:
        tell_of(send_waiting(home, archive, now=dt.datetime.now(dt.UTC)), only_given_up=quiet)
    except FlushBusy as error:
        if not quiet:
            talk(f"alerts: {error}")


def _codes_to_speak_of(home: Home, archive: Archive, endings: Sequence[Ending], codes: Sequence[int]) -> list[int]:
    """Return the exit codes, 0 for each source that cron need not hear of (``aimcrawl.schedule.quiet``)."""
    from aimcrawl.schedule.quiet import speaks_of_crawl, speaks_of_fault
    from archive.queries.standing import standings

    with archive.reading() as connection:
        known = standings(connection)
    now, last_look = dt.datetime.now(dt.UTC), home.note_look()
    patience = home.config.crawl.speak_after

    def speaks(ending: Ending) -> bool:
        if isinstance(ending.error, ConfigurationError):
            return speaks_of_fault(ending.source, home.profile_changed(ending.source), last_look, now=now)
        if ending.outcome is None or ending.error is not None:
            return not isinstance(ending.error, SourceBusy)
        return speaks_of_crawl(ending.outcome.status, known[ending.source].troubles, patience=patience)

    return [code if code and speaks(ending) else 0 for ending, code in zip(endings, codes, strict=True)]


def log_line(view: CrawlView) -> str:
    """Return a crawl as a line of a log; why it ended badly is said on stderr."""
    changes = ", ".join(f"{getattr(view, name)} {name}" for name in ("new", "edited", "removed", "restored"))
    incomplete = f" ({view.incomplete} without a date or title)" if view.incomplete else ""
    return f"{view.source}: {view.status}: {view.pages} pages, {view.items} items{incomplete}: {changes}"


def _named(home: Home, archive: Archive, slugs: Sequence[str]) -> tuple[list[str], list[Ending]]:
    """Return the sources that were named, each once. Raises where one was removed."""
    from aimcrawl.home.sources import refuse_removed

    for slug in slugs:
        refuse_removed(home, archive, slug)
    return list(dict.fromkeys(slugs)), []


def _chosen(home: Home, archive: Archive, *, only_due: bool) -> tuple[list[str], list[Ending]]:
    """Return the active sources, or those that are due; and how it ended at once for those with a fault."""
    from aimcrawl.home.turns import source_statuses
    from aimcrawl.spiders.running import Ending

    found = source_statuses(home, archive, now=dt.datetime.now(dt.UTC))
    found = [one for one in found if one.status != "paused"]
    faults = [Ending(one.source, error=ConfigurationError(one.reason)) for one in found if one.fault]
    chosen = [one for one in found if not one.fault and (one.due or not only_due)]
    return [one.source for one in sorted(chosen, key=lambda one: one.next or "")], faults


def _view(ending: Ending, *, full: bool) -> CrawlView:
    """Return what is printed of a crawl; one that never came to an outcome has the number 0 and counts nothing."""
    from archive.views import CrawlView

    if ending.outcome is not None:
        return ending.outcome
    known = isinstance(ending.error, AimCrawlError)
    return CrawlView(
        source=ending.source,
        crawl=0,
        status="busy" if isinstance(ending.error, SourceBusy) else "failed",
        full=full,
        requests=0,
        pages=0,
        items=0,
        new=0,
        edited=0,
        removed=0,
        restored=0,
        unchanged=0,
        reason=str(ending.error) if known else f"a fault in AimCrawl: {ending.error!r}",
    )


def _exit_code(ending: Ending) -> int:
    """Return the exit code of one crawl: its error's, else its outcome's."""
    if ending.error is not None:
        return ending.error.exit_code if isinstance(ending.error, AimCrawlError) else 1
    return _EXIT_CODES[ending.outcome.status] if ending.outcome else INTERRUPTED


@contextmanager
def _progress(sources: int) -> Iterator[Progress | None]:
    """Show on a terminal how many pages and items came in; nothing elsewhere."""
    if not (sources and sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=20), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"{sources} source{'s' * (sources > 1)}", total=None)
        pages = items = 0

        def show(slug: str, page: Page) -> None:
            nonlocal pages, items
            pages, items = pages + 1, items + len(page.records)
            bar.update(task, description=f"{slug}: page {page.number}; {pages} pages, {items} items in all")

        yield show
