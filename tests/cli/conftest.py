"""What the tests of the command line share: ways to run a command, an empty home, and one that was crawled."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from cli.callers import AIMCRAWL, Run, Spawn
from click.testing import CliRunner, Result
from desk import Desk, desk_in

from aimcrawl.cli import main
from aimcrawl.home import Home, create_home
from aimcrawl.sample import SampleSite, invent_items


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AIMCRAWL_HOME", raising=False)

    def invoke(*arguments: str, home: Home | None = None, **environ: str) -> Result:
        if home is not None:
            environ["AIMCRAWL_HOME"] = str(home.root)
        return CliRunner().invoke(main, arguments, env=environ, prog_name="aimcrawl")

    return invoke


@pytest.fixture
def spawn(tmp_path: Path) -> Spawn:
    """Runs a command in a process of its own: ``spawn("crawl", "--all", home=…)``; more are variables."""

    def start(*arguments: str, home: Home | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        command = [AIMCRAWL, *arguments]
        environ = {**os.environ, "AIMCRAWL_HOME": str(home.root) if home else "", **environ}
        return subprocess.run(
            command,
            env=environ,
            cwd=tmp_path,
            encoding="utf-8",
            errors="replace",
            capture_output=True,
            timeout=60,
            check=False,
        )

    return start


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home without a source."""
    return create_home(tmp_path / "home")


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose one source was crawled twice, with a title mended in between: for reading only."""
    with SampleSite(invent_items(12)) as site:
        home = create_home(tmp_path_factory.mktemp("crawled") / "home")
        desk_in(home, site).crawl()
        site.items[2] = replace(site.items[2], title="A title that was mended")
        Desk(home).crawl(full=True)
    return home
