"""The field's words for proposals of accountability: the kinds, and what such a proposal may lack, with its cure."""

from django.utils.translation import gettext_lazy as _

LACKS = {
    "lack-ladder": _("the ladder was not used: a written chaser and then the bulletin, or the decision sheet"),
    "lack-guidance": _("no question of the unit was answered beside the work, and no help offered to it there"),
    "lack-attribution": _("the attribution of the delay, drawn after the last entry of the work"),
    "lack-check": _("the exemption check of the unit, drawn after the last entry of the work"),
    "lack-share": _("the unit's own overtime is too small a part of the delay"),
    "lack-exemption": _("the unit's application for exemption is not decided yet"),
}
GATE_TERMS = {
    "accountability": _("proposal of accountability"),
    "hearing": _("hearing"),
    "support": _("help offered"),
    **LACKS,
}
