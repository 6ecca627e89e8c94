"""What the pages say about time: the light, the current due day and how it came about, what silence will mean.

A light is a question about now and is answered for whoever has the matter in hand: until the due day of the
work, or until the end of the clock to answer. What is paused, blocked or rests on an unconfirmed entry has
no light, nor has a doer who waits for what it asked or whose reason for being late is given or accepted; which it is
stands in words. The rule of the colours is core.light's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.acts import registers
from qiantou.core.advance import ends_at, lapse_at, meaning_of
from qiantou.core.arbiter import arbiters_of
from qiantou.core.due import Step, current_due, days_late, explain
from qiantou.core.kernel import Rejected
from qiantou.core.kinds import Lights, Silence
from qiantou.core.light import Ease, by_the_minute, shown
from qiantou.core.matter import Matter, pauses
from qiantou.core.register import InForce
from qiantou.core.worktime import Calendar, working_days_between
from qiantou.desk import labels
from qiantou.desk.finding import Found
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.desk.templatetags.dates import duration, far, moment
from qiantou.readmodel.models import MatterRow

LIGHTS = Lights()
TO_ANSWER = ("offered", "countered", "declined", "delivered", "referred")


@dataclass(frozen=True)
class Light:
    """`colour` is red, yellow, blue, green or none; `days` are working days left, negative when late; `why` is the code
    of what keeps it from turning."""

    colour: str
    until: date | None = None
    days: int = 0
    why: str = ""

    @property
    def is_late(self) -> bool:
        return self.days < 0 or self.is_past_its_minutes

    @property
    def is_past_its_minutes(self) -> bool:
        """Whether its time is over, though its day is not."""
        return self.colour == "yellow" and self.days >= 0

    @property
    def is_today(self) -> bool:
        return self.until is not None and self.days == 0

    @property
    def word(self) -> str:
        """The state in words: the colour never stands alone."""
        if self.why:
            return labels.label(labels.EASES, self.why)
        if self.colour == "none":
            return labels.label(labels.LIGHTS, "none")
        if self.days < 0:
            return ngettext("%(days)d working day late", "%(days)d working days late", -self.days) % {
                "days": -self.days
            }
        if self.is_past_its_minutes:
            return _("past its time")
        if self.days == 0:
            return _("due today")
        return ngettext("%(days)d working day left", "%(days)d working days left", self.days) % {"days": self.days}

    @property
    def lamp(self) -> SafeString:
        """The words behind a spot of the colour."""
        return format_html('<span class="lamp {}"></span>{}', self.colour, self.word)

    @property
    def chip(self) -> str:
        return labels.LIGHT_CHIPS[self.colour]


NO_LIGHT = Light("none")


def light(row: MatterRow | Found, calendar: Calendar, now: datetime) -> Light:
    """The light of a row, now."""
    if not row.is_open or row.hatched or is_stopped(row):
        return NO_LIGHT
    if row.phase in TO_ANSWER:
        until = last_day_before(row.reply_at, calendar) if row.reply_at else None
        return shining(until, calendar, now)
    lights = Lights(row.near, row.red)
    return shining(row.due_now, calendar, now, why=row.ease, lights=lights, end=row.reply_at)


def is_stopped(row: MatterRow | Found) -> bool:
    """Whether the work waits for somebody else. A clock to answer runs on: it is the holder's own."""
    return row.phase == "blocked" or (row.phase == "underway" and row.paused)


def shining(
    until: date | None, calendar: Calendar, now: datetime, *, why: str = "", lights: Lights = LIGHTS,
    end: datetime | None = None,
) -> Light:  # fmt: skip
    """The light of something to be done by the end of the day `until`, in an emergency by `end`, or why it does not
    turn."""
    seen = by_the_minute(shown(Ease(why), until, lights, today=calendar.day_of(now), calendar=calendar), end, now)
    if why in labels.EASES:
        return Light("none", until, 0, why)
    if until is None or seen.days is None:
        return NO_LIGHT
    late = calendar.day_of(now) > until
    return Light(seen.light.value, until, min(seen.days, -1) if late else max(seen.days, 0))


def last_day_before(instant: datetime, calendar: Calendar) -> date:
    """The last day on which something that ends at `instant` may still be done."""
    return calendar.day_of(instant - timedelta(microseconds=1))


def deadline_words(instant: datetime, calendar: Calendar) -> str:
    """ "the end of Thu 5 March" for a midnight, else the minute."""
    local = instant.astimezone(calendar.clock)
    if local.time() == time(0):
        return _("the end of %(day)s") % {"day": in_words(last_day_before(instant, calendar))}
    return moment(instant)


@dataclass(frozen=True)
class DueDay:
    """The due day in force, how late the work is in working days, and the working, step by step."""

    day: date | None
    late: int
    steps: tuple[dict[str, str], ...]
    answer: str
    warning: str


def due_day(matter: Matter, calendar: Calendar, now: datetime) -> DueDay:
    """ "Explain this date". Of what is closed: as it stood when the work was delivered, or else when it ended."""
    stops = pauses(matter, calendar)
    at = now if matter.is_open else matter.delivered or matter.since
    if not matter.is_open:
        stops = tuple(stop for stop in stops if stop[0] < at)
    asked = (matter.due, matter.grants, stops, calendar, at)
    steps = explain(*asked)
    told = tuple(_step(step, calendar) for step in steps[:-1])
    last = _step(steps[-1], calendar) if matter.is_open else _ended(steps[-1], matter)
    warning = next((one["text"] for step, one in zip(steps, told, strict=False) if step.code == "beyond-calendar"), "")
    told = tuple(one for step, one in zip(steps, told, strict=False) if step.code != "beyond-calendar")
    return DueDay(current_due(*asked), days_late(*asked), told, last["text"], warning)


