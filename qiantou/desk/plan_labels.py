"""The words of a plan: its roles, sizes, rhythms, sorts of means and fields, as pages and papers call them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from qiantou.core.kernel import Desk
from qiantou.core.plan import Every, Line, Means, PlanValue, Purpose, Rhythm, Role, Sort
from qiantou.core.plan_order import Reversed
from qiantou.desk.labels import Labels
from qiantou.desk.templatetags.dates import day
from qiantou.documents.plan_ties import tie_text

ROLES: Labels = {
    Role.LEAD: pgettext_lazy("role in a plan", "leads the line"),
    Role.DO: pgettext_lazy("role in a plan", "does it"),
    Role.SUPPORT: pgettext_lazy("role in a plan", "supports"),
    Role.COORDINATE: pgettext_lazy("role in a plan", "coordinates"),
}
SIZES: Mapping[str, int] = {"small": 3, "medium": 10, "large": 30}
"""[default] Person-days of an effort that is only sized."""
SIZE_WORDS: Labels = {
    "small": pgettext_lazy("effort", "small"),
    "medium": pgettext_lazy("effort", "medium"),
    "large": pgettext_lazy("effort", "large"),
}
SORTS: Labels = {
    Sort.MONEY: gettext_lazy("money"),
    Sort.PEOPLE: gettext_lazy("people"),
    Sort.DATA: gettext_lazy("data"),
    Sort.EQUIPMENT: gettext_lazy("equipment"),
    Sort.SUPPORT: gettext_lazy("technical support"),
}
EVERY: Labels = {
    Every.WEEK: gettext_lazy("every week"),
    Every.MONTH: gettext_lazy("every month"),
    Every.QUARTER: gettext_lazy("every quarter"),
    Every.YEAR: gettext_lazy("every year"),
}
WEEKDAYS = (
    gettext_lazy("Monday"), gettext_lazy("Tuesday"), gettext_lazy("Wednesday"), gettext_lazy("Thursday"),
    gettext_lazy("Friday"), gettext_lazy("Saturday"), gettext_lazy("Sunday"),
)  # fmt: skip
PURPOSES: Labels = {
    Purpose.CONSULTATION: gettext_lazy("put out for opinions"),
    Purpose.SIGNATURE: gettext_lazy("put out for signature"),
    Purpose.AMENDMENT: gettext_lazy("an amendment put out for signature"),
}
SECTIONS: Labels = {
    "line": gettext_lazy("line"),
    "means": gettext_lazy("means"),
    "option": gettext_lazy("option"),
    "criterion": gettext_lazy("criterion"),
    "choice": gettext_lazy("choice between options"),
    "shares": gettext_lazy("shares of the credit"),
}
FIELDS: Labels = {
    "deliverable": gettext_lazy("Deliverable"),
    "standard": gettext_lazy("Standard"),
    "unit": gettext_lazy("Unit"),
    "role": gettext_lazy("Role"),
    "competent": gettext_lazy("Competent unit that accepts"),
    "duty": gettext_lazy("Duty cited"),
    "off_list": gettext_lazy("Exception cited"),
    "due": gettext_lazy("Day proposed"),
    "outer": gettext_lazy("Outer limit"),
    "weight": gettext_lazy("Weight"),
    "effort": gettext_lazy("Effort"),
    "people": gettext_lazy("People"),
    "quarter_days": gettext_lazy("Days a week"),
    "after": gettext_lazy("After lines"),
    "ties": gettext_lazy("Ordered in other ways"),
    "needs": gettext_lazy("Means needed"),
    "rhythm": gettext_lazy("Rhythm"),
    "order": gettext_lazy("Place in the plan"),
    "sort": gettext_lazy("Sort"),
    "promiser": gettext_lazy("Promised by"),
    "what": gettext_lazy("What"),
    "amount": gettext_lazy("Amount"),
    "source": gettext_lazy("Source paper"),
    "label": gettext_lazy("Name"),
    "detail": gettext_lazy("Detail"),
    "option": gettext_lazy("Option"),
    "by": gettext_lazy("Chosen by"),
    "reason": gettext_lazy("Reason"),
    "coordination": gettext_lazy("Set aside for coordination, %"),
    "reserve": gettext_lazy("Set aside for help given, %"),
}


_UNSAID = (None, "", (), Role.DO)


def not_agreed() -> str:
    """What a missing part reads; a plan may leave all but three fields out."""
    return _("not agreed")


def role(code: Role) -> str:
    return str(ROLES[code])


def rhythm(value: Rhythm | None) -> str:
    """When each period falls due, in words; "" for none."""
    match value:
        case None:
            return ""
        case Rhythm(Every.WEEK, number):
            return _("every week by %(weekday)s") % {"weekday": WEEKDAYS[number - 1]}
        case Rhythm(Every.MONTH, 31):
            return _("every month by its last day")
        case Rhythm(Every.MONTH, number):
            return _("every month by day %(day)d") % {"day": number}
        case Rhythm(Every.QUARTER, number):
            return _("every quarter by day %(day)d of the month after it") % {"day": number}
        case Rhythm(_every, number):
            return _("every year by day %(day)d of the January after it") % {"day": number}


def effort(text: str) -> str:
    """Person-days; a size with the days it counts as."""
    if text in SIZES:
        told = {"size": SIZE_WORDS[text], "days": SIZES[text]}
        return _("%(size)s (counts as %(days)d person-days [default])") % told
    return _("%(days)s person-days") % {"days": text} if text else not_agreed()


def days_a_week(quarters: int | None) -> str:
    """Quarters of a day as days a week."""
    return f"{quarters / 4:g}" if quarters else not_agreed()


def value(name: str, told: object, names: Mapping[str, str]) -> str:
    """One field of a line or means in words. `names`: desk or key of a duty → what it is called."""
    match name, told:
        case ("rhythm", Rhythm() as found):
            return rhythm(found)
        case ("effort", str(text)):
            return effort(text)
        case ("quarter_days", int(quarters)):
            return days_a_week(quarters)
        case (_, Role() as code):
            return role(code)
        case (_, Sort() as sort):
            return str(SORTS[sort])
        case (_, date() as on):
            return day(on)
        case (_, None | "" | ()):
            return not_agreed() if name not in ("after", "ties", "needs", "rhythm") else _("none")
        case ("ties", tuple() as ties):
            return "、".join(tie_text(tie) for tie in ties)
        case (_, tuple() as several):
            return "、".join(str(one) for one in several)
        case _:
            return names.get(str(told), str(told))


def said(line: Line, names: Mapping[str, str], labels: Labels = FIELDS) -> list[dict[str, str]]:
    """What a line says beside its deliverable and its unit: {label, value}; nothing of what is not agreed. `labels`:
    what the fields are called."""
    shown = ("role", "due", "outer", "competent", "duty", "weight", "effort", "after", "ties", "needs", "rhythm",
             "standard")  # fmt: skip
    told = ((name, getattr(line, name)) for name in shown)
    return [{"label": str(labels[name]), "value": value(name, one, names)} for name, one in told if one not in _UNSAID]


def title_of(told: PlanValue | None) -> str:
    """What a value of a plan is called on a page: the first line of its own words."""
    match told:
        case Line(deliverable=text) | Means(what=text):
            return text.partition("\n")[0] or _("(the words were erased)")
        case _:
            label = getattr(told, "label", "")
            return str(label).partition("\n")[0]


def desks_of(told: PlanValue | None) -> tuple[Desk, ...]:
    """The desks a value names."""
    match told:
        case Line(unit=unit, competent=competent):
            return (unit,) if competent is None else (unit, competent)
        case Means(promiser=promiser):
            return (promiser,)
        case _:
            by = getattr(told, "by", None)
            return (by,) if by else ()


def changes(
    before: PlanValue | None, after: PlanValue | None, names: Mapping[str, str], *, labels: Labels = FIELDS
) -> list[dict[str, str]]:
    """Field by field, what it read and what it reads: {label, before, after}. `labels`: what the fields are called."""
    old, new = (vars(one) if one is not None else {} for one in (before, after))
    return [
        {
            "label": str(labels.get(field, field)),
            "before": value(field, old.get(field), names),
            "after": value(field, new.get(field), names),
        }
        for field in new
        if field != "order" and old.get(field) != new.get(field)
    ]


def reversed_words(one: Reversed) -> str:
    """A line that waits for one due after it."""
    told = _("Line %(line)s is due %(due)s, yet %(first)s, which has to come first, is due only %(then)s.")
    return told % {"line": one.line, "due": day(one.due), "first": one.first, "then": day(one.then)}
