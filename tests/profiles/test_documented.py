"""Every key of a profile is documented, with its default, and nothing is documented that is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from aimcrawl.profiles import Profile, parse_profile

PAGE = Path(__file__).parents[2] / "docs" / "profiles.md"


def keys(kind: type[msgspec.Struct], prefix: str = "") -> Iterator[str]:
    for field in msgspec.structs.fields(kind):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from keys(field.type, f"{prefix}{field.name}.")
        else:
            yield f"{prefix}{field.name}"


def test_the_page_documents_every_key_and_no_other() -> None:
    documented = re.findall(r"^\| `([a-z_.]+)` \|", PAGE.read_text(), re.MULTILINE)
    assert documented == list(keys(Profile))


def test_the_examples_on_the_page_are_profiles() -> None:
    examples = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert examples
    for example in examples:
        parse_profile(example)
