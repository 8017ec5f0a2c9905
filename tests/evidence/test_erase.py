"""``aimcrawl erase``: the content is nowhere any more, and what is left is still proven."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from desk import SLUG, Desk, Run, desk_of, run_in
from evidence.tamper import ask

from aimcrawl.home import Home, create_home
from aimcrawl.sample import SampleSite
from archive.evidence.citing import check, cite
from archive.evidence.verify import verify

TITLE = b"A title that was mended"


@pytest.fixture
def edited(home: Home) -> str:
    return str(ask(home, "SELECT item_id FROM events WHERE kind = 'edited'")[0][0])


def content(home: Home) -> bytes:
    """All that the home holds, unfolded."""
    warcs = b"".join(gzip.decompress(path.read_bytes()) for path in home.captures.glob("*.warc.gz"))
    return warcs + b"".join(path.read_bytes() for path in home.root.glob("archive.db*"))


def exports(run: Run) -> list[bytes]:
    return [run("export", "--format", "jsonl", "--what", what).stdout_bytes for what in ("items", "revisions")]


def test_the_content_is_gone_from_database_and_captures(home: Home, run: Run, edited: str) -> None:
    assert TITLE in content(home)
    assert run("erase", edited, "--yes").exit_code == 0
    assert TITLE not in content(home)


def test_what_is_left_is_still_proven(home: Home, run: Run, edited: str) -> None:
    with home.open_archive() as archive, archive.reading() as connection:
        citations = [cite(connection, str(item)) for (item,) in ask(home, "SELECT id FROM items")]
    run("erase", edited, "--yes")
    assert run("verify", "--deep").stderr == "no fault\n"
    with home.open_archive() as archive, archive.reading() as connection:
        proven = {one.item for one in citations if not list(check(connection, home.captures, one))}
    assert proven
    assert edited not in proven


def test_the_item_stays_as_a_tombstone_and_others_as_they_are(home: Home, run: Run, edited: str) -> None:
    before = dict(ask(home, "SELECT item_id || number, text FROM revisions"))
    run("erase", edited, "--yes")
    after = dict(ask(home, "SELECT item_id || number, text FROM revisions"))
    assert {key for key in before if before[key] != after[key]} == {f"{edited}1", f"{edited}2"}
    assert ask(home, f"SELECT status FROM items WHERE id = '{edited}'") == [("present",)]


def test_a_rebuild_names_the_pages_that_are_gone(home: Home, run: Run, edited: str) -> None:
    run("erase", edited, "--yes")
    result = run("rebuild")
    assert (result.exit_code, "the content was erased" in result.stderr) == (4, True)
    assert TITLE not in run("export", "--format", "jsonl").stdout_bytes
    assert run("verify").exit_code == 0


def test_a_rebuild_knows_the_item_as_erased_and_names_what_went_with_it(home: Home, run: Run, edited: str) -> None:
    run("erase", edited, "--yes")
    before = {str(id_) for (id_,) in ask(home, "SELECT id FROM items")}
    shown = json.loads(run("show", edited, "--json").stdout)
    result = run("rebuild")
    after = {str(id_) for (id_,) in ask(home, "SELECT id FROM items")}
    assert edited in after
    named = set(re.findall(r"^item (\S+) .* (?:lost|now)$", result.stderr, re.MULTILINE))
    assert named == before - after
    again = json.loads(run("show", edited, "--json").stdout)
    assert again == shown | {"revision": 1, "content_hash": again["content_hash"]}
    assert "the archive took its content down" in run("show", edited).stdout
    assert run("erase", edited, "--yes").exit_code == 2
    once = exports(run)
    run("rebuild")
    assert exports(run) == once


def test_nothing_is_erased_without_consent(home: Home, run: Run, edited: str) -> None:
    assert run("erase", edited).exit_code == 2
    assert TITLE in content(home)


def test_an_item_that_is_not_there_is_wrong_usage(run: Run) -> None:
    assert run("erase", "nothing", "--yes").exit_code == 2


@pytest.mark.parametrize("which", ["first", "deeper"])
def test_what_add_had_captured_before_the_crawl_is_erased_too(tmp_path: Path, site: SampleSite, which: str) -> None:
    home = create_home(tmp_path / "home")
    run = run_in(home)
    assert run("add", site.url, "--slug", SLUG, "--yes").exit_code == 0
    Desk(home).crawl()
    assert ask(home, "SELECT count(*) FROM captures WHERE kind = 'list' AND refers_to IS NOT NULL")[0][0]
    items = ask(home, "SELECT i.id FROM items i JOIN pages p ON p.id = i.list_page ORDER BY p.number, i.position")
    item = str(items[0 if which == "first" else -1][0])
    assert run("erase", item, "--yes").exit_code == 0
    for words in (("verify",), ("verify", "--deep"), ("backup", str(tmp_path / "copy"))):
        result = run(*words)
        assert result.exit_code == 0, result.output
    assert run("rebuild").exit_code == 4
    assert run("verify", "--deep").stderr == "no fault\n"


def test_an_erasure_is_told_as_one_and_not_as_a_removal(home: Home, run: Run, edited: str) -> None:
    before = json.loads(run("items", "--json", "--status", "present").stdout.splitlines()[2])
    run("erase", edited, "--yes")
    [now] = [one for one in map(json.loads, run("items", "--json").stdout.splitlines()) if one["id"] == edited]
    assert (now.keys(), now["status"], now["title"]) == (before.keys(), "present", None)
    assert "the archive took its content down" in run("show", edited).stdout
    cited = run("cite", edited)
    assert (cited.exit_code, "took the content of this item down" in cited.stderr) == (0, True)
    again = run("erase", edited, "--yes")
    assert (again.exit_code, "was erased already" in again.stderr) == (2, True)


def test_a_citation_made_before_says_what_became_of_its_item(home: Home, run: Run, edited: str) -> None:
    note = home.root / "note.toml"
    note.write_text(run("cite", edited).stdout, encoding="utf-8")
    run("erase", edited, "--yes")
    result = run("cite", "--check", str(note))
    assert result.exit_code == 1
    [told] = result.stdout.splitlines()
    assert "took the content of item" in told


def test_crawls_after_an_erasure_tell_no_removal_of_it(tmp_path: Path, site: SampleSite) -> None:
    desk = desk_of(tmp_path / "home", site)
    desk.crawl()
    item = desk.items()[3].id
    assert run_in(desk.home)("erase", item, "--yes").exit_code == 0
    del site.items[3]
    for _ in range(3):
        desk.crawl(full=True)
    assert {event.kind for event in desk.events()} == {"new"}
    with desk.home.open_archive() as archive:
        assert list(verify(archive)) == []


def test_what_the_site_still_shows_is_met_as_new_and_nothing_else_is_told(tmp_path: Path, site: SampleSite) -> None:
    desk = desk_of(tmp_path / "home", site)
    desk.crawl()
    item = desk.items()[3].id
    assert run_in(desk.home)("erase", item, "--yes").exit_code == 0
    outcomes = [desk.crawl(full=True) for _ in range(2)]
    assert [(one.status, one.new, one.edited, one.removed) for one in outcomes] == [
        ("complete", 1, 0, 0),
        ("complete", 0, 0, 0),
    ]
