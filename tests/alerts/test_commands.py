"""``aimcrawl alerts`` and what ``aimcrawl crawl`` sends; no credential is ever shown, logged or kept."""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from alerts.receivers import SECRET, Hook, Mailbox, http_receiver
from alerts.world import DAY, HOUR, World
from click.testing import Result
from desk import desk_in, run_in

from aimcrawl.home import Home, create_home, open_home
from aimcrawl.home.rebuilding import rebuild_home
from aimcrawl.sample import SampleSite, invent_items
from archive.alerts import flush as flushing
from archive.alerts.lock import flush_lock
from archive.alerts.outbox import waiting
from archive.store import set_source_status

ALL = '[[alerts]]\nname = "all"\nchannels = ["hook"]\n'
Configure = Callable[..., Home]
TOKENS = ("token-in-the-path", SECRET, "password-of-mail", "T0KEN", "B0KEN", "secretsecretsecretsecret", "deadpass")


@pytest.fixture
def configure(tmp_path: Path, hook: Hook) -> Configure:
    """Writes a home with the channel ``hook`` and more of ``aimcrawl.toml``."""

    def write(more: str = ALL) -> Home:
        home = create_home(tmp_path / "home")
        with (home.root / "aimcrawl.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[channels.hook]\nwebhook = "{hook.url}"\nsecret = "{SECRET}"\n{more}')
        return open_home(home.root)

    return write


def happens(home: Home, *titles: str, ago: dt.timedelta = HOUR) -> None:
    with home.open_archive() as archive:
        World(archive, now=dt.datetime.now(dt.UTC) - ago).crawl(*(("new", title) for title in titles))


def call(home: Home, *words: str) -> Result:
    return run_in(home)(*words)


def as_json(home: Home, *words: str) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in call(home, *words, "--json").stdout.splitlines()]


def test_a_flush_sends_and_says_what_it_sent(configure: Configure, hook: Hook) -> None:
    home = configure()
    happens(home, "One", "Two")
    (sent,) = as_json(home, "alerts", "flush")
    assert (sent["state"], sent["entries"], sent["rule"], sent["channel"]) == ("sent", 2, "all", "hook")
    assert hook.titles == {"One", "Two"}
    again = call(home, "alerts", "flush")
    assert (again.exit_code, again.output) == (0, "")


def test_a_flush_that_cannot_send_says_so_in_one_line(configure: Configure, hook: Hook) -> None:
    home = configure()
    happens(home, "One")
    hook.replies = [(500, {})]
    result = call(home, "alerts", "flush")
    assert result.exit_code == 1
    assert result.stderr == "alerts: hook: it answered 500; 1 of 1 message will be tried again\n"


def test_each_channel_says_how_much_of_its_own_it_did_not_take(configure: Configure, hook: Hook) -> None:
    with http_receiver() as other:
        more = f'[channels.other]\nwebhook = "{other.url}"\nsecret = "{SECRET}"\n'
        home = configure(ALL.replace('"hook"', '"hook", "other"') + more)
        for title in ("One", "Two", "Three"):
            happens(home, title)
        hook.replies, other.replies = [(200, {}), (410, {})], [(500, {"Retry-After": "0"})]
        result = call(home, "alerts", "flush")
        assert sorted(result.stderr.splitlines()) == [
            "alerts: hook: it answered 410; 2 of 3 messages given up; see: aimcrawl alerts failed",
            "alerts: other: it answered 500; 3 of 3 messages will be tried again",
        ]
        assert call(home, "alerts", "flush").stderr == ""
    assert other.titles == {"One", "Two", "Three"}


