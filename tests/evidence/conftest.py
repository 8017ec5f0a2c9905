"""A home with a history: three crawls of a site that posted, edited and removed items; each test has a copy of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Run, desk_of, run_in

from aimcrawl.home import Home, open_home
from aimcrawl.sample import SampleSite, invent_items


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The home that all tests copy. Crawls: 1 complete, 2 with an edit, 3 and 4 without one item, which is removed."""
    with SampleSite(invent_items(24)) as site:
        desk = desk_of(tmp_path_factory.mktemp("lived") / "home", site)
        desk.crawl()
        site.items[2] = replace(site.items[2], title="A title that was mended")
        desk.crawl(full=True)
        del site.items[10]
        desk.crawl(full=True)
        desk.crawl(full=True)
    return desk.home


@pytest.fixture
def home(lived: Home, tmp_path: Path) -> Home:
    return open_home(Path(shutil.copytree(lived.root, tmp_path / "home")))


@pytest.fixture
def run(home: Home) -> Run:
    """Runs a command in the home: ``run("verify", "--json")``."""
    return run_in(home)
