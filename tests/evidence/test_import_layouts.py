"""Imports across layouts: old pages by the profile of their epoch, detail pages with their lists, files of wget."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from crawling.test_rebuilt import learn_profile
from desk import Desk, desk_of, next_second
from evidence.elsewhere import visit, write_warc

from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.replay.deep import deep_faults
from aimcrawl.replay.importing import Asked, ImportedView, ImportRun
from aimcrawl.sample import SampleSite, invent_items
from archive.evidence.verify import verify

SPRING = dt.datetime(2016, 6, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def site() -> Iterator[SampleSite]:
    with SampleSite(invent_items(12)) as sample:
        yield sample


def bring(desk: Desk, *paths: Path) -> Sequence[ImportedView]:
    with desk.home.open_archive() as archive:
        return list(ImportRun(desk.home, archive, Asked(paths=paths)).sessions())


def assert_proven(desk: Desk) -> None:
    with desk.home.open_archive() as archive:
        assert [*verify(archive), *deep_faults(archive)] == []
    before = (desk.items(), desk.events())
    assert rebuild_home(desk.home) == []
    assert (desk.items(), desk.events()) == before


def test_old_pages_are_read_by_the_profile_of_their_epoch(tmp_path: Path, site: SampleSite) -> None:
    old = write_warc(tmp_path / "old.warc.gz", visit(site, SPRING))
    desk = desk_of(tmp_path / "home", site)
    desk.crawl()
    site.rebuilt = True
    learn_profile(desk, site)
    desk.crawl(full=True)
    [view] = bring(desk, old)
    assert (view.layout, view.status, view.new, view.edited) == ("earlier", "complete", 0, 0)
    assert len(desk.items()) == 12
    assert all(item.first_seen.startswith("2016-06-01") and item.url for item in desk.items())
    assert_proven(desk)


def test_detail_pages_come_with_their_lists(tmp_path: Path, site: SampleSite) -> None:
    site.rebuilt = True
    earlier, later = desk_of(tmp_path / "earlier", site), desk_of(tmp_path / "later", site)
    for desk in (earlier, later):
        learn_profile(desk, site)
    earlier.crawl()
    next_second()
    site.items[2] = replace(site.items[2], paragraphs=(*site.items[2].paragraphs, "One more paragraph was added."))
    later.crawl()
    [view] = bring(later, *earlier.home.captures.glob("*.warc.gz"))
    assert (view.layout, view.status, view.new) == ("current", "complete", 0)
    changes = Counter((event.kind, tuple(event.fields)) for event in later.events())
    assert changes == {("new", ()): 12, ("edited", ("text",)): 1}
    assert {item.id: item.text for item in later.items()}.keys() == {item.id for item in later.items() if item.text}
    outcome = later.crawl(full=True)
    assert (outcome.status, outcome.new, outcome.edited) == ("complete", 0, 0)
    assert_proven(later)


def test_what_wget_captured_is_imported(tmp_path: Path, site: SampleSite) -> None:
    if shutil.which("wget") is None:
        pytest.skip("wget is not installed")
    desk = desk_of(tmp_path / "home", site)
    (tmp_path / "addresses").write_text("\n".join(url for url, *_ in visit(site, SPRING)), encoding="utf-8")
    command = ["wget", "-q", "-i", tmp_path / "addresses", f"--warc-file={tmp_path / 'wget'}", "-O", "/dev/null"]
    subprocess.run(command, check=True, timeout=60)
    [view] = bring(desk, tmp_path / "wget.warc.gz")
    assert (view.status, view.pages, view.new) == ("complete", 3, 12)
    assert_proven(desk)