@pytest.mark.parametrize(
    ("more", "doubt"),
    [
        (ALL + 'sources = ["agency", "minstry-*"]\n', "rule all: no source is called minstry-*"),
        ('[channels.x]\nwebhook = "$HOKO"\nsecret = "@hook"\n', "channel x: the environment has no variable HOKO"),
        ('[channels.x]\napprise = "@T0KEN/mail"\n', "T0KEN/mail cannot be read: FileNotFoundError"),
        ('[channels.x]\napprise = "mialto://user:B0KEN@example.org"\n', "channel x: apprise cannot read the address"),
        ('[channels.x]\napprise = "slack://B0KEN"\n', "channel x: apprise cannot read the address"),
    ],
)
def test_the_list_warns_of_what_leads_nowhere(configure: Configure, more: str, doubt: str) -> None:
    home = configure(more)
    home.profile("agency").touch()
    for words in ((), ("--json",)):
        result = call(home, "alerts", "list", *words)
        assert result.exit_code == 0
        (line,) = result.stderr.splitlines()
        assert line.startswith("Warning: ")
        assert doubt in line
        assert "B0KEN" not in result.output


def test_the_list_warns_of_nothing_where_all_is_well(configure: Configure, mailbox: Mailbox) -> None:
    home = configure(ALL + f'sources = ["age*"]\n[channels.mail]\napprise = "{mailbox.url}"\n')
    home.profile("agency").touch()
    assert call(home, "alerts", "list").stderr == ""


def test_the_list_shows_rules_channels_and_what_waits(configure: Configure, hook: Hook) -> None:
    home = configure(ALL + 'words = ["bridge"]\ndigest = "daily"\n')
    happens(home, "One", "A bridge", ago=3 * DAY)
    hook.replies = [(500, {})]
    call(home, "alerts", "flush")
    happens(home, "Two")
    rule, channel, waits = as_json(home, "alerts", "list")
    assert (rule["name"], rule["words"], rule["digest"]) == ("all", ["bridge"], "daily")
    assert rule["kinds"] == ["new", "edited", "removed", "restored"]
    host = hook.url.partition("/hooks")[0]
    assert (channel["channel"], channel["address"]) == ("hook", f"{host}/…")
    assert (channel["waiting"], channel["error"]) == (1, "it answered 500")
    assert (waits["outbox"], waits["due"], waits["failed"]) == (1, 1, 0)
    assert "hook" in call(home, "alerts", "list").stdout


def test_a_test_says_that_it_is_one(configure: Configure, hook: Hook) -> None:
    home = configure()
    result = call(home, "alerts", "test", "hook")
    assert (result.exit_code, result.stdout) == (0, "hook\tsent\t\n")
    assert hook.taken[0]["type"] == "aimcrawl.test"
    assert hook.verified(now=dt.datetime.now(dt.UTC))
    hook.replies = [(403, {})]
    assert call(home, "alerts", "test").exit_code == 1
    assert call(home, "alerts", "test", "hok").exit_code == 2


def test_a_test_without_channels_says_what_to_do(tmp_path: Path) -> None:
    result = call(create_home(tmp_path / "home"), "alerts", "test")
    assert result.exit_code == 2
    assert "docs/alerts.md" in result.stderr


def test_a_preview_shows_what_would_be_sent_and_sends_nothing(configure: Configure, hook: Hook) -> None:
    home = configure(ALL + 'words = ["bridge"]\n')
    happens(home, "One", "A bridge")
    happens(home, "An old bridge", ago=30 * DAY)
    told = as_json(home, "alerts", "preview")
    assert [(one["rule"], one["entry"]["title"]) for one in told] == [("all", "A bridge")]
    assert len(as_json(home, "alerts", "preview", "--since", "60d")) == 2
    assert len(as_json(home, "alerts", "preview", "--since", "60d", "--limit", "1")) == 1
    assert "A bridge" in call(home, "alerts", "preview").stdout
    assert hook.got == []
    with home.open_archive() as archive, archive.reading() as connection:
        assert waiting(connection, now=dt.datetime.now(dt.UTC)).outbox == 3


