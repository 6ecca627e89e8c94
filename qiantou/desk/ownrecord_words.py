"""What an own record of work says of one deed, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiantou.desk.ownrecord_read import Done
from qiantou.desk.templatetags.dates import moment
from qiantou.insight.own_record import Became, Did

DID: Mapping[Did, Promise] = {
    Did.DELIVERED: gettext_lazy("Delivered"),
    Did.HELPED: gettext_lazy("Helped others"),
    Did.DECIDED: gettext_lazy("Made a decision"),
    Did.TOOK_ON: gettext_lazy("Took on"),
    Did.REVIEWED: gettext_lazy("Reviewed what others delivered"),
    Did.ASKED: gettext_lazy("Asked of others"),
}
BECAME: Mapping[Became, Promise] = {
    Became.ACCEPTED: gettext_lazy("accepted on %(day)s"),
    Became.RETURNED: gettext_lazy("returned on %(day)s"),
    Became.WAITING: gettext_lazy("waits for its review"),
    Became.ENDED: gettext_lazy("the matter ended otherwise"),
}


def title_of(one: Done) -> str:
    return one.row.title or _("(the words were erased)")


def role_of(one: Done) -> str:
    """Whether the desk led the joint work or took part in it; "" outside one."""
    if not one.row.joint:
        return ""
    return _("lead") if one.led else _("cooperating")


def became_of(one: Done) -> str:
    if one.deed.became is None:
        return ""
    return str(BECAME[one.deed.became]) % {"day": moment(one.deed.at)}


def shared_of(one: Done) -> str:
    """Who else sat in the post that day, in number, and by whose account it was entered."""
    if not one.deed.shared:
        return "" if one.deed.own else _("entered by another account")
    told = ngettext(
        "shared that day with %(count)d other person", "shared that day with %(count)d other persons", one.deed.shared
    ) % {"count": one.deed.shared}
    own = _("entered by your own account") if one.deed.own else _("entered by another account")
    return f"{told} · {own}"


def cite_of(one: Done) -> str:
    header = one.record.header
    place = {"position": header.position, "stream": header.stream[:12], "version": header.version}
    return _("entry %(position)d, %(stream)s·%(version)d") % place
