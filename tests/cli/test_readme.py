"""The README's commands run as they are printed, one after the other, on a site of ours."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cli.callers import AIMCRAWL

from aimcrawl.sample import SampleSite, invent_items

README = Path(__file__).parents[2] / "README.md"
_COMMAND = re.compile(r"^    (aimcrawl [^#\n]*|cd \S+)", re.MULTILINE)


@pytest.fixture
def site() -> Iterator[SampleSite]:
    """A sample site of three pages."""
    with SampleSite(invent_items(12)) as site:
        yield site


def commands() -> list[str]:
    return [match[1].strip() for match in _COMMAND.finditer(README.read_text(encoding="utf-8"))]


def test_the_readme_shows_what_there_is_to_do() -> None:
    assert {"init", "add", "crawl", "items", "changes", "search", "serve", "verify", "snapshot", "status"} <= {
        shlex.split(command)[1] for command in commands()
    }


def test_every_command_of_the_readme_runs_as_printed(site: SampleSite, tmp_path: Path) -> None:
    """But for the address, which is the sample site's, the slug that comes of it, and ID, which is an item's."""
    folder, item, failed = tmp_path, "", []
    for printed in commands():
        words = shlex.split(printed.replace("https://www.example.org/news", site.url))
        if words[0] == "cd":
            folder /= words[1]
            continue
        if words[1] == "add":
            words += ["--yes", "--slug", "example"]
        words = [AIMCRAWL, *(item if word == "ID" else word for word in words[1:])]
        done = serve(words, folder) if words[1] == "serve" else run(words, folder)
        if done.returncode:
            failed.append((printed, done.returncode, done.stderr))
        if words[1] == "items" and not item:
            item = run([AIMCRAWL, "items", "--limit", "1"], folder).stdout.split()[0]
    assert failed == []


def run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name != "AIMCRAWL_HOME"}
    return subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, timeout=120, check=False)


def answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=10).status_code == 200
    except requests.ConnectionError:
        return False


def serve(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Start the server on a free port, wait until it says where it is, and end it as a person does."""
    with subprocess.Popen([*words, "--port", "0"], cwd=folder, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = server.stderr.readline()
        address = next(word for word in said.split() if word.startswith("http://"))
        while not answers(address):
            time.sleep(0.05)
        server.send_signal(signal.SIGINT)
        _, rest = server.communicate(timeout=30)
    return subprocess.CompletedProcess(words, server.returncode, "", said + rest)
