"""Requests made up from the description, seeded: every value is of its shape, and many name what is really there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any
from urllib.parse import quote

WORDS = ("", "修复老桥", "a" * 600, "​", "'; --", "2026-03-20", "0", "<b>", "县政府办〔2026〕12号")
DAYS = ("2026-03-02", "2026-03-20", "2026-04-10", "1800-01-01", "2100-12-31", "9999-12-31")
INSTANTS = ("2026-03-02T09:00:00+08:00", "2026-03-03T09:00:00Z", "2026-03-02T09:00:00")
NUMBERS = (0, 1, 2, 5, 100, -1, 2**31, 2**63)
OPTIONAL, USUAL = 0.5, 0.9


class MadeUp:
    """Values for the shapes of one description; `there`: names of things that are there; `usual`: by field."""

    def __init__(
        self, described: Mapping[str, Any], there: Sequence[str], usual: Mapping[str, Sequence[Any]], seed: int
    ) -> None:
        self.shapes = described["components"]["schemas"]
        self.there, self.usual, self.chance = list(there), dict(usual), Random(seed)

    def named(self, name: str, shape: Mapping[str, Any]) -> Any:
        """A value of the field: mostly a usual one where there is one."""
        if name in self.usual and self.chance.random() < USUAL:
            return self.chance.choice(self.usual[name])
        return self.value(shape)

    def value(self, shape: Mapping[str, Any]) -> Any:
        chance = self.chance
        if "$ref" in shape:
            return self.value(self.shapes[shape["$ref"].rpartition("/")[2]])
        for many in ("anyOf", "oneOf", "enum"):
            if many in shape:
                one = chance.choice(shape[many])
                return one if many == "enum" else self.value(one)
        if "const" in shape:
            return shape["const"]
        match shape.get("type"):
            case "object":
                return self._object(shape)
            case "array":
                return self._array(shape)
            case "integer" | "number":
                least, most = shape.get("minimum", -(2**63)), shape.get("maximum", 2**63)
                return chance.choice([number for number in NUMBERS if least <= number <= most])
            case "boolean":
                return chance.random() < 0.5
            case "null":
                return None
            case "string":
                return self._text(shape)
        return chance.choice((*WORDS, *NUMBERS))

    def _object(self, shape: Mapping[str, Any]) -> dict[str, Any]:
        must = shape.get("required", ())
        told = {
            name: self.named(name, one)
            for name, one in shape.get("properties", {}).items()
            if name in must or self.chance.random() < OPTIONAL
        }
        if isinstance(shape.get("additionalProperties"), dict):
            told |= {self.chance.choice(self.there): self.value(shape["additionalProperties"])}
        return told

    def _array(self, shape: Mapping[str, Any]) -> list[Any]:
        if "prefixItems" in shape:
            return [self.value(one) for one in shape["prefixItems"]]
        least = shape.get("minItems", 0)
        return [self.value(shape.get("items", {})) for _ in range(self.chance.randint(least, least + 2))]

    def _text(self, shape: Mapping[str, Any]) -> str:
        chance = self.chance
        if shape.get("format") == "date":
            return chance.choice(DAYS)
        if shape.get("format") == "date-time":
            return chance.choice(INSTANTS)
        if shape.get("format") == "time":
            return chance.choice(("08:30:00", "12:00:00", "00:00:00", "18:00:00"))
        pool = [*self.there, *self.there, *WORDS]
        if "pattern" in shape:
            pool = [text for text in (*pool, "A", "C1", "k" * 32) if re.search(shape["pattern"], text)]
        return chance.choice(pool)[: shape.get("maxLength", 10_000)]

    def request(self, path: str, operation: Mapping[str, Any]) -> tuple[str, dict[str, Any], Any]:
        """The address with its gaps filled, the query, and the body (None for none)."""
        query: dict[str, Any] = {}
        for one in operation.get("parameters", ()):
            if one["in"] == "path":
                gap = (
                    "1"
                    if one["schema"].get("type") == "integer"
                    else self.named(_place(path, one["name"]), {"type": "string"})
                )
                path = path.replace(f"{{{one['name']}}}", quote(gap))
            elif one["in"] == "query" and self.chance.random() < OPTIONAL:
                query[one["name"]] = self.named(one["name"], one["schema"])
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        return path, {name: one for name, one in query.items() if one is not None}, body and self.value(body)


def _place(path: str, name: str) -> str:
    """The name of a gap in an address: whose ref it is."""
    return f"{path.split('/')[2]}.{name}"
