"""``aimcrawl alerts``: the rules and channels, what they would have told, what they have yet to tell."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from aimcrawl.cli.base import Group, current_home
from aimcrawl.cli.options import json_option, limit_option, since_option
from aimcrawl.cli.output import counted, print_json, print_rows, talk
from aimcrawl.errors import NotFound, UsageError

if TYPE_CHECKING:
    from aimcrawl.home import Home
    from archive.alerts.deliveries import ChannelStanding, DeliveryView
    from archive.alerts.rules import Rule

__all__ = ["alerts", "tell_of"]

_COLUMNS = ("delivery", "rule", "channel", "state", "entries", "attempts", "next_try", "error")


@click.group(cls=Group)
def alerts() -> None:
    """Tell people and programs of what changed, by the rules in aimcrawl.toml."""


@alerts.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List the rules, the channels, and what waits.

    Addresses are not shown, since they may hold credentials. Rules for sources that are not there and channels whose
    address cannot be used are named on stderr.
    """
    from msgspec.structs import asdict

    from aimcrawl.home.alerting import doubts
    from archive.alerts.deliveries import channel_standings
    from archive.alerts.outbox import waiting

    home = current_home()
    for doubt in doubts(home):
        talk(f"Warning: {doubt}")
    with home.open_archive() as archive, archive.reading() as connection:
        standings = channel_standings(connection)
        waits = waiting(connection, now=dt.datetime.now(dt.UTC))
    channels = [*home.config.channels, *(name for name in standings if name not in home.config.channels)]
    rows = [_channel(home, name, standings.get(name)) for name in channels]
    if as_json:
        print_json({"type": "rule"} | _rule(rule) for rule in home.config.alerts)
        print_json({"type": "channel"} | row for row in rows)
        print_json([{"type": "waiting"} | asdict(waits)])
        return
    rules = ((r.name, " ".join(r.channels), " ".join(r.sources) or "all", r.digest) for r in home.config.alerts)
    print_rows(("rule", "channels", "sources", "digest"), rules)
    click.echo()
    names = ("channel", "address", "waiting", "failed", "next_try", "error")
    print_rows(names, ([row[name] for name in names] for row in rows), fold="error")
    if waits.outbox:
        talk(f"{waits.outbox} changes wait for the rules to look at them; see: aimcrawl alerts flush")


@alerts.command()
@click.argument("channel", required=False)
@json_option
def test(channel: str | None, as_json: bool) -> int:
    """Send a message that says that it is a test.

    To CHANNEL, or to every channel. Exit code 1 where one did not take it.
    """
    home = current_home()
    known = home.config.channels
    if channel is not None and channel not in known:
        raise NotFound(f"aimcrawl.toml has no channel {channel!r}; it has {', '.join(known) or 'none'}")
    results = [_try(home, name) for name in ([channel] if channel else known)]
    if not results:
        raise UsageError("aimcrawl.toml has no [channels.NAME] to try; docs/alerts.md shows how to write one")
    if as_json:
        print_json(results)
    else:
        rows = ((result["channel"], "sent" if result["ok"] else "not sent", result["error"]) for result in results)
        print_rows(("channel", "result", "error"), rows, fold="error")
    return 0 if all(result["ok"] for result in results) else 1


@alerts.command()
@since_option
@limit_option
@json_option
def preview(since: dt.datetime | None, limit: int | None, as_json: bool) -> None:
    """Show what the rules would tell of past changes; send nothing.

    Of those since --since, by default of the last seven days; of first crawls, imports, re-readings and trivial changes
    nothing is ever told.
    """
    from archive.alerts.entries import entry_of
    from archive.alerts.happenings import happenings_since
    from archive.alerts.matching import matches

    home = current_home()
    with home.open_archive() as archive, archive.reading() as connection:
        happened = happenings_since(connection, since or dt.datetime.now(dt.UTC) - dt.timedelta(days=7))
    told = [(rule, one) for one in happened for rule in home.config.alerts if matches(rule, one)][:limit]
    if as_json:
        print_json(
            {"rule": rule.name, "channels": rule.channels, "digest": rule.digest, "entry": entry_of(one)}
            for rule, one in told
        )
        return
    views = ((rule, entry_of(one)) for rule, one in told)
    columns = ("rule", "at", "kind", "source", "item", "title")
    print_rows(columns, ((r.name, e.at, e.kind, e.source, e.item, e.title or e.reason) for r, e in views), wide="title")