def _ended(step: Step, matter: Matter) -> dict[str, str]:
    """The last step of what is closed, in the past tense."""
    if step.code != "due":
        return _line(_("No day was ever set or granted, so nothing was late."))
    facts: Mapping[str, Any] = step.facts
    text = _("The last day on which it was in time was %(day)s.") % {"day": in_words(facts["day"])}
    late = int(facts["days_late"])
    if late:
        told = ngettext("It was %(days)d working day late.", "It was %(days)d working days late.", late)
        text += " " + told % {"days": late}
    elif matter.delivered:
        text += " " + _("It was delivered in time.")
    return _line(text)


def _step(step: Step, calendar: Calendar) -> dict[str, str]:
    facts: Mapping[str, Any] = step.facts
    match step.code:
        case "no-due-day":
            text = _("No day was ever set or granted, so nothing can be late.")
        case "original" if facts["day"] is None:
            text = _("No day was agreed at first.")
        case "original":
            return _line(_("The day agreed at first"), in_words(facts["day"]))
        case "granted":
            note = _("granted %(when)s; waiting before that is in it") % {"when": moment(facts["at"])}
            return _line(_("The last day granted instead"), in_words(facts["day"]), note)
        case "rolled-over-rest":
            note = str(facts.get("name") or "")
            return _line(_("That is a day of rest: the next working day counts"), in_words(facts["to"]), note)
        case "paused":
            length = duration(int(facts["minutes"] or 0), calendar.day_minutes)
            return _line(_("Waited for others %(span)s") % {"span": _stretch(facts)}, length)
        case "swallowed-by-grant":
            return _line(
                _("Waited for others %(span)s") % {"span": _stretch(facts)}, "", _("already in the granted day")
            )
        case "united":
            length = duration(int(facts["minutes"]), calendar.day_minutes)
            return _line(_("All waiting together, overlaps counted once"), length)
        case "rounded-up":
            days = int(facts["days"])
            return _line(
                _("Rounded up once to whole days"), ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
            )
        case "moved":
            return _line(_("Counted on from %(day)s") % {"day": in_words(facts["day"])}, in_words(facts["to"]))
        case "still-paused":
            text = _("Waiting for others since %(when)s: there is no due day now, and lateness stands still.") % {
                "when": moment(facts["since"])
            }
            if facts.get("days_late"):
                late = int(facts["days_late"])
                told = ngettext("So far %(days)d working day late.", "So far %(days)d working days late.", late)
                text += " " + told % {"days": late}
        case "beyond-calendar":
            known = facts.get("known_through")
            text = _("The days of rest are not known that far; dates beyond %(day)s know weekends only.")
            text = text % {"day": in_words(known)} if known else _("No days of rest are entered: weekends alone count.")
        case "due":
            text = _("The last day on which it is in time is %(day)s.") % {"day": in_words(facts["day"])}
            if facts.get("days_late"):
                late = int(facts["days_late"])
                told = ngettext("It is %(days)d working day late.", "It is %(days)d working days late.", late)
                text += " " + told % {"days": late}
        case _:
            text = step.code
    return _line(text)


def _line(text: str, result: str = "", note: str = "") -> dict[str, str]:
    return {"text": text, "result": result, "note": note}


def _stretch(facts: Mapping[str, Any]) -> str:
    start = moment(facts["start"])
    return f"{start} – {moment(facts['end'])}" if facts["end"] else _("since %(when)s") % {"when": start}


def silence(matter: Matter, force: InForce, names: Mapping[str, str]) -> str:
    """What happens if the holder says nothing, before it happens; empty where silence changes nothing."""
    lapse = lapse_at(matter, force)
    meaning = meaning_of(matter) if lapse else None
    if lapse is None or meaning is None:
        return ""
    code = meaning.value
    if meaning is Silence.BIND and matter.chased:
        code = "bind-chased"
    elif matter.awaits_objection:
        code = "unopposed"
    elif lapse == ends_at(matter, force):
        code = "over"
    elif meaning is Silence.CLIMB and not arbiter_of(matter, force):
        code = "list"
    chaser = matter.policy.chaser.amount if matter.policy.chaser else 0
    arbiter = arbiter_of(matter, force) or ""
    facts = {
        "when": deadline_words(lapse, force.calendar), "days": chaser, "arbiter": names.get(arbiter, arbiter),
    }  # fmt: skip
    return labels.label(labels.SILENCE, code) % facts


def arbiter_of(matter: Matter, force: InForce) -> str | None:
    """Who would decide between the two sides; None where nobody stands above both."""
    try:
        return arbiters_of(matter, force)[0]
    except Rejected:
        return None


def since_words(start: datetime, now: datetime, calendar: Calendar) -> str:
    """How long, in working days begun: "for 3 working days"."""
    days = working_days_between(calendar, calendar.day_of(start), calendar.day_of(now))
    if days <= 0:
        return _("since today")
    return ngettext("for %(days)d working day", "for %(days)d working days", days) % {"days": days}


def with_weekday(value: date | None, now: datetime) -> str:
    """A day with its weekday and how far it is from today."""
    if value is None:
        return "–"
    return f"{in_words(value)} · {far(value, timezone.localtime(now, registers.zone()).date())}"
