"""Signatures of webhooks, as Standard Webhooks has them (https://www.standardwebhooks.com): made, and checked.

Headers: ``webhook-id`` (stays when a message is repeated), ``webhook-timestamp`` (Unix seconds of this attempt) and
``webhook-signature``: ``v1,`` and the base64 of HMAC-SHA256 over ``id.timestamp.body``. A secret that begins with
``whsec_`` is base64 of the key; any other is the key itself. Receivers can use :func:`verify_webhook`, or any library
of that standard.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping

from archive.errors import AimCrawlError

__all__ = ["SignatureWrong", "headers_for", "verify_webhook"]

_PREFIX = "whsec_"
_TOLERANCE = dt.timedelta(minutes=5)


class SignatureWrong(AimCrawlError):
    """Raised by :func:`verify_webhook`: the body was not signed with this secret, or not now; says which."""


def headers_for(id_: str, body: bytes, *, secret: str, at: dt.datetime) -> dict[str, str]:
    """Return the headers that sign a body sent at a moment."""
    timestamp = str(int(at.timestamp()))
    signature = f"v1,{_signature(id_, timestamp, body, secret)}"
    return {"webhook-id": id_, "webhook-timestamp": timestamp, "webhook-signature": signature}


def verify_webhook(
    headers: Mapping[str, str],
    body: bytes,
    *,
    secret: str,
    now: dt.datetime | None = None,
    tolerance: dt.timedelta = _TOLERANCE,
) -> str:
    """Return the id of a message that was received, once its signature and its time are found right.

    ``body`` are the bytes as they came; ``now`` is the present by default. Of two messages with one id the second is a
    repeat.

    Raises:
        SignatureWrong: a header is missing, the time is too far from ``now``, or the signature is of another secret,
            id, time or body.
    """
    given = {name.lower(): value for name, value in headers.items()}
    try:
        id_, timestamp, signatures = (given[f"webhook-{part}"] for part in ("id", "timestamp", "signature"))
        sent = dt.datetime.fromtimestamp(int(timestamp), dt.UTC)
    except KeyError as error:
        raise SignatureWrong(f"there is no header {error.args[0]}") from None
    except (ValueError, OverflowError, OSError):
        raise SignatureWrong("webhook-timestamp is no time") from None
    if abs((now or dt.datetime.now(dt.UTC)) - sent) > tolerance:
        raise SignatureWrong(f"it was sent at {sent:%Y-%m-%d %H:%M:%S}, too far from now: perhaps a copy of an old one")
    right = f"v1,{_signature(id_, timestamp, body, secret)}".encode()
    if not any(hmac.compare_digest(right, one.encode()) for one in signatures.split()):
        raise SignatureWrong("the signature is not of this secret and body")
    return id_


def _signature(id_: str, timestamp: str, body: bytes, secret: str) -> str:
    signed = b".".join((id_.encode(), timestamp.encode(), body))
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()
