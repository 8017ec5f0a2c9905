"""What the tests of probing share: a prober that does not pause, and keeps what it exchanged."""

from __future__ import annotations

import pytest

from aimcrawl.probing.fetch import Prober
from aimcrawl.profiles.model import Politeness
from archive.captures import Exchange


@pytest.fixture
def kept() -> list[Exchange]:
    """What ``prober`` exchanged."""
    return []


@pytest.fixture
def prober(kept: list[Exchange]) -> Prober:
    manners = Politeness(delay=0.0, timeout=2.0, max_megabytes=0.2)
    return Prober(user_agent="aimcrawl/test", politeness=manners, keep=kept.append)
