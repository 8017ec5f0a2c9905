"""The benchmarks run. What they measure is not looked at here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def test_the_main_job_is_compared() -> None:
    command = [sys.executable, BENCHMARKS / "main_job.py", "--rounds", "1", "--pages", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "in pairs" in done.stdout or "skipped" in done.stdout
