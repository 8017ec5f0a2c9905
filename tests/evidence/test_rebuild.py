"""``aimcrawl rebuild``: from the WARC files alone, the same archive: same ids, same history, same roots."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk import Desk, Run, desk_of, with_small_files
from evidence.tamper import ask, flip

from aimcrawl.home import Home, create_home, open_home
from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.profiles.rules import crawl_rules
from aimcrawl.sample import SampleSite, faults, invent_items
from archive.evidence.verify import verify
from archive.locks import SourceLock
from archive.store.decisions import accept_crawl

WHAT = ("items", "revisions", "events")
ROOTS = "SELECT id, status, root, first, requests, incomplete FROM crawls ORDER BY id"


def exports(run: Run) -> list[bytes]:
    return [run("export", "--format", "jsonl", "--what", what).stdout_bytes for what in WHAT]


def test_the_rebuilt_archive_is_the_same_to_the_byte(home: Home, run: Run) -> None:
    before, roots = exports(run), ask(home, ROOTS)
    for path in home.root.glob("archive.db*"):
        path.unlink()
    result = run("rebuild")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "rebuilt 24 items from 4 crawls\n", "")
    assert (exports(run), ask(home, ROOTS)) == (before, roots)
    assert run("verify", "--deep").exit_code == 0


def test_the_old_database_is_kept(home: Home, run: Run) -> None:
    before = (home.root / "archive.db").read_bytes()
    run("rebuild")
    [kept] = home.root.glob("archive.db.before-*")
    assert kept.read_bytes() == before


def test_what_is_torn_at_the_end_is_left_out(home: Home, run: Run) -> None:
    before = exports(run)
    newest = max(home.captures.glob("*.warc.gz"))
    with newest.open("ab") as file:
        file.write(newest.read_bytes()[:50])
    result = run("rebuild")
    assert result.exit_code == 4
    assert "is torn and left out" in result.stderr
    assert exports(run) == before


@pytest.mark.parametrize("kind", ["crawl-start", "list", "crawl-end"])
@pytest.mark.parametrize("with_old", [True, False], ids=["old database", "no database"])
def test_damage_within_a_file_costs_what_lies_there_and_is_named(
    home: Home, run: Run, kind: str, with_old: bool
) -> None:
    captures = f"SELECT offset, length, file FROM captures WHERE crawl_id = 3 AND kind = '{kind}'"
    offset, length, file = ask(home, captures)[0]
    flip(home.captures / str(file), int(str(offset)) + int(str(length)) // 2)
    if not with_old:
        (home.root / "archive.db").unlink()
    result = run("rebuild")
    [told] = [line for line in result.stderr.splitlines() if "are damaged and left out" in line]
    start, end = (int(word) for word in re.findall(r"bytes (\d+) to (\d+)", told)[0])
    assert (result.exit_code, start <= int(str(offset)) < end, str(file) in told) == (4, True, True)
    assert ("1 of" in result.stderr) == with_old
    assert [crawl for (crawl,) in ask(home, "SELECT id FROM crawls")] == [1, 2, *([3] * (kind != "crawl-start")), 4]
    assert ask(home, "SELECT count(*) FROM items WHERE status = 'present'") == [(23,)]
    assert {fault["kind"] for fault in map(json.loads, run("verify", "--json").stdout.splitlines())} == {"unknown"}


def test_without_any_file_an_archive_is_not_emptied(home: Home, run: Run) -> None:
    for path in home.captures.glob("*.warc.gz"):
        path.unlink()
    before = (home.root / "archive.db").read_bytes()
    result = run("rebuild")
    assert (result.exit_code, "holds no WARC file" in result.stderr) == (1, True)
    assert ((home.root / "archive.db").read_bytes(), run("items").exit_code) == (before, 0)


def test_a_home_without_anything_is_rebuilt_to_nothing(tmp_path: Path) -> None:
    home = create_home(tmp_path / "empty")
    assert rebuild_home(home) == []
    (home.root / "archive.db").unlink()
    assert rebuild_home(home) == []


def test_what_only_the_old_database_knows_is_named(home: Home, run: Run) -> None:
    """The files of another archive, under the name that this one's had."""
    [path] = home.captures.glob("*.warc.gz")
    newest = int(str(ask(home, "SELECT lead_offset FROM captures WHERE kind = 'crawl-start' AND crawl_id = 2")[0][0]))
    [[item]] = ask(home, "SELECT id FROM items ORDER BY id LIMIT 1")
    path.write_bytes(path.read_bytes()[:newest])
    result = run("rebuild")
    assert result.exit_code == 4
    assert re.search(rf"^{path.name}: \d+ of \d+ captures that the old database knows are lost", result.stderr)
    assert [number for number in (1, 2, 3, 4) if f"crawl {number} of aim" in result.stderr] == [2, 3, 4]
    path.rename(path.with_name("aimcrawl-20000101000000-00000000.warc.gz"))
    (home.root / "archive.db").unlink()
    assert run("rebuild").exit_code == 0
    with home.open_archive() as archive, archive.writing() as connection:
        connection.exec_driver_sql("UPDATE captures SET file = 'other.warc.gz'")
    assert run("rebuild").exit_code == 0, "a file that was renamed is none that was lost"
    assert (str(item),) in ask(home, "SELECT id FROM items")


def test_nothing_is_rebuilt_under_a_running_crawl(home: Home, run: Run) -> None:
    with SourceLock(home.locks, "aim"):
        assert run("rebuild").exit_code == 5


