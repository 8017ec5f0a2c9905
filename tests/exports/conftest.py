"""A home whose site posted, edited and removed items, and ways to run commands in it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Run, desk_of, next_second, run_in

from aimcrawl.home import Home, open_home
from aimcrawl.sample import SampleSite, invent_items

STATES = 4
"""How many snapshots the life of the home leaves."""


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """For reading only. Each crawl is followed by a snapshot in ``snapshots``: 12 items; an edit; a new one; one gone.

    The second item has a text that is hard on every format.
    """
    with SampleSite(invent_items(12)) as site:
        site.items[1] = replace(site.items[1], title='=cmd("x"), "quoted" & <b>', paragraphs=("-1\x0b ]]> “ü” 𝄞, @x",))
        desk = desk_of(tmp_path_factory.mktemp("lived") / "home", site)

        def live(*, times: int = 1) -> None:
            for _ in range(times):
                next_second()
                desk.crawl(full=True)
            assert run_in(desk.home)("snapshot", desk.home.root / "snapshots").exit_code == 0

        live()
        site.items[2] = replace(site.items[2], title="A title that was mended")
        live()
        site.items.insert(0, replace(site.items[0], title="An item that was added", slug="an-item-that-was-added"))
        live()
        del site.items[6]
        live(times=2)
    return desk.home


@pytest.fixture
def home(lived: Home, tmp_path: Path) -> Home:
    """A copy of that home, to be changed."""
    return open_home(Path(shutil.copytree(lived.root, tmp_path / "home", symlinks=True)))


@pytest.fixture
def run(lived: Home) -> Run:
    return run_in(lived)


@pytest.fixture(scope="session")
def snapshots(lived: Home) -> list[Path]:
    """The snapshots of that life, oldest first."""
    return sorted((lived.root / "snapshots").glob("2*"))