def test_what_was_given_up_is_listed_and_put_back(configure: Configure, hook: Hook) -> None:
    home = configure()
    happens(home, "One")
    hook.replies = [(410, {})]
    call(home, "alerts", "flush")
    (lost,) = as_json(home, "alerts", "failed")
    assert (lost["state"], lost["error"]) == ("failed", "it answered 410")
    (back,) = as_json(home, "alerts", "failed", "--retry")
    assert (back["state"], back["delivery"]) == ("pending", lost["delivery"])
    assert as_json(home, "alerts", "failed") == as_json(home, "alerts", "failed", "--retry") == []
    assert call(home, "alerts", "flush").exit_code == 0
    assert hook.titles == {"One"}


def test_so_many_of_what_was_given_up_are_listed_and_put_back(configure: Configure, hook: Hook) -> None:
    home = configure()
    happens(home, "One")
    happens(home, "Two")
    hook.replies = [(410, {})]
    call(home, "alerts", "flush")
    assert len(as_json(home, "alerts", "failed")) == 2
    (first,) = as_json(home, "alerts", "failed", "--limit", "1")
    (back,) = as_json(home, "alerts", "failed", "--limit", "1", "--retry")
    assert (back["delivery"], back["state"]) == (first["delivery"], "pending")
    assert len(as_json(home, "alerts", "failed")) == 1


def test_a_crawl_sends_what_it_showed_and_nothing_of_the_first(configure: Configure, hook: Hook) -> None:
    home = configure()
    with SampleSite(invent_items(12)) as site:
        desk = desk_in(home, site)
        desk.crawl()
        assert as_json(home, "alerts", "flush") == []
        posted = invent_items(13)[-1]
        site.items.insert(0, posted)
        done = desk.crawl()
        assert done.new == 1
        (sent,) = as_json(home, "alerts", "flush")
    assert sent["state"] == "sent"
    assert hook.titles == {posted.title}


def test_a_database_that_is_made_again_tells_what_waited_and_nothing_else(configure: Configure, hook: Hook) -> None:
    home = configure()
    with SampleSite(invent_items(12)) as site:
        desk = desk_in(home, site)
        desk.crawl()
        first, second, third = invent_items(15)[-3:]
        site.items.insert(0, first)
        desk.crawl()
        assert as_json(home, "alerts", "flush")[0]["state"] == "sent"
        site.items.insert(0, second)
        desk.crawl()
        hook.replies = [(500, {"Retry-After": "0"})]
        (tried,) = as_json(home, "alerts", "flush")
        site.items.insert(0, third)
        desk.crawl()
    before = len(hook.got)
    assert rebuild_home(home) == []
    sent = as_json(home, "alerts", "flush")
    assert [one["state"] for one in sent] == ["sent", "sent"]
    assert sent[0]["delivery"] == tried["delivery"]
    assert [body["data"]["entries"][0]["title"] for body in hook.taken[before:]] == [second.title, third.title]
    assert as_json(home, "alerts", "flush") == []


