"""The API described in OpenAPI 3.1, made from the classes that it takes and gives."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from archive.web.api import ENDPOINTS, Endpoint, Failure
from archive.web.asking import Nothing, question
from archive.web.shelf import Shelf

__all__ = ["document"]

_NAMED: Final = {"$ref": "#/components/schemas/Failure"}
_PATH_PARAMETERS: Final = {
    "id": {"type": "string", "minLength": 1, "maxLength": 100},
    "number": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
}
_WHAT_FAILS: Final = {"400": "What was asked is not well formed.", "404": "There is no such thing."}


def document(request: Request, _shelf: Shelf, _connection: Connection) -> Response:
    """Give the description of the API."""
    question(request, Nothing)
    return Response(_document(), media_type="application/json")


@cache
def _document() -> bytes:
    gives = [endpoint.gives for endpoint in ENDPOINTS.values()]
    schemas, components = msgspec.json.schema_components([*gives, Failure], ref_template="#/components/schemas/{name}")
    paths = {
        f"/api/v1{path}": {"get": _operation(path, endpoint, schema)}
        for (path, endpoint), schema in zip(ENDPOINTS.items(), schemas, strict=False)
    }
    about = {
        "title": "AimCrawl",
        "version": "1",
        "description": "An archive of news pages, for reading only. Times are UTC, days as the site gave them.",
        "license": {"name": "MIT", "identifier": "MIT"},
    }
    return msgspec.json.encode(
        {"openapi": "3.1.0", "info": about, "paths": paths, "components": {"schemas": components}}
    )


def _operation(path: str, endpoint: Endpoint, schema: dict[str, Any]) -> dict[str, Any]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": _PATH_PARAMETERS[name]}
        for name in re.findall(r"{(\w+)}", path)
    ]
    answers: dict[str, Any] = {"200": _answer("What was asked for.", schema)}
    answers |= {code: _answer(what, _NAMED) for code, what in _WHAT_FAILS.items()}
    return {
        "operationId": "-".join(re.findall(r"\w+", path)),
        "summary": endpoint.summary,
        "parameters": [*in_path, *_parameters(endpoint.asks)],
        "responses": answers,
    }


def _parameters(asks: type[msgspec.Struct]) -> list[dict[str, Any]]:
    """Describe the fields of a question as query parameters; that one may be left out is said once, not in its type."""
    (_,), components = msgspec.json.schema_components([asks], ref_template="{name}")
    described = components[asks.__name__]
    required = described.get("required", [])
    return [_parameter(name, schema, required=name in required) for name, schema in described["properties"].items()]


def _parameter(name: str, schema: dict[str, Any], *, required: bool) -> dict[str, Any]:
    outer = {key: value for key, value in schema.items() if key != "anyOf"}
    inner: dict[str, Any] = next((one for one in schema.get("anyOf", []) if one.get("type") != "null"), {})
    schema = outer | inner
    if schema.get("default", "") is None:
        del schema["default"]
    if "enum" in schema:
        schema["enum"] = [value for value in schema["enum"] if value is not None]
    described = {"description": schema.pop("description")} if "description" in schema else {}
    return {"name": name, "in": "query", "required": required, "schema": schema, **described}


def _answer(what: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": what, "content": {"application/json": {"schema": schema}}}
