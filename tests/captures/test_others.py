"""Our WARC files in the tools of others: warcio, FastWARC, pywb, wacz.

warcio is a dependency; the others are optional (`make tools` installs them).
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import requests
from captures.shelf import ENCODED, PAGE, Shelf
from tools import run, tool
from warcio.archiveiterator import ArchiveIterator


def test_warcio_reads_every_record_and_its_body(mixed: Shelf) -> None:
    [path] = mixed.files()
    with path.open("rb") as file:
        read = [(one.rec_type, one.content_stream().read()) for one in ArchiveIterator(file, check_digests="raise")]
    assert [kind for kind, _ in read].count("request") == 5
    responses = [body for kind, body in read if kind == "response"]
    assert responses == [PAGE, gzip.decompress(ENCODED), b""]


def test_warcio_check_finds_no_fault(mixed: Shelf) -> None:
    [path] = mixed.files()
    told = run(sys.executable, "-m", "warcio.cli", "check", "-v", path, cwd=mixed.folder)
    assert told.count("digest pass") == 3


def test_fastwarc_proves_the_bodies(mixed: Shelf) -> None:
    program = tool("fastwarc")
    [path] = mixed.files()
    run(program, "check", path, cwd=mixed.folder)
    # Payloads are asked for by themselves: FastWARC holds a revisit's digest, of a body elsewhere, against no bytes.
    details = mixed.folder / "details.txt"
    subprocess.run([program, "check", "-q", "-p", "-o", details, path], check=False, timeout=60, capture_output=True)
    assert details.read_text().count("PAYLOAD_OK") == 3


def test_wacz_accepts_the_files(mixed: Shelf) -> None:
    [path] = mixed.files()
    run(tool("wacz"), "create", "-o", "crawl.wacz", path, cwd=mixed.folder)
    assert "Validation succeeded" in run(tool("wacz"), "validate", "-f", "crawl.wacz", cwd=mixed.folder)


@contextlib.contextmanager
def wayback(home: Path) -> Iterator[str]:
    """A pywb server over the collections of a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [tool("wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def test_pywb_replays_the_captures_byte_for_byte(mixed: Shelf, tmp_path: Path) -> None:
    manager = tool("wb-manager")
    home = tmp_path / "pywb"
    home.mkdir()
    run(manager, "init", "harbour", cwd=home)
    run(manager, "add", "harbour", *mixed.files(), cwd=home)
    with wayback(home) as server:
        plain = requests.get(f"{server}/harbour/20261122120000id_/http://harbour.test/news?offset=0", timeout=20)
        again = requests.get(f"{server}/harbour/20261123120000id_/http://harbour.test/again", timeout=20)
        packed = requests.get(
            f"{server}/harbour/20261122120000id_/http://harbour.test/encoded", timeout=20, stream=True
        )
        moved = requests.get(
            f"{server}/harbour/20261122120000id_/http://harbour.test/old", timeout=20, allow_redirects=False
        )
        raw = packed.raw.read(decode_content=False)
        packed.close()
    assert plain.content == PAGE
    assert again.content == PAGE
    assert raw == ENCODED
    assert moved.status_code == 302
