"""Shells complete commands, options and slugs."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from cli.callers import Run

from aimcrawl.home import Home


def complete(run: Run, words: str, home: Home | None = None) -> list[str]:
    """What a shell is offered at the end of ``words``."""
    line = words.split(" ")
    environ = {"COMP_WORDS": words, "COMP_CWORD": str(len(line) - 1), "_AIMCRAWL_COMPLETE": "bash_complete"}
    return [offer.split(",")[1] for offer in run(home=home, **environ).stdout.split()]


def test_commands_are_completed(run: Run) -> None:
    assert complete(run, "aimcrawl so") == ["sources", "source"]
    assert complete(run, "aimcrawl source re") == ["remove", "rename", "resume"]


def test_options_are_completed(run: Run) -> None:
    assert complete(run, "aimcrawl items --as-") in ([], ["--as-of"])
    assert complete(run, "aimcrawl items --sin") == ["--since"]
    assert complete(run, "aimcrawl items --status p") == ["present"]


@pytest.mark.parametrize("words", ["crawl n", "crawls n", "source pause n", "items --source n"])
def test_slugs_are_completed_in_a_home(run: Run, home: Home, words: str) -> None:
    for slug in ("news", "notes", "other"):
        home.profile(slug).write_text("")
    assert complete(run, f"aimcrawl {words}", home) == ["news", "notes"]
    assert complete(run, f"aimcrawl --home {home.root} {words}") == ["news", "notes"]


def test_without_a_home_no_slug_is_offered_and_nothing_said(run: Run) -> None:
    assert complete(run, "aimcrawl crawl n") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_takes(run: Run, shell: str) -> None:
    script = run("completion", shell).stdout
    assert "aimcrawl" in script
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here to try the script")
    done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
