"""Sentences about assessments, contests, exemptions and proposals of accountability; as `sentences`."""

from django.utils.translation import gettext_lazy as _

from qiantou.access.sentences_gate import GATE

REVIEW = {
    "work-not-concluded": _("The work is not concluded yet: it is assessed once it has ended, or its end is met."),
    "nothing-to-attribute": _(
        "There is nothing to tell the time of: a plan has to be signed by everybody and launched, and a line needs a "
        "day."
    ),
    "put-out-by-the-office": _(
        "%(office)s has put out where the time of this work went; an office of the work puts it out anew, not the lead."
    ),
    "put-out-before": _("It was put out before: please say why it is put out anew. The one before stays on record."),
    "nothing-new": _(
        "Nothing new stands in the record since it was last put out. Time that merely passed counts from the next day "
        "on."
    ),
    "not-the-attributor": _(
        "Where the time of this work went is put out by the keeper of its record, by the office of its issuer, sponsor "
        "or working group, or by the lead %(lead)s."
    ),
    "terms-stand": _(
        "The plan was put out to be signed, or the work was measured: what it is assessed by, who measures, its "
        "keeper, issuer and office are no longer %(lead)s's to change. The issuer, the sponsor or the keeper can."
    ),
    "mark-stands": _(
        "A measure of this work was read already: baseline, target and direction stay as they were then. What was read "
        "wrongly is contested."
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
    "only-a-ruling-amends": _("A sheet that was put out is amended by a ruling on a contest alone."),
    "not-the-measurer": _("This measure is read by %(desk)s, or entered for it by the keeper or the issuer."),
    "not-the-confirmer": _(
        "A reading is confirmed by the desk that measures, the issuer, the sponsor, the keeper or a post above the "
        "lead; never by %(lead)s, nor by who entered it."
    ),
    "satisfied-of-asked": _("Please say how many were asked, at least one, and how many of them were satisfied."),
    "not-the-assessor": _(
        "The sheet is put out by the keeper or the office of issuer or sponsor; never by %(lead)s, which leads "
        "the work."
    ),
    "lines-in-time": _(
        "%(count)s lines of other units are open and within their day. The sheet waits for them, at the latest until "
        "%(day)s has passed, so that what is delivered in time counts."
    ),
    "measures-unread": _(
        "%(count)s outcome measures have no reading that counts. Have them read first, or say why the sheet is put out "
        "without them: the reason stands in it."
    ),
    "nothing-measured": _("No outcome measure has a reading that counts. The points wait: no reading is not nought."),
    "contest-not-granted": _("The sheet can be amended once a ruling has granted this contest, and once for each."),
    "nothing-to-contest": _("There is no such item that could be contested here."),
    "contest-goes-to": _("A contest is put to who put the sheet out: %(desk)s."),
    "not-on-the-sheet": _("%(desk)s has no row of its own there, and so nothing to contest."),
    "contest-too-late": _("The time to contest ended on %(day)s."),
    "contest-before-it": _(
        "A ruling has granted %(desk)s its contest no. %(number)s of the same, and %(doer)s has still to carry it out. "
        "Until the sheet says what that came to, no other contest of it is granted."
    ),
    "share-is-no-more": _(
        "A ruling since has divided this line otherwise: %(desk)s has no part of it any more, or no less than it asked "
        "for. Nothing could be added; what that ruling changed may be contested anew."
    ),
    "contested-before": _("Your unit has contested this item already: its contest stands on the page."),
    "contested-on-its-page": _("A contest is opened on the page of the assessment, once for each item."),
    "amended-on-its-page": _(
        "The sheet of a work that is over, and what a ruling granted, is put out on the page of the assessment, or of "
        "where the time went: what is put out there ends this matter, and nothing else does."
    ),
    "exempts-one-work": _(
        "An application for exemption names one joint work or matter and the day on which it went wrong, and "
        "stands under no other."
    ),
    "nothing-to-exempt": _(
        "That a sheet, the answer to a contest of it or the carrying out of a ruling came late weighs in no assessment "
        "and no share of the delay: there is nothing to be exempt from. Please say why it is late."
    ),
    "check-first": _("The check of your unit's part comes first: it is drawn from the record as you apply."),
    "not-whose-check": _(
        "The check of %(desk)s's part is drawn for that unit, and for who may propose anything of it in this work."
    ),
    "clears-another-name": _(
        "A bulletin is corrected here by whoever gives the notice that clears a name, in the lines about that unit and "
        "that work alone."
    ),
    "cleared-with-the-notice": _(
        "A line is corrected once, with the notice that clears the name, and not again by it."
    ),
    "lookup-ends-before-it-begins": _(
        "The days of which entries may be read end before they begin, or the last day of use has passed already."
    ),
    "nothing-to-receive": _("There is no written answer here that was not received yet."),
    "condition-puts-out": _(
        "Where this condition fails, nothing is exempt or treated lighter, whatever the reason: %(condition)s."
    ),
    "applied-before": _(
        "An application of this unit for the same work is open: number %(number)s. Please go on there; what is new can "
        "be added to it."
    ),
    "check-of-nothing": _("A check names an entry that the record of this work does not hold."),
    "check-stays": _("A check that was put out stays. A later one takes its place."),
    "no-deciding-body": _(
        "Nobody who is no side of this could decide it. Please ask the site to name who decides applications "
        "for exemption."
    ),
    "not-the-deciding-body": _("Such applications are put to %(body)s."),
    "no-cause-here": _("Only an application for exemption names the day on which something went wrong."),
    "no-hearing-here": _("A hearing is recorded in an application for exemption alone."),
    "hear-the-applicant": _("The applicant itself has to be heard: please name who of %(desk)s was."),
    "hear-first": _(
        "%(desk)s has not been heard yet. Record the hearing first, or have it say in writing that it need "
        "not be heard."
    ),
    "word-awaited": _(
        "Until %(day)s %(desk)s may still say whether it was heard as recorded. Nothing is decided against it before; "
        "it may be exempted at once."
    ),
    "no-verdict-here": _("That is decided in an application for exemption, or told in the clearing of a name, alone."),
    "verdict-missing": _("Please decide with the table: what is found of each condition, and what follows."),
    "reviewed-by-others": _("Whoever decided it first does not review it. Please leave it to another."),
    "condition-left-out": _("Please say what is found of this condition: %(condition)s."),
    "decided-not-bargained": _(
        "An application for exemption is taken up, heard and decided. Nothing is reserved or bargained for in it, and "
        "no part of it is handed on."
    ),
    "no-such-condition": _(
        "Only the conditions of the table are found to hold or to fail; what else is to be said is a reason."
    ),
    "condition-without-reason": _(
        "Please give the reason: %(condition)s. It is found not to hold, or the record speaks against it."
    ),
    "never-exempt": _("What falls under this is never exempt: %(exclusion)s."),
    "departs-without-reason": _("The table reads: %(reads)s. Who decides otherwise says why."),
    "no-such-sign": _("The table names something the record cannot show: %(sign)s."),
    **GATE,
}
