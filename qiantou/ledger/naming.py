"""Which streams the facts of an entry name besides its own: such matters are not judged by themselves.

Facts are taken as they are found, canonical and committed, of any shape: what has another is told where it is decoded.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

_ONE: Final = ("parent", "signature", "follows")
LEADS: Final = "lead"
"""The effect of a matter by which the lead of a joint work passes, and with it all matters of that work."""


def names_of(facts: Mapping[str, Any]) -> Iterator[str]:
    data = facts["data"]
    match facts["type"]:
        case "matter.offered":
            yield from _texts(data.get(name) for name in _ONE)
            about = data.get("about")
            if about and isinstance(about, list):
                yield from _texts(about)
                yield from (text.partition("/")[0] for text in _texts(about))  # an entry: "stream/version"
            policy = data.get("policy")
            if isinstance(policy, dict) and policy.get("effect") == LEADS:
                yield from _texts((data.get("joint"),))
        case "matter.block_filed":
            yield from _texts((data.get("blocker"),))
        case "register.listed" if isinstance(data.get("value"), dict):
            yield from _of_value(str(data.get("section")), data["value"])


def _of_value(section: str, value: Mapping[str, Any]) -> Iterator[str]:
    """What a meeting is about and decided; the page opened under a look-up; the entries that a check shows."""
    match section:
        case "meeting":
            for one in _rows(value.get("decisions")):
                yield from _texts((one.get("matter"), one.get("opened")))
            for point in _rows(value.get("agenda")):
                named = point.get("matters")
                yield from _texts(named if isinstance(named, list) else ())
        case "looked":
            yield from _texts((value.get("matter"),))
        case "addition":
            yield from _texts((value.get("clearing"),))
        case "check":
            yield from _texts((value.get("application"),))
            shown = [_rows(value.get("dissent"))]
            for stand in _rows(value.get("stands")):
                shown += (_rows(stand.get("speaks_for")), _rows(stand.get("against")))
            yield from _texts(one.get("stream") for rows in shown for one in rows)


def _rows(told: Any) -> list[Mapping[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _texts(values: Any) -> Iterator[str]:
    for value in values:
        if isinstance(value, str):
            yield value
