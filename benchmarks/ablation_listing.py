"""What each rule of the listing reader is worth: the scores without it, on real pages with independent truth.

    python benchmarks/ablation_listing.py [CORPORA]      (default: ../shared/corpora beside the repository)

Sites are parted in two by a hash of their name: the rules were made on one half, the other tells whether they hold.
Prints the table of docs/reading-listing.md.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import aimcrawl.reading.listing as reader
from aimcrawl.reading.dates import find
from aimcrawl.reading.listing import anchors, build, cut, flat, groups, places, years
from aimcrawl.reading.listing.judge import WEIGHTS

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
SCORES = ("lenient", "strict", "date")


def in_first_half(site: str) -> bool:
    """Tell whether a site is of the half that the rules were made on."""
    return int(hashlib.md5(site.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 0


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Iterator[None]:
    """Put ``value`` in the place of an attribute or of a dictionary's entry for a while."""
    table = owner if isinstance(owner, dict) else vars(owner)
    before = table[name]
    table[name] = value
    try:
        yield
    finally:
        table[name] = before


RULES: dict[str, tuple[Any, str, Any]] = {
    "one date over several items": (cut, "part", lambda _atoms, _cut: None),
    "flat items that begin before their date": (flat, "_FARTHEST", 0),
    "JSON documents": (reader, "json_in", lambda _text: None),
    "hidden lists": (reader, "_CLEAR", float("-inf")),
    "years from headings and the copyright line": (reader, "complete", lambda _out, anchors: list(anchors)),
    "groups by looser likeness": (groups, "_MOST_GROUPS", 1),
    "groups by the words before dates": (groups, "_label", lambda _out, _anchor: ()),
    "titles behind numbers and labels": (places, "_is_label", lambda _text, _rest: False),
    "eight digits behind a label": (find, "_labelled", lambda _plain, _context: iter(())),
    "days in addresses": (build, "dated_by_addresses", lambda records: records),
    "years in addresses": (years, "year_beside", lambda _out, _anchor, _dates: None),
    "days under the heading of their month": (anchors, "month_days", lambda *_: []),
    "days stated for machines alone": (reader, "stated_anchors", lambda *_: []),
    "dates of items that bear them otherwise": (reader, "with_own_dates", lambda cut, _anchors: cut),
    **{f"cause: {name}": (WEIGHTS, name, 0.0) for name in WEIGHTS},
}


def load_score(corpora: Path) -> ModuleType:
    """Import the scoring script that lies with the corpora."""
    spec = importlib.util.spec_from_file_location("score", corpora / "score.py")
    if spec is None or spec.loader is None:
        sys.exit(f"no score.py in {corpora}: name the folder of the corpora")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def line(label: str, score: ModuleType, folder: Path) -> str:
    """Score the listing pages and return a row of the table: first half, then the other."""
    rows = score.listing(reader, folder)
    cells = []
    for keep in (in_first_half, _in_other_half):
        half = [row for row in rows if keep(row["site"])]
        cells.append(" / ".join(f"{score.macro(half, key):.3f}".lstrip("0") for key in SCORES))
    return f"| {label} | {' | '.join(cells)} |"


def _in_other_half(site: str) -> bool:
    return not in_first_half(site)


def main(show: Callable[[str], None] = print) -> None:
    """Print the table."""
    corpora = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPORA
    if not (corpora / "score.py").exists():
        sys.exit(f"no corpora in {corpora}: name their folder")
    score, folder = load_score(corpora), corpora / "listing"
    show("| without | first half: lenient / strict / date | other half |\n|---|---|---|")
    show(line("(all rules)", score, folder))
    for label, (owner, name, value) in RULES.items():
        with replaced(owner, name, value):
            show(line(label, score, folder))


if __name__ == "__main__":
    main()