def test_of_what_a_missing_file_held_nothing_is_invented(tmp_path: Path, site: SampleSite) -> None:
    desk = Desk(with_small_files(desk_of(tmp_path / "home", site).home, 0.01))
    desk.crawl()
    desk.crawl(full=True)
    [[lost]] = ask(
        desk.home, "SELECT file FROM captures WHERE kind = 'list' AND crawl_id = 1 AND url LIKE '%offset=9%'"
    )
    (desk.home.captures / str(lost)).unlink()
    told = rebuild_home(desk.home)
    assert any("offset=9" in sentence and "is not there" in sentence for sentence in told)
    assert {event.kind for event in desk.events()} == {"new"}
    assert len(desk.items()) <= len(site.items)
    with desk.home.open_archive() as archive:
        assert list(verify(archive)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source": "../../aim"}, "which is no slug"),
        ({"started": "some day"}, "not a note that AimCrawl writes"),
        ({"crawl": [1]}, "not a note that AimCrawl writes"),
    ],
)
def test_notes_that_are_none_of_ours_are_refused(home: Home, run: Run, change: dict[str, object], message: str) -> None:
    [[record]] = ask(home, "SELECT record_id FROM captures WHERE kind = 'crawl-start' AND crawl_id = 1")
    note = json.loads(run("capture", str(record)).stdout)["fields"]
    with home.open_archive() as archive:
        archive.writer.write_metadata("crawl-start", note | change, at=dt.datetime.now(dt.UTC))
    result = run("rebuild")
    assert result.exit_code == 1
    assert message in result.stderr


def test_what_people_did_to_a_source_is_done_again(home: Home, run: Run) -> None:
    assert run("source", "rename", "aim", "progress").exit_code == 0
    assert run("source", "pause", "progress").exit_code == 0
    before, sources = exports(run), run("sources", "--json").stdout
    result = run("rebuild")
    assert (result.exit_code, result.stderr) == (0, "")
    assert (exports(run), run("sources", "--json").stdout) == (before, sources)


class Life:
    """A site and its archive, which lives through faults."""

    def __init__(self, folder: Path, site: SampleSite) -> None:
        self.site, self.desk = site, desk_of(folder, site)

    def partial(self) -> None:
        self.site.inject(faults.status(500), page=3)
        assert self.desk.crawl(full=True).status == "partial"
        self.site.heal()

    def killed(self) -> None:
        """A crawl of which the outcome is never written."""
        self.site.items[4] = replace(self.site.items[4], title="Mended while nobody looked")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("archive.store.session.CrawlSession.finish", lambda session, _: session.close())
            self.desk.run(full=True)

    def incremental(self) -> None:
        day = self.site.items[0].date + dt.timedelta(days=3)
        self.site.items.insert(0, replace(self.site.items[0], date=day, title="Posted later"))
        self.desk.crawl()

    def accepted(self) -> None:
        """A crawl that looked suspect, since all items were edited at once, and that a person took after all."""
        paragraphs = ("Every page of this site was written anew.",)
        self.site.items[:] = [replace(item, paragraphs=(*item.paragraphs, *paragraphs)) for item in self.site.items]
        suspect = self.desk.crawl(full=True)
        assert suspect.status == "suspect"
        rules = crawl_rules(self.desk.home.load_profile(self.desk.slug))
        with self.desk.home.open_archive() as archive:
            accept_crawl(archive, suspect.crawl, rules, now=dt.datetime.now(dt.UTC))

    def rebuilt(self) -> None:
        self.site.rebuilt = True
        self.desk.run(full=True)


@pytest.fixture
def life(tmp_path: Path) -> Iterator[Life]:
    with SampleSite(invent_items(24)) as site:
        yield Life(tmp_path / "life", site)


@pytest.mark.parametrize("ending", ["partial", "killed", "incremental", "rebuilt", "accepted"])
def test_crawls_that_ended_otherwise_are_rebuilt_too(life: Life, ending: str) -> None:
    desk = life.desk
    desk.crawl()
    getattr(life, ending)()
    life.site.rebuilt = False
    desk.crawl()
    before = (desk.items(), desk.events(), ask(desk.home, ROOTS))
    assert rebuild_home(desk.home) == []
    assert (desk.items(), desk.events(), ask(desk.home, ROOTS)) == before


def test_conditional_answers_are_read_as_they_were(life: Life) -> None:
    life.site.conditional = True
    life.desk.crawl()
    life.desk.crawl()
    assert any(request.status == 304 for request in life.site.requests)
    before = (life.desk.items(), life.desk.events(), ask(life.desk.home, ROOTS))
    assert rebuild_home(life.desk.home) == []
    assert (life.desk.items(), life.desk.events(), ask(life.desk.home, ROOTS)) == before


@pytest.mark.parametrize(("patience", "notices"), [(1, [(2, "failing")]), (2, [(3, "failing")]), (5, [])])
def test_how_many_failures_were_news_is_what_the_crawls_knew(
    tmp_path: Path, site: SampleSite, patience: int, notices: list[tuple[int, str]]
) -> None:
    desk = desk_of(tmp_path / "home", site)
    configuration = desk.home.root / "aimcrawl.toml"
    usual = configuration.read_text(encoding="utf-8")
    configuration.write_text(f"[crawl]\nspeak_after = {patience}\n", encoding="utf-8")
    desk = Desk(open_home(desk.home.root))
    desk.crawl()
    site.inject(faults.status(500))
    for _ in range(3):
        desk.crawl()
    query = "SELECT crawl_id, kind FROM notices ORDER BY id"
    assert ask(desk.home, query) == notices
    configuration.write_text(usual, encoding="utf-8")
    assert rebuild_home(open_home(desk.home.root)) == []
    assert ask(desk.home, query) == notices
