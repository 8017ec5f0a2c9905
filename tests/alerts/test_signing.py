"""A receiver can tell a message of ours from a forged, altered or old one."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from alerts.receivers import SECRET, Hook
from alerts.world import START, World

import aimcrawl
from archive.alerts.signing import SignatureWrong, headers_for, verify_webhook

BODY = b'{"type":"aimcrawl.alert"}'
KEY = "whsec_" + base64.b64encode(b"24 bytes of random stuff").decode()


def signed(secret: str = SECRET, body: bytes = BODY) -> dict[str, str]:
    return headers_for("number", body, secret=secret, at=START)


@pytest.mark.parametrize("secret", [SECRET, KEY, "whsec_that is no base64"])
def test_what_was_signed_is_verified_and_bears_its_number(secret: str) -> None:
    assert verify_webhook(signed(secret), BODY, secret=secret, now=START) == "number"


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of the standard's own libraries."""
    headers = headers_for(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        at=dt.datetime.fromtimestamp(1614265330, dt.UTC),
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("headers", "body", "says"),
    [
        (signed("another secret"), BODY, "not of this secret"),
        (signed(), BODY + b" ", "not of this secret"),
        (signed() | {"webhook-id": "another"}, BODY, "not of this secret"),
        (signed() | {"webhook-timestamp": str(int(START.timestamp()) + 1)}, BODY, "not of this secret"),
        (signed() | {"webhook-timestamp": "soon"}, BODY, "no time"),
        (signed() | {"webhook-timestamp": "9" * 400}, BODY, "no time"),
        (signed() | {"webhook-signature": "v2,abc ü"}, BODY, "not of this secret"),
        ({}, BODY, "no header webhook-id"),
    ],
)
def test_what_was_not_signed_so_is_refused(headers: dict[str, str], body: bytes, says: str) -> None:
    with pytest.raises(SignatureWrong, match=says):
        verify_webhook(headers, body, secret=SECRET, now=START)


def test_a_copy_of_an_old_message_is_refused() -> None:
    with pytest.raises(SignatureWrong, match="too far"):
        verify_webhook(signed(), BODY, secret=SECRET, now=START + dt.timedelta(minutes=6))


def test_any_of_several_signatures_will_do_while_a_secret_is_changed() -> None:
    both = signed() | {"webhook-signature": "v1,AAAA " + signed()["webhook-signature"]}
    headers = {name.title(): value for name, value in both.items()}
    assert verify_webhook(headers, BODY, secret=SECRET, now=START) == "number"


def test_people_import_it_from_aimcrawl() -> None:
    headers = headers_for("number", BODY, secret=SECRET, at=dt.datetime.now(dt.UTC))
    assert aimcrawl.verify_webhook(headers, BODY, secret=SECRET) == "number"


def test_what_arrives_can_be_verified(world: World, hook: Hook) -> None:
    world.crawl(("new", "One"))
    (sent,) = world.flush()
    assert hook.verified(now=world.now) == [sent.delivery]
    with pytest.raises(SignatureWrong):
        hook.verified(now=world.now, secret="the secret of somebody else")
