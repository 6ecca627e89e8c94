"""Sentences about assessments, contests, exemptions and proposals of accountability; as `sentences`."""

from django.utils.translation import gettext_lazy as _

REVIEW = {
    "work-not-concluded": _("The work is not concluded yet: it is assessed once it has ended, or its end is met."),
    "not-the-attributor": _(
        "Where the time of this work went is put out by the keeper of its record, by the office of its issuer, sponsor "
        "or working group, or by the lead %(lead)s."
    ),
    "no-such-measure": _("The charter has no outcome measure of that number."),
    "lag-too-long": _("Line %(line)s may come at most %(most)s working days before or after another."),
    "tied-twice": _("Line %(line)s is put in order after %(other)s twice: please keep one of them."),
    "no-such-grade": _("A grade is a whole number from %(least)s to %(most)s."),
    "rating-is-off": _("This site has not turned mutual rating on."),
    "rating-is-over": _("The assessment sheet of this work has been put out: its mutual rating is over."),
    "not-worked-together": _(
        "%(desk)s is not yours to rate in this work: the lead and a cooperating unit rate each other, a "
        "township the departments, and only where one took on what the other asked for."
    ),
}
