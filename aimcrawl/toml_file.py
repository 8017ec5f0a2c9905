"""Strict TOML: a file becomes a msgspec Struct, or an error that names the file, the key and what was expected.

Used for ``aimcrawl.toml`` and for profiles alike. Writing TOML is not done here.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from aimcrawl.errors import ConfigurationError

__all__ = ["located", "parse_toml", "read_text", "read_toml"]

T = TypeVar("T", bound=msgspec.Struct)

_WHERE = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<where>.*)`)?$", re.DOTALL)
_FIELD = re.compile(r"^Object (?P<problem>contains unknown|missing required) field `(?P<key>.*)`$")
_ENUM = re.compile(r"^Invalid enum value (?P<value>.*)$")
_OWN = re.compile(r"^(?P<key>\w+): (?P<problem>.*)$", re.DOTALL)
"""How a Struct's ``__post_init__`` words a ValueError: the key's own name, a colon, what was expected."""
_HEADER = re.compile(r"\s*(?P<many>\[)?\[(?P<table>[\w.-]+)\]")
_KEY = re.compile(r"\s*(?P<key>[\w.-]+)\s*=")
_ANY_KEY = "[...]"
"""How msgspec writes the name of an entry of a table whose names people choose."""
_TYPES = re.compile(r"`([^`]*)`")
_WORDS = {
    "array": "an array",
    "bool": "true or false",
    "float": "a number",
    "int": "a whole number",
    "null": "nothing",
    "object": "a table",
    "str": "text",
}


def read_toml(path: Path, kind: type[T]) -> T:
    """Read the TOML file at ``path`` into a ``kind``.

    Raises:
        ConfigurationError: the file is missing, cannot be read, is not TOML, or holds what ``kind`` does not allow.
    """
    return parse_toml(read_text(path), kind, name=path)


def read_text(path: Path) -> str:
    """Return the text of the file at ``path``.

    Raises:
        ConfigurationError: the file is missing, cannot be read, or is not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(f"{path}: line {line} is not UTF-8; save the file as UTF-8") from error


def parse_toml(text: str, kind: type[T], *, name: Path | str) -> T:
    """Read TOML ``text`` into a ``kind``; ``name`` is what errors call it.

    Raises:
        ConfigurationError: the text is not TOML, or holds what ``kind`` does not allow.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{name}: not valid TOML: {error}") from error
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        key, problem = _explain(str(error), kind)
        key = _with_name(key, data, str(error), kind)
        raise ConfigurationError(located(name, text, key, problem)) from error


def located(name: Path | str, text: str, key: str, problem: str) -> str:
    """Return an error message: the file, the line of ``key`` in its ``text`` where it has one, the key, the problem."""
    line = line_of(text, key)
    where = [str(name), f"line {line}" if line else "", key, problem]
    return ": ".join(part for part in where if part)


def line_of(text: str, key: str) -> int | None:
    """Return on which line, from 1, TOML ``text`` sets the key at a dotted path; None if on none."""
    current, seen = "", Counter[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HEADER.match(line):
            table = match["table"]
            current = f"{table}[{seen[table]}]" if match["many"] else table
            seen[table] += 1
        elif match := _KEY.match(line):
            path = f"{current}.{match['key']}".lstrip(".")
            if path == key or key.startswith(f"{path}["):
                return number
    return None


def _with_name(key: str, data: Mapping[str, Any], message: str, kind: type[msgspec.Struct]) -> str:
    """Return a key with the name of the entry that is at fault, in a table whose names people choose."""
    table, found, rest = key.partition(_ANY_KEY)
    for name, value in data.get(table, {}).items() if found else ():
        try:
            msgspec.convert({**data, table: {name: value}}, kind)
        except msgspec.ValidationError as error:
            if str(error) == message:
                return f"{table}.{name}{rest}"
    return key


def _explain(message: str, kind: type[msgspec.Struct]) -> tuple[str, str]:
    """Put msgspec's message in the words of a person who edits the file: the dotted key, and what is wrong with it."""
    match = _WHERE.match(message)
    what, where = (match["what"], match["where"] or "") if match else (message, "")
    key = where.lstrip(".")
    if field := _FIELD.match(what):
        full = f"{key}.{field['key']}".lstrip(".")
        if field["problem"] == "missing required":
            return full, "missing"
        return full, f"unknown key{_suggest(full, key, kind)}"
    if value := _ENUM.match(what):
        return key, f"expected {' or '.join(_choices(key, kind))}; got {value['value']}"
    if own := _OWN.match(what):
        return f"{key}.{own['key']}".lstrip("."), own["problem"]
    what = _TYPES.sub(lambda match: _in_words(match[1]), what)
    return key, f"{what[:1].lower()}{what[1:]}"


def _in_words(types: str) -> str:
    """Return what msgspec calls ``str | null`` as ``text``: nothing is left out of a file, not written into it."""
    names = types.split(" | ")
    return " or ".join(_WORDS.get(name, name) for name in names if name != "null" or len(names) == 1)


def _suggest(key: str, table: str, kind: type[msgspec.Struct]) -> str:
    """Say which known key an unknown one may mean: one of that name in another table, else the likest in its own."""
    key, table = _bare(key), _bare(table)
    known = [path for path, _ in _fields(kind)]
    name = key.rpartition(".")[2]
    siblings = [path for path in known if path.rpartition(".")[0] == table]
    near = [path for path in known if path.rpartition(".")[2] == name] or difflib.get_close_matches(key, siblings, n=1)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; known are {', '.join(sorted(siblings))}"


def _choices(key: str, kind: type[msgspec.Struct]) -> list[str]:
    """Return what the key at a dotted path may be, where some of it is a fixed set of values."""
    types = [shape for path, shape in _fields(kind) if path == _bare(key)]
    return [choice for shape in types for choice in _literals(shape)]


def _bare(key: str) -> str:
    """Return a key without the numbers and names of entries."""
    return re.sub(r"\[[^]]*\]", "", key)


def _literals(shape: msgspec.inspect.Type) -> Iterator[str]:
    """Yield what a type with fixed values allows as TOML writes it, through unions and arrays."""
    if isinstance(shape, msgspec.inspect.LiteralType):
        yield from (msgspec.json.encode(value).decode() for value in shape.values)
    elif isinstance(shape, msgspec.inspect.StrType):
        yield "text"
    elif isinstance(shape, msgspec.inspect.Metadata):
        yield from _literals(shape.type)
    elif isinstance(shape, msgspec.inspect.UnionType):
        yield from (choice for part in shape.types for choice in _literals(part))
    elif isinstance(shape, msgspec.inspect.CollectionType):
        yield from _literals(shape.item_type)


def _fields(kind: type[msgspec.Struct]) -> Iterator[tuple[str, msgspec.inspect.Type]]:
    """Yield the dotted path and type of every key of a Struct and its tables."""
    shape = msgspec.inspect.type_info(kind)
    if isinstance(shape, msgspec.inspect.StructType):
        yield from _walk(shape, "")


def _walk(shape: msgspec.inspect.StructType, prefix: str) -> Iterator[tuple[str, msgspec.inspect.Type]]:
    for field in shape.fields:
        path = f"{prefix}{field.encode_name}"
        yield path, field.type
        inner = field.type
        if isinstance(inner, msgspec.inspect.CollectionType):
            inner = inner.item_type
        elif isinstance(inner, msgspec.inspect.DictType):
            inner = inner.value_type
        if isinstance(inner, msgspec.inspect.StructType):
            yield from _walk(inner, f"{path}.")
