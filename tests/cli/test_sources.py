"""Sources can be listed, paused, resumed, renamed and removed; their history stays."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from cli.callers import Run
from desk import SLUG

from aimcrawl.home import Home, open_home
from aimcrawl.home.adding import free_slug
from archive.locks import SourceLock

PROFILE = 'name = "The news"\nurl = "https://news.example/"\nlist.layout = "flat"\n'


@pytest.fixture
def home(home: Home) -> Home:
    """A home with one source that was never crawled."""
    home.profile("news").write_text(PROFILE)
    return home


@pytest.fixture
def lived(crawled: Home, tmp_path: Path) -> Home:
    """A copy of the crawled home, to be changed."""
    shutil.copytree(crawled.root, tmp_path / "lived")
    return open_home(tmp_path / "lived")


def listed(run: Run, home: Home) -> dict[str, dict[str, Any]]:
    lines = run("sources", "--json", home=home).stdout.splitlines()
    return {view["source"]: view for view in map(json.loads, lines)}


def test_a_source_is_listed_before_its_first_crawl(run: Run, home: Home) -> None:
    view = listed(run, home)["news"]
    assert view == {
        "source": "news",
        "name": "The news",
        "url": "https://news.example/",
        "status": "active",
        "items": 0,
        "last_crawl": None,
        "last_status": None,
        "last_complete": None,
        "reason": None,
    }


def test_a_source_is_listed_with_its_last_crawl(run: Run, crawled: Home) -> None:
    view = listed(run, crawled)[SLUG]
    assert (view["items"], view["last_status"], view["status"]) == (12, "complete", "active")
    assert view["last_crawl"] == view["last_complete"]


def test_in_a_pipe_sources_are_lines_parted_by_tabs(run: Run, home: Home) -> None:
    assert run("sources", home=home).stdout == "news\tactive\t0\t\t\tThe news\n"


def test_without_sources_the_next_step_is_said(run: Run, home: Home) -> None:
    home.profile("news").unlink()
    result = run("sources", home=home)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "aimcrawl add URL" in result.stderr


def test_a_faulty_profile_hides_no_other(run: Run, home: Home) -> None:
    home.profile("bad").write_text(PROFILE + "pager.stpe = 2\n")
    result = run("sources", "--json", home=home)
    assert result.exit_code == 2
    assert [json.loads(line)["source"] for line in result.stdout.splitlines()] == ["bad", "news"]
    assert "bad.toml: line 4: pager.stpe: unknown key; did you mean pager.step?" in result.stderr


def test_a_source_is_paused_and_resumed(run: Run, home: Home) -> None:
    assert run("source", "pause", "news", home=home).exit_code == 0
    assert listed(run, home)["news"]["status"] == "paused"
    assert run("source", "resume", "news", home=home).exit_code == 0
    assert listed(run, home)["news"]["status"] == "active"


@pytest.mark.parametrize("verb", ["pause", "resume", "rename", "remove"])
def test_a_mistyped_slug_names_the_nearest(run: Run, home: Home, verb: str) -> None:
    result = run("source", verb, "nwes", *(["other"] if verb == "rename" else []), home=home)
    assert result.exit_code == 2
    assert result.stderr == "Error: there is no source 'nwes': did you mean news?\n"


def test_a_removed_source_keeps_its_history_and_can_come_back(run: Run, lived: Home) -> None:
    assert run("source", "remove", SLUG, home=lived).exit_code == 0
    assert listed(run, lived) == {}
    assert lived.slugs() == []
    assert len(run("items", "--source", SLUG, home=lived).stdout.splitlines()) == 12
    assert run("source", "resume", SLUG, home=lived).exit_code == 0
    assert listed(run, lived)[SLUG]["status"] == "active"


def test_a_source_whose_profile_was_deleted_is_a_fault_until_it_is_removed(run: Run, lived: Home) -> None:
    lived.profile(SLUG).unlink()
    result = run("sources", home=lived)
    assert result.exit_code == 2
    assert f"{SLUG}.toml: missing; `aimcrawl source remove {SLUG}` ends the source" in result.stderr
    assert run("source", "remove", SLUG, home=lived).exit_code == 0
    assert run("sources", home=lived).exit_code == 0


def test_cron_hears_at_once_of_a_profile_that_was_deleted_and_once_a_day(run: Run, lived: Home) -> None:
    assert run("crawl", "--due", "--quiet", home=lived).output == ""
    an_hour_ago = time.time() - 3600
    os.utime(lived.locks / "looked", (an_hour_ago, an_hour_ago))
    lived.profile(SLUG).unlink()
    result = run("crawl", "--due", "--quiet", home=lived)
    assert (result.exit_code, f"{SLUG}.toml: missing" in result.stderr) == (2, True)
    assert run("crawl", "--due", "--quiet", home=lived).output == ""


@pytest.mark.parametrize("words", ["crawl --due --quiet", "sources", "status", "check"])
def test_profiles_that_cannot_be_read_are_no_missing_ones(run: Run, lived: Home, words: str) -> None:
    lived.sources.rename(lived.root / "elsewhere")
    lived.sources.write_text("a file in the place of the folder")
    result = run(*words.split(), home=lived)
    assert (result.exit_code, result.stderr) == (2, f"Error: {lived.sources}: cannot be read: Not a directory\n")


def test_a_renamed_source_takes_profile_and_history_along(run: Run, lived: Home) -> None:
    assert run("source", "rename", SLUG, "members-news", home=lived).exit_code == 0
    assert lived.slugs() == ["members-news"]
    assert listed(run, lived)["members-news"]["items"] == 12
    assert len(run("items", "--source", "members-news", home=lived).stdout.splitlines()) == 12
    assert run("items", "--source", SLUG, home=lived).exit_code == 2


@pytest.mark.parametrize("slug", ["News", "a b", "../news", "", "-news", "news/", "nëws", "x" * 65])
def test_what_is_no_slug_is_refused(run: Run, home: Home, slug: str) -> None:
    result = run("source", "rename", "news", "--", slug, home=home)
    assert result.exit_code == 2
    assert home.slugs() == ["news"]


def test_a_slug_that_is_taken_is_refused(run: Run, lived: Home) -> None:
    lived.profile("news").write_text(PROFILE)
    assert run("source", "rename", "news", SLUG, home=lived).exit_code == 2
    assert run("source", "remove", SLUG, home=lived).exit_code == 0
    assert run("source", "rename", "news", SLUG, home=lived).exit_code == 2, "the archive still has it"
    assert lived.slugs() == ["news"]


@pytest.mark.parametrize("arguments", [("remove", "news"), ("rename", "news", "other")])
def test_a_source_that_is_being_crawled_is_busy(run: Run, home: Home, arguments: tuple[str, ...]) -> None:
    with SourceLock(home.locks, "news"):
        assert run("source", *arguments, home=home).exit_code == 5
    assert run("source", *arguments, home=home).exit_code == 0


def test_a_profile_is_as_polite_as_its_home_unless_it_says_otherwise(home: Home) -> None:
    (home.root / "aimcrawl.toml").write_text("[politeness]\ndelay = 5\ntries = 7\n")
    home.profile("news").write_text(PROFILE + "politeness.delay = 1.0\n")
    politeness = open_home(home.root).load_profile("news").politeness
    assert (politeness.delay, politeness.tries, politeness.timeout) == (1.0, 7, 60.0)


def test_a_removed_source_that_has_a_profile_again_is_said_to_have_been_removed(run: Run, lived: Home) -> None:
    first = lived.profile(SLUG).read_text()
    assert run("source", "remove", SLUG, home=lived).exit_code == 0
    lived.profile(SLUG).write_text(PROFILE)
    advice = f"{SLUG}.toml: the source '{SLUG}' was removed and its history kept; `aimcrawl source resume {SLUG}`"
    for command in (
        ("sources",),
        ("crawl", "--all"),
        ("crawl", SLUG),
        ("add", "news.example", "--slug", SLUG, "--yes"),
    ):
        result = run(*command, home=lived)
        assert (result.exit_code, advice in result.stderr) == (2, True), command
    assert lived.profile(SLUG).read_text() == PROFILE
    assert run("source", "remove", SLUG, home=lived).exit_code == 0
    kept = sorted(lived.sources.iterdir())
    assert [path.name for path in kept] == [f"{SLUG}.toml.removed", f"{SLUG}.toml.removed.2"]
    assert [path.read_text() for path in kept] == [first, PROFILE], "no profile that was put away is overwritten"
    assert run("source", "resume", SLUG, home=lived).exit_code == 0
    assert lived.profile(SLUG).read_text() == PROFILE, "the last one comes back"


def test_a_new_source_never_continues_the_history_of_a_removed_one(run: Run, lived: Home) -> None:
    run("source", "remove", SLUG, home=lived)
    with lived.open_archive() as archive:
        assert free_slug(lived, archive, SLUG) == f"{SLUG}-2"


@pytest.mark.parametrize("command", [("sources",), ("crawl", "--all"), ("crawl", "Bad Name"), ("source", "pause")])
def test_a_profile_whose_file_name_is_no_slug_is_refused_by_every_command(
    run: Run, home: Home, command: tuple[str, ...]
) -> None:
    home.profile("news").rename(home.profile("Bad Name"))
    result = run(*command, *(["Bad Name"] if "pause" in command else []), home=home)
    assert result.exit_code == 2
    assert "Bad Name.toml: 'Bad Name' is no slug: expected lower-case letters" in result.stderr
