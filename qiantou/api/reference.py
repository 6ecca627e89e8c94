"""The operations as a page 接口说明: read off the OpenAPI description itself, so that it cannot say anything else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qiantou.api import words

if TYPE_CHECKING:
    from ninja import NinjaAPI

METHODS = ("get", "post")
SCHEME = "token"


@cache
def described() -> Mapping[str, Any]:
    """The OpenAPI description; it is the same as long as the program runs.

    Its hundreds of shapes are built when somebody first asks: a page, a worker or a command never waits for them.
    """
    from qiantou.api.app import api

    schema: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/")
    ways = dict(_ways(api))
    for _path, _method, operation in _every(schema):
        operation["security"] = [{SCHEME: way} for way in ways[operation["operationId"]]]
    schema["components"]["securitySchemes"] = {SCHEME: {"type": "http", "scheme": "bearer"}}
    return schema


def _ways(api: NinjaAPI) -> Iterator[tuple[str, Sequence[Sequence[str]]]]:
    """Operation → the sets of scopes of which a token has one whole (OpenAPI 3.1: roles of a bearer token)."""
    from qiantou.api.scope import Scoped

    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                found = [auth for auth in operation.auth_callbacks if isinstance(auth, Scoped)]
                yield str(operation.operation_id), [list(way) for auth in found for way in auth.ways]


def _every(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


@cache
def _written() -> bytes:
    return json.dumps(described(), ensure_ascii=False, cls=DjangoJSONEncoder).encode()


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description as programs read it; open to everybody, as it says nothing of this site."""
    return HttpResponse(_written(), content_type="application/json")


@login_required
@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in _operations(described()):
        groups.setdefault(words.group(one["tag"]), []).append(one)
    context = {"groups": list(groups.items()), "count": sum(len(own) for own in groups.values())}
    return render(request, "desk/tokens/reference.html", context)


def _operations(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    shapes = described["components"]["schemas"]
    for path, method, operation in _every(described):
        yield _told(path, method, operation, shapes)


def _told(path: str, method: str, operation: Mapping[str, Any], shapes: Mapping[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    sent = shapes.get(body.get("$ref", "").rpartition("/")[2], body)
    asked = [one for one in operation.get("parameters", []) if one["in"] == "query"]
    return {
        "id": operation["operationId"], "called": words.operation(operation["operationId"]),
        "method": method.upper(), "path": path, "tag": operation["tags"][0],
        "summary": operation.get("description") or operation.get("summary", ""),
        "ways": [" + ".join(way) for one in operation["security"] for way in one.values()],
        "fields": [_field(name, one, sent.get("required", ())) for name, one in sent.get("properties", {}).items()],
        "query": [_field(one["name"], one["schema"], [one["name"]] if one.get("required") else []) for one in asked],
    }  # fmt: skip


def _field(name: str, shape: Mapping[str, Any], required: Any) -> dict[str, Any]:
    return {"name": name, "called": words.field(name), "type": _type(shape), "required": name in required}


def _type(shape: Mapping[str, Any]) -> str:
    """The type in one short line: "Reservation or null"."""
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "enum" in shape:
        return " | ".join(str(one) or '""' for one in shape["enum"])
    if "anyOf" in shape:
        return " or ".join(_type(one) for one in shape["anyOf"])
    if shape.get("type") == "array":
        return f"list of {_type(shape.get('items') or shape.get('prefixItems', [{}])[0])}"
    return str(shape.get("format") or shape.get("const") or shape.get("type", "any"))
