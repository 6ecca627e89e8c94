"""A network given as a file, and the answer as it goes back.

    activities: [{id, party, planned, actual, start?, extensions?: [{party, start, end, regained?}]}]
    links: [{from, to, type, lag}]

JSON in UTF-8, UTF-16 or GB18030, without a name twice or one that is unknown; numbers are days and are read exactly as
they are written. Where no party is named, the activity stands for itself; a link is finish–start without lag unless it
says otherwise. Source: docs/rules/delay.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NoReturn

from qiantou.insight.delay import Finding
from qiantou.insight.malformed import Malformed
from qiantou.insight.network import Activity, Extension, Link, LinkType, Number, number

FAULTS = (
    "network-not-json",
    "network-no-list",
    "network-not-an-object",
    "network-no-name",
    "network-none",
    "network-key-twice",
    "network-key-twice-there",
    "network-unknown-key",
    "network-too-large",
    "network-no-truth",
)
WINDOWS = {"day": 1, "week": 7, "month": 30, "all": None}
"""How many days a window has; None: one window over everything."""
DIGITS = 40
"""Longest number that is read."""
LARGEST, FINEST = 10**15, 10**DIGITS
"""Largest number of days that is read, and the finest part of one."""
WHOLE = ("activities", "links")
KEYS = {
    "activities": {"id", "party", "planned", "actual", "start", "extensions"},
    "extensions": {"party", "start", "end", "regained"},
    "links": {"from", "to", "type", "lag"},
}


def read_network(text: str | bytes) -> tuple[list[Activity], list[Link]]:
    """Raises Malformed with one of FAULTS or of network.FAULTS; what hangs together is checked by `attribute`."""
    try:
        told = json.loads(
            _text(text), parse_float=_exact, parse_int=_exact, parse_constant=str, object_pairs_hook=_once
        )
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", 1)
        raise Malformed("network-not-json", line=line) from fault
    if not isinstance(told, dict):
        raise Malformed("network-not-an-object", what="the file", number=1)
    _known(told, set(WHOLE), "the file", 1)
    activities = [_activity(one, place) for place, one in enumerate(_list(told, "activities"), start=1)]
    if not activities:
        raise Malformed("network-none")
    links = [_link(one, place) for place, one in enumerate(_list(told, "links", needed=False), start=1)]
    return activities, links


def _text(data: str | bytes) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            name = str(found.get("id", ""))[:DIGITS]
            if not name:
                raise Malformed("network-key-twice-there", key=key[:DIGITS])
            raise Malformed("network-key-twice", key=key[:DIGITS], name=name)
        found[key] = value
    return found


def _known(told: Mapping[str, Any], keys: set[str], what: str, place: int) -> None:
    for key in told:
        if key not in keys:
            raise Malformed("network-unknown-key", key=key[:DIGITS], what=what, number=place)


def _exact(text: str) -> Fraction | str:
    """Left as text where no activity could mean it: it is refused by its place."""
    _, _, exponent = text.lower().partition("e")
    return text if len(text) > DIGITS or len(exponent) > 3 else Fraction(text)


def _list(told: Mapping[str, Any], name: str, *, needed: bool = True) -> list[Any]:
    found = told.get(name, None if needed else [])
    if not isinstance(found, list):
        raise Malformed("network-no-list", what=name)
    return found


def _activity(told: object, place: int) -> Activity:
    if not isinstance(told, dict):
        raise Malformed("network-not-an-object", what="activities", number=place)
    _known(told, KEYS["activities"], "activities", place)
    name = _name(told, "id", "activities", place)
    party = name if told.get("party") is None else _name(told, "party", "activities", place)
    told_of = enumerate(_list(told, "extensions", needed=False), start=1)
    extensions = tuple(_extension(one, name, party, number) for number, one in told_of)
    start = told.get("start")
    return Activity(
        name,
        party,
        _number(told.get("planned"), name, "planned"),
        _number(told.get("actual"), name, "actual"),
        None if start is None else _number(start, name, "start"),
        extensions,
    )


def _extension(told: object, name: str, party: str, place: int) -> Extension:
    if not isinstance(told, dict):
        raise Malformed("network-not-an-object", what=f"extensions {name}", number=place)
    _known(told, KEYS["extensions"], f"extensions {name}", place)
    ends = [_number(told.get(end), name, f"extension {end}") for end in ("start", "end")]
    named = party if told.get("party") is None else _name(told, "party", f"extensions {name}", place)
    regained = told.get("regained", False)
    if not isinstance(regained, bool):
        raise Malformed("network-no-truth", activity=name, what="regained", value=str(regained)[:DIGITS])
    return Extension(named, ends[0], ends[1], regained)


def _link(told: object, place: int) -> Link:
    if not isinstance(told, dict):
        raise Malformed("network-not-an-object", what="links", number=place)
    _known(told, KEYS["links"], "links", place)
    before, after = (_name(told, end, "links", place) for end in ("from", "to"))
    kind = "FS" if told.get("type") is None else told["type"]
    known = LinkType.__members__.get(str(kind).upper())
    if known is None:
        raise Malformed("network-link-type", before=before, after=after, type=str(kind)[:DIGITS])
    lag = told.get("lag")
    return Link(before, after, known, 0 if lag is None else _number(lag, f"{before} → {after}", "lag"))


def _name(told: Mapping[str, Any], key: str, what: str, place: int) -> str:
    """Text, or a whole number."""
    value = told.get(key)
    if isinstance(value, str) and value.strip():
        return value
    if isinstance(value, Fraction) and value.denominator == 1:
        return str(value)
    raise Malformed("network-no-name", what=what, number=place, key=key)


def _number(value: object, name: str, what: str) -> Number:
    if value is None:
        _missing(name, what)
    text: object = f"{value[:DIGITS]}…" if isinstance(value, str) and len(value) > DIGITS else value
    exact = number(text, activity=name, what=what)
    if not -LARGEST <= exact <= LARGEST or exact.denominator > FINEST:
        raise Malformed("network-too-large", activity=name, what=what)
    return exact


def _missing(name: str, what: str) -> NoReturn:
    raise Malformed("network-missing", activity=name, what=what)


def decimal(value: Fraction) -> int | float:
    """A JSON number, right to 15 digits."""
    return value.numerator if value.denominator == 1 else float(value)


def answer(found: Finding, window: str) -> dict[str, object]:
    """What goes back as JSON, with its exact fractions as text under `exact`."""
    return {
        "planned_finish": decimal(found.planned_finish),
        "actual_finish": decimal(found.actual_finish),
        "delay": decimal(found.delay),
        "shares": _decimals(found.shares),
        "by_activity": _decimals(found.by_activity),
        "but_for": _decimals(found.but_for),
        "concurrent": decimal(found.concurrent),
        "window": {"choice": window, "days": WINDOWS[window]},
        "windows": [
            {
                "begin": None if one.begin is None else decimal(one.begin),
                "end": None if one.end is None else decimal(one.end),
                "before": decimal(one.before),
                "after": decimal(one.after),
                "shares": _decimals(one.shares),
                "concurrent": decimal(one.concurrent),
            }
            for one in found.by_window
        ],
        "interval": None
        if found.interval is None
        else {name: [decimal(low), decimal(high)] for name, (low, high) in found.interval.items()},
        "floats": _decimals(found.floats),
        "float_used": _decimals(found.float_used),
        "exact": {
            "planned_finish": str(found.planned_finish),
            "actual_finish": str(found.actual_finish),
            "delay": str(found.delay),
            "shares": {name: str(share) for name, share in found.shares.items()},
            "by_activity": {name: str(share) for name, share in found.by_activity.items()},
            "concurrent": str(found.concurrent),
        },
    }


def _decimals(told: Mapping[str, Fraction]) -> dict[str, int | float]:
    return {name: decimal(value) for name, value in told.items()}
