"""An error in a TOML file names the file, the key and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from aimcrawl.config import Config, load_config
from aimcrawl.errors import ArchiveError, ConfigurationError
from aimcrawl.home import create_home
from aimcrawl.profiles.model import Profile
from aimcrawl.toml_file import parse_toml

GOOD = 'name = "News"\nurl = "https://example.org/"\nlist.layout = "flat"\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[crawl]\ncontakt = 'x'", r"crawl\.contakt: unknown key; did you mean crawl\.contact\?"),
        ("contact = 'x'", r"contact: unknown key; did you mean crawl\.contact\?"),
        ("[zzz]", r"zzz: unknown key; known are alerts, captures, channels, crawl, database, deliveries, politeness"),
        ("[crawl]\nconcurrency = 'four'", r"crawl\.concurrency: expected a whole number, got text"),
        ("[crawl]\nconcurrency = 0", r"crawl\.concurrency: expected a whole number >= 1"),
        ("[crawl]\nevery = 'daily'", r"crawl\.every: expected a length of time such as 6h, 7d or 2w; got 'daily'"),
        ("[crawl]\ncontact = 3", r"crawl\.contact: expected text, got a whole number"),
        ("[database]\nurl = 3", r"database\.url: expected text, got a whole number"),
        ("[politeness]\ndelay = true", r"politeness\.delay: expected a number, got true or false"),
        ("crawl = 3", r"crawl: expected a table, got a whole number"),
        ("[crawl\n", r"not valid TOML: .*line 1"),
        ("[crawl]\n[crawl]\n", r"not valid TOML"),
    ],
)
def test_a_wrong_configuration_names_file_key_and_what_was_expected(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "aimcrawl.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=rf"aimcrawl\.toml: (line \d+: )?{message}"):
        load_config(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "News"\n', r"url: missing"),
        (
            GOOD.replace("flat", "flt"),
            r'list\.layout: expected "feed" or "flat" or "grouped" or "wrapped"; got \'flt\'',
        ),
        (GOOD + "list.limit = 3", r"list\.limit: unknown key; did you mean pager\.limit\?"),
        (GOOD + "fields.link = true", r"fields\.link: expected text or false; got True"),
        (GOOD + "encoding = 3", r"encoding: expected text, got a whole number"),
        (GOOD + "hosts = ['a', 3]", r"hosts\[1\]: expected text, got a whole number"),
        (GOOD + "expect.items = [1, 2, 3]", r"expect\.items: expected an array of length 2, got 3"),
    ],
)
def test_a_wrong_profile_names_key_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^news\.toml: (line \d+: )?{message}$"):
        parse_toml(text, Profile, name="news.toml")


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"aimcrawl\.toml: cannot be read: No such file"):
        load_config(tmp_path / "aimcrawl.toml")


def test_a_byte_order_mark_is_no_error_and_another_encoding_is(tmp_path: Path) -> None:
    path = tmp_path / "aimcrawl.toml"
    path.write_bytes(b"\xef\xbb\xbf[crawl]\r\ncontact = 'x'\r\n")
    assert load_config(path).crawl.contact == "x"
    path.write_bytes("[crawl]\ncontact = 'Zoë'".encode("cp1252"))
    with pytest.raises(ConfigurationError, match=r"line 2 is not UTF-8"):
        load_config(path)


@pytest.mark.parametrize(
    "url",
    [
        "mysql://ann:secret@db/news",
        "postgresql+psycopg://ann:secret@db:port/news",
        "postgresql+psycopg:ann:secret",
        "sqlite:///",
        "secret",
        "",
    ],
)
def test_a_database_address_that_is_refused_is_not_shown(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"line 1: database\.url: expected sqlite:///PATH or") as caught:
        parse_toml(f'database.url = "{url}"', Config, name="aimcrawl.toml")
    assert "secret" not in str(caught.value)


def test_a_password_is_shown_in_no_error(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        create_home(tmp_path / "home", database="postgresql+psycopg://ann:secret@127.0.0.1:9/news")
    assert "secret" not in str(caught.value)
    assert not (tmp_path / "home").exists()
