"""``aimcrawl status`` and ``aimcrawl schedule``: what ran, failed or is late; what to install so that it runs."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, Group, current_home, worst
from aimcrawl.cli.options import json_option
from aimcrawl.cli.output import print_json, print_rows
from aimcrawl.errors import ConfigurationError, UsageError

if TYPE_CHECKING:
    from aimcrawl.home.turns import SourceStatus

__all__ = ["schedule", "status"]

_CODES = {"failed": 1, "suspect": 3}


@click.command(cls=Command)
@click.option(
    "--prometheus",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PATH",
    help="Also write it as a text file for Prometheus.",
)
@json_option
def status(prometheus: Path | None, as_json: bool) -> int:
    """Show which sources ran, failed or are late.

    Also since when each has not been seen completely, when its turn is, and what waits to be sent. Exit code 1 where
    the last crawl of a source failed, 2 where its profile cannot be used, 3 where one is suspect.
    """
    from msgspec.structs import asdict

    from aimcrawl.home.turns import source_statuses
    from archive.alerts.outbox import waiting

    if prometheus is not None and not prometheus.absolute().parent.is_dir():
        raise UsageError(f"{prometheus}: there is no folder {prometheus.parent}")
    home, now = current_home(), dt.datetime.now(dt.UTC)
    with home.open_archive() as archive:
        found = source_statuses(home, archive, now=now)
        with archive.reading() as connection:
            waits = waiting(connection, now=now)
    if prometheus is not None:
        from aimcrawl.home.metrics import write_metrics

        write_metrics(prometheus, found, waits)
    if as_json:
        print_json([*found, {"outbox": waits}])
    else:
        columns = ("source", "status", "last_status", "last_crawl", "complete", "next", "late", "reason")
        shown = (asdict(one) | {"late": "yes" if one.late else None} for one in found)
        print_rows(columns, ([one[name] for name in columns] for one in shown), fold="reason")
        if waits.due or waits.failed:
            click.echo(
                f"\nalerts: {waits.due} wait to be sent, {waits.failed} were given up; see: aimcrawl alerts list"
            )
    return worst([_code(one) for one in found if one.status == "active"])


def _code(source: SourceStatus) -> int:
    return ConfigurationError.exit_code if source.fault else _CODES.get(str(source.last_status), 0)


@click.group(cls=Group)
def schedule() -> None:
    """Print what to install so that this home is crawled by itself."""


@schedule.command(cls=Command)
def cron() -> None:
    """Print lines for crontab(5): `crontab -e` and paste them.

    Cron looks every ten minutes which sources are due. It mails what goes wrong, and nothing when all is well.
    """
    from aimcrawl.schedule.install import crontab

    click.echo(crontab(_program(), current_home().root), nl=False)


@schedule.command(cls=Command)
def systemd() -> None:
    """Print a service and a timer for systemd, as one file each.

    The head of each says where it goes and how to start it.
    """
    from aimcrawl.schedule.install import systemd_units

    click.echo(systemd_units(_program(), current_home().root), nl=False)


def _program() -> list[str]:
    """Return how this program is called from anywhere: by its own path, or as a module of this Python."""
    script = shutil.which(sys.argv[0])
    return (
        [str(Path(script).absolute())]
        if script and Path(script).name == "aimcrawl"
        else [sys.executable, "-m", "aimcrawl"]
    )
