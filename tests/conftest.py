"""Fixtures for all tests: the sample site, databases. What one test file alone needs stands in that file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aimcrawl.sample import SampleSite


@pytest.fixture
def site() -> Iterator[SampleSite]:
    """The sample site on loopback: ``site.url``, ``site.items``, ``site.inject(…)``, ``site.requests``."""
    with SampleSite() as sample:
        yield sample
