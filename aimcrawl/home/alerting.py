"""The alerts of a home: its rules and channels, with addresses from its folder and the environment."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping

from aimcrawl.home.place import Home
from archive.alerts.channels.credentials import Target, target_of
from archive.alerts.channels.errors import Unreachable
from archive.alerts.deliveries import DeliveryView
from archive.alerts.matching import is_of
from archive.alerts.outbox import waiting
from archive.archive import Archive

__all__ = ["doubts", "send_waiting", "target_named"]


def target_named(home: Home, name: str, *, environ: Mapping[str, str] = os.environ) -> Target:
    """Return a channel of a home, its address filled in.

    Raises:
        Unreachable: the configuration has no such channel (any more), or its address is not where that says.
    """
    channel = home.config.channels.get(name)
    if channel is None:
        raise Unreachable(f"aimcrawl.toml has no channel {name!r}")
    return target_of(name, channel, environ=environ, folder=home.root)


def doubts(home: Home) -> Iterator[str]:
    """Say what is well written in a home's rules and channels but leads nowhere; shows no address and no secret."""
    from archive.alerts.channels.services import is_known  # noqa: PLC0415 - apprise, which most commands do not need

    slugs = home.slugs()
    for rule in home.config.alerts:
        for pattern in rule.sources:
            if not any(is_of(slug, (pattern,)) for slug in slugs):
                yield f"rule {rule.name}: no source is called {pattern}"
    for name in home.config.channels:
        try:
            target = target_named(home, name)
        except Unreachable as error:
            yield f"channel {name}: {error}"
            continue
        if target.kind == "apprise" and not is_known(target):
            yield f"channel {name}: apprise cannot read the address, or knows no such service"


def send_waiting(home: Home, archive: Archive, *, now: dt.datetime) -> list[DeliveryView]:
    """Send what is due; return how each delivery stands that was tried, as :func:`archive.alerts.flush.flush` does.

    Raises:
        FlushBusy: another process is sending.
    """
    with archive.reading() as connection:
        waits = waiting(connection, now=now)
    if not (waits.outbox or waits.due):
        return []
    from archive.alerts.flush import flush  # noqa: PLC0415 - most crawls have nothing to tell

    config = home.config
    return flush(archive, config.alerts, lambda name: target_named(home, name), now=now, timing=config.deliveries)
