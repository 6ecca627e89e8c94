"""The site's own numbers in words: what each says, how much of what, and on what it rests."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from qiantou.core import figures
from qiantou.core.attribution import Window
from qiantou.core.figures import Counted, Figure
from qiantou.desk import labels
from qiantou.desk.kind_words import BASES

NAMES: labels.Labels = {
    figures.URGENT_MARKS: gettext_lazy("Matters that a desk marks urgent in a calendar month, at most"),
    figures.EMERGENCY_WORK: gettext_lazy("An emergency is to be done within, where neither kind nor parties say"),
    figures.CHASERS_APART: gettext_lazy("From one chaser in a matter to the next"),
    figures.MEETING_NOTICE: gettext_lazy("From the call by rule to the coordination meeting"),
    figures.DELEGATION_TERM: gettext_lazy("A desk is delegated at one time, at most"),
    figures.DELEGATED_IN_A_YEAR: gettext_lazy("Of any 365 days a desk is delegated on, at most"),
    figures.LETTER_REPLY: gettext_lazy("A letter leaves for its reply, at most"),
    figures.EXCEPTION_TERM: gettext_lazy("An exception to a duty list lasts, at most"),
    figures.APPLY_WITHIN: gettext_lazy("A change of a duty list is applied for after its cause, or shown as late"),
    figures.PUBLISHED_AFTER: gettext_lazy("From the approval of a change of a duty list until it is in force"),
    figures.OPINION_WITHIN: gettext_lazy("Opinion on such a change, where the letter has no time of its own"),
    figures.QUIET_MONTHS: gettext_lazy("Without a meeting on record before a group is asked whether it should end"),
    figures.REPORT_MONTHS: gettext_lazy("Without a yearly report before a group is asked whether it should end"),
    figures.SUGGESTION_ANSWER: gettext_lazy("A unit answers the paper that suggests another post"),
    figures.STANDARD_LEFT: gettext_lazy("A standard request has left to wait for the weekly list, at least"),
    figures.RESULT_SHARE: gettext_lazy("Points of a joint assessment that rest on results, not on punctuality"),
    figures.SHEET_WITHIN: gettext_lazy("The assessment sheet of a joint work that is over is put out within"),
    figures.LAUNCH_WITHIN: gettext_lazy("The lead launches what everybody has signed within"),
    figures.CONTEST_WITHIN: gettext_lazy("A unit may contest an assessment sheet after it was put out, within"),
    figures.CARRY_OUT: gettext_lazy(
        "A granted ruling on a sheet is carried out, and a sheet asked after its day put out, within"
    ),
    figures.LATE_A_DAY: gettext_lazy("A unit's punctuality loses, for each working day of its own over-run"),
    figures.LATE_AT_MOST: gettext_lazy("A unit's punctuality loses in one joint work, at most"),
    figures.HELP_AT_MOST: gettext_lazy("Clearing one obstacle of another unit earns of the credit, at most"),
    figures.SERVED_LEAST: gettext_lazy("Of those served, asked before their satisfaction counts as a result"),
    figures.RATING_WEIGHT: gettext_lazy("Of the process indicators of an assessment, resting on mutual rating"),
    figures.RATERS_LEAST: gettext_lazy("Units that rate another in one joint work before anything is told of it"),
    figures.SHEETS_LEAST: gettext_lazy("Final sheets of a unit in a year before anything is reckoned over them"),
    figures.EXEMPTION_WITHIN: gettext_lazy("An exemption is applied for after what went wrong"),
    figures.EXEMPTION_ANSWER: gettext_lazy("The written answer on an exemption is delivered within"),
    figures.HEARING_WORD: gettext_lazy("Whoever was heard about an exemption may say whether it was so"),
    figures.OWN_SHARE: gettext_lazy("Of a delay that is a unit's own overtime before accountability may be proposed"),
    figures.LOOKUP_TERM: gettext_lazy("A look-up by a discipline body lasts, at most"),
    figures.HONOURS_RATE: gettext_lazy("Of its share a unit brought in over the year to be proposed for honours"),
    figures.DELAY_WINDOW: gettext_lazy("The delay of a joint work is shared over its parties, as it is put out"),
}
RULES: labels.Labels = {
    **BASES,
    figures.DEFAULT: gettext_lazy("default of this program; no rule says how many"),
    "[local] applied for within 10 working days of the cause": gettext_lazy(
        "from a published local rule: applied for within 10 working days of the cause"
    ),
    "[local] published within 3 working days of the approval": gettext_lazy(
        "from a published local rule: published within 3 working days of the approval"
    ),
    "[local] a body reports once a year": gettext_lazy("from a published local rule: a group reports once a year"),
}

WINDOWS: dict[Window, Promise] = {
    Window.DAY: gettext_lazy("day by day"), Window.WEEK: gettext_lazy("week by week"),
    Window.MONTH: gettext_lazy("month by month"), Window.ALL: gettext_lazy("all at once"),
}  # fmt: skip


def choices(counted: Counted) -> list[tuple[int, str]]:
    """The amounts of a figure that counts nothing but which of a few it is, in words; none for a number."""
    if counted is not Counted.WINDOW:
        return []
    return [(number, str(WINDOWS[window])) for number, window in enumerate(Window, 1)]


def amount_words(count: int, counted: Counted) -> str:
    match counted:
        case Counted.MATTERS:
            told = ngettext("%(count)d matter", "%(count)d matters", count)
        case Counted.MINUTES:
            told = ngettext("%(count)d minute", "%(count)d minutes", count)
        case Counted.WORKING_DAYS:
            told = ngettext("%(count)d working day", "%(count)d working days", count)
        case Counted.DAYS:
            told = ngettext("%(count)d calendar day", "%(count)d calendar days", count)
        case Counted.MONTHS:
            told = ngettext("%(count)d month", "%(count)d months", count)
        case Counted.WINDOW:
            return dict(choices(counted))[count]
        case Counted.PERCENT:
            return f"{count} %"
        case Counted.UNITS:
            told = ngettext("%(count)d unit", "%(count)d units", count)
        case Counted.SHEETS:
            told = ngettext("%(count)d sheet", "%(count)d sheets", count)
        case Counted.PEOPLE:
            told = ngettext("%(count)d person", "%(count)d people", count)
    return told % {"count": count}


def basis_words(figure: Figure) -> str:
    return labels.label(RULES, figure.basis)
