"""``aimcrawl import``: captures that others made become part of the history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home, worst
from aimcrawl.cli.moments import first_moment
from aimcrawl.cli.options import Moment, json_option, source_option
from aimcrawl.cli.output import print_json, print_rows, progress_bar, talk

if TYPE_CHECKING:
    from aimcrawl.replay.importing import ImportedView, ImportRun

__all__ = ["import_"]

_SHOWN = 20  # problems that are told one by one
_CODES = {"suspect": 3, "unread": 3, "failed": 1}


@click.command("import", cls=Command)
@click.argument("paths", type=click.Path(path_type=Path), metavar="PATH...", nargs=-1, required=True)
@source_option
@click.option("--profile", type=click.Path(path_type=Path, dir_okay=False), help="Read with the profile in this file.")
@click.option(
    "--date", type=Moment(first_moment), metavar="T", help="When saved pages were captured that do not say so."
)
@click.option("--use-file-times", is_flag=True, help="Else take the time at which a saved page's file was written.")
@click.option("--dry-run", is_flag=True, help="Show what would be imported.")
@json_option
def import_(  # noqa: PLR0913, PLR0917 - click gives each option by its name
    paths: tuple[Path, ...],
    source: str | None,
    profile: Path | None,
    date: dt.datetime | None,
    use_file_times: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Import captures that others made: WARC and WACZ files, saved pages, folders of them.

    Each page is captured with its own time, read by the profile that fits it, and becomes part of the history at that
    time, also before all that is known. Pages belong to the source whose list they are, by their addresses. What was
    imported before changes nothing. Nobody is alerted.
    """
    from aimcrawl.replay.importing import Asked, Dating, ImportRun

    dating = Dating(date=date, file_times=use_file_times)
    asked = Asked(paths=paths, source=source, profile=profile, dating=dating, dry_run=dry_run)
    home = current_home()
    with home.open_archive() as archive, _bars(paths) as (reading, taking):
        run = ImportRun(home, archive, asked, reading=reading, taking=taking)
        views = list(run.sessions())
    if as_json:
        print_json([*views, *run.problems])
    else:
        columns = ("crawl", "source", "captured", "status", "pages", "items", "changes", "profile", "reason")
        print_rows(columns, map(_row, views), fold="reason")
    _tell(run, as_json=as_json)
    return _code(views, run)


@contextmanager
def _bars(paths: tuple[Path, ...]) -> Iterator[tuple[Callable[[int], None], Callable[[int], None]]]:
    """Show on a terminal how much of the files was read, then how many pages were taken in."""
    from aimcrawl.replay.importing.files import files_of

    size = sum(path.stat().st_size for path, _, _ in files_of(paths))
    with progress_bar("Reading", size) as reading, progress_bar("Importing", None, unit="pages") as taking:
        yield reading, taking


def _row(view: ImportedView) -> tuple[object, ...]:
    captured = f"{view.since:%Y-%m-%d %H:%M}"
    changes = f"+{view.new + view.restored} ~{view.edited}"
    about = (view.status, view.pages, view.items, changes, view.layout or "none")
    return (view.crawl or "-", view.source, captured, *about, view.reason)


def _tell(run: ImportRun, *, as_json: bool) -> None:
    """Say what could not be used, and what was passed over."""
    for problem in run.problems[: 0 if as_json else _SHOWN]:
        talk(str(problem))
    if not as_json and len(run.problems) > _SHOWN:
        talk(f"and {len(run.problems) - _SHOWN} more that could not be used (--json lists all)")
    counts = {
        "list pages were there already": run.held,
        "list pages came twice in one visit": run.repeats,
        "exchanges of a source are no pages of its list": run.others,
        "exchanges are of no source": run.strange,
    }
    if said := [f"{number} {what}" for what, number in counts.items() if number]:
        talk("; ".join(said))


def _code(views: Sequence[ImportedView], run: ImportRun) -> int:
    """Return the exit code: 1 and 3 also where there was nothing that could be imported."""
    codes = [0 if view.is_in_order else _CODES.get(view.status, 4) for view in views]
    if not views and not run.held:
        talk("nothing was imported: no list page of a source was found; --profile takes one for other addresses")
        return 1 if run.problems else 3
    return worst([*codes, 4 if run.problems else 0])
