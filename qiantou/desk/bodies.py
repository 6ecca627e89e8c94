"""Working and leading groups as the record shows them, and what speaks for ending each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.acts import registers, shell
from qiantou.core.figures import QUIET_MONTHS, REPORT_MONTHS
from qiantou.core.kernel import Stream
from qiantou.core.plan import LINES, Line, joint_of
from qiantou.core.register import CHARTERS, InForce
from qiantou.core.sunset import YEARLY_REPORT, Alarm, Body, alarms, stands
from qiantou.core.undertaking import Charter
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.charter_labels import ALARM_CHIPS, ALARMS
from qiantou.desk.moving import fresh_from
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.desk.templatetags.dates import listed
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import JointRow, MatterRow

YEARS = 3  # reports of this year and the last ones tell whether one is lacking
HELD = ("refused", "withdrawn", "moot", "silent")
"""How an invitation ends that led to no meeting."""


def bodies(force: InForce) -> dict[Stream, Body]:
    """Every body that stands; three queries, none where there is no body."""
    standing = {
        Stream(key): value
        for key, value in force.section(CHARTERS).items()
        if isinstance(value, Charter) and stands(value)
    }
    if not standing:
        return {}
    meetings, reports = _met_and_reported(standing, force)
    duties = _duties(standing, force)
    opened = _opened(standing, force)
    return {
        joint: Body(
            joint, charter, opened.get(joint, force.day), meetings[joint], reports[joint], frozenset(duties[joint])
        )
        for joint, charter in standing.items()
    }  # fmt: skip


def _met_and_reported(
    joints: Collection[str], force: InForce
) -> tuple[Mapping[str, dict[Stream, date]], Mapping[str, dict[Stream, date]]]:
    """Days of meetings and of yearly reports that were handed in, by joint work and matter.

    A meeting is on the day it was called for, else on the day it was asked for.
    """
    meetings: defaultdict[str, dict[Stream, date]] = defaultdict(dict)
    reports: defaultdict[str, dict[Stream, date]] = defaultdict(dict)
    asked = MatterRow.objects.filter(joint__in=joints)
    for row in asked.filter(kind="meeting").exclude(outcome__in=HELD).only("stream", "joint", "due", "opened"):
        meetings[row.joint][Stream(row.stream)] = row.due or force.calendar.day_of(row.opened)
    years = range(force.day.year - YEARS, force.day.year + 1)
    named = [report_of(joint, year) for joint in joints for year in years]
    for row in MatterRow.objects.filter(stream__in=named, delivered__isnull=False).only("stream", "joint", "delivered"):
        assert row.delivered is not None
        reports[row.joint][Stream(row.stream)] = force.calendar.day_of(row.delivered)
    return meetings, reports


def report_of(joint: str, year: int) -> Stream:
    """The name of the matter that asks for the report of a year: one a year."""
    return fresh_from(f"{joint}/{YEARLY_REPORT}/{year}")


def _duties(joints: Collection[str], force: InForce) -> Mapping[str, set[str]]:
    """Keys of the duty rows that the plans' lines cite, by joint work."""
    cited: defaultdict[str, set[str]] = defaultdict(set)
    for key, found in in_force(LINES, joints, day=force.day).items():
        if isinstance(found.value, Line) and found.value.duty:
            cited[joint_of(key)].add(found.value.duty)
    return cited


def _opened(joints: Collection[str], force: InForce) -> dict[Stream, date]:
    rows = JointRow.objects.filter(stream__in=joints).values_list("stream", "opened")
    return {Stream(stream): force.calendar.day_of(opened) for stream, opened in rows}


def alarms_of(joint: str, found: Mapping[Stream, Body], force: InForce) -> tuple[Alarm, ...]:
    body = found.get(Stream(joint))
    if body is None:
        return ()
    quiet, reports = force.number(QUIET_MONTHS), force.number(REPORT_MONTHS)
    return alarms(body, found.values(), force.day, quiet=quiet, reports=reports)


def told(found: Iterable[Alarm], titles: Mapping[str, str], joint: str) -> list[dict[str, Any]]:
    """Each alarm in words with its figures, short for a chip, and with the record it rests on.

    `titles`: of joint works the reader sees.
    """
    return [
        {
            "chip": labels.label(ALARM_CHIPS, alarm.code),
            "words": labels.label(ALARMS, alarm.code)
            % {name: _shown(value, titles) for name, value in alarm.facts.items()},
            "records": _records(alarm, titles, joint),
        }
        for alarm in found
    ]


def _records(alarm: Alarm, titles: Mapping[str, str], joint: str) -> list[dict[str, str]]:
    """Links to what it rests on: the last meeting or report, the like bodies the reader sees, else the charter."""
    if alarm.record is not None:
        return [{"url": matter_url(alarm.record), "words": _("the last one on record")}]
    like = cast(tuple[str, ...], alarm.facts.get("joints", ()))
    if like:
        return [{"url": reverse("charter", args=[ref(one)]), "words": titles[one]} for one in like if one in titles]
    return [{"url": reverse("charter", args=[ref(joint)]) + "#history-h", "words": _("the charter, by its entries")}]


def _shown(value: object, titles: Mapping[str, str]) -> str:
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, tuple):
        return listed(titles.get(one) or _("a joint work you take no part in") for one in value)
    return str(value)


def chips(joints: Collection[str]) -> dict[str, str]:
    """Joint work → its alarms in short, for a list."""
    force = registers.current().at(shell.now())
    found = bodies(force)
    short = {joint: alarms_of(joint, found, force) for joint in joints}
    return {
        joint: listed(labels.label(ALARM_CHIPS, alarm.code) for alarm in ringing)
        for joint, ringing in short.items()
        if ringing
    }
