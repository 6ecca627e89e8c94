"""Old shapes of entries, brought to the present one. The only place that knows them.

`SHAPES[n]` turns a text of shape n into one of shape n + 1; entries themselves are never rewritten.
"""

from collections.abc import Callable
from typing import Any

SHAPES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upcast(told: Any) -> dict[str, Any]:
    """The facts in the present shape. Raises ValueError for what is no entry, or newer than this program."""
    if not isinstance(told, dict) or {"v", "type", "by", "data"} - told.keys():
        raise ValueError("these facts are not those of an entry")
    shape: dict[str, Any] = told
    while shape["v"] in SHAPES:
        shape = SHAPES[shape["v"]](shape)
    if shape["v"] != 1:
        raise ValueError(f"an entry of shape {shape['v']} needs a newer program")
    return shape
