"""``aimcrawl backup``: a copy that is a home, proven, brought up by a second run, never mistaken for another thing."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from desk import SLUG, Desk, Run, desk_of
from evidence.tamper import flip, warc

from aimcrawl.home import Home, open_home
from aimcrawl.home.backup import back_up
from aimcrawl.sample import SampleSite
from archive import queries
from archive.evidence.verify import verify


def titles(home: Home) -> list[str | None]:
    with home.open_archive() as archive, archive.reading() as connection:
        return [item.title for item in queries.items(connection)]


def test_a_backup_is_a_home_with_the_same_history(home: Home, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    result = run("backup", str(target))
    assert (result.exit_code, result.stdout) == (0, f"{target}: copied and verified\n")
    assert titles(open_home(target)) == titles(home)
    assert open_home(target).slugs() == home.slugs()
    assert warc(open_home(target)).read_bytes() == warc(home).read_bytes()


def test_a_backup_is_brought_up(home: Home, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    run("backup", str(target))
    (target / "archive.db").write_bytes(b"")
    short = warc(open_home(target))
    short.write_bytes(short.read_bytes()[:100])
    assert run("backup", str(target)).exit_code == 0
    assert titles(open_home(target)) == titles(home)


def test_a_backup_of_damage_says_so(home: Home, run: Run, tmp_path: Path) -> None:
    flip(warc(home), 400)
    result = run("backup", str(tmp_path / "copy"))
    assert result.exit_code == 1
    assert "1 fault\n" in result.stdout


@pytest.mark.parametrize("what", ["itself", "something else", "another database"])
def test_a_backup_goes_into_no_other_folder(home: Home, run: Run, tmp_path: Path, what: str) -> None:
    target = home.root if what == "itself" else tmp_path / "there"
    target.mkdir(exist_ok=True)
    if what == "something else":
        (target / "diary.txt").write_text("Dear diary", encoding="utf-8")
    if what == "another database":
        with (home.root / "aimcrawl.toml").open("a", encoding="utf-8") as file:
            file.write('\n[database]\nurl = "sqlite:///archive.db"\n')
    result = run("backup", str(target))
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")


def test_neither_backup_nor_verify_minds_a_crawl_that_runs(site: SampleSite, tmp_path: Path) -> None:
    desk = desk_of(tmp_path / "busy", site)
    desk.write_profile(lambda text: text.replace("delay = 0", "delay = 0.15"))
    command = [sys.executable, "-m", "aimcrawl", "--home", str(desk.home.root), "crawl", SLUG]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as crawl:
        while len(site.requests) < 6:
            time.sleep(0.05)
        with desk.home.open_archive() as archive:
            assert list(verify(archive)) == []
            copy = back_up(desk.home, archive, tmp_path / "copy")
        assert crawl.poll() is None
        with copy.open_archive() as archive:
            assert list(verify(archive)) == []
        assert crawl.wait(120) == 0
    taken_up = Desk(copy).crawl(full=True)  # in the copy, the crawl looks like one that was killed
    assert (taken_up.status, len(Desk(copy).items())) == ("complete", len(site.items))
