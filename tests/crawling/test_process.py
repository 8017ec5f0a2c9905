"""``aimcrawl crawl`` and ``scrapy crawl`` in real processes on Twisted's reactor: what production does with each fault.

What they print and how signals end them is tested with the command line.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from desk import Desk

from aimcrawl.sample import SampleSite, faults
from aimcrawl.sample.faults import Fault


def start(desk: Desk, *words: str) -> subprocess.Popen[str]:
    environment = os.environ | {"AIMCRAWL_HOME": str(desk.home.root)}
    command = [sys.executable, "-m", "aimcrawl", *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def crawl(desk: Desk) -> tuple[int, dict[str, object]]:
    with start(desk, "crawl", desk.slug, "--json") as process:
        out, _ = process.communicate(timeout=120)
    return process.returncode, json.loads(out)


FAULTS = {
    "500": faults.status(500),
    "hangs": faults.hang(),
    "stalls": faults.stall(),
    "breaks off": faults.cut(),
    "empty": faults.empty(),
    "bomb": faults.gzip_bomb(),
    "huge": faults.huge(sized=False),
    "cut by the site": faults.truncated(),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_page_ends_with_4(desk: Desk, site: SampleSite, fault: str) -> None:
    strike: Fault = FAULTS[fault]
    if fault not in ("hangs", "stalls"):  # a busy machine is no slow site
        desk.write_profile(lambda text: text.replace("timeout = 2", "timeout = 60"))
    site.inject(strike, page=7)
    code, outcome = crawl(desk)
    assert (code, outcome["status"]) == (4, "partial")
    assert isinstance(outcome["new"], int)
    assert outcome["new"] >= 128 - 5


def test_a_bomb_costs_no_memory_worth_naming(desk: Desk, site: SampleSite) -> None:
    site.inject(faults.gzip_bomb(400), page=7)
    # A process that is started from a large one inherits its peak: a small one stands between.
    measure = "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
    measure += "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-m", "aimcrawl", "--home", str(desk.home.root), "crawl", desk.slug]
    told = subprocess.run([sys.executable, "-c", measure, *command], stdout=subprocess.PIPE, text=True, check=True)
    code, kilobytes = map(int, told.stdout.split()[-2:])
    assert code == 4
    assert kilobytes < 250_000  # the page would be 400,000


def test_a_killed_crawl_loses_nothing(desk: Desk, site: SampleSite) -> None:
    desk.write_profile(lambda text: text.replace("delay = 0", "delay = 0.2"))
    with start(desk, "crawl", desk.slug) as process:
        wait_for(lambda: len(site.requests) >= 6)
        process.kill()
    desk.write_profile(lambda text: text.replace("delay = 0.2", "delay = 0"))
    outcome = desk.crawl()
    assert outcome.status == "complete"
    assert len(desk.items()) == 128
    assert {event.kind for event in desk.events()} == {"new"}


def test_scrapy_crawl_works_in_a_home(desk: Desk, tmp_path: Path) -> None:
    scrapy = [sys.executable, "-m", "scrapy"]
    names = subprocess.run([*scrapy, "list"], cwd=desk.home.root, capture_output=True, text=True, check=True).stdout
    assert names.split() == [desk.slug]
    target = tmp_path / "items.json"
    subprocess.run(
        [*scrapy, "crawl", desk.slug, "-O", str(target)], cwd=desk.home.root, check=True, capture_output=True
    )
    records = json.loads(target.read_text(encoding="utf-8"))
    assert len(records) == 128
    assert len(desk.items()) == 128


def test_scrapy_writes_records_as_xml_and_the_whole_list_only_when_asked(
    desk: Desk, site: SampleSite, tmp_path: Path
) -> None:
    def feed(name: str, *more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scrapy", "crawl", desk.slug, "-O", str(tmp_path / name), *more]
        return subprocess.run(command, cwd=desk.home.root, capture_output=True, text=True, check=False)

    feed("first.xml")
    items = ET.parse(tmp_path / "first.xml").getroot().findall("item")
    assert [item.findtext("title") for item in items] == [item.title for item in site.items]
    assert all(item.find("language") is None or item.findtext("language") != "None" for item in items)
    feed("new.jsonl")
    feed("all.jsonl", "-a", "full=1")
    new, whole = ((tmp_path / name).read_text(encoding="utf-8").splitlines() for name in ("new.jsonl", "all.jsonl"))
    assert 0 < len(new) < len(whole) == 128
    assert "pickle" in feed("items.pickle").stderr
    assert not (tmp_path / "items.pickle").exists()


def wait_for(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to pass"
        time.sleep(0.05)


def test_ctrl_c_does_not_wait_for_a_site_that_hangs(desk: Desk, site: SampleSite) -> None:
    desk.write_profile(lambda text: text.replace("timeout = 2", "timeout = 50"))
    site.inject(faults.hang(), page=4)
    with start(desk, "crawl", desk.slug, "--json") as process:
        wait_for(lambda: len(site.requests) >= 5)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, json.loads(out)["status"]) == (4, "partial")
    assert time.monotonic() - begun < 20
    assert len(desk.items()) == 15