def test_credentials_may_come_from_the_environment_and_from_files(
    configure: Configure, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    more = '[channels.other]\nwebhook = "$HOOK"\nsecret = "@secrets/hook"\n'
    home = configure(more + '[[alerts]]\nname = "a"\nchannels = ["other"]\n')
    assert call(home, "alerts", "list").exit_code == 0
    happens(home, "One")
    assert "has no variable HOOK" in call(home, "alerts", "flush").stderr
    monkeypatch.setenv("HOOK", hook.url)
    assert "cannot be read: FileNotFoundError" in call(home, "alerts", "test", "other").stdout
    (home.root / "secrets").mkdir()
    (home.root / "secrets" / "hook").write_text(f"{SECRET}\n")
    assert call(home, "alerts", "test", "other").exit_code == 0
    assert hook.verified(now=dt.datetime.now(dt.UTC))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that reaches a log. (``caplog`` also hears loggers that pass nothing on.)"""
    handler, root = logging.StreamHandler(io.StringIO()), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.NOTSET)
    yield handler.stream
    root.setLevel(level)
    root.removeHandler(handler)


def test_credentials_never_appear(
    configure: Configure, hook: Hook, mailbox: Mailbox, log: io.StringIO, capfd: Any
) -> None:
    channels = {
        "mail": mailbox.url,
        "deadmail": "mailto://user:deadpass@127.0.0.1:9?to=a@example.org&from=b@example.org",
        "slack": "slack://T0KEN/B0KEN/secretsecretsecretsecret",
        "none": "nosuchservice://deadpass@T0KEN/B0KEN",
        "json": f"json://user:deadpass@{hook.url.removeprefix('http://')}",
    }
    more = "".join(f'[channels.{name}]\napprise = "{address}"\n' for name, address in channels.items())
    more += f'[channels.dead]\nwebhook = "http://user:deadpass@127.0.0.1:9/T0KEN"\nsecret = "{SECRET}"\n'
    names = msgspec.json.encode([*channels, "hook", "dead"]).decode()
    home = configure(f'{more}[[alerts]]\nname = "all"\nchannels = {names}\n')
    happens(home, "One")
    hook.replies, mailbox.refuse = [(500, {})], 1
    commands = ("list", "test", "flush", "failed", "preview", "list", "flush")
    results = [call(home, "alerts", name, *more) for name in commands for more in ((), ("--json",), ("--debug",))]
    said = "".join(result.output + result.stderr for result in results) + log.getvalue() + "".join(capfd.readouterr())
    kept = b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file() and path.suffix != ".toml")
    assert "it answered 500" in said
    assert [token for token in TOKENS if token in said] == []
    assert [token for token in TOKENS if token.encode() in kept] == []


@pytest.mark.parametrize(
    "wrong",
    [
        '[channels.x]\nwebhook = "T0KEN"\n',
        '[channels.x]\nwebhook = "https://T0KEN"\nsecret = "B0KEN"\n',
        '[channels.x]\napprise = "T0KEN"\n',
        '[channels.x]\napprise = "a://T0KEN"\nwebhook = "https://B0KEN"\n',
        '[channels.x]\napprise = "a://T0KEN"\nsecret = "B0KEN"\n',
        '[channels.x]\napprise = ["a://T0KEN"]\n',
        '[channels]\nx = "a://T0KEN"\n',
        '[channels.x]\napprise = "a://T0KEN\n',
    ],
)
def test_a_wrong_channel_is_named_and_not_shown(configure: Configure, wrong: str) -> None:
    with pytest.raises(Exception, match=r"aimcrawl\.toml: .*(channels\.x|not valid TOML)") as caught:
        configure(wrong)
    assert "KEN" not in str(caught.value)


@pytest.fixture
def waiting_home(configure: Configure) -> Home:
    """A home that has something to tell, and nothing to crawl."""
    home = configure()
    happens(home, "One")
    with home.open_archive() as archive, archive.writing() as connection:
        set_source_status(connection, "agency", "removed")
    return home


def test_crawl_says_that_an_alert_failed_and_ends_as_the_crawls_did(waiting_home: Home, hook: Hook) -> None:
    hook.replies = [(500, {})]
    result = call(waiting_home, "crawl", "--all")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "nothing to crawl",
        "alerts: hook: it answered 500; 1 of 1 message will be tried again",
    ]


@pytest.mark.parametrize(
    ("answer", "says"),
    [(500, ""), (410, "alerts: hook: it answered 410; 1 of 1 message given up; see: aimcrawl alerts failed\n")],
)
def test_cron_hears_of_an_alert_that_was_given_up_alone(waiting_home: Home, hook: Hook, answer: int, says: str) -> None:
    hook.replies = [(answer, {})]
    assert call(waiting_home, "crawl", "--due", "--quiet").output == says


def test_crawl_does_not_wait_long_for_another_that_sends(
    waiting_home: Home, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flushing.flush, "__kwdefaults__", {"patience": 0.0})
    with waiting_home.open_archive() as archive, flush_lock(archive, patience=0):
        busy = call(waiting_home, "crawl", "--all")
        flush = call(waiting_home, "alerts", "flush")
    assert (busy.exit_code, flush.exit_code) == (0, 5)
    assert "another process is sending alerts" in busy.stderr
    assert hook.got == []
