"""A private nginx on loopback that serves a folder: fast enough that what is measured is the client."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["executable", "serve"]

CONFIGURATION = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 256; }}
http {{
  access_log off; keepalive_requests 100000; tcp_nodelay on; gzip_static on;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  types {{ text/html html; text/plain txt; }}
  charset utf-8;
  server {{
    listen 127.0.0.1:{port}; root {root};
    location = /news.php {{ rewrite ^ /offset$arg_offset.html break; }}
  }}
}}
"""


def executable() -> str | None:
    """Return nginx, which Debian keeps outside of a user's PATH; None where it is not installed."""
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


@contextmanager
def serve(root: Path, nginx: str) -> Iterator[str]:
    """Serve ``root`` for the time of the block; give the address without a path.

    ``/news.php?…offset=7`` is the file ``offset7.html``, and without an offset ``offset.html``.
    """
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="aimcrawl-nginx-") as name:
        user = "user root;" if os.geteuid() == 0 else ""  # else its workers cannot enter a temporary folder
        configuration = Path(name, "nginx.conf")
        configuration.write_text(CONFIGURATION.format(folder=name, port=port, root=root, user=user))
        with subprocess.Popen([nginx, "-p", name, "-c", str(configuration)], stderr=subprocess.PIPE) as server:
            try:
                _wait(port, server)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait(port: int, server: subprocess.Popen[bytes], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    server.kill()
    raise RuntimeError(
        f"nginx does not answer on port {port}: {((server.stderr and server.stderr.read()) or b'').decode()}"
    )
