"""What differs between two versions of a plan, and whom the difference touches (docs/rules/plan.md, "Versions").

A plan's content is read per section: name → value. The order of lines is no difference of what anybody owes.
Whoever owed a line before or owes it now, whoever accepts it before or now, and whoever promised a means signs a
change of it; so does whoever has another share of the credit by it; nobody else does. What is signed are the names as
they stand in one version: a later one which leaves a name and its share as they were leaves the signature standing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from qiantou.core.credit import reshared
from qiantou.core.kernel import Desk, Entry
from qiantou.core.plan import (
    LINES,
    MEANS,
    PLAN_SECTIONS,
    VERSIONS,
    Line,
    Means,
    PlanValue,
    Purpose,
    Version,
    name_of,
)  # fmt: skip
from qiantou.core.register import Listed

Content = Mapping[str, Mapping[str, PlanValue]]
"""Section → name → value, as of one version."""

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Difference:
    """One name of one section: `before` is None where it was added, `after` where it was removed.

    `fields`: the names of what changed in it, in the order of the value's own fields.
    """

    section: str
    name: str
    before: PlanValue | None
    after: PlanValue | None
    fields: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        if self.before is None:
            return ADDED
        return REMOVED if self.after is None else CHANGED


@dataclass(frozen=True)
class Signed:
    """A version put out to be signed: the plan as it stood at its entry, which is the `entry`-th of the plan's.

    `by`: the lead that put it out, and so signed it; None: the rule, or the site itself.
    """

    number: int
    purpose: Purpose
    content: Content
    entry: int = 0
    by: Desk | None = None


def content(entries: Sequence[Entry[Listed]], through: int | None = None) -> dict[str, dict[str, PlanValue]]:
    """The plan as it stood at version `through` of its stream, by default as it stands; versions are no part of it.

    The last entry of a name holds, whatever day it names: a plan is drafted, not scheduled.
    """
    found: dict[str, dict[str, PlanValue]] = {section: {} for section in PLAN_SECTIONS if section != VERSIONS}
    for entry in entries:
        listed = entry.event
        if (through is not None and entry.version > through) or listed.section not in found:
            continue
        name = name_of(listed.key)
        if isinstance(listed.value, PlanValue):
            found[listed.section][name] = listed.value
        else:
            found[listed.section].pop(name, None)
    return found


def put_out(entries: Sequence[Entry[Listed]]) -> list[tuple[Version, Entry[Listed]]]:
    """The versions put out, oldest first, each with its entry."""
    return [(entry.event.value, entry) for entry in entries if isinstance(entry.event.value, Version)]


def signed_versions(entries: Sequence[Entry[Listed]]) -> list[Signed]:
    """The versions put out to be signed, from the last that everybody signs anew."""
    told = versions_to_sign(entries)
    anew = [at for at, one in enumerate(told) if one.purpose is Purpose.SIGNATURE]
    return told[anew[-1] :] if anew else told


def versions_to_sign(entries: Sequence[Entry[Listed]]) -> list[Signed]:
    """Every version put out to be signed, oldest first."""
    return [
        Signed(version.number, version.purpose, content(entries, entry.version), entry.version, entry.by.desk)
        for version, entry in put_out(entries)
        if version.purpose is not Purpose.CONSULTATION
    ]


def version_at(entries: Sequence[Entry[Listed]], entry: int) -> Signed | None:
    """The version that a plan put out at this entry; None where it put out none there."""
    if not 1 <= entry <= len(entries):
        return None
    value = entries[entry - 1].event.value
    if not isinstance(value, Version):
        return None
    return Signed(value.number, value.purpose, content(entries, entry), entry)


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """What was added, removed and changed, section by section, in the order of the names of `after`, then `before`."""
    return tuple(_differences(before, after))


def _differences(before: Content, after: Content) -> Iterator[Difference]:
    for section in PLAN_SECTIONS:
        old, new = before.get(section, {}), after.get(section, {})
        for name in dict.fromkeys((*new, *old)):
            was, now = old.get(name), new.get(name)
            if was != now:
                yield Difference(section, name, was, now, _fields(was, now))


def _fields(before: PlanValue | None, after: PlanValue | None) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    return tuple(one.name for one in fields(after) if getattr(before, one.name, None) != getattr(after, one.name))


def applied(before: Content, changes: Sequence[Difference]) -> dict[str, dict[str, PlanValue]]:
    """The plan after these differences."""
    after = {section: dict(values) for section, values in before.items()}
    for change in changes:
        values = after.setdefault(change.section, {})
        if change.after is None:
            values.pop(change.name, None)
        else:
            values[change.name] = change.after
    return after


def touched(before: Content, after: Content, *, begun: bool = False) -> dict[Desk, tuple[str, ...]]:
    """Who signs the change from `before` to `after`: desk → the lines and means it signs, as in the plan.

    From nothing it is everybody, with everything they owe, accept or promise. A unit whose share of the credit is
    another signs its lines for it, though they themselves stand as they were. `begun`: deliveries have, so that a line
    more is less for every other, agreed weights or not.
    """
    old, new = owed(before), owed(after)
    shared = reshared(before, after, begun=begun) if old else frozenset()
    found: dict[Desk, list[str]] = {}
    for name in dict.fromkeys((*new, *old)):
        was, now = old.get(name), new.get(name)
        desks: tuple[Desk, ...] = ()
        if _unordered(was) != _unordered(now):
            desks = (*_desks(now), *_desks(was))
        elif name in shared:
            desks = _desks(now)[:1]
        for desk in dict.fromkeys(desks):
            found.setdefault(desk, []).append(name)
    return {desk: tuple(names) for desk, names in found.items()}


def is_unchanged(before: Content, after: Content, name: str) -> bool:
    """Whether a line or means is owed as it was, wherever it stands; for "" whether all are."""
    old, new = owed(before), owed(after)
    names = (name,) if name else (*old, *new)
    return all(_unordered(old.get(one)) == _unordered(new.get(one)) for one in names)


def owed(content: Content) -> dict[str, PlanValue]:
    """Name → line or means of a plan."""
    return {**content.get(LINES, {}), **content.get(MEANS, {})}


def _desks(value: PlanValue | None) -> tuple[Desk, ...]:
    match value:
        case Line(unit=unit, competent=competent):
            return (unit,) if competent is None else (unit, competent)
        case Means(promiser=promiser):
            return (promiser,)
        case _:
            return ()


def _unordered(value: PlanValue | None) -> PlanValue | None:
    return replace(value, order=0) if isinstance(value, Line | Means) else value


def demanded(history: Sequence[Signed]) -> dict[Desk, dict[str, int]]:
    """Whose signature must stand before launch: desk → line or means → the number of the version that it signs it in.

    `history`: as of `signed_versions`. A name signed in one version is signed again in a later one only where that
    one touches it.
    """
    found: dict[Desk, dict[str, int]] = {}
    before: Content = {}
    for one in history:
        for desk, names in touched(before, one.content).items():
            found.setdefault(desk, {}).update(dict.fromkeys(names, one.number))
        before = one.content
    return found