@alerts.command()
@json_option
def flush(as_json: bool) -> int:
    """Send what is due: new changes, digests whose time has come, and what could not be sent before.

    `aimcrawl crawl` does so at its end. Exit code 1 where something could not be sent, 5 where another process is
    sending.
    """
    from aimcrawl.home.alerting import send_waiting

    home = current_home()
    with home.open_archive() as archive:
        tried = send_waiting(home, archive, now=dt.datetime.now(dt.UTC))
    _print(tried, as_json=as_json)
    tell_of(tried)
    return 0 if all(view.state == "sent" for view in tried) else 1


@alerts.command()
@click.option("--retry", is_flag=True, help="Put them back: the next flush tries them again.")
@limit_option
@json_option
def failed(retry: bool, limit: int | None, as_json: bool) -> None:
    """List what was given up, after three days of tries."""
    from archive.alerts.deliveries import deliveries, retry_failed

    with current_home().open_archive() as archive:
        with archive.reading() as connection:
            found = deliveries(connection, state="failed")[:limit]
        if retry:
            with archive.writing() as connection:
                retry_failed(connection, *(view.delivery for view in found), now=dt.datetime.now(dt.UTC))
                found = deliveries(connection, *(view.delivery for view in found)) if found else []
    _print(found, as_json=as_json)


def tell_of(tried: Sequence[DeliveryView], *, only_given_up: bool = False) -> None:
    """Say on stderr what could not be sent: a line for what a channel is yet to get, and one for what was given up."""
    of_channel = Counter(view.channel for view in tried)
    lost = [view for view in tried if view.state == "failed" or (view.error and not only_given_up)]
    counts = Counter((view.channel, view.state) for view in lost)
    errors = {(view.channel, view.state): view.error for view in lost}
    for (channel, state), count in counts.items():
        what = "given up; see: aimcrawl alerts failed" if state == "failed" else "will be tried again"
        of_all = f"{count} of {counted(of_channel[channel], 'message')}"
        talk(f"alerts: {channel}: {errors[channel, state]}; {of_all} {what}")


def _try(home: Home, name: str) -> dict[str, Any]:
    """Send a test to a channel; return what came of it."""
    from aimcrawl.home.alerting import target_named
    from archive.alerts.channels import ChannelError, send
    from archive.alerts.messages import test_message

    now = dt.datetime.now(dt.UTC)
    try:
        send(target_named(home, name), test_message(str(uuid.uuid4()), name, now=now), now=now)
    except ChannelError as error:
        return {"channel": name, "ok": False, "error": str(error)}
    return {"channel": name, "ok": True, "error": None}


def _rule(rule: Rule) -> dict[str, Any]:
    from msgspec.structs import asdict

    return asdict(rule) | {"kinds": rule.effective_kinds}


def _channel(home: Home, name: str, standing: ChannelStanding | None) -> dict[str, Any]:
    """Return what may be shown of a channel; one that the configuration no longer has may still have messages."""
    from archive.alerts.channels.credentials import masked

    channel = home.config.channels.get(name)
    return {
        "channel": name,
        "address": masked(channel) if channel else None,
        "waiting": standing.waiting if standing else 0,
        "failed": standing.failed if standing else 0,
        "next_try": standing.next_try if standing else None,
        "error": standing.error if standing else None,
    }


def _print(views: Sequence[DeliveryView], *, as_json: bool) -> None:
    if as_json:
        print_json(views)
    else:
        print_rows(_COLUMNS, ([getattr(view, name) for name in _COLUMNS] for view in views), fold="error")
