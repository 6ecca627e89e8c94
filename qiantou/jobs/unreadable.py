"""Why a network or a log of events given as a file cannot be read, in one sentence."""

from django.utils.translation import gettext_lazy as _

from qiantou.insight.malformed import Malformed
from qiantou.jobs.columns import plain

SENTENCES = {
    "network-not-json": _("This is no JSON in UTF-8, UTF-16 or GB18030 (line %(line)s)."),
    "network-no-list": _("“%(what)s” is missing, or is no list."),
    "network-not-an-object": _("Item %(number)s of %(what)s is no object of names and values."),
    "network-no-name": _("Item %(number)s of %(what)s: “%(key)s” must be a text or a whole number."),
    "network-none": _("There is no activity."),
    "network-key-twice-there": _("“%(key)s” stands twice in one object: nobody could tell which one counts."),
    "network-key-twice": _("“%(key)s” stands twice in one object (“%(name)s”): nobody could tell which one counts."),
    "network-unknown-key": _("Item %(number)s of %(what)s has “%(key)s”, which is no name that is known here."),
    "network-too-large": _("“%(activity)s”: %(what)s is too large or too fine; days are read up to 10¹⁵."),
    "network-no-truth": _("“%(activity)s”: %(what)s is “%(value)s”; it is true or false."),
    "network-twice": _("Activity “%(activity)s” is there twice."),
    "network-missing": _("Activity “%(activity)s” has no “%(what)s”."),
    "network-not-a-number": _("“%(activity)s”: %(what)s is “%(value)s”, which is no number."),
    "network-negative": _("Activity “%(activity)s”: %(what)s is %(value)s; a duration is never below 0."),
    "network-negative-start": _("Activity “%(activity)s” starts at %(value)s, before the beginning of the plan."),
    "network-extensions": _(
        "Activity “%(activity)s”: its extensions add up to %(told)s, where actual less planned is %(due)s."
    ),
    "network-extension-backwards": _("Activity “%(activity)s”: an extension of “%(party)s” ends before it begins."),
    "network-link-type": _(
        "The link from “%(before)s” to “%(after)s” is of type “%(type)s”; known are FS, SS, FF, SF."
    ),
    "network-unknown-activity": _(
        "The link from “%(before)s” to “%(after)s” names “%(activity)s”, which is no activity here."
    ),
    "network-self-link": _("Activity “%(activity)s” is linked to itself."),
    "network-cycle": _("These activities wait for each other in a circle: %(activities)s."),
    "network-windows": _("With such short windows there would be too many of them: choose a longer one."),
    "events-not-text": _("The file is no text in UTF-8, UTF-16 or GB18030."),
    "events-no-column": _("The first line has no column “%(column)s”; needed are case, holder, time."),
    "events-column-twice": _("The first line has the column “%(column)s” twice."),
    "events-short": _("Line %(line)s has fewer columns than the first line."),
    "events-no-case": _("Line %(line)s has no case."),
    "events-bad-time": _(
        "Line %(line)s: “%(text)s” is no time; write 2026-03-02T08:30:00+08:00, 20260302, or seconds since 1970."
    ),
    "events-mixed": _("Line %(line)s: “%(text)s”; times are seconds since 1970 in every line, or in none."),
    "events-zones": _("Line %(line)s: “%(text)s”; times have a zone in every line, or in none."),
    "events-none": _("There is no event."),
    "events-long-cell": _("Line %(line)s has a cell of more than 131,072 characters."),
    "events-quotes": _("Line %(line)s: quotation marks that do not close, or stand inside a cell."),
}


def sentence_of(refusal: Malformed) -> str:
    facts = dict(refusal.facts)
    if refusal.code == "network-cycle":
        named = [f"“{name}”" for name in refusal.facts["activities"]]  # type: ignore[attr-defined]
        facts["activities"] = " → ".join([*named, named[0]])
    return plain(str(SENTENCES[refusal.code]) % facts)
