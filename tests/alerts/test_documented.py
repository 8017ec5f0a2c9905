"""Every key of aimcrawl.toml is documented, and the examples are such files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from aimcrawl.config import Config
from aimcrawl.toml_file import parse_toml
from archive.alerts.deliveries import PAUSES
from archive.alerts.entries import EntryView
from archive.alerts.rules import ITEM_KINDS, NOTICE_KINDS, Rule
from archive.alerts.timing import Timing

DOCS = Path(__file__).parents[2] / "docs"
ALERTS = (DOCS / "alerts.md").read_text(encoding="utf-8")
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")
KEY = re.compile(r"^\| `([a-zA-Z_.]+)` \|", re.MULTILINE)


def keys(kind: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(kind):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from keys(field.type, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}"


def test_every_key_of_the_configuration_is_documented_and_no_other() -> None:
    assert [key.removesuffix(".NAME") for key in KEY.findall(CONFIGURATION)] == list(keys(Config))


def test_every_key_and_kind_of_a_rule_is_documented() -> None:
    assert KEY.findall(ALERTS) == list(keys(Rule))
    assert [kind for kind in ITEM_KINDS + NOTICE_KINDS if f"`{kind}`" not in ALERTS] == []


def test_the_examples_are_configurations() -> None:
    examples = re.findall(r"^```toml\n(.*?)^```", ALERTS, re.MULTILINE | re.DOTALL)
    rules, times = (parse_toml(example, Config, name="alerts.md") for example in examples)
    assert len(rules.alerts) == 4
    assert times.deliveries == Timing(timezone="Europe/Berlin", digest_hour=7)


def test_the_json_has_the_keys_that_are_documented() -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```", ALERTS, re.MULTILINE | re.DOTALL)
    (entry,) = msgspec.json.decode(example)["data"]["entries"]
    assert tuple(entry) == EntryView.__struct_fields__
    msgspec.convert(entry, EntryView)


def test_the_pauses_are_those_that_are_documented() -> None:
    hours = [pause.total_seconds() / 3600 for pause in PAUSES]
    assert hours == [1 / 60, 5 / 60, 0.5, 2, 6, 12, 24], "docs/alerts.md names them"
