"""``aimcrawl check``: the profiles against the live pages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home, worst
from aimcrawl.cli.options import SLUG, json_option
from aimcrawl.cli.output import clean, print_json, print_rows, talk
from aimcrawl.errors import AimCrawlError

if TYPE_CHECKING:
    from aimcrawl.home import Home
    from aimcrawl.probing.check import Checkup
    from archive.archive import Archive

__all__ = ["check", "status"]

_DRIFTED = 3


@click.command(cls=Command)
@click.argument("slugs", nargs=-1, type=SLUG, metavar="[SLUG]...")
@json_option
def check(slugs: tuple[str, ...], as_json: bool) -> int:
    """Hold profiles against the live pages.

    Also against the stored ones. Without SLUG, all profiles. Where one has drifted, a profile that reads the page is
    proposed, and the exit code is 3.
    """
    home = current_home()
    found, codes = [], []
    with home.open_archive() as archive:
        for slug in slugs or home.slugs():
            home.require(slug)
            try:
                checkup = _check(home, archive, slug)
            except AimCrawlError as error:
                talk(f"{slug}: {error}")
                codes.append(error.exit_code)
                continue
            found.append(checkup)
            codes.append(_DRIFTED if checkup.problems else 0)
    if as_json:
        print_json(found)
        return worst(codes)
    rows = [(one.source, "drifted" if one.problems else "fits", one.items, "; ".join(one.problems)) for one in found]
    print_rows(("source", "profile", "items", "problems"), rows, fold="problems")
    for one in found:
        if one.proposed:
            click.echo(f"\n# proposed for {one.source}: aimcrawl add URL --slug {one.source} --replace\n")
            click.echo(clean(one.proposed))
    return worst(codes)


def _check(home: Home, archive: Archive, slug: str) -> Checkup:
    from aimcrawl.probing.check import check_profile
    from aimcrawl.probing.keep import capturing_prober

    profile = home.load_profile(slug)
    with capturing_prober(home, archive, profile.politeness) as prober:
        return check_profile(slug, profile, prober, archive)


@click.command(cls=Command)
@json_option
def status(as_json: bool) -> int:
    """Show which sources ran, failed or are late.

    Also since when each has not been seen completely. Exit code 1 where the last crawl of a source failed, 3 where one
    is suspect.
    """
    from aimcrawl.home.sources import is_due, survey

    home = current_home()
    with home.open_archive() as archive:
        views, faults = survey(home, archive)
    now = dt.datetime.now(dt.UTC)
    found = []
    for view in views:
        active = view.status == "active"
        fault = faults.get(view.source)
        state = {
            "source": view.source,
            "status": view.status,
            "last_crawl": view.last_crawl,
            "last_status": view.last_status,
            "complete": view.last_complete,
            "items": view.items,
            "due": active and fault is None and is_due(home, view, now=now),
            "reason": str(fault) if fault else view.reason,
        }
        found.append(state)
    if as_json:
        print_json(found)
    else:
        columns = ("source", "status", "last_status", "last_crawl", "complete", "due", "reason")
        print_rows(columns, ([one[name] for name in columns] for one in found), fold="reason")
    codes = {"failed": 1, "suspect": _DRIFTED}
    return worst([codes.get(str(one["last_status"]), 0) for one in found if one["status"] == "active"])
