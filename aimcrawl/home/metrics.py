"""How the sources stand as a text file for Prometheus: for node_exporter's textfile collector."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from aimcrawl.home.turns import SourceStatus
from archive.alerts.outbox import Waiting
from archive.export.whole_file import whole_file

__all__ = ["write_metrics"]

_OUTCOMES = ("complete", "partial", "suspect", "failed")


def write_metrics(path: Path, found: Sequence[SourceStatus], waits: Waiting) -> None:
    """Write gauges by source, and what waits to be sent; whole or not at all.

    Raises:
        OSError: the folder is missing or cannot be written to, or the disk is full.
    """
    registry = CollectorRegistry()

    def gauge(name: str, words: str, *labels: str) -> Gauge:
        return Gauge(f"aimcrawl_{name}", words, ["source", *labels], registry=registry)

    items = gauge("items", "Items that the archive keeps of the source.")
    ended = gauge("last_crawl_timestamp_seconds", "When the last crawl ended.")
    complete = gauge("last_complete_timestamp_seconds", "When the source was last seen completely.")
    outcome = gauge("last_outcome", "1 for the outcome of the last crawl.", "outcome")
    failures = gauge("failures_in_a_row", "Crawls in a row that failed.")
    troubles = gauge("troubles_in_a_row", "Crawls in a row that failed, were partial or suspect.")
    late = gauge("late", "1 where two turns have passed without a crawl.")
    deliveries = Gauge(
        "aimcrawl_deliveries", "Alerts that wait to be sent, or were given up.", ["state"], registry=registry
    )
    for state in ("due", "later", "failed"):
        deliveries.labels(state).set(getattr(waits, state))
    for one in found:
        items.labels(one.source).set(one.items)
        failures.labels(one.source).set(one.failures)
        troubles.labels(one.source).set(one.troubles)
        late.labels(one.source).set(one.late)
        for name in _OUTCOMES:
            outcome.labels(one.source, name).set(one.last_status == name)
        for metric, moment in ((ended, one.last_crawl), (complete, one.complete)):
            if moment is not None:
                metric.labels(one.source).set(dt.datetime.fromisoformat(moment).timestamp())
    with whole_file(path) as file:
        file.write(generate_latest(registry))
