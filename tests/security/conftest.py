"""What the tests of security share: a home whose one source is the sample site."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import SLUG, Desk, profile_for

from aimcrawl.home import create_home
from aimcrawl.sample import SampleSite


@pytest.fixture
def desk(tmp_path: Path, site: SampleSite) -> Desk:
    home = create_home(tmp_path / "home")
    home.profile(SLUG).write_text(profile_for(site), encoding="utf-8")
    return Desk(home)
