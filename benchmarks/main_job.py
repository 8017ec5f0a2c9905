"""The whole main job against what one would do without it: a first crawl of a news section into a database.

One nginx on loopback serves the list pages. Each contender runs in a process of its own, from its start to its end, and
its database is counted afterwards. AimCrawl keeps what the others of its kind do not: identity, revisions,
events. The first two keep captures as well.

    python benchmarks/main_job.py [--rounds N] [--pages N] [--per-page N]
"""

from __future__ import annotations

import argparse
import compileall
import itertools
import json
import py_compile
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nginx
from measure import Cost, compare, ratio, run, table
from news_site import write_site

import aimcrawl
import archive
import pipelines
from aimcrawl.home import create_home

CONTENDERS = Path(__file__).with_name("contenders")
AIMCRAWL = Path(sys.executable).with_name("aimcrawl")
OURS, DEFAULT, QUIET, PLAIN = "aimcrawl crawl", "default Scrapy", "default Scrapy, log off", "requests + BeautifulSoup"
PROFILE = """\
name = "Benchmark"
url = "{base}/news.php?pmenu=3"

[list]
layout = "flat"

[fields]
link = false

[dates]
formats = ["%d %B %Y"]

[pager]
kind = "parameter"
parameter = "offset"
parameters = ["offset"]
limit = 100000

[politeness]
delay = 0
"""


class Contest:
    """The contenders on one site. Each call runs one in a fresh folder and makes sure that it kept every item."""

    def __init__(self, base: str, items: int, folder: Path) -> None:
        self._base, self._items, self._folder = base, items, folder
        self._numbers = itertools.count()

    def contenders(self) -> dict[str, Callable[[], Cost]]:
        """Return what is compared, by name."""
        script = CONTENDERS / "default_scrapy.py"
        return {
            OURS: lambda: self._in_home(lambda home: [AIMCRAWL, "crawl", "news", "--full", "--home", home]),
            DEFAULT: lambda: self._in_home(lambda home: [sys.executable, script, home, "news"]),
            QUIET: lambda: self._in_home(lambda home: [sys.executable, script, home, "news", "LOG_LEVEL=WARNING"]),
            PLAIN: self._plain,
        }

    def shares(self) -> dict[str, float]:
        """Return the CPU time in seconds of the parts of our own crawl."""
        script = CONTENDERS / "sampled_crawl.py"
        root = self._fresh()
        self._in_home(lambda home: [sys.executable, script, "crawl", "news", "--full", "--home", home], root)
        return dict(json.loads((root / "log").read_text().splitlines()[-1]))

    def _in_home(self, command: Callable[[Path], list[str | Path]], root: Path | None = None) -> Cost:
        root = root or self._fresh()
        home = create_home(root / "home")
        home.profile("news").write_text(PROFILE.format(base=self._base))
        cost = run(command(home.root), log=root / "log")
        self._count(home.root / "archive.db", "items", root / "log")
        return cost

    def _plain(self) -> Cost:
        root = self._fresh()
        script = CONTENDERS / "plain_script.py"
        cost = run([sys.executable, script, f"{self._base}/news.php?pmenu=3", root / "news.db"], log=root / "log")
        self._count(root / "news.db", "news", root / "log")
        return cost

    def _fresh(self) -> Path:
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        return folder

    def _count(self, database: Path, relation: str, log: Path) -> None:
        connection = sqlite3.connect(database)
        found = connection.execute(f"SELECT count(*) FROM {relation}").fetchone()[0]
        connection.close()
        if found != self._items:
            raise RuntimeError(f"{found} items where the site has {self._items}:\n{log.read_text()[-3000:]}")


def arguments(description: str | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--per-page", type=int, default=20)
    return parser.parse_args()


def compile_packages() -> None:
    """Leave our modules compiled, as an installation does: a checkout may be barred from keeping bytecode."""
    for package in (aimcrawl, archive, pipelines):
        mode = py_compile.PycInvalidationMode.CHECKED_HASH  # never stale, however fast the sources change
        compileall.compile_dir(Path(package.__file__ or "").parent, quiet=1, invalidation_mode=mode)


def main() -> None:
    """Compare and print."""
    asked = arguments(__doc__)
    executable = nginx.executable()
    if executable is None:
        print("skipped: nginx is not installed (Debian: apt-get install nginx-light)")
        return
    compile_packages()
    with tempfile.TemporaryDirectory(prefix="aimcrawl-bench-") as name:
        site = Path(name, "site")
        site.mkdir()
        items = write_site(site, pages=asked.pages, per_page=asked.per_page)
        with nginx.serve(site, executable) as base:
            contest = Contest(base, items, Path(name))
            costs = compare(contest.contenders(), rounds=asked.rounds)
            shares = contest.shares()
    print(f"{asked.pages} pages of {asked.per_page} items, medians of {asked.rounds} rounds")
    print(table(costs, items=items), end="\n\n")
    print(f"{OURS}, CPU s:", ", ".join(f"{part} {seconds:.2f}" for part, seconds in shares.items()), end="\n\n")
    for name in (DEFAULT, QUIET, PLAIN):
        print(f"CPU of {OURS} to {name}, in pairs: {ratio(costs[OURS], costs[name])}")


if __name__ == "__main__":
    main()
