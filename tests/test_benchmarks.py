"""The benchmarks run. What they measure is not looked at here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def measured(name: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, BENCHMARKS / name, *words], capture_output=True, text=True, check=False)


def test_the_main_job_is_compared() -> None:
    done = measured("main_job.py", "--rounds", "1", "--pages", "3")
    assert done.returncode == 0, done.stderr
    assert "in pairs" in done.stdout or "skipped" in done.stdout


@pytest.mark.long
def test_exports_are_compared_and_give_the_same_bytes_as_a_plain_loop() -> None:
    done = measured("export.py", "--rounds", "1", "--items", "40", "--few", "20")
    assert done.returncode in {0, 1}, done.stderr  # 1: so few items show no speed
    assert "\nthe same bytes\n" in done.stdout, done.stderr
    forms = ("json", "jsonl", "csv", "parquet", "jsonfeed", "atom", "jsonld")
    assert [form for form in forms if f"\n{form} " not in done.stdout] == []
