"""What an export costs: ``python benchmarks/export.py`` fills an archive with 100,000 items and writes it in each form.

JSON Lines are held against a plain loop with ``json`` over the rows of the standard library's driver, and over those of
the mapped tables, from the query to the last byte. Ends with 1 where they are less than 3 times faster than the latter,
or take 100 MB, or where an export's memory grows with the archive.
"""

from __future__ import annotations

import argparse
import filecmp
import statistics
import sys
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from measure import Cost, compare, ratio, run, table

HERE = Path(__file__).parent
NAMES = {"aimcrawl": "aimcrawl", "sqlite3": "json over sqlite3", "sqlalchemy": "json over SQLAlchemy"}
FORMS = ("json", "jsonl", "csv", "parquet", "jsonfeed", "atom", "jsonld")
FASTER, MEGABYTES, GROWTH = 3, 100, 40
FEW = 5_000


def filled(folder: Path, items: int) -> Path:
    """Return a home that holds so many items; made in a process of its own, whose memory is not measured."""
    home = folder / str(items)
    run([sys.executable, HERE / "filled_archive.py", home, str(items)], log=folder / "fill.log")
    return home


def export(home: Path, form: str, target: Path) -> Cost:
    """Run ``aimcrawl export``."""
    words = ["-m", "aimcrawl", "export", "--home", str(home), "--format", form, "-o", str(target)]
    return run([sys.executable, *words], log=target.with_suffix(".log"))


def json_lines(home: Path, name: str, folder: Path) -> Cost:
    """Run a contender; its CPU time is that of its loop."""
    log = folder / "loop.log"
    program = HERE / "contenders" / "json_lines.py"
    cost = run([sys.executable, program, name, home / "archive.db", folder / f"{name}.jsonl"], log=log)
    return replace(cost, cpu=float(log.read_text()))


def compare_json_lines(home: Path, folder: Path, *, items: int, rounds: int) -> bool:
    """Print what JSON Lines cost, and tell whether they kept within the bounds."""
    costs = compare({NAMES[name]: partial(json_lines, home, name, folder) for name in NAMES}, rounds=rounds)
    print(table(costs, items=items))
    ours, bare, mapped = costs.values()
    print(f"in pairs, CPU: {ratio(ours, bare)} of json over sqlite3, {ratio(ours, mapped)} of json over SQLAlchemy")
    files = [folder / f"{name}.jsonl" for name in NAMES]
    same = all(filecmp.cmp(files[0], other, shallow=False) for other in files[1:])
    print("the same bytes" if same else "NOT the same bytes")
    faster = statistics.median(other.cpu / one.cpu for one, other in zip(ours, mapped, strict=True))
    return same and faster >= FASTER and max(cost.megabytes for cost in ours) <= MEGABYTES


def measure_forms(home: Path, small: Path, folder: Path) -> bool:
    """Print what each form costs, and tell whether memory stayed what it is for a few items."""
    print(f"\n{'':12} {'CPU s':>7} {'wall s':>7} {'MB':>6} {'MB, few':>8} {'file MB':>8}")
    steady = True
    for form in FORMS:
        target = folder / f"items.{form}"
        few, all_ = export(small, form, target), export(home, form, target)
        size = target.stat().st_size / 1e6
        print(f"{form:12} {all_.cpu:7.2f} {all_.wall:7.2f} {all_.megabytes:6.0f} {few.megabytes:8.0f} {size:8.0f}")
        steady &= all_.megabytes - few.megabytes <= GROWTH
    return steady


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=FEW, help="So many items are held against, for memory.")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home, small = filled(folder, options.items), filled(folder, options.few)
        fast = compare_json_lines(home, folder, items=options.items, rounds=options.rounds)
        return 0 if measure_forms(home, small, folder) & fast else 1


if __name__ == "__main__":
    sys.exit(main())
