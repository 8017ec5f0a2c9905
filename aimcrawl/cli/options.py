"""Options and arguments that some commands share, as decorators, and the types of their values.

Names follow the contract: ``--json``, ``--limit``, ``--source``, ``--since``, ``--until``, ``--as-of``, ``--status``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem

from aimcrawl.cli.base import current_home
from aimcrawl.cli.moments import first_moment, last_moment
from aimcrawl.errors import AimCrawlError

__all__ = [
    "SLUG",
    "as_of_option",
    "json_option",
    "limit_option",
    "since_option",
    "source_option",
    "status_option",
    "until_option",
]

STATUSES = ("present", "missing", "removed", "unlisted")


class Slug(click.ParamType[str]):
    """The slug of a source. Shells complete it; whether there is such a source is for the command to say."""

    name = "slug"

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - click calls it so
        incomplete: str,
    ) -> list[CompletionItem]:
        """Return the slugs of the home's profiles that begin so; none where there is no home."""
        try:
            slugs = current_home(ctx).slugs()
        except AimCrawlError:
            return []
        return [CompletionItem(slug) for slug in slugs if slug.startswith(incomplete)]


class Moment(click.ParamType[dt.datetime]):
    """A date, a time or an age, as a moment in UTC: the first or the last second of what was named."""

    name = "time"

    def __init__(self, bound: Callable[..., dt.datetime]) -> None:
        self._bound = bound

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Parse what was given, or fail with what was expected."""
        if isinstance(value, dt.datetime):
            return value
        try:
            return self._bound(value, now=dt.datetime.now(dt.UTC))
        except ValueError as error:
            self.fail(str(error), param, ctx)


SLUG = Slug()

json_option = click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object a line.")
limit_option = click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N results.")
source_option = click.option("--source", type=SLUG, metavar="SLUG", help="Of this source only.")
since_option = click.option(
    "--since", type=Moment(first_moment), metavar="T", help="From this date, time or age (7d) on."
)
until_option = click.option(
    "--until", type=Moment(last_moment), metavar="T", help="Up to this date, time or age, and with it."
)
as_of_option = click.option("--as-of", type=Moment(last_moment), metavar="T", help="What the site showed at this time.")
status_option = click.option("--status", type=click.Choice(STATUSES), help="Of this status only.")
