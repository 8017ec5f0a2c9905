"""``aimcrawl import``: captures of others become part of the history at their own times, also the oldest ones."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from click.testing import Result
from desk import SLUG, Desk, Run, desk_of, run_in
from evidence.elsewhere import visit, write_warc
from evidence.tamper import ask

from aimcrawl.sample import SampleSite, invent_items

SPRING = dt.datetime(2016, 6, 1, 10, tzinfo=dt.UTC)
SUMMER = SPRING + dt.timedelta(days=60)
MENDED = "A title that was mended"


@pytest.fixture
def site() -> Iterator[SampleSite]:
    with SampleSite(invent_items(12)) as sample:
        yield sample


@pytest.fixture
def desk(tmp_path: Path, site: SampleSite) -> Desk:
    """An archive that knows the site as it is today; between spring and summer a title was mended."""
    return desk_of(tmp_path / "home", site)


@pytest.fixture
def run(desk: Desk) -> Run:
    return run_in(desk.home)


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def spring(tmp_path: Path, site: SampleSite) -> Path:
    """What somebody captured in spring: the title was another, and one item stood there that is gone today."""
    today = list(site.items)
    site.items[3] = replace(site.items[3], title="The title that it had in spring")
    gone = replace(site.items[6], title="Gone since", paragraphs=("Nobody remembers why this was taken down again.",))
    site.items.insert(7, gone)
    path = write_warc(tmp_path / "spring.warc.gz", visit(site, SPRING))
    site.items[:] = today
    return path


def titles(run: Run, at: dt.datetime) -> set[object]:
    return {item["title"] for item in lines(run("items", "--as-of", at.strftime("%Y-%m-%dT%H:%MZ"), "--json"))}


def test_history_reaches_back_behind_the_first_crawl(desk: Desk, run: Run, spring: Path, site: SampleSite) -> None:
    desk.crawl()
    before = {item.id: (item.title, item.status, item.revision) for item in desk.items()}
    result = run("import", spring)
    assert (result.exit_code, result.stderr) == (0, "")
    assert {"The title that it had in spring", "Gone since"} <= titles(run, SPRING + dt.timedelta(hours=1))
    assert site.items[3].title not in titles(run, SPRING + dt.timedelta(hours=1))
    assert titles(run, SPRING - dt.timedelta(days=1)) == set()
    after = {item.id: (item.title, item.status, item.revision) for item in desk.items()}
    [gone] = after.keys() - before.keys()
    assert after[gone] == ("Gone since", "unlisted", 1)
    assert {id_: after[id_] for id_ in before} == before  # the present stays as it was


def test_what_was_told_before_is_told_as_it_was(desk: Desk, run: Run, spring: Path, site: SampleSite) -> None:
    desk.crawl()
    run("import", spring)
    events = desk.events()
    assert {event.at[:10] for event in events if event.kind == "new"} == {"2016-06-01"}
    assert len({event.item for event in events if event.kind == "new"}) == len(events) - 1
    [edit] = (event for event in events if event.kind == "edited")
    history = lines(run("history", edit.item, "--json"))
    assert [(one["cause"], one["title"]) for one in history] == [
        ("import", "The title that it had in spring"),
        ("crawl", site.items[3].title),
    ]
    assert (edit.previous, edit.revision) == (history[0]["revision"], history[1]["revision"])


def test_the_two_clocks_part(desk: Desk, run: Run, spring: Path) -> None:
    run("import", spring)
    [[captured, recorded]] = ask(
        desk.home, "SELECT DISTINCT substr(captured_at, 1, 10), substr(recorded_at, 1, 4) FROM revisions"
    )
    assert (captured, recorded) == ("2016-06-01", f"{dt.datetime.now(dt.UTC):%Y}")


def test_importing_again_changes_nothing(desk: Desk, run: Run, spring: Path) -> None:
    desk.crawl()
    run("import", spring)
    before = run("export", "--what", "revisions", "--format", "jsonl").stdout_bytes
    again = run("import", spring)
    assert (again.exit_code, again.stdout.count("\n")) == (0, 0 + again.stdout.startswith("crawl"))
    assert "there already" in again.stderr
    assert run("export", "--what", "revisions", "--format", "jsonl").stdout_bytes == before


def test_verify_and_rebuild_hold_for_what_was_imported(desk: Desk, run: Run, spring: Path, tmp_path: Path) -> None:
    desk.crawl()
    run("import", spring)
    assert run("verify", "--deep").exit_code == 0
    what = ("items", "revisions", "events")
    before = [run("export", "--what", one, "--format", "jsonl").stdout_bytes for one in what]
    for path in desk.home.root.glob("archive.db*"):
        path.unlink()
    spring.unlink()
    result = run("rebuild")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [run("export", "--what", one, "--format", "jsonl").stdout_bytes for one in what] == before


def test_the_next_crawl_finds_nothing_changed(desk: Desk, run: Run, spring: Path) -> None:
    desk.crawl()
    run("import", spring)
    outcome = desk.crawl(full=True)
    assert (outcome.status, outcome.new, outcome.edited, outcome.removed) == ("complete", 0, 0, 0)


def test_an_edit_after_an_import_gets_a_number_of_its_own(desk: Desk, run: Run, spring: Path, site: SampleSite) -> None:
    desk.crawl()
    run("import", spring)
    site.items[3] = replace(site.items[3], title=MENDED)
    assert desk.crawl(full=True).edited == 1
    [item] = (item for item in desk.items() if item.title == MENDED)
    assert [one["revision"] for one in lines(run("history", item.id, "--json"))] == [2, 1, 3]
    assert "{+" in run("diff", item.id).stdout
    assert run("verify", "--deep").exit_code == 0


def test_nobody_is_alerted(desk: Desk, run: Run, spring: Path, tmp_path: Path, site: SampleSite) -> None:
    desk.crawl()
    site.items[0] = replace(site.items[0], title=MENDED)
    tomorrow = write_warc(tmp_path / "now.warc.gz", visit(site, dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)))
    run("import", spring, tomorrow)
    assert ask(desk.home, "SELECT count(*) FROM events WHERE crawl_id > 1 AND NOT silent") == [(0,)]
    assert ask(
        desk.home, "SELECT count(*) FROM outbox WHERE event_id IN (SELECT id FROM events WHERE crawl_id > 1)"
    ) == [(0,)]


def test_the_first_crawl_after_an_import_alerts_nobody_either(desk: Desk, run: Run, spring: Path) -> None:
    run("import", spring)
    desk.crawl()
    assert ask(desk.home, "SELECT count(*) FROM events WHERE NOT silent") == [(0,)]


def test_captures_say_where_they_came_from(desk: Desk, run: Run, spring: Path) -> None:
    run("import", spring)
    [file] = desk.home.captures.glob("*.warc.gz")
    assert b'"origin":"spring.warc.gz"' in gzip.decompress(file.read_bytes())
    assert b"Accept: text/html" in gzip.decompress(file.read_bytes())  # the request that was made, not one of ours


def test_pages_of_no_source_are_counted_and_left(desk: Desk, run: Run, tmp_path: Path) -> None:
    path = write_warc(tmp_path / "other.warc", [("https://elsewhere.example/news", SPRING, b"<p>news")], gzip=False)
    result = run("import", path)
    assert (result.exit_code, "1 exchanges are of no source" in result.stderr) == (3, True)
    assert ask(desk.home, "SELECT count(*) FROM captures") == [(0,)]


def test_a_dry_run_writes_nothing(desk: Desk, run: Run, spring: Path) -> None:
    [view] = lines(run("import", spring, "--dry-run", "--json"))
    assert (view["status"], view["pages"], view["items"], view["since"]) == ("planned", 3, 13, "2016-06-01T10:00:00Z")
    assert ask(desk.home, "SELECT count(*) FROM captures") == [(0,)]


def test_a_part_of_a_list_proves_no_absence(desk: Desk, run: Run, tmp_path: Path, site: SampleSite) -> None:
    run("import", write_warc(tmp_path / "whole.warc.gz", visit(site, SPRING)))
    run("import", write_warc(tmp_path / "part.warc.gz", visit(site, SUMMER, [2])))
    assert {item.status for item in desk.items()} == {"present"}
    assert [one["status"] for one in lines(run("crawls", "--json"))] == ["partial", "complete"]


def test_what_is_not_listed_in_later_imports_is_removed(desk: Desk, run: Run, tmp_path: Path, site: SampleSite) -> None:
    files = [write_warc(tmp_path / "0.warc.gz", visit(site, SPRING))]
    gone = site.items.pop(2)
    files += [
        write_warc(tmp_path / f"{days}.warc.gz", visit(site, SUMMER + dt.timedelta(days=days))) for days in (1, 2)
    ]
    assert run("import", *files).exit_code == 0
    assert {item.title for item in desk.items() if item.status == "removed"} == {gone.title}


def test_what_was_removed_and_stood_there_once_more_is_told(
    desk: Desk, run: Run, tmp_path: Path, site: SampleSite
) -> None:
    """Removed in summer, back for a day in autumn as an old capture shows, and gone again ever since."""

    def visited(days: int) -> Path:
        return write_warc(tmp_path / f"{days}.warc.gz", visit(site, SPRING + dt.timedelta(days=days)))

    files = [visited(0)]
    gone = site.items.pop(2)
    files += [visited(days) for days in (60, 61, 120)]
    run("import", *files)
    site.items.insert(2, gone)
    assert run("import", visited(90)).exit_code == 0
    told = [(event.kind, event.at[:10]) for event in desk.events() if event.kind != "new"]
    assert told == [("removed", "2016-08-01"), ("restored", "2016-08-30"), ("removed", "2016-09-29")]
    status = {item.title: item.status for item in desk.items()}
    assert status[gone.title] == "removed"
    assert run("verify", "--deep").exit_code == 0


def test_an_edit_that_was_taken_back_is_no_present(desk: Desk, run: Run, tmp_path: Path, site: SampleSite) -> None:
    today = site.items[1]
    run("import", write_warc(tmp_path / "spring.warc.gz", visit(site, SPRING)))
    desk.crawl()
    site.items[1] = replace(today, title=MENDED)
    run("import", write_warc(tmp_path / "summer.warc.gz", visit(site, SUMMER)))
    assert MENDED in titles(run, SUMMER + dt.timedelta(hours=1))
    assert MENDED not in {item.title for item in desk.items()}
    assert [event.kind for event in desk.events() if event.kind != "new"] == ["edited", "edited"]
    assert run("verify", "--deep").exit_code == 0


def test_other_kinds_of_files_are_read_too(desk: Desk, run: Run, tmp_path: Path, site: SampleSite) -> None:
    plain = write_warc(tmp_path / "plain.warc", visit(site, SPRING), gzip=False, request=False)
    whole = tmp_path / "whole.warc.gz"  # one gzip member for the file, as some tools write
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    package = tmp_path / "package.wacz"
    with zipfile.ZipFile(package, "w") as file:
        file.write(plain, "archive/data.warc")
        file.writestr("pages/pages.jsonl", "")
    for path in (whole, package, plain):
        assert run("import", path, "--dry-run").stdout.count("complete") == 0
        [view] = lines(run("import", path, "--dry-run", "--json"))
        assert (view["pages"], view["items"]) == (3, 12)


def test_revisits_are_read_with_the_body_that_they_repeat(
    desk: Desk, run: Run, tmp_path: Path, site: SampleSite
) -> None:
    desk.crawl()
    desk.crawl(full=True)  # the same bytes: revisits
    [ours] = desk.home.captures.glob("*.warc.gz")
    other = desk_of(tmp_path / "other", site)
    result = run_in(other.home)("import", ours, "--json")
    assert (result.exit_code, [view["status"] for view in lines(result)]) == (0, ["complete"])
    assert len(other.items()) == 12


def test_an_older_layout_is_learned_from_its_pages(desk: Desk, run: Run, tmp_path: Path, site: SampleSite) -> None:
    """The site's look changed at the same address; no profile of the archive ever read the old one."""
    captures = [(url, at, _as_cards(site, number)) for number, (url, at, _) in enumerate(visit(site, SPRING), 1)]
    path = write_warc(tmp_path / "old.warc.gz", captures)
    desk.crawl()
    [view] = lines(run("import", path, "--json"))
    assert (view["layout"], view["items"], view["new"]) == ("learned", 12, 0)
    assert run("verify", "--deep").exit_code == 0


