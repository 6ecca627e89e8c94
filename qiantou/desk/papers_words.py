"""What the forms of papers are called on pages."""

from django.utils.translation import gettext_lazy as _

from qiantou.core.numbering import ANY_FORM, Form
from qiantou.desk.labels import Labels

FORMS: Labels = {
    Form.ORDER: _("Order to a unit"),
    Form.REQUEST: _("Letter of request"),
    Form.CONSULTATION: _("Letter asking for an opinion"),
    Form.CHASER: _("Chaser"),
    Form.EXTENSION: _("Application for another day"),
    Form.DISPOSITIONS: _("Disposition of opinions"),
    Form.BULLETIN: _("Bulletin"),
    Form.MINUTES: _("Minutes"),
    Form.APPROVAL: _("Case for decision"),
    Form.SUBMISSION: _("Submission to a superior"),
    Form.REPLACING: _("Suggestion of another post"),
    Form.APPRAISAL: _("Suggestion for appraisal"),
    ANY_FORM: _("all papers together"),
}
