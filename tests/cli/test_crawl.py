"""`aimcrawl crawl` takes the right sources, says how each ended, and exits with the worst."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli.callers import AIMCRAWL, Run, Spawn
from desk import Desk, profile_for
from sqlalchemy import update

from aimcrawl.cli.crawl import log_line
from aimcrawl.home import Home
from aimcrawl.sample import SampleSite, faults, invent_items
from archive import queries
from archive.locks import SourceLock
from archive.models import Crawl

CONTRACT_KEYS = [
    *("source", "crawl", "status", "full", "requests", "pages", "items", "new", "edited", "removed", "restored"),
    *("unchanged", "reason"),
]


@pytest.fixture
def site(site: SampleSite) -> SampleSite:
    """A sample site of two pages."""
    site.items[:] = invent_items(8)
    return site


@pytest.fixture
def home(home: Home, site: SampleSite) -> Home:
    """A home whose one source is the sample site."""
    add(home, "news", site)
    return home


def add(home: Home, slug: str, site: SampleSite, change: Callable[[str], str] = str) -> None:
    text = profile_for(site).replace("items = [100, ", "items = [1, ")
    home.profile(slug).write_text(change(text), encoding="utf-8")


def crawled_before(home: Home) -> None:
    """Crawl in this process what a command is to find crawled: a process takes a second to begin."""
    Desk(home, "news").crawl()


def outcomes(done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    return {outcome["source"]: outcome for outcome in map(json.loads, done.stdout.splitlines())}


def test_a_crawl_is_told_with_the_keys_of_the_contract_and_cron_hears_nothing(spawn: Spawn, home: Home) -> None:
    done = spawn("crawl", "news", "--json", home=home)
    assert (done.returncode, done.stderr) == (0, "")
    news = outcomes(done)["news"]
    assert list(news)[: len(CONTRACT_KEYS)] == CONTRACT_KEYS
    assert (news["status"], news["crawl"], news["requests"], news["pages"]) == ("complete", 1, 3, 2)
    assert (news["items"], news["new"], news["reason"]) == (8, 8, None)


def test_in_a_log_each_source_is_a_line_and_only_what_went_wrong_is_on_stderr(
    spawn: Spawn, home: Home, site: SampleSite
) -> None:
    done = spawn("crawl", "--all", home=home)
    assert done.stdout == "news: complete: 2 pages, 8 items: 8 new, 0 edited, 0 removed, 0 restored\n"
    assert done.stderr == ""
    site.robots = "User-agent: *\nDisallow: /\n"
    done = spawn("crawl", "--all", home=home)
    assert done.stdout == "news: failed: 0 pages, 0 items: 0 new, 0 edited, 0 removed, 0 restored\n"
    assert "robots.txt" in done.stderr


def test_records_without_a_date_or_title_are_counted_for_people_too(run: Run, home: Home) -> None:
    crawled_before(home)
    with home.open_archive() as archive:
        with archive.writing() as connection:
            connection.execute(update(Crawl).values(incomplete=2, reason="page 2 failed"))
        with archive.reading() as connection:
            view = queries.crawl_view(connection, 1)
    assert log_line(view).startswith("news: complete: 2 pages, 8 items (2 without a date or title): 8 new")
    assert run("crawls", home=home).stdout.endswith("\tpage 2 failed; 2 without a date or title\n")


def test_a_crawl_that_was_killed_is_told_from_one_that_runs(run: Run, home: Home, site: SampleSite) -> None:
    site.before = lambda _: time.sleep(0.3)
    with subprocess.Popen([AIMCRAWL, "crawl", "news", "--home", home.root], stdout=subprocess.DEVNULL) as process:
        while len(site.requests) < 2:
            assert process.poll() is None
            time.sleep(0.02)
        assert json.loads(run("crawls", "--json", home=home).stdout)["status"] == "running"
        process.kill()
    assert json.loads(run("crawls", "--json", home=home).stdout)["status"] == "killed"
    assert "\tkilled\t" in run("crawls", "news", home=home).stdout


def test_nothing_new_is_also_done(spawn: Spawn, home: Home) -> None:
    crawled_before(home)
    done = spawn("crawl", "--all", "--full", "--json", home=home)
    assert done.returncode == 0
    news = outcomes(done)["news"]
    assert (news["full"], news["items"], news["unchanged"], news["new"], news["edited"]) == (True, 8, 8, 0, 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "say what to crawl"),
        (("--full",), "say what to crawl"),
        (("news", "--all"), "only one of them"),
        (("--all", "--due"), "only one of them"),
        (("news", "nwes"), "there is no source 'nwes': did you mean news?"),
    ],
)
def test_wrong_usage_crawls_nothing(
    run: Run, home: Home, site: SampleSite, arguments: tuple[str, ...], message: str
) -> None:
    result = run("crawl", *arguments, "--json", home=home)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert site.requests == []


def test_a_paused_source_is_crawled_only_when_it_is_named(run: Run, spawn: Spawn, home: Home) -> None:
    run("source", "pause", "news", home=home)
    done = run("crawl", "--all", "--json", home=home)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "nothing to crawl\n")
    assert outcomes(spawn("crawl", "news", "--json", home=home))["news"]["new"] == 8


def test_a_source_that_was_just_crawled_is_not_due(run: Run, spawn: Spawn, home: Home, site: SampleSite) -> None:
    add(home, "news", site, lambda text: 'every = "3650d"\n' + text)
    assert outcomes(spawn("crawl", "--due", "--json", home=home))["news"]["new"] == 8
    assert run("crawl", "--due", "--json", home=home).stdout == ""


def test_cron_hears_of_a_source_from_its_third_failure(spawn: Spawn, home: Home, site: SampleSite) -> None:
    def look() -> tuple[int, str, list[str]]:
        done = spawn("crawl", "--all", "--quiet", home=home)
        return done.returncode, done.stdout, done.stderr.splitlines()

    crawled_before(home)
    site.robots = "User-agent: *\nDisallow: /\n"
    assert look() == (0, "", []), "it fails now and then"
    crawled_before(home)
    code, stdout, (line,) = look()
    assert (code, stdout) == (1, "")
    assert line.startswith("news: failed: ")
    assert look() == (0, "", []), "the sixth will be said again"
    with SourceLock(home.locks, "news"):
        assert look() == (0, "", []), "overlapping runs do no harm"


def test_cron_hears_nothing_when_all_is_well_or_a_page_is_cut_once(spawn: Spawn, home: Home, site: SampleSite) -> None:
    done = spawn("crawl", "--all", "--quiet", home=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    site.inject(faults.cut(), page=2)
    done = spawn("crawl", "--all", "--full", "--quiet", home=home)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_cron_hears_of_a_suspect_crawl_at_once(spawn: Spawn, home: Home, site: SampleSite) -> None:
    crawled_before(home)
    site.items.clear()
    done = spawn("crawl", "--all", "--quiet", home=home)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)


def test_cron_hears_of_a_faulty_profile_once(run: Run, home: Home, site: SampleSite) -> None:
    add(home, "news", site, lambda text: text + "typo = 1\n")
    done = run("crawl", "--due", "--quiet", home=home)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "typo" in done.stderr
    done = run("crawl", "--due", "--quiet", home=home)
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "")


def test_what_robots_txt_forbids_fails_and_says_why(spawn: Spawn, home: Home, site: SampleSite) -> None:
    site.robots = "User-agent: *\nDisallow: /\n"
    done = spawn("crawl", "news", "--json", home=home)
    assert done.returncode == 1
    news = outcomes(done)["news"]
    assert (news["status"], news["requests"], news["items"]) == ("failed", 1, 0)
    assert "robots.txt" in news["reason"]
    assert done.stderr == f"news: failed: {news['reason']}\n"


def test_a_page_that_fails_makes_a_crawl_partial_and_keeps_the_rest(spawn: Spawn, home: Home, site: SampleSite) -> None:
    site.inject(faults.status(500), page=2)
    done = spawn("crawl", "news", "--json", home=home)
    assert done.returncode == 4
    news = outcomes(done)["news"]
    assert (news["status"], news["new"]) == ("partial", 5)
    assert len(done.stderr.splitlines()) == 1


def test_a_source_that_is_being_crawled_is_busy(spawn: Spawn, home: Home) -> None:
    with SourceLock(home.locks, "news"):
        done = spawn("crawl", "news", "--json", home=home)
    assert done.returncode == 5
    news = outcomes(done)["news"]
    assert (news["status"], news["crawl"], news["requests"]) == ("busy", 0, 0)
    assert "news" in news["reason"]


def test_of_many_sources_each_is_told_and_the_worst_counts(spawn: Spawn, home: Home, site: SampleSite) -> None:
    add(home, "dead", site, lambda text: text.replace(site.url, "http://127.0.0.1:9/news"))
    done = spawn("crawl", "--all", "--json", home=home)
    assert done.returncode == 1
    assert {slug: outcome["status"] for slug, outcome in outcomes(done).items()} == {
        "dead": "failed",
        "news": "complete",
    }
    assert done.stderr == f"dead: failed: {outcomes(done)['dead']['reason']}\n"
    add(home, "wrong", site, lambda text: text + "typo = 1\n")
    done = spawn("crawl", "--all", "--json", home=home)
    assert done.returncode == 2
    assert outcomes(done)["news"]["status"] == "complete"
    assert "wrong.toml" in outcomes(done)["wrong"]["reason"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_crawl_and_keeps_what_was_read(home: Home, site: SampleSite, number: signal.Signals) -> None:
    site.items[:] = invent_items(60)
    site.before = lambda _: time.sleep(0.2)
    with subprocess.Popen(
        [AIMCRAWL, "crawl", "news", "--json", "--home", home.root], stdout=subprocess.PIPE, text=True
    ) as process:
        while len(site.requests) < 4:
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
        stdout, _ = process.communicate(timeout=30)
    assert process.returncode == 4
    outcome = json.loads(stdout)
    assert outcome["status"] == "partial"
    assert 0 < outcome["new"] < 60


def on_a_terminal(*arguments: str | Path) -> list[str]:
    """Run a command on a terminal of 80 columns, and return the lines that it showed."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environ = {**os.environ, "TERM": "xterm"} | {"COLUMNS": "80"}
    with subprocess.Popen([AIMCRAWL, *arguments], stdout=theirs, stderr=subprocess.DEVNULL, env=environ) as process:
        os.close(theirs)
        shown = b""
        while process.poll() is None or shown[-1:] != b"\n":
            try:
                shown += os.read(ours, 65536)
            except OSError:  # Linux's way to say that the other side is closed
                break
    os.close(ours)
    return shown.decode().replace("\x1b[1m", "").replace("\x1b[0m", "").splitlines()


@pytest.mark.parametrize("command", [("crawls",), ("items",), ("sources",)])
def test_on_a_terminal_results_are_a_table_that_fits(crawled: Home, command: tuple[str, ...]) -> None:
    heading, *rows = on_a_terminal(*command, "--home", crawled.root)
    assert heading.split()[0] in {"crawl", "id", "source"}
    assert rows
    assert all(len(line) <= 80 for line in [heading, *rows])