def test_what_was_taken_down_is_not_brought_back(desk: Desk, run: Run, spring: Path) -> None:
    run("import", spring)
    [gone] = (item.id for item in desk.items() if item.title == "Gone since")
    assert run("erase", gone, "--yes").exit_code == 0
    assert run("import", spring).exit_code == 0
    assert "Gone since" not in {item.title for item in desk.items()}


def test_items_with_older_revisions_can_be_mended(desk: Desk, run: Run, spring: Path, site: SampleSite) -> None:
    """Revision 2 was captured before revision 1: from one on means from its time on."""
    desk.crawl()
    run("import", spring)
    [item] = (item.id for item in desk.items() if item.title == site.items[3].title)
    [gone] = (item.id for item in desk.items() if item.title == "Gone since")
    assert run("merge", item, gone).exit_code == 0
    assert run("split", item, "3").exit_code == 0
    assert run("split", item, "2").exit_code == 2  # its oldest
    assert run("split", item, "1").exit_code == 0
    assert "The title that it had in spring" in {one.title for one in desk.items()}
    assert run("verify", "--deep").exit_code == 0


def test_a_suspect_import_changes_nothing_until_a_person_takes_it(
    desk: Desk, run: Run, tmp_path: Path, site: SampleSite
) -> None:
    """All of 24 items at once said something else: that may be so, or they were read wrongly."""
    site.items[:] = invent_items(24)
    desk.crawl()
    today = list(site.items)
    site.items[:] = [replace(item, paragraphs=("In spring, nothing of this was written yet.",)) for item in today]
    spring = write_warc(tmp_path / "spring.warc.gz", visit(site, SPRING))
    site.items[:] = today
    result = run("import", spring, "--json")
    assert (result.exit_code, [view["status"] for view in lines(result)]) == (3, ["suspect"])
    assert titles(run, SPRING + dt.timedelta(hours=1)) == set()
    run("import", write_warc(tmp_path / "summer.warc.gz", visit(site, SUMMER)))
    assert run("crawls", "accept", "2").exit_code == 0
    assert len(titles(run, SPRING + dt.timedelta(hours=1))) == len({item.title for item in today})
    assert {item.text for item in desk.items()} == {item.text for item in today}
    assert run("verify", "--deep").exit_code == 0
    before = run("export", "--what", "revisions", "--format", "jsonl").stdout_bytes
    assert (run("rebuild").exit_code, run("export", "--what", "revisions", "--format", "jsonl").stdout_bytes) == (
        0,
        before,
    )


