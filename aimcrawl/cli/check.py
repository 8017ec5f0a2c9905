"""``aimcrawl check``: the profiles against the live pages."""

from __future__ import annotations

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

__all__ = ["check"]

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
