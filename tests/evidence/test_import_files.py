"""Files from elsewhere: where saved pages have their address and date from, and what damaged and hostile files do."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import Desk, Run, desk_of, run_in
from evidence.elsewhere import visit, write_warc
from evidence.tamper import ask

from aimcrawl.replay.importing.files import files_of, read_file
from aimcrawl.sample import SampleSite, invent_items

AT = dt.datetime(2016, 6, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def site() -> Iterator[SampleSite]:
    with SampleSite(invent_items(5)) as sample:
        yield sample


@pytest.fixture
def desk(tmp_path: Path, site: SampleSite) -> Desk:
    return desk_of(tmp_path / "home", site)


@pytest.fixture
def run(desk: Desk) -> Run:
    return run_in(desk.home)


@pytest.fixture
def page(site: SampleSite) -> bytes:
    [(_, _, body)] = visit(site, AT)
    return body


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "saved").mkdir()
    return tmp_path / "saved"


def captured(desk: Desk) -> list[tuple[object, ...]]:
    return ask(desk.home, "SELECT url, captured_at FROM captures WHERE kind = 'list' ORDER BY captured_at")


def saved_from(url: str) -> bytes:
    return f"<!-- saved from url=({len(url):04d}){url} -->\n".encode()


def test_address_from_the_comment_of_a_browser_and_date_from_the_name(
    desk: Desk, run: Run, site: SampleSite, page: bytes, folder: Path
) -> None:
    (folder / "News 2016-04-13.html").write_bytes(saved_from(site.url) + page)
    (folder / "20160414080910.htm").write_bytes(saved_from(site.url) + page)
    result = run("import", folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert captured(desk) == [(site.url, "2016-04-13T00:00:00Z"), (site.url, "2016-04-14T08:09:10Z")]
    assert len(desk.items()) == 5


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "manifest.csv",
            "path,url,captured_at\npage.html,{url},2016-04-13T08:00:00Z\n",
        ),
        ("manifest.jsonl", '{{"path": "page.html", "url": "{url}", "captured_at": "2016-04-13T10:00:00+02:00"}}\n'),
    ],
)
def test_a_manifest_says_both(  # noqa: PLR0913, PLR0917 - a page, and what a manifest says of it
    desk: Desk, run: Run, site: SampleSite, page: bytes, folder: Path, name: str, text: str
) -> None:
    (folder / "page.html").write_bytes(saved_from("http://wrong.example/") + page)
    (folder / name).write_text(text.format(url=site.url), encoding="utf-8")
    assert run("import", folder).exit_code == 0
    assert captured(desk) == [(site.url, "2016-04-13T08:00:00Z")]


def test_marks_of_tools_say_both(desk: Desk, run: Run, site: SampleSite, page: bytes, folder: Path) -> None:
    address = site.url.removeprefix("http://")
    mirrored = (
        f"<!-- Mirrored from {address} by HTTrack Website Copier/3.x [XR&CO'2014], Wed, 13 Apr 2016 10:00:00 GMT -->"
    )
    noon = "Thu Apr 14 2016 12:00:00 GMT+0200 (CEST)"
    single = f"<!--\n Page saved with SingleFile \n url: {site.url} \n saved date: {noon}\n-->"
    (folder / "a.html").write_bytes(mirrored.encode() + page)
    (folder / "b.html").write_bytes(single.encode() + page)
    boundary = "----=_Part"
    (folder / "c.mhtml").write_bytes(
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {site.url}\r\nDate: Fri, 15 Apr 2016 10:00:00 -0000\r\n"
        f'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
        + page
        + f"\r\n--{boundary}--\r\n".encode()
    )
    assert run("import", folder).exit_code == 0
    assert [at for _, at in captured(desk)] == [
        "2016-04-13T10:00:00Z",
        "2016-04-14T10:00:00Z",
        "2016-04-15T10:00:00Z",
    ]
    assert len(desk.items()) == 5


def test_the_canonical_link_is_an_address(desk: Desk, run: Run, site: SampleSite, page: bytes, folder: Path) -> None:
    link = f'<head><link rel="canonical" href="{site.url}">'.encode()
    (folder / "x-2016-04-13.html").write_bytes(page.replace(b"<head>", link))
    assert run("import", folder).exit_code == 0
    assert [url for url, _ in captured(desk)] == [site.url]


def test_a_page_without_a_date_is_not_guessed(
    desk: Desk, run: Run, site: SampleSite, page: bytes, folder: Path
) -> None:
    (folder / "page.html").write_bytes(saved_from(site.url) + page)
    result = run("import", folder)
    assert (result.exit_code, "nothing says when it was captured" in result.stderr) == (1, True)
    assert captured(desk) == []
    assert run("import", folder, "--date", "2016-04-13").exit_code == 0
    assert run("import", folder, "--use-file-times").exit_code == 0
    assert [at[:10] for _, at in captured(desk)] == ["2016-04-13", f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"]


def test_a_page_without_an_address_is_not_guessed(desk: Desk, run: Run, page: bytes, folder: Path) -> None:
    (folder / "2016-04-13.html").write_bytes(page)
    result = run("import", folder, "--json")
    assert (result.exit_code, "nothing says its address" in result.stdout) == (1, True)


@pytest.mark.parametrize(
    "line", ["../../secret.html,http://x.example/,2016-04-13", "page.html,http://x.example/,someday", "gone.html,,"]
)
def test_a_manifest_that_errs_is_wrong_usage(run: Run, page: bytes, folder: Path, line: str) -> None:
    (folder.parent / "secret.html").write_bytes(page)
    (folder / "page.html").write_bytes(page)
    (folder / "manifest.csv").write_text(f"path,url,captured_at\n{line}\n", encoding="utf-8")
    result = run("import", folder)
    assert (result.exit_code, "manifest.csv, entry 1" in result.stderr) == (2, True)


def test_what_is_not_there_or_of_no_known_kind_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("text", encoding="utf-8")
    assert run("import", tmp_path / "nowhere").exit_code == 2
    assert run("import", tmp_path / "notes.txt").exit_code == 2
    assert run("import", tmp_path, "--source", "nobody").exit_code == 2


def test_of_a_file_that_breaks_off_stays_what_came_before(
    desk: Desk, run: Run, site: SampleSite, tmp_path: Path
) -> None:
    path = write_warc(tmp_path / "torn.warc.gz", [*visit(site, AT), *visit(site, AT + dt.timedelta(days=1))])
    path.write_bytes(path.read_bytes()[:-300])
    result = run("import", path)
    assert (result.exit_code, "the rest of the file cannot be read" in result.stderr) == (4, True)
    assert len(captured(desk)) == 1


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"WARC-Date: 2016-06-01T10:00:00Z", b"WARC-Date: 0000-06-01T10:00:00Z", "is no date"),
        (b"WARC-Date: 2016-06-01T10:00:00Z", b"WARC-Date: 2999-06-01T10:00:00Z", "no capture can be of"),
        (b"WARC-Date: 2016-06-01T10:00:00Z", b"WARC-Nate: 2016-06-01T10:00:00Z", "is no date"),
        (b"WARC-Target-URI: ", b"WARC-Target-XXX: ", "it has no address"),
        (b"HTTP/1.1 200 OK", b"SMTP/1.1 200 OK", "not those that its digest tells"),
        (b"GET /news.php", b"PUT /news.php", "not those that its digest tells"),
    ],
)
def test_records_that_cannot_be_meant_are_named(  # noqa: PLR0913, PLR0917 - a page, and what is wrong with it
    desk: Desk, run: Run, site: SampleSite, tmp_path: Path, old: bytes, new: bytes, problem: str
) -> None:
    path = write_warc(tmp_path / "odd.warc", visit(site, AT), gzip=False)
    path.write_bytes(path.read_bytes().replace(old, new))
    result = run("import", path, "--json")
    problems = [json.loads(line).get("problem") for line in result.stdout.splitlines()]
    assert any(problem in str(one) for one in problems)
    assert result.exit_code in (1, 4)


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"\x1f\x8b broken", gzip.compress(b"x" * 10_000_000), b"WARC/1.1\r\n" * 9]
)
def test_what_is_no_warc_file_is_said(desk: Desk, run: Run, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "no.warc.gz"
    path.write_bytes(data)
    result = run("import", path)
    assert result.exit_code == (1 if data else 3)
    assert captured(desk) == []


def test_a_bomb_is_passed_over(desk: Desk, run: Run, site: SampleSite, tmp_path: Path) -> None:
    bomb = gzip.compress(b"<p>" * 100_000_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    path = tmp_path / "bomb.warc"
    record = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {site.url}\r\nWARC-Date: 2016-06-01T10:00:00Z\r\n"
    path.write_bytes(f"{record}Content-Length: {len(head) + len(bomb)}\r\n\r\n".encode() + head + bomb + b"\r\n\r\n")
    assert run("import", path).exit_code == 3
    long = f"{record}Content-Length: {10**12}\r\n\r\n".encode()
    path.write_bytes(long + head)
    result = run("import", path)
    assert (result.exit_code, "at most" in result.stderr) == (1, True)


def test_names_in_files_are_never_paths(desk: Desk, run: Run, site: SampleSite, tmp_path: Path) -> None:
    before = {path.relative_to(tmp_path) for path in tmp_path.rglob("*")}
    captures = [(f"{site.base}/../../../../escape?x=../../y", AT, b"<p>x"), *visit(site, AT)]
    path = write_warc(tmp_path / "..warc.gz", captures)
    assert run("import", path).exit_code == 0
    after = {one.relative_to(tmp_path) for one in tmp_path.rglob("*")} - before
    assert {one.parts[0] for one in after} == {"..warc.gz", "home"}
    assert not [one for one in after if "escape" in str(one)]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "secret.html"
    outside.write_text("<h1>Not of this folder</h1>", encoding="utf-8")
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "page.html").symlink_to(outside)
    [file] = files_of([folder])
    assert file[2] == folder
    [problem] = read_file(file, None, None, None)  # nothing is read
    assert "leads out of the folder" in str(problem)