def test_pages_that_no_profile_reads_are_refused(desk: Desk, run: Run, tmp_path: Path, site: SampleSite) -> None:
    path = write_warc(tmp_path / "x.warc.gz", [(site.url, SPRING, b"<html><body><p>Under construction</body></html>")])
    result = run("import", path, "--json")
    assert (result.exit_code, [view["status"] for view in lines(result)]) == (3, ["unread"])
    assert ask(desk.home, "SELECT count(*) FROM captures") == [(0,)]


def test_a_profile_for_the_old_layout_can_be_given(desk: Desk, run: Run, tmp_path: Path, site: SampleSite) -> None:
    given = tmp_path / "old.toml"
    text = desk.home.profile(SLUG).read_text(encoding="utf-8")
    given.write_text(text.replace(site.base, "http://old.example"), encoding="utf-8")
    captures = [(url.replace(site.base, "http://old.example"), at, body) for url, at, body in visit(site, SPRING)]
    path = write_warc(tmp_path / "old.warc.gz", captures)
    assert run("import", path).exit_code == 3
    [view] = lines(run("import", path, "--source", SLUG, "--profile", given, "--json"))
    assert (view["layout"], view["status"], view["items"]) == ("given", "complete", 12)


def test_a_killed_import_is_closed_and_taken_up(
    desk: Desk, run: Run, spring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.crawl()
    with monkeypatch.context() as patch:
        patch.setattr("archive.store.session.CrawlSession.finish", _die)
        assert run("import", spring).exit_code != 0
    again = run("import", spring)
    desk.crawl(full=True)
    assert "there already" in again.stderr
    assert {"The title that it had in spring", "Gone since"} <= titles(run, SPRING + dt.timedelta(hours=1))
    assert run("verify", "--deep").exit_code == 0


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def _as_cards(site: SampleSite, page: int) -> bytes:
    """Return a list page of the site in a look that it had before: cards, each with its date below the text."""
    cards = (
        f'<article class="card"><h2>{escape(item.title)}</h2><p>{escape(" ".join(item.paragraphs))}</p>'
        f'<span class="when">Posted on {item.date:%d.%m.%Y}</span></article>'
        for item in site.items[(page - 1) * 5 : page * 5]
    )
    links = "".join(f'<a href="news.php?pmenu=3&amp;offset={number}">{number + 1}</a> ' for number in range(site.pages))
    return f"<html lang='en'><body><main><h1>News</h1>{''.join(cards)}</main><nav>{links}</nav></body></html>".encode()
