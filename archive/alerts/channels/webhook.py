"""Signed JSON to an HTTP address (see :mod:`archive.alerts.signing`).

2xx is taken. 410 means no more, ever. Another 4xx means that this message is not taken, but for those that speak of the
receiver's state (401, 403, 404, 407, 408, 421, 425, 429). Those, 5xx, 3xx and silence mean that nothing gets through
for now; redirects are not followed, since the secret was agreed with one address.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from email.utils import parsedate_to_datetime

import requests
from requests.auth import HTTPBasicAuth
from requests.utils import get_auth_from_url

from archive.alerts.channels.credentials import Target
from archive.alerts.channels.errors import Gone, Refused, Unreachable
from archive.alerts.signing import headers_for

__all__ = ["post"]

logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)  # at DEBUG it says which path was asked for

_TIMEOUTS = (10, 20)  # seconds to connect, and between two bytes of the answer
_OF_STATE = {401, 403, 404, 407, 408, 421, 425, 429}
_GONE = 410
_LONGEST_WAIT = dt.timedelta(days=1)


def post(target: Target, id_: str, body: bytes, *, now: dt.datetime) -> None:
    """Send a body; return when it was taken.

    Raises:
        ChannelError: it was not.
    """
    headers = {"Content-Type": "application/json", "User-Agent": "aimcrawl"}
    headers |= headers_for(id_, body, secret=target.secret, at=now)
    try:
        with requests.post(
            target.address,
            data=body,
            headers=headers,
            timeout=_TIMEOUTS,
            allow_redirects=False,
            stream=True,  # what it says is not read
            auth=_auth(target.address),
        ) as answer:
            _judge(answer, now)
    except requests.RequestException as error:
        raise Unreachable(_in_words(error)) from None  # what requests says names the address


def _judge(answer: requests.Response, now: dt.datetime) -> None:
    code = answer.status_code
    if 200 <= code < 300:  # noqa: PLR2004 - RFC 9110, 15.3
        return
    said = f"it answered {code}"
    if code == _GONE:
        raise Gone(said)
    if 400 <= code < 500 and code not in _OF_STATE:  # noqa: PLR2004 - RFC 9110, 15.5
        raise Refused(said)
    raise Unreachable(said, after=_retry_after(answer.headers.get("Retry-After"), now))


def _retry_after(value: str | None, now: dt.datetime) -> dt.timedelta | None:
    """Return for how long a receiver wants to be left alone (RFC 9110, 10.2.3): a day at most."""
    if not value:
        return None
    try:
        wait = dt.timedelta(seconds=int(value)) if value.isdecimal() else parsedate_to_datetime(value) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, dt.timedelta()), _LONGEST_WAIT)


def _in_words(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "its certificate does not hold"
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection within {_TIMEOUTS[0]} seconds"
    if isinstance(error, requests.Timeout):
        return f"no answer within {_TIMEOUTS[1]} seconds"
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    return type(error).__name__


def _auth(address: str) -> HTTPBasicAuth | Callable[[requests.PreparedRequest], requests.PreparedRequest]:
    """Return the user and password of an address; without any, none: requests would look into ~/.netrc."""
    user, password = get_auth_from_url(address)
    return HTTPBasicAuth(user, password) if user or password else lambda request: request
