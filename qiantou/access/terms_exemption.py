"""The field's words for exemption: conditions, what is never exempt, and what people decide."""

from django.utils.translation import gettext_lazy as _

CONDITION_WORDS = {
    "no-gain": _("no private gain"),
    "not-banned": _("not banned at the time by law or order"),
    "procedure": _("the procedure was kept"),
    "diligence": _("it was diligent"),
    "outside-block": _("something outside stopped it"),
    "no-major-harm": _("no major harm"),
    "corrected": _("corrected, the loss made smaller"),
}
EXCLUSION_WORDS = {
    "production-safety": _("a production-safety liability accident"),
    "mass-incident": _("a mass incident"),
    "serious-pollution": _("serious pollution"),
    "repeat": _("a repeat after correction"),
    "corruption": _("corruption"),
}
OUTCOME_WORDS = {"exempt": _("exempt"), "lighter": _("lighter treatment"), "not": _("not exempt")}
EXEMPTION_TERMS = {
    "exemption": _("application for exemption"),
    "clearing": _("clearing of a name"),
    **CONDITION_WORDS,
    **EXCLUSION_WORDS,
    **OUTCOME_WORDS,
}
