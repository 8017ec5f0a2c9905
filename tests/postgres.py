"""A private PostgreSQL cluster for the tests: made in a temporary folder, reached by a unix socket, gone at the end.

Takes the server that is installed (Debian keeps it outside of PATH) and needs no rights: as root it runs the server as
another user, since PostgreSQL refuses to be root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["cluster", "server_binaries"]

FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB -c max_wal_size=256MB"
ANY_ROOT = 0


def server_binaries() -> Path | None:
    """Return the folder of ``initdb`` and ``pg_ctl``, of the newest server installed; None where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*debian, Path(on_path).resolve().parent] if on_path else debian
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """Run a server; give the SQLAlchemy address of its ``postgres`` database.

    Raises:
        subprocess.CalledProcessError: where the server does not start; its log is in the output.
    """
    folder = Path(tempfile.mkdtemp(prefix="aimcrawl-pg-"))  # not pytest's folder: that is closed to other users
    data, log = folder / "data", folder / "log"
    as_user = _unprivileged(folder)
    try:
        _run(binaries / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync", **as_user)
        options = f"-k {folder} -c listen_addresses='' {FAST}"
        _run(binaries / "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options, **as_user)
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            _run(binaries / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", data, **as_user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Say as whom ``subprocess`` is to run the server, and give that user the folder. Nobody else where not root."""
    if os.geteuid() != ANY_ROOT:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(*command: str | Path, **as_user: Any) -> None:
    """Run ``command`` to its end. The server inherits the output, so that goes to a file and not through a pipe."""
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False, **as_user)
        output.seek(0)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, output.read())
