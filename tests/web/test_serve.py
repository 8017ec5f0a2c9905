"""``aimcrawl serve``: it says where, ends when asked, and says what is wrong."""

from __future__ import annotations

import signal
import socket
import urllib.request
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from web.serving import serving
from web.shown import Shown

from aimcrawl.cli import main


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_asked_to_end(shown: Shown, ending: signal.Signals) -> None:
    with serving(shown.home) as (process, address):
        assert urlsplit(address).hostname == "127.0.0.1"
        with urllib.request.urlopen(f"{address}/", timeout=10) as answer:
            assert b"<h1>" in answer.read()
        process.send_signal(ending)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_is_told(shown: Shown) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(main, ["serve", "--home", str(shown.home.root), "--port", port])
    assert done.exit_code == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in done.output
    assert "--port takes another one" in done.output


def test_a_name_that_is_no_machine_is_told(shown: Shown) -> None:
    done = CliRunner().invoke(main, ["serve", "--home", str(shown.home.root), "--host", "no.such.invalid"])
    assert done.exit_code == 1
    assert "cannot listen on no.such.invalid" in done.output
