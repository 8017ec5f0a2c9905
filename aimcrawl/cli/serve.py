"""``aimcrawl serve``: the archive as pages, for reading only."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import click

from aimcrawl.cli.base import Command, current_home
from aimcrawl.cli.output import talk
from aimcrawl.errors import AimCrawlError

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["serve"]

_WAIT = 5  # seconds that requests in flight have to end


@click.command(cls=Command)
@click.option("--host", default="127.0.0.1", show_default=True, help="Listen on this address.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Listen on this port; 0 takes any."
)
@click.option("--allow-host", multiple=True, metavar="NAME", help="Answer under this name too, behind a proxy.")
def serve(host: str, port: int, allow_host: tuple[str, ...]) -> None:
    """Show the archive as web pages, on this machine alone unless --host says otherwise.

    Pages, feeds and a JSON API that only read; they need no JavaScript and ask nobody else for anything. There is no
    login: who can reach the address can read the archive. Ctrl-C ends it.
    """
    from aimcrawl.reading.encoding import decode
    from archive.loopback import is_loopback
    from archive.web.app import create_app
    from archive.web.shelf import Shelf

    home = current_home()
    shelf = Shelf(home.database, captures=home.captures, decode=decode)
    try:
        listener = _listen(host, port)
        is_private = is_loopback(host.lower())
        names = {name.lower() for name in allow_host} if is_private or allow_host else None
        with listener:
            talk(f"the archive is at {_address(listener)} (Ctrl-C ends)")
            if names is None:
                talk("everyone who can reach this machine can read it")
            _run(create_app(shelf, names=names), listener)
    finally:
        shelf.close()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens, or say why there is none."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=128)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AimCrawlError(f"cannot listen on {host} port {port}: {reason}; --port takes another one") from error


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _run(app: Starlette, listener: socket.socket) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_WAIT,
        limit_concurrency=500,
        h11_max_incomplete_event_size=32_768,
        ws="none",
    )
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        talk("ended")
