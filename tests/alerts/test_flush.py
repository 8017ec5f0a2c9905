"""Every event arrives, at least once, each repeat under its own id; what is silent or trivial never does."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from alerts.receivers import Hook, Mailbox, http_receiver
from alerts.world import DAY, HOUR, World, at, rule
from sqlalchemy import func, select

from archive.alerts import expanding
from archive.alerts import flush as flushing
from archive.alerts.channels import Target
from archive.alerts.deliveries import PAUSES, deliveries, retry_failed
from archive.alerts.lock import FlushBusy, flush_lock
from archive.alerts.outbox import announce, waiting
from archive.alerts.timing import Timing
from archive.models import DeliveryEntry

MINUTE = dt.timedelta(minutes=1)
MIDNIGHT = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)  # after the Monday on which it begins


def test_what_a_crawl_showed_arrives_as_one_message(world: World, hook: Hook) -> None:
    world.crawl(("new", "Bridge opens"), ("edited", "Fee of ten", "Fee of twelve"), ("removed", "Old tale"))
    (sent,) = world.flush()
    assert (sent.state, sent.entries, sent.attempts) == ("sent", 3, 0)
    (body,) = hook.taken
    assert (body["type"], body["data"]["delivery"], body["data"]["rule"]) == ("aimcrawl.alert", sent.delivery, "all")
    assert [(one["kind"], one["title"]) for one in body["data"]["entries"]] == [
        ("new", "Bridge opens"),
        ("edited", "Fee of twelve"),
        ("removed", "Old tale"),
    ]
    assert body["data"]["entries"][1]["changes"] == [
        {"field": "title", "runs": [["both", "Fee of "], ["old", "ten"], ["new", "twelve"]], "cut": False}
    ]


def test_very_much_comes_in_several_messages(world: World, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expanding, "_MOST", 5)
    titles = {f"Item {number}" for number in range(6)}
    world.crawl(*(("new", title) for title in sorted(titles)))
    assert [one.entries for one in world.flush()] in ([5, 1], [1, 5])
    assert hook.titles == titles


def test_a_flush_ends_after_a_while_and_the_next_goes_on(
    world: World, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flushing, "_BUDGET", 0)
    world.crawl(("new", "One"))
    assert world.flush() == []
    monkeypatch.undo()
    assert len(world.flush()) == 1


def test_what_was_sent_is_not_sent_again(world: World, hook: Hook) -> None:
    world.crawl(("new", "Bridge opens"))
    world.flush()
    assert world.after(DAY).flush() == []
    assert len(hook.got) == 1


@pytest.mark.parametrize("quiet", [{"first": True}, {"trivial": True}, {"kind": "import"}, {"kind": "reread"}])
def test_first_crawls_imports_rereadings_and_trivial_changes_are_never_told(
    world: World, hook: Hook, quiet: dict[str, bool]
) -> None:
    world.crawl(("new", "Bridge opens"), **quiet)
    assert world.flush() == []
    assert hook.got == []


def test_a_rule_that_comes_later_tells_nothing_of_before(world: World, hook: Hook) -> None:
    world.crawl(("new", "Bridge opens"))
    assert world.flush(rule(sources=("nobody",))) == []
    assert world.flush(rule()) == []


@pytest.mark.parametrize("answer", [0, 302, 401, 404, 429, 500, 503])
def test_what_did_not_get_through_is_repeated_under_the_same_id(world: World, hook: Hook, answer: int) -> None:
    hook.replies = [(answer, {"Location": "http://127.0.0.1:9/"})] * 2
    world.crawl(("new", "Bridge opens"))
    (first,) = world.flush()
    assert (first.state, first.attempts) == ("pending", 1)
    assert first.error is not None
    assert world.after(PAUSES[0] - MINUTE / 2).flush() == [], "its pause is not over"
    (second,) = world.after(MINUTE).flush()
    assert (second.attempts, second.delivery) == (2, first.delivery)
    (third,) = world.after(PAUSES[1]).flush()
    assert (third.state, third.error) == ("sent", None)
    assert set(hook.ids) == {first.delivery}


def test_each_attempt_is_signed_for_its_own_time_and_bears_the_same_body(world: World, hook: Hook) -> None:
    hook.replies = [(500, {})]
    world.crawl(("new", "Bridge opens"))
    world.flush()
    world.after(HOUR).flush()
    (_, first), (headers, second) = hook.got
    assert first == second
    assert headers["webhook-timestamp"] == str(int(world.now.timestamp()))


@pytest.mark.parametrize("answer", [429, 503])
@pytest.mark.parametrize("says", ["7200", "Mon, 02 Mar 2026 11:30:00 GMT"])
def test_a_receiver_is_left_alone_for_as_long_as_it_asks(world: World, hook: Hook, answer: int, says: str) -> None:
    hook.replies = [(answer, {"Retry-After": says})]
    world.crawl(("new", "Bridge opens"))
    (tried,) = world.flush()
    assert tried.next_try == "2026-03-02T11:30:00Z"


def test_pauses_grow_until_it_is_given_up_and_can_be_put_back(world: World, hook: Hook) -> None:
    hook.replies = [(500, {})] * 40
    world.crawl(("new", "Bridge opens"))
    pauses = []
    while True:
        (tried,) = world.flush()
        if tried.state == "failed":
            break
        assert tried.next_try is not None
        following = dt.datetime.fromisoformat(tried.next_try)
        pauses.append(following - world.now)
        world.now = following
    assert pauses == sorted(pauses)
    assert set(pauses) == set(PAUSES)
    assert 3 <= (world.now - at()) / DAY < 4
    assert world.after(30 * DAY).flush() == []
    hook.replies = []
    with world.archive.writing() as connection:
        assert retry_failed(connection, now=world.now) == 1
    (back,) = world.flush()
    assert (back.state, back.delivery) == ("sent", tried.delivery)


def test_all_that_waits_for_a_dead_channel_costs_one_try(world: World, hook: Hook) -> None:
    hook.replies = [(500, {})]
    for title in ("One", "Two", "Three"):
        world.crawl(("new", title))
    assert [one.state for one in world.flush()] == ["pending"] * 3
    assert len(hook.got) == 1
    world.after(PAUSES[0]).crawl(("new", "Four"))
    assert [one.state for one in world.flush()] == ["sent"] * 4
    assert hook.titles == {"One", "Two", "Three", "Four"}


def test_new_alerts_do_not_wake_a_channel_that_rests(world: World, hook: Hook) -> None:
    hook.replies = [(500, {"Retry-After": "3600"})]
    world.crawl(("new", "One"))
    world.flush()
    world.after(MINUTE).crawl(("new", "Two"))
    assert world.flush() == []
    assert len(world.after(HOUR).flush()) == 2


def test_a_message_that_is_refused_holds_up_no_other(world: World, hook: Hook) -> None:
    hook.replies = [(413, {})]
    world.crawl(("new", "One"))
    world.crawl(("new", "Two"))
    assert [(one.state, one.error) for one in world.flush()] == [("pending", "it answered 413"), ("sent", None)]


def test_a_receiver_that_is_gone_is_asked_no_more(world: World, hook: Hook) -> None:
    hook.replies = [(410, {})]
    world.crawl(("new", "One"))
    world.crawl(("new", "Two"))
    assert [(one.state, one.error) for one in world.flush()] == [("failed", "it answered 410")] * 2
    assert len(hook.got) == 1


def test_a_dead_channel_stops_no_other(world: World, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flushing, "_LONGEST", 0.5)
    with http_receiver() as dead:
        dead.replies, dead.hang = [(-1, {})] * 9, 3
        world.targets["dead"] = replace(world.targets["hook"], name="dead", address=dead.url)
        for title in ("One", "Two", "Three"):
            world.crawl(("new", title))
        tried = world.flush(rule("dead", "hook"))
    assert [one.state for one in tried if one.channel == "hook"] == ["sent"] * 3
    assert [one.error for one in tried if one.channel == "dead"] == ["no answer within 0 seconds"] * 3
    assert hook.titles == {"One", "Two", "Three"}


def test_a_channel_whose_code_fails_stops_no_other(world: World, hook: Hook) -> None:
    world.crawl(("new", "One"))
    broken, fine = sorted(world.flush(rule("broken", "hook")), key=lambda one: one.channel)
    assert (broken.state, broken.error) == ("pending", "a fault in the channel: KeyError")
    assert fine.state == "sent"


def test_two_flushes_at_once_send_nothing_twice(world: World, hook: Hook) -> None:
    world.crawl(("new", "One"))
    with flush_lock(world.archive, patience=0), pytest.raises(FlushBusy), flush_lock(world.archive, patience=0):
        pass
    assert len(world.flush()) == 1


@pytest.mark.parametrize(
    ("digest", "due"),
    [("hourly", at().replace(minute=0) + HOUR), ("daily", MIDNIGHT), ("weekly", MIDNIGHT + 6 * DAY)],
)
def test_a_digest_gathers_and_comes_when_its_time_is_over(
    world: World, hook: Hook, digest: str, due: dt.datetime
) -> None:
    by = rule(digest=digest)
    world.crawl(("new", "One"))
    assert world.flush(by) == []
    world.after(MINUTE).crawl(("new", "Two"), source="ministry")
    world.now = due - dt.timedelta(seconds=1)
    assert world.flush(by) == []
    with world.archive.reading() as connection:
        assert waiting(connection, now=world.now).later == 1
    world.now = due
    assert [(one.state, one.entries) for one in world.flush(by)] == [("sent", 2)]
    assert hook.titles == {"One", "Two"}


def test_what_comes_late_for_a_digest_comes_after_it(world: World, hook: Hook) -> None:
    world.crawl(("new", "One"))
    world.now = at().replace(minute=0) + HOUR
    world.flush(rule(digest="hourly"))
    world.now = at(minute=20)
    world.crawl(("new", "Two"))
    world.after(HOUR).flush(rule(digest="hourly"))
    assert hook.titles == {"One", "Two"}
    assert len(set(hook.ids)) == 2


def test_what_is_erased_while_it_waits_is_not_sent(world: World, hook: Hook) -> None:
    world.crawl(("new", "Named a person"))
    hook.replies = [(500, {})]
    world.flush()
    world.erase("Named a person")
    world.after(HOUR).flush()
    assert b"Named a person" not in hook.got[-1][1]


def test_why_a_service_took_nothing_is_said_of_it_and_of_no_other(world: World, mailbox: Mailbox) -> None:
    dead = "mailto://reader:password-of-mail@127.0.0.1:1?from=a@example.org&to=b@example.org&mode=insecure"
    world.targets |= {"dead": Target("dead", "apprise", dead), "mail": Target("mail", "apprise", mailbox.url)}
    mailbox.refuse = 1
    world.crawl(("new", "One"))
    errors = {one.channel: one.error or "" for one in world.flush(rule("dead", "mail"))}
    assert "Connection error" in errors["dead"]
    assert errors["mail"]
    assert "Connection error" not in errors["mail"]
    assert "password-of-mail" not in "".join(errors.values())


def test_mails_arrive_and_are_repeated_with_their_number(world: World, mailbox: Mailbox) -> None:
    world.targets["mail"] = Target("mail", "apprise", mailbox.url)
    mailbox.refuse = 1
    world.crawl(("edited", "Fee of ten", "Fee of twelve"))
    (tried,) = world.flush(rule("mail"))
    assert tried.state == "pending"
    (again,) = world.after(HOUR).flush(rule("mail"))
    assert again.state == "sent"
    (mail,) = mailbox.mails
    assert mail["X-AimCrawl-Delivery"] == tried.delivery
    assert mail["Subject"] == "Agency: Edited: Fee of twelve"
    plain, body = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert "Fee of [-ten-]{+twelve+}" in plain.get_content()
    assert body is not None
    text = body.get_content()
    assert "Fee of <del>[-ten-]</del><ins>{+twelve+}</ins>" in text
    assert tried.delivery in text
    assert "https://example.org/news?page=1" in text


@pytest.mark.parametrize("title", ['R&D <b>bold</b> "quoted"', "Brücke öffnet – endlich", "A\r\nBcc: a@example.org"])
def test_a_mail_has_the_title_in_its_subject_whatever_it_is(world: World, mailbox: Mailbox, title: str) -> None:
    world.targets["mail"] = Target("mail", "apprise", mailbox.url)
    world.crawl(("new", title))
    world.flush(rule("mail"))
    (mail,) = mailbox.mails
    assert mail["Subject"] == f"Agency: New: {' '.join(title.split())}"
    assert mail["Bcc"] is None


def test_what_waits_is_counted(world: World, hook: Hook) -> None:
    hook.replies = [(500, {})]
    world.crawl(("new", "One"))
    with world.archive.reading() as connection:
        assert waiting(connection, now=world.now).outbox == 1
    world.flush()
    with world.archive.reading() as connection:
        waits = waiting(connection, now=world.now)
        assert (waits.outbox, waits.due, waits.failed, waits.oldest) == (0, 1, 0, at())
        assert len(deliveries(connection, state="pending")) == 1


def kept(world: World) -> list[str]:
    with world.archive.reading() as connection:
        return [one.delivery for one in deliveries(connection)]


def test_what_arrived_long_ago_is_forgotten_and_told_to_nobody_again(world: World, hook: Hook) -> None:
    world.timing = Timing(keep_days=30)
    crawl = world.crawl(("new", "One"))
    (first,) = world.flush()
    world.after(29 * DAY).crawl(("new", "Two"))
    (second,) = world.flush()
    assert kept(world) == [first.delivery, second.delivery]
    world.after(2 * DAY).crawl(("new", "Three"))
    (third,) = world.flush()
    assert kept(world) == [second.delivery, third.delivery]
    with world.archive.writing() as connection:
        announce(connection, crawl, now=world.now)  # as where its crawl is accepted late
        assert connection.execute(select(func.count()).select_from(DeliveryEntry)).scalar_one() == 2
    assert world.flush() == []
    assert hook.titles == {"One", "Two", "Three"}


def test_what_waits_or_was_given_up_is_never_forgotten(world: World, hook: Hook) -> None:
    world.timing = Timing(keep_days=1)
    hook.replies = [(410, {}), (500, {})]
    world.crawl(("new", "Given up"))
    (given_up,) = world.flush()
    world.after(MINUTE).crawl(("new", "Waits"))
    (waits,) = world.flush()
    assert (given_up.state, waits.state) == ("failed", "pending")
    world.after(400 * DAY).crawl(("new", "Later"))
    sent = {one.delivery for one in world.flush()}
    assert waits.delivery in sent
    assert given_up.delivery in kept(world)
    with world.archive.writing() as connection:
        assert retry_failed(connection, now=world.now) == 1
    assert [(one.delivery, one.state) for one in world.flush()] == [(given_up.delivery, "sent")]
