"""Who may take a number, who gives a unit its words and its caps, and when a cap is reached (docs/rules/papers.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qiantou.core.kernel import Actor, Desk, Entry, Rejected
from qiantou.core.numbering import (
    AGENCIES,
    ANY_FORM,
    CAPS,
    LONGEST_AGENCY,
    NUMBERS,
    Agency,
    Cap,
    Form,
    Number,
    key_of,
    last,
    stream_of_unit,
    taken,
)  # fmt: skip
from qiantou.core.register import InForce, Listed


def check_agency(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected: not the head's to give, another unit's, or no word at all."""
    history = [known.value for known in force.history(AGENCIES, listed.key)]
    owner = next((value.unit for value in history if isinstance(value, Agency)), None)
    unit = listed.value.unit if isinstance(listed.value, Agency) else owner
    if unit is None:
        raise Rejected("no-such-entry")
    _by_its_head(unit, force, by)
    if owner not in (None, unit):
        raise Rejected("agency-of-another", agency=listed.key, unit=owner)
    if not 0 < len(listed.key) <= LONGEST_AGENCY or not listed.key.isalnum() or listed.key[-1].isdigit():
        raise Rejected("agency-unclear", agency=listed.key)


def check_cap(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected: not the head's to set, no such form, below zero."""
    unit, _, form = listed.key.partition("/")
    _by_its_head(Desk(unit), force, by)
    if form not in (ANY_FORM, *Form):
        raise Rejected("no-such-form", form=form)
    match listed.value:
        case Cap(most=most) if most < 0:
            raise Rejected("negative-cap", kind=form)
        case Cap() as cap if (cap.unit, cap.form) != (unit, form):
            raise Rejected("wrong-key", key=listed.key)


def numbered(listed: Listed, told: Sequence[Entry[Any]], force: InForce, by: Actor) -> Listed:
    """The entry with its number: the one after the last of its word and year among `told`, the unit's stream.

    Raises Rejected: a number once taken stays; of the unit's own people only; the word is the unit's; a cap is reached.
    """
    asked = listed.value
    if not isinstance(asked, Number) or asked.n or asked.year:
        raise Rejected("number-stays")
    if listed.key != asking_key(asked.unit):
        raise Rejected("wrong-key", key=listed.key)
    if by.desk is not None and force.unit_of(by.desk) != asked.unit:
        raise Rejected("not-your-desk", desk=asked.unit)
    if asked.form not in tuple(Form):
        raise Rejected("no-such-form", form=asked.form)
    word = force.section(AGENCIES).get(asked.agency)
    if not isinstance(word, Agency) or word.unit != asked.unit:
        raise Rejected("no-such-agency", agency=asked.agency, unit=asked.unit)
    numbers = [entry.event.value for entry in told if isinstance(entry.event.value, Number)]
    year = force.day.year
    _under_the_caps(asked, numbers, force)
    value = replace(asked, year=year, n=last(numbers, asked.agency, year) + 1)
    return replace(listed, section=NUMBERS, key=key_of(value), value=value, since=force.day)


def cap_of(force: InForce, unit: Desk, form: str) -> int | None:
    """How many numbered papers of a form the unit may have in a year; None where no cap is set."""
    value = force.section(CAPS).get(f"{unit}/{form}")
    return value.most if isinstance(value, Cap) else None


def asking_key(unit: Desk) -> str:
    """The key with which a number is asked for: the unit's stream, the rest is decided when it is taken."""
    return f"{stream_of_unit(unit)}/"


def _under_the_caps(asked: Number, numbers: Sequence[Number], force: InForce) -> None:
    year = force.day.year
    for form in (asked.form, ANY_FORM):
        most, count = cap_of(force, asked.unit, form), taken(numbers, form, year)
        if most is not None and count >= most:
            head = force.head(asked.unit)
            raise Rejected("papers-capped", unit=asked.unit, count=count, most=most, head=head or asked.unit)


def _by_its_head(unit: Desk, force: InForce, by: Actor) -> None:
    if force.unit(unit) is None:
        raise Rejected("unknown-desk", desk=unit)
    head = force.head(unit)
    if by.desk is not None and by.desk not in (head, *force.superiors(unit)):
        raise Rejected("only-the-head", unit=unit, head=head or unit)
