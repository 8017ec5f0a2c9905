"""How many pages that are no list get an answer that claims to be one: saved articles, and invented other pages.

    python benchmarks/no_list.py [CORPORA]      (default: ../shared/corpora beside the repository)

Prints the pages of which ``read_listing`` claims a list, and their share. Many articles have a dated list beside them;
the question is whether the reader takes it for what the page is for. Without the corpora the invented pages alone are
counted.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from aimcrawl.reading.listing import CLAIM, read_listing

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
SITE = "https://town.example"

PROSE = "<p>" + "The council has decided after a long debate what it had put off for a year. " * 4 + "</p>"
EVENTS = "".join(f"<li>{n} May 2027 <a href=/events/{n}>Meeting of group {n}</a></li>" for n in (5, 12, 19))
LATEST = "".join(f"<li><a href=/news/{n}>Story number {n}</a> <i>{n} April 2026</i></li>" for n in range(9, 4, -1))
FOOT = "<footer>Main street 1 | Last updated: 2 May 2026 | © 2026</footer>"
BESIDE = {
    "plain": "",
    "events": f"<div class=box><h4>Upcoming events</h4><ul>{EVENTS}</ul></div>",
    "latest": f"<aside><h3>Latest news</h3><ul>{LATEST}</ul></aside>",
    "both": f"<div id=side><h3>Latest news</h3><ul>{LATEST}</ul><h4>Events</h4><ul>{EVENTS}</ul></div>",
}
"""What stands beside the text."""
PAGES = {
    "/": f"<h1>Welcome</h1>{PROSE}<h2>Services</h2><ul><li><a href=/a>Roads</a><li><a href=/b>Water</a></ul>{PROSE}",
    "/contact": "<h1>Contact</h1><p>Town hall, Main street 1<br>Tel. 555 1234<br>Monday to Friday, 9:00 to 17:00</p>",
    "/login": "<h1>Members only</h1><form>Name <input name=user> Password <input type=password name=word></form>",
    "/news/all": "<div id=root></div><script src=/app.js></script><noscript>Please enable JavaScript.</noscript>",
    "/about": f"<h1>About us</h1>{PROSE * 3}<p>Founded on 3 May 1921, rebuilt on 7 June 1954, sold on 9 July 1988.</p>",
    "/privacy": f"<h1>Privacy</h1><p>As of 1 January 2026</p>{PROSE * 6}<p>Changed on 1 May 2025 and 2 June 2024.</p>",
    "/search": "<h1>Search</h1><form><input name=q></form><p>Nothing was found.</p>",
    "/team": f"<h1>Team</h1><ul>{''.join(f'<li><b>Person {n}</b>, since {2000 + n}</li>' for n in range(9))}</ul>",
    "/hours": "<h1>Opening hours</h1><table><tr><td>Monday<td>9:00 to 17:00<tr><td>Tuesday<td>10:00 to 12:00</table>",
}
"""What the pages are for."""


def invented() -> Iterator[tuple[str, str, bytes]]:
    """Yield name, address and bytes of pages that are no list, alone and with lists beside them."""
    for (path, text), (name, beside), tag in product(PAGES.items(), BESIDE.items(), ("main", "div")):
        html = f"<html lang=en><head><title>Town</title></head><body><{tag}>{text}</{tag}>{beside}{FOOT}"
        yield f"{path} ({name}, {tag})", SITE + path, html.encode()


def saved(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield name, address and bytes of the saved articles."""
    for path in sorted(folder.glob("*.json")):
        page = path.with_suffix(".html.gz")
        yield path.stem, json.loads(path.read_text(encoding="utf-8"))["url"], gzip.decompress(page.read_bytes())


def count(label: str, pages: Iterator[tuple[str, str, bytes]]) -> None:
    """Print the claims among ``pages`` and how many there are."""
    total = claims = 0
    for name, url, html in pages:
        total += 1
        reading = read_listing(html, url)
        if reading.confidence >= CLAIM:
            claims += 1
            print(f"  {reading.confidence:.2f}  {len(reading.items):3} items  {name}  {url}")
    print(f"{label}: {claims} of {total} claim a list ({claims / max(total, 1):.1%})")


def main() -> None:
    """Count both."""
    corpora = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPORA
    if (corpora / "article").is_dir():
        count("saved articles", saved(corpora / "article"))
    else:
        print(f"no saved articles in {corpora}")
    count("invented pages", invented())


if __name__ == "__main__":
    main()
