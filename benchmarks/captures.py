"""What evidence costs: a crawl with captures and fsync against the same with a writer that writes nothing.

The site, the home and the bounds are those of the main job. The WARC is weighed against the pages gzipped one by one
and 1 KB an exchange. The script ends with 1 where a bound is broken.

    python benchmarks/captures.py [--rounds N] [--pages N] [--per-page N]
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nginx
from main_job import AIMCRAWL, CONTENDERS, PROFILE, arguments, compile_packages
from measure import Cost, compare, ratio, run, table
from news_site import write_site

from aimcrawl.home import create_home

KEPT, NOT_KEPT = "with captures and fsync", "with a writer of nothing"
MOST_CPU = 1.35  # of the crawl without captures
BYTES_AN_EXCHANGE = 1024  # beside the pages


def crawl(base: str, root: Path, program: list[str | Path]) -> Cost:
    """Crawl the site into a fresh home, and take the time."""
    home = create_home(root / "home")
    home.profile("news").write_text(PROFILE.format(base=base))
    return run([*program, "crawl", "news", "--full", "--home", home.root], log=root / "log")


def fresh(folder: Path) -> Path:
    """Make a folder of its own for one run."""
    return Path(tempfile.mkdtemp(dir=folder))


def weigh(site: Path, captures: Path, pages: int) -> tuple[int, int]:
    """Return the bytes of the WARC files, and those that they may have."""
    files = [site / "offset.html.gz", *(site / f"offset{number}.html.gz" for number in range(1, pages))]
    exchanges = pages + 1  # with robots.txt
    bound = sum(file.stat().st_size for file in files) + BYTES_AN_EXCHANGE * exchanges
    return sum(file.stat().st_size for file in captures.glob("*.warc.gz")), bound


def main() -> int:
    """Compare, weigh, print; return the exit code."""
    asked = arguments(__doc__)
    executable = nginx.executable()
    if executable is None:
        print("skipped: nginx is not installed (Debian: apt-get install nginx-light)")
        return 0
    compile_packages()
    with tempfile.TemporaryDirectory(prefix="aimcrawl-bench-") as name:
        folder = Path(name)
        site = folder / "site"
        site.mkdir()
        items = write_site(site, pages=asked.pages, per_page=asked.per_page)
        with nginx.serve(site, executable) as base:
            script = CONTENDERS / "no_captures.py"
            contenders: dict[str, Callable[[], Cost]] = {
                KEPT: lambda: crawl(base, fresh(folder), [AIMCRAWL]),
                NOT_KEPT: lambda: crawl(base, fresh(folder), [sys.executable, script]),
            }
            costs = compare(contenders, rounds=asked.rounds)
            root = fresh(folder)
            crawl(base, root, [AIMCRAWL])
        size, bound = weigh(site, root / "home" / "captures", asked.pages)
    print(f"{asked.pages} pages of {asked.per_page} items, medians of {asked.rounds} rounds")
    print(table(costs, items=items), end="\n\n")
    print(f"CPU {KEPT} to {NOT_KEPT}, in pairs: {ratio(costs[KEPT], costs[NOT_KEPT])}; at most {MOST_CPU}")
    print(f"WARC: {size / 1000:.0f} kB; pages gzipped one by one and 1 KB an exchange: {bound / 1000:.0f} kB")
    pairs = [kept.cpu / other.cpu for kept, other in zip(costs[KEPT], costs[NOT_KEPT], strict=True)]
    return int(statistics.median(pairs) > MOST_CPU or size > bound)


if __name__ == "__main__":
    sys.exit(main())
