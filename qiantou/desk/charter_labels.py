"""The words of a charter's codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qiantou.desk.labels import Labels

TIERS: Labels = {
    "plain": _("plain: one unit leads"),
    "joint-meeting": _("joint meeting"),
    "working-group": _("working group"),
    "leading-group": _("leading group"),
}
DIRECTIONS: Labels = {"up": _("higher is better"), "down": _("lower is better"), "hold": _("keep as it is")}
ALARMS: Labels = {
    "date-passed": _("Its last day %(until)s passed %(days)s days ago."),
    "condition-met": _("Its end condition was met on %(met)s, %(days)s days ago."),
    "no-meeting": _("No meeting is on record here since %(since)s: %(months)s months, the limit is %(limit)s."),
    "no-report": _("No yearly report is on record here since %(since)s: %(months)s months, the limit is %(limit)s."),
    "same-as-another": _("Another body has the same %(members)s members and the same %(duties)s duties: %(joints)s."),
}
ALARM_CHIPS: Labels = {
    "date-passed": _("last day passed"),
    "condition-met": _("condition met"),
    "no-meeting": _("no meeting on record"),
    "no-report": _("no report on record"),
    "same-as-another": _("same as another"),
}
