"""An archive on both databases, and receivers on loopback."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import apprise
import pytest
from alerts.receivers import SECRET, Hook, Mailbox, http_receiver, mail_receiver
from alerts.world import World

from archive import engine
from archive.alerts.channels import Target
from archive.archive import Archive


@pytest.fixture(scope="session", autouse=True)
def _services() -> None:
    """Load what apprise speaks: its own imports are deprecated, and warnings are errors here."""
    with warnings.catch_warnings(action="ignore"):
        apprise.Apprise.instantiate("json://localhost")


@pytest.fixture
def hook() -> Iterator[Hook]:
    with http_receiver() as received:
        yield received


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_receiver() as received:
        yield received


@pytest.fixture
def world(database_url: str, tmp_path: Path, hook: Hook) -> Iterator[World]:
    """A world on a fresh database, with the channel ``hook``."""
    engine.create(database_url).dispose()
    with Archive(database_url, captures=tmp_path / "captures", locks=tmp_path / "locks") as archive:
        yield World(archive, {"hook": Target("hook", "webhook", hook.url, SECRET)})
