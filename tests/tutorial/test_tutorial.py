"""docs/tutorial.md runs as it stands, and gives the answers that it shows."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from desk import Desk, profile_for

from aimcrawl.home import create_home
from aimcrawl.sample import SampleItem, SampleSite, invent_items

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds the home ``news``: three organisations; one edited an item, one removed one, one copied."""
    folder = tmp_path_factory.mktemp("tutorial")
    home = create_home(folder / "news")
    items = invent_items(120)
    copied = replace(items[70], date=items[42].date, slug="copied")
    lists = {"ropes": items[:40], "sails": items[40:80], "fibre": [*items[80:119], copied]}
    for slug, its in lists.items():
        with SampleSite(sorted(its, key=_day, reverse=True)) as site:
            home.profile(slug).write_text(profile_for(site).replace("items = [100, ", "items = [1, "))
            desk = Desk(home, slug)
            desk.crawl()
            if slug == "ropes":
                site.items[3] = replace(site.items[3], title="Pilot on wages of home workers ends early")
            if slug == "sails":
                del site.items[10]
            desk.crawl(full=True)
            desk.crawl(full=True)
    return folder


def _day(item: SampleItem) -> Any:
    return item.date


def test_the_tutorial_runs_as_printed(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas")
    monkeypatch.chdir(news)
    names: dict[str, Any] = {}
    blocks = [(kind, body) for kind, body in _BLOCK.findall(TUTORIAL.read_text(encoding="utf-8"))]
    said, shown = [], []
    for number, (kind, body) in enumerate(blocks):
        if kind == "python":
            output = io.StringIO()
            with contextlib.redirect_stdout(output):
                exec(compile(body, f"tutorial, block {number}", "exec"), names)
            if number + 1 < len(blocks) and blocks[number + 1][0] == "text":
                said.append(output.getvalue())
        else:
            shown.append(body)
    assert said == shown
