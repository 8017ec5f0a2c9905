"""Receivers on loopback: an HTTP endpoint and a mail server that do as they are told, and keep what they got."""

from __future__ import annotations

import datetime as dt
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from archive.alerts.signing import verify_webhook

SECRET = "a secret that both sides know"


@dataclass
class Hook:
    """What an HTTP endpoint got. ``replies`` are its next answers: a status, with headers; else 200.

    The status 0 breaks the connection, -1 sends nothing and waits.
    """

    url: str
    replies: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    hang: float = 0.0

    @property
    def taken(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(body) for _, body in self.got]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.got]

    @property
    def titles(self) -> set[str]:
        return {entry["title"] for body in self.taken for entry in body["data"]["entries"]}

    def verified(self, *, now: dt.datetime, secret: str = SECRET) -> list[str]:
        return [verify_webhook(headers, body, secret=secret, now=now) for headers, body in self.got]


@contextmanager
def http_receiver() -> Iterator[Hook]:
    hook = Hook("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers = hook.replies.pop(0) if hook.replies else (200, {})
            if status <= 0:
                time.sleep(hook.hang)
                self.close_connection = True
                return
            hook.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        hook.url = f"http://127.0.0.1:{port}/hooks/token-in-the-path"
        yield hook


@dataclass
class Mailbox:
    """What a mail server got; ``refuse`` lets it refuse the next so many messages."""

    url: str
    mails: list[EmailMessage] = field(default_factory=list)
    refuse: int = 0


@contextmanager
def mail_receiver() -> Iterator[Mailbox]:
    """Run the part of SMTP (RFC 5321) that a client without encryption needs."""
    box = Mailbox("")

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 loopback")
            while line := self.rfile.readline():
                match line.split()[0].upper():
                    case b"EHLO" | b"HELO":
                        self.say("250-loopback", "250 AUTH PLAIN LOGIN")
                    case b"AUTH":
                        self.say("235 welcome")
                    case b"DATA":
                        self.say("354 go on")
                        self.take()
                    case b"QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("250 ok")

        def take(self) -> None:
            lines = iter(self.rfile.readline, b".\r\n")
            data = b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)
            if box.refuse:
                box.refuse -= 1
                self.say("451 later")
                return
            mail = message_from_bytes(data, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            box.mails.append(mail)
            self.say("250 taken")

        def say(self, *lines: str) -> None:
            self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with _serving(Server(("127.0.0.1", 0), Handler)) as port:
        box.url = f"mailto://reader:password-of-mail@127.0.0.1:{port}?from=archive@example.org&to=desk@example.org"
        box.url += "&mode=insecure"
        yield box


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
