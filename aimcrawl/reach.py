"""How far the word of a site reaches: what began on a public address is led to none that is not.

A page can point a reader anywhere (a redirect, a link to the next page, a name below its own that resolves to
127.0.0.1), and the reader stands where the page's author does not: behind a firewall, beside a cloud's metadata server.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

__all__ = ["Reach", "addresses_of"]

Resolve = Callable[[str], Iterable[str]]


def addresses_of(host: str) -> list[str]:
    """Return the IP addresses of a host; none where it cannot be resolved. Asks the network."""
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return []


class Reach:
    """What may be reached from ``begin``, the address that a person named. Other hosts are looked up, once each.

    A beginning that is not public itself (an intranet, this machine) may lead anywhere; so may one that cannot be
    resolved, since then a proxy does that, and stands where it stands.
    """

    def __init__(self, begin: str, *, resolve: Resolve = addresses_of) -> None:
        self._resolve = resolve
        self._begin = _host(begin)
        self._known: dict[str, bool] = {}

    def allows(self, url: str) -> bool:
        """Tell whether an address may be asked for. May ask the network; raises nothing."""
        host = _host(url)
        if host == self._begin:
            return True
        return self._is_public(host) or not self._is_public(self._begin)

    def _is_public(self, host: str) -> bool:
        if host not in self._known:
            self._known[host] = all(map(_is_global, self._resolve(host.partition("%")[0])))  # without an IPv6 zone
        return self._known[host]


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removesuffix(".")


def _is_global(address: str) -> bool:
    """Tell whether an address is one of the public network (RFC 6890), also where IPv6 wraps one of IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None) or ip
    return inner.is_global and not inner.is_multicast
