"""``status``: what ran, what failed, what is late; on a terminal, for machines, and for Prometheus."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from cli.callers import Run
from desk import SLUG
from prometheus_client.parser import text_string_to_metric_families

from aimcrawl.home import Home, open_home, turns
from aimcrawl.home.turns import source_statuses


@pytest.fixture
def home(crawled: Home, tmp_path: Path) -> Home:
    """A home that was crawled, to be changed."""
    return open_home(Path(shutil.copytree(crawled.root, tmp_path / "home")))


def test_status_says_when_a_source_was_crawled_and_when_its_turn_is(run: Run, crawled: Home) -> None:
    state, waits = map(json.loads, run("status", "--json", home=crawled).stdout.splitlines())
    assert waits["outbox"] == {"outbox": 1, "due": 0, "later": 0, "failed": 0, "oldest": None}, "the mended title"
    assert (state["source"], state["last_status"], state["failures"], state["late"]) == (SLUG, "complete", 0, False)
    until_next = dt.datetime.fromisoformat(state["next"]) - dt.datetime.fromisoformat(state["last_crawl"])
    assert dt.timedelta() < until_next <= dt.timedelta(days=1)


def test_a_source_that_nobody_looks_after_is_late(crawled: Home) -> None:
    with crawled.open_archive() as archive:
        now = dt.datetime.now(dt.UTC)
        (soon,) = source_statuses(crawled, archive, now=now + dt.timedelta(days=1))
        (late,) = source_statuses(crawled, archive, now=now + dt.timedelta(days=2, minutes=1))
    assert (soon.due, soon.late) == (True, False)
    assert (late.due, late.late) == (True, True)


def test_a_profile_says_how_often_it_is_crawled(home: Home) -> None:
    profile = home.profile(SLUG)
    profile.write_text('every = "0 6 * * *"\n' + profile.read_text())
    with home.open_archive() as archive:
        (state,) = source_statuses(home, archive, now=dt.datetime.now(dt.UTC))
    assert state.next is not None
    assert state.next.endswith("T06:00:00Z")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('every = "sometimes"', "every: expected a length of time such as 6h, 7d or 2w; got 'sometimes'"),
        ('every = "0 25 * * *"', "every: expected five cron fields such as '0 6 * * 1-5' (UTC)"),
        ('every_within = ["7d", "1h"]', "every_within: expected the shortest pause before the longest"),
    ],
)
def test_a_schedule_that_is_none_is_refused(run: Run, home: Home, line: str, words: str) -> None:
    profile = home.profile(SLUG)
    profile.write_text(f"{line}\n{profile.read_text()}")
    result = run("sources", home=home)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_profile_that_cannot_be_used_is_a_bad_ending(run: Run, home: Home) -> None:
    home.profile(SLUG).write_text("list = 3\n")
    result = run("status", "--json", home=home)
    state = json.loads(result.stdout.splitlines()[0])
    assert (result.exit_code, state["fault"], "list: expected" in state["reason"]) == (2, True, True)
    home.profile(SLUG).unlink()
    assert run("status", home=home).exit_code == 2
    assert run("source", "remove", SLUG, home=home).exit_code == 0
    assert run("status", home=home).exit_code == 0


def test_a_pipe_says_yes_of_what_is_late_and_nothing_of_the_others(
    run: Run, crawled: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late() -> str:
        return run("status", home=crawled).stdout.split("\n")[0].split("\t")[6]

    assert not late()
    in_three_days = dt.timedelta(days=3)
    monkeypatch.setattr(turns, "source_statuses", lambda *of, now: source_statuses(*of, now=now + in_three_days))
    assert late() == "yes"


def test_a_text_file_for_prometheus_needs_a_folder(run: Run, crawled: Home, tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "aimcrawl.prom"
    result = run("status", "--prometheus", str(path), home=crawled)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{path}: there is no folder {path.parent}" in result.stderr


def test_prometheus_reads_the_text_file(run: Run, crawled: Home, tmp_path: Path) -> None:
    path = tmp_path / "aimcrawl.prom"
    assert run("status", "--prometheus", str(path), home=crawled).exit_code == 0
    found = {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(path.read_text())
        for sample in family.samples
    }
    assert found["aimcrawl_last_outcome", frozenset({SLUG, "complete"})] == 1
    assert found["aimcrawl_last_outcome", frozenset({SLUG, "failed"})] == 0
    assert found["aimcrawl_failures_in_a_row", frozenset({SLUG})] == 0
    assert found["aimcrawl_last_crawl_timestamp_seconds", frozenset({SLUG})] > 1_700_000_000
