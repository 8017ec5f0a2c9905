"""A profile as the TOML that people read and edit: keys in the order of the model, a comment with the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import tomlkit
from tomlkit.items import Table

from aimcrawl.profiles.model import Profile

__all__ = ["write_profile"]

_ALWAYS = ("pager.kind",)
"""Keys that are written although they are the default, since their absence would leave a question open."""


def write_profile(profile: Profile, evidence: Mapping[str, str]) -> str:
    """Return the text of ``sources/<slug>.toml``: what is not the default, with ``evidence`` by dotted key."""
    document = tomlkit.document()
    for name, value in msgspec.to_builtins(profile).items():
        if not isinstance(value, dict):
            _put(document, name, name, value, evidence)
    given = msgspec.to_builtins(profile)
    for name in profile.__struct_fields__:
        struct = getattr(profile, name)
        if not isinstance(struct, msgspec.Struct):
            continue
        values = dict(given.get(name, {}))
        values |= {key: getattr(struct, key) for key in struct.__struct_fields__ if f"{name}.{key}" in _ALWAYS}
        if values:
            document.add(tomlkit.nl())
            table = tomlkit.table()
            for key in struct.__struct_fields__:
                if key in values:
                    _put(table, key, f"{name}.{key}", values[key], evidence)
            document.add(name, table)
    return tomlkit.dumps(document)


def _put(into: tomlkit.TOMLDocument | Table, key: str, path: str, value: Any, evidence: Mapping[str, str]) -> None:
    item = tomlkit.item(list(value) if isinstance(value, tuple) else value)
    if said := evidence.get(path):
        item.comment(" ".join(said.split()))
    into.add(key, item)
