"""Sentences about assessments, contests, exemptions and proposals of accountability; as `sentences`."""

from django.utils.translation import gettext_lazy as _

REVIEW = {
    "work-not-concluded": _("The work is not concluded yet: it is assessed once it has ended, or its end is met."),
    "no-such-measure": _("The charter has no outcome measure of that number."),
}
