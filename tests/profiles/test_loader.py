"""A profile is read as it was meant, or the person who wrote it is told what is wrong, where, and what to write."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import jsonschema
import pytest

from aimcrawl.errors import ConfigurationError
from aimcrawl.profiles import load_profile, parse_duration, parse_profile, profile_hash, profile_schema, shipped

HEAD = 'name = "Example"\nurl = "http://example.org/news"\n'
FLAT = HEAD + '[list]\nlayout = "flat"\n'


def test_a_short_profile_is_enough() -> None:
    profile = parse_profile(FLAT)
    assert (profile.name, profile.list.layout, profile.pager.kind) == ("Example", "flat", "none")
    assert profile.politeness.delay == 1.0


@pytest.mark.parametrize("slug", shipped())
def test_shipped_profiles_load_and_fit_the_schema(slug: str) -> None:
    parse_profile(shipped()[slug], name=slug)
    jsonschema.validate(tomllib.loads(shipped()[slug]), profile_schema())


def test_aim_progress_is_the_first_source() -> None:
    profile = parse_profile(shipped()["aim-progress"])
    assert profile.url == "http://aim-progress.com/news.php?pmenu=3"
    assert (profile.pager.parameter, profile.pager.first, profile.pager.step) == ("offset", 0, 1)
    assert profile.pager.parameters == ("offset",)
    assert profile.fields.link is False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD, "p.toml: list: missing"),
        (FLAT + "[pager]\nstepp = 1", "p.toml: line 6: pager.stepp: unknown key; did you mean pager.step?"),
        (HEAD + "step = 1\n[list]\nlayout='flat'", "p.toml: line 3: step: unknown key; did you mean pager.step?"),
        (HEAD + '[list]\nlayout = "wrapped"', "p.toml: list.item: missing: layout 'wrapped' needs"),
        (FLAT + 'within = "div >"', "p.toml: line 5: list.within: not a CSS selector"),
        (FLAT + 'drop = ["p", "a["]', "p.toml: line 5: list.drop: not a CSS selector"),
        (FLAT + 'item = "h3::text"', "p.toml: line 5: list.item: expected a selector of elements"),
        (FLAT + 'group = "h3"', "p.toml: line 5: list.group: only layout 'grouped'"),
        (FLAT + '[fields]\ntitle = "h3:wrong"', "p.toml: line 6: fields.title: not a CSS selector"),
        (FLAT + '[dates]\nformats = ["%d %Q"]', "p.toml: line 6: dates.formats: strptime knows no %Q"),
        (FLAT + '[dates]\nformats = ["day month"]', "p.toml: line 6: dates.formats: expected a strptime format"),
        (FLAT + '[dates]\nlanguage = "English"', "p.toml: line 6: dates.language: expected a language tag"),
        (FLAT + '[pager]\nkind = "parameter"', "p.toml: pager.parameter: missing"),
        (FLAT + '[pager]\nkind = "path"\ntemplate = "/p/2"', "p.toml: line 7: pager.template: expected one {}"),
        (FLAT + "[expect]\nitems = [9, 3]", "p.toml: line 6: expect.items: expected the least before the greatest"),
        (
            HEAD + 'full_every = "a week"\n[list]\nlayout="flat"',
            "p.toml: line 3: full_every: expected a length of time",
        ),
        (HEAD + 'encoding = "utf-9"\n[list]\nlayout="flat"', "p.toml: line 3: encoding: expected a character set"),
        (HEAD + 'hosts = ["http://x/"]\n[list]\nlayout="flat"', "p.toml: line 3: hosts: expected a bare host"),
        ("name = \n", "p.toml: not valid TOML"),
    ],
)
def test_what_cannot_be_meant_is_told_with_line_key_and_expectation(text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_profile(text, name="p.toml")
    assert str(caught.value).startswith(message)
    assert caught.value.exit_code == 2


def test_all_problems_are_told_at_once() -> None:
    text = FLAT + 'within = "a >"\n[pager]\nkind = "path"'
    with pytest.raises(ConfigurationError, match=r"list\.within[^\n]*\n[^\n]*pager\.template"):
        parse_profile(text)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.toml: cannot be read"):
        load_profile(tmp_path / "none.toml")


def test_a_file_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    path.write_text(FLAT)
    assert load_profile(path) == parse_profile(FLAT)


def test_the_hash_is_of_the_text() -> None:
    assert profile_hash(FLAT) == profile_hash(FLAT)
    assert profile_hash(FLAT) != profile_hash(FLAT + "# a comment\n")
    assert profile_hash("").startswith("sha256:")


@pytest.mark.parametrize(
    ("text", "length"),
    [("7d", dt.timedelta(days=7)), ("6h", dt.timedelta(hours=6)), ("2 w", dt.timedelta(weeks=2))],
)
def test_lengths_of_time(text: str, length: dt.timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize("text", ["", "7", "d", "-7d", "7 days", "1.5h", "٧d", "9999999d"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="expected a length of time"):
        parse_duration(text)
