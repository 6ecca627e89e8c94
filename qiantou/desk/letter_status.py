"""Where a letter or signature stands, in words: whose turn, since when, until when, or how it ended.

Silence is told as silence, whatever the letter says it means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.facts import Ruled
from qiantou.core.kinds import Phase
from qiantou.core.worktime import Calendar
from qiantou.desk.clocks import last_day_before
from qiantou.desk.templatetags.dates import day, moment
from qiantou.readmodel.opinions import Letter

ANSWERED, WAITING, SILENT, ENDED = "answered", "waiting", "silent", "ended"
GROUPS: Mapping[str, str | Promise] = {
    ANSWERED: gettext_lazy("answered"), WAITING: gettext_lazy("waiting"), SILENT: gettext_lazy("silent"),
    ENDED: gettext_lazy("withdrawn"),
}  # fmt: skip


@dataclass(frozen=True)
class Status:
    """`group`: one of GROUPS; `word` what was answered or is waited for; `note` since when, until when."""

    group: str
    word: str
    note: str = ""


def group_of(one: Letter) -> str:
    """Answered once nothing is left to say; waiting while anybody's turn; silent; or ended without an answer."""
    if one.matter.is_open:
        return WAITING
    if one.is_silent:
        return SILENT
    return ENDED if one.matter.outcome in ("withdrawn", "moot") else ANSWERED


def status_of(one: Letter, calendar: Calendar, names: Mapping[str, str]) -> Status:
    group = group_of(one)
    if group == WAITING:
        return Status(group, turn(one, names), _since(one, calendar))
    if group == SILENT:
        said = _("silence; the letter said that this is no objection") if one.matter.outcome == "consented" else ""
        return Status(group, said or _("silence; unanswered"), moment(one.matter.since))
    return Status(group, _ended(one), moment(one.matter.since))


def turn(one: Letter, names: Mapping[str, str]) -> str:
    """Whose turn it is, and to do what."""
    holder = names.get(one.matter.holder or "", one.matter.holder or "")
    match one.matter.stage:
        case Phase.OFFERED if _is_signature(one):
            return _("%(who)s is to sign") % {"who": holder}
        case Phase.OFFERED:
            return _("%(who)s is to answer") % {"who": holder}
        case Phase.REFERRED:
            return _("%(who)s is to decide") % {"who": holder}
        case _:
            return _("%(who)s is to dispose of the points") % {"who": holder}


def _since(one: Letter, calendar: Calendar) -> str:
    since = _("since %(when)s") % {"when": moment(one.matter.since)}
    if one.row.reply_at is None:
        return since
    last = last_day_before(one.row.reply_at, calendar)
    return f"{since} · " + _("until %(day)s") % {"day": day(last)}


def _ended(one: Letter) -> str:
    closing = one.closing[0].event if one.closing else None
    if isinstance(closing, Ruled):
        return _decided(one, closing.granted)
    if one.overtaken:
        return _("ended: the plan was put out to be signed")
    if one.matter.outcome in ("withdrawn", "moot"):
        return _("withdrawn by the lead")
    if one.lack is not None:
        return _("complies, one lack reserved") if _is_signature(one) else _("agrees, one lack reserved")
    if _is_signature(one):
        return _("signed")
    if not one.opinions:
        return _("agrees")
    return _("agrees; every point is settled")


def _decided(one: Letter, granted: bool) -> str:
    if _is_signature(one):
        return _("refused; the leader decided that it stands") if granted else _("refused; the leader agreed")
    return _("the leader decided for the lead") if granted else _("the leader decided for the unit")


def _is_signature(one: Letter) -> bool:
    return one.matter.kind == "signature"
