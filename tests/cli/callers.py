"""How tests call commands: the types of the fixtures ``run`` and ``spawn``, and the installed program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias

from click.testing import Result

from aimcrawl.home import Home

AIMCRAWL = str(Path(sys.executable).with_name("aimcrawl"))

Spawn: TypeAlias = Callable[..., subprocess.CompletedProcess[str]]


class Run(Protocol):
    """Runs a command in this process: ``run("items", "--json", home=…)``."""

    def __call__(self, *arguments: str, home: Home | None = None, **environ: str) -> Result: ...
